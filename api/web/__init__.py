"""Pages: templates and the files they link to."""

from pathlib import Path
from typing import Any
from uuid import uuid4

from fastapi import Request
from fastapi.templating import Jinja2Templates

from api.language import tag
from api.logging import route_template
from practice import choice_values
from practice.content import content, language
from practice.local.clock import calendar_day, day, day_and_month, moment
from practice.training.rehearsal.wording import say as rehearse_say

# The section of the help page (content/help.yml) that each page leads to.
HELP = {
    "/work": "work",
    "/chat/{conversation_id}": "conversation",
    "/chat/{conversation_id}/messages": "conversation",
    "/works/{work_id}": "record",
    "/works/{work_id}/contacts/{contact_id}/check": "check",
    "/works/{work_id}/entries/{entry_id}": "entry",
    "/works/{work_id}/coverage": "coverage",
    "/works/{work_id}/trade-offs": "trade_offs",
    "/works/{work_id}/contacts/{contact_id}/review": "review",
    "/works/{work_id}/audit": "audit",
    "/works/{work_id}/audit/worker": "audit",
    "/works/{work_id}/audits/{audit_id}": "audit",
    "/works/{work_id}/before": "before",
    "/works/{work_id}/read-back": "read_back",
    "/works/{work_id}/persons-copy": "persons_copy",
    "/works/{work_id}/case-form": "case_form",
    "/works/{work_id}/contacts/{contact_id}/case-form": "case_form",
    "/works/{work_id}/doorstep": "doorstep",
    "/doorstep": "doorstep",
    "/team": "team",
    "/reports": "report",
    "/team/audits": "audit_export",
    "/tools": "tools",
    "/tools/{tool_id}": "tools",
    "/tools/{tool_id}/{copy_id}": "tools",
    "/tools/{tool_id}/{copy_id}/sections/{section_id}": "tools",
    "/tools/{tool_id}/{copy_id}/compare": "tools",
    "/local": "local",
    "/rehearse": "rehearse",
    "/rehearse/record": "learning",
    "/rehearse/shared": "learning",
    "/rehearse/{rehearsal_id}": "rehearse",
    "/rehearse/{rehearsal_id}/turns": "rehearse",
    "/rehearse/{rehearsal_id}/debrief": "debrief",
    "/practise": "practise",
    "/practise/join": "practise",
    "/practise/exercises/{sitting_id}": "exercise",
    "/practise/exercises/{sitting_id}/live": "exercise",
    "/practise/exercises/{sitting_id}/cards": "exercise",
    "/practise/exercises/{sitting_id}/sheet": "exercise",
    "/account": "account",
    "/account/password": "account",
}


def _signed_in(request: Request) -> dict[str, object]:
    return {"actor": getattr(request.state, "actor", None)}


def _help(request: Request) -> dict[str, object]:
    section = HELP.get(route_template(request.scope))
    return {"help_address": f"/help#{section}" if section else "/help"}


def _say(key: str, **values: object) -> str:
    """The conversation's own wording, where a page says the same thing."""
    return content().say(key, **values)


def _fresh_id() -> str:
    """Made when a form is rendered, so that sending the form twice is one message."""
    return str(uuid4())


# Autoescape is on: Starlette's environment escapes every value in every template.
templates = Jinja2Templates(
    directory=Path(__file__).parent / "templates", context_processors=[_signed_in, _help]
)
templates.env.globals.update(
    choice_values=choice_values,
    fresh_id=_fresh_id,
    say=_say,
    rehearse_say=rehearse_say,
    language_tag=tag,
)
templates.env.filters.update(
    calendar_day=calendar_day, day=day, day_and_month=day_and_month, moment=moment
)
templates.env.add_extension("jinja2.ext.i18n")
templates.env.policies["ext.i18n.trimmed"] = True
translated: Any = templates.env  # the extension gives it this method
translated.install_gettext_callables(
    language.gettext,
    language.ngettext,
    newstyle=True,
    pgettext=language.pgettext,
    npgettext=language.npgettext,
)
