"""The audit of a work: a form beside what the record shows, and the audits that are finished."""

from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from api.case_audit import queries
from api.case_audit.service import Saving, latest_seq, may_audit, save
from api.database import Reader
from api.errors import AppError, Conflict, Invalid, TooLarge
from api.identity.actor import Actor
from api.identity.depends import CurrentAccount, Writer
from api.web import templates
from api.web.audit_view import facts, finished_rows, form_rows, missing_rows
from api.works import queries as work_queries
from api.works.record import load_record
from practice.assurance.audit_forms import CASE_FILE, WORKER, Answer, AuditForm, audit_forms

router = APIRouter(include_in_schema=False)

ADDRESSES = {CASE_FILE: "/works/{work_id}/audit", WORKER: "/works/{work_id}/audit/worker"}


@dataclass(frozen=True)
class Posted:
    """A form as it was sent; `texts` by name: rating.L1, comment.L1 and so on."""

    texts: dict[str, str] = field(default_factory=dict)

    def saving(self, form: AuditForm) -> Saving:
        """What the sending asks to be saved."""
        texts = self.texts
        answers = {
            q.id: Answer(texts.get(f"rating.{q.id}", ""), texts.get(f"comment.{q.id}", ""))
            for q in form.questions
        }
        return Saving(
            form=form,
            answers=answers,
            overall=texts.get("overall", ""),
            version=self._number("version"),
            seq=self._number("seq"),
            key=texts.get("key", ""),
            finish=texts.get("act") == "finish",
        )

    def _number(self, name: str) -> int:
        text = self.texts.get(name, "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


async def _posted(request: Request) -> Posted:
    form = (await request.form()).multi_items()
    return Posted({key: value for key, value in form if isinstance(value, str)})


FormSent = Annotated[Posted, Depends(_posted)]


@router.get(ADDRESSES[CASE_FILE])
def show_case_file(
    work_id: str, request: Request, session: Reader, actor: CurrentAccount
) -> Response:
    """The case-file audit and the audits so far. Raises NotFound when it is not theirs to see."""
    return _page(request, session, actor, work_id, audit_forms()[CASE_FILE])


@router.post(ADDRESSES[CASE_FILE])
def send_case_file(
    work_id: str, request: Request, session: Writer, actor: CurrentAccount, posted: FormSent
) -> Response:
    """Save or finish the case-file audit. Raises NotFound or NotAllowed as `save` does."""
    return _sent(request, session, actor, work_id, posted.saving(audit_forms()[CASE_FILE]))


@router.get(ADDRESSES[WORKER])
def show_worker(work_id: str, request: Request, session: Reader, actor: CurrentAccount) -> Response:
    """The questions to the worker. Raises NotFound when it is not theirs to see."""
    return _page(request, session, actor, work_id, audit_forms()[WORKER])


@router.post(ADDRESSES[WORKER])
def send_worker(
    work_id: str, request: Request, session: Writer, actor: CurrentAccount, posted: FormSent
) -> Response:
    """Save or finish the worker's answers. Raises NotFound or NotAllowed as `save` does."""
    return _sent(request, session, actor, work_id, posted.saving(audit_forms()[WORKER]))


def _sent(request: Request, session: Session, actor: Actor, work_id: str, sent: Saving) -> Response:
    """On to what was saved; or the form again with what was entered and why it was refused."""
    try:
        audit = save(session, actor, work_id, sent)
    except (Conflict, Invalid, TooLarge) as refusal:
        return _page(request, session, actor, work_id, sent.form, sent, refusal)
    if audit.finished:
        return RedirectResponse(f"/works/{work_id}/audits/{audit.id}", 303)
    return RedirectResponse(ADDRESSES[sent.form.id].format(work_id=work_id) + "#saved", 303)


def _page(
    request: Request,
    session: Session,
    actor: Actor,
    work_id: str,
    form: AuditForm,
    sent: Saving | None = None,
    error: AppError | None = None,
) -> Response:
    work = work_queries.work(session, actor, work_id)
    record = load_record(session, actor, work_id)
    latest = queries.own_latest(session, actor, work_id, form.id)
    draft = latest if latest and not latest.finished else None
    context: dict[str, Any] = {
        "work": record.work,
        "facts": facts(session, actor, work.owner_id, actor.display_name),
        "form": form,
        "addresses": {key: path.format(work_id=work_id) for key, path in ADDRESSES.items()},
        "titles": {key: other.title for key, other in audit_forms().items()},
        "may_audit": may_audit(session, actor, work),
        "draft": draft,
        "version": latest.version if latest else 0,
        "seq": latest_seq(record),
        "rows": form_rows(form, record, draft, sent),
        "overall": sent.overall if sent else draft.overall if draft else "",
        "missing": missing_rows(sent) if isinstance(error, Invalid) else [],
        "error": error,
        "finished": queries.finished(session, actor, work_id),
    }
    return templates.TemplateResponse(
        request, "audit.html", context, error.status if error else 200
    )


@router.get("/works/{work_id}/audits/{audit_id}")
def show_finished(
    work_id: str, audit_id: str, request: Request, session: Reader, actor: CurrentAccount
) -> Response:
    """One finished audit, to read or to print. Raises NotFound when it is not theirs to see."""
    found = queries.one_finished(session, actor, work_id, audit_id)
    work = work_queries.work(session, actor, work_id)
    record = load_record(session, actor, work_id)
    form = audit_forms()[found.audit.form]
    context = {
        "work": record.work,
        "facts": facts(session, actor, work.owner_id, found.auditor),
        "form": form,
        "audit": found.audit,
        "changed_since": latest_seq(record) != found.audit.seq,
        "rows": finished_rows(form, found.audit, record),
    }
    return templates.TemplateResponse(request, "audit_finished.html", context)
