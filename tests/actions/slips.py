"""What goes wrong, or goes round, on the way to a record.

Each slip begins at the open question and answers whether it was possible there. Wrong answers
that it leaves standing are noted with the practitioner, who puts them right.
"""

from __future__ import annotations

from practice.content import content
from tests.actions.dialogue import Dialogue
from tests.actions.practitioner import END, Practitioner

ASIDES = (
    "why do you ask?", "why", "how do I ask her?", "suggest words", "summary",
    "what have you got so far?", "export", "help", "thank you", "hello", "gaps",
)  # fmt: skip
AGAIN = ("repeat that", "sorry, what was that again?", "pardon", "what was the question")
UNDO = ("undo", "scrap that", "I didn't mean to tap that", "cancel that", "delete the last one")
BACK = ("go back", "previous question", "oops, go back")
CANCEL = ("cancel", "never mind")
CHANGE = ("change an answer", "I made a mistake", "edit")
PAUSE = ("pause", "got to dash", "hang on a minute", "save and come back")
LATER = ("come back to that later", "not now", "that can wait")
NOT_ASKED = ("didn't ask because {}", "n/a, {}", "skip because {}")
ELSEWHERE = ("ask:", "correct:", "who=", "thread:", "outcome:")


def pick(options, which: int):
    """One of several."""
    return options[which % len(options)]


def is_main(person: Practitioner) -> bool:
    """Whether a field's own question is open, for the first time."""
    at = person.asked
    return at.mode == "answer" and not at.part and person.question in person.book


def is_follow_up(person: Practitioner) -> bool:
    """Whether what is open belongs to the answer given just before."""
    at, own = person.asked, person.own
    just_before = max(own, key=lambda entry: entry.seq).id if own else None
    return at.entry == just_before and at.mode in ("answer", "more") and not is_main(person)


def takes_a_tap(person: Practitioner) -> bool:
    """Whether only a choice answers the open question."""
    at = person.asked
    if at.mode != "answer" or at.part in ("words", "added") or not person.choices:
        return False
    return content().field(at.field).part(at.part).words != "required"


def unheard_of(person: Practitioner) -> str:
    """Words that nobody would type here on purpose."""
    return f"that was another family, number {person.turns}"


async def answer_wrongly(person: Practitioner, which: int) -> bool:
    """A tap or words that are not their answer; False where there is no such answer."""
    mine = person.book[person.question].get("choose", [])
    wrong = [c for c in person.choices if c not in mine and not c.startswith(ELSEWHERE)]
    if wrong and (takes_a_tap(person) or which % 2):
        await person.tap(pick(wrong, which))
    elif takes_a_tap(person):
        return False
    else:
        await person.send(unheard_of(person))
    return True


# --- correct ---


async def change_at_once(person: Practitioner, which: int) -> bool:
    """A wrong answer, and back to it."""
    if not is_main(person) or not await answer_wrongly(person, which):
        return False
    person.note_as_wrong()
    await person.command(pick(BACK, which))
    return True


async def change_later(person: Practitioner, which: int) -> bool:
    """A wrong answer that is noticed some turns on."""
    if not is_main(person) or not await answer_wrongly(person, which):
        return False
    person.note_as_wrong(turns=which % 9)
    return True


async def change_nothing(person: Practitioner, which: int) -> bool:
    """The answer before is asked again, and given again."""
    await person.command(pick(BACK, which))
    return True


# --- cancel ---


async def take_back(person: Practitioner, which: int) -> bool:
    """The right answer is given, taken back, and given again."""
    if person.question not in person.book:
        return False
    await person.answer()
    await person.command(pick(UNDO, which))
    return True


async def take_back_wrong(person: Practitioner, which: int) -> bool:
    """A wrong answer, to a follow-up too, is taken back."""
    theirs = is_main(person) or is_follow_up(person) and person.question in person.book
    if not theirs or not await answer_wrongly(person, which):
        return False
    await person.command(pick(UNDO, which))
    return True


async def take_back_more(person: Practitioner, which: int) -> bool:
    """Several answers in a row are taken back."""
    for _ in range(2 + which % 2):
        await person.command(pick(UNDO, which))
    return True


async def leave_a_change(person: Practitioner, which: int) -> bool:
    """A change is begun and given up: at the list, or at the question."""
    await person.command(pick(CHANGE, which))
    listed = [c for c in person.choices if c.startswith("correct:")]
    if listed and which % 3:
        await person.tap(pick(listed, which))
    if person.asked.mode in ("choose", "correct"):
        await person.command(pick((*CANCEL, "skip"), which // 3))
    return True


async def leave_an_addition(person: Practitioner, which: int) -> bool:
    """Something was to be added, and then it is nothing."""
    await person.command(pick(("add something", "note something else"), which))
    if which // 2 % 2:
        await person.command(pick(CANCEL, which))
    else:
        await person.tap("nothing")
    return True


async def cancel_a_skip(person: Practitioner, which: int) -> bool:
    """A skip is begun and cancelled, or "cancel" is said of nothing; the question stays."""
    before = person.question
    if not is_main(person):
        return False
    if which % 3:
        await person.command("skip")
    await person.command(pick(CANCEL, which))
    assert person.question == before
    return True


# --- digress and repeat ---


async def ask_aside(person: Practitioner, which: int) -> bool:
    """Something else is asked; the same question stays open."""
    before = person.dialogue.asking
    await person.command(pick(ASIDES, which))
    assert person.dialogue.asking == before
    return True


async def look_at_a_gap(person: Practitioner, which: int) -> bool:
    """What is missing is looked at; one of it is opened, and left again."""
    await person.command("what have I missed?")
    if gaps := [c for c in person.choices if c.startswith("ask:")]:
        await person.tap(pick(gaps, which))
    if person.question not in (*person.book, END):
        await person.command("skip")
    if person.asked.mode == "skip":
        await person.command(pick(LATER, which))
    return True


async def ask_again(person: Practitioner, which: int) -> bool:
    """The question is put once more, with the same choices."""
    before, choices = person.dialogue.asking, person.dialogue.replies[-1]["choices"]
    await person.command(pick(AGAIN, which))
    assert person.dialogue.asking == before
    assert person.dialogue.replies[-1]["choices"] == choices
    return True


# --- skip ---


async def leave_for_later(person: Practitioner, which: int) -> bool:
    """The question is left for later, in one message or two; it comes back at the end."""
    if not is_main(person):
        return False
    if which % 2:
        await person.command("skip")
    await person.command(pick(LATER, which))
    return True


async def leave_with_reason(person: Practitioner, which: int) -> bool:
    """The question is left with a reason, and answered after all: at once or some turns on."""
    if not is_main(person):
        return False
    await person.command(pick(NOT_ASKED, which).format(f"the bus came, {person.turns}"))
    if person.asked.mode == "skip":
        await person.tap(pick(("not_asked_reason", "not_applicable_reason"), which))
    person.note_as_wrong(turns=which % 9)
    if which % 4 == 0:
        await person.command(pick(BACK, which))
    return True


async def leave_unanswered(person: Practitioner, which: int) -> bool:
    """It was asked, without an answer; then the answer comes, or the skip is taken back."""
    if not is_main(person):
        return False
    await person.command("skip this one")
    await person.tap("asked_no_answer")
    person.note_as_wrong(turns=which % 9)
    if which % 3 == 0:
        await person.command(pick(UNDO, which))
    return True


async def leave_a_follow_up(person: Practitioner, which: int) -> bool:
    """A follow-up is left blank; what it follows is given again, and then it too."""
    if not is_follow_up(person):
        return False
    await person.command("skip")
    await person.command(pick((*UNDO, *BACK) if person.asked.entry else UNDO, which))
    if person.asked.mode == "correct":
        await person.answer()
    return True


async def think_again_about_leaving(person: Practitioner, which: int) -> bool:
    """Asked why it is skipped, they go back instead."""
    if not is_main(person):
        return False
    await person.command("skip")
    await person.command(pick(BACK if person.own else LATER, which))
    return True


# --- typo ---


def mistyped(words: str, which: int) -> str:
    """Two different letters change places."""
    at = pick([n for n in range(len(words) - 1) if words[n].lower() != words[n + 1].lower()], which)
    return words[:at] + words[at + 1] + words[at] + words[at + 2 :]


async def mistype_a_choice(person: Practitioner, which: int) -> bool:
    """A choice is typed wrongly where it could be tapped; then it is tapped."""
    if not takes_a_tap(person) or person.question not in person.book:
        return False
    before = person.question
    await person.send(mistyped(pick(labels(person), which), which))
    if person.question != before:
        await person.command(pick(UNDO, which))
        return True
    person.beside.append(person.typed[-1])
    await person.answer()
    # Words that stand beside a tap may be the ones that are asked for next.
    if any(key[0] == before[0] and key[1] for key in person.book):
        await person.command(pick(UNDO, which))
    return True


def labels(person: Practitioner) -> list[str]:
    """What the offered answers are called."""
    rows = [choice for reply in person.dialogue.replies for choice in reply["choices"]]
    return [row["label"] for row in rows if not row["value"].startswith(ELSEWHERE)]


async def mistype_words(person: Practitioner, which: int) -> bool:
    """Their words with a typing mistake are taken back."""
    words = person.book.get(person.question, {}).get("say")
    if not words or takes_a_tap(person):
        return False
    await person.send(mistyped(words, which), *person.taps())
    await person.command(pick(UNDO, which))
    return True


async def tap_an_old_button(person: Practitioner, which: int) -> bool:
    """A button that is no longer there changes nothing."""
    before = person.question
    await person.send("", "no-such-choice")
    assert person.question == before
    return True


# --- double send ---


async def send_twice(person: Practitioner, which: int) -> bool:
    """The same message is taken up again, by a bot that forgot it or by one that forgot all."""
    if person.question not in person.book:
        return False
    memory = person.remember()
    await person.answer()
    after, entries = person.question, len(person.record.entries)
    person.set_back(memory)
    if which % 2:
        await forget(person, which)
    await person.send_again()
    assert (person.question, len(person.record.entries)) == (after, entries)
    return True


async def forget(person: Practitioner, which: int) -> bool:
    """The bot loses its memory; the API knows the question."""
    asking, choices = person.dialogue.asking, person.dialogue.replies
    person.dialogue.form, person.dialogue.slots, person.dialogue.events = None, {}, []
    await person.dialogue.do("resume_work", text=" ", resuming=True)
    person.dialogue.asking, person.dialogue.replies = asking, choices
    return True


# --- pause ---


async def carry_on(person: Practitioner, which: int) -> bool:
    """A break, and on in the same conversation; at the end, the record is kept open."""
    if person.question == END:
        await person.tap("keep_open")
    else:
        await person.command(pick(PAUSE, which))
    await person.command(pick(("carry on", "where was I", "resume"), which))
    return True


async def come_back_another_day(person: Practitioner, which: int) -> bool:
    """A break, and on in a new conversation."""
    desk = person.dialogue.desk
    if which % 2:
        await person.command(pick(PAUSE, which))
    contact_id, desk.work_id, desk.contact_id = desk.contact_id, None, None
    person.dialogue = Dialogue(desk)
    await person.command("hello")
    await person.tap(f"resume:{contact_id}")
    return True


SLIPS = {
    "correct": (change_at_once, change_later, change_nothing),
    "cancel": (
        take_back, take_back_wrong, take_back_more, leave_a_change, leave_an_addition,
        cancel_a_skip,
    ),
    "digress": (ask_aside, look_at_a_gap),
    "repeat": (ask_again,),
    "skip": (
        leave_for_later, leave_with_reason, leave_unanswered, leave_a_follow_up,
        think_again_about_leaving,
    ),
    "typo": (mistype_a_choice, mistype_words, tap_an_old_button),
    "double send": (send_twice, forget),
    "pause": (carry_on, come_back_another_day),
}  # fmt: skip
