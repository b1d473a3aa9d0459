"""A real browser on the running service, and what it finds wrong with a page."""

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, expect, sync_playwright

from api.identity.service import create_account
from tests.api.conftest import PASSWORD
from tests.web.stand_in import StandInBot

CHROMIUM = os.environ.get("MSP_CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
needs_chromium = pytest.mark.skipif(not CHROMIUM, reason="chromium is not installed")

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip
AXE = (Path(__file__).parent / "axe.min.js").read_text(encoding="utf-8")
WIDTHS = (1280, 320)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Site:
    """The running service, its stand-in bot, and what the browser asked for and complained of."""

    url: str
    app: FastAPI
    bot: StandInBot
    complaints: list[str] = field(default_factory=list)
    origins: set[str] = field(default_factory=set)

    def account(self, role="practitioner"):
        with self.app.state.database.writer() as session:
            return create_account(session, f"{role}-ada", PASSWORD, role).actor

    def watch(self, page: Page) -> Page:
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda line: self.complaints.append(line.text))
        page.on("request", lambda request: self.origins.add("/".join(request.url.split("/")[:3])))
        return page

    def sign_in(self, page: Page, username: str) -> None:
        page.goto(f"{self.url}/")
        page.get_by_label("Username").fill(username)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("My work")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def site(app) -> Iterator[Site]:
    port = free_port()
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None, access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started:
        assert thread.is_alive() and time.monotonic() < until, "the service did not start"
        time.sleep(0.02)
    running = Site(f"http://127.0.0.1:{port}", app, StandInBot())
    running.bot.serve(app)
    yield running
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def page(browser, site) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(30_000)  # a busy machine is slow, not wrong
    yield site.watch(context.new_page())
    context.close()


@pytest.fixture
def plain_page(browser, site) -> Iterator[Page]:
    """A browser with JavaScript off."""
    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(30_000)  # a busy machine is slow, not wrong
    yield site.watch(context.new_page())
    context.close()


def faults(page: Page) -> list[str]:
    """What axe finds, and anything wider than the window, at each width."""
    found = []
    before = page.viewport_size
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            found.append(f"{width}: wider than the window")
        # axe writes inline styles while it measures, which the pages' own policy reports.
        result = page.evaluate(f"{AXE}; axe.run()")
        assert result["passes"]
        found += [
            f"{width}: {fault['id']}: {node['html'][:200]}"
            for fault in result["violations"]
            for node in fault["nodes"]
        ]
    page.set_viewport_size(before)
    return found


def reach(page, name: str) -> None:
    """Press Tab until the link of this name has the focus, which must be seen."""
    for _ in range(80):
        page.keyboard.press("Tab")
        found, outline = page.evaluate(
            """() => {
                const at = document.activeElement;
                return [at.innerText, getComputedStyle(at).outlineStyle];
            }"""
        )
        assert outline != "none"
        if found.strip() == name:
            return
    raise AssertionError(name)
