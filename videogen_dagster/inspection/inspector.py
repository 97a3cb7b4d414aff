"""Has strangers' media looked at by another process, and tells what came of it."""

import atexit
import json
import os
import select
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from videogen_dagster.core.errors import EngineUnavailable, InvalidInput, UnsafeMedia
from videogen_dagster.inspection.confinement import Limits

USUAL: Final = Limits()
_STARTS_S: Final = 60.0
"""Longer than any start takes, even that of a machine without a free core."""


def inspect(check: str, path: Path, *, limits: Limits = USUAL, **arguments: float | None) -> Any:
    """Call a function with a file in a process that may do nothing but read it, and return what it found.

    Args:
        check: `package.module:function`; it gets the path and the arguments, and returns plain values, fractions or a
            dataclass of those.
        path: The file.
        limits: What it may take.
        arguments: For the function.

    Returns:
        What the function returns, as JSON has it: a fraction is `"1/3"`, a dataclass a dict.

    Raises:
        InvalidInput: The function raises it.
        UnsafeMedia: The file makes a decoder crash, fail, or take more than it may.
        EngineUnavailable: No process can be started.
    """
    request = {
        "check": check,
        "path": str(path.absolute()),
        "arguments": arguments,
        "limits": asdict(limits),
    }
    answer = _inspector(os.getpid()).ask(request, within_s=limits.wall_s + _STARTS_S)
    if refused := answer.get("refused"):
        raise InvalidInput(**refused)
    if died := answer.get("died"):
        raise UnsafeMedia(died, source=path.name, remedy="export it again, from a program that you trust")
    return answer["found"]


class _Inspector:
    """One process that is kept, and asked one thing at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None

    def ask(self, request: Mapping[str, object], *, within_s: float) -> Mapping[str, Any]:
        with self._lock:
            for _ in range(2):  # the one that was kept may have been killed meanwhile: by a person, or for memory
                answer = self._asked(json.dumps(request), within_s)
                if answer:
                    return json.loads(answer)
        raise EngineUnavailable(
            "the process that looks at media does not answer", engine="inspection", remedy="free memory"
        )

    def _asked(self, request: str, within_s: float) -> str:
        process = self._process or _started()
        self._process = None  # an interruption leaves it with an answer that nobody waits for
        asks, answers = process.stdin, process.stdout
        if asks is None or answers is None:
            return ""
        try:
            asks.write(request + "\n")
            asks.flush()
            ready, _, _ = select.select([answers], [], [], within_s)
            answer = answers.readline() if ready else ""
        except BrokenPipeError:
            answer = ""
        except BaseException:
            _end(process)
            raise
        if answer:
            self._process = process
        else:
            _end(process)
        return answer


# By process: a fork must not share a pipe with those it came from.
@lru_cache(maxsize=1)
def _inspector(_process_id: int) -> _Inspector:
    return _Inspector()


def _started() -> subprocess.Popen[str]:
    """Start a process that knows no secret of this one's environment."""
    packages = os.pathsep.join(folder for folder in sys.path if Path(folder).is_absolute())
    try:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "videogen_dagster.inspection.process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={"PYTHONPATH": packages, "OPENBLAS_NUM_THREADS": "1", "LC_ALL": "C.UTF-8"},
            start_new_session=True,  # Ctrl-C is for the program that asks
            text=True,
        )
    except OSError as error:
        raise EngineUnavailable(
            f"no process can be started: {error.strerror}", engine="inspection", remedy="free memory"
        ) from error
    atexit.register(_end, process)
    return process


def _end(process: subprocess.Popen[str]) -> None:
    atexit.unregister(_end)  # there is one process at a time
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream:
            try:
                stream.close()
            except BrokenPipeError:
                continue
