"""./msp chat"""

import argparse
import getpass
import os
import sys
from contextlib import nullcontext
from urllib.parse import urlsplit

from rich.console import Console

from api.cli import place as places
from api.cli.chat_client import AnotherQuestion, ChatClient, SignInRefused
from api.cli.chat_input import NotUnderstood, read_entry
from api.cli.chat_start import running_product
from api.cli.trouble import Trouble

HELP = """Type what you want to say. Where choices are numbered, type a number (2),
several (1,3), or a number and words (2: she said she would think about it).
:help shows this, :quit ends. What you have said is kept."""
GREETING = "Say what you would like to do, for example: record a visit. :help tells more."
SIGN_IN_TRIES = 3


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--url", help="where the product runs (default: this machine)")
    parser.add_argument("--username", help="who signs in; the password is asked for")


def run(chosen: argparse.Namespace) -> int:
    place = places.from_environment()
    client = ChatClient((chosen.url or place.address).rstrip("/"))
    refuse_open_line(client.url)
    started_here = not client.is_there()
    if started_here and chosen.url:
        raise Trouble(f"Nothing answers at {chosen.url}. Check the address, or leave out --url.")
    with running_product() if started_here else nullcontext():
        sign_in(client, chosen.username)
        return Chat(client).run()


def refuse_open_line(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme != "https" and not places.is_loopback(parts.hostname or ""):
        raise Trouble(
            f"{url} would send your password and what you type unprotected.\n"
            "  Use an https:// address."
        )


def sign_in(client: ChatClient, username: str | None) -> None:
    tries = SIGN_IN_TRIES if "MSP_CHAT_PASSWORD" not in os.environ else 1
    for left in range(tries - 1, -1, -1):
        try:
            client.sign_in(username or ask_username(), ask_password())
            return
        except SignInRefused as refusal:
            if not left or not sys.stdin.isatty():
                raise
            print(refusal)


def ask_username() -> str:
    if not sys.stdin.isatty():
        raise Trouble(
            "Say who signs in: ./msp chat --username NAME (password in MSP_CHAT_PASSWORD)."
        )
    return input("Username: ")


def ask_password() -> str:
    given = os.environ.get("MSP_CHAT_PASSWORD")
    if given is None and not sys.stdin.isatty():
        raise Trouble("Set MSP_CHAT_PASSWORD when the words come from a file or another program.")
    return given if given is not None else getpass.getpass("Password: ")


class Chat:
    def __init__(self, client: ChatClient, console: Console | None = None):
        self.client = client
        self.console = console or Console(highlight=False, markup=False, emoji=False)
        self.values: list[str] = []
        self.multiple = False

    def run(self) -> int:
        """Until the person leaves. 1 when something that came through a pipe was not accepted."""
        make_typing_comfortable()
        self.show(GREETING)
        failed = False
        while (line := self.read()) is not None:
            if line and not self.take(line):
                failed = True
        return 1 if failed and not sys.stdin.isatty() else 0

    def read(self) -> str | None:
        try:
            line = input("> " if sys.stdin.isatty() else "").strip()
        except EOFError:
            return None
        return None if line in (":quit", ":q") else line

    def take(self, line: str) -> bool:
        """False when the line was not accepted or not answered."""
        if line == ":help":
            self.show(HELP)
            return True
        if not sys.stdin.isatty():
            self.show(f"> {line}")
        try:
            entry = read_entry(line, self.values, self.multiple)
            with self.console.status("One moment"):
                reply = self.client.send(entry.body)
        except (NotUnderstood, Trouble) as refusal:
            self.show(str(refusal))
            if isinstance(refusal, AnotherQuestion):
                self.show_reply(refusal.open)
            return False
        self.show_reply(reply)
        return True

    def show_reply(self, reply: dict) -> None:
        self.values = []
        for part in reply["replies"]:
            self.show("")
            if part.get("text"):
                self.show(part["text"], style="bold")
            self.show_card(part.get("card"))
            self.show_choices(part.get("choices") or [])
        self.multiple = bool((reply.get("asks") or {}).get("multiple"))
        if self.values:
            self.show("(numbers or words)" if self.multiple else "(a number or words)", style="dim")

    def show_choices(self, choices: list[dict]) -> None:
        for choice in choices:
            self.values.append(choice["value"])
            about = f"{choice['group']}: " if choice.get("group") else ""
            self.show(f"  {len(self.values)}. {about}{choice['label']}")

    def show_card(self, card: dict | None) -> None:
        """A card is a link to something that is better seen in the browser."""
        if card:
            self.show(f"  {card['label']}: {self.client.url}{card['href']}")

    def show(self, text: str, style: str | None = None) -> None:
        self.console.print(text, style=style)


def make_typing_comfortable() -> None:
    """Arrow keys and history for this session only; nothing typed is written to a file."""
    if sys.stdin.isatty():
        try:
            import readline  # noqa: F401
        except ImportError:
            pass
