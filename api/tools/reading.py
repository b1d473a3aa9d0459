"""A copy of a tool as people read it: each question with what was given, then and now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from api.identity.actor import Actor
from api.tools import queries
from api.tools.figures import counts, says
from api.tools.models import ToolCopy
from api.tools.queries import Saved
from practice.assurance.tools import Answer, Question, Section, Tool, answer_to

SAME, CHANGED, NEW, GONE = "same", "changed", "new", "gone"


@dataclass(frozen=True)
class Row:
    """One question. earlier: what the copy before it holds, None when there is no such copy."""

    question: Question
    answer: Answer
    earlier: Answer | None = None

    @property
    def change(self) -> str:
        """`same`, `changed`, `new` or `gone` against the earlier copy; "" where both are empty."""
        then = self.earlier or Answer()
        if then == self.answer:
            return SAME if then.is_given else ""
        if not then.is_given:
            return NEW
        return CHANGED if self.answer.is_given else GONE


@dataclass(frozen=True)
class Shown:
    """A section with its questions, and (label, count, earlier count) of each figure."""

    section: Section
    rows: Sequence[Row]
    figures: Sequence[tuple[str, str, str]]


def earlier_copy(session: Session, actor: Actor, tool: Tool, copy: ToolCopy) -> Saved | None:
    """The finished copy that this one is compared with, if it is theirs to see."""
    found = queries.copies(session, actor, tool.id) if copy.follows else []
    return next((row for row in found if row.copy.copy_id == copy.follows), None)


def sections_shown(
    session: Session,
    actor: Actor,
    copy: ToolCopy,
    earlier: ToolCopy | None,
    sections: Sequence[Section],
) -> list[Shown]:
    """These sections. A finished copy keeps the figures of that day, an open one has today's."""
    wanted = [figure for section in sections for figure in section.figures]
    figures = copy.figures if copy.finished else counts(session, actor, wanted)
    then = earlier.figures if earlier else {}
    return [
        Shown(
            section,
            [_row(question, copy, earlier) for question in section.questions],
            [
                (f.label, _says(figures, f.id, actor), _says(then, f.id, actor))
                for f in section.figures
            ],
        )
        for section in sections
    ]


def answered_in(section: Section, copy: ToolCopy) -> int:
    """How many questions of a section have an answer."""
    return sum(answer_to(copy.answers, question.id).is_given for question in section.questions)


def _row(question: Question, copy: ToolCopy, earlier: ToolCopy | None) -> Row:
    then = answer_to(earlier.answers, question.id) if earlier else None
    return Row(question, answer_to(copy.answers, question.id), then)


def _says(figures: Mapping[str, list[int]], figure_id: str, actor: Actor) -> str:
    return says(figures[figure_id], actor.supervises) if figure_id in figures else ""


def review_due(saved: Sequence[Saved], today: str) -> set[str]:
    """Ids of finished copies whose review date has come and that no later copy follows."""
    followed = {row.copy.follows for row in saved}
    return {
        row.copy.copy_id
        for row in saved
        if row.copy.finished
        and row.copy.review_on
        and row.copy.review_on <= today
        and row.copy.copy_id not in followed
    }
