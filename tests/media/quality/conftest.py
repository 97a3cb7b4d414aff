"""The film that gates must let pass, made once."""

from pathlib import Path

import pytest

from tests.media.quality.films import Studio


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    """The film and what it is made of; whoever changes anything takes `studio`."""
    return Studio.build(tmp_path_factory.mktemp("whole"))


@pytest.fixture
def studio(whole: Studio, tmp_path: Path) -> Studio:
    """A copy, to be spoiled."""
    return whole.spoiled(tmp_path)
