"""Nothing of a developer's own deployment reaches the tests."""

import pytest


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


def pytest_collection_modifyitems(items):
    """Begin with the files that render films: two processes share the files, and the last one should be a short one."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)
