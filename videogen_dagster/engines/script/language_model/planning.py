"""Plans films with a language model: it writes pictures, and stories where there is none; structure and spoken words stay ours."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from videogen_dagster.core.brief import Brief, Idea, Outline, OutlineCharacter, OutlineLine, OutlineScene, Product
from videogen_dagster.core.errors import EngineFailure
from videogen_dagster.core.media import Media
from videogen_dagster.core.prompt_versions import Instruction
from videogen_dagster.core.requests import StoryboardRequest
from videogen_dagster.core.storyboard import NARRATOR, Scene, Storyboard
from videogen_dagster.engines.providers.in_order import each_in_order
from videogen_dagster.engines.providers.paid_calls import PaidCalls
from videogen_dagster.engines.script.language_model.asking import GROUND_RULES, LanguageModel
from videogen_dagster.engines.script.language_model.facts import invented_numbers
from videogen_dagster.engines.script.language_model.languages import wrong_language
from videogen_dagster.engines.script.language_model.shapes import (
    MOST_SCENES,
    Cast,
    ProductCopy,
    ScenePicture,
    ScenePictures,
    Story,
)
from videogen_dagster.engines.script.language_model.tasks import COPY, LOOKS, PICTURES, STORY
from videogen_dagster.engines.script.rules.planning import planned

CHUNK_SCENES: Final = 18
"""Scenes of one call: few enough that a model answers all of them, so many that 190 scenes take 11 calls."""

STORY_S: Final = 45

TEXTS: Final = {"looks": LOOKS, "pictures": PICTURES, "story": STORY, "copy": COPY, "rules": GROUND_RULES}
"""Of what the instructions are made: a film that was planned with others is another one."""


@dataclass(frozen=True, slots=True)
class Planner:
    """Plans one film.

    Attributes:
        model: What is asked.
        calls: Where paid answers are kept.
        check: Raises if a person wants to stop.
        keep: Puts an instruction into the store.
    """

    model: LanguageModel
    calls: PaidCalls
    check: Callable[[], None]
    keep: Callable[[Instruction], Media]

    def storyboard(self, request: StoryboardRequest) -> Storyboard:
        """Return the plan of a film.

        Raises:
            EngineFailure: The brief has nothing to show, or the model does not answer as it must.
        """
        match request.brief.content:
            case Idea() as idea:
                return self._made_up(request, idea)
            case Product() as product:
                return self._advertised(request, product)
            case Outline() as outline:
                return self._pictured(planned(request), kept=_given_prompts(outline))
        return self._pictured(planned(request), kept=frozenset())

    def _made_up(self, request: StoryboardRequest, idea: Idea) -> Storyboard:
        settings = request.brief.settings
        task = STORY.format(seconds=STORY_S, scenes=MOST_SCENES // 3, language=settings.language)
        instruction = self.model.instruction("story", task)
        story = self.model.ask(
            "story",
            instruction,
            {"idea": idea.text, "style": settings.style, "take": request.take, "seed": settings.seed},
            shape=Story,
            calls=self.calls,
            rule=lambda story: _unlike(story, idea, settings.language),
        )
        title = story.title if _is_beginning(request.brief.title, idea.text) else request.brief.title
        brief = request.brief.model_copy(update={"content": _outline(story), "title": title})
        storyboard = planned(request.model_copy(update={"brief": brief})).model_copy(update={"mood": story.mood})
        return self._written(storyboard, instruction, lambda scene: _is_pictured(scene) or bool(scene.lines))

    def _advertised(self, request: StoryboardRequest, product: Product) -> Storyboard:
        """Return the film of a product: its words are told anew, its stages and cards are planned as without a model."""
        if not product.description.strip():
            return planned(request)
        given = product.model_dump(exclude={"kind", "photos"}, exclude_none=True)
        language = request.brief.settings.language
        instruction = self.model.instruction("copy", COPY.format(language=language))
        told = self.model.ask(
            "copy",
            instruction,
            given | {"take": request.take},
            shape=ProductCopy,
            calls=self.calls,
            rule=lambda copy: (
                _invented(copy.sentences, given=str(list(given.values()))) or wrong_language(copy.sentences, language)
            ),
        )
        description = " ".join(sentence if sentence[-1] in ".!?…。" else f"{sentence}." for sentence in told.sentences)
        retold = product.model_copy(update={"description": description})
        storyboard = planned(_with_content(request, retold))
        return self._written(storyboard, instruction, lambda scene: bool(scene.lines))

    def _pictured(self, storyboard: Storyboard, *, kept: frozenset[int]) -> Storyboard:
        """Return a storyboard with the pictures that the model thinks of; its words and lengths stay.

        Args:
            storyboard: As rules plan it.
            kept: Which of its scenes, counted from 0, have the picture that a person asked for.
        """
        looks = self._looks(storyboard)
        open_scenes = [
            scene for index, scene in enumerate(storyboard.scenes) if index not in kept and _is_pictured(scene)
        ]
        pictures = self._pictures(storyboard, looks, open_scenes)
        characters = tuple(
            character.model_copy(update={"description": looks.get(character.id, character.description)})
            for character in storyboard.characters
        )
        scenes = tuple(
            scene.model_copy(update=pictures[scene.id]) if scene.id in pictures else scene
            for scene in storyboard.scenes
        )
        shown = storyboard.model_copy(update={"characters": characters, "scenes": scenes})
        if looks:
            shown = self._written(shown, self._looks_wanted(), lambda _: False)
        return self._written(shown, self._pictures_wanted(), lambda scene: scene.id in pictures) if pictures else shown

    def _looks_wanted(self) -> Instruction:
        return self.model.instruction("looks", LOOKS)

    def _pictures_wanted(self) -> Instruction:
        return self.model.instruction("pictures", PICTURES)

    def _written(
        self, storyboard: Storyboard, instruction: Instruction, is_written: Callable[[Scene], bool]
    ) -> Storyboard:
        """Return a storyboard that tells which of its scenes were written with an instruction."""
        written_with = self.keep(instruction)
        scenes = tuple(
            scene.model_copy(update={"written_with": written_with}) if is_written(scene) else scene
            for scene in storyboard.scenes
        )
        return storyboard.model_copy(
            update={"scenes": scenes, "written_with": (*storyboard.written_with, written_with)}
        )

    def _looks(self, storyboard: Storyboard) -> dict[str, str]:
        """Return how those look of whom the script does not say it; asked for once, so that all chunks agree."""
        unknown = [each for each in storyboard.characters if each.id != NARRATOR and not each.description]
        if not unknown:
            return {}
        material = {
            "title": storyboard.title,
            "style": storyboard.settings.style,
            "characters": [{"id": each.id, "name": each.name} for each in unknown],
            "script": [_told(scene) for scene in storyboard.scenes][:400],
        }
        wanted = tuple(each.id for each in unknown)
        cast = self.model.ask(
            "cast",
            self._looks_wanted(),
            material,
            shape=Cast,
            calls=self.calls,
            rule=lambda cast: (
                _differs((look.id for look in cast.characters), wanted)
                or wrong_language([look.description for look in cast.characters], "en")
            ),
        )
        return {look.id: look.description for look in cast.characters}

    def _pictures(
        self, storyboard: Storyboard, looks: Mapping[str, str], scenes: Sequence[Scene]
    ) -> dict[str, dict[str, str]]:
        """Return the prompts of scenes, by scene; chunks are asked for side by side."""
        chunks = [scenes[first : first + CHUNK_SCENES] for first in range(0, len(scenes), CHUNK_SCENES)]
        characters = [
            {"name": each.name, "looks": looks.get(each.id, each.description)}
            for each in storyboard.characters
            if each.id != NARRATOR
        ]

        def pictured(_: int, chunk: Sequence[Scene]) -> tuple[ScenePicture, ...]:
            self.check()
            material = {
                "title": storyboard.title,
                "style": storyboard.settings.style,
                "characters": characters,
                "scenes": [{"id": scene.id, "as_planned": scene.image_prompt} | _told(scene) for scene in chunk],
            }
            wanted = tuple(scene.id for scene in chunk)
            return self.model.ask(
                f"pictures-{chunk[0].id}",
                self._pictures_wanted(),
                material,
                shape=ScenePictures,
                calls=self.calls,
                rule=lambda answer: (
                    _differs((scene.id for scene in answer.scenes), wanted)
                    or wrong_language([scene.image_prompt for scene in answer.scenes], "en")
                ),
            ).scenes

        found: dict[str, dict[str, str]] = {}
        for answer in each_in_order(chunks, pictured, at_once=self.model.endpoint.limits.at_once):
            if isinstance(answer, EngineFailure):
                raise answer
            for picture in answer:
                found[picture.id] = {"image_prompt": picture.image_prompt, "motion_prompt": picture.motion_prompt}
        return found


def _is_pictured(scene: Scene) -> bool:
    """Return whether a scene shows a picture of an image engine: no own media, no words or product set on it."""
    return not (scene.image or scene.video or scene.composite or scene.card or scene.photo)


def _told(scene: Scene) -> dict[str, object]:
    """Return what a script says of a scene. Lines are for understanding it; nothing of an answer becomes a line."""
    return {
        "heading": scene.heading,
        "action": scene.action,
        "lines": [f"{line.character}: {line.text}" for line in scene.lines],
    }


def _given_prompts(outline: Outline) -> frozenset[int]:
    """Return the scenes whose picture a person has described, counted from 0."""
    return frozenset(
        index for index, scene in enumerate(outline.scenes) if (scene.image_prompt or scene.motion_prompt or "").strip()
    )


def _outline(story: Story) -> Outline:
    return Outline(
        title=story.title,
        characters=tuple(OutlineCharacter(name=each.name, description=each.description) for each in story.characters),
        scenes=tuple(
            OutlineScene(
                heading=scene.heading,
                image_prompt=scene.image_prompt,
                motion_prompt=scene.motion_prompt,
                lines=(OutlineLine(text=scene.narration),),
            )
            for scene in story.scenes
        ),
    )


def _with_content(request: StoryboardRequest, content: Product) -> StoryboardRequest:
    brief: Brief = request.brief.model_copy(update={"content": content})
    return request.model_copy(update={"brief": brief})


def _differs(found: Iterable[str], wanted: Sequence[str]) -> str | None:
    """Say which ids are missing, double or unknown; or None if each is there once."""
    listed = list(found)
    if sorted(listed) == sorted(wanted):
        return None
    missing = [each for each in wanted if each not in listed]
    return f"the ids must be exactly {', '.join(wanted)}; missing: {', '.join(missing) or 'none'}"


def _invented(told: Iterable[str], *, given: str) -> str | None:
    """Say which numbers are made up, or None."""
    numbers = invented_numbers(" ".join(told), given=given)
    return f"these numbers are not in the material: {', '.join(numbers)}" if numbers else None


def _unlike(story: Story, idea: Idea, language: str) -> str | None:
    """Say in what a story is not what was asked for, or None."""
    told = [scene.narration for scene in story.scenes]
    return (
        _invented(told, given=idea.text)
        or wrong_language(told, language)
        or wrong_language([scene.image_prompt for scene in story.scenes], "en")
    )


def _is_beginning(title: str, text: str) -> bool:
    """Return whether a title is only how a text begins: nobody gave one."""
    return " ".join(text.split()).casefold().startswith(title.rstrip(".\u2026 ").casefold())
