"""Phone typing for the training examples: the same words, typed in a hurry.

Deterministic: the same examples and seed always give the same variations.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable

SEED = 7
# One row of keys each: a slip lands on a neighbour.
KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
SHORT_FORMS = {
    "you": "u", "your": "ur", "you're": "ur", "are": "r", "because": "cos", "want to": "wanna",
    "going to": "gonna", "got to": "gotta", "please": "pls", "thanks": "thx", "what": "wat",
    "with": "wiv", "and": "n", "to": "2", "for": "4", "before": "b4", "something": "summat",
    "anything": "owt", "nothing": "nowt", "about": "abt", "okay": "ok", "don't know": "dunno",
    "give me": "gimme", "let me": "lemme", "isn't": "isnt", "tomorrow": "tmrw", "have": "hav",
}  # fmt: skip
SHORTEST_SLIP = 4


def neighbours(letter: str) -> str:
    """The keys beside `letter`; none for what is not a small letter."""
    for row in KEYBOARD:
        at = row.find(letter)
        if at >= 0:
            return row[max(at - 1, 0) : at] + row[at + 1 : at + 2]
    return ""


def _long_words(text: str) -> list[re.Match[str]]:
    return [w for w in re.finditer(r"[a-z]+", text) if len(w.group()) >= SHORTEST_SLIP]


def slipped(text: str, chance: random.Random) -> str:
    """`text` with one letter hit wrongly, left out, doubled or swapped with the next."""
    words = _long_words(text)
    if not words:
        return text
    word = chance.choice(words)
    at = chance.randrange(word.start() + 1, word.end() - 1)
    letter, after = text[at], text[at + 1]
    changed = chance.choice(
        [chance.choice(neighbours(letter)) + after, after, letter * 2 + after, after + letter]
    )
    return text[:at] + changed + text[at + 2 :]


def shortened(text: str, chance: random.Random) -> str:
    """`text` with up to two words as people shorten them on a phone."""
    forms = [form for form in SHORT_FORMS if re.search(rf"\b{form}\b", text)]
    for form in chance.sample(forms, min(2, len(forms))):
        text = re.sub(rf"\b{form}\b", SHORT_FORMS[form], text)
    return text


def bare(text: str, chance: random.Random) -> str:
    """`text` without apostrophes, commas and full stops."""
    return re.sub(r"[',.?!]", "", text)


WAYS: tuple[Callable[[str, random.Random], str], ...] = (slipped, shortened, bare)


def varied(text: str, chance: random.Random) -> str:
    """One variation of `text`, in small letters; the same words when nothing could change."""
    text = text.replace("’", "'").lower()
    for way in chance.sample(WAYS, 2):
        text = way(text, chance)
    return text


def with_variations(
    texts: list[str], labels: list[str], copies: int = 1, seed: int = SEED
) -> tuple[list[str], list[str]]:
    """The examples, followed by `copies` variations of each that differ from every example."""
    chance = random.Random(seed)
    known = {text.lower() for text in texts}
    more, names = list(texts), list(labels)
    for _ in range(copies):
        for text, label in zip(texts, labels, strict=True):
            new = varied(text, chance)
            if new not in known:
                known.add(new)
                more.append(new)
                names.append(label)
    return more, names


def with_rare_varied(texts: list[str], labels: list[str]) -> tuple[list[str], list[str]]:
    """The examples, and variations of those whose label has fewer examples than is usual."""
    counts = Counter(labels)
    usual = len(labels) / max(len(counts), 1)
    rare = [i for i, label in enumerate(labels) if counts[label] < usual]
    more, names = with_variations([texts[i] for i in rare], [labels[i] for i in rare])
    return texts + more[len(rare) :], labels + names[len(rare) :]
