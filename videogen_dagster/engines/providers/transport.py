"""What every request of every provider passes: the look at its address, a limit of what may come back."""

import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import httpx2

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.engines.providers.addresses import AddressRules

if TYPE_CHECKING:
    from videogen_dagster.engines.providers.addresses import Address

ANSWER_BYTES: Final = 64 * 2**20
"""A picture in base64 takes 8 MB at most; longer answers are a mistake or an attack."""


class ForbiddenAddress(httpx2.TransportError):
    """A request was not sent: its address may not be called."""


class AnswerTooLong(httpx2.TransportError):
    """An answer was cut off: it is longer, or took longer, than any that the provider has to give, or is packed."""


class GuardedTransport(httpx2.BaseTransport):
    """Sends requests to the address that was looked at, and reads no more than is allowed.

    The name is resolved once, and the connection goes to that number: an answer of the name service that changes in
    between (DNS rebinding) leads nowhere. Certificates are checked against the name.

    Args:
        rules: Which addresses may be called.
        answer_bytes: How much may come back.
        answer_s: How long it may take.
    """

    def __init__(self, rules: AddressRules, *, answer_bytes: int = ANSWER_BYTES, answer_s: float = 600.0) -> None:
        self._rules = rules
        self._answer_bytes = answer_bytes
        self._answer_s = answer_s
        self._transports: dict[str, httpx2.HTTPTransport] = {}
        self._lock = threading.Lock()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request.

        Raises:
            ForbiddenAddress: Its address may not be called.
            httpx2.TransportError: There is no answer.
        """
        address = self._checked(request)
        host = request.url.host
        headers = request.headers.copy()  # `Host` among them, with the name
        headers["Accept-Encoding"] = "identity"  # what is packed may be a thousand times as long as what is counted
        pinned = httpx2.Request(
            request.method,
            request.url.copy_with(host=address.number),
            headers=headers,
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": host},
        )
        answer = self._transport_of(host).handle_request(pinned)
        if answer.headers.get("Content-Encoding", "identity") != "identity":
            answer.close()
            raise AnswerTooLong("the answer is packed, which was not asked for")
        stream = answer.stream
        assert isinstance(stream, httpx2.SyncByteStream)  # noqa: S101  # a transport that is not asynchronous gives one
        limited = _LimitedStream(stream, self._answer_bytes, time.monotonic() + self._answer_s)
        return httpx2.Response(answer.status_code, headers=answer.headers, stream=limited, extensions=answer.extensions)

    def close(self) -> None:
        """Close all connections."""
        for transport in self._transports.values():
            transport.close()

    def _transport_of(self, host: str) -> httpx2.HTTPTransport:
        """Return what connects to a host: two names at the same number share no connection, as each has its certificate."""
        with self._lock:  # made when it is needed: reading the certificates takes 20 ms
            if host not in self._transports:
                self._transports[host] = httpx2.HTTPTransport()
            return self._transports[host]

    def _checked(self, request: httpx2.Request) -> "Address":
        try:
            return self._rules.check(str(request.url))
        except InvalidInput as error:
            raise ForbiddenAddress(str(error)) from error
        except OSError as error:
            raise httpx2.ConnectError(f"{request.url.host} is not found: {error.strerror or error}") from error


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
