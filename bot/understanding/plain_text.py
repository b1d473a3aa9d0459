"""What a person typed, as the models may read it."""

from __future__ import annotations

import unicodedata

LONGEST_TEXT = 2000


def harmless(text: str) -> str:
    """`text` without control characters and without a leading slash.

    Rasa reads text that starts with "/" as an intent, whoever typed it.
    """
    kept = "".join(
        c if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co") else " "
        for c in text
    ).strip()
    return "\u2215" + kept[1:] if kept.startswith("/") else kept
