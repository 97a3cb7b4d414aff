"""What is seen to before anything starts."""

import socket

import pytest

from tests.ports import free_port
from videogen_dagster.core.errors import InvalidInput, StorageFailure
from videogen_dagster.instance_configuration import choice_of
from videogen_dagster.services.preparing import (
    AlreadyUp,
    alone,
    check_port,
    places_of,
    prepare,
    private_folder,
    secrets_in,
)
from videogen_dagster.services.production import bucket_of, check_production, choice_for, missing_for_production
from videogen_dagster.services.table import Group, address_of, services_of, workspace_of
from videogen_dagster.settings import load_settings

WHOLE = {
    "VIDEOGEN_DATABASE_URL": "postgresql+psycopg2://me:hunter2@db/films",
    "VIDEOGEN_STORE_URL": "s3://media/a/b/",
    "VIDEOGEN_DROP_URL": "s3://films",
}


def test_one_supervisor_has_a_home_to_itself(tmp_path):
    settings = load_settings({}, home=tmp_path / "home")
    with alone(settings, "http://127.0.0.1:3000"):
        told = r"run already by process \d+ at http://127.0.0.1:3000"
        with pytest.raises(AlreadyUp, match=told) as refused, alone(settings, "http://127.0.0.1:4000"):
            pass
        assert refused.value.exit_code == 2
    with alone(settings, "http://127.0.0.1:4000"):
        pass


def test_a_home_that_is_a_file_is_told(tmp_path):
    (tmp_path / "home").write_text("")
    with pytest.raises(StorageFailure), alone(load_settings({}, home=tmp_path / "home"), ""):
        pass


def test_a_free_port_is_fine_and_others_are_told():
    port = free_port()
    with socket.create_server(("127.0.0.1", port)):
        with pytest.raises(InvalidInput, match="is taken") as refused:
            check_port("127.0.0.1", port, field="--metrics-port")
        assert refused.value.field == "--metrics-port"
    check_port("127.0.0.1", port, field="--port")


def test_an_address_of_another_machine_is_told():
    with pytest.raises(InvalidInput, match="no address of this machine"):
        check_port("192.0.2.1", 3000, field="--port")


def test_the_home_and_the_drop_folder_are_made(tmp_path):
    settings = load_settings({"VIDEOGEN_RUNS": "7"}, home=tmp_path / "home")
    assert prepare(settings, production=False) == "missing"
    assert (tmp_path / "home" / "drop" / "in").is_dir()
    assert (tmp_path / "home" / "drop" / "out").is_dir()
    choice = choice_of(settings.instance_directory)
    assert choice is not None
    assert (choice.production, choice.runs) == (False, 7)
    assert places_of(settings) == (f"{tmp_path}/home/drop/in", f"{tmp_path}/home/drop/out")


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_each_variable_that_production_lacks_is_named_with_an_example(name, tmp_path):
    given = {key: value for key, value in WHOLE.items() if key != name}
    settings = load_settings(given, home=tmp_path)
    assert set(missing_for_production(settings)) == {name}
    with pytest.raises(InvalidInput, match=name) as refused:
        check_production(settings)
    assert refused.value.field == name
    assert not missing_for_production(load_settings(WHOLE, home=tmp_path))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("VIDEOGEN_DATABASE_URL", "postgresql://me@db/films"),
        ("VIDEOGEN_DATABASE_URL", "sqlite:///films.db"),
        ("VIDEOGEN_STORE_URL", "/srv/store"),
        ("VIDEOGEN_DROP_URL", "drop"),
    ],
)
def test_what_is_set_and_is_not_fit_for_production_is_named_too(name, value, tmp_path):
    assert set(missing_for_production(load_settings({**WHOLE, name: value}, home=tmp_path))) == {name}


def test_logs_of_steps_are_beside_the_media(tmp_path):
    settings = load_settings(WHOLE, home=tmp_path)
    assert bucket_of(settings) == ("media", "a/b/step-logs")
    assert choice_for(settings, production=True).bucket == "media"
    assert choice_for(settings, production=False).bucket is None
    elsewhere = load_settings({**WHOLE, "VIDEOGEN_STORE_URL": "gs://media"}, home=tmp_path)
    assert bucket_of(elsewhere) == (None, "")


def test_secrets_are_found_by_the_names_of_their_variables_and_in_the_address_of_the_database():
    environment = {"AWS_SECRET_ACCESS_KEY": "abc123", "HF_TOKEN": "tok", "PATH": "/bin", "OPENAI_API_KEY": "sk-1"}
    found = secrets_in(environment, "postgresql+psycopg2://me:hunter2@db/films")
    assert found == {"abc123", "tok", "sk-1", "hunter2"}
    written = secrets_in({}, "postgresql+psycopg2://me:p%40ss@db/films")
    assert written == {"p@ss", "p%40ss"}, "as it is, and as the URL writes it"
    assert secrets_in({}, "sqlite:////films/videogen.db") == frozenset()


def test_the_folder_of_a_start_is_private_and_gone_afterwards(tmp_path):
    with private_folder(load_settings({}, home=tmp_path)) as folder:
        assert folder.stat().st_mode & 0o077 == 0
        group = Group(environment={}, folder=folder, open_instance=lambda: None)  # ty: ignore[invalid-argument-type]
        assert len(group.socket) < 100
    assert not folder.exists()


def test_the_folder_of_a_start_that_was_killed_goes_with_the_next_one(tmp_path):
    settings = load_settings({}, home=tmp_path)
    with private_folder(settings) as killed:
        (killed / "workspace.yaml").touch()
        (killed.parent / "pool.sock").touch()
        with private_folder(settings):
            assert not killed.exists()
            assert (killed.parent / "pool.sock").exists(), "workers outlive the services"
        (killed.parent / "pool.sock").unlink()


def test_the_services_share_one_code_server(tmp_path):
    group = Group(environment={}, folder=tmp_path, open_instance=lambda: None, port=3005)  # ty: ignore[invalid-argument-type]
    services = {service.name: service for service in services_of(group)}
    assert list(services) == ["code", "runs", "webserver", "daemon"]
    assert group.socket in workspace_of(group)
    for name in ("webserver", "daemon"):
        assert str(group.workspace) in services[name].command
        assert services[name].after == ("code",)
    assert "3005" in services["webserver"].command
    assert "metrics" in {service.name for service in services_of(Group({}, tmp_path, lambda: None, metrics_port=3075))}  # ty: ignore[invalid-argument-type]


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:3000"),
        ("0.0.0.0", "http://127.0.0.1:3000"),  # noqa: S104  # recognised, not bound
        ("::1", "http://[::1]:3000"),
    ],
)
def test_the_address_is_one_that_a_browser_of_this_machine_can_open(host, address):
    assert address_of(host, 3000) == address
