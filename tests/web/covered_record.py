"""A record that shows something of everything: coverage, options, advocacy and consent."""

from typing import Any

from tests.web.stand_in import CaseRecord, draft

SCRIPT = "<script>alert('x')</script> & <b>bold</b>"
HOME = "Stay at home with a lock that only she opens"
CAMERA = "A camera at the door, " + SCRIPT


def option(words: str | None, safety: str = "", wellbeing: str = "", **more: Any) -> dict[str, Any]:
    """A D2 as the actions file it; doing nothing has no words of its own."""
    effect = {"safety": safety, "wellbeing": wellbeing}
    parts = {"effect": {key: value for key, value in effect.items() if value}, **more}
    value = None if words else "do_nothing"
    return draft("D2", value, words, opens="option", kind="person_paraphrase",
                 parts={key: value for key, value in parts.items() if value})  # fmt: skip


OPTIONS = [
    option(HOME, "better", "better", gives="My own door", costs="The price of it", view="chooses"),
    option(CAMERA, "better", "worse", gives="Proof", costs="Being watched", view="does_not_want"),
    option("A fresh start near her sister", "better", "better", view="wants"),
    option("Her son comes only by day", "same", "better", view="would_accept"),
    option("A talk led by someone neutral", "better"),
]
DO_NOTHING = option(None, "worse", "worse", gives="Peace for now", costs="The money goes on",
                    view="unsure")  # fmt: skip
LATER = [
    draft("D4", words="It is her home and her say.", kind="professional_view",
          parts={"beneficence": "Someone to talk to.", "justice": "Fair to her daughter too."}),
    draft("D3", "yes", "Seeing my son alone on Sundays", kind="decision",
          parts={"why_worth_it": "He is my son.", "review_date": "In four weeks"}),
    draft("D7", answer_state="not_applicable_reason", reason="Nobody else knows her."),
    draft("D6", words="The bank said so. " + SCRIPT, kind="action_taken",
          parts={"reaction": "She was relieved."}),
]  # fmt: skip
FIRST = [
    draft("A5", words="My garden. " + SCRIPT, kind="person_words"),
    draft("A9", "no_one", "Nobody just now.", kind="person_words"),
    draft("A13", "yes", kind="professional_view"),
    draft("A15", ["yes"], kind="professional_view", parts={"matter": "enquiry"}),
    draft("A15", ["not_yet"], kind="professional_view", parts={"matter": "Selling the car"}),
    draft("A18", "offered", kind="action_taken"),
]
ADVOCACY = draft(
    "P9", {"understand": "yes", "retain": "no", "use_or_weigh": "no", "communicate": "no"},
    kind="professional_view",
    parts={"appropriate_person": "her son", "suitability": ["source_of_harm"]},
)  # fmt: skip


class CoveredRecord(CaseRecord):
    """A CaseRecord with more in it; `ids` are the entries' own, by field, in order."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ids: dict[str, list[str]] = {}
        self.add("prepare", ADVOCACY)
        self.add("start", *FIRST)
        self.add("during", *OPTIONS, *LATER)

    def add(self, stage: str, *drafts: dict[str, Any]) -> list[str]:
        """File these in a conversation of this stage; their entries' ids."""
        found = self._file(self._contact(stage), list(drafts))
        for row, entry_id in zip(drafts, found, strict=True):
            self.ids.setdefault(row["field"], []).append(entry_id)
        return found
