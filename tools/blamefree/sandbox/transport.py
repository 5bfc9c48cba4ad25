"""Sockets: HTTP/1.1 on loopback with keep-alive, and connections that end badly on purpose."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal

from blamefree.sandbox.message import Request, Response

MAX_BODY = 120 * 1024 * 1024


@dataclass(frozen=True)
class Delivery:
    """How an answer reaches the caller: after `wait` seconds, and with what `end`.

    `keep` sends the answer and keeps the connection; `truncate` sends half of it and closes; `close` and `reset` send
    nothing and end the connection in order or with a TCP reset.
    """

    response: Response | None
    wait: float = 0.0
    end: Literal["keep", "close", "reset", "truncate"] = "keep"


Deliver = Callable[[Request], Delivery]


class _Server(ThreadingHTTPServer):
    """Threads per connection; knows the open connections so that stopping does not wait for them."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, port: int, deliver: Deliver) -> None:
        self.deliver = deliver
        self.stopping = threading.Event()
        self.connections: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Callers that hang up are normal here; a defect in an app is answered with 500 before it gets this far."""


class _Handler(BaseHTTPRequestHandler):
    """Reads one request after the other, hands it over, writes what comes back."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 1 << 16
    server: _Server
    timeout = 60

    def setup(self) -> None:
        """Remember the connection."""
        super().setup()
        self.server.connections.add(self.connection)

    def finish(self) -> None:
        """Forget the connection."""
        self.server.connections.discard(self.connection)
        with contextlib.suppress(OSError):
            super().finish()

    def version_string(self) -> str:
        """The `Server` header."""
        return "blamefree-sandbox"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Silence: the sandbox has its own log."""

    def _serve(self) -> None:
        body = self._read_body()
        if body is None:
            return
        host, port = self.server.server_address[0], self.server.server_address[1]
        base = f"http://{host!s}:{port}"
        request = Request.parse(self.command, self.path, dict(self.headers.items()), body, base)
        delivery = self.server.deliver(request)
        if delivery.wait > 0:
            self.server.stopping.wait(delivery.wait)
        if delivery.response is None or delivery.end in {"close", "reset"}:
            self._break_off(reset=delivery.end == "reset")
            return
        self._write(delivery.response, truncate=delivery.end == "truncate")

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = _serve

    def _read_body(self) -> bytes | None:
        """The request's body; None when it was refused and the connection is to end."""
        if "chunked" in (self.headers.get("Transfer-Encoding") or "").lower():
            return self._read_chunks()
        length = self.headers.get("Content-Length") or "0"
        if not length.isdigit() or int(length) > MAX_BODY:
            self.close_connection = True
            self.send_error(413 if length.isdigit() else 400)
            return None
        return self.rfile.read(int(length))

    def _read_chunks(self) -> bytes | None:
        pieces: list[bytes] = []
        while True:
            try:
                size = int(self.rfile.readline(64).split(b";")[0], 16)
            except ValueError:
                self.close_connection = True
                self.send_error(400)
                return None
            if size == 0:
                self.rfile.readline(64)
                return b"".join(pieces)
            pieces.append(self.rfile.read(size))
            self.rfile.readline(4)

    def _write(self, response: Response, *, truncate: bool) -> None:
        empty = response.status in {204, 304}
        self.send_response(response.status, _reason(response.status))
        if not empty:
            self.send_header("Content-Type", response.content_type)
        for name, value in response.headers:
            self.send_header(name, value)
        if not empty:
            self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        if self.command != "HEAD" and not empty:
            self.wfile.write(response.body[: len(response.body) // 2] if truncate else response.body)
        self.wfile.flush()
        if truncate:
            self._break_off(reset=False)

    def _break_off(self, *, reset: bool) -> None:
        self.close_connection = True
        if reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            # The reader and writer hold the socket too; only when all are closed does the kernel send the reset.
            self.rfile.close()
            self.connection.close()
            return
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


class Listener:
    """A listening socket on 127.0.0.1 and the thread that accepts from it."""

    def __init__(self, port: int, deliver: Deliver) -> None:
        """Bind at once (so that the port is known); nothing is answered before `start`."""
        self._server = _Server(port, deliver)
        self._thread: threading.Thread | None = None

    @property
    def port(self) -> int:
        """The port, chosen by the system when 0 was asked for."""
        return int(self._server.server_address[1])

    def start(self) -> None:
        """Accept connections on a thread of its own."""
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.1}, name="blamefree-sandbox", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Stop accepting and end every open connection, waiting ones too."""
        self._server.stopping.set()
        if self._thread is not None:
            ending = threading.Thread(target=self._server.shutdown, daemon=True)
            ending.start()
            # The accepting thread notices at its next poll, or at once when somebody knocks.
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            ending.join(timeout=5)
            self._thread.join(timeout=5)
            self._thread = None
        self._server.server_close()
        for connection in list(self._server.connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
