"""Every page as people see it: no fault at both widths, light, and a picture to look at.

The pictures are in the folder MSP_SCREENSHOTS, else in MSP_HOME/screenshots.
"""

import gzip
import os
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from api.identity.roles import Role
from api.web import HELP
from practice.training.rehearsal.scenario import scenarios
from tests.pseudo import left_over, sentences, strange_folder, strange_language
from tests.web.browsing import WIDTHS, Site, faults, needs_chromium
from tests.web.closed_work import many_closed
from tests.web.practice_group import SCRIPT, practised
from tests.web.stand_in import MANY, CaseRecord

__all__ = ["strange_folder", "strange_language"]
pytestmark = [needs_chromium, pytest.mark.usefixtures("strange_language")]
# Names and references, what the stand-in bot says, and what is typed below and in practice_group.
PLAIN = (
    "MSP Aide", "SA-2026-0042", "sac:2025-26", "team-1", "Bradford, Leicestershire",
    *(f"{role}-ada" for role in Role), *(row["label"] for row in MANY["replies"][0]["choices"]),
    "Ada", "An advocate she likes", "Cannot read the letters", "Fear of losing him",
    "No money of her own", "Two floors up", SCRIPT, "Wort",
    *(name for one in scenarios().values() for name in (one.name, *one.fictional)),
)  # fmt: skip
# A debrief is kept as it was said when the talk ended.
KEPT_AS_SAID = "/debrief"
MOST_BYTES = 60 * 1024
# These addresses show what another page in this list shows, or need a form that was sent.
ELSEWHERE = {
    "/chat/{conversation_id}/messages", "/account/password", "/practise/join",
    "/practise/exercises/{sitting_id}/cards", "/practise/exercises/{sitting_id}/live",
    "/rehearse/{rehearsal_id}/turns",
}  # fmt: skip
FOR_SUPERVISORS = {
    "/team": "team",
    "/team/audits": "audits-side-by-side",
    "/tools": "tools",
    "/tools/{tool_id}": "tool",
    "/tools/{tool_id}/{copy_id}": "tool-finished",
    "/tools/{tool_id}/{copy_id}/sections/{section_id}": "tool-section",
    "/tools/{tool_id}/{copy_id}/compare": "tool-then-and-now",
    "/works/{work_id}/contacts/{contact_id}/review": "review",
    "/works/{work_id}/audit": "audit",
    "/works/{work_id}/audit/worker": "audit-worker",
    "/works/{work_id}/audits/{audit_id}": "audit-finished",
}
FOR_TRAINEES = {
    "/rehearse": "rehearse",
    "/rehearse/{rehearsal_id}": "rehearsal",
    "/rehearse/{rehearsal_id}/debrief": "debrief",
    "/rehearse/record": "learning-record",
    "/rehearse/shared": "shared-rehearsals",
}
FOR_THE_BOARD = {"/reports": "board-report"}
FOR_EVERYONE = {
    "/sign-in": "sign-in",
    "/help": "help",
    "/work": "my-work",
    "/chat/{conversation_id}": "conversation",
    "/works/{work_id}": "record",
    "/works/{work_id}/contacts/{contact_id}/check": "check-your-answers",
    "/works/{work_id}/entries/{entry_id}": "entry",
    "/works/{work_id}/coverage": "coverage",
    "/works/{work_id}/trade-offs": "trade-off-sheet",
    "/works/{work_id}/before": "before-a-visit",
    "/works/{work_id}/read-back": "read-back",
    "/works/{work_id}/persons-copy": "persons-copy",
    "/works/{work_id}/case-form": "case-form",
    "/works/{work_id}/contacts/{contact_id}/case-form": "case-form-of-one",
    "/works/{work_id}/doorstep": "doorstep-saved",
    "/doorstep": "doorstep",
    "/local": "local-contacts",
    "/account": "account",
    "/practise": "practise",
    "/practise/exercises/{sitting_id}": "exercise",
    "/practise/exercises/{sitting_id}/sheet": "exercise-sheet",
}


def folder() -> Path:
    home = Path(os.environ.get("MSP_HOME", "var"))
    made = Path(os.environ.get("MSP_SCREENSHOTS", home / "screenshots")).absolute()
    made.mkdir(parents=True, exist_ok=True)
    return made


def look(page: Page, site: Site, address: str, name: str) -> None:
    """Open a page, take its picture at each width, and find no fault in it.

    In another language no English is left on it.
    """
    answer = page.goto(site.url + address)
    assert answer.status == 200, address
    other = page.request.get(site.url + address, headers={"Accept-Language": "cy"}, timeout=60_000)
    plain = (*PLAIN, *map(str, sentences())) if address.endswith(KEPT_AS_SAID) else PLAIN
    assert other.status == 200 and 'lang="cy"' in other.text(), address
    assert left_over(other.text(), plain) == [], address
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=folder() / f"{name}-{width}.png", full_page=True)
    assert faults(page) == []
    # 1280 px at 200 % are 640.
    page.set_viewport_size({"width": 640, "height": 450})
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth"), address


def test_every_page_is_in_one_of_the_lists():
    pages = {*FOR_EVERYONE, *FOR_SUPERVISORS, *FOR_TRAINEES, *FOR_THE_BOARD, *ELSEWHERE}
    assert pages == {*HELP, "/sign-in", "/help"}


def test_the_pages_of_a_practitioner(page, site):
    actor = site.account()
    look(page, site, "/sign-in", FOR_EVERYONE["/sign-in"])
    site.sign_in(page, actor.username)
    case = CaseRecord(site.app.state.database, actor)
    site.bot.says = MANY
    names = {"work_id": case.work_id, "contact_id": case.later, "entry_id": case.who}
    names["conversation_id"] = case.conversation()
    names["sitting_id"] = practised(site.app.state.database, actor)
    page.goto(f"{site.url}/chat/{names['conversation_id']}")
    page.get_by_label("In words").fill("her sister came too")
    page.get_by_role("button", name="Send").click()
    page.get_by_label("Family member").wait_for()
    form = {"key": "picture", "work_id": case.work_id, "A21": "the chain is on"}
    sent = urlsplit(page.request.post(f"{site.url}/doorstep", form=form).url)
    addresses = {path: path.format(**names) for path in FOR_EVERYONE if path != "/sign-in"}
    addresses["/works/{work_id}/doorstep"] = f"{sent.path}?{sent.query}"
    for path, address in addresses.items():
        look(page, site, address, FOR_EVERYONE[path])
    assert site.origins == {site.url}


def test_the_pages_of_a_supervisor(page, site):
    case = CaseRecord(site.app.state.database, site.account())
    site.sign_in(page, site.account("supervisor").username)
    work = f"/works/{case.work_id}"
    page.goto(f"{site.url}{work}/audit/worker")
    for box in page.get_by_role("textbox").all():
        box.fill("He knew her wishes and read them back to her.")
    page.get_by_role("button", name="Finish the audit").click()
    page.wait_for_url("**/audits/*")
    audit_id = page.url.rsplit("/", 1)[1]
    names = {"work_id": case.work_id, "contact_id": case.first, "audit_id": audit_id}
    names |= {"tool_id": "impact", "section_id": "review"}
    names["copy_id"], again = two_copies(page, site)
    for path, name in FOR_SUPERVISORS.items():
        copy_id = again if name in ("tool-section", "tool-then-and-now") else names["copy_id"]
        look(page, site, path.format(**{**names, "copy_id": copy_id}), name)
    assert site.origins == {site.url}


def test_the_pages_of_a_rehearsal(page, site):
    site.sign_in(page, site.account("facilitator").username)
    site.bot.moves = {
        "You'd want him out, wouldn't you?": ["ask_wants", "leading"],
        "You have to leave him.": ["push_solution"],
        "Can we talk alone?": ["offer_time_alone", "closed"],
    }
    page.goto(f"{site.url}/rehearse")
    page.get_by_role("button", name="Talk with Jean").click()
    for line in site.bot.moves:
        page.get_by_label("To Jean").fill(line)
        page.get_by_role("button", name="Say it").click()
        page.get_by_text(line).wait_for()
    rehearsal_id = page.url.rsplit("/", 1)[1].partition("#")[0]
    talk = f"/rehearse/{rehearsal_id}"
    look(page, site, f"{talk}?hint=yes", FOR_TRAINEES["/rehearse/{rehearsal_id}"])
    page.get_by_role("button", name="Stop and read the debrief").click()
    page.wait_for_url("**/debrief")
    for path, name in FOR_TRAINEES.items():
        look(page, site, path.format(rehearsal_id=rehearsal_id), name)
    assert site.origins == {site.url}


def test_the_pages_of_the_board(page, site):
    many_closed(site.app.state.database, site.account(), 40)
    site.sign_in(page, site.account("board").username)
    for path, name in FOR_THE_BOARD.items():
        look(page, site, path, name)
    assert site.origins == {site.url}


def two_copies(page: Page, site: Site) -> tuple[str, str]:
    """A finished copy of the impact tool, and one that was begun again from it."""
    page.goto(f"{site.url}/tools/impact")
    page.get_by_role("button", name="Begin").click()
    finished = page.url.rsplit("/", 1)[1]
    page.get_by_role("link", name="Part 1: plan the change").click()
    page.get_by_label("What has to change?").fill("We ask on the first day, not the last.")
    page.get_by_role("button", name="Save, back to the sections").click()
    page.get_by_role("button", name="Finish this copy").click()
    page.get_by_role("button", name="Begin again, and compare with this one").click()
    return finished, page.url.rsplit("/", 1)[1]


@pytest.mark.parametrize("address", ["/sign-in", "/work", "/doorstep"])
def test_a_page_is_light(page, site, address):
    """All that the first visit to a page brings, compressed as a proxy would."""
    site.sign_in(page, site.account().username)
    bodies: dict[str, bytes] = {}
    page.context.clear_cookies() if address == "/sign-in" else None
    page.on("response", lambda answer: bodies.setdefault(answer.url, answer.body()))
    page.goto(site.url + address, wait_until="networkidle")
    sizes = {url: len(gzip.compress(body)) for url, body in bodies.items()}
    assert len(sizes) >= 2 and sum(sizes.values()) < MOST_BYTES, sizes
