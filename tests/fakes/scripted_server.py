"""A real HTTP server on this machine that answers as a test says, and remembers what it was asked."""

import json
import socket
import struct
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

PATIENCE_S = 120.0
"""How long a test waits for what is sure to come: a busy machine takes its time."""


@dataclass(frozen=True)
class Asked:
    """A request that came in."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    at: float = field(default_factory=time.monotonic)

    @property
    def document(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Reply:
    """What is answered.

    Attributes:
        document: The body, as JSON; bytes as they are.
        claimed_bytes: The `Content-Length` that is told, if another than the true one.
        delay_s: How long it takes to begin, or until the server ends.
        drip_s: Seconds between the bytes of the body, which ends with the server.
        reset: Break the connection off instead of answering.
    """

    document: Any = field(default_factory=dict)
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    claimed_bytes: int | None = None
    delay_s: float = 0.0
    drip_s: float = 0.0
    reset: bool = False

    @property
    def body(self) -> bytes:
        return self.document if isinstance(self.document, bytes) else json.dumps(self.document).encode()


def next_of(replies: deque[Reply]) -> Reply | None:
    """Take the next reply, if there is one: several requests may ask for it at once."""
    with suppress(IndexError):
        return replies.popleft()
    return None


class ScriptedServer:
    """Answers each request with what `answer` says of it; a context manager that serves meanwhile.

    Args:
        answer: Says what is answered.
        together: The first answers wait until so many requests are being answered at once.

    Attributes:
        asked: All requests, in the order in which they came.
        busiest: How many were being answered at once, at most.
        ended: Set when it ends.
    """

    def __init__(self, answer: Callable[[Asked], Reply], *, together: int = 1) -> None:
        self.asked: list[Asked] = []
        self.busiest = 0
        self.ended = threading.Event()
        self._busy = 0
        self._answer = answer
        self._together = together
        self._came = threading.Condition()
        self._server = QueuingServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"script": self}))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def wait_for(self, count: int) -> None:
        """Wait until so many requests have come: one whose client gave up may still be on its way."""
        with self._came:
            assert self._came.wait_for(lambda: len(self.asked) >= count, PATIENCE_S), f"{len(self.asked)} came"

    def wait_for_company(self, count: int) -> None:
        """Wait until so many requests are being answered at once, or were."""
        with self._came:
            assert self._came.wait_for(lambda: self.busiest >= count, PATIENCE_S), f"{self.busiest} at most"

    def reply(self, asked: Asked) -> Reply:
        with self._came:
            self.asked.append(asked)
            self._busy += 1
            self.busiest = max(self.busiest, self._busy)
            self._came.notify_all()
        try:
            reply = self._answer(asked)
            self.wait_for_company(self._together)
            self.ended.wait(reply.delay_s)
            return reply
        finally:
            with self._came:
                self._busy -= 1


class QueuingServer(ThreadingHTTPServer):
    """Lets more clients wait than the usual five, beyond which one waits for the next try of its system: a second, or more."""

    daemon_threads = True
    request_queue_size = 128


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else a body waits 40 ms until the client's system confirms the headers
    script: ScriptedServer

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = self.script.reply(Asked(self.command, self.path, headers, body))
        if reply.reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            return
        self.send_response(reply.status)
        for name, value in {"Content-Type": "application/json", **reply.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(reply.claimed_bytes or len(reply.body)))
        self.end_headers()
        self.close_connection = reply.claimed_bytes is not None
        if not reply.drip_s:
            self.wfile.write(reply.body)
            return
        for byte in reply.body:
            self.wfile.write(bytes([byte]))
            if self.script.ended.wait(reply.drip_s):
                return

    do_GET = do_POST = do_PUT = do_DELETE = _serve  # noqa: N815  # as the base class calls them

    def handle(self) -> None:
        with suppress(ConnectionError):  # clients that give up are a part of the script
            super().handle()

    def log_message(self, *_: object) -> None:
        """Tests need no log."""
