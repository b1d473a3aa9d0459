"""Random talks, and a talk asked better, for the tests of rehearsal."""

import random

from practice.training.rehearsal.moves import CLOSED, LEADING, OPEN, QUESTIONS, Sentence, moves

HARMS = [key for key, move in moves().items() if move.trust < 0 and key not in QUESTIONS]
MANNERS = [key for key, move in moves().items() if move.manner and key not in QUESTIONS]
TOPICS = [key for key in moves() if key not in (*HARMS, *MANNERS, *QUESTIONS)]
BETTER = {LEADING: (CLOSED, OPEN), CLOSED: (OPEN,)}


def sentence(scenario, chance):
    """A sentence of random moves, about random subjects with random likeness."""
    made = [chance.choice(TOPICS)] if chance.random() < 0.8 else []
    if chance.random() < 0.6:
        made.append(chance.choice(QUESTIONS))
    if chance.random() < 0.3:
        made.append(chance.choice(MANNERS))
    if chance.random() < 0.12:
        made.append(chance.choice(HARMS))
    keys = chance.sample(list(scenario.subjects), k=chance.choice((0, 1, 1, 2)))
    subjects = tuple((key, round(chance.uniform(0.03, 1.0), 2)) for key in keys)
    text = "".join(chance.choice("abc ") for _ in range(8))
    return Sentence(text, tuple(dict.fromkeys(made)), subjects)


def talk(scenario, seed, longest=14):
    """A random talk: the same for the same seed."""
    chance = random.Random(f"{scenario.id}/{seed}")
    count = chance.randint(1, longest)
    return [
        tuple(sentence(scenario, chance) for _ in range(chance.choice((1, 1, 2))))
        for _ in range(count)
    ]


def asked_better(turns, seed):
    """The same talk about the same things, asked or said better in random places."""
    chance = random.Random(f"better/{seed}")
    return [tuple(_better(one, chance) for one in turn) for turn in turns]


def _better(one, chance):
    made = []
    for move in one.moves:
        if move in BETTER and chance.random() < 0.5:
            made.append(chance.choice(BETTER[move]))
        elif not (move in HARMS and chance.random() < 0.6):
            made.append(move)
    if chance.random() < 0.3:
        made.append(chance.choice(MANNERS))
    return Sentence(one.text, tuple(dict.fromkeys(made)), one.subjects)
