"""A council's system on loopback, over real TLS, and the only way to let a test reach it."""

import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from api.webhook.network import Network

HOST = "council.test"
SECRET = "a secret that only the council knows"
PEM = Path(__file__).with_name("council_test.pem")


@dataclass
class Received:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """Answers with the statuses in `answers`, one after the other, the last one for good."""

    port: int = 0
    answers: list[int] = field(default_factory=lambda: [204])
    headers: dict[str, str] = field(default_factory=dict)
    received: list[Received] = field(default_factory=list)
    names: list[str | None] = field(default_factory=list)
    asked_for: list[str] = field(default_factory=list)
    drip: float = 0

    @property
    def url(self) -> str:
        return f"https://{HOST}:{self.port}/msp?from=aide"

    def network(self, **other: Callable) -> Network:
        """Reaches this receiver under any name, and nothing else."""
        tls = ssl.create_default_context(cafile=str(PEM))
        own = {"resolve": self._resolve, "may_reach": "127.0.0.1".__eq__, "tls": lambda: tls}
        return Network(**{**own, **other})

    def _resolve(self, host: str, port: int) -> list[str]:
        self.asked_for.append(host)
        return ["127.0.0.1"]

    def take(self, request: BaseHTTPRequestHandler) -> int:
        body = request.rfile.read(int(request.headers["content-length"]))
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.received.append(Received(request.path, headers, body))
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver for as long as the block lasts."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status = receiver.take(self)
            for _ in range(int(receiver.drip * 10)):
                time.sleep(0.1)
                self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            self.send_response(status)
            for name, value in receiver.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(PEM)
    context.sni_callback = lambda _socket, name, _context: receiver.names.append(name)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None
    receiver.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
