"""What a launcher and the run host tell each other: one JSON document a line, over a socket that only this user can reach.

A run's connection passes to the process that was forked for it. That process begins with the run when it is told to, over this
connection and no other: whoever dies before leaves a run that was not begun, and may be launched in another way.
"""

import hashlib
import os
import socket
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field, TypeAdapter, ValidationError

from videogen_dagster.core.values import Value
from videogen_dagster.executor.local.places import meeting_folder
from videogen_dagster.settings import runtime_folder

RUN_HOST: Final = "run-host"
"""Name of the run host's socket in the folder where the processes of a home meet."""
MOST_BYTES: Final = 256 * 1024
"""An instance's description takes two thousand."""
CHUNK_BYTES: Final = 64 * 1024


class AskRun(Value):
    """A launcher has a run to begin; answered by `Ready` or `Refused`.

    Attributes:
        run_id: The run.
        instance: Where it is recorded, as Dagster writes an instance for another process.
    """

    kind: Literal["run"] = "run"
    run_id: str
    instance: str


class AskAlive(Value):
    """Somebody wants to know whether the host takes runs; answered by `Alive`."""

    kind: Literal["alive"] = "alive"


class Alive(Value):
    """The host takes runs.

    Attributes:
        runs: How many processes of runs it has.
    """

    kind: Literal["takes runs"] = "takes runs"
    runs: int


class Ready(Value):
    """A process waits to be told to begin; answered by `Begin`.

    Attributes:
        process: Which one, as the run's record names it.
    """

    kind: Literal["ready"] = "ready"
    process: str


class Refused(Value):
    """The run is not begun here.

    Attributes:
        reason: Why.
    """

    kind: Literal["refused"] = "refused"
    reason: str


class Begin(Value):
    """The run's record names the process: it begins."""

    kind: Literal["begin"] = "begin"


Message = AskRun | AskAlive | Alive | Ready | Refused | Begin
_MESSAGES: Final[TypeAdapter[Message]] = TypeAdapter(Annotated[Message, Field(discriminator="kind")])


class Unheard(Exception):
    """The other side is gone, is silent, or tells what is no message."""


def host_socket(home: Path) -> Path:
    """Return where the run host of a home listens, in a folder that nobody else can enter.

    Raises:
        StorageFailure: That folder is somebody else's.
    """
    return meeting_folder(runtime_folder(), home) / RUN_HOST


def host_name(home: Path) -> str:
    """Return how the records of runs name the run host of a home."""
    return hashlib.sha256(os.fsencode(home)).hexdigest()[:8]


def tell(connection: socket.socket, message: Message) -> None:
    """Send a message.

    Raises:
        Unheard: Nobody reads it.
    """
    try:
        connection.sendall(message.model_dump_json().encode() + b"\n")
    except OSError as error:
        raise Unheard(str(error)) from error


def hear(connection: socket.socket) -> Message:
    """Wait for the one message that is due on a connection, and return it.

    Raises:
        Unheard: None came.
    """
    told = b""
    while not told.endswith(b"\n"):
        try:
            data = connection.recv(CHUNK_BYTES)
        except OSError as error:
            raise Unheard(str(error)) from error
        if not data or len(told) > MOST_BYTES:
            raise Unheard("no whole message came")
        told += data
    return message_in(told)


def message_in(line: bytes) -> Message:
    """Return the message of a line.

    Raises:
        Unheard: It is none.
    """
    try:
        return _MESSAGES.validate_json(line)
    except ValidationError as error:
        raise Unheard(str(error.errors(include_url=False, include_input=False)[0]["msg"])) from error
