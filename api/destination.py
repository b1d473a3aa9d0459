"""Where finished summaries may be sent: one https address of a host on the council's own list."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

HTTPS_PORT = 443


@dataclass(frozen=True)
class Destination:
    """Where a summary goes. path: with its query. secret: what signs it."""

    host: str
    port: int
    path: str
    secret: bytes

    @property
    def authority(self) -> str:
        """Host and port as an address gives them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == HTTPS_PORT else f"{host}:{self.port}"


def read_destination(url: str, hosts: str, secret: str) -> Destination:
    """The destination of MSP_WEBHOOK_URL, which must be on the list MSP_WEBHOOK_HOSTS.

    Raises ValueError, as the end of a sentence about MSP_WEBHOOK_URL, for an address that is not
    to be used.
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port or HTTPS_PORT
    except ValueError:
        raise ValueError("is not an address") from None
    if parts.scheme != "https":
        raise ValueError("must begin with https://")
    if not host or not host.isascii() or any(not c.isprintable() or c == " " for c in url):
        raise ValueError("must name a host in plain letters")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise ValueError("must hold no name, password or #")
    if host not in {name.strip().lower().rstrip(".") for name in hosts.split(",")}:
        raise ValueError("must name a host that MSP_WEBHOOK_HOSTS lists")
    path = parts.path or "/"
    return Destination(
        host, port, f"{path}?{parts.query}" if parts.query else path, secret.encode()
    )
