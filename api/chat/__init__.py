"""Conversations: what people sent, and what was answered."""
