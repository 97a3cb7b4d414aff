"""Old runs go, on real instances over SQLite and over Postgres; what assets and projects are known by stays."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.storage.event_log.sqlite import SqliteEventLogStorage

from tests.fakes.graph import QUIET
from videogen_dagster.instance_configuration import InstanceChoice, keep_configuration
from videogen_dagster.partitions import PROJECT_TAGS
from videogen_dagster.runs import open_instance
from videogen_dagster.schedules.cleaning import prune_records
from videogen_dagster.settings import load_settings
from videogen_dagster.upkeep.runs import clean_compute_logs, clean_runs

films = dg.DynamicPartitionsDefinition(name="projects")


class FilmConfig(dg.Config):
    fails: bool = False


@dg.asset(partitions_def=films)
def picture(config: FilmConfig) -> None:
    if config.fails:
        raise dg.Failure("no picture", allow_retries=False)


@dg.asset(partitions_def=films, deps=[picture])
def film(context: dg.AssetExecutionContext) -> None:
    context.log_event(dg.AssetObservation("picture", partition=context.partition_key))


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def runs(request, tmp_path_factory) -> Iterator[tuple[dg.DagsterInstance, dict[str, str]]]:
    """An instance with runs of two projects, and their ids."""
    settings = load_settings({}, home=tmp_path_factory.mktemp("home"))
    with pytest.MonkeyPatch.context() as environment:
        if request.param == "postgres":
            environment.setenv("VIDEOGEN_DATABASE_URL", request.getfixturevalue("postgres"))
            keep_configuration(settings.instance_directory, InstanceChoice(production=True))
        with open_instance(settings) as instance:
            yield instance, made(instance)


def made(instance: dg.DagsterInstance) -> dict[str, str]:
    """Make the runs."""
    instance.add_dynamic_partitions("projects", ["mug", "lamp"])

    def make(project: str, assets: list[dg.AssetsDefinition], *, fails: bool = False) -> str:
        config = {"ops": {"picture": {"config": {"fails": fails}}}} if picture in assets else {}
        others = [each for each in (picture, film) if each not in assets]
        done = dg.materialize(
            [*assets, *others],
            selection=assets,
            partition_key=project,
            instance=instance,
            run_config={**config, **QUIET},
            raise_on_error=False,
        )
        return done.run_id

    return {
        "mug, both, first": make("mug", [picture, film]),
        "mug, picture again": make("mug", [picture]),
        "mug, both, again": make("mug", [picture, film]),
        "mug, picture last": make("mug", [picture]),
        "lamp, both": make("lamp", [picture, film]),
        "lamp, failed": make("lamp", [picture], fails=True),
        "lamp, failed again": make("lamp", [picture], fails=True),
    }


def left(instance: dg.DagsterInstance, names: dict[str, str]) -> set[str]:
    there = {run.run_id for run in instance.get_runs()}
    return {name for name, run_id in names.items() if run_id in there}


def test_runs_go_that_are_old_and_that_nothing_is_known_by(runs):
    instance, names = runs
    old = "mug, picture again"
    log = instance.event_log_storage
    files = [Path(log.path_for_shard(names[old]))] if isinstance(log, SqliteEventLogStorage) else []
    known = {
        (asset.key, project): instance.get_latest_data_version_record(asset.key, partition_key=project).storage_id
        for asset in (picture, film)
        for project in ("mug", "lamp")
    }
    statuses = {asset.key: instance.get_materialized_partitions(asset.key) for asset in (picture, film)}
    later = datetime.now(UTC) + timedelta(days=1)
    assert clean_runs(instance, until=later - timedelta(days=2), dry_run=False).count == 0

    promised = clean_runs(instance, until=later, dry_run=True)
    assert promised.count == 3
    assert promised.bytes > len(files) * 3 * 50_000 or not files, "a database gives its space to new rows"
    assert left(instance, names) == set(names)

    assert clean_runs(instance, until=later, dry_run=False) == promised
    assert left(instance, names) == set(names) - {"mug, both, first", "mug, picture again", "lamp, failed"}
    assert instance.all_logs(names[old]) == []
    assert not any(path.with_name(path.name + tail).exists() for path in files for tail in ("", "-wal"))
    assert clean_runs(instance, until=later, dry_run=False).count == 0
    assert {
        key: instance.get_latest_data_version_record(key[0], partition_key=key[1]).storage_id for key in known
    } == known
    assert {asset.key: instance.get_materialized_partitions(asset.key) for asset in (picture, film)} == statuses
    newest = instance.get_runs(dg.RunsFilter(tags={PROJECT_TAGS[0]: "lamp"}), limit=1)
    assert newest[0].status is dg.DagsterRunStatus.FAILURE


def test_deleting_a_run_the_plain_way_takes_the_state_of_its_assets(tmp_path):
    """Why runs are not simply deleted by their age."""
    with open_instance(load_settings({}, home=tmp_path)) as instance:
        instance.add_dynamic_partitions("projects", ["mug"])
        run = dg.materialize([picture], partition_key="mug", instance=instance)
        assert instance.get_materialized_partitions(picture.key) == {"mug"}
        instance.delete_run(run.run_id)
        assert instance.get_materialized_partitions(picture.key) == set()


def test_logs_of_old_runs_go_by_a_job_and_the_runs_stay(tmp_path):
    (tmp_path / "dagster").mkdir()
    with dg.DagsterInstance.local_temp(str(tmp_path / "dagster")) as instance:
        instance.add_dynamic_partitions("projects", ["mug"])
        made = dg.materialize([picture], partition_key="mug", instance=instance, run_config=QUIET)
        logs = [path for path in tmp_path.rglob("*") if path.is_file() and "compute_logs" in path.parts]
        assert logs
        assert cleaned(instance) == {"old runs": 0, "logs of old runs": 0}
        assert cleaned(instance, compute_logs_days=0, dry_run=True) == {"old runs": 0, "logs of old runs": 2}
        assert all(path.exists() for path in logs)
        assert clean_compute_logs(instance, until=datetime.now(UTC), dry_run=False).count == 3
        assert not any(path.exists() for path in logs)
        assert instance.get_run_by_id(made.run_id) is not None


def cleaned(instance: dg.DagsterInstance, **config: object) -> dict[str, int]:
    """Prune by the job, and return what it shows that it did."""
    done = prune_records.execute_in_process(
        instance=instance, run_config={"ops": {"prune_the_records": {"config": config}}, **QUIET}
    )
    (output,) = (event for event in done.all_events if event.event_type_value == "STEP_OUTPUT")
    table = output.step_output_data.metadata["cleaned"]
    return {row.data["what"]: row.data["count"] for row in table.records}
