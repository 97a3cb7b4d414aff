"""Backfills through Dagster's own daemon loops and its GraphQL schema: one run a project, the urgent first, never too many."""

import json
import logging
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import dagster as dg
import pytest
import yaml
from dagster._core.execution.backfill import BulkActionStatus
from dagster._core.test_utils import create_run_for_test, create_test_daemon_workspace_context, instance_for_test
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import ModuleTarget
from dagster._daemon.backfill import execute_backfill_iteration
from dagster._daemon.run_coordinator.queued_run_coordinator_daemon import QueuedRunCoordinatorDaemon
from dagster._daemon.types import DaemonHeartbeat
from dagster._time import get_current_timestamp
from dagster._utils.error import SerializableErrorInfo

from tests.fakes.run_launcher import BegunRuns
from videogen_dagster.backfills import ask_for, chosen_assets, describe_daemon, fault_of, state_of
from videogen_dagster.cli.backfilling import BackfillRecord, wait_for
from videogen_dagster.cli.commands import run
from videogen_dagster.cli.filming import RunFailed
from videogen_dagster.core import keys
from videogen_dagster.core.brief import Brief, Idea
from videogen_dagster.core.film_settings import FilmSettings
from videogen_dagster.executor.kept_storages import keep_connections
from videogen_dagster.jobs import PUBLICATION, STAGES
from videogen_dagster.resources.allowances import allowance_of
from videogen_dagster.runs import open_instance
from videogen_dagster.settings import load_settings
from videogen_dagster.store.media_store import MediaStore

ROOT = Path(__file__).parents[2]
NAMES = ("dales", "hills", "moors")
LIMIT = 20
LAUNCH = """mutation Launch($asked: LaunchBackfillParams!) {
  launchPartitionBackfill(backfillParams: $asked) { __typename ... on PythonError { message } } }"""


@pytest.fixture(scope="module")
def daemon(tmp_path_factory) -> Iterator[WorkspaceProcessContext]:
    """What the daemon works with: an instance as it is configured, but for its launcher, and a real code server."""
    settings = yaml.safe_load((ROOT / "dagster.yaml").read_text())
    home = tmp_path_factory.mktemp("home")
    overrides = {
        "run_coordinator": settings["run_coordinator"],
        "concurrency": {"runs": {**settings["concurrency"]["runs"], "max_concurrent_runs": LIMIT}},
        "event_log_storage": {  # one database for all runs; one for each takes 0.1 s a run
            "module": "dagster._core.storage.event_log",
            "class": "ConsolidatedSqliteEventLogStorage",
            "config": {"base_dir": str(home / "events")},
        },
        "run_launcher": {"module": "tests.fakes.run_launcher", "class": "BegunRuns"},
    }
    target = ModuleTarget("videogen_dagster.definitions", None, str(ROOT), "videogen_dagster")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("VIDEOGEN_HOME", str(home))
        with (
            instance_for_test(overrides=overrides, temp_dir=str(home)) as instance,
            create_test_daemon_workspace_context(target, instance) as context,
        ):
            keep_connections(instance)
            yield context


@pytest.fixture
def instance(daemon) -> dg.DagsterInstance:
    """The daemon's instance, in which nothing waits."""
    instance = daemon.instance
    for run_ in instance.get_runs():
        instance.delete_run(run_.run_id)
    for backfill in instance.get_backfills():
        instance.update_backfill(backfill.with_status(BulkActionStatus.CANCELED))
    instance.run_launcher.begun.clear()
    return instance


def look_at_backfills(daemon) -> None:
    for failure in execute_backfill_iteration(daemon, logging.getLogger("backfill")):
        assert failure is None, failure.to_string()


def look_at_queue(daemon) -> None:
    queue = QueuedRunCoordinatorDaemon(interval_seconds=0)
    for failure in queue.run_iteration(daemon, get_current_timestamp()):
        assert failure is None, failure.to_string()


def assets_of(run_: dg.DagsterRun) -> set[str]:
    return {key.to_user_string() for key in run_.asset_selection or ()}


def end(instance: dg.DagsterInstance, run_id: str) -> None:
    """Let a run be over, for the queue: its own record says so, and its events are nobody's business here."""
    over = dg.DagsterEvent(event_type_value=dg.DagsterEventType.PIPELINE_CANCELED.value, job_name="make_dropped_film")
    instance.run_storage.handle_run_event(run_id, over, datetime.now(UTC))


def test_a_backfill_of_the_command_line_is_one_run_a_project_with_all_stages(daemon, instance):
    for name in ("hills", "moors"):
        instance.add_dynamic_partitions("projects", [name])
        instance.report_runless_asset_event(dg.AssetMaterialization(PUBLICATION, partition=name))
    asked = ask_for(
        instance,
        ("dales", "hills"),
        STAGES,
        priority=-5,
        who="ann",
        when=datetime.now(UTC),
        budget_usd=Decimal("12.50"),
    )
    look_at_backfills(daemon)
    runs = {run_.tags["dagster/partition"]: run_ for run_ in instance.get_runs()}
    assert len(instance.get_runs()) == 2
    assert assets_of(runs["dales"]) == set(STAGES)
    assert assets_of(runs["hills"]) == set(STAGES)
    target = instance.get_backfill(asked).get_target_partitions_subset(
        daemon.create_request_context(), dg.AssetKey(PUBLICATION)
    )
    assert set(target.get_partition_keys()) == {"hills"}, "what was handed out is handed out again, behind its film"
    tags = runs["hills"].tags
    assert (tags["dagster/priority"], tags["videogen/user"], tags["videogen/source"]) == ("-5", "ann", "backfill")
    allowances = [allowance_of(run_) for run_ in runs.values()]
    assert {(each.batch, each.batch_usd) for each in allowances} == {(asked, Decimal("12.5"))}
    assert all(each.started_by == f"the backfill {asked}" for each in allowances)
    assert state_of(instance, asked) == ("requested", {"queued": 2})


@pytest.mark.filterwarnings("ignore:Function `AssetSelection.sources`:DeprecationWarning")  # Dagster calls its own
def test_a_backfill_of_the_ui_is_one_run_a_project_with_all_stages(daemon, instance):
    from dagster_graphql.schema import create_schema

    instance.add_dynamic_partitions("projects", list(NAMES))
    asked = {"partitionNames": list(NAMES), "assetSelection": [{"path": [stage]} for stage in STAGES]}
    answer = create_schema().execute(LAUNCH, variables={"asked": asked}, context_value=daemon.create_request_context())
    assert not answer.errors, answer.errors
    launched = answer.data["launchPartitionBackfill"]
    assert launched["__typename"] == "LaunchBackfillSuccess", launched
    look_at_backfills(daemon)
    runs = instance.get_runs()
    assert sorted(run_.tags["dagster/partition"] for run_ in runs) == list(NAMES)
    assert all(assets_of(run_) == set(STAGES) for run_ in runs)


def test_a_catalogue_of_two_hundred_drains_under_the_limit_and_the_urgent_first(daemon, instance):
    location = daemon.create_request_context().get_code_location("videogen_dagster")
    job = location.get_repository("__repository__").get_full_job("make_dropped_film")

    def queue(project: str, tier: str, priority: int) -> str:
        return create_run_for_test(
            instance,
            job_name=job.name,
            status=dg.DagsterRunStatus.QUEUED,
            tags={"dagster/partition": project, "videogen/tier": tier, "dagster/priority": str(priority)},
            remote_job_origin=job.get_remote_origin(),
            job_code_origin=job.get_python_origin(),
        ).run_id

    free = [queue(f"free{number:03d}", "free", 0) for number in range(150)]
    premium = [queue(f"premium{number:03d}", "premium", 10) for number in range(48)]
    late = queue("backfilled", "free", -5)
    twice = queue("premium000", "premium", 14)
    launcher = instance.run_launcher
    assert isinstance(launcher, BegunRuns)
    projects = {run_.run_id: run_.tags["dagster/partition"] for run_ in instance.get_runs()}
    ended = 0
    while ended < len(projects):
        look_at_queue(daemon)
        going = launcher.begun[ended:]
        assert 0 < len(going) <= LIMIT
        assert len({projects[run_id] for run_id in going}) == len(going), "one run a project"
        for run_id in going:
            end(instance, run_id)
        ended = len(launcher.begun)
    assert sorted(launcher.begun) == sorted([*free, *premium, late, twice])
    assert launcher.begun[0] == twice
    assert set(launcher.begun[: len(premium) + 1]) == {*premium, twice}
    assert launcher.begun[-1] == late
    assert [run_id for run_id in launcher.begun if run_id in set(free)] == free, "of one tier, the oldest first"


def test_a_cancelled_backfill_and_its_runs_are_told(daemon, instance):
    asked = ask_for(instance, ("dales",), ("film",), priority=0, who="ann", when=datetime.now(UTC))
    look_at_backfills(daemon)
    (run_,) = instance.get_runs()
    assert assets_of(run_) == {"film"}
    end(instance, run_.run_id)
    look_at_backfills(daemon)
    assert state_of(instance, asked) == ("failed", {"canceled": 1})
    assert fault_of(instance, asked) is None


def test_a_backfill_that_the_daemon_gives_up_says_why(daemon, instance):
    asked = ask_for(instance, ("dales",), ("film",), priority=0, who="ann", when=datetime.now(UTC))
    error = SerializableErrorInfo("DagsterError: no code\nlocation\n", [], "DagsterError")
    instance.update_backfill(instance.get_backfill(asked).with_status(BulkActionStatus.FAILED).with_error(error))
    assert state_of(instance, asked) == ("failed", {})
    assert fault_of(instance, asked) == "DagsterError: no code location"


@pytest.fixture
def home() -> Path:
    home = Path(os.environ["VIDEOGEN_HOME"])
    store = MediaStore.in_folder(home / "store")
    for name in NAMES:
        brief = Brief(title=name, content=Idea(text=name), settings=FilmSettings())
        store.write(keys.brief(name), brief.model_dump_json().encode())
    return home


def told(capsys, *arguments: str) -> tuple[int, str, str]:
    code = run(["backfill", *arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_a_dry_run_tells_and_asks_for_nothing(home, capsys):
    code, out, _ = told(capsys, "--all", "--dry-run", "--json")
    assert code == 0
    record = json.loads(out)
    assert (record["projects"], record["assets"], record["backfill"]) == (list(NAMES), list(STAGES), None)
    code, out, _ = told(capsys, "--stale", "--dry-run", "--json")
    assert json.loads(out)["projects"] == list(NAMES), "none of them has a film"
    code, out, _ = told(capsys, "--failed")
    assert (code, out.splitlines()[0]) == (0, "0 projects: none")
    with open_instance(load_settings()) as instance:
        assert not instance.get_backfills()


def test_what_was_asked_for_waits_for_a_daemon(home, capsys):
    code, out, err = told(capsys, "--projects", "moors, hills,moors", "--select", "film", "--json")
    assert code == 0
    record = json.loads(out)
    assert (record["projects"], record["assets"], record["status"]) == (["hills", "moors"], ["film"], "requested")
    assert "no daemon is running" in err
    with open_instance(load_settings()) as instance:
        (asked,) = instance.get_backfills()
        assert asked.backfill_id == record["backfill"]
        assert sorted(instance.get_dynamic_partitions("projects")) == ["hills", "moors"]


def test_nobody_waits_for_a_daemon_that_is_not_there(home, capsys):
    _, out, _ = told(capsys, "--projects", "hills", "--select", "film", "--json")
    record = BackfillRecord(json.loads(out)["backfill"], "requested", ("hills",), ("film",), -5, None, {})
    with open_instance(load_settings()) as instance:
        for silent_s in (0, 600):
            beat = time.time() - silent_s
            for kind in ("BACKFILL", "QUEUED_RUN_COORDINATOR"):
                instance.add_daemon_heartbeat(DaemonHeartbeat(beat, kind, None))
            assert bool(describe_daemon(instance)) is bool(silent_s), "one that was stopped is none"
        with pytest.raises(RunFailed, match="no daemon is running") as failed:
            wait_for(instance, record, without_daemon_s=0)
    assert (failed.value.code, failed.value.exit_code) == ("no_daemon", 3)
    assert capsys.readouterr().err == "runs: none yet\n"


@pytest.mark.parametrize(
    ("arguments", "field", "remedy"),
    [
        ((), "--projects", "--all"),
        (("--all", "--stale"), "--projects", "--failed"),
        (("--projects", "hills,nowhere"), "--projects", "dales, hills, moors"),
        (("--projects", ","), "--projects", "commas"),
        (("--all", "--select", "no_such"), "--select", "scene_clips"),
        (("--all", "--select", "film ||"), "--select", "*film"),
        (("--all", "--select", "scene/image"), "--select", "scene_images"),
    ],
)
def test_what_cannot_be_meant_is_refused(home, capsys, arguments, field, remedy):
    code, _, err = told(capsys, *arguments, "--json")
    assert code == 2
    error = json.loads(err)["error"]
    assert error["field"] == field
    assert remedy in error["remedy"]


def test_a_selection_is_that_of_dagster_without_the_assets_of_single_scenes():
    assert chosen_assets("") == STAGES
    assert chosen_assets("*") == (*STAGES, "preview", "publication")
    assert chosen_assets("*prompts") == ("brief", "storyboard", "prompts")
    assert chosen_assets('key:"scene_clips"+') == (
        "scene_clips",
        "transitions",
        "film",
        "renditions",
        "preview",
        "publication",
    )
    assert chosen_assets("group:audio") == ("narration", "music", "soundtrack")
