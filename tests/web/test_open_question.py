"""An answer names its question: over HTTP and from the page, at the time of its turn."""

import asyncio
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import update

from api.chat import open_question
from api.chat.models import Conversation, InboxMessage
from api.tables import utcnow
from tests.web import stand_in
from tests.web.reading import begin, messages, send
from tests.web.stand_in import choice, said

YES = (choice("yes", "Yes"), choice("no", "No"))
CONSENT = said("Do they agree to the steps?", *YES, asks=True)
SHARING = said("May their sister be told?", *YES, asks=True)


class Talk:
    """A conversation over HTTP in which CONSENT is asked and SHARING comes next."""

    def __init__(self, person, bot):
        self.person, self.bot, self.here = person, bot, None
        bot.says = CONSENT
        self.asked = self.say("hello").json()
        self.here = self.asked["conversation_id"]
        self.old = self.asked["question_id"]
        bot.says = SHARING

    def post(self, **message):
        body = {"client_message_id": str(uuid4()), "conversation_id": self.here, **message}
        return self.person.post("/v1/chat/messages", json=body)

    def say(self, text, **more):
        return self.post(text=text, **more)

    def tap(self, value, **more):
        return self.post(choice=value, **more)

    @property
    def address(self):
        return f"/chat/{self.here}"

    def page(self):
        return self.person.get(self.address).text

    def sent(self):
        """What reached the bot."""
        return [(turn["text"], *turn["choices"]) for turn in self.bot.turns[1:]]


@pytest.fixture
def talk(person, bot):
    return Talk(person, bot)


def box(page):
    return re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.S).group(1)


def hidden(page):
    return re.search(r'id="answer".*?name="question_id" value="([^"]*)"', page, re.S).group(1)


# Over HTTP


def test_a_reply_names_its_question_and_so_does_the_conversation(talk):
    moved = talk.tap("yes", question_id=talk.old).json()
    assert moved["question_id"] and moved["question_id"] != talk.old
    read = talk.person.get(f"/v1/chat/conversations/{talk.here}").json()
    assert read["question_id"] == moved["question_id"] == hidden(talk.page())


def test_a_tap_for_an_earlier_question_is_refused_with_the_open_one(talk):
    now = talk.tap("yes", question_id=talk.old).json()
    answer = talk.tap("yes", question_id=talk.old)
    problem = answer.json()
    assert (answer.status_code, problem["type"]) == (409, "/problems/another-question")
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["open"]["question_id"] == now["question_id"]
    assert problem["open"]["replies"] == now["replies"] and problem["open"]["asks"] == now["asks"]
    assert "Nothing was filed" in problem["detail"] and talk.sent() == [("", "yes")]
    named = talk.tap("yes", question_id=problem["open"]["question_id"])
    assert named.status_code == 200 and talk.sent() == [("", "yes"), ("", "yes")]


def test_the_same_message_again_hears_the_same(talk):
    talk.tap("yes", question_id=talk.old)
    message = {"client_message_id": str(uuid4()), "question_id": talk.old}
    first = talk.say("and her brother", **message)
    talk.say("no")
    talk.bot.says = stand_in.WORDS
    second = talk.say("and her brother", **message)
    assert first.status_code == second.status_code == 409 and first.json() == second.json()
    other = talk.say("and her brother", **message | {"question_id": None})
    assert other.status_code == 422


def test_a_client_that_names_no_question_goes_on_as_before(talk):
    assert talk.tap("yes").status_code == 200
    assert talk.say("her sister only").status_code == 200
    assert talk.sent() == [("", "yes"), ("her sister only",)]
    assert not talk.bot.turns[-1]["context"]["early"]


@pytest.mark.parametrize("steering", ["do:show_summary", "do:skip", "ask:C2"])
def test_steering_need_not_name_a_question(talk, steering):
    talk.tap("yes", question_id=talk.old)
    assert talk.tap(steering).status_code == 200


@pytest.mark.parametrize("question_id", ["x", "0" * 36, "\x00" * 36, "a" * 37])
def test_what_names_no_question_of_ours_is_refused_at_the_door(talk, question_id):
    assert talk.say("yes", question_id=question_id).status_code == 422
    assert talk.sent() == []


def test_a_question_of_another_conversation_is_not_open_here(talk, person, bot):
    other = Talk(person, bot)
    assert talk.say("her sister", question_id=other.old).status_code == 409


def take_up(client, database):
    """A round of the service, when the wait after the last try is over."""
    with database.writer() as session:
        session.execute(update(Conversation).values(retry_at=utcnow() - timedelta(seconds=1)))
    asyncio.run(client.app.state.answering.sweep())


def test_words_that_wait_are_checked_when_their_turn_comes(talk, client, database):
    """Two answers while the bot is away: the sweep files the first, the second comes back."""
    talk.bot.is_down = True
    for text in ("she agrees", "she told me twice"):
        assert talk.say(text, question_id=talk.old).status_code == 503
    talk.bot.is_down = False
    take_up(client, database)
    assert talk.sent() == [("she agrees",)]
    rows = messages(talk.person, database, talk.address)
    assert [row.state for row in rows] == ["answered", "answered", "refused"]
    page = talk.page()
    assert box(page) == "she told me twice" and SHARING["replies"][0]["text"] in page
    assert "Kept, but not filed yet" not in page


def test_unnamed_words_sent_before_the_question_was_put_are_early(talk, client, database):
    talk.bot.is_down = True
    assert talk.say("she agrees").status_code == 503
    assert talk.say("she told me twice").status_code == 503
    talk.bot.is_down = False
    take_up(client, database)
    assert [turn["context"]["early"] for turn in talk.bot.turns[1:]] == [False, True]


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_clock_that_was_set_makes_no_answer_early(talk, database, hours):
    with database.writer() as session:
        conversation = session.get_one(Conversation, talk.here)
        conversation.asked_at = utcnow() + timedelta(hours=hours)
    assert talk.say("she agrees").status_code == 200
    assert talk.say("yes", question_id=talk.old).status_code == 409
    assert not talk.bot.turns[-1]["context"]["early"]


def test_the_same_id_in_another_conversation_is_refused(talk, person, bot, database):
    key = str(uuid4())
    assert talk.say("she agrees", client_message_id=key).status_code == 200
    other = Talk(person, bot)
    assert other.say("she agrees", client_message_id=key).status_code == 422
    assert len(messages(person, database, other.address)) == 1
    assert talk.say("she agrees", client_message_id=key).status_code == 200
    form = send(person, other.address, text="she agrees", client_message_id=key)
    assert form.status_code == 422 and box(form.text) == "she agrees"


@pytest.mark.parametrize("steering", ["do:finish", "do:", "begin:x", "resume:1", "ask:Z9"])
@pytest.mark.parametrize("beside", [(), ("yes",)])
def test_steering_that_is_not_on_the_list_is_not_even_kept(talk, database, steering, beside):
    answer = talk.tap([*beside, steering])
    assert answer.status_code == 422 and "not something I can do" in answer.json()["detail"]
    page = send(talk.person, talk.address, choice=steering, text="half a sentence")
    assert page.status_code == 422 and box(page.text) == "half a sentence"
    assert len(messages(talk.person, database, talk.address)) == 1 and talk.sent() == []


# Which question is the same


def put(before, after, contact=("c", "c"), filed=False):
    conversation = Conversation(contact_id=contact[0])
    open_question.put(conversation, InboxMessage(id="first"), before, filed=False)
    conversation.contact_id = contact[1]
    open_question.put(conversation, InboxMessage(id="second"), after, filed)
    return conversation.question_id


def test_a_question_asked_again_keeps_its_id_until_something_is_filed():
    assert put(CONSENT, CONSENT) == "first"
    assert put(CONSENT, SHARING) == "second"
    # Another option, another step: the words are the same, the question is not.
    assert put(CONSENT, CONSENT, filed=True) == "second"
    assert put(CONSENT, CONSENT, contact=("c", "d")) == "second"
    # Where nothing is asked, what is offered may be about another message.
    assert put(stand_in.MENU, stand_in.MENU) == "second"


def test_a_question_that_was_explained_can_be_answered_in_an_older_tab(talk):
    talk.bot.says = CONSENT
    assert talk.tap("do:explain_why").json()["question_id"] == talk.old
    assert talk.tap("yes", question_id=talk.old).status_code == 200


# From the page


def test_an_old_page_gets_its_words_back_and_sends_them_with_one_press(talk, database):
    talk.tap("yes", question_id=talk.old)
    answer = send(talk.person, talk.address, text="and\nher brother", question_id=talk.old)
    assert answer.status_code == 303
    page = talk.page()
    assert box(page) == "and\nher brother" and 'id="put-back"' in page
    assert page.index("Nothing was filed") < page.index('id="question"')
    assert box(talk.page()) == "and\nher brother"
    send(talk.person, talk.address, text=box(page), question_id=hidden(page))
    assert talk.sent()[-1] == ("and\nher brother",)
    assert box(talk.page()) == "" and 'id="put-back"' not in talk.page()


def test_words_stay_in_the_box_while_the_person_looks_for_their_place(talk):
    talk.tap("yes", question_id=talk.old)
    send(talk.person, talk.address, text="and her brother", question_id=talk.old)
    send(talk.person, talk.address, choice="do:show_summary")
    assert box(talk.page()) == "and her brother"
    talk.bot.is_down = True
    send(talk.person, talk.address, text="and her brother", question_id=hidden(talk.page()))
    assert box(talk.page()) == ""  # they wait now; sent twice they would stand twice


def test_what_moved_on_again_comes_back_once(talk):
    talk.tap("yes", question_id=talk.old)
    for text in ("and her brother", "and her brother, later"):
        page = talk.page()
        now = hidden(page)
        send(talk.person, talk.address, text=text, question_id=talk.old)
        assert box(talk.page()).endswith(text)
        talk.bot.says = said(f"After {text}?", *YES, asks=True)
        talk.tap("yes", question_id=now)
    send(talk.person, talk.address, text="one", question_id=talk.old)
    send(talk.person, talk.address, text="one and two", question_id=now)
    assert box(talk.page()) == "one and two"


def test_a_command_about_the_question_is_not_followed_at_another_one(talk):
    talk.tap("yes", question_id=talk.old)
    form = {"question_id": talk.old, "text": "half a sentence"}
    answer = send(talk.person, talk.address, choice="do:skip", **form)
    assert answer.status_code == 200 and box(answer.text) == "half a sentence"
    assert "Nothing was filed" in answer.text and talk.sent() == [("", "yes")]
    answer = send(talk.person, talk.address, choice="do:show_summary", **form)
    assert box(answer.text) == "half a sentence" and talk.sent()[-1] == ("", "do:show_summary")


def test_a_tick_of_an_old_page_is_no_tick_for_the_open_question(talk):
    talk.tap("yes", question_id=talk.old)
    form = {"choice": ["yes", "do:show_summary"], "question_id": talk.old}
    assert " checked" not in send(talk.person, talk.address, **form).text
    form["question_id"] = hidden(talk.page())
    assert re.search(r'value="yes"[^>]* checked', send(talk.person, talk.address, **form).text)


def test_htmx_gets_the_words_back_too(talk):
    talk.tap("yes", question_id=talk.old)
    form = {"text": "and her brother", "question_id": talk.old}
    answer = talk.person.post(f"{talk.address}/messages", data=form, headers={"hx-request": "true"})
    assert answer.status_code == 200 and box(answer.text) == "and her brother"


def test_try_again_of_what_belongs_to_an_earlier_question(talk, client):
    """Words in the box are not lost beside those that come back."""
    talk.bot.is_down = True
    keys = [str(uuid4()) for _ in range(2)]
    for key, text in zip(keys, ("she agrees", "she told me twice"), strict=True):
        talk.say(text, client_message_id=key, question_id=talk.old)
    talk.bot.is_down = False
    answer = send(talk.person, talk.address, again=keys[1], text="and more")
    assert box(answer.text) == "she told me twice\nand more" and talk.sent() == [("she agrees",)]


def test_words_for_a_question_that_was_finished_elsewhere_still_find_a_place(
    person, bot, case, database
):
    bot.says = CONSENT
    address = f"/chat/{case.conversation()}"
    send(person, address, text="hello")
    person.post(f"/works/{case.work_id}/contacts/{case.later}/check")
    old = hidden(person.get(address).text)
    bot.says = stand_in.MENU
    send(person, address, text="and her brother", question_id=old)
    assert bot.turns[-1]["text"] == "and her brother" and bot.turns[-1]["context"]["asking"] is None


def test_a_new_conversation_is_begun_from_its_page_without_a_question(person, bot):
    assert hidden(person.get(begin(person)).text)
