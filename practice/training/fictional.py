"""Whether words for practice hold something that looks like a real person's particulars.

Training is with made-up people only, so what could point to someone real is stopped before it is
kept. This reads forms, not truth: a first name alone, an age, or the name of a town passes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass

# A day in a later year is no grown person's birthday, so it passes without “born” before it.
LATEST_BIRTH = 2010
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
DAY = r"\d{1,2}(?:st|nd|rd|th)?"
PART = r"(?:0?[1-9]|[12]\d|3[01])"
YEAR = r"(?P<year>\d{4}|'?\d{2})"
DATES = (
    rf"(?<![\d/.-]){PART} ?[/.-] ?{PART} ?[/.-] ?{YEAR}(?![\d/])",
    r"(?<!\d)(?P<year>\d{4})[/.-]\d{1,2}[/.-]\d{1,2}(?!\d)",
    rf"(?<!\d){PART} {PART} (?P<year>(?:19|20)\d\d)(?!\d)",
    rf"(?<!\d){DAY}(?: of)?[ /.-]{MONTH}[ ,/.-]+{YEAR}(?!\d)",
    rf"\b{MONTH} {DAY},? {YEAR}(?!\d)",
)
BORN = (
    r"\b(?:d\.?o\.?b\.?|date of birth|birth ?date|born|birthday)\b\W{0,3}(?:is |was |on |the )*"
    rf"(?:{DAY}(?: of)?[ -]{MONTH}|{MONTH} \d{{1,2}}(?!\d)|\d{{1,2}} ?[/.-] ?\d{{1,2}}(?!\d))"
)
# The postcode areas of the United Kingdom: what begins otherwise is a made-up one, or none.
AREAS = (
    "AB|AL|B[ABDHLNRST]?|C[ABFHMORTVW]|D[ADEGHLNTY]|E[CHNX]?|F[KY]|G[LUY]?|H[ADGPRSUX]"
    "|I[GMPV]|JE|K[ATWY]|L[ADELNSU]?|M[EKL]?|N[EGNPRW]?|O[LX]|P[AEHLOR]|R[GHM]|S[AEGKLMNOPRSTWY]?"
    "|T[ADFNQRSW]|UB|W[ACDFNRSV]?|YO|ZE"
)
POSTCODE = rf"\b(?:{AREAS})\d[A-Z\d]? ?(?P<inward>\d[ABD-HJLNP-UW-Z]{{2}})\b"
NATIONAL_INSURANCE = r"\b[A-CEGHJ-PR-TW-Z][A-NP-Z] ?\d\d ?\d\d ?\d\d ?[A-D]\b"
EMAIL = r"(?<![\w.+'-])[\w.+'-]{1,64}@(?P<host>[\w-]+(?:\.[\w-]+)+)"
# Kept apart for examples (RFC 2606), so nobody's.
NO_HOST = re.compile(r"(?:^|\.)(?:example\.(?:com|org|net)|example|test|invalid)$", re.I)
PHONE = (
    r"(?<![\w.])(?:(?:\+|00) ?44 ?(?:\(0\) ?)?\d{2,4}|\(?0\d{2,4}\)?)[ .-]?\d{3,4}[ .-]?\d{2,4}"
    r"(?:[ .-]?\d{2,3})?(?![\w])"
    r"|(?<!\w)\+\d[\d ().-]{7,18}\d(?!\w)"
)
# Freephone and 03 numbers belong to organisations (Ofcom's numbering plan).
ORGANISATION = re.compile(r"0(?:3\d\d|800|808)")
NHS_NUMBER = r"(?<![\w£$€.,-])\d{3}[ .-]?\d{3}[ .-]?\d{4}(?![\w])"
LETTERS_DIGITS = (
    r"\b[A-Z]{1,5}[/-](?:\d{2,4}[/-])?\d{3,}\b|\b[A-Z]{2,4}\d{4,}\b|\b[A-Z]\d{5,}\b"
    r"|\b[A-Z]\d{4}[A-Z]{2}\b|\b(?!UK|GB|EU|US|NHS|GP)[A-Z]{2,4} (?!19\d\d|20\d\d)\d{4,}\b"
)
LOWER_REFERENCE = r"\b[a-z]{1,4}[/-](?!(?:19|20)\d\d\b)\d{4,}\b"
NAMED_REFERENCE = (
    r"\b(?:ref(?:erence)?|case|file|record|crime|incident|custody|hospital|account|policy)"
    r"(?: (?:no|number|ref|id))?\.? ?[:#]? ?(?!(?:19|20)\d\d\b)[a-z]{0,4}[/-]?\d{3,}\b"
    r"|\b(?:client|patient|person|member)(?: (?:no|number|ref|id))\.? ?[:#]? ?\d{3,}\b"
    r"|\bid ?[:#] ?\d{3,}\b"
)
YEAR_REFERENCE = r"(?<![\d/-])\d{2,4}[/-](?!(?:19|20)\d\d\b)\d{4,8}(?![\d/-])"
VEHICLE = r"\b[A-Z]{2}\d\d ?[A-Z]{3}\b"
LONG_NUMBER = (
    r"(?<![\w£$€.,])\d{7,}(?!\w)|(?<!\d)\d\d-\d\d-\d\d(?!\d)|(?<!\d)(?<!\d )(?:\d ){6,}\d(?!\d)"
    r"|(?<!\d)\d{4}[ -]\d{4}[ -]\d{4}(?:[ -]\d{1,4})?(?!\d)"
)
STREETS = "street|st|road|rd|avenue|ave|lane|close|drive|crescent|court|terrace|grove|gardens|mews"
ADDRESS = (
    rf"\b\d{{1,4}}[A-Za-z]?,? (?P<name>(?:[A-Z][\w'’-]+ ){{1,3}})(?i:{STREETS}|place|way|square)\b"
    r"|\b\d{1,4}[a-z]?,? (?P<lower>(?!main|busy|side|lane|more|long|wide|in|on|per)[a-z]{2,} )"
    r"(?:street|road|avenue|lane|crescent|terrace)\b"
)
TITLE = r"\b(?P<title>mr|mrs|ms|mx|dr|doctor|prof|professor|rev|reverend|sir|dame|cllr|councillor)"
TITLED = (
    rf"(?i:{TITLE})\b(?:\.? |\.)(?P<name>[\w'’. -]+)"
    r"|\b(?P<miss>Miss)\b(?:\.? |\.)(?P<after>[\w'’. -]+)"
)
NAMED = r"(?i:\b(?:name is|name['’]s|name was|full name|name:)) ?:? ?(?P<name>[\w'’-]+ [\w'’ -]+)"
# Words that stand after a title, or begin with a capital, without being a name.
NO_NAME = frozenset(
    "a about after also am an and are as asked at be been before but by came can comes could dad"
    " did do does each for from gave goes had has have he her him his i if in is it its just knows"
    " like mum my never no nor not now of off on once one or our out right said saw says seen she"
    " so some soon still than that the their them then there these they this to told too up us"
    " was we went were what when where which while who why will with would you your you're"
    " monday tuesday wednesday thursday friday saturday sunday january february march april may"
    " june july august september october november december christmas eid diwali easter ramadan"
    " madam sir dr mr mrs".split()
)


@dataclass(frozen=True, order=True)
class Found:
    """Something that looks real: where it stands in the text, what kind it is, and its words."""

    start: int
    end: int
    kind: str
    text: str


def looks_real(text: str, allowed: Collection[str] = ()) -> list[Found]:
    """Everything in `text` that looks like a real person's particulars, in its order.

    allowed: the scenario's own made-up names and places; a name or address of only such words
    passes. Kinds: the keys of KINDS.
    """
    plain, places = _plain(text)
    known = {word for name in allowed for word in _words(name)}
    taken: list[tuple[int, int]] = []
    found = []
    for kind, start, end, passes in _seen(plain, known):
        if any(start < last and first < end for first, last in taken):
            continue
        taken.append((start, end))
        if not passes:
            first, last = places[start], places[end - 1] + 1
            found.append(Found(first, last, kind, text[first:last]))
    return sorted(found)


def _plain(text: str) -> tuple[str, list[int]]:
    """The text as it looks, with every kind of space, dash and digit as the common one.

    Also where each character stood: unseen ones are left out.
    """
    kept = [(shown, place) for place, c in enumerate(text) for shown in _shown(c)]
    return "".join(shown for shown, _ in kept), [place for _, place in kept]


def _shown(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cf", "Mn"):
        return ""
    if category == "Zs" or character == "\t":
        return " "
    if category == "Pd" or character == "\u2212":
        return "-"
    composed = unicodedata.normalize("NFKC", character)
    return composed if len(composed) == 1 else character


def _seen(text: str, known: Collection[str]) -> Iterator[tuple[str, int, int, bool]]:
    """(kind, start, end, whether it passes), the surer kinds first."""
    for kind, pattern, passes in KINDS_BY_FORM:
        for match in re.finditer(pattern, text):
            yield kind, *match.span(), passes(match, known)
    for match in re.finditer(NAMED, text):
        yield from _name(match, "name", 2, known)
    for match in re.finditer(TITLED, text):
        yield from _name(match, "after" if match["miss"] else "name", 1, known)


def _name(
    match: re.Match[str], group: str, least: int, known: Collection[str]
) -> Iterator[tuple[str, int, int, bool]]:
    """The title with the names after it; names begin with a capital, or follow a mr or mrs."""
    title = (match.groupdict().get("title") or "").lower()
    end = match.start(group)
    names: list[str] = []
    for word in re.finditer(r"[\w'’.-]+", match[group]):
        lower = re.sub(r"['’]s$|\W+$", "", word[0].lower())
        typed_small = (
            not names and title in ("mr", "mrs") and len(lower) > 1 and not lower[0].isdigit()
        )
        if lower in NO_NAME or not (word[0][0].isupper() or typed_small):
            break
        names.append(lower)
        end = match.start(group) + word.start() + len(word[0].rstrip(".'’-"))
        if word[0].endswith(".") and len(lower) > 1 or typed_small and word[0][0].islower():
            break
    if len(names) >= least and any(len(name) > 1 for name in names):
        yield "full_name", match.start(), end, all(name in known for name in names)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_][\w'’-]*", text.lower())


def _never(match: re.Match[str], known: Collection[str]) -> bool:
    return False


def _too_late(match: re.Match[str], known: Collection[str]) -> bool:
    """Whether the year of a date is that of no grown person's birth."""
    year = int(match["year"].strip("'"))
    return year > LATEST_BIRTH if year > 99 else LATEST_BIRTH % 100 < year <= 26


def _own_address(match: re.Match[str], known: Collection[str]) -> bool:
    return all(word in known for word in _words(match["name"] or match["lower"]))


# What each kind looks like, and what of it passes all the same. The first that fits holds.
KINDS_BY_FORM = (
    ("email", EMAIL, lambda match, known: bool(NO_HOST.search(match["host"]))),
    ("birth_date", f"(?i:{BORN})", _never),
    *(("birth_date", f"(?i:{form})", _too_late) for form in DATES),
    ("national_insurance", f"(?i:{NATIONAL_INSURANCE})", _never),
    ("postcode", POSTCODE, _never),
    ("postcode", f"(?i:{POSTCODE})", lambda m, known: m["inward"][1:].lower() in {"st", "nd"}),
    ("phone", PHONE, lambda match, known: bool(ORGANISATION.match(match[0].lstrip("(")))),
    ("nhs_number", NHS_NUMBER, _never),
    ("case_ref", LETTERS_DIGITS, _never),
    ("case_ref", LOWER_REFERENCE, _never),
    ("case_ref", f"(?i:{NAMED_REFERENCE})", _never),
    ("case_ref", YEAR_REFERENCE, _never),
    ("vehicle", VEHICLE, _never),
    ("long_number", LONG_NUMBER, _never),
    ("address", ADDRESS, _own_address),
)
KINDS = tuple(dict.fromkeys([kind for kind, _, _ in KINDS_BY_FORM] + ["full_name"]))
