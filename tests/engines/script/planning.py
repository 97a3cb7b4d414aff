"""Planning films in tests."""

import tempfile
from pathlib import Path

from tests.fakes.workspace import FolderWorkspace
from videogen_dagster.core.brief import Brief, Content
from videogen_dagster.core.errors import EngineFailure
from videogen_dagster.core.film_settings import FilmSettings
from videogen_dagster.core.requests import StoryboardRequest
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.engines.script.rules_engine import RuleScriptEngine


def planned(
    content: Content, *, title: str = "Film", language: str = "en", seed: int = 0, take: int = 1
) -> Storyboard | EngineFailure:
    brief = Brief(title=title, content=content, settings=FilmSettings(language=language, seed=seed))
    with tempfile.TemporaryDirectory() as folder:
        workspace = FolderWorkspace(Path(folder))
        return next(RuleScriptEngine().generate([StoryboardRequest(brief=brief, take=take)], workspace))


def storyboard(
    content: Content, *, title: str = "Film", language: str = "en", seed: int = 0, take: int = 1
) -> Storyboard:
    result = planned(content, title=title, language=language, seed=seed, take=take)
    assert isinstance(result, Storyboard)
    return result
