"""Small programs are started in their order, started again, and stopped with all that they started."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from selectors import DefaultSelector

import pytest

from tests.e2e.conftest import ROOT
from tests.e2e.serving import until
from videogen_dagster.services.line_log import LineLog, Readable
from videogen_dagster.services.member import Member
from videogen_dagster.services.supervisor import GRACE_S
from videogen_dagster.services.table import Service
from videogen_dagster.store.workspace import is_running

PATIENCE_S = 120
WELL = 'echo "$$" >> "$FOLDER/{0}.pids"; touch "$FOLDER/{0}.well"; exec sleep 1000'


@dataclass(frozen=True)
class Group:
    folder: Path
    process: subprocess.Popen[bytes]

    @property
    def log(self) -> str:
        path = self.folder / "up.log"
        return path.read_text() if path.exists() else ""

    def pids(self, name: str) -> list[int]:
        path = self.folder / f"{name}.pids"
        return [int(line) for line in path.read_text().split()] if path.exists() else []

    def wait_for(self, text: str, *, times: int = 1) -> None:
        until(lambda: self.log, lambda log: log.count(text) >= times, within_s=PATIENCE_S)

    def wait_for_start(self, name: str, number: int) -> int:
        """Return the process of a service once it has told it and is up; what it did when it was started before is there."""
        pids = until(lambda: self.pids(name), lambda pids: len(pids) == number, within_s=PATIENCE_S)
        self.wait_for(f"| {name} is up", times=number)
        return pids[-1]


@contextmanager
def group(folder: Path, *programs: str, grace_s: float = GRACE_S) -> Generator[Group]:
    """Run a supervisor over programs; it and all of them are gone behind the block."""
    command = [sys.executable, "-m", "tests.services.fake_services", str(folder), str(grace_s), *programs]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    running = Group(folder, process)
    try:
        yield running
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        for path in folder.glob("*.pids"):
            left = lambda name=path.stem: any(map(is_running, running.pids(name)))  # noqa: E731
            until(left, lambda is_left: not is_left, within_s=PATIENCE_S)


def test_services_start_in_their_order_and_stop_in_the_other_one(tmp_path):
    with group(tmp_path, f"first={WELL.format('first')}", f"second={WELL.format('second')}") as running:
        running.wait_for("| ready")
        order = re.findall(r"\| (\w+) is up", running.log)
        assert order == ["first", "second"]
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(PATIENCE_S) == 0
        assert not is_running(running.pids("first")[0])
        assert not is_running(running.pids("second")[0])
        assert "the work is ended" in running.log


def test_a_service_that_dies_is_started_again_each_time_later(tmp_path):
    with group(tmp_path, f"only={WELL.format('only')}") as running:
        for death in (1, 2):
            os.kill(running.wait_for_start("only", death), signal.SIGKILL)
        running.wait_for("| only is up", times=3)
        assert "only died (SIGKILL); it is started again in 1 s" in running.log
        assert "only died (SIGKILL); it is started again in 2 s" in running.log


def test_a_service_that_cannot_start_is_told_with_what_it_said(tmp_path):
    with group(tmp_path, f"first={WELL.format('first')}", "broken=echo the disk is on fire; exit 7") as running:
        assert running.process.wait(PATIENCE_S) == 3
        assert "broken cannot be started" in running.log
        assert "the disk is on fire" in running.log.rpartition("cannot be started")[2]
        assert not is_running(running.pids("first")[0]), "the others are stopped"


def test_a_machine_that_cannot_start_a_process_is_asked_again_later(tmp_path):
    log = LineLog(tmp_path / "up.log")
    service = Service("only", ("/bin/sh", "-c", "x" * 200_000), lambda _: lambda: None)
    with DefaultSelector() as selector:
        member = Member(service, {}, log, Readable(), selector)
        member.start()
    log.close()
    assert (member.pid, member.is_hopeless) == (None, False)
    assert "only did not start (Argument list too long); it is started again in 1 s" in log.path.read_text()


def test_services_die_with_a_supervisor_that_is_killed(tmp_path):
    with group(tmp_path, f"only={WELL.format('only')}") as running:
        running.wait_for("| ready")
        (pid,) = running.pids("only")
        os.kill(running.process.pid, signal.SIGKILL)
        running.process.wait()
        until(lambda: is_running(pid), lambda runs: not runs, within_s=PATIENCE_S)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who descends from whom")
def test_what_a_service_left_behind_is_ended_too(tmp_path):
    child = 'sh -c \'echo "$$" >> "$FOLDER/child.pids"; trap "" TERM; while true; do sleep 0.1; done\' & '
    with group(tmp_path, f"only={child}{WELL.format('only')}") as running:
        running.wait_for("| ready")
        (child,) = until(lambda: running.pids("child"), bool, within_s=PATIENCE_S)
        os.kill(running.pids("only")[0], signal.SIGKILL)
        running.wait_for_start("only", 2)
        assert is_running(child), "work that outlives its service is left alone until all is stopped"
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(PATIENCE_S) == 0
        assert not is_running(child)


def test_a_second_signal_kills(tmp_path):
    stubborn = (
        'trap "" TERM; echo "$$" >> "$FOLDER/only.pids"; touch "$FOLDER/only.well"; while true; do sleep 0.1; done'
    )
    with group(tmp_path, f"only={stubborn}", grace_s=1000) as running:
        running.wait_for("| ready")
        running.process.send_signal(signal.SIGINT)
        running.wait_for("| stopping")
        assert is_running(running.pids("only")[0])
        running.process.send_signal(signal.SIGINT)
        running.process.wait(PATIENCE_S)
        assert not is_running(running.pids("only")[0])
