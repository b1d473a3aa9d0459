"""Messages that wait: tried again for as long as it takes, shown, and what is said of them."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import update

from api.chat import kept, queries, turns
from api.chat.models import Conversation
from api.chat.service import Sent, accept, store_reply, wait_after
from api.tables import utcnow
from api.works import queries as work_queries
from practice.content import content
from tests.web import stand_in
from tests.web.reading import text_of
from tests.web.stand_in import draft


@pytest.fixture
def conversation_id(case):
    return case.conversation()


def send(person, conversation_id, text, message_id=None):
    body = {"conversation_id": conversation_id, "text": text,
            "client_message_id": message_id or str(uuid.uuid4())}  # fmt: skip
    return person.post("/v1/chat/messages", json=body, headers={"X-CSRF-Token": person.token})


def sweep(person):
    person.portal.call(person.app.state.answering.sweep)


def aged(database, **columns):
    with database.writer() as session:
        session.execute(update(Conversation).values(**columns))


def its_time(database):
    aged(database, retry_at=utcnow() - timedelta(seconds=1))


def messages(database, person, conversation_id):
    with database.reader() as session:
        return queries.messages(session, person.account.actor, conversation_id)


def notes(database, case):
    with database.reader() as session:
        rows = work_queries.entries(session, case.actor, case.work_id)
        return [(row.words, row.contact_id) for row in rows if row.field == "N1"]


def test_a_bot_that_is_away_for_long_finds_all_in_order_once(
    person, database, bot, conversation_id
):
    bot.is_down = True
    assert [send(person, conversation_id, text).status_code for text in ("one", "two")] == [503] * 2
    for _ in range(20):
        its_time(database)
        sweep(person)
    assert [m.state for m in messages(database, person, conversation_id)] == ["waiting"] * 2
    assert messages(database, person, conversation_id)[0].attempts > 20
    bot.is_down = False
    its_time(database)
    sweep(person)
    assert [turn["text"] for turn in bot.turns] == ["one", "two"]
    assert [m.state for m in messages(database, person, conversation_id)] == ["answered"] * 2


def test_a_round_leaves_alone_what_was_tried_just_now_and_its_sender_does_not(
    person, database, bot, conversation_id
):
    bot.is_down = True
    send(person, conversation_id, "one", "message-one")
    bot.is_down = False
    sweep(person)
    assert bot.turns == []
    assert send(person, conversation_id, "one", "message-one").status_code == 200
    assert [turn["text"] for turn in bot.turns] == ["one"]


def test_waits_grow_to_a_minute():
    waits = [wait_after(attempts) for attempts in range(1, 2000)]
    assert waits[0] == timedelta(seconds=5) and waits[-1] == timedelta(minutes=1)
    assert waits == sorted(waits)


def test_what_is_not_understood_is_answered_at_once_and_kept_as_a_note(
    person, database, bot, case, conversation_id
):
    bot.refuses = True
    first = send(person, conversation_id, "how are you", "message-one")
    assert first.status_code == 200
    [reply] = first.json()["replies"]
    assert reply["text"] == content().say(
        "not_understood", where=content().say("not_understood.noted")
    )
    assert [row["field"] for row in first.json()["captured"]] == ["N1"]
    assert send(person, conversation_id, "how are you", "message-one").json() == first.json()
    assert notes(database, case) == [("how are you", case.later)]
    assert len(bot.turns) == 1


def test_the_question_stays_open_after_what_is_not_understood(
    person, database, bot, conversation_id
):
    bot.says = stand_in.ONE
    asked = send(person, conversation_id, "hello").json()
    bot.refuses = True
    again = send(person, conversation_id, "how are you").json()
    assert again["asks"] == asked["asks"]
    assert again["replies"][0]["choices"] == asked["replies"][0]["choices"]


def test_without_an_open_contact_it_is_said_that_nothing_is_in_the_record(person, bot):
    bot.refuses = True
    answer = send(person, None, "yes").json()
    assert "They are not in the record." in answer["replies"][0]["text"]
    assert answer["captured"] == []


def filing_bot(bot, database, monkeypatch, case):
    """The bot files an answer, and then its own answer does not come."""
    whole = bot.answer

    async def answer(request):
        reply = await whole(request)
        with database.writer() as session:
            turn = turns.open_turn(session, bot.turns[-1]["message_id"])
            row = draft("C4", words={"typed": {}})
            turns.file_entries(session, turn, {"contact_id": case.later, "drafts": [row]})
        return reply if bot.refuses else stand_in.httpx.Response(503)

    monkeypatch.setattr(bot, "answer", answer)
    bot.serve(case.app)


@pytest.fixture
def files_first(bot, database, monkeypatch, case, client):
    case.app = client.app
    filing_bot(bot, database, monkeypatch, case)


def words_of(database, case):
    with database.reader() as session:
        rows = work_queries.entries(session, case.actor, case.work_id)
        return [(row.field, row.words) for row in rows if row.words == "We met at home"]


def test_it_is_true_what_is_said_of_an_answer_that_is_in_the_record_already(
    person, database, bot, case, conversation_id, files_first
):
    lost = send(person, conversation_id, "We met at home", "message-one")
    assert lost.status_code == 503
    title = content().field("C4").title
    assert lost.json()["detail"] == content().say("waiting.filed", titles=title)
    bot.refuses = True
    answer = send(person, conversation_id, "We met at home", "message-one").json()
    assert content().say("not_understood.filed", titles=title) in answer["replies"][0]["text"]
    assert words_of(database, case) == [("C4", "We met at home")]
    assert notes(database, case) == []


# Shown


def test_my_work_and_the_conversation_show_what_waits(person, bot, conversation_id):
    assert "waited to be filed" not in person.get("/work").text
    bot.is_down = True
    for text in ("the blue door", "and the red one"):
        send(person, conversation_id, text)
    page = person.get("/work").text
    assert "2 messages have waited to be filed" in text_of(page)
    assert f'href="/chat/{conversation_id}"' in page
    assert "tried again by itself" in person.get(f"/chat/{conversation_id}").text


@pytest.mark.parametrize(("team", "shown"), [("team-1", True), ("team-2", False)])
def test_the_supervisor_sees_how_much_waits_and_no_words(
    person, bot, conversation_id, signed_in, team, shown
):
    bot.is_down = True
    send(person, conversation_id, "the blue door")
    supervisor = signed_in("supervisor", team=team)
    supervisor.headers["accept"] = "text/html"
    page = supervisor.get("/team").text
    assert ("One message of your team has waited to be filed" in page) is shown
    assert "blue door" not in page


# Words that wait for a tap


@pytest.fixture
def held(person, database, conversation_id):
    """Words typed where a tap is needed, as the bot answers them."""
    actor = person.account.actor
    with database.writer() as session:
        sent = Sent("message-held", "at her sister's", conversation_id=conversation_id)
        message = accept(session, actor, sent)
        said = stand_in.said("I have kept your words.", stand_in.choice("home", "At home"), asks=1)
        said["question"]["pointer"] = {"field": "C1", "words_from": message.id}
        store_reply(session, actor, message.id, said)
    return conversation_id


def long_ago(database):
    aged(database, asked_at=utcnow() - kept.QUIET - timedelta(seconds=1))


def test_words_that_wait_for_a_tap_become_one_note_after_a_while(person, database, case, held):
    sweep(person)
    assert notes(database, case) == []
    long_ago(database)
    for _ in range(3):
        sweep(person)
    assert notes(database, case) == [("at her sister's", case.later)]
    with database.reader() as session:
        conversation = queries.conversation(session, case.actor, held)
        assert conversation.question["pointer"] == {"field": "C1", "mode": "answer"}
        assert [c["value"] for c in conversation.offered] == ["home"]


def test_no_note_while_a_tap_is_on_its_way(person, database, bot, case, held):
    long_ago(database)
    bot.is_down = True
    send(person, held, "home")
    sweep(person)
    assert notes(database, case) == []


def test_a_round_that_is_broken_off_files_nothing_and_the_next_files_once(
    person, database, case, held, monkeypatch
):
    long_ago(database)
    with monkeypatch.context() as broken:
        filed = kept._file

        def then_die(*args):
            filed(*args)
            raise RuntimeError("power cut")

        broken.setattr(kept, "_file", then_die)
        with pytest.raises(RuntimeError, match="power cut"):
            sweep(person)
    assert notes(database, case) == []
    sweep(person)
    assert notes(database, case) == [("at her sister's", case.later)]


def test_words_that_wait_in_a_contact_finished_elsewhere_go_with_the_work(
    person, database, bot, case, held
):
    with database.writer() as session:
        work_queries.contact(session, case.actor, case.later).finished_at = utcnow()
    send(person, held, "hello")
    assert notes(database, case) == [("at her sister's", None)]
