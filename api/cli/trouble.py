class Trouble(Exception):
    """Something the person at the keyboard can put right; the text says how."""
