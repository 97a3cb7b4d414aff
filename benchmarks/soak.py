"""Drops many small groups while processes are killed at random, until all is drained: `make soak`, or `python -m benchmarks.soak`.

At the end it is counted: every version is one film or one reason, none is made twice, nothing half-made is left.
"""

import argparse
import contextlib
import ctypes
import json
import os
import random
import resource
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import dagster as dg
import psutil

from benchmarks.deployment import Deployment, Place, in_bucket, in_folder
from benchmarks.measure import markdown_table
from videogen_dagster.core.drops import DropState
from videogen_dagster.partitions import VERSION_TAG
from videogen_dagster.run_states import UNFINISHED

PR_SET_CHILD_SUBREAPER: Final = 36
"""From `linux/prctl.h`: orphans become children of this process, so that it can end them and count their CPU time."""
VICTIMS: Final = ("daemon 0", "code", "runs", "work", "work")
"""Work are the processes of runs and the workers."""
BAD_EVERY: Final = 10
AGAIN_EVERY: Final = 8
ENDED: Final = {DropState.COMPLETED, DropState.FAILED, DropState.REJECTED, DropState.SUPERSEDED}


@dataclass
class Plan:
    """What is dropped and killed, and when; the same seed says the same.

    Attributes:
        groups: How many groups are dropped.
        seed: Of all that is random.
        minutes: After so many everything must be drained.
        kills: How many processes are killed.
        every_s: The longest time between two kills, in seconds.
    """

    groups: int
    seed: int
    minutes: float
    kills: int
    every_s: float = 12.0
    dice: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)


def group(number: int, *, again: bool = False) -> tuple[str, bytes]:
    """Return the place and the bytes of a group's metadata: a film of one short scene, or one that cannot be."""
    document: dict[str, object] = {
        "resolution": "360p",
        "scenes": [{"image_prompt": f"harbour number {number}{', again' if again else ''}", "duration_s": 1}],
    }
    if number % BAD_EVERY == BAD_EVERY - 1:
        document["style"] = "cubist"
    return f"soak-{number:03}", json.dumps(document).encode()


class Soak:
    """One deployment under fire.

    Args:
        place: The drop folder, and what stands behind it.
        plan: What happens.
    """

    def __init__(self, place: Place, plan: Plan) -> None:
        self._place, self._plan = place, plan
        self._killed: Counter[str] = Counter()
        self._expected: dict[str, bytes] = {}

    def run(self) -> list[tuple[str, object]]:
        """Return the figures when everything is drained, or the time is over."""
        began_s = time.monotonic()
        with Deployment(self._place) as deployment:
            self._drop(deployment, began_s)
            drained_s = self._drain(deployment, began_s)
        cpu = resource.getrusage(resource.RUSAGE_CHILDREN)
        films = self._counts()[DropState.COMPLETED]
        return [
            ("groups dropped", self._plan.groups),
            ("minutes until all was drained", drained_s / 60),
            *((f"kill -9: {name}", count) for name, count in sorted(self._killed.items())),
            ("CPU s a film, all processes", (cpu.ru_utime + cpu.ru_stime) / max(films, 1)),
            *((f"versions {state.value}", count) for state, count in sorted(self._counts().items())),
        ]

    def _drop(self, deployment: Deployment, began_s: float) -> None:
        """Drop everything in portions, and kill in between and afterwards until enough died."""
        coming = list(range(self._plan.groups))
        again = [number for number in coming if number % AGAIN_EVERY == 0 and number % BAD_EVERY != BAD_EVERY - 1]
        while coming or again or self._killed.total() < self._plan.kills:
            if time.monotonic() - began_s > self._plan.minutes * 60:
                return
            for number in coming[:10]:
                self._put(*group(number))
            if not coming:
                for number in again[:5]:
                    self._put(*group(number, again=True))
                again = again[5:]
            coming = coming[10:]
            deployment.supervise_for(self._plan.dice.uniform(2, self._plan.every_s))
            if self._is_drained() and not coming and not again:
                return
            self._kill(deployment)

    def _put(self, project: str, metadata: bytes) -> None:
        self._place.put(f"in/{project}/metadata.json", metadata)
        self._expected[project] = metadata

    def _kill(self, deployment: Deployment) -> None:
        if self._killed.total() >= self._plan.kills:
            return
        what = self._plan.dice.choice(VICTIMS)
        found = deployment.work() if what == "work" else [deployment.process(what)]
        if not found:
            return
        victim = self._plan.dice.choice(found)
        with contextlib.suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)
            self._killed[what] += 1

    def _drain(self, deployment: Deployment, began_s: float) -> float:
        while time.monotonic() - began_s < self._plan.minutes * 60:
            deployment.supervise_for(2)
            if self._is_drained():
                break
        return time.monotonic() - began_s

    def _is_drained(self) -> bool:
        counts = self._counts()
        settled = sum(counts.values()) == sum(counts[state] for state in ENDED)
        projects = {self._place.drops.inbox.newest(project) is not None for project in self._expected}
        unfinished = self._place.instance.get_runs(dg.RunsFilter(statuses=list(UNFINISHED)), limit=1)
        return settled and projects == {True} and not unfinished

    def _counts(self) -> Mapping[DropState, int]:
        return Counter(self._place.drops.inbox.counts())

    def findings(self) -> list[str]:
        """Return what is not as it must be: nothing lost, nothing twice, nothing half-made."""
        found = [f"{run.run_id} is {run.status.value}" for run in self._unfinished()]
        runs = self._place.instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.SUCCESS]))
        made: dict[str, list[str]] = {}
        for run in runs:
            if VERSION_TAG in run.tags:
                why = f"retry of {run.parent_run_id}" if run.parent_run_id else run.tags.get("dagster/run_key", "")
                made.setdefault(run.tags[VERSION_TAG], []).append(f"{run.run_id} ({why})")
        found += [f"{version} was made by {' and '.join(each)}" for version, each in made.items() if len(each) > 1]
        counts = self._counts()
        if counts[DropState.COMPLETED] < len(made):
            found.append(f"{counts[DropState.COMPLETED]} versions are completed, {len(made)} were made")
        found += [f"{project}: {why}" for project in self._expected for why in self._wrong(project)]
        return [*found, *(f"left behind: {path}" for path in self._place.left_behind())]

    def _unfinished(self) -> list[dg.DagsterRun]:
        return list(self._place.instance.get_runs(dg.RunsFilter(statuses=list(UNFINISHED))))

    def _wrong(self, project: str) -> Generator[str]:
        row = self._place.drops.inbox.newest(project)
        if row is None:
            yield "no version of it is known"
            return
        told = self._place.status(project)
        is_bad = b"cubist" in self._expected[project]
        wanted = DropState.REJECTED if is_bad else DropState.COMPLETED
        if row.state is not wanted or told.get("state") != wanted.value:
            yield f"it is {row.state.value}, told as {told.get('state')}: {told.get('reason')}"
        elif not is_bad and told["film"]["sha256"] != self._place.sha256(f"out/{project}/{project}.mp4"):
            yield "what was handed out is not the film that is told of"
        if told.get("version") != row.version:
            yield f"told of version {told.get('version')}, {row.version} is the newest"

    def retries(self) -> int:
        """Return how many runs were started again."""
        runs = self._place.instance.get_runs()
        return sum(1 for run in runs if run.parent_run_id)


def main() -> None:
    """Run it as the arguments say, and print the figures; exits with 1 if anything is not as it must be."""
    parser = argparse.ArgumentParser(prog="benchmarks.soak", description=__doc__)
    parser.add_argument("--groups", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--kills", type=int, help="as many as a third of the groups, if left out")
    parser.add_argument("--every-s", type=float, default=12.0, help="the longest time between two kills, in seconds")
    parser.add_argument("--on", choices=("folder", "bucket", "both"), default="both")
    parser.add_argument("--bad-network", action="store_true", help="the bucket answers as servers do on a bad day")
    parser.add_argument("--home", type=Path, help="left as it is at the end; a temporary folder, if left out")
    given = parser.parse_args()
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    wrong: list[str] = []
    places = {"folder": in_folder, "bucket": _behind_bad_network if given.bad_network else in_bucket}
    for name in places if given.on == "both" else (given.on,):
        kills = given.groups // 3 if given.kills is None else given.kills
        with _home(given.home) as home, places[name](home / name) as place:
            soak = Soak(place, Plan(given.groups, given.seed, given.minutes, kills, given.every_s))
            rows = [*soak.run(), ("runs started again", soak.retries())]
            found = soak.findings()
        print(f"Over a {name}, seed {given.seed}:\n\n{markdown_table(('', 'figure'), rows)}\n")  # noqa: T201
        wrong += found
    print("\n".join(wrong) or "nothing lost, nothing twice, nothing half-made")  # noqa: T201  # a command's output
    for process in psutil.Process().children(recursive=True):
        process.kill()
    raise SystemExit(bool(wrong))


def _behind_bad_network(home: Path) -> contextlib.AbstractContextManager[Place]:
    from tests.fakes.chaos_proxy import BAD_DAY
    from tests.fakes.chaos_proxy import Plan as Network

    return in_bucket(home, Network({fate: chance / 3 for fate, chance in BAD_DAY.items()}, late_s=0.5))


@contextlib.contextmanager
def _home(given: Path | None) -> Generator[Path]:
    if given is not None:
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="soak-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


if __name__ == "__main__":
    main()
