"""Sending a finished summary: only when pressed, once, signed, and to nobody else."""

import asyncio
import json
import re
import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import ValidationError
from sqlalchemy import select, update

from api.app import create_app
from api.audit.models import AuditEvent
from api.destination import read_destination
from api.settings import Settings, refusal_sentence
from api.tables import utcnow
from api.webhook import network as network_module
from api.webhook.models import Delivery
from api.webhook.network import Network, NotReached, is_public
from api.webhook.outbox import Outbox, check_status
from api.webhook.service import LEASE, MOST_ATTEMPTS, take_next, wait_after
from api.works import queries
from tests.web.browsing import faults, free_port, needs_chromium
from tests.web.reading import text_of
from tests.web.receiver import HOST, SECRET, Receiver, receiving
from tests.web.stand_in import CaseRecord, draft
from tests.web.supervision import correct

DOCS = (Path(__file__).parents[2] / "docs/webhook.md").read_text(encoding="utf-8")


def genuine() -> Any:
    """The receiver's check as docs/webhook.md gives it."""
    found: dict[str, Any] = {}
    exec(re.search(r"```python\n(.*?)```", DOCS, re.S).group(1), found)
    return found["is_genuine"]


@pytest.fixture
def receiver():
    with receiving() as receiver:
        yield receiver


def switched_on(settings: Settings, url: str, hosts: str = HOST) -> Settings:
    given = {"webhook_url": url, "webhook_hosts": hosts, "webhook_secret": SECRET}
    same = settings.model_dump(exclude=set(given))
    return Settings(_env_file=None, **{**same, **given})


@pytest.fixture
def app(settings, receiver, monkeypatch):
    """A service that sends to the receiver.

    The network is put in here: no setting of a deployment lets it reach loopback.
    """
    monkeypatch.setattr("api.app.Outbox", partial(Outbox, network=receiver.network()))
    on = switched_on(settings, receiver.url)
    return create_app(on.model_copy(update={"bot_port": free_port()}))


def check_path(record: CaseRecord, contact: str = "") -> str:
    return f"/works/{record.work_id}/contacts/{contact or record.first}/check"


def press(person, record: CaseRecord, host: str = HOST, contact: str = "") -> Any:
    path = check_path(record, contact).replace("/check", "/send")
    return person.post(path, data={"host": host})


def sweep(client) -> None:
    client.portal.call(client.app.state.outbox.sweep)


def due_now(database) -> None:
    with database.writer() as session:
        session.execute(update(Delivery).values(next_at=utcnow()))


def deliveries(database) -> list[Delivery]:
    with database.reader() as session:
        return list(session.scalars(select(Delivery).order_by(Delivery.created_at)))


# What arrives


def test_a_press_delivers_the_document_signed_and_says_so(person, case, receiver, database):
    page = text_of(person.get(check_path(case)).text)
    assert f"Send to {HOST}" in page and "It goes only when you press this." in page
    answer = press(person, case)
    assert answer.headers["location"] == f"{check_path(case)}#sent"
    (found,) = receiver.received
    body = json.loads(found.body)
    assert found.path == "/msp?from=aide" and found.headers["host"] == f"{HOST}:{receiver.port}"
    assert receiver.names == [HOST]
    assert body["id"] == found.headers["msp-event-id"] == deliveries(database)[0].id
    assert (body["type"], body["work_id"], body["contact_id"]) == (
        "contact.finished", case.work_id, case.first,
    )  # fmt: skip
    assert "to see my sister" in json.dumps(body["document"]["sections"])
    assert genuine()(SECRET.encode(), found.headers["msp-signature"], found.body)
    page = text_of(person.get(check_path(case)).text)
    assert f"Delivered to {HOST}" in page and f"Send to {HOST}" not in page


def test_the_check_in_the_docs_refuses_what_was_changed_or_is_old(person, case, receiver):
    press(person, case)
    (found,) = receiver.received
    header, body, key = found.headers["msp-signature"], found.body, SECRET.encode()
    at = int(re.match(r"t=(\d+),v1=[0-9a-f]{64}$", header).group(1))
    is_genuine = genuine()
    assert is_genuine(key, header, body, at + 300)
    assert not is_genuine(key, header, body, at + 301)
    assert not is_genuine(key, header, body, at - 301)
    assert not is_genuine(key, header.replace(f"t={at}", f"t={at + 60}"), body)
    assert not is_genuine(key, header, body + b" ")
    assert not is_genuine(b"another secret", header, body)
    for bad in ("", "t=,v1=", "v1=" + header[-64:], "t=²,v1=x", "t=1,v1=é"):
        assert not is_genuine(key, bad, body)


def test_what_waited_is_erased_once_it_is_delivered(person, case, receiver, database):
    receiver.answers = [503, 204]
    press(person, case)
    assert "to see my sister" in deliveries(database)[0].body
    due_now(database)
    sweep(person)
    assert deliveries(database)[0].body is None


# Once


def test_pressing_again_sends_nothing_more(person, case, receiver, database):
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: press(person, case).status_code, range(4)))
    press(person, case)
    assert answers == [303] * 4
    assert len(receiver.received) == len(deliveries(database)) == 1


def test_a_change_is_sent_when_pressed_again_as_an_event_of_its_own(
    person, case, receiver, database
):
    press(person, case)
    correct(case, "and a nurse too")
    assert len(receiver.received) == 1
    assert "What changed since is not sent by itself." in person.get(check_path(case)).text
    press(person, case)
    first, second = (json.loads(row.body) for row in receiver.received)
    assert first["id"] != second["id"] and "and a nurse too" in json.dumps(second)
    assert person.get(check_path(case)).text.count("Delivered to") == 2


def test_finishing_a_conversation_sends_nothing(person, case, receiver, database):
    path = check_path(case, case.later)
    assert "Send to" not in person.get(path).text
    assert person.post(path).status_code == 303
    sweep(person)
    assert f"Send to {HOST}" in person.get(path).text
    assert receiver.received == [] == deliveries(database)


# Again


def test_every_attempt_is_the_same_event_signed_anew(person, case, receiver, database, monkeypatch):
    receiver.answers = [500, 429, 200]
    press(person, case)
    for minutes in (1, 2):
        later = utcnow() + timedelta(minutes=minutes)
        monkeypatch.setattr("api.webhook.outbox.utcnow", lambda later=later: later)
        due_now(database)
        sweep(person)
    bodies = {row.body for row in receiver.received}
    signatures = {row.headers["msp-signature"] for row in receiver.received}
    ids = {row.headers["msp-event-id"] for row in receiver.received}
    assert (len(receiver.received), len(bodies), len(ids), len(signatures)) == (3, 1, 1, 3)
    assert deliveries(database)[0].state == "delivered"


def test_nothing_is_tried_before_its_time(person, case, receiver, database):
    receiver.answers = [500]
    press(person, case)
    sweep(person)
    assert len(receiver.received) == 1
    page = text_of(person.get(check_path(case)).text)
    assert "Their system could not take it just then. Next try:" in page
    assert f"Send to {HOST}" not in page


def test_waits_grow_to_an_hour_and_end_after_some_nine_hours():
    waits = [wait_after(n) for n in range(1, MOST_ATTEMPTS)]
    assert [wait.seconds for wait in waits[:3]] == [30, 60, 120]
    assert max(waits) == timedelta(hours=1)
    assert timedelta(hours=8) < sum(waits, timedelta()) < timedelta(hours=10)


def test_it_is_given_up_and_tried_anew_when_pressed(person, case, receiver, database):
    receiver.answers = [500]
    press(person, case)
    for _ in range(MOST_ATTEMPTS):
        due_now(database)
        sweep(person)
    assert len(receiver.received) == MOST_ATTEMPTS
    assert deliveries(database)[0].state == "failed"
    page = text_of(person.get(check_path(case)).text)
    assert f"Not delivered to {HOST}." in page and f"Send to {HOST}" in page
    receiver.answers = [200]
    press(person, case)
    assert len({row.headers["msp-event-id"] for row in receiver.received}) == 1
    assert [row.state for row in deliveries(database)] == ["delivered"]


STATUSES = [
    (200, None, None), (204, None, None), (301, "redirect", False), (307, "redirect", False),
    (400, "refused", False), (401, "refused", False), (404, "refused", False), (408, "busy", True),
    (425, "busy", True), (429, "busy", True), (500, "busy", True), (503, "busy", True),
]  # fmt: skip


@pytest.mark.parametrize(("status", "reason", "again"), STATUSES)
def test_what_an_answer_means(status, reason, again):
    if reason is None:
        return check_status(status)
    with pytest.raises(NotReached) as refusal:
        check_status(status)
    assert (refusal.value.reason, refusal.value.again) == (reason, again)


def test_a_redirect_is_never_followed(person, case, receiver, database):
    receiver.answers, receiver.headers = [308], {"location": f"{receiver.url}&elsewhere"}
    press(person, case)
    assert len(receiver.received) == 1 and deliveries(database)[0].reason == "redirect"
    assert "which is never followed" in person.get(check_path(case)).text


def test_a_process_that_dies_while_sending_loses_nothing(person, case, receiver, database):
    receiver.answers = [500]
    press(person, case)
    due_now(database)
    with database.writer() as session:  # it took the delivery up, and died
        taken = take_next(session, utcnow())
        assert taken.next_at > utcnow() + LEASE - timedelta(seconds=5)
    sweep(person)
    assert len(receiver.received) == 1
    due_now(database)
    receiver.answers = [200]
    sweep(person)
    assert deliveries(database)[0].state == "delivered"


def test_two_rounds_at_once_send_once(person, case, receiver, database):
    receiver.answers = [500, 200]
    press(person, case)
    due_now(database)
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: sweep(person), range(3)))
    assert len(receiver.received) == 2


def test_a_system_that_answers_without_end_is_given_up(
    person, case, receiver, database, monkeypatch
):
    monkeypatch.setattr(network_module, "WHOLE_SECONDS", 0.4)
    receiver.drip = 2
    press(person, case)
    assert (deliveries(database)[0].reason, deliveries(database)[0].state) == (
        "unreachable", "waiting",
    )  # fmt: skip


# Where to


ADDRESSES = [
    ("8.8.8.8", True), ("2606:4700::1111", True), ("::ffff:8.8.8.8", True),
    ("127.0.0.1", False), ("127.8.8.8", False), ("0.0.0.0", False), ("10.1.2.3", False),
    ("172.16.0.1", False), ("192.168.1.1", False), ("169.254.169.254", False),
    ("100.64.0.1", False), ("192.0.2.1", False), ("198.18.0.1", False), ("224.0.0.1", False),
    ("240.0.0.1", False), ("255.255.255.255", False), ("::", False), ("::1", False),
    ("::ffff:127.0.0.1", False), ("::ffff:10.0.0.1", False), ("fe80::1", False),
    ("fe80::1%eth0", False), ("fc00::1", False), ("fd12::1", False), ("ff02::1", False),
    ("2001:db8::1", False), ("64:ff9b::7f00:1", False), ("64:ff9b:1::a00:1", False),
    ("64:ff9b::808:808", True), ("2002:7f00:1::1", False), ("2002:a9fe:a9fe::1", False),
    ("fec0::1", False), ("::127.0.0.1", False), ("council.test", False), ("", False),
]  # fmt: skip


@pytest.mark.parametrize(("address", "public"), ADDRESSES)
def test_only_public_addresses(address, public):
    assert is_public(address) == public


def test_one_private_address_among_public_ones_is_enough_to_refuse():
    destination = read_destination(f"https://{HOST}/", HOST, SECRET)
    mixed = Network(resolve=lambda host, port: ["8.8.8.8", "10.0.0.1"])
    with pytest.raises(NotReached) as refusal:
        mixed.address_of(destination)
    assert (refusal.value.reason, refusal.value.again) == ("private_address", False)
    public = Network(resolve=lambda host, port: ["8.8.8.8", "9.9.9.9"])
    assert public.address_of(destination) == "8.8.8.8"
    for nobody in (lambda host, port: [], failing):
        with pytest.raises(NotReached, match="unreachable"):
            Network(resolve=nobody).address_of(destination)


def failing(host: str, port: int) -> list[str]:
    raise OSError("no such name")


def test_a_name_is_looked_up_once_and_the_connection_goes_where_was_looked(
    person, case, receiver, database
):
    """A name that would stand for another address a moment later changes nothing."""
    press(person, case)
    assert receiver.asked_for == [HOST]
    assert [row.headers["host"] for row in receiver.received] == [f"{HOST}:{receiver.port}"]


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "2130706433", "0x7f.1", "[::1]"])
def test_as_deployed_nothing_on_this_machine_is_reached(person, case, receiver, database, host):
    """The real resolver and the real rule: the receiver is there, and gets nothing."""
    state = person.app.state
    name = host.strip("[]")
    settings = switched_on(state.settings, f"https://{host}:{receiver.port}/", name)
    state.outbox = Outbox(state.database, settings)
    press(person, case, name)
    assert receiver.received == []
    assert deliveries(database)[0].reason in ("private_address", "unreachable")
    if host in ("localhost", "127.0.0.1", "[::1]"):
        assert deliveries(database)[0].reason == "private_address"


def test_the_service_starts_with_the_real_network(settings):
    with TestClient(create_app(settings)) as client:
        assert client.app.state.outbox._network == Network()


def test_a_certificate_of_another_name_is_refused(person, case, receiver, database):
    state = person.app.state
    url = receiver.url.replace(HOST, "other.test")
    settings = switched_on(state.settings, url, "other.test")
    state.outbox = Outbox(state.database, settings, receiver.network())
    press(person, case, "other.test")
    assert receiver.received == [] and deliveries(database)[0].reason == "certificate"
    assert "could not show that it is the right one" in person.get(check_path(case)).text


def test_nobody_there(person, case, database):
    state = person.app.state
    settings = switched_on(state.settings, f"https://{HOST}:{free_port()}/")
    state.outbox = Outbox(state.database, settings, Receiver().network())
    press(person, case)
    assert (deliveries(database)[0].reason, deliveries(database)[0].state) == (
        "unreachable", "waiting",
    )  # fmt: skip


def test_what_waits_for_one_host_is_never_sent_to_another(person, case, receiver, database):
    receiver.answers = [500]
    press(person, case)
    state = person.app.state
    url = receiver.url.replace(HOST, "new.test")
    state.outbox = Outbox(
        state.database, switched_on(state.settings, url, "new.test"), receiver.network()
    )
    due_now(database)
    sweep(person)
    assert len(receiver.received) == 1 and deliveries(database)[0].reason == "other_host"
    assert press(person, case, HOST).status_code == 409


# Settings


REFUSED = [
    ("http://council.test/", "council.test", "must begin with https://"),
    ("council.test", "council.test", "must begin with https://"),
    ("https://", "council.test", "must name a host in plain letters"),
    ("https://council.test/", "", "must name a host that MSP_WEBHOOK_HOSTS lists"),
    ("https://council.test.evil.test/", "council.test", "MSP_WEBHOOK_HOSTS"),
    ("https://evil.test/council.test", "council.test", "MSP_WEBHOOK_HOSTS"),
    ("https://council.test@evil.test/", "council.test,evil.test", "no name, password or #"),
    ("https://me:pass@council.test/", "council.test", "no name, password or #"),
    ("https://council.test/#x", "council.test", "no name, password or #"),
    ("https://council.test:99999/", "council.test", "is not an address"),
    ("https://councíl.test/", "councíl.test", "in plain letters"),
    ("https://council.test/a b", "council.test", "in plain letters"),
]


@pytest.mark.parametrize(("url", "hosts", "says"), REFUSED)
def test_an_address_that_is_not_to_be_used_keeps_the_service_from_starting(
    settings, url, hosts, says
):
    with pytest.raises(ValidationError) as refusal:
        switched_on(settings, url, hosts)
    sentence = refusal_sentence(refusal.value)
    assert "MSP_WEBHOOK_URL" in sentence and says in sentence and url not in sentence


def test_an_address_without_a_secret_or_with_a_short_one_is_refused(settings):
    same = settings.model_dump(exclude={"webhook_url", "webhook_hosts", "webhook_secret"})
    on = {"webhook_url": f"https://{HOST}/", "webhook_hosts": HOST}
    for secret in ({}, {"webhook_secret": "short"}):
        with pytest.raises(ValidationError) as refusal:
            Settings(_env_file=None, **same, **on, **secret)
        assert "MSP_WEBHOOK_SECRET" in refusal_sentence(refusal.value)


def test_hosts_are_a_list_and_case_does_not_matter():
    url = "https://Council.TEST./in?x=1"
    found = read_destination(url, "a.test, COUNCIL.test", SECRET)
    assert (found.host, found.port, found.path) == ("council.test", 443, "/in?x=1")
    assert found.authority == "council.test"
    assert read_destination("https://[2606:4700::1]:8443", "2606:4700::1", "").authority == (
        "[2606:4700::1]:8443"
    )


def test_off_by_default(settings):
    assert settings.webhook_destination is None


# Who


def test_only_the_works_own_practitioner_sends(person, signed_in, case, receiver, database):
    supervisor, other = signed_in("supervisor"), signed_in("practitioner")
    supervisor.headers["accept"] = "text/html"
    page = supervisor.get(check_path(case)).text
    assert "Only the practitioner whose work it is can send it." in page
    assert "Send to council.test" not in page
    assert press(supervisor, case).status_code == 403
    assert press(other, case).status_code == 404
    for role in ("board", "administrator", "trainee", "facilitator"):
        assert press(signed_in(role), case).status_code == 404
    assert deliveries(database) == [] == receiver.received
    press(person, case)
    assert "Delivered to" in supervisor.get(check_path(case)).text


def test_what_cannot_be_sent(person, case, database):
    assert press(person, case, contact=case.later).status_code == 409
    assert press(person, case, "evil.test").status_code == 409
    assert press(person, case, "").status_code == 409
    assert press(person, case, contact="none").status_code == 404
    another = CaseRecord(database, case.actor, "SA-2")
    assert press(person, case, contact=another.first).status_code == 404
    cross_site = person.post(
        check_path(case).replace("/check", "/send"), data={"host": HOST},
        headers={"sec-fetch-site": "cross-site"},
    )  # fmt: skip
    assert cross_site.status_code == 403
    assert deliveries(database) == []


def test_switched_off_there_is_no_button_and_what_waits_stays(person, case, receiver, database):
    receiver.answers = [500]
    press(person, case)
    state = person.app.state
    off = state.settings.model_copy(update={"webhook_url": ""})
    state.outbox = Outbox(state.database, off, receiver.network())
    due_now(database)
    sweep(person)
    assert len(receiver.received) == 1
    page = text_of(person.get(check_path(case)).text)
    assert "Sending is switched off just now." in page and "Send to council.test" not in page
    assert press(person, case).status_code == 409
    another = CaseRecord(database, case.actor, "SA-2")
    assert "Send to" not in person.get(check_path(another)).text


def test_the_audit_trail_and_the_logs_hold_no_words(person, case, receiver, database, capsys):
    receiver.answers = [401]
    press(person, case)
    receiver.answers = [200]
    press(person, case)
    with database.reader() as session:
        query = select(AuditEvent).where(AuditEvent.subject_type == "webhook_delivery")
        events = list(session.scalars(query.order_by(AuditEvent.seq)))
    assert [event.action for event in events] == [
        "webhook.queued", "webhook.failed", "webhook.queued", "webhook.delivered",
    ]  # fmt: skip
    assert {event.subject_id for event in events} == {deliveries(database)[0].id}
    logged = capsys.readouterr().err
    assert "webhook_failed" in logged and "refused" in logged
    for words in ("sister", "SA-2026", SECRET, "Mrs B", "msp?from"):
        assert words not in logged


def test_text_of_every_kind_arrives_whole(person, case, receiver):
    words = "لسلامة 安全 😀 <b>&amp;</b> \u2028 \ufeff" + secrets.token_hex(4)
    case.first = case._contact("start")
    case._file(case.first, [draft("A5", words=words, kind="person_words")])
    with case.database.writer() as session:
        queries.contact(session, case.actor, case.first).finished_at = utcnow()
    press(person, case)
    assert words in json.dumps(json.loads(receiver.received[0].body), ensure_ascii=False)


@needs_chromium
def test_the_button_and_its_states_in_a_browser(plain_page, page, site, receiver):
    state, actor = site.app.state, site.account()
    case = CaseRecord(state.database, actor)
    for one in (plain_page, page):
        site.sign_in(one, actor.username)
    receiver.answers = [500, 401, 200]
    seen = []
    for said in ("On its way to", "Not delivered to", "Delivered to"):
        page.goto(site.url + check_path(case))
        button = page.get_by_role("button", name=f"Send to {HOST}")
        seen.append(button.count())
        assert faults(page) == []
        plain_page.goto(site.url + check_path(case))
        if seen[-1]:
            with plain_page.expect_navigation():  # the page that answers is there before it is read
                plain_page.get_by_role("button", name=f"Send to {HOST}").click()
        else:
            due_now(state.database)
            with ThreadPoolExecutor(1) as pool:  # the browser's own loop runs in this thread
                pool.submit(lambda: asyncio.run(state.outbox.sweep())).result()
        wait_for(plain_page, said)
    page.goto(site.url + check_path(case))
    assert faults(page) == [] and len(receiver.received) == 3
    assert seen == [1, 0, 1]


def wait_for(page, said: str) -> None:
    """Load the page again until it says so."""
    for _ in range(50):
        page.reload()
        panel = page.locator("#sent").inner_text()
        if said in panel and (said != "On its way to" or "Next try" in panel):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{said!r} never came: {panel}")
