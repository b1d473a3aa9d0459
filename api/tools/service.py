"""Filling in a tool: begin a copy, save it section by section, finish it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from api.audit.service import record_event
from api.errors import Conflict, Invalid, NotAllowed, NotFound
from api.identity.actor import Actor
from api.identity.roles import Role
from api.sending import check_key
from api.tables import new_id, utcnow
from api.tools import queries
from api.tools.figures import counts
from api.tools.models import ToolCopy
from api.typed import taken_in
from practice.assurance.tools import CHOICE, DATE, LINE, Answer, Question, Section, Tool, tools
from practice.content import content
from practice.local.settings import local


@dataclass(frozen=True)
class Sending:
    """Where something is sent to. version: that the sender saw; key: of this sending."""

    tool: Tool
    copy_id: str
    version: int
    key: str


def the_tool(actor: Actor, tool_id: str) -> Tool:
    """The tool with this id. Raises NotAllowed for who uses no tools, NotFound."""
    if not actor.uses_tools:
        raise NotAllowed()
    if tool_id not in tools():
        raise NotFound()
    return tools()[tool_id]


def begin(
    session: Session, actor: Actor, tool: Tool, key: str, follows: str | None = None
) -> ToolCopy:
    """A new, empty copy; the same key again gives the same one. follows: to compare it with.

    Raises NotFound for a copy to follow that is not theirs, Conflict while it is not finished.
    """
    check_key(key)
    if known := queries.sent_before(session, actor, key):
        return _same_beginning(known, tool, follows)
    if follows and not queries.copy(session, actor, tool.id, follows).copy.finished:
        raise Conflict(content().say("tools.follow_finished"))
    first = ToolCopy(
        copy_id=new_id(),
        version=1,
        tool=tool.id,
        board=actor.role == Role.BOARD,
        team=actor.team,
        follows=follows,
        answers={},
        review_on="",
    )
    try:
        with session.begin_nested():
            return _kept(session, actor, first, key, "tool.begun")
    except IntegrityError:  # the same form, sent twice at the same moment
        known = queries.sent_before(session, actor, key)
        return _same_beginning(known, tool, follows)


def _same_beginning(known: ToolCopy | None, tool: Tool, follows: str | None) -> ToolCopy:
    """The copy begun under a key. Raises Conflict when it was used for something else."""
    if known and (known.tool, known.version, known.follows) == (tool.id, 1, follows):
        return known
    raise Conflict()


def save_section(
    session: Session, actor: Actor, to: Sending, section: Section, given: Mapping[str, Answer]
) -> ToolCopy:
    """Keep a section's answers as the next version; the others stay as they were last saved.

    Others may save other sections meanwhile. Raises NotFound, Invalid for what cannot be an
    answer, TooLarge, Conflict when the copy is finished or this section changed meanwhile.
    """
    check_key(to.key)
    latest = queries.copy(session, actor, to.tool.id, to.copy_id, lock=True).copy
    answers = read_answers(section, given)
    known = queries.sent_before(session, actor, to.key)
    if known and (known.copy_id, _of(section, known)) == (to.copy_id, answers):
        return latest
    if latest.finished:
        raise Conflict(content().say("tools.finished"))
    if known or _changed_since(session, actor, to, section, latest):
        raise Conflict(content().say("tools.stale"))
    others = {key: row for key, row in latest.answers.items() if key not in _ids(section)}
    return _next(session, actor, latest, to.key, answers={**others, **answers})


def finish(session: Session, actor: Actor, to: Sending, review_on: str) -> ToolCopy:
    """Keep the copy as finished: from then on nothing of it changes. review_on: a day, or "".

    Raises NotFound, Invalid for a review date that is past or none, or when nothing is
    answered, Conflict when the copy was saved or finished meanwhile.
    """
    check_key(to.key)
    latest = queries.copy(session, actor, to.tool.id, to.copy_id, lock=True).copy
    if latest.finished and latest.key == to.key and latest.author_id == actor.id:
        return latest
    if latest.finished:
        raise Conflict(content().say("tools.finished"))
    if latest.version != to.version or queries.sent_before(session, actor, to.key):
        raise Conflict(content().say("tools.saved_meanwhile"))
    if not latest.answers:
        raise Invalid(content().say("tools.nothing_answered"))
    if review_on and _day(review_on) <= local().today(utcnow()):
        raise Invalid(content().say("tools.review_past"))
    figures = counts(session, actor, to.tool.figures.values())
    changes = {"finished": True, "review_on": review_on, "figures": figures}
    return _next(session, actor, latest, to.key, **changes)


def read_answers(section: Section, given: Mapping[str, Answer]) -> dict[str, dict[str, str]]:
    """Answers as they are stored: texts cleaned, empty ones left out. Raises Invalid, TooLarge."""
    found = {q.id: _answer(q, given.get(q.id, Answer())) for q in section.questions}
    return {key: asdict(answer) for key, answer in found.items() if answer.is_given}


def _answer(question: Question, given: Answer) -> Answer:
    if given.choice and not question.label(given.choice):
        raise Invalid()
    words = taken_in(given.words).strip()
    if question.kind == LINE:
        words = " ".join(words.split())
    if question.kind == DATE and words:
        _day(words)
    return Answer(given.choice if question.kind == CHOICE else "", words)


def _day(text: str) -> date:
    """The day of a date like 2027-11-30. Raises Invalid for anything else."""
    try:
        if len(text) == 10:
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Invalid(content().say("tools.no_date"))


def _ids(section: Section) -> set[str]:
    return {question.id for question in section.questions}


def _of(section: Section, copy: ToolCopy | None) -> dict[str, dict[str, str]]:
    """What a version holds of one section."""
    ids = _ids(section)
    return {key: row for key, row in copy.answers.items() if key in ids} if copy else {}


def _changed_since(
    session: Session, actor: Actor, to: Sending, section: Section, latest: ToolCopy
) -> bool:
    """Whether the section was changed after the version that the sender saw."""
    if latest.version == to.version:
        return False
    seen = queries.version(session, actor, to.copy_id, to.version)
    return seen is None or _of(section, seen) != _of(section, latest)


def _next(session: Session, actor: Actor, latest: ToolCopy, key: str, **changes: Any) -> ToolCopy:
    same = ("copy_id", "tool", "board", "team", "follows", "answers", "review_on")
    row = ToolCopy(**{**{name: getattr(latest, name) for name in same}, **changes})
    row.version = latest.version + 1
    return _kept(session, actor, row, key, "tool.finished" if row.finished else "tool.saved")


def _kept(session: Session, actor: Actor, copy: ToolCopy, key: str, action: str) -> ToolCopy:
    copy.id, copy.created_at, copy.author_id, copy.key = new_id(), utcnow(), actor.id, key
    copy.finished, copy.figures = bool(copy.finished), copy.figures or {}
    session.add(copy)
    record_event(
        session,
        account_id=actor.id,
        action=action,
        subject_type="tool_copy",
        subject_id=copy.copy_id,
        fields=(copy.tool,),
    )
    session.flush()
    return copy
