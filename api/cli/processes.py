"""The three processes of the product: start, wait until ready, keep alive, stop."""

import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import httpx

from api.cli.child import Child, rotate, stop_all
from api.cli.child_environment import child_environment
from api.cli.place import Place
from api.cli.ports import answers
from api.cli.progress import Step
from api.cli.trouble import Trouble

PARTS = ("bot", "actions", "api")
TITLES = {
    "bot": "Starting the bot",
    "actions": "Starting the action server",
    "api": "Starting the web pages and API",
}
NAMES = {"bot": "The bot", "actions": "The action server", "api": "The web server"}
READY_WITHIN = 240
RESTARTS = 5
FORGIVEN_AFTER = 600  # seconds up after which earlier crashes no longer count


class Product:
    def __init__(self, place: Place, keys: Mapping[str, str], model: Path,
                 base: Mapping[str, str] | None = None):  # fmt: skip
        self.place = place
        more = {} if base is None else {"base": base}
        self.children = {
            part: Child(
                part,
                command(place, part),
                child_environment(place, part, keys, model if part == "bot" else None, **more),
                place.logs / f"{part}.log",
                place.root,
            )
            for part in PARTS
        }
        self.restarts = {part: 0 for part in PARTS}
        self.restart_at: dict[str, float] = {}

    def start(self, *parts: str) -> None:
        for part in parts or PARTS:
            rotate(self.children[part].log)
            self.children[part].start()

    def stop(self, *parts: str) -> None:
        stop_all([self.children[part] for part in parts or PARTS])

    def wait_until_ready(self, within: float = READY_WITHIN) -> None:
        """Raises Trouble when a part ends, or when not all answer in time."""
        until = time.monotonic() + within
        for part in ("actions", "bot", "api"):
            self.wait_for(TITLES[part], partial(self.is_up, part), until)
        self.wait_for("Checking that all parts answer", self.is_ready, until)

    def wait_for(self, title: str, is_done: Callable[[], bool], until: float) -> None:
        with Step(title) as step:
            while not is_done():
                self.refuse_dead()
                if time.monotonic() > until:
                    raise Trouble(self.too_slow(title))
                step.tick()
                time.sleep(0.2)

    def is_up(self, part: str) -> bool:
        if part == "api":
            return self.health("live") is not None
        return answers("127.0.0.1", self.place.ports[part])

    def is_ready(self) -> bool:
        return self.health("ready") is not None

    def health(self, kind: str) -> httpx.Response | None:
        """The answer when it is a good one."""
        try:
            answer = httpx.get(f"{self.place.address}/health/{kind}", timeout=5, trust_env=False)
        except httpx.HTTPError:
            return None
        return answer if answer.status_code == 200 else None

    def refuse_dead(self) -> None:
        for part, child in self.children.items():
            if child.process and not child.running:
                raise Trouble(start_failure(part, child))

    def too_slow(self, title: str) -> str:
        return (
            f"This took too long: {title}.\n"
            f"  The logs in {self.place.logs} say what each part was doing.\n"
            "  A very busy or small machine (below 4 GB of memory) may be the reason: close other\n"
            "  programs and run ./msp up again."
        )

    def watch(self, tell: Callable[[str], None]) -> None:
        """Keeps all parts running until interrupted; raises Trouble when one keeps ending."""
        while True:
            for part in PARTS:
                self.revive(part, tell)
            time.sleep(0.5)

    def revive(self, part: str, tell: Callable[[str], None]) -> None:
        child, now = self.children[part], time.monotonic()
        if child.running:
            if now - child.started_at > FORGIVEN_AFTER:
                self.restarts[part] = 0
        elif part not in self.restart_at:
            self.restart_at[part] = now + self.plan_restart(part, tell)
        elif now >= self.restart_at[part]:
            del self.restart_at[part]
            child.start()

    def plan_restart(self, part: str, tell: Callable[[str], None]) -> int:
        """Counts the crash, says what happened without quoting the log, and gives the pause."""
        child = self.children[part]
        self.restarts[part] += 1
        if self.restarts[part] > RESTARTS:
            raise Trouble(keeps_ending(part, child))
        pause = 2 ** (self.restarts[part] - 1)
        tell(
            f"{NAMES[part]} stopped unexpectedly ({child.why_it_ended()}). Starting it again in"
            f" {pause} s (try {self.restarts[part]} of {RESTARTS}). Its log: {child.log}"
        )
        return pause


def command(place: Place, part: str) -> list[str]:
    if part == "bot":
        return [str(place.bot_python), "-m", "bot.serve"]
    if part == "actions":
        return [str(place.bot_python), "-m", "actions.server"]
    return [
        str(place.api_python), "-m", "uvicorn", "api.app:create_app", "--factory",
        "--host", place.api_host.strip("[]"), "--port", str(place.ports["api"]),
        "--no-access-log", "--timeout-graceful-shutdown", "5",
    ]  # fmt: skip


def start_failure(part: str, child: Child) -> str:
    return (
        f"{NAMES[part]} did not start ({child.why_it_ended()}). The end of its log:\n\n"
        f"{child.last_lines()}\n\n"
        f"  The whole log: {child.log}\n"
        "  If the lines above name a setting, correct it (in the environment or .env).\n"
        f"  If a library is missing, delete {Path(child.arguments[0]).parents[1]}\n"
        "  and run ./msp up again: it is then installed afresh."
    )


def keeps_ending(part: str, child: Child) -> str:
    return (
        f"{NAMES[part]} keeps stopping ({child.why_it_ended()}), so everything is being stopped.\n"
        f"  What was already answered is kept. Read {child.log},\n"
        "  put right what it says, and run ./msp up again."
    )
