"""Nothing of a developer's own deployment reaches the tests."""

import pytest


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    for variable in ("VIDEOGEN_STORE_URL", "VIDEOGEN_ENCODER", "DAGSTER_HOME"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("VIDEOGEN_HOME", str(tmp_path / "home"))


def pytest_collection_modifyitems(items):
    """Begin with the files that render films: two processes share the files, and the last one should be a short one."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)
