"""A home and a pool of workers for all tests of a file: starting one for each would cost more than they do."""

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.instance.ref import InstanceRef

from videogen_dagster.executor.local.places import meeting_folder
from videogen_dagster.executor.local.workforce import LocalWorkforce
from videogen_dagster.runs import NO_COMPUTE_LOGS
from videogen_dagster.settings import runtime_folder

AT_ONCE = {"module": "dagster.core.run_coordinator", "class": "DefaultRunCoordinator"}
"""Runs are started when they are launched: there is no daemon that takes them from a queue."""
PATIENCE_S = 120.0


@dataclass(frozen=True)
class Site:
    """A home, and the local pools that work for it."""

    home: Path

    @property
    def meeting(self) -> Path:
        """Where its pools have their sockets and logs."""
        return meeting_folder(runtime_folder(), self.home)

    @property
    def workforce(self) -> LocalWorkforce:
        return LocalWorkforce(self.meeting, answer_s=PATIENCE_S)

    def instance(self, *, compute_logs: bool = False) -> dg.DagsterInstance:
        """Open its instance; capturing what steps write costs two processes a step."""
        overrides = {"run_coordinator": AT_ONCE, **({} if compute_logs else {"compute_logs": NO_COMPUTE_LOGS})}
        return dg.DagsterInstance.from_ref(InstanceRef.from_dir(str(self.home / "dagster"), overrides=overrides))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    home = tmp_path_factory.mktemp("home").resolve()
    (home / "dagster").mkdir()
    place = Site(home)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("VIDEOGEN_HOME", str(home))
        environment.setenv("VIDEOGEN_GPUS", "none")
        for variable in ("VIDEOGEN_STORE_URL", "VIDEOGEN_EXECUTOR", "DAGSTER_HOME"):
            environment.delenv(variable, raising=False)
        yield place
        end_pools(place.meeting)


def end_pools(meeting: Path) -> None:
    """End the pools that meet in a folder, and remove it; their supervisors take files out of it while they end."""
    until_s = time.monotonic() + PATIENCE_S
    while meeting.exists():
        assert time.monotonic() < until_s, sorted(meeting.iterdir())
        LocalWorkforce(meeting).stop()
        shutil.rmtree(meeting, ignore_errors=True)
