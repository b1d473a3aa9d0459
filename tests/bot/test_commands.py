"""The command grammar: exactly these steer; whatever else is typed is content."""

import pytest

from bot.understanding.commands import read_command

COMMANDS = {
    "skip": ["skip", "Skip.", "skip that one please", "can you skip this question", "next", "pass",
             "leave it for now", "ok, move on", "I want to skip this one", "cancel", "never mind",
             "don’t change it"],
    "go_back": ["back", "go back", "previous question", "Could you go back please?"],
    "repeat": ["repeat that", "say that again", "what was the question?", "pardon"],
    "explain_why": ["why", "Why?", "why do you need to know that", "why is this needed",
                    "what’s that for?"],
    "suggest_wording": ["suggest words", "how do I ask her that", "How would I put this to them?",
                        "what should I say"],
    "show_summary": ["summary", "show me what you’ve got so far", "read it back"],
    "show_gaps": ["what have I missed?", "what's missing", "show gaps"],
    "pause": ["pause", "stop for now", "I have to go", "I've got to take a call"],
    "resume_work": ["carry on", "continue please"],
    "undo": ["undo", "undo that", "scrap that", "take that back"],
    "correct_answer": ["change an answer", "correct", "change who was there", "change time alone",
                       "change what I said about who was there", "edit my last answer"],
    "export_record": ["export", "download the record", "the write-up"],
    "help": ["help", "help me please", "what can you do"],
    "greet": ["hello", "Good morning"],
    "thank": ["thanks", "thank you very much"],
    "goodbye": ["bye", "goodbye"],
}  # fmt: skip

CONTENT = [
    "back pain is worse",
    "back at his flat by six",
    "next of kin is his sister",
    "she said skip the formalities and help me",
    "why does he keep coming round, she asked",
    "why me, she said",
    "stop him coming round",
    "stop the carer shouting",
    "I want to stop",
    "I want to move on",
    "I'd like to go back",
    "I need to leave",
    "help with shopping",
    "pass the message to her daughter",
    "change the locks",
    "change of medication made him drowsy",
    "fix the front door and give me a key",
    "correct dose was not given",
    "continue living here",
    "summary of the last meeting was read to her",
    "didn't ask him to leave",
    "repeat prescriptions were not collected",
    "undo what he did, if I could",
    "leave me alone",
    "leave it as it is",
    "no change",
    "she had to cancel",
    "last one was in March",
    "thank you card from her niece",
    "hello he says, every single morning",
    "pause in his breathing",
    "not now that he has moved in",
    "delete him from my phone",
    "",
    "   ",
    "skip " + "because " * 60,
]


@pytest.mark.parametrize(
    ("text", "intent"), [(text, intent) for intent, texts in COMMANDS.items() for text in texts]
)
def test_commands(text, intent):
    command = read_command(text)
    assert command and command.intent == intent


@pytest.mark.parametrize("text", CONTENT)
def test_content_that_looks_like_a_command(text):
    assert read_command(text) is None


@pytest.mark.parametrize(
    ("text", "rest", "state"),
    [
        ("skip because she was asleep", "she was asleep", None),
        ("Skip this one, Her Son was THERE", "Her Son was THERE", None),
        ("not now", None, "later"),
        ("come back to that later", None, "later"),
        ("not asked", None, "not_asked_reason"),
        ("didn’t ask because he’d left.", "he'd left", "not_asked_reason"),
        ("I didn't ask her as she was crying", "she was crying", "not_asked_reason"),
        ("n/a", None, "not_applicable_reason"),
        ("not applicable: he lives alone", "he lives alone", "not_applicable_reason"),
        ("skip because she said please", "she said please", None),
    ],
)
def test_skip_keeps_its_reason_as_typed(text, rest, state):
    command = read_command(text)
    assert (command.intent, command.rest, command.state) == ("skip", rest, state)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("not today love", "skip"),
        ("give it a miss", "skip"),
        ("didnt get to that", "skip"),
        ("I'll leave that for now", "skip"),
        ("whoops go back one", "go_back"),
        ("what are you asking me", "repeat"),
        ("what's the point of that question?", "explain_why"),
        ("what's the point", None),
        ("what's a good way to ask him that", "suggest_wording"),
        ("owt I've not asked", "show_gaps"),
        ("back in a min", "pause"),
        ("wait until the son has moved out", None),
        ("where was I", "resume_work"),
        ("scrub what I just said", "undo"),
        ("that's wrong", None),
        ("print it out", "export_record"),
        ("print too small for him", None),
        ("leave it to her to decide", None),
    ],
)
def test_what_people_say_for_a_command_and_what_only_resembles_one(text, intent):
    command = read_command(text)
    assert (command.intent if command else None) == intent
