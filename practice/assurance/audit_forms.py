"""The forms of a case audit: what is asked, and what an audit needs before it is finished.

The ratings are the auditor's own. Nothing is filled in or worked out for them: the evidence
beside a question (practice/rules/coverage.py) is there to read, and says nothing about the rating.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from practice.content import FOLDER
from practice.content.language import per_language, read_content

CASE_FILE, WORKER = "case_file", "worker"


@dataclass(frozen=True)
class Rating:
    """What an auditor may give. comment: it needs one beside it."""

    value: str
    label: str
    means: str
    comment: bool = False


@dataclass(frozen=True)
class Question:
    """One question. shows: the standard whose evidence stands beside it."""

    id: str
    ask: str
    shows: str | None = None


@dataclass(frozen=True)
class Answer:
    """What an auditor gave so far; a rating of "" is not given yet."""

    rating: str = ""
    comment: str = ""


@dataclass(frozen=True)
class Missing:
    """What keeps an audit from being finished. what: "rating" or "comment"."""

    question: str
    what: str


@dataclass(frozen=True)
class AuditForm:
    """One form of audit_forms.yml. Without ratings, every question is answered in words."""

    id: str
    title: str
    lead: str
    source: str
    words: str
    overall: str
    questions: tuple[Question, ...]
    ratings: tuple[Rating, ...] = field(default=())

    def rating(self, value: str) -> Rating | None:
        """The rating with this value, or None."""
        return next((rating for rating in self.ratings if rating.value == value), None)

    def missing(self, answers: Mapping[str, Answer]) -> list[Missing]:
        """What is still needed to finish, in the order of the form; empty when it is complete."""
        found = (self._missing(q.id, answers.get(q.id, Answer())) for q in self.questions)
        return [row for row in found if row]

    def _missing(self, question: str, answer: Answer) -> Missing | None:
        given = self.rating(answer.rating)
        if self.ratings and not given:
            return Missing(question, "rating")
        needs_comment = given.comment if given else True
        has_comment = bool(answer.comment.strip())
        return Missing(question, "comment") if needs_comment and not has_comment else None


@per_language
def audit_forms() -> Mapping[str, AuditForm]:
    """Every form by its id."""
    rows = read_content(FOLDER / "assurance/audit_forms.yml")
    return {name: _form(name, row) for name, row in rows.items()}


def _form(name: str, row: Mapping[str, Any]) -> AuditForm:
    questions = tuple(Question(**question) for question in row["questions"])
    ratings = tuple(Rating(**rating) for rating in row.get("ratings", ()))
    return AuditForm(**{**row, "id": name, "questions": questions, "ratings": ratings})
