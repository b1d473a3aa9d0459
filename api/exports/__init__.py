"""The record as documents."""
