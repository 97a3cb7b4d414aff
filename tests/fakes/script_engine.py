"""A script engine that plans every film alike: one scene with all its words."""

from collections.abc import Iterator, Sequence

from videogen_dagster.core.brief import Brief, Outline
from videogen_dagster.core.errors import EngineFailure, VideogenError
from videogen_dagster.core.requests import StoryboardRequest
from videogen_dagster.core.screenplay import Screenplay
from videogen_dagster.core.storyboard import NARRATOR, Character, Line, Scene, Storyboard
from videogen_dagster.engines.protocols import Capabilities, Workspace


class FakeScriptEngine:
    """Plans one scene, or what it was given.

    Args:
        storyboard: Yielded for every request instead, in the settings of its brief.
        failure: Yielded for every request instead.
        error: Raised at the first request.
    """

    def __init__(
        self,
        *,
        storyboard: Storyboard | None = None,
        failure: EngineFailure | None = None,
        error: VideogenError | None = None,
    ) -> None:
        self._storyboard = storyboard
        self._failure = failure
        self._error = error
        self.requests: list[StoryboardRequest] = []

    def fingerprint(self) -> str:
        return "fake-script/1"

    def capabilities(self) -> Capabilities:
        return Capabilities(name="fake-script", offline=True)

    def generate(
        self, requests: Sequence[StoryboardRequest], workspace: Workspace
    ) -> Iterator[Storyboard | EngineFailure]:
        for index, request in enumerate(requests):
            workspace.check()
            if self._error is not None:
                raise self._error
            self.requests.append(request)
            yield self._failure or self._given(request.brief) or one_scene(request.brief)
            workspace.progress(index, 1.0)

    def _given(self, brief: Brief) -> Storyboard | None:
        return self._storyboard and self._storyboard.model_copy(update={"settings": brief.settings})


def one_scene(brief: Brief) -> Storyboard:
    """Return a storyboard with a single scene in which the narrator says all words of the brief."""
    words = " ".join(_words(brief))
    return Storyboard(
        title=brief.title,
        settings=brief.settings,
        characters=(Character(id=NARRATOR, name="Narrator"),),
        scenes=(
            Scene(
                id="001",
                image_prompt=brief.title,
                lines=(Line(character=NARRATOR, text=words),) if words else (),
                duration_s=4.0,
            ),
        ),
    )


def _words(brief: Brief) -> tuple[str, ...]:
    match brief.content:
        case Screenplay() as screenplay:
            return screenplay.spoken_words()
        case Outline() as outline:
            return tuple(word for scene in outline.scenes for line in scene.lines for word in line.text.split())
        case _:
            return tuple(brief.title.split())
