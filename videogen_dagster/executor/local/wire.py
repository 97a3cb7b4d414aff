"""What goes over the sockets of the local pool: one JSON document a frame, behind its length.

A caller asks one thing over each connection. A step's connection stays open until it has ended: its caller closes the writing
half to cancel it, and whoever dies closes both.
"""

import socket
import struct
from collections import deque
from typing import Annotated, Final, Literal

from pydantic import Field, TypeAdapter, ValidationError

from videogen_dagster.core.values import Value
from videogen_dagster.engines.residents import ResidentModel
from videogen_dagster.executor.backends import StepCall, StepEnd, WorkerReport

MOST_BYTES: Final = 64 * 1024 * 1024
"""A step of a graph with thousands of dynamic outputs takes a few megabytes."""
CHUNK_BYTES: Final = 64 * 1024
_LENGTH: Final = struct.Struct("!I")


class AskStep(Value):
    """A caller has a step to run; answered by `Queued`, `Began` and `Ended`.

    Attributes:
        call: The step.
        directory: The caller's working directory.
    """

    kind: Literal["step"] = "step"
    call: StepCall
    directory: str


class AskWorkers(Value):
    """A caller wants to know the workers; answered by `Workers`."""

    kind: Literal["workers"] = "workers"


class AskStop(Value):
    """A caller wants all workers and the supervisor to end; answered by `Workers`: those that there were."""

    kind: Literal["stop"] = "stop"


class AskRelease(Value):
    """The supervisor of another pool needs a device; answered by nothing."""

    kind: Literal["release"] = "release"
    device: str


class Queued(Value):
    """The supervisor has taken a step."""

    kind: Literal["queued"] = "queued"


class Began(Value):
    """A worker has begun with a step."""

    kind: Literal["began"] = "began"
    pid: int


class Ended(Value):
    """A step has ended; told to the caller."""

    kind: Literal["ended"] = "ended"
    end: StepEnd


class Workers(Value):
    """The workers of a pool."""

    kind: Literal["crew"] = "crew"
    workers: tuple[WorkerReport, ...]


class Status(Value):
    """What a worker holds, and whether it waits for a step; told to the supervisor."""

    kind: Literal["status"] = "status"
    is_free: bool
    residents: tuple[ResidentModel, ...] = ()


Message = AskStep | AskWorkers | AskStop | AskRelease | Queued | Began | Ended | Workers | Status
_MESSAGES: Final[TypeAdapter[Message]] = TypeAdapter(Annotated[Message, Field(discriminator="kind")])


class Garbled(ValueError):
    """What came over a socket is no message; the connection is of no use any more."""


class Closed(EOFError):
    """The other side closed the connection, or died."""


class Incoming:
    """Bytes as they come, cut into messages."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[Message]:
        """Return the messages that are complete now.

        Raises:
            Garbled: What came is none.
        """
        self._buffer += data
        messages: list[Message] = []
        while len(self._buffer) >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._buffer)
            if length > MOST_BYTES:
                raise Garbled(f"a message of {length} bytes")
            end = _LENGTH.size + length
            if len(self._buffer) < end:
                break
            messages.append(decoded(bytes(self._buffer[_LENGTH.size : end])))
            del self._buffer[:end]
        return messages


def encoded(message: Message) -> bytes:
    """Return a message as a frame."""
    document = message.model_dump_json().encode()
    return _LENGTH.pack(len(document)) + document


def decoded(document: bytes) -> Message:
    """Return the message of a frame's document.

    Raises:
        Garbled: It is none.
    """
    try:
        return _MESSAGES.validate_json(document)
    except ValidationError as error:
        raise Garbled(str(error.errors(include_url=False, include_input=False)[0]["msg"])) from error


class Channel:
    """Messages over a blocking socket, of which one thread reads.

    Args:
        connection: The socket; closed with the channel.
    """

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self._incoming = Incoming()
        self._messages: deque[Message] = deque()

    def send(self, message: Message) -> None:
        """Write a message.

        Raises:
            Closed: Nobody is there to read it.
        """
        try:
            self.connection.sendall(encoded(message))
        except OSError as error:
            raise Closed(str(error)) from error

    def receive(self) -> Message:
        """Wait for the next message and return it.

        Raises:
            Closed: The other side closed the connection, died, or was silent for longer than the socket's timeout.
            Garbled: What came is no message.
        """
        while not self._messages:
            try:
                data = self.connection.recv(CHUNK_BYTES)
            except OSError as error:
                raise Closed(str(error)) from error
            if not data:
                raise Closed("closed")
            self._messages.extend(self._incoming.feed(data))
        return self._messages.popleft()

    def close(self) -> None:
        """Close the socket."""
        self.connection.close()
