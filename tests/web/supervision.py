"""What a supervisor's tests share: reading the forms of a page, and sending them."""

import re
from copy import copy
from html import unescape
from typing import Any

from fastapi.testclient import TestClient

from api.tables import utcnow
from api.works import queries
from tests.web.stand_in import CaseRecord, draft


def hidden(page: str, name: str) -> str:
    """The value of a hidden input in the page's main part."""
    main = page[page.index("<main") :]
    return unescape(re.search(rf'type="hidden" name="{name}" value="([^"]*)"', main).group(1))


def textarea(page: str, name: str) -> str:
    """What a textarea holds."""
    found = re.search(
        rf'<textarea[^>]*name="{re.escape(name)}"[^>]*>\n?(.*?)</textarea>', page, re.S
    )
    return unescape(found.group(1))


def review_path(record: CaseRecord, contact_id: str | None = None) -> str:
    return f"/works/{record.work_id}/contacts/{contact_id or record.first}/review"


def review_form(page: str, decision: str, note: str = "") -> dict[str, str]:
    """The decision form of a page, filled in."""
    names = ("key", "version")
    return {**{name: hidden(page, name) for name in names}, "decision": decision, "note": note}


def decide(
    person: TestClient,
    record: CaseRecord,
    decision: str,
    note: str = "",
    contact: str | None = None,
) -> None:
    """Open the page of a contact and decide."""
    path = review_path(record, contact)
    answer = person.post(path, data=review_form(person.get(path).text, decision, note))
    assert answer.status_code == 303, answer.text


def correct(record: CaseRecord, words: str = "Her son, and a nurse") -> str:
    """Change an answer of the finished first contact, as a practitioner would."""
    row = draft("C2", ["family"], words, change="corrected", supersedes=record.who_now)
    return record._file(record.first, [row])[0]


def written_in_by(person: TestClient, record: CaseRecord) -> None:
    """Somebody else changes an answer of the finished first contact, having covered a visit."""
    theirs = copy(record)
    theirs.actor = person.account.actor
    correct(theirs, "as I saw it")


def finish_later(record: CaseRecord) -> None:
    """Finish the second contact."""
    with record.database.writer() as session:
        queries.contact(session, record.actor, record.later).finished_at = utcnow()


def audit_path(record: CaseRecord, form: str = "case_file") -> str:
    return f"/works/{record.work_id}/audit" + ("/worker" if form == "worker" else "")


QUESTIONS = [f"L{n}" for n in range(1, 9)]


def audit_form(page: str, act: str = "save", **given: Any) -> dict[str, str]:
    """The audit form of a page, filled in. given: L1=("green", "a comment"), overall="..."."""
    sent = {name: hidden(page, name) for name in ("key", "version", "seq")}
    sent |= {"act": act, "overall": given.pop("overall", "")}
    for question, answer in given.items():
        rating, comment = answer if isinstance(answer, tuple) else (answer, "")
        sent |= {f"rating.{question}": rating, f"comment.{question}": comment}
    return sent


def all_green(**given: Any) -> dict[str, Any]:
    """Every question of the case file rated, some of them otherwise where given."""
    return {**dict.fromkeys(QUESTIONS, "green"), **given}


def finish_audit(person: TestClient, record: CaseRecord, **given: Any) -> str:
    """Finish a case-file audit; the address of the finished one."""
    path = audit_path(record)
    sent = audit_form(person.get(path).text, "finish", **all_green(**given))
    answer = person.post(path, data=sent)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]
