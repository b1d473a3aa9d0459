"""Headers, pages, health and measurements, and what the logs hold."""

import hashlib
import json
import re

import httpx
import pytest
from fastapi.testclient import TestClient
from pydantic import ValidationError
from starlette.requests import Request

from api.app import STATIC
from api.headers import CONTENT_SECURITY_POLICY
from api.settings import Settings, StartRefused, get_settings
from api.web import templates

PATHS = ["/", "/sign-in", "/nonesuch", "/health/live", "/v1/session", "/openapi.json",
         "/static/aide.css", "/static/nonesuch.css"]  # fmt: skip
KEY = "k" * 32


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_the_headers(client, path):
    headers = client.get(path).headers
    assert headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    kept = "no-cache" if path.startswith("/static/") else "no-store"
    assert headers["cache-control"] == kept


def test_the_policy_lets_nothing_in_from_outside():
    assert CONTENT_SECURITY_POLICY == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def test_refusals_before_routing_have_the_headers_too(client):
    answer = client.post("/sign-out", headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403 and answer.headers["cache-control"] == "no-store"


def test_no_documentation_page_that_loads_from_outside(client):
    assert client.get("/docs").status_code == client.get("/redoc").status_code == 404
    assert client.get("/openapi.json").json()["info"]["title"] == "MSP Aide"


# Pages


@pytest.mark.parametrize("path", ["/sign-in", "/problems/not-found"])
def test_pages_are_self_contained_and_accessible_in_outline(client, path):
    page = client.get(path, headers={"accept": "text/html"}).text
    assert '<html lang="en-GB">' in page and '<main id="main"' in page
    assert 'href="#main"' in page and page.count("<h1>") == 1
    assert not re.search(r'(src|href|action)="(?!/|#)', page)
    assert "<style" not in page and "style=" not in page and "<script" not in page


def render(source, **context):
    request = Request({"type": "http", "headers": [], "state": context})
    return templates.env.from_string(source).render(request=request, **context)


def test_htmx_comes_only_with_a_page_that_has_scripts():
    base = '{% extends "base.html" %}'
    tag = '<script src="/static/htmx.min.js" defer></script>'
    own = "{% block scripts %}<script src='/static/chat.js' defer></script>{% endblock %}"
    assert tag not in render(base)
    assert render(base + own).index(tag) < render(base + own).index("chat.js")
    assert render(base + "{% block scripts %}" + tag + "{% endblock %}").count("htmx.min.js") == 1


def test_templates_escape():
    assert render("{{ words }}", words="<script>") == "&lt;script&gt;"


@pytest.mark.parametrize("name", ["htmx.min.js", "govuk.css"])
def test_a_vendored_file_is_the_one_its_licence_names(client, name):
    served = client.get(f"/static/{name}").content
    assert hashlib.sha256(served).hexdigest() in (STATIC / "LICENSES.md").read_text()


def test_the_components_that_pages_use_are_compiled():
    compiled = set(re.findall(r"\.(govuk-[\w-]+)", (STATIC / "govuk.css").read_text()))
    pages = [path.read_text() for path in (STATIC.parent / "templates").glob("*.html")]
    used = {name for page in pages for name in re.findall(r"\b(govuk-[a-z_-]+[a-z])\b", page)}
    # Those put together from two words, and lists, which are ours.
    used -= {"govuk-details__summary-text", "govuk-list"}
    assert len(used) > 15 and used - compiled == set()


@pytest.mark.parametrize("sheet", ["aide.css", "govuk.css"])
def test_a_stylesheet_loads_nothing(sheet):
    css = (STATIC / sheet).read_text()
    assert "url(" not in css and "@import" not in css and "gov.uk" not in css.casefold()


def test_stylesheet_has_what_pages_use():
    css = (STATIC / "aide.css").read_text()
    for name in ("panel", "message", "message-person", "message-aide", "choices", "record-list",
                 "columns"):  # fmt: skip
        assert re.search(rf"\.{name}\b", css), name
    assert "prefers-reduced-motion" in css and ":focus-visible" in css


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    ("front", "back", "least"),
    [("ink", "ground", 7), ("ink-quiet", "ground", 4.5), ("accent", "paper", 4.5),
     ("accent", "ground", 4.5), ("accent", "accent-pale", 4.5), ("accent-dark", "accent-pale", 4.5),
     ("paper", "accent", 4.5), ("warning", "warning-pale", 4.5), ("warning", "ground", 4.5),
     ("ink", "person", 7), ("ink", "accent-pale", 7), ("line-strong", "paper", 3),
     ("focus", "ink", 3), ("focus", "accent", 3)],
)  # fmt: skip
def test_contrast(front, back, least):
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", (STATIC / "aide.css").read_text()))
    light, dark = sorted((luminance(found[front]), luminance(found[back])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= least


# Health and measurements


def bot_that(answer):
    transport = httpx.MockTransport(answer)
    return httpx.AsyncClient(transport=transport, base_url="http://bot")


@pytest.mark.parametrize(
    ("status", "body", "not_ready"),
    [
        (200, {"actions": True}, []),
        (200, {"actions": False}, ["actions"]),
        (200, {"actions": "true"}, ["actions"]),
        (200, ["actions"], ["actions"]),
        (500, {"actions": True}, ["bot", "actions"]),
        (401, {}, ["bot", "actions"]),
    ],
)
def test_ready_names_the_part_that_is_not(client, status, body, not_ready):
    client.app.state.bot_client = bot_that(lambda request: httpx.Response(status, json=body))
    answer = client.get("/health/ready")
    assert answer.status_code == (503 if not_ready else 200)
    assert answer.json()["not_ready"] == not_ready


def test_ready_when_the_bot_cannot_be_reached_or_talks_nonsense(client):
    def refuse(request):
        raise httpx.ConnectError("refused")

    for behaviour in (refuse, lambda request: httpx.Response(200, text="<html>")):
        client.app.state.bot_client = bot_that(behaviour)
        assert client.get("/health/ready").json()["not_ready"] == ["bot", "actions"]


def test_the_bot_is_asked_with_its_key_at_its_own_address(client, settings):
    bot = client.app.state.bot_client
    assert str(bot.base_url) == f"http://127.0.0.1:{settings.bot_port}"
    assert bot.headers["x-aide-key"] == settings.bot_key.get_secret_value()
    asked = []
    client.app.state.bot_client = bot_that(
        lambda request: asked.append(request.url.path) or httpx.Response(200, json={})
    )
    client.get("/health/ready")
    assert asked == ["/webhooks/aide/health"]


def test_not_ready_when_the_database_is_gone(client, settings):
    client.app.state.bot_client = bot_that(lambda r: httpx.Response(200, json={"actions": True}))
    client.app.state.database.close()
    for path in settings.home.iterdir():
        path.unlink()
    settings.home.rmdir()
    answer = client.get("/health/ready")
    assert answer.status_code == 503 and answer.json()["not_ready"] == ["database"]


def test_metrics_are_for_this_machine_only_and_by_template(client):
    assert client.get("/metrics").status_code == 404
    here = TestClient(client.app, client=("127.0.0.1", 50000))
    here.portal = client.portal
    client.get("/problems/mrs-canary")
    client.get("/mrs-canary")
    client.get("/static/aide.css")
    text = here.get("/metrics").text
    assert 'route="/problems/{slug}"' in text and 'route="none"' in text
    assert 'route="/static"' in text and "canary" not in text
    assert here.get("/metrics", headers={"x-forwarded-for": "10.0.0.1"}).status_code == 404


# Logs


def test_one_line_for_each_request_without_query_or_body(client, capsys):
    client.post("/v1/session?note=canary", json={"username": "canary", "password": "canary"})
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    (line,) = [line for line in lines if line["event"] == "request"]
    assert (line["method"], line["route"], line["status"]) == ("POST", "/v1/session", 401)
    assert line["ms"] >= 0 and "canary" not in json.dumps(lines)


def test_an_exception_logged_by_a_library_loses_its_text(client, capsys):
    import logging

    try:
        raise ValueError("Mrs Canary fell")
    except ValueError:
        logging.getLogger("some.library").exception("it broke")
    line = json.loads(capsys.readouterr().err)
    assert line["event"] == "it broke" and line["exception"] == "builtins.ValueError"
    assert "Canary" not in json.dumps(line)


# Settings


def made(**values):
    return Settings(_env_file=None, **{"bot_key": KEY, "turn_key": KEY} | values)


@pytest.mark.parametrize("key", ["", "short", " " * 40, "k" * 31])
def test_weak_keys_refuse_the_start(key, monkeypatch, tmp_path):
    with pytest.raises(ValidationError):
        made(bot_key=key)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MSP_BOT_KEY", key)
    monkeypatch.delenv("MSP_TURN_KEY", raising=False)
    get_settings.cache_clear()
    with pytest.raises(StartRefused) as refused:
        get_settings()
    sentence = str(refused.value)
    assert "MSP_BOT_KEY must be a secret of at least 32 characters" in sentence
    assert "MSP_TURN_KEY is missing" in sentence and "./msp up" in sentence
    assert "k" * 31 not in sentence


def test_settings_from_a_file(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for name in ("MSP_BOT_KEY", "MSP_TURN_KEY", "MSP_API_PORT", "MSP_HOME", "MSP_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / ".env").write_text(f"MSP_BOT_KEY={KEY}\nMSP_TURN_KEY={KEY}\nMSP_API_PORT=8123\n")
    get_settings.cache_clear()
    settings = get_settings()
    get_settings.cache_clear()
    assert settings.api_port == 8123 and settings.home == tmp_path / "var"
    assert settings.database_url == f"sqlite:///{tmp_path}/var/aide.sqlite"


def test_keys_do_not_show():
    assert KEY not in repr(made()) + str(made()) + made().model_dump_json()


@pytest.mark.parametrize(
    ("host", "secure"),
    [("127.0.0.1", False), ("localhost", False), ("::1", False), ("0.0.0.0", True),
     ("192.168.1.5", True), ("aide.example", True)],
)  # fmt: skip
def test_cookies_are_secure_beyond_loopback(host, secure, monkeypatch):
    monkeypatch.delenv("MSP_SECURE_COOKIES", raising=False)
    assert made(api_host=host).secure_cookies is secure
    assert made(api_host=host, secure_cookies=not secure).secure_cookies is not secure
