"""./msp up"""

import argparse
import fcntl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from api.cli import place as places
from api.cli import secrets_file
from api.cli.child import Child, rotate
from api.cli.child_environment import child_environment
from api.cli.model import ensure_model
from api.cli.place import DEMO_ACCOUNTS, FIRST_ACCOUNT, Place
from api.cli.ports import refuse_taken_ports
from api.cli.private_files import read_json
from api.cli.processes import Product
from api.cli.progress import Step
from api.cli.trouble import Trouble


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--demo",
        action="store_true",
        help="add one demonstration account per role and fictional work",
    )


def run(chosen: argparse.Namespace) -> int:
    began = time.monotonic()
    place = places.from_environment()
    refuse_public_demo(place, chosen.demo)
    with only_one(place):
        refuse_taken_ports(place)
        product = None
        try:
            product = start(place, chosen.demo)
            tell(f"Ready in {time.monotonic() - began:.0f} s. Ctrl-C stops everything.")
            product.watch(tell)
        except KeyboardInterrupt:
            tell("\nStopping.")
        finally:
            if product:
                product.stop()
        return 0


def start(place: Place, demo: bool) -> Product:
    """Everything up to the moment when a person can sign in."""
    keys = secrets_file.load_or_create(place.home)
    product = Product(place, keys, ensure_model(place))
    try:
        # The bot takes longest to load, so the database is prepared meanwhile.
        product.start("bot", "actions")
        first = read_json(place.home / FIRST_ACCOUNT)
        prepare(place, keys, demo)
        product.start("api")
        product.wait_until_ready()
    except BaseException:
        product.stop()
        raise
    print(welcome(place, demo, is_new=read_json(place.home / FIRST_ACCOUNT) != first))
    return product


def prepare(place: Place, keys: Mapping[str, str], demo: bool,
            base: Mapping[str, str] | None = None) -> None:  # fmt: skip
    """Migrations and accounts; see prepare.py."""
    more: dict[str, Any] = {} if base is None else {"base": base}
    child = Child(
        "prepare",
        [str(place.api_python), "-m", "api.cli.prepare", *(["--demo"] if demo else [])],
        child_environment(place, "api", keys, **more),
        place.logs / "prepare.log",
        place.root,
    )
    rotate(child.log)
    with Step("Preparing the database") as step:
        child.start()
        try:
            while child.running:
                step.tick()
                time.sleep(0.1)
        finally:
            child.stop()
        if child.exit_code != 0:
            raise Trouble(preparing_failure(child))


def preparing_failure(child: Child) -> str:
    return (
        f"The database could not be prepared ({child.why_it_ended()}). The end of its log:\n\n"
        f"{child.last_lines()}\n\n"
        "  Nothing was changed: a migration happens completely or not at all.\n"
        "  Check MSP_DATABASE_URL if you set it, and that the disk is not full; then run ./msp up."
    )


def welcome(place: Place, demo: bool, is_new: bool) -> str:
    return f"\n  Web page   {place.address}\n{sign_in_lines(place, demo, is_new)}\n" + (
        "  Terminal   ./msp chat\n"
    )


def sign_in_lines(place: Place, demo: bool, is_new: bool) -> str:
    first = read_json(place.home / FIRST_ACCOUNT)
    if demo:
        return name_and_password(
            read_json(place.home / DEMO_ACCOUNTS)[0],
            f"fictional work only; all roles are in {place.home / DEMO_ACCOUNTS}",
        )
    if first and is_new:
        return name_and_password(first, f"shown this once; kept in {place.home / FIRST_ACCOUNT}")
    if first:
        file = place.home / FIRST_ACCOUNT
        return f"  Sign in    {first['username']} (password in {file}), or your own"
    return "  Sign in    with your account; ./msp user add NAME --role ROLE makes another"


def name_and_password(account: dict[str, str], remark: str) -> str:
    return (
        f"  Sign in    {account['username']}\n"
        f"  Password   {account['password']}\n"
        f"             ({remark})"
    )


def refuse_public_demo(place: Place, demo: bool) -> None:
    if demo and place.beyond_this_machine:
        raise Trouble(
            f"--demo is for this machine only, but MSP_API_HOST={place.api_host} can be reached\n"
            "  from others. Unset MSP_API_HOST, or start without --demo."
        )


@contextmanager
def only_one(place: Place) -> Iterator[None]:
    place.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (place.home / "up.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Trouble(
                f"The product is already running with {place.home}.\n"
                "  Use it, stop it first (Ctrl-C where it runs), or set MSP_HOME to another folder."
            ) from None
        yield


def tell(text: str) -> None:
    print(text, flush=True)
