"""Which messages sound like a correction, and what is left of them."""

import pytest

from bot.understanding.amends import LONGEST, put_right

CORRECTIONS = {
    "no, she was on her own": "she was on her own",
    "No she was on her own": "she was on her own",
    "sorry, i meant by phone": "by phone",
    "oh wait no, that’s wrong, we met at his flat": "we met at his flat",
    "Actually her son was there the whole time.": "her son was there the whole time.",
    "scrap that - his daughter sat in": "his daughter sat in",
    "I got that wrong. It was on Teams": "It was on Teams",
    "i should have said she accepted the advocate": "she accepted the advocate",
    "correction: no interpreter was used": "no interpreter was used",
    "just to correct myself, it was a video call": "it was a video call",
}
NONE = ["", "no", "No.", "no thanks", "sorry", "nothing she wants", "North of the river",
        "no interpreter was used", "noisy flat", "now she wants to move out",
        "she said no, she was on her own", "wait list for the home",
        "he means well", "i mean it"]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), CORRECTIONS.items(), ids=str)
def test_an_opening_that_takes_something_back_is_left_off(text, words):
    assert put_right(text) == words


@pytest.mark.parametrize("text", NONE)
def test_other_messages_are_no_corrections(text):
    assert put_right(text) is None


def test_a_long_message_is_a_note_and_no_correction():
    assert put_right("no, " + "word " * LONGEST) is not None
    assert put_right("no, " + "word " * (LONGEST + 1)) is None
