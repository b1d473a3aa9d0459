"""Rehearsal: talks with a simulated person, kept apart from every case record."""
