"""What the OpenAPI document says of answers: an example, and the problems that may come instead."""

from typing import Any

from api.errors import AppError, NotSignedIn
from practice.local.audit_sets import audit_sets

ENTRY: dict[str, Any] = {
    "id": "6b0c1f5e-6a0e-4a53-9a3e-0f5f8b1f7a10",
    "field": "A5",
    "name": "what_matters",
    "stage": "start",
    "contact_id": "0d3b8b1c-7a3c-4f0e-9a57-0b8a1d2c3e4f",
    "answer_state": "answered",
    "value": None,
    "words": "my own front door",
    "parts": {},
    "reason": None,
    "kind": "person_words",
    "source_person": "adult",
    "author": "A. Practitioner",
    "occurred_at": "2026-11-21T10:15:00Z",
    "recorded_at": "2026-11-21T10:15:00Z",
    "conversation_id": "1f0cbe6e-93a1-4d0c-8a41-3f4d8c1b0a55",
    "conversation_turn": "a3f1d0f2-0a9c-4b13-8b33-1f7f0f6f2b77",
    "supersedes": None,
    "superseded_by": None,
    "change": "new",
    "thread_id": None,
    "seq": 7,
}
WORK = {
    "id": "7c1e2d3f-4a5b-4c6d-8e9f-0a1b2c3d4e5f",
    "case_ref": "SA-2026-0042",
    "section_42": "yes",
    "created_at": "2026-11-21T09:00:00Z",
}
RECORD = {
    "work": WORK,
    "contacts": [
        {
            "id": ENTRY["contact_id"],
            "work_id": WORK["id"],
            "stage": "start",
            "started_at": "2026-11-21T10:10:00Z",
            "finished_at": None,
            "settled": [],
            "later": [],
        }
    ],
    "fields": {"A5": [ENTRY]},
    "outcomes": [],
    "checks": [],
    "advocacy": {
        "level": "may",
        "working": ["None of the four areas looks very hard.", "So an advocate may be offered."],
        "entries": [],
        "imca": False,
    },
    "consent": [],
}
STANDARD = {
    "state": "evidenced",
    "entries": [ENTRY["id"]],
    "wants": [],
    "cannot_show": "How well it was asked",
}
COVERAGE = {
    each.id: {row["id"]: {**STANDARD, "title": row["title"], "source": row["source"]}}
    for each in audit_sets().values()
    for row in each.standards[:1]
}
TRADE_OFFS = {
    "values": [],
    "options": [
        {
            "text": "a talk led by the advocate",
            "typed": True,
            "gives": "a way to ask for the money",
            "costs": "he may stay away for a while",
            "view": "They want this",
            "safety": 1,
            "wellbeing": 1,
            "entries": [ENTRY["id"]],
        }
    ],
    "asked_about_nothing": False,
    "weighing": [],
    "living_with": [],
}
REVIEW = {
    "contact_id": ENTRY["contact_id"],
    "stage": "start",
    "state": "returned",
    "decisions": [
        {
            "id": "2f9d7a51-6f0b-4a53-8c11-90e7d0b6a4c3",
            "decision": "returned",
            "note": "Please add what was said about an advocate.",
            "supervisor": "A. Supervisor",
            "decided_at": "2026-11-22T09:30:00Z",
        }
    ],
}
AUDIT = {
    "id": "c0a8d3de-1b57-4c6c-9d64-2f1f3b1f9b0e",
    "form": "case_file",
    "auditor": "A. Supervisor",
    "finished_at": "2026-11-30T15:00:00Z",
    "answers": [
        {
            "question": "L1",
            "asks": "Was the person asked what they wanted to happen? If not, why was that?",
            "rating": "green",
            "comment": None,
            "shown": {"state": "evidenced", "entries": [ENTRY["id"]]},
        }
    ],
    "overall": "Good use of her own words.",
}
TOOL = {
    "id": "impact",
    "title": "Impact tool",
    "lead": "Plan a change in how you work with people.",
    "source": "Making Safeguarding Personal Guide 2014, appendix 1",
    "sections": [
        {
            "id": "plan",
            "title": "Part 1: plan the change",
            "questions": [
                {
                    "id": "I4",
                    "kind": "words",
                    "asks": "What do we want to put right?",
                    "choices": [],
                }
            ],
        }
    ],
}
TOOL_COPY = {
    "id": "5a1f6c0e-2b7d-4e57-8d6f-3f0b9d2a7c11",
    "tool": "impact",
    "version": 2,
    "finished": False,
    "saved_at": "2026-11-21T15:00:00Z",
    "saved_by": "A. Supervisor",
    "review_on": None,
    "follows": None,
    "sections": [
        {
            "id": "plan",
            "answers": [
                {
                    "question": "I4",
                    "choice": "",
                    "words": "People are asked too late.",
                    "earlier": None,
                    "change": "new",
                }
            ],
            "figures": [],
        }
    ],
}
REPLY = {
    "conversation_id": ENTRY["conversation_id"],
    "message_id": ENTRY["conversation_turn"],
    "replies": [
        {
            "text": "Saved.\nDid you ask what they want to happen?",
            "choices": [
                {"label": "Yes, and they told me what they want", "value": "asked_expressed"},
                {"label": "No, I did not ask", "value": "no"},
            ],
        }
    ],
    "asks": {"field": "A7", "name": "outcomes_asked", "multiple": False},
    "takes_words": True,
    "question_id": ENTRY["conversation_turn"],
    "work_id": WORK["id"],
    "captured": [{"field": "A5", "entry_id": ENTRY["id"]}],
}


def answers(example: Any, *problems: type[AppError], status: int = 200) -> dict[int | str, Any]:
    """`responses=` of a route: an example answer, and the problem details it may give."""
    found: dict[int | str, Any] = {status: {"content": {"application/json": {"example": example}}}}
    refusals: tuple[type[AppError], ...] = (NotSignedIn, *problems)
    for problem in refusals:
        body = {
            "type": f"/problems/{problem.slug}",
            "title": problem.title,
            "status": problem.status,
            "detail": problem.advice,
        }
        found[problem.status] = {
            "description": problem.title,
            "content": {"application/problem+json": {"example": body}},
        }
    return found
