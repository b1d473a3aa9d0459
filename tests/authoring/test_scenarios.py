"""./msp content check on people to rehearse with: planted mistakes are found and explained."""

import json

import pytest

from api.cli import content_play
from api.cli.__main__ import main
from authoring import Known
from authoring.check import check
from authoring.rehearsal import BESIDE, NAMED, STANDARDS
from practice.content import FOLDER
from practice.training.rehearsal.moves import moves
from practice.training.rehearsal.required import VOICES
from practice.training.rehearsal.rubric import rubric
from practice.training.rehearsal.scenario import scenarios
from tests.authoring.planted import JEAN, TODAY, change, copied_content, line_of

TIRED = "training/scenarios/fluctuating_capacity.yml"
WORTH_SHOWING = "rules/audit_sets/bradford.yml"
MOVES, RUBRIC, WORDING = (
    f"training/rehearsal/{name}.yml" for name in ("moves", "rubric", "wording")
)


@pytest.fixture
def folder(tmp_path):
    """A copy of the shipped content to plant mistakes in."""
    return copied_content(tmp_path, JEAN, TIRED)


def test_the_shipped_scenarios_have_no_mistake():
    report = check()
    ours = [m for m in report.mistakes if "/scenarios/" in m.file or "/rehearsal/" in m.file]
    assert ours == []
    assert f" and {len(scenarios())} scenarios." in report.text


# Each: file, what is replaced, by what, what stands on the line that is named, what is said.
PLANTED = {
    "a voice is missing": (
        JEAN, '  held_back: ["I\'ve said enough for now."]\n', "", "voice:\n",
        "voice has no “held_back”. Add it: when nothing more is told about a subject.",
    ),
    "a voice that answers harm is missing": (
        JEAN, '  talk_over_them: ["I am sat here, you know."]\n', "", "voice:\n",
        "“voice” has no “talk_over_them”. Add what they say when the trainee did that (Talked past",
    ),
    "a voice that nothing asks for": (
        JEAN, "  gone: [", '  gon: ["Bye."]\n  gone: [', '  gon: ["Bye',
        "“voice” has “gon”, which nothing asks for. Take it out, or correct it. Did you mean",
    ),
    "too few ways to say what do you mean": (
        JEAN, '"Sorry, I don\'t follow you.", "You\'ve lost me there."', '"Pardon?"', "  nonsense:",
        "“nonsense” has 2 lines. Write 3 at least",
    ),
    "an unknown fact": (
        JEAN, "tells: [keeps_home, stop, not_police]", "tells: [keeps_home, stopp, not_police]",
        "stopp,", "The subject “wants”, line 3, tells the fact “stopp”, which “facts” does not"
        " have. Did you mean “stop”?",
    ),
    "an unknown fact denied": (
        JEAN, "hides: [takes]", "hides: [takings]", "[takings]",
        "The subject “account”, line 1, hides the fact “takings”",
    ),
    "a fact that is never told": (
        JEAN, "  keeps_home: {", "  dog: {holds: She has a dog}\n  keeps_home: {", "  dog: {",
        "The fact “dog” is never told. Let a subject tell it, or take it out.",
    ),
    "a sign that never shows": (
        JEAN, "cues:\n", "cues:\n  tear: {what: She wept., noticed_by: [reflect]}\n", "  tear: {",
        "The sign “tear” never shows. Write “cue: tear” beside a line, or take it out.",
    ),
    "an unknown sign": (
        JEAN, "cue: sorry}", "cue: sorri}", "sorri}",
        "shows the sign “sorri”, which “cues” does not have. Did you mean “sorry”?",
    ),
    "an unknown move that notices": (
        JEAN, "noticed_by: [affirm_worth,", "noticed_by: [affirm,", "[affirm,",
        "The sign “sorry” names the move “affirm”, which is not in training/rehearsal/moves.yml.",
    ),
    "an unknown move of a subject": (
        JEAN, "moves: [ask_wants]", "moves: [ask_want]", "[ask_want]",
        "The subject “wants” names the move “ask_want”, which is not in"
        " training/rehearsal/moves.yml. Did"
        " you mean “ask_wants”?",
    ),
    "an unknown move that must come first": (
        JEAN, '{trust: 36, line: "I want to stop',
        '{trust: 36, after: [ask], line: "I want to stop',
        "after: [ask]", "The subject “wants”, line 2, names the move “ask”",
    ),
    "an unknown move with an effect": (
        TIRED, "support_decision: 6,", "support_decisions: 6,", "support_decisions: 6",
        "“effects” names the move “support_decisions”, which is not in",
    ),
    "an unknown move that lets rest": (
        TIRED, "rests_on: [adapt, give_time]", "rests_on: [adapts]", "[adapts]",
        "“rests_on” names the move “adapts”",
    ),
    "an unknown move that makes company go": (
        JEAN, "  where: in the kitchen, the door open\n",
        "  where: in the kitchen\n  leaves_on: [go]\n", "leaves_on:",
        "“Darren” names the move “go”, which is not in",
    ),
    "an unknown standard": (
        JEAN, "applies: [B1, B3,", "applies: [B1, B33,", "applies:",
        "“applies” names “B33”, which the rubric does not have.",
    ),
    "a key standard that does not apply": (
        JEAN, "key: [B12,", "key: [B2,", "key:",
        "B2 stands here, but not in “applies”. Add it there, or take it out here.",
    ),
    "an example of a standard that does not apply": (
        JEAN, "  B17: {line:", "  B7: {line:", "  B7: {line:", "B7 stands here, but not in",
    ),
    "an example of an unknown subject": (
        JEAN, "subject: darren_worth}", "subject: darren_wort}", "darren_wort}",
        "The example of B17 names the subject “darren_wort”, which this file does not have. Did"
        " you mean “darren_worth”?",
    ),
    "a standard that nothing answers": (
        JEAN, "moves: [offer_advocate]", "moves: []", "applies:",
        "B22 applies, but no subject has its move “offer_advocate”. Give one that move, or write",
    ),
    "a subject twice": (
        JEAN, "  - id: stays\n", "  - id: wants\n", "  - id: wants\n    moves: [ask_stays_same]",
        "The scenario has the subject “wants” twice: line",
    ),
    "a subject that nobody could raise": (
        JEAN, "subjects:\n",
        'subjects:\n  - {id: meals, asked_by: ["Eating?"], says: [{line: I eat.}]}\n',
        "  - {id: meals", "The subject “meals” is raised by no move and by 1 questions. Write 4",
    ),
    "the same question of two subjects": (
        JEAN, '"What is Darren like?"', '"Does Darren have your card?"',
        'asked_by: ["Tell me about Darren."',
        "The subject “darren” is asked for by “Does Darren have your card?”, and “money” by the"
        " same words (line",
    ),
    "nearly the same question of two subjects": (
        JEAN, '"What is Darren like?"', '"Do you have enough to eat?"',
        'asked_by: ["Tell me about Darren."',
        "“Do you have enough to eat?” (darren) is nearly “Have you enough to eat?” (food, line",
    ),
    "a frank line that tells less": (
        JEAN, "tells: [card, takes, food, shouts]", "tells: [card, food, shouts]",
        'trust: 54, alone: true, line: "He has my card and he takes',
        "The subject “account”, line 4, tells less than the line before it (takes). Tell that too",
    ),
    "a line that hides and tells": (
        JEAN, "hides: [takes], tells: []", "hides: [takes], tells: [card]",
        "hides: [takes]", "The subject “account”, line 1, hides one fact and tells another.",
    ),
    "a later line that hides": (
        JEAN, '{trust: 36, line: "I want to stop',
        '{hides: [card], trust: 36, line: "I want to stop',
        "hides: [card]", "The subject “wants”, line 2, hides a fact. Only the first line may",
    ),
    "a first line that waits for trust": (
        JEAN, '{line: "I don\'t want any fuss', '{trust: 10, line: "I don\'t want any fuss',
        "trust: 10", "The subject “wants”, line 1, is the first, which needs nothing",
    ),
    "a first line that waits for a rest": (
        TIRED, '{line: "I want to go. Emrys', '{rested: true, line: "I want to go. Emrys',
        'rested: true, line: "I want to go.', "line 1, is the first, which needs nothing",
    ),
    "trust that falls": (
        JEAN, '{trust: 42, alone: true, line: "I want to stop in my home',
        '{trust: 30, alone: true, line: "I want to stop in my home', "trust: 30, alone",
        "The subject “wants”, line 3, takes less trust (30) than the line before it (36).",
    ),
    "time alone where nobody else is": (
        TIRED, '{rested: true, line: "I want to go home, bach.',
        '{alone: true, line: "I want to go home, bach.', "alone: true",
        "waits for time alone, but nobody else is there.",
    ),
    "a rest where nobody tires": (
        JEAN, '{trust: 36, line: "I want to stop',
        '{trust: 36, rested: true, line: "I want to stop', "rested: true",
        "The subject “wants”, line 2, waits for a rest, but nobody tires.",
    ),
    "a line that is never said": (
        JEAN, "I was a bookkeeper, thirty years.", "I was a bookkeeper, my husband too.",
        "my husband too", "This line says “my husband”, which “never_says” rules out (line",
    ),
    "a pattern that cannot be read": (
        JEAN, 'never_says: ["my son"', 'never_says: ["my (son"', "my (son",
        "“never_says” has the pattern “my (son”, which cannot be read",
    ),
    "a long line": (
        JEAN, "I don't eat a lot these days.", "I don't eat a lot. " * 9, "a lot. I don't",
        "This line has 45 words. People talk in short turns: 40 at most.",
    ),
    "a long line of the voice": (
        JEAN, '"All right. Mind how you go."', '"' + "Mind how you go. " * 11 + '"', "  end_talk:",
        "This line has 44 words.",
    ),
    "what looks real": (
        JEAN, "Jean, 72, lives alone", "Jean, born 3 May 1950, lives alone", "about:",
        "“born 3 May” looks like it could be about someone real (birth_date). Take it out",
    ),
    "a number that looks real in a line": (
        JEAN, "She rings of a Sunday.", "She's on 07700 900123.", "07700",
        "“07700 900123” looks like it could be about someone real (phone).",
    ),
    "a full name": (
        JEAN, "source: \"Bradford", "source: \"Mr Peter Smith, Bradford", "source:",
        "“Mr Peter Smith” looks like it could be about someone real (full_name).",
    ),
    "a person who is not said to be made up": (
        JEAN, "fictional: [Jean, Darren, Sheila]", "fictional: [Jean, Darren]", "  niece:",
        "“Sheila” is not among the made-up names. Add it to “fictional”.",
    ),
    "a long text to begin with": (
        JEAN, "You have not met Jean before.", "You have not met Jean. " * 12, "about:",
        "“about” has",
    ),
    "a hard text to begin with": (
        JEAN, "aim: Find out what Jean wants, and what she would hate to lose.",
        "aim: Establish comprehensively individual aspirations.", "aim:",
        "“aim” has the reading grade",
    ),
    "an unknown stage": (
        JEAN, "stage: start", "stage: begin", "stage:",
        "“stage” is “begin”, but must be start, during or end.",
    ),
    "too much trust": (
        JEAN, "trust: 26", "trust: 260", "trust: 260", "“trust” is 260. It must be 100 at most.",
    ),
    "trust in words": (
        JEAN, "trust: 26", "trust: little", "trust: little",
        "“trust” must be a whole number, but is “little”.",
    ),
    "a key that means nothing": (
        JEAN, "aim: Find", "aims: Find", "aims:", "has “aims”, which means nothing here. Did you",
    ),
    "a harm that costs nothing": (
        MOVES, "trust: -25, harms: true", "trust: 1, harms: true", "trust: 1, harms",
        "The move “insult” harms, yet costs no trust.",
    ),
    "trust without measure": (
        MOVES, "trust: 5}", "trust: 50}", "trust: 50}", "“trust” is 50. It must be 10 at most.",
    ),
    "a manner that harms": (
        MOVES, "trust: -25, harms: true", "trust: -25, harms: true, manner: true",
        "manner: true}\nout_of_role", "The move “insult” is a manner and harms.",
    ),
    "a question that is no manner": (
        MOVES, "(what, how, tell me).\", trust: 3, manner: true", "(what, how).\", trust: 3",
        "open: {", "The move “open” needs “manner: true”.",
    ),
    "a move that rehearsal relies on": (
        MOVES, "\ngreet: {", "\ngreets: {", None,
        "The move “greet” is missing; rehearsal relies on it. Add it.",
    ),
    "a standard missing in the rubric": (
        RUBRIC, "\nB26:\n", "\nB27:\n", None,
        "The standard B26 is missing. The rubric has B1 to B26: add it.",
    ),
    "a rubric for no standard": (
        RUBRIC, "\nB26:\n", "\nB27:\n", "B27:\n",
        "The standard B27 is in no file of rules/audit_sets.",
    ),
    "an unknown move in the rubric": (
        RUBRIC, "shown: [ask_wants]", "shown: [ask_wishes]", "ask_wishes",
        "The standard B1, “shown”, names the move “ask_wishes”, which is not in",
    ),
    "a move that shows and partly shows": (
        RUBRIC, "partly: [ask_stays_same, ask_options, ask_hope]",
        "partly: [ask_stays_same, ask_wants]", "ask_stays_same, ask_wants]",
        "The standard B1 has the move “ask_wants” in “shown” and in “partly”. Remove one.",
    ),
    "a standard shown by harm": (
        RUBRIC, "shown: [ask_wants]", "shown: [ask_wants, judge]", "judge]",
        "The standard B1 is shown by judge, which harms. Take it out.",
    ),
    "an unknown phase": (
        RUBRIC, "phase: middle", "phase: midle", "midle", "B1, “phase” is “midle”, but must be",
    ),
    "a hard nudge": (
        WORTH_SHOWING, 'nudge: "What do they want to happen, in their own words?"',
        'nudge: "Articulate comprehensively individual aspirations."', "Articulate",
        "“nudge” of B1 has the reading grade",
    ),
    "a long example": (
        RUBRIC, 'example: "What would you like to be different?"',
        f'example: "{"What would you like? " * 7}"', "What would you like? What",
        "“example” of B1 has 28 words. Shorten it to 25 at most",
    ),
    "a missing line of rehearsal": (
        WORDING, "  over: ", "  overs: ", None,
        "The line “over” is missing; the assistant says it (api/rehearsal/service.py line",
    ),
    "a line of rehearsal with a value that is not filled in": (
        WORDING, "under {most} characters", "under {many} characters", "too_long:",
        "“too_long” has {many}, which is not filled in here. Only {most} is",
    ),
    "a kind without words": (
        "wording.yml", 'fictional.vehicle: "a car’s number plate"\n', "", None,
        "“fictional.vehicle” is missing. Add what people read for it.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_mistake_is_found_with_its_line_and_explained(folder, name):
    file, old, new, marker, says = PLANTED[name]
    change(folder / file, old, new)
    report = check(folder, "content", TODAY)
    assert report.exit_code(strict=True) == 1
    fitting = [mistake for mistake in report.mistakes if says in mistake.text]
    assert fitting, report.text
    if marker:
        place = (f"content/{file}", line_of(folder / file, marker))
        assert place in {(m.file, m.line) for m in fitting}, report.text


# What a file may hold instead of a scenario, and what is said about it.
HOLES = {
    "nothing": (b"", "It is empty."),
    "no YAML": (b"title: [", "From here on the file cannot be read."),
    "no UTF-8": ("title: \u00e9".encode("latin-1"), "It is not saved as UTF-8 text."),
    "itself": (b"facts: &b\n  all: [*b]\n", "Something in it stands inside itself."),
    "a list": (b"- 1\n", "The file must be names with a colon after each, but is a list."),
    "a word": (b"hello\n", "The file must be names with a colon after each"),
    "a number": (b"7\n", "The file must be names with a colon after each"),
    "one key": (b"title: Ada\n", "The file has no “subjects”. Add it: what the person can be"),
    "numbers as names": (b"1: 2\n", "The file has “1”, which means nothing here."),
}
# Every key of a scenario, with values of a wrong kind.
WRONG = [
    "null",
    "7",
    "true",
    "word",
    "[]",
    "[1, null, {}, []]",
    "{a: 1}",
    "{1: null}",
    "2026-11-21",
]
KEYS = json.loads((FOLDER / "schema/scenario.json").read_text(encoding="utf-8"))["properties"]


@pytest.mark.parametrize("name", HOLES)
def test_a_file_that_is_no_scenario_is_explained(tmp_path, name):
    content, says = HOLES[name]
    path = tmp_path / "ada.yml"
    path.write_bytes(content)
    assert says in "\n".join(m.text for m in content_play.mistakes(path))


@pytest.mark.parametrize("key", KEYS)
def test_whatever_stands_under_a_key_it_is_explained(tmp_path, key):
    rows = (FOLDER / JEAN).read_text(encoding="utf-8").splitlines(keepends=True)
    top = [n for n, row in enumerate(rows) if row[0].isalpha()] + [len(rows)]
    begin = next((n for n in top[:-1] if rows[n].startswith(f"{key}:")), len(rows))
    end = next((n for n in top if n > begin), len(rows))
    path = tmp_path / "ada.yml"
    for value in WRONG:
        text = "".join([*rows[:begin], f"{key}: {value}\n", *rows[end:]])
        path.write_text(text, encoding="utf-8")
        found = content_play.mistakes(path)
        told = [m for m in found if m.line and "cannot read" not in m.text]
        harmless = (key, value) in {("facts", ""), *HARMLESS}
        assert bool(told) is not harmless, f"{key}: {value}: {found}"


# Values that a key may have after all.
WORDS = {"title", "source", "about", "aim"}
HARMLESS = {(key, "word") for key in WORDS} | {
    ("trust", "7"), ("tires_after", "7"), ("never_says", "[]"),
}  # fmt: skip


def test_what_rungs_and_voices_hold_is_explained_too(tmp_path):
    path = tmp_path / "ada.yml"
    for old, new in [
        ('says:\n      - {line: "If you like, love.', 'says:\n      - {lines: "If you like, love.'),
        ("  opening: [", "  opening: {a: ["),
        ('asked_by: ["What would you like to happen about Darren?"', "asked_by: [{a: 1}"),
        ("  - id: wants", "  - id: [wants]"),
        ("  - id: wants\n", "  - nothing\n  - id: wants\n"),
    ]:
        text = (FOLDER / JEAN).read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        assert [m for m in content_play.mistakes(path) if not m.warning], new


def test_a_scenario_that_cannot_be_read_leaves_the_rest_checked_as_yaml(folder):
    (folder / "training/scenarios/ada.yml").write_text("title: [", encoding="utf-8")
    report = check(folder, "content", TODAY)
    assert [mistake.file for mistake in report.errors] == ["content/training/scenarios/ada.yml"]
    assert "What belongs together across files was not checked" in report.text


def test_a_file_name_that_is_no_id_is_said(folder):
    (folder / JEAN).rename(folder / "training/scenarios/Friend and money.yml")
    report = check(folder, "content", TODAY)
    assert "small letters, digits and _ only, and .yml." in report.text


def test_a_folder_without_scenarios_is_said(folder):
    for path in (folder / "training/scenarios").glob("*.yml"):
        path.unlink()
    assert "content/training/scenarios/*.yml: It is missing" in check(folder, "content", TODAY).text


def test_the_check_knows_what_the_product_relies_on():
    schema = json.loads((FOLDER / "schema/scenario.json").read_text(encoding="utf-8"))
    voice = schema["properties"]["voice"]
    assert tuple(voice["required"]) == tuple(voice["properties"]) == VOICES
    harms = {move.id for move in moves().values() if move.harms}
    for scenario in scenarios().values():
        assert set(scenario.voice) == {*VOICES, *harms}, scenario.id
    assert set(NAMED) <= set(moves()) and set(BESIDE) <= set(VOICES)
    assert tuple(rubric()) == STANDARDS


def test_play_names_the_scenarios_there_are(capsys, tmp_path):
    assert main(["content", "play", "friend_and_mony"]) == 1
    assert "Did you mean “friend_and_money”?" in capsys.readouterr().err
    assert main(["content", "play", "zzz", "--folder", str(FOLDER)]) == 1
    assert ", care_home_staff, " in capsys.readouterr().err
    assert main(["content", "play", str(tmp_path / "none.yml")]) == 1
    assert "There is no file" in capsys.readouterr().err


def test_a_scenario_with_mistakes_is_not_played(tmp_path, capsys):
    path = tmp_path / "ada.yml"
    text = (FOLDER / JEAN).read_text(encoding="utf-8")
    path.write_text(text.replace("cue: sorry}", "cue: sorri}", 1), encoding="utf-8")
    assert main(["content", "play", str(path)]) == 1
    out, err = capsys.readouterr()
    assert f"{path} line {line_of(path, 'sorri}')}: " in out
    assert "ada.yml has mistakes. Put them right first; then it can be played." in err


def test_a_sound_scenario_is_handed_to_the_bot(tmp_path, capfd, monkeypatch):
    python = tmp_path / "python"
    python.write_text('#!/bin/sh\necho "played: $*"\n')
    python.chmod(0o755)
    monkeypatch.setenv("MSP_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("MSP_BOT_PYTHON", str(python))
    monkeypatch.setattr(content_play, "ensure_model", lambda place: tmp_path / "a.tar.gz")
    assert main(["content", "play", "friend_and_money"]) == 0
    path = FOLDER / JEAN
    said = f"played: -m bot.play {path} --model {tmp_path}/a.tar.gz\n"
    assert capfd.readouterr().out == said


def test_one_file_is_checked_against_the_products_moves_and_rubric(folder):
    for name in scenarios():
        path = FOLDER / "training/scenarios" / f"{name}.yml"
        assert [m for m in content_play.mistakes(path) if not m.warning] == []
    assert Known.FILES == (MOVES, RUBRIC)
