"""Which messages sound as if they put something right: "no, she was on her own"."""

from __future__ import annotations

import re

# These are an opening only before a pause or the beginning of a sentence: not "no interpreter".
BEFORE = (
    r"(?=\W*[,.;:!\u2013-]|\s+(?:she|he|they|it|we|i|you|her|his|their|the|there|that|this|my|a|an"
    r"|wait|no|sorry|actually|scrap|scratch|ignore|forget|correction|hang|hold)\b)"
)
OPENING = re.compile(
    rf"^\W*(?:(?:(?:oh|oops|whoops|ah|erm|um|sorry|wait|no|nope|nah|actually|correction){BEFORE}"
    r"|hang on|hold on|my mistake|my bad|apologies|scrap that|scratch that|ignore that|forget that"
    r"|not true|(?:that'?s|that was|it'?s) (?:wrong|not right|incorrect|a mistake)"
    r"|i (?:got|put|said|typed) (?:that|it) wrong|i made a mistake"
    r"|i (?:meant|mean)(?: to (?:say|put))?|should (?:be|say|have (?:been|said))"
    r"|i should have (?:said|put)|(?:just )?to correct (?:that|myself))\b\W*)+",
    re.I,
)
LONGEST = 40


def put_right(text: str) -> str | None:
    """The words after an opening that takes something back; None when there is none.

    It does not say that they are a correction: "no, her son was there" answers many a question.
    """
    opening = OPENING.match(text.replace("\u2019", "'"))
    rest = text[opening.end() :].strip() if opening else ""
    return rest if len(rest.split()) > 1 and len(rest.split()) <= LONGEST else None
