"""The `dagster.yaml` of a home: ours is brought up to date, a person's stays."""

import hashlib
import subprocess
from pathlib import Path

import dagster as dg
import pytest
import yaml
from dagster._core.instance.config import dagster_instance_config

from tests.e2e.conftest import ROOT
from videogen_dagster.cli import diagnosis
from videogen_dagster.core.errors import InvalidInput, StorageFailure
from videogen_dagster.instance_configuration import (
    FILE,
    InstanceChoice,
    choice_of,
    is_production,
    keep_configuration,
    rendered,
    state_of,
    template,
)
from videogen_dagster.settings import load_settings

PRODUCTION = InstanceChoice(production=True, runs=6, bucket="films", prefix="store/step-logs")


def test_the_file_of_the_repository_is_what_a_new_home_gets(tmp_path):
    assert keep_configuration(tmp_path / "dagster") == "missing"
    assert state_of(tmp_path / "dagster") == "current"
    text = (tmp_path / "dagster" / FILE).read_text()
    assert yaml.safe_load(text) == yaml.safe_load((ROOT / FILE).read_text())


def test_dagster_accepts_it_and_it_says_what_it_should(tmp_path):
    keep_configuration(tmp_path, InstanceChoice(runs=3))
    config, custom = dagster_instance_config(str(tmp_path))
    assert custom is None
    assert config["telemetry"] == {"enabled": False}
    assert config["concurrency"]["runs"]["max_concurrent_runs"] == 3
    (limit,) = config["concurrency"]["runs"]["tag_concurrency_limits"]
    assert (limit["key"], limit["value"], limit["limit"]) == (
        "dagster/partition",
        {"applyLimitPerUniqueValue": True},
        1,
    )
    assert config["run_retries"]["max_retries"] == 3
    assert config["retention"]["auto_materialize"]["purge_after_days"]["skipped"] < 7
    instance = dg.DagsterInstance.from_config(str(tmp_path))
    assert instance.run_monitoring_enabled
    instance.dispose()


def test_production_names_its_secrets_and_holds_none(tmp_path):
    keep_configuration(tmp_path, PRODUCTION)
    config = yaml.safe_load((tmp_path / FILE).read_text())
    assert config["storage"]["postgres"]["postgres_url"] == {"env": "VIDEOGEN_DATABASE_URL"}
    assert config["compute_logs"]["config"]["bucket"] == "films"
    assert config["concurrency"]["runs"]["max_concurrent_runs"] == 6
    assert is_production(tmp_path)


def test_the_file_of_an_older_version_is_brought_up_to_date_for_the_same_choice(tmp_path):
    keep_configuration(tmp_path, PRODUCTION)
    path = tmp_path / FILE
    older = path.read_text().replace("start_timeout_seconds: 180", "start_timeout_seconds: 90")
    _sign(path, older)
    assert state_of(tmp_path) == "old"
    assert keep_configuration(tmp_path) == "old"
    assert path.read_text() == rendered(PRODUCTION)


def test_the_copies_that_the_first_versions_made_are_brought_up_to_date(tmp_path):
    versions = subprocess.run(
        ["git", "log", "--format=%H", "--", FILE], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split()
    path = tmp_path / FILE
    for version in versions:
        shown = subprocess.run(
            ["git", "show", f"{version}:{FILE}"], cwd=ROOT, capture_output=True, text=True, check=True
        )
        path.write_text(shown.stdout)
        assert keep_configuration(tmp_path) in {"old", "current"}, version
        assert path.read_text() == rendered(InstanceChoice())
        path.unlink()


def test_an_edited_file_stays(tmp_path):
    keep_configuration(tmp_path)
    path = tmp_path / FILE
    edited = path.read_text().replace("max_retries: 3", "max_retries: 9")
    path.write_text(edited)
    assert keep_configuration(tmp_path, InstanceChoice(runs=8)) == "edited"
    assert path.read_text() == edited


def test_a_file_of_a_persons_own_stays(tmp_path):
    path = tmp_path / FILE
    path.write_text("telemetry:\n  enabled: true\n")
    assert keep_configuration(tmp_path) == "edited"
    assert choice_of(tmp_path) is None
    assert path.read_text() == "telemetry:\n  enabled: true\n"


def test_commands_leave_production_what_it_is_and_nobody_turns_it_back_by_mistake(tmp_path):
    keep_configuration(tmp_path, PRODUCTION)
    keep_configuration(tmp_path)
    assert choice_of(tmp_path) == PRODUCTION
    with pytest.raises(InvalidInput, match="production") as raised:
        keep_configuration(tmp_path, InstanceChoice())
    assert raised.value.field == "--production"
    assert choice_of(tmp_path) == PRODUCTION


def test_a_home_that_cannot_be_written_is_told_once_it_matters(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageFailure, match="cannot write"):
        keep_configuration(tmp_path / "file" / "dagster")


def test_the_doctor_tells_of_an_edited_file_and_of_an_old_one(tmp_path):
    settings = load_settings({}, home=tmp_path)
    assert diagnosis._instance(settings).detail == "made when it is first needed"
    keep_configuration(settings.instance_directory, PRODUCTION)
    assert diagnosis._instance(settings).detail.endswith("for production")
    path = settings.instance_directory / FILE
    _sign(path, path.read_text().replace("max_retries: 3", "max_retries: 1"))
    assert "of an older version" in diagnosis._instance(settings).detail
    path.write_text(path.read_text() + "\n# mine\n")
    found = diagnosis._instance(settings)
    assert (found.state, found.detail) == ("optional", f"{path} was edited: new versions leave it as it is")
    assert str(path) in found.remedy


def test_the_number_of_runs_is_where_it_is_looked_for():
    assert template().count("max_concurrent_runs: 2 #") == 1


def _sign(path: Path, text: str) -> None:
    """Let a text look as if an older version had written it."""
    first, _, body = text.partition("\n")
    path.write_text(f"{first.rpartition(' ')[0]} {hashlib.sha256(body.encode()).hexdigest()}.\n{body}")
