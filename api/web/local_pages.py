"""Local contacts, providers, pathways and legal cards, with the day each is to be checked again."""

from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.identity.depends import CurrentAccount
from api.tables import utcnow
from api.web import templates
from practice.content.language import gettext
from practice.local.settings import Local, local
from practice.rules.coverage import audited

router = APIRouter(include_in_schema=False)


@router.get("/local")
def show_local(request: Request, actor: CurrentAccount) -> Response:
    """The council's settings as they stand now, for every role."""
    here, now = local(), utcnow()
    context = {
        "here": here,
        "now": now,
        "today": here.today(now),
        "open_now": {contact.id for contact in here.contacts_open(now)},
        "contact_groups": contact_groups(here),
        "settings": [*here.periods.values(), here.sac, here.bank_holidays, here.case_form],
        "audited": [each.short_title for each in audited()],
        "reporting_year": date(2000, *here.reporting_year_start),
        "to_check": sum(item.to_check(here.today(now)) for item in here.items),
    }
    return templates.TemplateResponse(request, "local.html", context)


def contact_groups(here: Local) -> list[dict[str, object]]:
    """The council's own contacts, then those that are the same everywhere."""
    contacts = here.contacts.values()
    groups: list[dict[str, object]] = [
        {"title": here.name, "contacts": [c for c in contacts if not c.national]},
        {"title": gettext("The same everywhere"), "contacts": [c for c in contacts if c.national]},
    ]
    return [group for group in groups if group["contacts"]]
