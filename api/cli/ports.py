"""Which ports are free, and what to say when one is not."""

import socket

from api.cli.place import PORT_SETTINGS, Place
from api.cli.trouble import Trouble

NAMES = {"api": "the web pages and API", "bot": "the bot", "actions": "the action server"}


def refuse_taken_ports(place: Place) -> None:
    taken = [part for part in PORT_SETTINGS if not is_free(place.host_of(part), place.ports[part])]
    if taken:
        raise Trouble("\n".join(taken_message(place, part) for part in taken))
    if len(set(place.ports.values())) < len(place.ports):
        raise Trouble(
            "MSP_API_PORT, MSP_BOT_PORT and MSP_ACTIONS_PORT must be three different numbers."
        )


def taken_message(place: Place, part: str) -> str:
    setting, _ = PORT_SETTINGS[part]
    port = place.ports[part]
    other = next_free(place.host_of(part), port + 1)
    return (
        f"Port {port}, for {NAMES[part]}, is already in use on this machine.\n"
        f"  Stop the program that uses it (perhaps another ./msp up), or choose another port:\n"
        f"  {setting}={other} ./msp up"
    )


def is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), port))
            return True
        except OSError:
            return False


def next_free(host: str, first: int) -> int:
    return next(
        (port for port in range(first, min(first + 200, 65536)) if is_free(host, port)), first
    )


def three_free_ports() -> dict[str, int]:
    """Ports nobody uses now, held open together so that no two are the same."""
    probes = {part: socket.create_server(("127.0.0.1", 0)) for part in PORT_SETTINGS}
    ports = {part: probe.getsockname()[1] for part, probe in probes.items()}
    for probe in probes.values():
        probe.close()
    return ports


def answers(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False
