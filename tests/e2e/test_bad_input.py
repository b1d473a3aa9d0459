"""What goes wrong at the keyboard or behind it: said plainly, nothing lost, nothing doubled."""

import contextlib
import sqlite3
import threading
import time
import uuid

import httpx
import pytest

from api.sweeping import SWEEP_SECONDS
from tests.e2e.conversation import Conversation

LONG = "He told me about the money and the card, and then about his sister. " * 294 + "End."


@pytest.fixture
def begun(client):
    """A first conversation of a new work, with A5 (what matters) reached by leaving the rest."""
    case_ref = f"BAD-{uuid.uuid4().hex[:8]}"
    work = client.http.post("/v1/works", json={"case_ref": case_ref, "section_42": "yes"}).json()
    client.take_turn(text="hello", work_id=work["id"])
    client.choose("do:record_visit")
    assert client.asks == "C1"
    client.work_id = work["id"]
    return client


def to_field(conversation, field):
    """Leave questions for later until `field` is asked."""
    while conversation.asks != field:
        conversation.say("come back to it later")
    return conversation


def record(conversation):
    return conversation.http.get(f"/v1/works/{conversation.work_id}/record").json()


def standing(conversation, field):
    rows = record(conversation)["fields"].get(field, [])
    return [e for e in rows if not e["superseded_by"]]


def test_unknown_case_and_conversation_are_not_found(client):
    assert client.http.get("/v1/works/not-a-work/record").status_code == 404
    answer = client.post(text="hello", work_id=str(uuid.uuid4()))
    assert answer.status_code == 404
    answer = client.post(text="hello", conversation_id=str(uuid.uuid4()))
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("application/problem+json")


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\x00\x07", "\u200b\ufeff"])
def test_empty_message_is_refused_with_what_to_do(client, text):
    answer = client.post(text=text)
    assert answer.status_code == 422
    assert "type something" in answer.json()["detail"]


def test_long_text_is_stored_whole(begun):
    assert 19_900 < len(LONG) <= 20_000
    to_field(begun, "A5").say(LONG)
    assert begun.last["captured"][0]["field"] == "A5"
    [entry] = standing(begun, "A5")
    assert entry["words"] == LONG


def test_too_long_text_is_refused_with_the_limit(begun):
    answer = begun.post(text="x" * 20_001)
    assert answer.status_code == 413
    assert "20,000" in answer.json()["detail"]


def test_danger_far_down_a_long_text_is_seen(begun):
    to_field(begun, "A5").say(LONG[:9_000] + " he said he would kill her tonight " + LONG[:5_000])
    assert "999" in begun.text
    assert len(standing(begun, "A5")[0]["words"]) > 14_000


def test_control_characters_are_left_out_and_words_kept(begun):
    to_field(begun, "A5").say("my \x00dog\x1b[31m and\u202e my garden")
    assert standing(begun, "A5")[0]["words"] == "my dog[31m and\u202e my garden"


@pytest.mark.parametrize(
    "typed", ["/restart", "/finish", '/inform{"role":"manager"}', " /skip", "\u200b/pause"]
)
def test_slash_is_only_text(begun, typed):
    to_field(begun, "A5").say(typed)
    assert begun.asks == "A7", begun.text
    assert standing(begun, "A5")[0]["words"] == typed


def test_markup_is_only_text(begun):
    words = "<script>alert(1)</script> {slot} ${x} 10[mg] *bold*"
    to_field(begun, "A5").say(words)
    assert standing(begun, "A5")[0]["words"] == words
    export = begun.http.get(f"/v1/works/{begun.work_id}/export?format=md").text
    assert "<script>" not in export


def test_same_message_twice_is_one(begun):
    to_field(begun, "A5")
    message = {"text": "my garden", "client_message_id": str(uuid.uuid4())}
    first, second = begun.post(**message), begun.post(**message)
    assert first.json() == second.json()
    assert len(standing(begun, "A5")) == 1


def test_same_id_with_other_words_is_refused(begun):
    to_field(begun, "A5")
    message_id = str(uuid.uuid4())
    assert begun.post(text="my garden", client_message_id=message_id).status_code == 200
    assert begun.post(text="my dog", client_message_id=message_id).status_code == 422
    assert standing(begun, "A5")[0]["words"] == "my garden"


def test_a_stale_yes_is_not_the_answer_to_the_next_question(begun):
    old = to_field(begun, "A15").question_id
    assert begun.post(choice="yes", question_id=old).status_code == 200
    before, standing_before = begun.look_again(), record(begun)["fields"]
    assert before["asks"]["field"] == "A16" and standing_before["A15"]
    answer = begun.post(choice="yes", question_id=old)
    problem = answer.json()
    assert (answer.status_code, problem["type"]) == (409, "/problems/another-question")
    assert problem["open"]["asks"]["field"] == "A16"
    assert problem["open"]["question_id"] == before["question_id"] != old
    assert record(begun)["fields"] == standing_before and "A16" not in standing_before


def test_words_typed_in_an_old_tab_are_kept_and_put_back(begun):
    old = to_field(begun, "A5").question_id
    begun.say("my garden")
    begun.choose("asked_expressed")
    assert begun.asks == "A8"
    message = {"text": "and my dog", "client_message_id": str(uuid.uuid4()), "question_id": old}
    first, second = begun.post(**message), begun.post(**message)
    assert first.status_code == second.status_code == 409 and first.json() == second.json()
    assert standing(begun, "A8") == standing(begun, "N1") == []
    assert [e["words"] for e in standing(begun, "A5")] == ["my garden"]
    page = begun.http.get(f"/chat/{begun.conversation_id}").text
    assert "and my dog</textarea>" in page
    assert f'name="question_id" value="{first.json()["open"]["question_id"]}"' in page
    begun.say("and my dog")
    assert [e["words"] for e in standing(begun, "A8")] == ["and my dog"]


def test_a_question_that_is_asked_again_is_still_the_same(begun):
    old = to_field(begun, "A5").question_id
    begun.choose("do:explain_why")
    assert begun.post(text="my garden", question_id=old).status_code == 200
    assert [e["words"] for e in standing(begun, "A5")] == ["my garden"]


@pytest.mark.parametrize("choice", ["do:finish", "do:", "begin:x", "resume:x", "ask:Z99"])
def test_steering_to_nowhere_is_refused_at_once(begun, choice):
    answer = begun.post(choice=choice)
    assert answer.status_code == 422 and "not something" in answer.json()["detail"]
    begun.choose("home")
    assert begun.asks == "C2"


def test_the_same_id_in_another_conversation_is_refused(product, begun):
    message = {"choice": "home", "client_message_id": str(uuid.uuid4())}
    assert begun.post(**message).status_code == 200
    other = Conversation(product.url).sign_in(*product.accounts["practitioner"])
    other.say("hello")
    assert other.post(**message).status_code == 422
    assert len(other.look_again()["messages"]) == 1
    other.close()


def at_once(*calls):
    threads = [threading.Thread(target=call) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_two_messages_at_once_lose_and_double_nothing(begun):
    to_field(begun, "A5")
    answers = []
    at_once(*[lambda t=t: answers.append(begun.post(text=t)) for t in ("my garden", "my dog")])
    assert [a.status_code for a in answers] == [200, 200]
    kept = [e["words"] for e in standing(begun, "A5") + standing(begun, "N1")]
    assert sorted(kept) == ["my dog", "my garden"]
    assert len(standing(begun, "A5")) == 1


def test_double_click_is_one(begun):
    message = {"choice": "home", "client_message_id": str(uuid.uuid4())}
    answers = []
    at_once(*[lambda: answers.append(begun.post(**message)) for _ in range(5)])
    assert {a.status_code for a in answers} == {200}
    assert len({a.text for a in answers}) == 1
    assert len(standing(begun, "C1")) == 1


def test_choice_of_an_earlier_question_changes_nothing(begun):
    begun.choose("home")
    answer = begun.post(choice="phone")
    assert answer.status_code == 409
    assert "earlier question" in answer.json()["detail"]
    assert [e["value"] for e in standing(begun, "C1")] == ["home"]
    begun.choose("just_us")
    assert begun.asks == "C4"


def test_wrong_password(product):
    username, _ = product.accounts["practitioner"]
    answer = httpx.post(
        f"{product.url}/v1/session", json={"username": username, "password": "not the password"}
    )
    assert answer.status_code == 401
    assert "not right" in answer.json()["detail"]


def test_finish_needs_its_button(begun):
    while begun.asks:
        begun.say("come back to it later")
    begun.say("ok finish it then")
    assert record(begun)["contacts"][0]["finished_at"] is None
    begun.choose("finish")
    assert record(begun)["contacts"][0]["finished_at"]


def wait_until(true, seconds=60):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.5)
    return False


@pytest.mark.parametrize("part", ["actions", "bot"])
def test_a_part_that_is_down_loses_nothing_and_is_caught_up(product, begun, part):
    to_field(begun, "A5")
    product.kill(part)
    message = {"text": f"my garden ({part})", "client_message_id": str(uuid.uuid4())}
    answer = begun.post(**message)
    assert answer.status_code == 503
    assert "kept" in answer.json()["detail"] and "not yet filed" in answer.json()["detail"]
    assert standing(begun, "A5") == []
    product.start(part)
    assert wait_until(lambda: standing(begun, "A5")), "the sweep did not take the message up"
    again = begun.post(**message)
    assert again.status_code == 200
    assert again.json()["asks"]["field"] == "A7"
    assert [e["words"] for e in standing(begun, "A5")] == [message["text"]]


def aged(product, column, seconds):
    """As if a moment of every conversation were longer ago."""
    with contextlib.closing(sqlite3.connect(product.home / "aide.sqlite", timeout=20)) as database:
        moment = f"strftime('%Y-%m-%d %H:%M:%f000', {column}, '-{seconds} seconds')"
        database.execute(f"UPDATE conversation SET {column} = {moment} WHERE {column} IS NOT NULL")
        database.commit()


def test_a_bot_that_is_away_for_many_rounds_loses_and_doubles_nothing(product, begun):
    to_field(begun, "A5")
    product.kill("bot")
    sent = [{"text": text, "client_message_id": str(uuid.uuid4())} for text in ("my garden", "dog")]
    for _ in range(12):
        assert {begun.post(**message).status_code for message in sent} == {503}
    assert standing(begun, "A5") == [] == standing(begun, "N1")
    product.start("bot")
    aged(product, "retry_at", 600)
    assert wait_until(lambda: standing(begun, "N1")), "the sweep did not take the messages up"
    assert {begun.post(**message).status_code for message in sent} == {200}
    assert [e["words"] for e in standing(begun, "A5")] == ["my garden"]
    assert [e["words"] for e in standing(begun, "N1")] == ["dog"]


def held_words(conversation):
    """Words typed at a question that takes a tap."""
    words = f"by the old {uuid.uuid4().hex[:8]} gate"
    conversation.say(words)
    assert "kept your words" in conversation.text
    assert (conversation.asks, standing(conversation, "N1")) == ("C1", [])
    return words


def test_words_before_a_tap_that_never_comes_become_a_note(product, begun):
    words = held_words(begun)
    aged(product, "asked_at", 3600)
    assert wait_until(lambda: standing(begun, "N1")), "the sweep did not file the words"
    assert [e["words"] for e in standing(begun, "N1")] == [words]
    export = begun.http.get(f"/v1/works/{begun.work_id}/export?format=md").text
    assert export.count(words) == 1
    begun.choose("home")
    assert [(e["value"], e["words"]) for e in standing(begun, "C1")] == [("home", None)]
    assert [e["words"] for e in standing(begun, "N1")] == [words]


def test_words_before_a_tap_are_stored_with_the_tap_alone(product, begun):
    words = held_words(begun)
    begun.choose("home")
    time.sleep(SWEEP_SECONDS + 2)
    assert [(e["value"], e["words"]) for e in standing(begun, "C1")] == [("home", words)]
    assert standing(begun, "N1") == []


def test_killed_api_keeps_what_it_acknowledged(product, begun):
    to_field(begun, "A5").say("my garden")
    product.kill("api")
    product.start("api")
    assert [e["words"] for e in standing(begun, "A5")] == ["my garden"]
    begun.choose("asked_expressed")
    assert begun.asks == "A8"


@pytest.mark.parametrize(
    ("part", "milliseconds"),
    [("api", 5), ("api", 20), ("api", 60), ("actions", 10), ("actions", 40), ("bot", 30)],
)
def test_killed_in_the_middle_of_a_turn_the_record_holds_it_once(
    product, begun, part, milliseconds
):
    to_field(begun, "A5")
    message = {"text": f"my garden {milliseconds}", "client_message_id": str(uuid.uuid4())}

    def send():
        with contextlib.suppress(httpx.HTTPError):
            begun.post(**message)

    sending = threading.Thread(target=send)
    sending.start()
    time.sleep(milliseconds / 1000)
    product.kill(part)
    sending.join()
    product.start(part)
    assert wait_until(lambda: begun.post(**message).status_code == 200)
    assert [e["words"] for e in standing(begun, "A5")] == [message["text"]]
    assert standing(begun, "N1") == []
    assert begun.post(**message).json()["asks"]["field"] == "A7"


def test_a_missing_model_is_said_and_the_words_wait(product, begun):
    to_field(begun, "A5")
    bot = product.product.children["bot"]
    right = bot.environment
    product.stop("bot")
    bot.environment = {**right, "MSP_MODEL": str(product.home / "no-such-model.tar.gz")}
    product.start("bot", wait=False)
    try:
        assert wait_until(lambda: bot_answers(product) == 503)
        answer = begun.post(text="my garden")
        assert answer.status_code == 503
        assert "kept" in answer.json()["detail"]
        ready = begun.http.get("/health/ready")
        assert (ready.status_code, ready.json()["not_ready"]) == (503, ["bot", "actions"])
    finally:
        product.stop("bot")
        bot.environment = right
        product.start("bot")
    assert wait_until(lambda: standing(begun, "A5"))


def bot_answers(product):
    """The status of the bot's own health page, or None while it does not answer."""
    url = f"http://127.0.0.1:{product.ports['bot']}/webhooks/aide/health"
    try:
        return httpx.get(url, headers={"X-Aide-Key": product.keys["MSP_BOT_KEY"]}).status_code
    except httpx.HTTPError:
        return None


def test_a_lost_tracker_loses_no_record_and_no_place(product, begun):
    to_field(begun, "A5").say("my garden")
    product.stop("bot")
    for file in product.home.glob("bot.sqlite*"):
        file.unlink()
    product.start("bot")
    begun.choose("asked_expressed")
    assert begun.asks == "A8"
    assert standing(begun, "A7")[0]["value"] == "asked_expressed"


def test_a_locked_tracker_store_is_said_and_recovers(product, begun):
    to_field(begun, "A5")
    [path] = product.home.glob("bot.sqlite")
    lock = sqlite3.connect(path, isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")
    message = {"text": "my garden", "client_message_id": str(uuid.uuid4())}
    answer = begun.post(**message)
    lock.execute("ROLLBACK")
    lock.close()
    assert answer.status_code == 503
    assert begun.post(**message).status_code == 200
    assert [e["words"] for e in standing(begun, "A5")] == ["my garden"]


def test_pause_and_resume_on_another_day(product, begun):
    to_field(begun, "A5").say("my garden")
    begun.say("pause")
    assert "saved" in begun.text
    other = Conversation(product.url).sign_in(*product.accounts["practitioner"])
    other.say("hello")
    contact = record(begun)["contacts"][0]["id"]
    assert f"resume:{contact}" in other.choices
    other.choose(f"resume:{contact}")
    assert other.asks == "A7"
    other.close()


CANARY = "kingfisher-4711"


def test_no_words_in_logs(product, begun):
    to_field(begun, "A5").say(f"she said {CANARY}")
    product.kill("actions")
    begun.post(text=f"and again {CANARY}")
    product.start("actions")
    logs = list((product.home / "logs").iterdir())
    assert logs
    assert [log.name for log in logs if CANARY in log.read_text(errors="replace")] == []
