"""Passwords that are hard to guess and easy to read out."""

import secrets

CONSONANTS = "bdfghjkmnprstvz"
VOWELS = "aeiou"


def readable_password() -> str:
    """Four made-up words and a number: about 85 random bits."""
    words = ["".join(syllable() for _ in range(3)) for _ in range(4)]
    return "-".join([*words, str(secrets.randbelow(900) + 100)])


def syllable() -> str:
    return secrets.choice(CONSONANTS) + secrets.choice(VOWELS)
