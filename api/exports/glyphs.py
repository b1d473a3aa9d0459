"""Which characters the shipped fonts can show, and what stands for those they cannot.

A PDF/UA file must not be made with a missing glyph, so each one is named instead.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from struct import unpack_from

FONTS = Path(__file__).parent / "fonts"
FIRST = 1  # NotoSans-Regular, the first by name
# Joiners shape letters in Urdu, Persian and the Indic scripts; other unseen marks may go.
JOINERS = "\u200c\u200d"
UNSEEN = ("Cc", "Cf", "Cs")
SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")


def printable(text: str) -> str:
    """`text` without unseen characters, and with the name of each that no font has.

    A run of letters of one script that no font has becomes one name: "[2 CJK characters]". A mark
    (an accent, a vowel sign) is named too where no font has it together with its letter.
    """
    return _named(_with_glyphs(_seen(text)))


def plain(text: str) -> str:
    """The same, with only what the first font has by itself: a typesetter can always show it."""
    composed = unicodedata.normalize("NFC", _seen(text))
    return _named(
        (c, c in "\n\t" or bool(_fonts_with(c) & FIRST) and not _is_mark(c)) for c in composed
    )


def _seen(text: str) -> str:
    kept = SELECTORS.sub("", LINE_ENDS.sub("\n", text))
    return "".join(c for c in kept if c in "\n\t" + JOINERS or not _is_unseen(c))


def _named(characters: Iterable[tuple[str, bool]]) -> str:
    """The characters that can be shown, and names for runs of the others."""
    runs = groupby(characters, key=lambda pair: pair[1] or _script(pair[0]))
    return "".join(_piece(list(run)) for _, run in runs)


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character) in UNSEEN


def _with_glyphs(text: str) -> Iterator[tuple[str, bool]]:
    """Each character with whether a font shows it, a mark together with what it stands on."""
    fonts = 0
    for character in text:
        has = _fonts_with(character)
        if character.isspace():
            fonts, shown = 0, has > 0 or character in "\n\t"
        elif character in JOINERS:
            shown = fonts > 0
        elif _is_mark(character):
            shown = fonts & has > 0
            fonts = fonts & has or fonts
        else:
            # What the first font shows, it shows; only then do others come in.
            fonts, shown = has & FIRST or has, has > 0
        yield character, shown


def _is_mark(character: str) -> bool:
    """Whether it is drawn on the letter before it, at least with its first part."""
    return unicodedata.category(unicodedata.normalize("NFKD", character)[0])[0] == "M"


def _piece(group: list[tuple[str, bool]]) -> str:
    characters = [character for character, _ in group]
    shown = group[0][1]
    return "".join(characters) if shown else _name([c for c in characters if c not in JOINERS])


def _script(character: str) -> str:
    """What a run of characters shares: the first word of a letter's name, else the character."""
    is_letter = unicodedata.category(character)[0] == "L"
    return unicodedata.name(character, "").partition(" ")[0] if is_letter else character


def _name(characters: list[str]) -> str:
    if not characters:
        return ""
    first, count = characters[0], len(characters)
    if unicodedata.category(first)[0] == "L":
        return f"[{count} {_script(first)} {'character' if count == 1 else 'characters'}]"
    name = unicodedata.name(first, "").lower() or f"character U+{ord(first):04X}"
    return f"[{name}{f' x {count}' if count > 1 else ''}]"


def _fonts_with(character: str) -> int:
    """The fonts that show it, one bit each. Characters for private use mean nothing to others."""
    own = unicodedata.category(character) == "Co"
    return 0 if own else glyphs().get(ord(character), 0)


@lru_cache(maxsize=1)
def glyphs() -> Mapping[int, int]:
    """Every character that some font shows, with these fonts, one bit each."""
    found: dict[int, int] = {}
    paths = sorted(FONTS.glob("*-Regular.ttf"))  # typed words are never bold
    for number, path in enumerate(paths):
        for character in characters_of(path):
            found[character] = found.get(character, 0) | 1 << number
    return found


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
