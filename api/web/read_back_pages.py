"""What the person said, to read back to them; and how they took it, as an entry."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.audit.service import record_event
from api.chat.typed import is_empty, taken_in
from api.database import Reader, Writer, new_id, utcnow
from api.exports.pdf import pdf, pdf_response
from api.identity.depends import CurrentAccount
from api.web import templates
from api.web.evidence import evidence
from api.works.read_back import record_read_back
from api.works.record import load_record
from practice.conditions import value_matches
from practice.content import content
from practice.read_back import FIELD, Statement, last_read_back, layout, read_back, said_since
from practice.record import Record

router = APIRouter(include_in_schema=False)

# How large the print is: what the link says, and points on paper.
SIZES = {"": ("Large", 16), "larger": ("Larger", 20), "largest": ("Largest", 26)}
LONGEST_KEY = 60


@dataclass(frozen=True)
class Wanted:
    """How the paper is wanted. leave_out, put_on: entries, as the practitioner decided."""

    size: str = ""
    leave_out: tuple[str, ...] = ()
    put_on: tuple[str, ...] = ()

    @property
    def query(self) -> str:
        """The address of this page from its question mark on."""
        rows = [("leave_out", entry) for entry in self.leave_out]
        rows += [("put_on", entry) for entry in self.put_on]
        rows += [("size", self.size)] if self.size else []
        return f"?{urlencode(rows)}" if rows else ""

    def sized(self, size: str) -> "Wanted":
        """The same in another size."""
        return replace(self, size=size)

    def without(self, *statements: Statement) -> "Wanted":
        """The same without these lines."""
        ids = [statement.entry_id for statement in statements]
        return replace(self, leave_out=(*self.leave_out, *ids), put_on=_less(self.put_on, ids))

    def with_(self, *statements: Statement) -> "Wanted":
        """The same with these lines put on."""
        ids = [statement.entry_id for statement in statements]
        return replace(self, put_on=(*self.put_on, *ids), leave_out=_less(self.leave_out, ids))


def _less(entries: tuple[str, ...], ids: Collection[str]) -> tuple[str, ...]:
    return tuple(entry for entry in entries if entry not in ids)


def _wanted(
    size: str = "",
    leave_out: Annotated[tuple[str, ...], Query()] = (),
    put_on: Annotated[tuple[str, ...], Query()] = (),
) -> Wanted:
    return Wanted(size if size in SIZES else "", leave_out, put_on)


WantedHere = Annotated[Wanted, Depends(_wanted)]


@dataclass(frozen=True)
class Taken:
    """The form as it was sent: how they took it, and what they would change."""

    answer: str = ""
    words: str = ""

    @property
    def faults(self) -> list[str]:
        """The names of the answers that cannot be used, in the order of the form."""
        main = content().field(FIELD).main
        if not main.choice(self.answer):
            return ["answer"]
        needed = main.words_required_when and value_matches(main.words_required_when, [self.answer])
        return ["words"] if needed and is_empty(self.words) else []


@router.get("/works/{work_id}/read-back")
def show_read_back(
    work_id: str, request: Request, session: Reader, actor: CurrentAccount, wanted: WantedHere
) -> Response:
    """What they said, and a form for how they took it. Raises NotFound when it is not theirs."""
    return _page(request, load_record(session, actor, work_id), wanted)


@router.get("/works/{work_id}/read-back.pdf")
def read_back_pdf(
    work_id: str, session: Writer, actor: CurrentAccount, wanted: WantedHere
) -> Response:
    """The paper as a PDF. Each one is audited. Raises NotFound when it is not the actor's."""
    record = load_record(session, actor, work_id)
    record_event(
        session,
        account_id=actor.id,
        action="record.exported",
        subject_type="work",
        subject_id=work_id,
        fields=("read-back.pdf",),
    )
    shown = read_back(record, wanted.leave_out, wanted.put_on)
    given = {
        "intro": layout()["intro"] if shown.headings else layout()["nothing"],
        "points": SIZES[wanted.size][1],
        "headings": [
            {"title": h.title, "statements": [_given(s) for s in h.statements]}
            for h in shown.headings
        ],
    }
    return pdf_response(pdf("read_back", layout()["title"], utcnow(), **given), "what-you-said")


def _given(statement: Statement) -> dict[str, str]:
    return {"words": statement.words, "says": statement.says}


@router.post("/works/{work_id}/read-back")
def record_how_it_was_taken(
    work_id: str,
    request: Request,
    session: Writer,
    actor: CurrentAccount,
    wanted: WantedHere,
    key: Annotated[str, Form(max_length=LONGEST_KEY)] = "",
    answer: Annotated[str, Form()] = "",
    words: Annotated[str, Form()] = "",
) -> Response:
    """Keep how they took it, or show the form again with what is missing.

    Raises NotFound for a work that is not the actor's to see, TooLarge for too many words.
    """
    taken = Taken(answer, taken_in(words))
    if taken.faults:
        return _page(request, load_record(session, actor, work_id), wanted, taken)
    said = None if is_empty(taken.words) else taken.words
    record_read_back(session, actor, work_id, key or new_id(), answer, said)
    return RedirectResponse(f"/works/{work_id}/read-back{wanted.query}#taken", 303)


def _page(request: Request, record: Record, wanted: Wanted, taken: Taken | None = None) -> Response:
    faults = taken.faults if taken else []
    context = {
        "work": record.work,
        "paper": layout(),
        "shown": read_back(record, wanted.leave_out, wanted.put_on),
        "wanted": wanted,
        "sizes": SIZES,
        "field": content().field(FIELD),
        "last": last_taken(record),
        "taken": taken or Taken(),
        "faults": faults,
    }
    return templates.TemplateResponse(request, "read_back.html", context, 422 if faults else 200)


def last_taken(record: Record) -> dict[str, Any] | None:
    """How it was taken when it was last read back, and how much was said since; or None."""
    last = last_read_back(record)
    if not last:
        return None
    return {**evidence(record, [last.id])[0], "since": said_since(record, last)}
