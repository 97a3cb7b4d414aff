"""The process that looks at strangers' media: it imports decoders once, and forks for each file.

It is started as `python -m videogen_dagster.inspection.process` and reads requests, one JSON object a line: the function
(`package.module:name`), the file and further arguments, and limits. For each it answers one line. What a file does to a
decoder ends with the fork that looked at it. It ends itself when nobody can ask any more.
"""

import importlib
import json
import os
import select
import signal
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, is_dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.inspection.confinement import Limits, confine

LONGEST_ANSWER: Final = 256 * 1024
ENDS_S: Final = 5.0
"""So long may a fork go on that has nothing more to say: one that was taken over might for ever."""


def serve() -> None:
    """Answer requests until there is nobody who asks."""
    replies = os.fdopen(os.dup(1), "w")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)  # decoders may write what they like
    for line in sys.stdin:
        request = json.loads(line)
        replies.write(json.dumps(_answer(request)) + "\n")
        replies.flush()


def _answer(request: Mapping[str, Any]) -> Mapping[str, object]:
    check, limits = _function(request["check"]), Limits(**request["limits"])
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _look(check, Path(request["path"]), request["arguments"], limits, writer)
    os.close(writer)
    told, is_late = _heard(reader, limits.wall_s)
    os.close(reader)
    status = _ended(child, 0.0 if is_late else ENDS_S)
    if is_late:
        return {"died": f"takes longer than {limits.wall_s:g} seconds to be looked at"}
    ended_by = os.WTERMSIG(status) if os.WIFSIGNALED(status) else None
    if ended_by in {None, signal.SIGKILL}:  # one that has answered and lingers was ended here: this machine may be busy
        with suppress(ValueError):
            return json.loads(told)
    return {"died": "makes a decoder end without an answer" if ended_by is None else _cause(ended_by, limits)}


def _function(name: str) -> Callable[..., object]:
    """Return a function; the first request for it imports its module, which the forks then have."""
    module, _, function = name.partition(":")
    return getattr(importlib.import_module(module), function)


def _heard(reader: int, wall_s: float) -> tuple[bytes, bool]:
    """Return what a fork tells until it ends, and whether that took too long."""
    ends, told = time.monotonic() + wall_s, b""
    while True:
        ready, _, _ = select.select([reader], [], [], max(0.0, ends - time.monotonic()))
        if not ready:
            return told, True
        if len(told) > LONGEST_ANSWER:
            return b"", False
        part = os.read(reader, 65536)
        if not part:
            return told, False
        told += part


def _ended(child: int, within_s: float) -> int:
    """Return how a fork ended; it is ended if it does not by itself."""
    ends = time.monotonic() + within_s
    while time.monotonic() < ends:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            return status
        time.sleep(0.001)
    os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1]


def _cause(number: int, limits: Limits) -> str:
    if number == signal.SIGXCPU:
        return f"takes more than {limits.cpu_s} seconds of computing to be looked at"
    return f"makes a decoder crash ({signal.Signals(number).name})"


def _look(
    check: Callable[..., object], path: Path, arguments: Mapping[str, object], limits: Limits, writer: int
) -> None:
    """Look at one file in a fork, which ends here."""
    os.closerange(3, writer)  # one that was taken over must not answer for the files behind it
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    confine(path, limits)
    answer: dict[str, object]
    try:
        answer = {"found": check(path, **arguments)}
    except InvalidInput as error:
        message = error.message.removeprefix(f"{error.source}: ")
        answer = {"refused": {"message": message, "source": error.source, "field": error.field, "remedy": error.remedy}}
    except MemoryError:
        answer = {"died": f"needs more than {limits.memory_mb} MB of memory to be looked at"}
    except Exception as error:  # noqa: BLE001  # the outermost boundary: a decoder may raise whatever it likes
        answer = {"died": f"makes a decoder fail ({type(error).__name__})"}
    try:
        with os.fdopen(writer, "w") as replies:
            json.dump(answer, replies, default=_plain)
    finally:
        os._exit(0)  # whatever happens, it never serves


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, Fraction):
        return str(value)
    raise TypeError(f"{type(value).__name__} is no answer")


if __name__ == "__main__":
    serve()
