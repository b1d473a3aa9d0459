"""Typed text: what is taken in, and how a quotation is found again in it."""

import re
import unicodedata

from api.errors import Invalid, TooLarge
from practice.content.language import gettext

LONGEST_TEXT = 20_000
LONGEST_BOT_TEXT = 2_000


def taken_in(text: str) -> str:
    """`text` without control characters, otherwise exactly as typed.

    Raises TooLarge above 20,000 characters.
    """
    if len(text) > LONGEST_TEXT:
        raise TooLarge(
            gettext(
                "This is longer than {most} characters. Please send it in smaller pieces."
            ).format(most=f"{LONGEST_TEXT:,}")
        )
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))


def is_empty(text: str) -> bool:
    """Whether nothing readable was typed."""
    return not any(unicodedata.category(c)[0] not in "ZC" for c in text)


def pieces(text: str) -> list[str]:
    """`text` in pieces of at most 2,000 characters, cut between words where possible."""
    found = []
    while len(text) > LONGEST_BOT_TEXT:
        cut = max(text.rfind(mark, LONGEST_BOT_TEXT // 2, LONGEST_BOT_TEXT) for mark in (" ", "\n"))
        cut = cut + 1 if cut > 0 else LONGEST_BOT_TEXT
        found.append(text[:cut])
        text = text[cut:]
    return [*found, text]


def _readable(text: str) -> str:
    """`text` with every unseen character as a space, as the bot reads it; same length."""
    unseen = ("Cc", "Cf", "Cs", "Co")
    return "".join(" " if unicodedata.category(c) in unseen else c for c in text)


def quotation(typed: str, part: str | None) -> str:
    """The words of `typed` that `part` names, exactly as typed; all of it when part is None.

    Spaces, apostrophes and unseen characters may differ. Raises Invalid when they are not in it.
    """
    if part is None:
        return typed
    words = [re.escape(w).replace("'", "['’]") for w in _readable(part).replace("’", "'").split()]
    found = re.search(r"\s+".join(words), _readable(typed)) if words else None
    if not found:
        raise Invalid(gettext("An entry may only hold words that were typed."))
    return typed[found.start() : found.end()]
