"""What a scrape of the exporter costs in a deployment that has made many films: `python -m benchmarks.scraping`."""

import statistics
import tempfile
import time
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import dagster as dg
import sqlalchemy as sa
from dagster._core.events import DagsterEvent, DagsterEventType, StepMaterializationData
from dagster._core.events.log import EventLogEntry
from dagster._core.execution.plan.objects import StepSuccessData
from dagster._core.remote_origin import GrpcServerCodeLocationOrigin, RemoteJobOrigin, RemoteRepositoryOrigin

from benchmarks.measure import markdown_table
from videogen_dagster.core.drops import DropState
from videogen_dagster.jobs import STAGES
from videogen_dagster.metrics.exporter import Exporter
from videogen_dagster.metrics.serving import serving
from videogen_dagster.partitions import projects
from videogen_dagster.resources.database import open_database
from videogen_dagster.resources.tables import INBOX, RECEIPTS
from videogen_dagster.runs import open_instance
from videogen_dagster.settings import load_settings

PROJECTS: Final = 2_000
RUNS: Final = 10_000
WAITING: Final = 200
RECEIPTS_A_PROJECT: Final = 60
SCRAPES: Final = 40
LATER_S: Final = 2.0
"""Prometheus comes to a new target within a scrape interval, of 15 s as a rule."""
ENDING: Final = 3
"""So many runs end between two scrapes: more than a deployment of one machine makes in 15 s."""


def main() -> None:
    """Fill an instance, scrape it, and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings({}, home=Path(folder))
        instance = open_instance(settings)
        fill(instance)
        fill_database(open_database(settings.database_url))
        exporter = Exporter(settings)
        with serving(exporter, "127.0.0.1", 0) as url:
            time.sleep(LATER_S)
            first = scrape(url)
            quiet = [scrape(url) for _ in range(SCRAPES)]
            busy = []
            for at in range(SCRAPES):
                for number in range(ENDING):
                    end_run(instance, RUNS + at * ENDING + number)
                busy.append(scrape(url))
        rows = [
            ("the first", first[0], first[0], first[1]),
            ("nothing has happened", *told(quiet)),
            (f"{ENDING} films ended since the last", *told(busy)),
        ]
        print(f"{PROJECTS} projects, {RUNS} runs, {PROJECTS * RECEIPTS_A_PROJECT} receipts")  # noqa: T201
        print(markdown_table(("a scrape when", "ms, median", "ms, worst", "CPU ms, mean"), rows))  # noqa: T201


def scrape(url: str) -> tuple[float, float]:
    """Return how many milliseconds a scrape took, and of the CPU; it is read like Prometheus reads it."""
    before_s, cpu_s = time.perf_counter(), time.process_time()
    with urllib.request.urlopen(url) as answer:  # noqa: S310  # our own server
        text = answer.read().decode()
    took = (time.perf_counter() - before_s) * 1000, (time.process_time() - cpu_s) * 1000
    if "videogen_up 1.0" not in text:
        raise RuntimeError("the exporter did not see the deployment")
    return took


def told(scrapes: list[tuple[float, float]]) -> tuple[float, float, float]:
    """Return the median and the worst time of scrapes, and the mean of their CPU time, in milliseconds."""
    times = [wall for wall, _ in scrapes]
    return statistics.median(times), max(times), statistics.fmean(cpu for _, cpu in scrapes)


def fill(instance: dg.DagsterInstance) -> None:
    """Add projects and their runs, of which the last ones wait."""
    instance.add_dynamic_partitions(projects.name or "", [f"project-{number:05d}" for number in range(PROJECTS)])
    begun = datetime.now(UTC) - timedelta(days=30)
    for number in range(RUNS):
        status = dg.DagsterRunStatus.QUEUED if number >= RUNS - WAITING else dg.DagsterRunStatus.SUCCESS
        instance.run_storage.add_run(_run(number, status))
    with instance.run_storage.connect() as connection:  # ty: ignore[missing-attribute]  # of all that are SQL
        ended = begun.replace(tzinfo=None)
        connection.execute(
            sa.text("UPDATE runs SET create_timestamp = :at, update_timestamp = :at WHERE status = 'SUCCESS'"),
            {"at": ended},
        )


def fill_database(engine: sa.Engine) -> None:
    """Add dropped versions and receipts."""
    now = time.time()
    states = [state.value for state in DropState]
    dropped = [
        {
            "version": f"v{number}",
            "upload": f"v{number}",
            "project": f"project-{number:05d}",
            "tier": "free",
            "priority": 0,
        }
        | {"state": states[number % len(states)], "arrived": now - number, "changed": now, "row": "{}"}
        for number in range(PROJECTS)
    ]
    receipts = [
        {"fingerprint": f"{number:064x}", "engine": "illustrator", "kind": "image", "made_at": now, "took_s": 1.0}
        | {"bytes": 1_000_000, "cost_usd": 0.02 if number % 3 == 0 else None, "names": f"{number:064x}"}
        for number in range(PROJECTS * RECEIPTS_A_PROJECT)
    ]
    with engine.begin() as connection:
        connection.execute(sa.insert(INBOX), dropped)
        connection.execute(sa.insert(RECEIPTS), receipts)


def end_run(instance: dg.DagsterInstance, number: int) -> None:
    """Add a run that ends now, with the events of a film of twelve scenes."""
    run = instance.run_storage.add_run(_run(number, dg.DagsterRunStatus.STARTED))
    for stage in STAGES:
        _store(instance, run, stage, DagsterEventType.ASSET_MATERIALIZATION, _made(stage))
        _store(instance, run, stage, DagsterEventType.STEP_SUCCESS, StepSuccessData(duration_ms=1500.0))
    instance.report_engine_event("ended", run)
    instance.report_dagster_event(DagsterEvent(DagsterEventType.RUN_SUCCESS.value, run.job_name), run.run_id)


def _run(number: int, status: dg.DagsterRunStatus) -> dg.DagsterRun:
    location = GrpcServerCodeLocationOrigin("127.0.0.1", port=4000)  # ty: ignore[abstract-class-instantiation]  # it is none
    return dg.DagsterRun(
        job_name="make_film",
        run_id=f"00000000-0000-4000-8000-{number:012d}",
        status=status,
        tags={"dagster/partition": f"project-{number % PROJECTS:05d}"},
        remote_job_origin=RemoteJobOrigin(RemoteRepositoryOrigin(location, "__repository__"), "make_film"),
    )


def _made(stage: str) -> StepMaterializationData:
    shows = stage in {"scene_images", "scene_animations"}  # a thumbnail for each scene makes an event long
    pictures = {f"scene {scene:03d}": dg.MetadataValue.md("x" * 920) for scene in range(1, 13) if shows}
    metadata = {**pictures, "engine": dg.MetadataValue.text("fake"), "made": dg.MetadataValue.int(12)}
    return StepMaterializationData(dg.AssetMaterialization(stage, metadata=metadata))


def _store(instance: dg.DagsterInstance, run: dg.DagsterRun, stage: str, kind: DagsterEventType, data: object) -> None:
    event = DagsterEvent(
        kind.value,
        run.job_name,
        step_key=stage,
        event_specific_data=data,  # ty: ignore[invalid-argument-type]
    )
    instance.event_log_storage.store_event(
        EventLogEntry(
            error_info=None,
            level=10,
            user_message="",
            run_id=run.run_id,
            timestamp=time.time(),
            step_key=stage,
            job_name=run.job_name,
            dagster_event=event,
        )
    )


if __name__ == "__main__":
    main()
