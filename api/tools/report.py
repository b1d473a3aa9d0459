"""A copy of a tool as a report: what was given, the copy before it, figures and drawn cases."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from api.exports.report import Part, Report, Table
from api.identity.actor import Actor
from api.tools import queries
from api.tools.models import CaseDraw
from api.tools.queries import Saved
from api.tools.reading import Row, Shown, earlier_copy, sections_shown
from practice.assurance.tools import CHOICE, DATE, Answer, Question, Tool
from practice.content import content
from practice.content.language import gettext
from practice.local.clock import calendar_day, day, moment
from practice.local.settings import local


def tool_report(session: Session, actor: Actor, tool: Tool, saved: Saved) -> Report:
    """The copy as it was last saved, beside the earlier one that it follows."""
    copy, earlier = saved.copy, earlier_copy(session, actor, tool, saved.copy)
    then = earlier.copy if earlier else None
    shown = sections_shown(session, actor, copy, then, tool.sections)
    draw = queries.draw(session, actor, copy.copy_id)
    return Report(
        tool.title,
        _header(actor, tool, saved, earlier),
        [_part(row, day(then.created_at) if then else "", draw, actor) for row in shown],
        wide=earlier is not None,
    )


def _header(actor: Actor, tool: Tool, saved: Saved, earlier: Saved | None) -> list[tuple[str, str]]:
    copy = saved.copy
    rows = [
        (gettext("Council"), local().name),
        (gettext("Whose"), gettext("The board") if copy.board else copy.team),
        (
            gettext("Finished") if copy.finished else gettext("Not finished yet, saved"),
            moment(copy.created_at),
        ),
        (gettext("By"), saved.author),
    ]
    if copy.review_on:
        rows.append((gettext("To review on"), calendar_day(copy.review_on)))
    if earlier:
        rows.append((gettext("Compared with the copy of"), moment(earlier.copy.created_at)))
    if tool.figures and copy.finished:
        rows.append((gettext("Figures"), _about_figures(actor)))
    return [*rows, (gettext("Questions from"), tool.source)]


def _about_figures(actor: Actor) -> str:
    says = content().say("tools.figures.then")
    return says if actor.supervises else f"{says} {content().say('tools.figures.rounded')}"


def _part(shown: Shown, then: str, draw: CaseDraw | None, actor: Actor) -> Part:
    tables = [_answers(shown.rows, then)]
    if any(count or before for _, count, before in shown.figures):
        tables.append(_figures(shown.figures, then))
    drawn = draw if shown.section.draws else None
    return Part(shown.section.title, _drawn(drawn, actor) if drawn else (), tables)


def _answers(rows: Sequence[Row], then: str) -> Table:
    """Choice and words apart where there are choices, so that a choice is never a quotation."""
    chosen = any(row.question.kind == CHOICE for row in rows)
    columns = [gettext("Answer"), gettext("In words")] if chosen else [gettext("Answer")]
    columns += [f"{column}, {then}" for column in columns] if then else []
    return Table(
        [gettext("Question"), *columns],
        [
            [
                row.question.ask,
                *_cells(row.question, row.answer, chosen),
                *(_cells(row.question, row.earlier or Answer(), chosen) if then else ()),
            ]
            for row in rows
        ],
    )


def _cells(question: Question, answer: Answer, chosen: bool) -> list[str]:
    words = calendar_day(answer.words) if question.kind == DATE else answer.words
    return [question.label(answer.choice), words] if chosen else [words]


def _figures(figures: Sequence[tuple[str, str, str]], then: str) -> Table:
    rows = [[label, count, before] if then else [label, count] for label, count, before in figures]
    return Table(
        [
            gettext("From the records"),
            gettext("Works"),
            *([gettext("Works, {day}").format(day=then)] if then else []),
        ],
        rows,
    )


def _drawn(draw: CaseDraw, actor: Actor) -> list[tuple[str, str]]:
    """How the cases were drawn; which, only for a supervisor of the team."""
    rows = [
        (
            gettext("Drawn"),
            gettext("{moment}, {drawn} of {all}").format(
                moment=moment(draw.created_at), drawn=len(draw.drawn), all=len(draw.pool)
            ),
        ),
        (
            gettext("Ended between"),
            gettext("{start} and {end}").format(start=day(draw.since), end=day(draw.until)),
        ),
        (gettext("Number of the draw"), draw.seed),
        (gettext("How"), content().say("tools.draw_rule")),
    ]
    if actor.supervises:
        rows.insert(0, (gettext("Cases"), ", ".join(draw.pool[work_id] for work_id in draw.drawn)))
    return rows
