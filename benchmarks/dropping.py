"""The drop folder: how soon, how cheap, and how many at once: `python -m benchmarks.dropping`."""

import argparse
import contextlib
import ctypes
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Final

import dagster as dg
import psutil
import sqlalchemy as sa
from dagster._core.storage.event_log.schema import SqlEventLogStorageTable

from benchmarks.deployment import Deployment, Place, in_bucket, in_folder
from benchmarks.measure import markdown_table
from videogen_dagster.core.drops import Drop, DropState, InboxRow
from videogen_dagster.partitions import VERSION_TAG
from videogen_dagster.resources.database import connect
from videogen_dagster.resources.tables import INBOX
from videogen_dagster.run_states import UNFINISHED
from videogen_dagster.settings import load_settings

PR_SET_CHILD_SUBREAPER: Final = 36
PLACES: Final = {"folder": in_folder, "bucket": in_bucket}
EXISTING: Final = 1_000
KEYS: Final = 10_000
AT_ONCE: Final = 20
"""Groups dropped at once, unless the arguments say how many: two hundred take longer than half an hour."""
NEW: Final = 500
"""So many of the keys are new to the first ticks; a status is written for each, and stand-ins of buckets are slow."""
IN_THE_UI: Final = 2_000
SCENES: Final = 12
GROUP: Final = json.dumps(
    {"resolution": "360p", "scenes": [{"image_prompt": "a harbour at dawn", "duration_s": 1}]}
).encode()
MEASURED_TICKS: Final = """
import json, sys, time
from benchmarks.measure import peak_memory_mb
from tests.fakes.instance import Records, instance_in_lists
from videogen_dagster.resources.drops import Drops
from videogen_dagster.sensors.dropped import Position, Tick
from videogen_dagster.settings import load_settings
from videogen_dagster.store.object_stores import HURRIED
from pathlib import Path
drops, cursor, ticks = Drops(load_settings(), patience=HURRIED), Position(), []
instance = instance_in_lists(Path(sys.argv[1]), Records())
while not ticks or drops.inbox.pending(1) or sum(drops.inbox.counts().values()) < int(sys.argv[2]):
    began = time.perf_counter()
    cursor = Position.model_validate_json(Tick(drops, instance).result(cursor).cursor)
    ticks.append(time.perf_counter() - began)
known = []
for _ in range(3):
    began = time.perf_counter(), time.process_time()
    cursor = Position.model_validate_json(Tick(drops, instance).result(cursor).cursor)
    known.append((time.perf_counter() - began[0], time.process_time() - began[1]))
print(json.dumps([len(ticks), max(ticks), *max(known), peak_memory_mb()]))
"""
"""Ticks until a run is asked for of all, and three more; then how many it took, the longest of each kind, and the memory."""
STATUSES: Final = """query PartitionHealthQuery($assetKey: AssetKeyInput!) {
  assetNodeOrError(assetKey: $assetKey) { ... on AssetNode { id
    partitionKeysByDimension { name type partitionKeys }
    assetPartitionStatuses {
      ... on DefaultPartitionStatuses { materializedPartitions materializingPartitions failedPartitions }
      ... on MultiPartitionStatuses { primaryDimensionName ranges {
        primaryDimStartKey primaryDimEndKey secondaryDim {
          ... on DefaultPartitionStatuses { materializedPartitions materializingPartitions failedPartitions } } } }
    } } } }"""
"""What the UI's page of an asset's partitions asks."""


def ticks(folder: Path) -> str:
    """Return a table: ticks over ten thousand files, when they are new and when they are known."""
    rows = []
    for name, opened in PLACES.items():
        with opened(folder / f"ticks-{name}") as place:
            for number in range(KEYS):
                place.put(f"in/film-{number:05}.txt", b"Ann: Tea?")
            _take_as_known(place, KEYS - NEW)
            command = [sys.executable, "-c", MEASURED_TICKS, str(folder), str(KEYS)]
            told = subprocess.run(command, env=place.environment, check=True, capture_output=True, text=True)  # noqa: S603
            count, new_s, known_s, cpu_s, memory_mb = json.loads(told.stdout.splitlines()[-1])
            rows.append((f"a {name}", NEW, count, new_s, known_s, cpu_s, f"{memory_mb:.0f}", _load()))
    header = (
        "10,000 files in",
        "of them new",
        "ticks until all runs are asked for",
        "the longest s",
        "a tick when nothing is new, s",
        "CPU s",
        "peak MB",
        "load",
    )
    return markdown_table(header, rows)


def started(folder: Path) -> str:
    """Return a table: from the upload until the run has started, with a thousand projects that are there."""
    rows = []
    for name, opened in PLACES.items():
        with opened(folder / f"started-{name}") as place:
            _fill(place)
            with Deployment(place) as deployment:
                _start_s(place, deployment, "first")  # until the sensors tick
                took = [_start_s(place, deployment, f"new-{number}") for number in range(3)]
        rows.append((f"a {name}", *sorted(took), _load()))
    return markdown_table(("dropped into", "s until the run has started", "middle of three", "longest", "load"), rows)


def _fill(place: Place) -> None:
    names = [f"old-{number:04}" for number in range(EXISTING)]
    place.instance.add_dynamic_partitions("projects", names)
    for name in names:
        place.put(f"in/{name}/metadata.json", GROUP)
    _take_as_known(place, EXISTING)


def _take_as_known(place: Place, count: int) -> None:
    """Write down that the first files that were dropped are films already; the inbox itself looks for each first."""
    time.sleep(1.1)  # files that were written to just now are left for the next look
    now = time.time()
    rows = [_made(drop).ending(now) for drop in place.drops.folder.look().drops[:count]]
    if len(rows) < count:
        raise RuntimeError(f"{len(rows)} of {count} files are seen: films would be made of the others")
    values = [
        {
            "version": row.version,
            "upload": row.version,
            "project": row.project,
            "state": row.state.value,
            "tier": row.tier.value,
            "priority": row.priority,
            "arrived": now,
            "changed": now,
            "row": row.model_dump_json(),
        }
        for row in rows
    ]
    place.drops.inbox.counts()  # makes the tables
    with connect(load_settings(place.environment).database_url).begin() as connection:
        for first in range(0, len(values), 1000):
            connection.execute(sa.insert(INBOX), values[first : first + 1000])


def _made(drop: Drop) -> InboxRow:
    return InboxRow(version=drop.version, project=drop.stem, drop=drop, state=DropState.COMPLETED)


def _start_s(place: Place, deployment: Deployment, project: str) -> float:
    began_s = time.time()
    place.put(f"in/{project}/metadata.json", GROUP)
    wanted = dg.RunsFilter(tags={"dagster/partition": project})

    def start_s() -> float | None:
        return next((record.start_time for record in place.instance.get_run_records(wanted)), None)

    _until(deployment, lambda: start_s() is not None)
    _until(deployment, lambda: place.status(project).get("state") == "completed")
    return (start_s() or 0.0) - began_s


def at_once(folder: Path, groups: int = AT_ONCE) -> str:
    """Return a table: many groups whose pictures, clips and sound are all there: what is left is overhead."""
    with in_folder(folder / "at-once") as place, Deployment(place) as deployment:
        place.put("in/first/metadata.json", GROUP)
        _until(deployment, lambda: place.drops.inbox.counts() == {DropState.COMPLETED: 1} and not _unfinished(place))
        began_s, before = time.monotonic(), _cpu_s(deployment)
        for number in range(groups):
            place.put(f"in/film-{number:03}/metadata.json", GROUP)
        wanted = {DropState.COMPLETED: groups + 1}
        _until(
            deployment,
            lambda: place.drops.inbox.counts() == wanted and not _unfinished(place),
            within_s=60 + 30 * groups,
        )
        wall_s, cpu_s = time.monotonic() - began_s, _cpu_s(deployment)
        cpu_s.subtract(before)
        runs = Counter(run.tags.get(VERSION_TAG, run.job_name) for run in place.instance.get_runs())
        films = sum(1 for number in range(groups) if place.sha256(f"out/film-{number:03}/film-{number:03}.mp4"))
    rows = [
        ("films", films),
        ("surplus runs", runs.total() - groups - 1),
        ("minutes for all", wall_s / 60),
        ("**CPU s a film, all processes, nothing to render**", cpu_s.total() / groups),
        *((f"of these: {kind}", seconds / groups) for kind, seconds in cpu_s.most_common()),
        ("load", _load()),
    ]
    return markdown_table((f"{groups} groups at once", ""), rows)


def _unfinished(place: Place) -> bool:
    return bool(place.instance.get_runs(dg.RunsFilter(statuses=list(UNFINISHED)), limit=1))


def statuses(folder: Path) -> str:
    """Return a table: what the UI's page of an asset's partitions waits for."""
    with in_folder(folder / "statuses") as place:
        projects = [f"film-{number:04}" for number in range(IN_THE_UI)]
        place.instance.add_dynamic_partitions("projects", projects)
        _materialize(place, dg.AssetKey("film"), projects)
        scenes = [f"{project}|{scene:03}" for project in projects for scene in range(1, SCENES + 1)]
        _materialize(place, dg.AssetKey(["scene", "image"]), scenes)
        with Deployment(place, has_webserver=True, daemons=0) as deployment:
            deployment.supervise_for(15)
            rows = [
                (name, len(keys), *(_asked_s(deployment.address, path) for _ in range(2)), _load())
                for name, keys, path in (("film", projects, ["film"]), ("scene/image", scenes, ["scene", "image"]))
            ]
    return markdown_table(("asset", "partitions", "s, first", "s, again", "load"), rows)


def _materialize(place: Place, key: dg.AssetKey, partitions: list[str]) -> None:
    """Tell that partitions are made: one as Dagster does, the others as copies of it, which takes a thousandth of the time."""
    keys = [_partition(partition) for partition in partitions]
    place.instance.report_runless_asset_event(dg.AssetMaterialization(key, partition=keys[0]))
    columns = [column.name for column in SqlEventLogStorageTable.c if column.name not in {"id", "partition"}]
    names = ", ".join(columns)
    copied = sa.text(
        f"INSERT INTO event_logs (partition, {names}) SELECT :partition, {names} FROM event_logs"  # noqa: S608  # no input
        " WHERE asset_key = :key ORDER BY id LIMIT 1"
    )
    values = [{"partition": str(each), "key": key.to_string()} for each in keys[1:]]
    with place.instance.event_log_storage.index_connection() as connection:  # ty: ignore[missing-attribute]  # of all that are SQL
        connection.execute(copied, values)
        connection.commit()


def _partition(partition: str) -> str:
    project, _, scene = partition.partition("|")
    return dg.MultiPartitionKey({"project": project, "scene": scene}) if scene else partition


def _asked_s(address: str, path: list[str]) -> float:
    body = json.dumps({"query": STATUSES, "variables": {"assetKey": {"path": path}}}).encode()
    request = urllib.request.Request(f"{address}/graphql", body, {"Content-Type": "application/json"})  # noqa: S310  # loopback
    began_s = time.perf_counter()
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
        document = json.load(answer)
    took_s = time.perf_counter() - began_s
    told = document["data"]["assetNodeOrError"]["assetPartitionStatuses"]
    if not (told.get("materializedPartitions") or told.get("ranges")):
        raise RuntimeError(f"no partition is told as made: {str(told)[:200]}")
    return took_s


def _until(deployment: Deployment, is_it: Callable[[], bool], *, within_s: float = 300) -> None:
    ends_s = time.monotonic() + within_s
    while not is_it():
        if time.monotonic() > ends_s:
            raise TimeoutError(f"not within {within_s} s")
        deployment.supervise_for(0.2)


def _cpu_s(deployment: Deployment) -> Counter[str]:
    """Return the CPU time of all processes below this one, those that have ended included, by what they are."""
    names = deployment.names
    ended_s = sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
    found: Counter[str] = Counter({"orphans that have ended": ended_s})
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            kind = names.get(process.pid, "")
            is_worker = any("executor.local" in part for part in process.cmdline())
            times = process.cpu_times()
            found[kind or ("workers" if is_worker else "runs that go on")] += sum(times[:2])
            found[f"ended below {kind or 'workers'}"] += sum(times[2:4])
    return found


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}"


@contextlib.contextmanager
def _scratch() -> Generator[Path]:
    with tempfile.TemporaryDirectory(prefix="drops-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def main() -> None:
    """Measure and print the tables; with names of tables, only those."""
    # Orphans become children of this process, so that their CPU time is counted (linux/prctl.h).
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    tables: dict[str, Callable[[Path], str]] = {
        "ticks": ticks,
        "started": started,
        "at_once": lambda folder: at_once(folder, given.groups),
        "statuses": statuses,
    }
    parser = argparse.ArgumentParser(prog="benchmarks.dropping", description=__doc__)
    parser.add_argument("tables", nargs="*", choices=[*tables, []], help="only these; all, if left out")
    parser.add_argument("--groups", type=int, default=AT_ONCE, help="how many are dropped at once")
    given = parser.parse_args()
    for name in given.tables or tables:
        with _scratch() as folder:
            print(tables[name](folder), end="\n\n", flush=True)  # noqa: T201  # a command's output


if __name__ == "__main__":
    main()
