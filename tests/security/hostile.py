"""What a file might make a decoder do once somebody finds a hole in it; called where decoders are called."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path


def crash(path: Path) -> None:
    ctypes.string_at(0)


def compute_for_ever(path: Path) -> None:
    while True:
        pass


def wait_for_ever(path: Path) -> None:
    while True:
        time.sleep(1)


def fill_memory(path: Path) -> None:
    bytearray(8 * 1024**3)


def fail_oddly(path: Path) -> None:
    raise ZeroDivisionError


def end_silently(path: Path) -> None:
    os._exit(0)


def hang_up_and_stay(path: Path) -> None:
    os.closerange(3, 64)
    wait_for_ever(path)


def linger(path: Path) -> int:
    """Answer, and be a long time about ending."""
    os._exit = lambda _code: wait_for_ever(path)
    return size(path)


def answer_without_end(path: Path) -> str:
    return "x" * 1_000_000


def forge_answers(path: Path) -> None:
    for number in range(3, 64):
        try:
            os.write(number, b'{"found": 1}\n')
        except OSError:
            continue


def size(path: Path) -> int:
    """What an honest decoder does."""
    return len(path.read_bytes())


def tried(path: Path) -> dict[str, bool]:
    """Return what is possible beside reading the file."""
    beside = path.with_name("beside.txt")
    return {
        "read a file beside it": _works(beside.read_bytes),
        "read accounts": _works(Path("/etc/passwd").read_bytes),
        "read another process's variables": _works(Path(f"/proc/{os.getppid()}/environ").read_bytes),
        "list a folder": _works(lambda: list(path.parent.iterdir())),
        "write beside it": _works(lambda: path.with_name("new.txt").write_text("x")),
        "remove the file": _works(path.unlink),
        "open a socket": _works(socket.socket),
        "look up a name": _works(lambda: socket.getaddrinfo("example.org", 80)),
        "start a program": _works(lambda: subprocess.run(["true"], check=True)),
        "signal its parent": _works(lambda: os.kill(os.getppid(), signal.SIGCONT)),
        "see variables of the deployment": any(name.startswith(("VIDEOGEN", "AWS")) for name in os.environ),
    }


def _works(act) -> bool:
    try:
        act()
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def parent(path: Path) -> int:
    """Return the process that is asked."""
    return os.getppid()


def imported_by_a_look(path: Path) -> list[str]:
    """Return the modules that a look at a film imports where its own is there already."""
    from videogen_dagster.media.given_files import check_footage

    before = set(sys.modules)
    check_footage(path)
    return sorted(set(sys.modules) - before)
