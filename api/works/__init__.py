"""Pieces of safeguarding work and what is recorded of them."""
