"""Whatever goes wrong or round on the way, the same record stands at the end.

A perturbed dialogue starts at a random place of a clean run, makes random slips (wrong answers,
taking back, asides, repeats, skips, typing mistakes, messages sent twice, breaks), and is held to
its end: real actions, real filing, the exact commands as typed.
"""

import asyncio
from collections import Counter
from itertools import count

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from actions import api_client, forms
from actions.navigation import Undo, at
from practice.asking import filing
from practice.asking.pointer import Pointer
from tests.actions.clean_runs import clean_runs, standing
from tests.actions.desk import KEY, Hatch
from tests.actions.slips import SLIPS
from tests.practice.recorder import Recorder

DIALOGUES = 500
BY_NAME = {slip.__name__: slip for slips in SLIPS.values() for slip in slips}
# Each slip begins so many dialogues; a few find no place for it before they end.
EACH = 22
PLACES, STEPS, VARIANTS = st.integers(0, 999), st.integers(0, 8), st.integers(0, 999)
MORE_SLIPS = st.lists(st.tuples(STEPS, st.sampled_from(list(BY_NAME)), VARIANTS), max_size=3)


@pytest.fixture(scope="module")
def loop():
    made = asyncio.new_event_loop()
    yield made
    made.close()


@pytest.fixture(scope="module")
def hatch():
    hatch, before = Hatch(), api_client._api
    api_client._api = api_client.AideApi("http://desk", KEY)
    headers = {"X-Aide-Key": KEY}
    api_client._api._client = httpx.AsyncClient(
        base_url="http://desk", headers=headers, transport=hatch
    )
    yield hatch
    api_client._api = before


@pytest.fixture(scope="module")
def runs(loop, hatch):
    return {run.name: run for run in loop.run_until_complete(clean_runs(hatch))}


async def hold(person, slips):
    """The dialogue to its end, each slip where it is first possible; the slips made."""
    made, step, waiting = [], 0, list(slips)
    while not person.ended:
        for slip in [slip for slip in waiting if slip[0] <= step]:
            _, name, which = slip
            if await BY_NAME[name](person, which):
                waiting.remove(slip)
                made.append(name)
        await person.go_on()
        step += 1
    return made


def check(person, clean):
    """The same stands as after the clean run, and all that was typed is kept somewhere."""
    record = person.record
    assert standing(record, person.beside) == standing(clean.record)
    held = [(e.words, e.reason, *e.parts.values()) for e in record.entries]
    kept = {text for texts in held for text in texts if isinstance(text, str)}
    assert set(person.typed) <= kept


def perturbed(runs, loop, hatch, first, dialogues):
    """Holds so many dialogues that begin with the slip `first`; the slips made in each."""
    made = []
    # The longest stage half as often: its dialogues take as long as all the others together.
    longest = max(runs, key=lambda name: len(runs[name].moments))
    stages = [*runs, *(name for name in runs if name != longest)]

    # Without shrinking, as in practice/asking/test_any_walk.py; the same dialogues every time.
    @seed(list(BY_NAME).index(first))
    @settings(
        max_examples=dialogues,
        deadline=None,
        database=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.generate),
    )
    @given(st.sampled_from(stages), PLACES, VARIANTS, MORE_SLIPS)
    def one(stage, place, which, more):
        clean = runs[stage]
        person = clean.practitioner(place % len(clean.moments))
        hatch.desk = person.dialogue.desk
        made.append(loop.run_until_complete(hold(person, [(0, first, which), *more])))
        check(person, clean)

    one()
    return made


def test_five_hundred_perturbed_dialogues_end_with_the_record_of_the_clean_run(runs, loop, hatch):
    made = {first: perturbed(runs, loop, hatch, first, EACH) for first in BY_NAME}
    slipped = [slips for dialogues in made.values() for slips in dialogues if slips]
    print(len(slipped), "dialogues:", dict(Counter(sum(slipped, []))))
    assert len(slipped) >= DIALOGUES
    assert [first for first, dialogues in made.items() if first not in sum(dialogues, [])] == []


# --- and a fault is found ---


def writes_again(monkeypatch):
    """The same message writes its entries once more."""
    file, batches = Recorder.file, count(1)

    def filed(self, *given, batch=0, **more):
        return file(self, *given, batch=next(batches), **more)

    monkeypatch.setattr(Recorder, "file", filed)


def takes_nothing_back(monkeypatch):
    """Undo says that it was done, and nothing else."""

    async def steer(self, turn, record, dispatcher):
        return at(Pointer("", mode="next"))

    monkeypatch.setattr(Undo, "steer", steer)


def loses_words(monkeypatch):
    """Words that waited for a tap are dropped."""
    monkeypatch.setattr(forms, "left_behind", lambda pointer, step: None)


def corrects_beside(monkeypatch):
    """A correction stands beside the old answer."""
    monkeypatch.setattr(filing, "_standing", lambda record, entry_id: None)
    monkeypatch.setattr(filing, "_same_question", lambda *place: None)


@pytest.mark.parametrize(
    ("fault", "slip"),
    [
        (writes_again, "send_twice"),
        (takes_nothing_back, "take_back_wrong"),
        (loses_words, "mistype_a_choice"),
        (corrects_beside, "change_later"),
    ],
)
def test_a_fault_is_found(monkeypatch, runs, loop, hatch, fault, slip):
    fault(monkeypatch)
    with pytest.raises(AssertionError):
        perturbed(runs, loop, hatch, slip, EACH)
