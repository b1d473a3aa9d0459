"""Which addresses may be reached, and reaching the very one that was looked at.

A name may stand for a private address, or for another one a moment later. So the name is resolved
once, every address it stands for must be public, and the connection is made to that address; the
certificate must still be the name's. No redirect is followed and no proxy is used.
"""

import asyncio
import socket
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import httpx

from api.destination import Destination

# For each step of a request, and for all of it.
STEP_SECONDS, WHOLE_SECONDS = 10, 60
# Addresses that carry an IPv4 address inside: NAT64 (RFC 6052) and its local form (RFC 8215).
NAT64 = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"))


class NotReached(Exception):
    """It was not delivered. reason: a name; again: another attempt may help."""

    def __init__(self, reason: str, again: bool = True) -> None:
        super().__init__(reason)
        self.reason, self.again = reason, again


def resolve(host: str, port: int) -> list[str]:
    """Every address that a name stands for. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(row[4][0]) for row in found))


def is_public(address: str) -> bool:
    """Whether an address is one of the public internet, and holds no other kind inside it."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inside = _inside(found)
    if inside is not None:
        return is_public(str(inside))
    is_local = isinstance(found, IPv6Address) and found.is_site_local
    return found.is_global and not (is_local or found.is_multicast or found.is_reserved)


def _inside(found: IPv4Address | IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 address carries, if it does."""
    if isinstance(found, IPv4Address):
        return None
    if any(found in network for network in NAT64):
        return IPv4Address(int(found) & 0xFFFFFFFF)
    if found.teredo:
        return found.teredo[1]
    return found.ipv4_mapped or found.sixtofour


@dataclass(frozen=True)
class Network:
    """How the outside is reached. Tests give their own; nothing in a deployment's settings can."""

    resolve: Callable[[str, int], Sequence[str]] = resolve
    may_reach: Callable[[str], bool] = is_public
    tls: Callable[[], ssl.SSLContext] = field(default=ssl.create_default_context)

    def address_of(self, destination: Destination) -> str:
        """The address to connect to. Raises NotReached when there is none, or one is private."""
        try:
            found = self.resolve(destination.host, destination.port)
        except (OSError, UnicodeError):
            raise NotReached("unreachable") from None
        if not found:
            raise NotReached("unreachable")
        if not all(self.may_reach(address) for address in found):
            raise NotReached("private_address", again=False)
        return found[0]

    async def post(
        self, destination: Destination, address: str, headers: Mapping[str, str], body: bytes
    ) -> int:
        """Send to the address that was looked at; the status of the answer, which is not read.

        Raises NotReached when there is no answer or the certificate is not the name's.
        """
        at = f"[{address}]" if ":" in address else address
        try:
            async with (
                asyncio.timeout(WHOLE_SECONDS),
                httpx.AsyncClient(
                    verify=self.tls(), trust_env=False, timeout=STEP_SECONDS
                ) as client,
                client.stream(
                    "POST",
                    f"https://{at}:{destination.port}{destination.path}",
                    headers={**headers, "Host": destination.authority},
                    extensions={"sni_hostname": destination.host},
                    content=body,
                    follow_redirects=False,
                ) as answer,
            ):
                return answer.status_code
        except httpx.ConnectError as error:
            raise NotReached("certificate" if _is_tls(error) else "unreachable") from None
        except (TimeoutError, httpx.HTTPError, httpx.InvalidURL, ssl.SSLError):
            raise NotReached("unreachable") from None


def _is_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False
