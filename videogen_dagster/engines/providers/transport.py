"""What every request of every provider passes: the look at its address, a limit of what may come back."""

import ssl
import threading
import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import httpx2

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.engines.providers.addresses import AddressRules
from videogen_dagster.engines.providers.proxies import SETTING

if TYPE_CHECKING:
    from videogen_dagster.engines.providers.addresses import Address

ANSWER_BYTES: Final = 64 * 2**20
"""A picture in base64 takes 8 MB at most; longer answers are a mistake or an attack."""

MOST_TRIED: Final = 6
"""Addresses of one host that are tried, one after the other; each may take the whole time for connecting."""

NOT_CONNECTED: Final = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.ProxyError)
"""Nothing of the request was sent; a proxy that connects to nobody says so before."""


class ForbiddenAddress(httpx2.TransportError):
    """A request was not sent: its address may not be called."""


class AnswerTooLong(httpx2.TransportError):
    """An answer was cut off: it is longer, or took longer, than any that the provider has to give, or is packed."""


class GuardedTransport(httpx2.BaseTransport):
    """Sends requests to the addresses that were looked at, and reads no more than is allowed.

    The name is resolved once, and connections go to those numbers alone, one after the other until one answers: an answer
    of the name service that changes in between (DNS rebinding) leads nowhere. Certificates are checked against the name.
    A proxy is told these numbers, too, and sees what passes encrypted.

    Args:
        rules: Which addresses may be called.
        answer_bytes: How much may come back.
        answer_s: How long it may take.
    """

    def __init__(self, rules: AddressRules, *, answer_bytes: int = ANSWER_BYTES, answer_s: float = 600.0) -> None:
        self._rules = rules
        self._answer_bytes = answer_bytes
        self._answer_s = answer_s
        self._transports: dict[tuple[str, int], httpx2.HTTPTransport] = {}
        self._answering: dict[str, str] = {}
        self._lock = threading.Lock()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request.

        Raises:
            ForbiddenAddress: Its address may not be called.
            httpx2.TransportError: There is no answer.
        """
        address = self._checked(request)
        headers = request.headers.copy()  # `Host` among them, with the name
        headers["Accept-Encoding"] = "identity"  # what is packed may be a thousand times as long as what is counted
        answer = self._first_answer(request, address, headers)
        if answer.headers.get("Content-Encoding", "identity") != "identity":
            answer.close()
            raise AnswerTooLong("the answer is packed, which was not asked for")
        stream = answer.stream
        assert isinstance(stream, httpx2.SyncByteStream)  # noqa: S101  # a transport that is not asynchronous gives one
        limited = _LimitedStream(stream, self._answer_bytes, time.monotonic() + self._answer_s)
        return httpx2.Response(answer.status_code, headers=answer.headers, stream=limited, extensions=answer.extensions)

    def _first_answer(self, request: httpx2.Request, address: "Address", headers: httpx2.Headers) -> httpx2.Response:
        """Return the answer of the first of a host's addresses to which there is a connection."""
        answering = self._answering.get(address.host)
        proxy = self._proxy(request)
        reachable = address.numbers if proxy is None else _told_to_proxies(address)
        numbers = sorted(reachable[:MOST_TRIED], key=lambda number: number != answering)
        for number in numbers:
            pinned = httpx2.Request(
                request.method,
                request.url.copy_with(host=number),
                headers=headers,
                stream=request.stream,
                extensions={**request.extensions, "sni_hostname": request.url.host},
            )
            try:
                answer = self._transport_of(address, proxy).handle_request(pinned)
            except NOT_CONNECTED as error:
                if number != numbers[-1]:
                    continue
                if isinstance(error, httpx2.ProxyError):
                    raise httpx2.ProxyError(
                        f"{SETTING} does not connect to {address.host} ({number}): {error}"
                    ) from error
                raise
            self._answering[address.host] = number
            return answer
        raise AssertionError("the last address answers or raises")

    def close(self) -> None:
        """Close all connections."""
        for transport in self._transports.values():
            transport.close()

    def _transport_of(self, address: "Address", proxy: str | None) -> httpx2.HTTPTransport:
        """Return what connects to a host: two names at the same number share no connection, as each has its certificate."""
        place = (address.host, address.port)
        with self._lock:
            if place not in self._transports:
                trusted = _certificates(ssl.get_default_verify_paths())
                self._transports[place] = httpx2.HTTPTransport(verify=trusted, proxy=proxy)
            return self._transports[place]

    def _proxy(self, request: httpx2.Request) -> str | None:
        found = self._rules.proxy_for(str(request.url))
        try:
            return None if found is None else found.address()
        except InvalidInput as error:
            raise ForbiddenAddress(f"{error.field}: {error.message}; {error.remedy}") from error

    def _checked(self, request: httpx2.Request) -> "Address":
        try:
            return self._rules.check(str(request.url))
        except InvalidInput as error:
            raise ForbiddenAddress(str(error)) from error
        except OSError as error:
            raise httpx2.ConnectError(f"{request.url.host} is not found: {error.strerror or error}") from error


def _told_to_proxies(address: "Address") -> tuple[str, ...]:
    """Return a host's numbers that the client can tell a proxy: it writes those of IPv6 without their brackets.

    Raises:
        httpx2.ConnectError: It has no others.
    """
    numbers = tuple(number for number in address.numbers if ":" not in number)
    if not numbers:
        raise httpx2.ConnectError(f"{address.host} has no IPv4 address, which a proxy needs")
    return numbers


@lru_cache(maxsize=1)
def _certificates(_places: ssl.DefaultVerifyPaths) -> ssl.SSLContext:
    """Return what servers' certificates are checked against; to read it takes 20 ms of computing, once a process."""
    return httpx2.create_ssl_context()


@contextmanager
def exchanged(
    transport: httpx2.BaseTransport,
    method: str,
    url: str | httpx2.URL,
    *,
    timeout: httpx2.Timeout,
    content: Iterator[bytes] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Generator[httpx2.Response]:
    """Give the answer to a request whose URL nobody may read: clients write URLs to the log, and this one is signed.

    Args:
        transport: What sends it.
        method: `GET`, `PUT`.
        url: Where to.
        timeout: How long it may stay without an answer.
        content: The body, part by part; `headers` tell its length.
        headers: What goes along.
    """
    request = httpx2.Request(method, url, content=content, headers=headers, extensions={"timeout": timeout.as_dict()})
    answer = transport.handle_request(request)
    try:
        yield answer
    finally:
        answer.close()


class _LimitedStream(httpx2.SyncByteStream):
    def __init__(self, stream: httpx2.SyncByteStream, left_bytes: int, until: float) -> None:
        self._stream = stream
        self._left_bytes = left_bytes
        self._until = until

    def __iter__(self) -> Iterator[bytes]:
        for part in self._stream:
            self._left_bytes -= len(part)
            if self._left_bytes < 0:
                raise AnswerTooLong("the answer is longer than any that is expected")
            if time.monotonic() > self._until:
                raise AnswerTooLong("the answer drips: it did not end in time")
            yield part

    def close(self) -> None:
        self._stream.close()
