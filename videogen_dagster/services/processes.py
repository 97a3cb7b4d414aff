"""Processes that die with their supervisor, and those that descend from it."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PR_SET_CHILD_SUBREAPER: Final = 36
"""From `<linux/prctl.h>`: what descends from this process and loses its parent becomes its child, and not init's."""
GUARDED: Final = (
    "import ctypes, os, sys\n"
    "supervisor, ending, command = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]\n"
    "if sys.platform == 'linux':\n"
    "    ctypes.CDLL(None).prctl(1, ending, 0, 0, 0)\n"
    "if os.getppid() != supervisor:\n"
    "    sys.exit(1)\n"
    "os.execv(command[0], command)\n"
)
"""Becomes the command, and asks the kernel before for a signal when the supervisor ends (PR_SET_PDEATHSIG, which outlives `exec`)."""


@dataclass(frozen=True, slots=True)
class Found:
    """A process of this machine.

    Attributes:
        pid: Its number.
        parent: That of its parent.
        session: That of its session: of the service that it belongs to.
        is_over: Whether it has ended, and only its parent has not taken note.
    """

    pid: int
    parent: int
    session: int
    is_over: bool


def start(command: Sequence[str], environment: Mapping[str, str], *, ending: signal.Signals) -> subprocess.Popen[bytes]:
    """Start a command in a session of its own, with one pipe for all that it writes.

    To be called in the main thread: the kernel takes the end of the thread that started a process for the end of its parent.

    Args:
        command: The program, with its path, and its arguments.
        environment: Its variables.
        ending: The signal that it gets if this process dies.

    Raises:
        OSError: It cannot be started.
    """
    return subprocess.Popen(  # noqa: S603  # this Python with a program of ours
        [sys.executable, "-I", "-S", "-c", GUARDED, str(os.getpid()), str(int(ending)), *command],
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,  # Ctrl-C in the terminal is for the supervisor, which stops them in order
    )


def adopt_descendants() -> None:
    """Let what descends from this process stay its own, whoever of its parents dies; only Linux can."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def reap_adopted(own: frozenset[int]) -> None:
    """Take note of adopted processes that have ended.

    Args:
        own: Children that this process started; whoever started them takes note of them.
    """
    for found in list(_all()):
        if found.is_over and found.parent == os.getpid() and found.pid not in own:
            try:
                os.waitpid(found.pid, os.WNOHANG)
            except ChildProcessError:
                continue


def members(sessions: frozenset[int]) -> tuple[Found, ...]:
    """Return the processes of those sessions that descend from this process and have not ended."""
    everyone = {found.pid: found for found in _all()}
    return tuple(
        found
        for found in everyone.values()
        if found.session in sessions and not found.is_over and _descends(found, everyone)
    )


def kill(pid: int, number: signal.Signals = signal.SIGKILL) -> None:
    """Send a signal; nothing if the process is gone."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _descends(found: Found, everyone: Mapping[int, Found]) -> bool:
    seen: set[int] = set()
    while found.parent in everyone and found.pid not in seen:
        if found.parent == os.getpid():
            return True
        seen.add(found.pid)
        found = everyone[found.parent]
    return False


def _all() -> Iterator[Found]:
    """Yield the processes that `/proc` tells of; none where there is no such folder."""
    proc = Path("/proc")
    for entry in proc.iterdir() if proc.is_dir() else ():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()  # proc(5): state, ppid, pgrp, session
        except OSError:  # it has just gone
            continue
        yield Found(int(entry.name), int(fields[1]), int(fields[3]), fields[0] in "ZX")
