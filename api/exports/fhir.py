"""The write-up as a FHIR R4 document: a Bundle that begins with its Composition.

What was recorded stands in QuestionnaireResponses to our own Questionnaire, one for each
conversation, recorder and source, so that `author` and `source` hold for all that is in it; a
Provenance says the same of each. The Composition holds the write-up for people to read. Nobody is
named but the recorders; the person is the council's case reference.

fhir.resources has no R4 of its own any more. Its R4B is the same for every resource used here.
"""

from collections.abc import Iterable
from datetime import datetime
from html import escape
from typing import Any
from uuid import UUID, uuid5

from fhir.resources.R4B.bundle import Bundle

from api.exports.clean import clean
from api.exports.fhir_answers import Answers, answers_of
from api.exports.fhir_questionnaire import QUESTIONNAIRE, questionnaire
from practice.papers.document import Block, Document, layout
from practice.record import Record

OURS = UUID("b0b1f0f4-2a0e-4f0e-9c59-6a7f0f2f6c11")
AGENTS = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
URI = "urn:ietf:rfc:3986"
XHTML = "http://www.w3.org/1999/xhtml"


def as_fhir(record: Record, document: Document, at: datetime, contact_id: str | None) -> str:
    """The document as JSON. at: when it is made. contact_id: the one conversation it is about.

    Raises ValueError where it would not be valid FHIR.
    """
    return Bundle.model_validate(bundle(record, document, at, contact_id)).model_dump_json()


def bundle(
    record: Record, document: Document, at: datetime, contact_id: str | None
) -> dict[str, Any]:
    """The Bundle before it is checked."""
    made = at.isoformat(timespec="seconds").replace("+00:00", "Z")
    key = f"{record.work.get('id')}/{contact_id}/{made}"
    found = [(_urn(f"{key}/{answers.key}"), answers) for answers in answers_of(record, contact_id)]
    responses = [(urn, _response(answers, record, made)) for urn, answers in found]
    sources = [
        (_urn(f"{key}/{a.key}/source"), _provenance(a, urn, record, made)) for urn, a in found
    ]
    composition = _composition(record, document, made, contact_id, [urn for urn, _ in responses])
    entries = [(_urn(f"{key}/composition"), composition), *responses, *sources]
    entries.append((QUESTIONNAIRE, questionnaire()))
    return {
        "resourceType": "Bundle",
        "identifier": {"system": URI, "value": _urn(key)},
        "type": "document",
        "timestamp": made,
        "entry": [{"fullUrl": url, "resource": resource} for url, resource in entries],
    }


def _urn(name: str) -> str:
    return f"urn:uuid:{uuid5(OURS, clean(name))}"


def _person(record: Record) -> dict[str, Any]:
    reference = {"value": clean(record.work["case_ref"])}
    labelled = {"type": {"text": layout()["labels"]["case"]}, **reference}
    return {"type": "Patient", "identifier": labelled}


def _named(kind: str, name: str) -> dict[str, Any]:
    return {"type": kind, "display": clean(name) or layout()["labels"]["not_recorded"]}


def _source(answers: Answers, record: Record) -> dict[str, Any]:
    """Who answered: the person, the recorder, or somebody whose name no record holds."""
    if answers.source == "adult":
        return _person(record)
    if answers.source in ("representative", "advocate", "third_party_words"):
        return _named("RelatedPerson", layout()["voices"][answers.source])
    return _named("Practitioner", answers.author)


def _response(answers: Answers, record: Record, made: str) -> dict[str, Any]:
    found = {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": QUESTIONNAIRE,
        "status": "completed" if answers.finished else "in-progress",
        "subject": _person(record),
        "authored": answers.recorded_at or made,
        "author": _named("Practitioner", answers.author),
        "source": _source(answers, record),
    }
    return {**found, "item": answers.items}


def _provenance(answers: Answers, target: str, record: Record, made: str) -> dict[str, Any]:
    author = _named("Practitioner", answers.author)
    source = _source(answers, record)
    agents = [_agent("enterer" if source != author else "author", author)]
    if source != author:
        agents.append(_agent("informant", source))
    return {
        "resourceType": "Provenance",
        "target": [{"reference": target}],
        "recorded": answers.recorded_at or made,
        "agent": agents,
    }


def _agent(role: str, who: dict[str, Any]) -> dict[str, Any]:
    coded = {"system": AGENTS, "code": role, "display": role.capitalize()}
    return {"type": {"coding": [coded]}, "who": who}


def _composition(
    record: Record, document: Document, made: str, contact_id: str | None, responses: list[str]
) -> dict[str, Any]:
    own = [c for c in record.contacts if contact_id in (None, c.id)]
    authors = dict.fromkeys(e.author for e in record.heads if contact_id in (None, e.contact_id))
    header = _section(layout()["labels"]["about"], document.header)
    if responses:
        header["entry"] = [{"reference": urn} for urn in responses]
    return {
        "resourceType": "Composition",
        "status": "final" if all(c.finished_at for c in own) else "preliminary",
        "type": {"text": document.title},
        "subject": _person(record),
        "date": made,
        "author": [_named("Practitioner", author) for author in authors or [""]],
        "title": document.title,
        "section": [header, *(_section(s.title, s.blocks) for s in document.sections)],
    }


def _section(title: str, blocks: Iterable[Block]) -> dict[str, Any]:
    body = "".join(_narrative(block) for block in blocks)
    div = f'<div xmlns="{XHTML}">{body}</div>'
    return {"title": title, "text": {"status": "generated", "div": div}}


def _narrative(block: Block) -> str:
    title = f"<p><b>{_html(block.title)}</b></p>" if block.title else ""
    lines = "".join(f"<li>{_html(line.whole)}</li>" for line in block.lines)
    return f"{title}<ul>{lines}</ul>"


def _html(text: str) -> str:
    return escape(clean(text), quote=False).replace("\n", "<br/>")
