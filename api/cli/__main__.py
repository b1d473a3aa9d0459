"""Hands each ./msp command to its module."""

import argparse
import importlib
import signal
import sys
from collections.abc import Callable

from api.cli.trouble import Trouble

COMMANDS = {
    "up": "Start everything and print the web address.",
    "test": "Run all tests.",
    "check": "Look at lint, types, imports and content; for use before every commit.",
    "chat": "Have the conversation in this terminal.",
    "eval": "Score the product against a labelled file.",
    "train": "Train the language model and show where the time went.",
    "user": "Add, list and disable accounts.",
    "content": "Look for mistakes in the practice content.",
}


def main(arguments: list[str]) -> int:
    stop_politely_when_asked()
    if arguments[:1] == ["test"] and arguments[1:] not in (["-h"], ["--help"]):
        # pytest's own options must reach pytest unread.
        from api.cli import test

        return answer(lambda: test.run_tests(arguments[1:]))
    chosen = build_parser(arguments).parse_args(arguments)
    return answer(lambda: chosen.run(chosen))


def build_parser(arguments: list[str]) -> argparse.ArgumentParser:
    """Loads only the module that is asked for, so that every command starts quickly."""
    parser = argparse.ArgumentParser(prog="./msp")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    asked = arguments[0] if arguments else ""
    for name in [asked] if asked in COMMANDS else COMMANDS:
        summary, module = COMMANDS[name], importlib.import_module(f"api.cli.{name}")
        command = commands.add_parser(name, help=summary, description=summary)
        module.configure(command)
        command.set_defaults(run=module.run)
    return parser


def answer(run: Callable[[], int | None]) -> int:
    try:
        return run() or 0
    except Trouble as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130


def stop_politely_when_asked() -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    for name in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, interrupt)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
