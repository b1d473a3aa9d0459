"""What a page says, and the forms of a conversation, for tests without a browser."""

import re
from html import unescape
from uuid import uuid4

from api.chat import queries as chat_queries


def text_of(page) -> str:
    """The page's text as one line, without tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def inputs(page, kind):
    """(name, value) of every input of this type, in order."""
    found = []
    for tag in re.findall(rf'<input type="{kind}"[^>]*>', page):
        name, value = (re.search(rf'\b{key}="([^"]*)"', tag).group(1) for key in ("name", "value"))
        found.append((name, value))
    return found


def begin(person, **form):
    """A new conversation's address, without the fragment."""
    answer = person.post("/chat", data=form)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].partition("#")[0]


def send(person, address, **form):
    form.setdefault("client_message_id", str(uuid4()))
    return person.post(f"{address}/messages", data=form)


def messages(person, database, address):
    with database.reader() as session:
        return chat_queries.messages(session, person.account.actor, address.split("/")[-1])


def entries_in(html: str) -> list[str]:
    return re.findall(r"/entries/([\w-]+)", html)


def section(page: str, title: str) -> str:
    return re.search(rf'<section[^>]*aria-labelledby="{title}".*?</section>', page, re.S).group()
