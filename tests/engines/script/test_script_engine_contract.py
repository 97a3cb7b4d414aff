"""What every script engine promises, run on the real one and on its fake."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fakes import hosted
from tests.fakes.script_engine import FakeScriptEngine
from tests.fakes.workspace import FolderWorkspace
from videogen_dagster.core.brief import Brief, Content, Idea, Outline, OutlineLine, OutlineScene, Product
from videogen_dagster.core.errors import Cancelled
from videogen_dagster.core.film_settings import FilmSettings
from videogen_dagster.core.requests import StoryboardRequest
from videogen_dagster.core.screenplay import Action, Heading, Manner, Narration, Screenplay, Speech, Spoken
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.engines.protocols import ScriptEngine
from videogen_dagster.engines.script.rules_engine import RuleScriptEngine

ENGINES = [RuleScriptEngine, FakeScriptEngine, hosted.script_engine]
SCRIPT = Screenplay(
    title="The Call",
    elements=(
        Heading(text="INT. KITCHEN - NIGHT"),
        Action(text="ANNA stares at the phone."),
        Speech(character="ANNA", parts=(Manner(text="quietly"), Spoken(text="It never rings."))),
        Speech(character="BEN", extensions=("O.S.",), parts=(Spoken(text="Then call\nthem yourself!"),)),
        Narration(text="She did not."),
    ),
)
CONTENTS: list[Content] = [
    SCRIPT,
    Outline(scenes=(OutlineScene(action="A ship leaves", lines=(OutlineLine(text="Farewell, all of you."),)),)),
    Idea(text="a lighthouse keeper finds a message in a bottle"),
    Product(title="Red Lipstick", description="Creamy and pigmented.", price="$12.99"),
]


def request_for(content: Content, *, take: int = 1, seed: int = 0) -> StoryboardRequest:
    return StoryboardRequest(brief=Brief(title="Film", content=content, settings=FilmSettings(seed=seed)), take=take)


@pytest.mark.parametrize("make_engine", ENGINES)
def test_yields_one_storyboard_for_each_request_in_order(
    make_engine: Callable[[], ScriptEngine], tmp_path: Path
) -> None:
    requests = [
        request_for(content).model_copy(update={"brief": Brief(title=f"Film {index}", content=content)})
        for index, content in enumerate(CONTENTS)
    ]
    results = list(make_engine().generate(requests, FolderWorkspace(tmp_path)))
    assert [result.title for result in results if isinstance(result, Storyboard)] == [
        "Film 0",
        "Film 1",
        "Film 2",
        "Film 3",
    ]


@pytest.mark.parametrize("make_engine", ENGINES)
@pytest.mark.parametrize("content", CONTENTS, ids=lambda content: content.kind)
def test_the_same_request_gives_the_same_storyboard(
    make_engine: Callable[[], ScriptEngine], content: Content, tmp_path: Path
) -> None:
    first, second = make_engine().generate([request_for(content)] * 2, FolderWorkspace(tmp_path))
    assert first == second == next(make_engine().generate([request_for(content)], FolderWorkspace(tmp_path)))


@pytest.mark.parametrize("make_engine", ENGINES)
def test_spoken_words_of_a_screenplay_arrive_verbatim_and_in_order(
    make_engine: Callable[[], ScriptEngine], tmp_path: Path
) -> None:
    board = next(make_engine().generate([request_for(SCRIPT)], FolderWorkspace(tmp_path)))
    assert isinstance(board, Storyboard)
    assert " ".join(board.spoken_words()) == "It never rings. Then call them yourself! She did not."


@pytest.mark.parametrize("make_engine", ENGINES)
def test_spoken_words_of_an_outline_arrive_verbatim(make_engine: Callable[[], ScriptEngine], tmp_path: Path) -> None:
    board = next(make_engine().generate([request_for(CONTENTS[1])], FolderWorkspace(tmp_path)))
    assert isinstance(board, Storyboard)
    assert board.spoken_words() == ("Farewell,", "all", "of", "you.")


@pytest.mark.parametrize("make_engine", ENGINES)
def test_settings_of_the_brief_are_the_settings_of_the_storyboard(
    make_engine: Callable[[], ScriptEngine], tmp_path: Path
) -> None:
    request = request_for(SCRIPT, seed=77)
    board = next(make_engine().generate([request], FolderWorkspace(tmp_path)))
    assert isinstance(board, Storyboard)
    assert board.settings == request.brief.settings


@pytest.mark.parametrize("make_engine", ENGINES)
def test_tells_when_each_request_is_done(make_engine: Callable[[], ScriptEngine], tmp_path: Path) -> None:
    workspace = FolderWorkspace(tmp_path)
    list(make_engine().generate([request_for(SCRIPT)] * 2, workspace))
    assert [index for index, done in workspace.progress_calls if done == 1.0] == [0, 1]


@pytest.mark.parametrize("make_engine", ENGINES)
def test_stops_when_a_person_asks(make_engine: Callable[[], ScriptEngine], tmp_path: Path) -> None:
    results = make_engine().generate([request_for(SCRIPT)] * 9, FolderWorkspace(tmp_path, cancel_after=1))
    planned = []
    with pytest.raises(Cancelled):
        planned.extend(results)
    assert len(planned) <= 1


@pytest.mark.parametrize("make_engine", ENGINES)
def test_fingerprint_names_the_engine_and_is_steady(make_engine: Callable[[], ScriptEngine]) -> None:
    engine = make_engine()
    assert engine.fingerprint() == make_engine().fingerprint()
    assert engine.fingerprint().startswith(engine.capabilities().name)
