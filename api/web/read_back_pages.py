"""What the person said, to read back to them; and how they took it, as an entry."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from api.audit.service import record_event
from api.database import Reader
from api.exports.pdf import pdf_response
from api.identity.depends import CurrentAccount, Writer
from api.tables import new_id
from api.typed import is_empty, taken_in
from api.web import templates
from api.web.evidence import evidence
from api.web.paper import Wanted, WantedHere, paper_pdf, paper_view
from api.works.read_back import record_read_back
from api.works.record import load_record
from practice.asking.conditions import value_matches
from practice.content import content
from practice.papers.read_back import FIELD, READ_BACK, last_read_back, said_since
from practice.record import Record

router = APIRouter(include_in_schema=False)

LONGEST_KEY = 60


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
    return pdf_response(paper_pdf(record, READ_BACK, wanted), "what-you-said")


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
        **paper_view(record, READ_BACK, wanted),
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
