"""Writes the forms and slots of domain.yml from practice/, so that no field is named twice.

The part of domain.yml between the two markers belongs to this module; the rest is edited
by hand. `./msp train` calls it, and a test fails when the committed file is out of date.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from practice.content import Content, content

BEGIN = "# --- written from practice/ by bot.domain_sync: do not edit below ---\n"
END = "# --- end of what bot.domain_sync writes ---\n"
# Which form an action has opened, what the welcome offered, and what to ask after a digression.
DIALOGUE_SLOTS = {
    "next_form": {
        "type": "categorical",
        "values": ["work_form", "prepare_form", "start_form", "during_form", "end_form", "nothing"],
        "mappings": [{"type": "custom"}],
    },
    "offered": {
        "type": "categorical",
        "values": ["resume", "nothing"],
        "mappings": [{"type": "custom"}],
    },
    "pointer": {
        "type": "any",
        "influence_conversation": False,
        "mappings": [{"type": "custom"}],
    },
    "heard": {
        "type": "any",
        "influence_conversation": False,
        "mappings": [{"type": "custom"}],
    },
    "intended": {
        "type": "any",
        "influence_conversation": False,
        "mappings": [{"type": "custom"}],
    },
}
WORK_SLOTS = ["work__work", "work__case_ref", "work__section_42"]
ANSWER_INTENT = "inform"


def slot_name(stage: str, field: str) -> str:
    """The Rasa slot in which a stage's form asks a field."""
    return f"{stage}__{field}"


def form_slots(practice: Content) -> dict[str, list[str]]:
    """Every form with all the slots it may ask for, in order."""
    forms = {"work_form": list(WORK_SLOTS)}
    for stage in practice.stages.values():
        fields = [*stage.every_field, "N1", "FINISH"]
        forms[f"{stage.id}_form"] = [slot_name(stage.id, field) for field in fields]
    return forms


def _slot(form: str, name: str) -> dict[str, Any]:
    condition = {"active_loop": form, "requested_slot": name}
    mapping = {"type": "from_text", "conditions": [condition]}
    return {"type": "any", "influence_conversation": False, "mappings": [mapping]}


def generated(intents: list[str], practice: Content) -> dict[str, Any]:
    """The `forms` and the forms' `slots` of the domain."""
    ignored = [intent for intent in intents if intent != ANSWER_INTENT]
    forms, slots = {}, dict(DIALOGUE_SLOTS)
    for form, names in form_slots(practice).items():
        forms[form] = {"ignored_intents": ignored, "required_slots": names}
        slots.update({name: _slot(form, name) for name in names})
    return {"forms": forms, "slots": slots}


def rendered(domain: str, practice: Content) -> str:
    """`domain` (the text of domain.yml) with its generated part made anew."""
    head, _, rest = domain.partition(BEGIN)
    tail = rest.partition(END)[2]
    hand_made = yaml.safe_load(head + tail) or {}
    block = generated(hand_made["intents"], practice)
    text = yaml.safe_dump(block, sort_keys=False, default_flow_style=None, width=100)
    return f"{head}{BEGIN}{text}{END}{tail}"


def write_domain(path: Path) -> bool:
    """Bring the domain file up to date; True when it had to change."""
    before = path.read_text(encoding="utf-8")
    after = rendered(before, content())
    if after == before:
        return False
    path.write_text(after, encoding="utf-8")
    return True
