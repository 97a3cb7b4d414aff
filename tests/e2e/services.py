"""`videogen up` as a person starts it: real processes on free ports."""

import re
import signal
import subprocess
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.e2e.conftest import VIDEOGEN, Workplace
from tests.e2e.serving import until
from tests.ports import free_port

SERVICES = ("code", "runs", "webserver", "daemon")
UP = re.compile(r"\| (\w+) is up, process (\d+)")


@dataclass(frozen=True)
class Services:
    """A running `videogen up`."""

    place: Workplace
    process: subprocess.Popen[bytes]
    address: str

    @property
    def log(self) -> str:
        path = self.place.home / "logs" / "up.log"
        return path.read_text() if path.exists() else ""

    def pids(self) -> dict[str, list[int]]:
        """Return the processes of each service, the newest last."""
        found: dict[str, list[int]] = {name: [] for name in SERVICES}
        for name, pid in UP.findall(self.log):
            found.setdefault(name, []).append(int(pid))
        return found

    def are_started_again(self) -> bool:
        """Return whether each service has been well a second time."""
        return all(len(pids) > 1 for name, pids in self.pids().items() if name in SERVICES)

    def forked(self) -> set[int]:
        """Return the processes of runs that the run host has forked."""
        host = self.pids()["runs"][-1]
        return {int(stat.parent.name) for stat in Path("/proc").glob("[0-9]*/stat") if _parent(stat) == host}

    def told(self) -> str:
        return (self.place.folder / "up.out").read_text()

    def everyone(self) -> set[int]:
        """Return this process and all that descends from it."""
        found = {self.process.pid}
        parents = {int(stat.parent.name): _parent(stat) for stat in Path("/proc").glob("[0-9]*/stat")}
        while more := {pid for pid, parent in parents.items() if parent in found} - found:
            found |= more
        return found

    def listening(self) -> set[str]:
        """Return at which addresses anybody listens who works for this home, workers and runs that stand alone too."""
        home = f"VIDEOGEN_HOME={self.place.home}\0".encode()
        addresses = set()
        for process in psutil.process_iter():
            with suppress(psutil.Error, OSError):
                if home in Path(f"/proc/{process.pid}/environ").read_bytes() + b"\0":
                    sockets = process.net_connections(kind="inet")
                    addresses |= {each.laddr.ip for each in sockets if each.status == psutil.CONN_LISTEN}
        return addresses


def _parent(stat: Path) -> int:
    try:
        return int(stat.read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


@contextmanager
def services(place: Workplace, *options: str, more: Mapping[str, str] | None = None) -> Generator[Services]:
    """Run `videogen up` until all is well; it ends with the block."""
    port = free_port()
    command = [str(VIDEOGEN), "up", "--port", str(port), "--metrics-port", "0", *options]
    environment = {**place.environment, **(more or {})}
    with (place.folder / "up.out").open("w") as out, (place.folder / "up.err").open("w") as err:
        process = subprocess.Popen(command, cwd=place.folder, env=environment, stdout=out, stderr=err)
    up = Services(place, process, f"http://127.0.0.1:{port}")
    try:
        until(lambda: "stop with Ctrl-C" in up.told() or process.poll() is not None, bool, within_s=400)
        assert process.poll() is None, (place.folder / "up.err").read_text()
        yield up
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=180)


def started_again(pid: int, *, log: Path) -> subprocess.Popen[bytes]:
    """Start the command of a process a second time, as somebody does by mistake."""
    told = Path(f"/proc/{pid}")
    environment = dict(each.split(b"=", 1) for each in (told / "environ").read_bytes().split(b"\0") if b"=" in each)
    command = (told / "cmdline").read_bytes().split(b"\0")[:-1]
    with log.open("w") as out:
        return subprocess.Popen(command, cwd=(told / "cwd").readlink(), env=environment, stdout=out, stderr=out)
