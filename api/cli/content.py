"""./msp content check|play|languages"""

import argparse
import os
from pathlib import Path

from api.cli.trouble import Trouble
from practice.content import FOLDER


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    check = actions.add_parser("check", help="look at every file and explain every mistake")
    check.add_argument("--strict", action="store_true", help="warnings count as mistakes")
    play = actions.add_parser("play", help="talk with a person to rehearse with, in this terminal")
    play.add_argument("scenario", metavar="SCENARIO", help="its id, or a .yml file")
    languages = actions.add_parser(
        "languages", help="write what a language lacks into its file, and say how much it is"
    )
    languages.add_argument("code", metavar="CODE", nargs="*", help="such as cy; else every one")
    for action in (check, play):
        action.add_argument("--folder", type=Path, help="another content folder than content")


def run(chosen: argparse.Namespace) -> int:
    if chosen.action == "languages":
        return _languages(chosen.code)
    folder = chosen.folder or FOLDER
    if not folder.is_dir():
        raise Trouble(
            f"There is no folder {folder}. Name one that holds asking/stages.yml and the rest."
        )
    # The libraries that measure and compare take a while to load.
    if chosen.action == "play":
        from api.cli.content_play import play

        return play(chosen.scenario, folder)
    from authoring.check import check

    own = os.environ.get("MSP_LOCAL_DIR")
    report = check(
        folder,
        str(chosen.folder or FOLDER.name).rstrip("/"),
        own=Path(own).expanduser() if own else None,
    )
    print(report.text)
    return report.exit_code(chosen.strict)


def _languages(codes: list[str]) -> int:
    from api.cli.languages import told
    from practice.content.language import SOURCE
    from practice.content.language import languages as every

    wanted = codes or [code for code in every() if code != SOURCE]
    for code in wanted:
        print(told(code))
    if not wanted:
        print("There is English only. To begin with Welsh: ./msp content languages cy")
    return 0
