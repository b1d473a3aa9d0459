"""Rehearsal: a simulated person, what a trainee does, and a debrief they can trust.

Pure rules over YAML (moves.yml, rubric.yml, ../scenarios). What a line of the trainee *is* comes
from outside (bot/understanding/moves.py); from there on the same moves always give the same
replies and the same debrief. Nothing here can reach a case record (docs/rehearsal.md).
"""
