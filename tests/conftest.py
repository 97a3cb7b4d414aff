"""Nothing of a developer's own deployment reaches the tests."""

import pytest


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    for variable in ("VIDEOGEN_STORE_URL", "DAGSTER_HOME"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("VIDEOGEN_HOME", str(tmp_path / "home"))
