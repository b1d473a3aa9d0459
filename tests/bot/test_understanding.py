"""Safety phrases, the intent model and its gate."""

import numpy as np
import pytest

from bot.understanding.intents import (
    ACT,
    ACT_ON_RECORD,
    CLARIFY,
    Guess,
    IntentModel,
    gate,
    weights,
    without_question,
)
from bot.understanding.minilm import Embedder
from bot.understanding.minilm_build import WrongWeights, build, checked_weights
from bot.understanding.safety import safety_flags
from bot.understanding.sentences import is_narrative, sentences

DANGER, COERCION = "report_danger", "raise_coercion"
WITHDRAWN, DISTRESS = "withdraw_consent", "practitioner_distress"


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        # said outright
        ("he's hitting her right now", [DANGER]),
        ("She has a knife", [DANGER]),
        ("I called 999", [DANGER]),
        ("he’s threatening to kill her", [DANGER]),
        ("she wants to die", [DANGER]),
        ("she is in immediate danger", [DANGER]),
        ("he won't let her speak", [COERCION]),
        ("her son answers for her every time", [COERCION]),
        ("she has changed her mind", [WITHDRAWN]),
        ("he no longer consents", [WITHDRAWN]),
        ("I'm really shaken", [DISTRESS]),
        ("he threatened me", [DISTRESS]),
        # between the lines
        ("no insulin since Friday", [DANGER]),
        ("she has been without her insulin for two days", [DANGER]),
        ("she looked at him before answering", [COERCION]),
        ("he keeps her phone and her card", [COERCION]),
        ("it's like walking on eggshells", [COERCION]),
        ("she wants it all to stop", [WITHDRAWN]),
        ("I can’t stop thinking about it", [DISTRESS]),
        # several, most urgent first
        ("he won't let her leave and he has a gun", [DANGER, COERCION]),
        # no alarm
        ("she likes gardening and her cat", []),
        ("we talked about the meeting on Tuesday", []),
        ("the kettle is broken", []),
        ("", []),
        # false alarms that are accepted: one line too many does no harm
        ("he has a cricket bat collection", []),
        ("no danger: he was never in danger", [DANGER]),
        ("we sat in the garden", [COERCION]),
    ],
)
def test_safety_phrases(text, flags):
    assert safety_flags(text) == flags


EXAMPLES = [
    ("skip this", "skip"), ("leave that one out", "skip"), ("move past it", "skip"),
    ("do I need an advocate", "ask_guidance/advocacy"), ("advocacy rules", "ask_guidance/advocacy"),
    ("when is an imca needed", "ask_guidance/imca"), ("imca criteria", "ask_guidance/imca"),
    ("hello there", "greet"), ("good morning", "greet"), ("hi", "greet"),
]  # fmt: skip


@pytest.fixture(scope="module")
def embedder(tmp_path_factory):
    return Embedder(build(tmp_path_factory.mktemp("minilm")))


def test_sentences_of_like_meaning_lie_close(embedder):
    vectors = embedder.encode(
        ["She was alone with me.", "I saw her on her own.", "The bus was late."]
    )
    assert vectors.shape == (3, 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    assert vectors[0] @ vectors[1] > 0.4 > vectors[0] @ vectors[2]


def test_foreign_weights_are_refused(tmp_path):
    (tmp_path / "model.safetensors").write_bytes(b"not the weights")
    with pytest.raises(WrongWeights):
        checked_weights(tmp_path)


@pytest.fixture(scope="module")
def fitted(embedder):
    return IntentModel(embedder).fit(*map(list, zip(*EXAMPLES, strict=True)))


def test_the_model_ranks_intents_with_their_topic(fitted):
    best = fitted.rank("Is an IMCA needed here?")[0]
    assert (best.intent, best.topic) == ("ask_guidance", "imca")
    assert fitted.rank("good morning")[0].intent == "greet"
    ranking = fitted.rank("skip")
    assert sum(g.confidence for g in ranking) == pytest.approx(1)
    assert [g.intent for g in ranking].count("ask_guidance") == 1
    assert ranking == sorted(ranking, key=lambda g: -g.confidence)


def test_the_model_is_the_same_after_saving_and_after_learning_again(fitted, embedder, tmp_path):
    fitted.save(tmp_path)
    again = IntentModel(embedder).fit(*map(list, zip(*EXAMPLES, strict=True)))
    loaded = IntentModel.load(tmp_path)
    for text in ("do we need an advocate", "What’s an IMCA", "zzz"):
        assert loaded.rank(text) == fitted.rank(text) == again.rank(text)


def test_no_model_no_guess(tmp_path):
    with pytest.raises(FileNotFoundError):
        IntentModel.load(tmp_path)


@pytest.mark.parametrize(
    ("intent", "confidence", "decision"),
    [
        ("greet", ACT, "act"),
        ("greet", ACT - 0.01, "clarify"),
        ("undo", ACT, "clarify"),
        ("undo", ACT_ON_RECORD, "act"),
        ("withdraw_consent", ACT_ON_RECORD - 0.01, "clarify"),
        ("greet", CLARIFY, "clarify"),
        ("greet", CLARIFY - 0.01, "rephrase"),
    ],
)
def test_the_gate(intent, confidence, decision):
    assert gate([Guess(intent, None, confidence)]) == decision
    assert gate([]) == "rephrase"


def test_an_answer_when_nothing_is_asked_is_something_told():
    ranking = [Guess("greet", None, 0.4), Guess("inform", None, 0.35), Guess("undo", None, 0.1)]
    told = without_question([*ranking, Guess("give_narrative", None, 0.15)])
    assert [g.intent for g in told] == ["give_narrative", "greet", "undo"]
    assert told[0].confidence == pytest.approx(0.5)
    assert sum(g.confidence for g in told) == pytest.approx(1)


def test_an_example_counts_more_where_there_are_few():
    found = weights(["inform"] * 9 + ["undo"])
    assert found["undo"] == pytest.approx(3 * found["inform"])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("just been to see her, need to write it up", False),
        ("Been to see her. Need to write it up.", False),
        ("Saw Mr T at home; his sister came. He wants the locks changed. Seemed brighter.", True),
        ("word " * 26, True),
        ("", False),
    ],
)
def test_a_note_being_told_is_told_from_a_request(text, told):
    assert is_narrative(text) is told


def test_sentences_keep_titles_together():
    assert sentences("Saw Mr. T at home; he was ok.\nSon left") == [
        "Saw Mr. T at home;", "he was ok.", "Son left",
    ]  # fmt: skip
