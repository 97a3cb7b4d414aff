from pathlib import Path

import pytest

from tests.fakes.script_engine import FakeScriptEngine, one_scene
from tests.fakes.workspace import FolderWorkspace
from videogen_dagster.core.brief import Brief, Idea
from videogen_dagster.core.errors import EngineRefused, EngineUnavailable
from videogen_dagster.core.requests import StoryboardRequest

REQUEST = StoryboardRequest(brief=Brief(title="Film", content=Idea(text="rain")))


def test_the_fake_raises_the_error_that_it_was_given(tmp_path: Path) -> None:
    engine = FakeScriptEngine(error=EngineUnavailable("429", engine="fake-script"))
    with pytest.raises(EngineUnavailable):
        next(engine.generate([REQUEST], FolderWorkspace(tmp_path)))


def test_the_fake_yields_the_failure_that_it_was_given(tmp_path: Path) -> None:
    failure = EngineRefused("no", engine="fake-script")
    assert list(FakeScriptEngine(failure=failure).generate([REQUEST], FolderWorkspace(tmp_path))) == [failure]


def test_the_fake_yields_the_storyboard_that_it_was_given_and_remembers_the_request(tmp_path: Path) -> None:
    board = one_scene(Brief(title="Given", content=Idea(text="rain")))
    engine = FakeScriptEngine(storyboard=board)
    assert list(engine.generate([REQUEST], FolderWorkspace(tmp_path))) == [board]
    assert engine.requests == [REQUEST]
