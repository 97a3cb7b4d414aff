"""A proxy on loopback before a real S3 server, which answers as networks and servers do on a bad day.

Requests are read whole before anything is decided, as a server of S3 does: an upload that is cut off is none.
"""

import asyncio
import contextlib
import random
import re
import socket
import struct
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal
from urllib.parse import urlsplit

import pytest

from tests.fakes.s3_server import ACCESS

Fate = Literal["error", "slow_down", "reset", "lost_answer", "stall", "cut", "short", "late"]
FATES: Final[tuple[Fate, ...]] = ("error", "slow_down", "reset", "lost_answer", "stall", "cut", "short", "late")
"""500; 503; a reset before the request is passed on, and behind it; no answer; a body that ends early, as the headers tell
and as they do not; an answer that takes `late_s`."""
REFUSALS: Final[Mapping[Fate, tuple[str, str]]] = {
    "error": ("500 Internal Server Error", "InternalError"),
    "slow_down": ("503 Slow Down", "SlowDown"),
}
BAD_DAY: Final[Mapping[Fate, float]] = {
    "error": 0.08,
    "slow_down": 0.08,
    "reset": 0.08,
    "lost_answer": 0.04,
    "cut": 0.08,
    "late": 0.04,
}
"""The share of each fate among all requests."""


@dataclass
class Plan:
    """What becomes of requests; the same seed decides the same.

    Attributes:
        chances: The share of each fate among the requests that it concerns.
        seed: Of what is left to chance.
        only: Which requests: a pattern that is looked for in `METHOD /path?query`.
        late_s: How long a late answer takes, in seconds.
        stall_s: How long a stalled connection stays open.
        at_most: So many times something goes wrong.
    """

    chances: Mapping[Fate, float] = field(default_factory=dict)
    seed: int = 1
    only: str = ""
    late_s: float = 2.0
    stall_s: float = 300.0
    at_most: int = 1_000_000

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.happened: Counter[Fate] = Counter()

    def decide(self, request: str) -> Fate | None:
        """Return what becomes of the next request; nothing special if None."""
        if not re.search(self.only, request) or self.happened.total() >= self.at_most:
            return None
        drawn = self.dice.random()
        for fate, chance in self.chances.items():
            if drawn < chance:
                self.happened[fate] += 1
                return fate
            drawn -= chance
        return None


class ChaosProxy:
    """A proxy that passes on what `plan` leaves alone; the plan may be another one at any time."""

    def __init__(self, server: str, plan: Plan | None = None) -> None:
        where = urlsplit(server)
        self._host, self._port = where.hostname, where.port
        self.plan = plan or Plan()
        self.requests: Counter[str] = Counter()
        self.url = ""
        self.clients: list[asyncio.StreamWriter] = []

    async def serve(self, client: asyncio.StreamReader, answer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        self.clients.append(answer)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while await self._one(client, answer):
                pass
        answer.close()

    async def _one(self, client: asyncio.StreamReader, answer: asyncio.StreamWriter) -> bool:
        head = await client.readuntil(b"\r\n\r\n")
        body = await client.readexactly(_length(head))
        request = head.split(b" HTTP/", 1)[0].decode()
        fate = self.plan.decide(request)
        self.requests[request.split(" ")[0]] += 1
        if fate in REFUSALS:
            await _refuse(answer, *REFUSALS[fate])
            return False
        if fate == "stall":
            await asyncio.sleep(self.plan.stall_s)
        if fate in {"reset", "stall"}:
            return _reset(answer)
        told, content = await self._passed_on(head, body)
        if fate == "lost_answer":
            return _reset(answer)
        if fate == "late":
            await asyncio.sleep(self.plan.late_s)
        half = content[: len(content) // 2]
        if fate == "short":
            told, content = re.sub(rb"(?i)(content-length: *)\d+", rb"\g<1>%d" % len(half), told), half
        answer.write(told + (half if fate == "cut" else content))
        await answer.drain()
        if fate == "cut" and content:
            await asyncio.sleep(0.05)  # so that it is the body that is missing, not the answer
            return _reset(answer)
        return False

    async def _passed_on(self, head: bytes, body: bytes) -> tuple[bytes, bytes]:
        """Return head and body of the server's answer."""
        reader, writer = await asyncio.open_connection(self._host, self._port)
        try:
            writer.write(re.sub(rb"(?i)\r\nconnection:[^\r]*", b"", head)[:-2] + b"Connection: close\r\n\r\n" + body)
            await writer.drain()
            told = await reader.readuntil(b"\r\n\r\n")
            return told, await reader.read(-1)
        finally:
            writer.transport.abort()  # what outlives the loop fails whatever test collects garbage


def _length(head: bytes) -> int:
    found = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    return int(found[1]) if found else 0


async def _refuse(answer: asyncio.StreamWriter, status: str, code: str) -> None:
    body = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>a bad day</Message></Error>".encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/xml\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    answer.write(head.encode() + body)
    await answer.drain()


def _reset(answer: asyncio.StreamWriter) -> bool:
    """Close with RST instead of FIN: a connection that broke."""
    plug = answer.get_extra_info("socket")
    plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    answer.transport.abort()
    return False


@contextlib.contextmanager
def chaos_proxy(server: str, plan: Plan | None = None) -> Iterator[ChaosProxy]:
    """Yield a proxy before the server at `server`; it ends with the block."""
    proxy = ChaosProxy(server, plan)
    loop = asyncio.new_event_loop()
    serving = loop.run_until_complete(asyncio.start_server(proxy.serve, "127.0.0.1", 0))
    proxy.url = f"http://127.0.0.1:{serving.sockets[0].getsockname()[1]}"
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield proxy
    finally:
        asyncio.run_coroutine_threadsafe(_end(serving, proxy), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@contextlib.contextmanager
def bad_network(server: str) -> Iterator[ChaosProxy]:
    """Yield a proxy before an S3 server; during the block buckets are reached through it, by what the environment says."""
    with chaos_proxy(server) as proxy, pytest.MonkeyPatch.context() as environment:
        environment.setenv("AWS_ENDPOINT_URL", proxy.url)
        for name in ("region", "access_key_id", "secret_access_key"):
            environment.setenv(f"AWS_{name.upper()}", ACCESS[name])
        yield proxy


async def _end(serving: asyncio.Server, proxy: ChaosProxy) -> None:
    serving.close()
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    for client in proxy.clients:  # one who does not read what is left keeps its connection open
        client.transport.abort()
    await asyncio.sleep(0)  # they are closed in the loop's next round
