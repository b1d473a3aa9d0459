"""Which characters the shipped fonts can show, and what stands for those they cannot.

A PDF/UA file must not be made with a missing glyph, so each one is named instead.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from struct import unpack_from

FONTS = Path(__file__).parent / "fonts"
# Joiners shape letters in Urdu, Persian and the Indic scripts; other unseen marks may go.
JOINERS = "\u200c\u200d"
UNSEEN = ("Cc", "Cf", "Cs")
SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")


def printable(text: str) -> str:
    """`text` without unseen characters, and with the name of each that no font has.

    A run of letters of one script that no font has becomes one name: "[2 CJK characters]".
    """
    kept = SELECTORS.sub("", LINE_ENDS.sub("\n", text))
    kept = "".join(c for c in kept if c in "\n\t" + JOINERS or not _is_unseen(c))
    return "".join(_shown(kept))


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character) in UNSEEN


def _shown(text: str) -> Iterator[str]:
    """The text in pieces: what can be shown as it is, and names for the rest."""
    letters: list[str] = []
    for character in text:
        named = not has_glyph(character)
        if letters and not (named and _script(character) == _script(letters[0])):
            yield _name(letters)
            letters = []
        if named:
            letters.append(character)
        else:
            yield character
    if letters:
        yield _name(letters)


def has_glyph(character: str) -> bool:
    """Whether some font shows it. Characters for private use mean nothing to others."""
    own = unicodedata.category(character) == "Co"
    return character in "\n\t" or not own and ord(character) in _covered()


def _script(character: str) -> str:
    """What a run of characters shares: the first word of a letter's name, else the character."""
    is_letter = unicodedata.category(character)[0] == "L"
    return unicodedata.name(character, "").partition(" ")[0] if is_letter else character


def _name(characters: list[str]) -> str:
    first, count = characters[0], len(characters)
    if unicodedata.category(first)[0] == "L":
        return f"[{count} {_script(first)} {'character' if count == 1 else 'characters'}]"
    name = unicodedata.name(first, "").lower() or f"character U+{ord(first):04X}"
    return f"[{name}{f' x {count}' if count > 1 else ''}]"


@lru_cache(maxsize=1)
def _covered() -> frozenset[int]:
    return frozenset(c for path in sorted(FONTS.glob("*.ttf")) for c in characters_of(path))


def characters_of(path: Path) -> Iterator[int]:
    """The characters that a TrueType font has a glyph for (its cmap, formats 4 and 12)."""
    font = path.read_bytes()
    tables = (unpack_from(">4sxxxxII", font, 12 + 16 * n) for n in range(_short(font, 4)))
    cmap = next(offset for tag, offset, _ in tables if tag == b"cmap")
    for record in range(_short(font, cmap + 2)):
        table = cmap + unpack_from(">I", font, cmap + 8 + 8 * record)[0]
        read = {4: _format_4, 12: _format_12}.get(_short(font, table))
        yield from read(font, table) if read else ()


def _short(font: bytes, at: int) -> int:
    return unpack_from(">H", font, at)[0]


def _format_4(font: bytes, table: int) -> Iterator[int]:
    count = _short(font, table + 6) // 2
    ends = unpack_from(f">{count}H", font, table + 14)
    starts = unpack_from(f">{count}H", font, table + 16 + 2 * count)
    deltas = unpack_from(f">{count}H", font, table + 16 + 4 * count)
    offsets_at = table + 16 + 6 * count
    for n, (start, end) in enumerate(zip(starts, ends, strict=True)):
        offset = _short(font, offsets_at + 2 * n)
        for character in range(start, min(end, 0xFFFE) + 1):
            at = offsets_at + 2 * n + offset + 2 * (character - start)
            glyph = _short(font, at) if offset else (character + deltas[n]) & 0xFFFF
            if glyph:
                yield character


def _format_12(font: bytes, table: int) -> Iterator[int]:
    for group in range(unpack_from(">I", font, table + 12)[0]):
        start, end, glyph = unpack_from(">III", font, table + 16 + 12 * group)
        yield from range(start + (glyph == 0), end + 1)
