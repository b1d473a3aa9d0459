"""What a typed line means, as a table."""

import pytest

from api.cli.chat_input import Entry, NotUnderstood, read_entry

VALUES = ["yes", "no", "unsure"]


@pytest.mark.parametrize(
    ("line", "entry"),
    [
        ("2", Entry(None, ["no"])),
        (" 2 ", Entry(None, ["no"])),
        ("1,3", Entry(None, ["yes", "unsure"])),
        ("1, 3", Entry(None, ["yes", "unsure"])),
        ("1 3", Entry(None, ["yes", "unsure"])),
        ("3,3,1", Entry(None, ["unsure", "yes"])),
        ("2: she said not yet", Entry("she said not yet", ["no"])),
        ("1,2: both, she said: in part", Entry("both, she said: in part", ["yes", "no"])),
        ("she was home", Entry("she was home")),
        ("2 people came", Entry("2 people came")),
        ("10:30 she rang", Entry("10:30 she rang")),
        ("1.", Entry("1.")),
    ],
)
def test_lines_where_choices_are_shown(line, entry):
    assert read_entry(line, VALUES, multiple=True) == entry


@pytest.mark.parametrize("line", ["4", "0", "1,4", "4: she said so", "999"])
def test_a_number_that_is_not_there_is_refused_with_what_would_do(line):
    with pytest.raises(NotUnderstood, match="from 1 to 3"):
        read_entry(line, VALUES, multiple=True)


def test_several_where_one_fits_are_refused():
    with pytest.raises(NotUnderstood, match="Only one choice"):
        read_entry("1,2", VALUES, multiple=False)


@pytest.mark.parametrize("line", ["7", "1,3", "2: two"])
def test_without_choices_everything_is_words(line):
    assert read_entry(line, []) == Entry(line)


@pytest.mark.parametrize(
    ("entry", "body"),
    [
        (Entry("words"), {"text": "words"}),
        (Entry(None, ["no"]), {"choice": "no"}),
        (Entry(None, ["yes", "no"]), {"choice": ["yes", "no"]}),
        (Entry("words", ["no"]), {"text": "words", "choice": "no"}),
    ],
)
def test_the_message_that_is_sent(entry, body):
    assert entry.body == body
