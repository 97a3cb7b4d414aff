"""Films that are spoken in another language than their script, over the whole graph: words are translated once, pictures stay."""

import json
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.fakes.graph import PLAN, TO_LINES, TO_PICTURES, Stage, failure_of, materialized
from tests.fakes.image_engine import FakeImageEngine
from tests.fakes.openai_server import KEY, TEXT_MODEL, OpenAIServer, answer_of
from tests.fakes.script_engine import FakeScriptEngine
from videogen_dagster.core import keys
from videogen_dagster.core.cues import Captions
from videogen_dagster.core.direction import SceneEdit
from videogen_dagster.core.dubbing import dubbing_requests
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.requests import SpeechRequest
from videogen_dagster.core.stages import Prompts
from videogen_dagster.core.storyboard import Scene, Storyboard
from videogen_dagster.engines.protocols import Capabilities
from videogen_dagster.engines.provider_choice import ProviderChoice
from videogen_dagster.engines.providers.prices import Price, PriceList
from videogen_dagster.engines.providers.secret import Secret
from videogen_dagster.engines.script.openai_dubber import OpenAIDubbingEngine
from videogen_dagster.engines.script.openai_translator import OpenAITranslationEngine
from videogen_dagster.plans.project_plan import plan_project
from videogen_dagster.plans.records import PlannedChange, ProjectPlan, StagePlan
from videogen_dagster.plans.repetition import finished_film
from videogen_dagster.resources.briefing import load_brief
from videogen_dagster.resources.direction_file import edit_scene
from videogen_dagster.resources.prompt_records import instructions_of
from videogen_dagster.resources.stage_values import require_stage
from videogen_dagster.resources.storyboard_file import dump_storyboard, parse_storyboard

TO_CAPTIONS = (*TO_LINES, "captions")
FOREIGN = ["Ja: One llih.", "Ja: Two sllih!"]


class DubbingScriptEngine(FakeScriptEngine):
    """Plans like the fake one, and asks a language model for translations."""

    def __init__(self, server: OpenAIServer, shared: Path, storyboard: Storyboard | None = PLAN) -> None:
        super().__init__(storyboard=storyboard)
        self._choice = ProviderChoice(
            shared=shared,
            model=TEXT_MODEL,
            base_url=server.base_url,
            key=Secret(KEY),
            private_hosts=frozenset({"127.0.0.1"}),
        )

    def translator(self) -> OpenAITranslationEngine:
        return OpenAITranslationEngine(self._choice)

    def dubber(self) -> OpenAIDubbingEngine:
        return OpenAIDubbingEngine(self._choice)


@pytest.fixture
def server():
    with OpenAIServer() as server:
        yield server


@pytest.fixture
def stage(tmp_path, server) -> Stage:
    return Stage(tmp_path / "hills", script=DubbingScriptEngine(server, tmp_path))


def ask_for(stage: Stage, language: str, **settings: str) -> None:
    stage.begin()
    load_brief(stage.store, "hills", overrides={"dub_language": language, **settings})


def board(stage: Stage) -> Storyboard:
    return require_stage(stage.store, "hills", "storyboard", Storyboard)


def said(storyboard: Storyboard) -> list[str]:
    return [line.text for scene in storyboard.scenes for line in scene.lines]


def spoken(requests: list[SpeechRequest]) -> list[tuple[str, str, str]]:
    return [(each.speaker, each.text, each.language) for each in requests]


def dubbed(stage: Stage, *, only: tuple[str, ...] = TO_LINES) -> None:
    ask_for(stage, "de")
    assert stage.make(only=only).success


def test_the_words_of_the_plan_are_translated_before_anybody_speaks_them(stage, server):
    ask_for(stage, "de")
    result = stage.make(only=TO_LINES)
    assert result.success
    assert spoken(stage.speech.calls) == [("Narrator", FOREIGN[0], "de"), ("Ann", FOREIGN[1], "de")]
    assert all(each.voice is None for each in stage.speech.calls)
    file = parse_storyboard(stage.store.read(keys.storyboard("hills")) or b"", source="storyboard.yaml")
    assert (said(file), file.settings.language, file.dubbed_from) == (FOREIGN, "de", "en")
    told = {name: value.value for name, value in materialized(result, "storyboard").metadata.items()}
    assert (told["language"], told["dubbed_from"]) == ("de", "en")
    assert str(told["written_with"]).startswith("dubbing@")
    assert len(server.server.asked) == 1


def test_the_instruction_reaches_the_prompt_library_with_the_film(stage):
    dubbed(stage)
    prompts = require_stage(stage.store, "hills", "prompts", Prompts)
    (told,) = instructions_of(stage.store, prompts.written_with).values()
    assert (told.name, "for voices to say it" in told.content.words) == ("dubbing", True)


def test_who_speaks_what_is_seen_and_how_long_scenes_are_planned_stay(stage):
    dubbed(stage)
    made = board(stage)
    for before, after in zip(PLAN.scenes, made.scenes, strict=True):
        assert [line.character for line in after.lines] == [line.character for line in before.lines]
        assert after.model_copy(update={"lines": before.lines}) == before


@pytest.mark.parametrize("takes_references", [False, True])
def test_dubbing_plans_nothing_anew_and_makes_no_picture_again(tmp_path, server, takes_references):
    script, images = DubbingScriptEngine(server, tmp_path), FakeImageEngine(takes_references=takes_references)
    stage = Stage(tmp_path / "hills", script=script, images=images)
    stage.begin()
    to_pictures_and_lines = (*TO_PICTURES, "narration")
    assert stage.make(only=to_pictures_and_lines).success
    planned, pictures, portraits = len(script.requests), len(images.calls), len(images.portraits)
    dubbed(stage, only=to_pictures_and_lines)
    dubbed(stage, only=to_pictures_and_lines)
    assert (len(script.requests), len(images.calls), len(images.portraits)) == (planned, pictures, portraits)
    assert len(server.server.asked) == 1
    ask_for(stage, "none")
    assert stage.make(only=to_pictures_and_lines).success
    assert (said(board(stage)), board(stage).dubbed_from) == (said(PLAN), None)
    assert stage.calls() == {"image": 3, "animation": 0, "speech": 4, "lips": 0, "music": 0}
    assert len(server.server.asked) == 1


def test_the_language_of_the_script_is_not_translated(stage, server):
    ask_for(stage, "EN")
    assert stage.make(only=TO_LINES).success
    assert said(board(stage)) == said(PLAN)
    assert server.server.asked == []


def test_captions_follow_what_is_spoken_and_others_are_translated_from_it(stage, server):
    ask_for(stage, "de", caption_languages="de, en")
    assert stage.make(only=TO_CAPTIONS).success
    captions = require_stage(stage.store, "hills", "captions", Captions)
    assert captions.track.language == "de"
    assert [" ".join(cue.rows) for cue in captions.track.cues] == FOREIGN
    assert [each.track.language for each in captions.translations] == ["en"]
    assert "from the language `de` into the language `en`" in server.server.asked[1].document["messages"][0]["content"]


def test_what_a_person_writes_over_the_translation_is_spoken_as_it_stands(stage, server):
    dubbed(stage)
    edited = board(stage)
    line = edited.scenes[0].lines[0].model_copy(update={"text": "Ein Hügel."})
    scenes = (edited.scenes[0].model_copy(update={"lines": (line,)}), *edited.scenes[1:])
    stage.store.write(keys.storyboard("hills"), dump_storyboard(edited.model_copy(update={"scenes": scenes}), "hills"))
    dubbed(stage)
    assert said(board(stage)) == ["Ein Hügel.", FOREIGN[1]]
    assert (board(stage).settings.language, board(stage).dubbed_from) == ("de", "en")
    assert [name for _, name, _ in spoken(stage.speech.calls)] == [*FOREIGN, "Ein Hügel."]
    assert len(server.server.asked) == 1


def test_words_of_a_retake_are_spoken_as_they_stand(stage, server):
    dubbed(stage)
    edit = SceneEdit.model_validate({"narration": {"text": "Drei Hügel."}})
    edit_scene(stage.store, "hills", "001", edit, storyboard=board(stage), who="ann")
    assert stage.make(only=TO_LINES).success
    assert spoken(stage.speech.calls)[-1] == ("Narrator", "Drei Hügel.", "de")
    assert len(server.server.asked) == 1


def test_a_storyboard_file_does_not_ask_for_a_translation(stage, server):
    dubbed(stage)
    file = (stage.store.read(keys.storyboard("hills")) or b"").decode()
    stage.store.write(
        keys.storyboard("hills"), file.replace("language: de", "language: de\n  dub_language: fr").encode()
    )
    told = failure_of(stage.make(only=TO_LINES))
    assert (told["code"], told["field"]) == ("invalid_input", "settings.dub_language")
    assert "--dub-language fr" in str(told["remedy"])
    assert len(server.server.asked) == 1


def test_a_script_engine_that_knows_no_languages_says_so_before_anything_is_planned_or_paid(tmp_path):
    stage = Stage(tmp_path / "hills", script=FakeScriptEngine(storyboard=PLAN))
    ask_for(stage, "de")
    told = failure_of(stage.make(only=TO_LINES))
    assert (told["code"], told["field"]) == ("invalid_input", "dub_language")
    assert "'fake-script' does not translate from en" in str(told["message"])
    assert "VIDEOGEN_SCRIPT_ENGINE=openai" in str(told["remedy"])
    assert stage.script.requests == []
    assert stage.calls()["speech"] == 0
    with pytest.raises(InvalidInput, match="to be spoken in de"):
        plan_project(stage.store, "hills", stage.engines(), PlannedChange())


TALK = PLAN.model_copy(
    update={
        "scenes": tuple(
            Scene(
                id=f"{number:03}",
                image_prompt="a hill",
                duration_s=1,
                lines=(PLAN.scenes[0].lines[0].model_copy(update={"text": f"Scene {number} begins."}),),
            )
            for number in range(1, 19)
        )
    }
)


def test_a_portion_that_cannot_be_translated_is_named_by_its_scenes_and_the_others_are_kept(tmp_path):
    answers = {"is_good": False}

    def say(call):
        text = json.loads(call["messages"][1]["content"])["lines"][0]["text"]
        return answer_of(call) if answers["is_good"] or "9" not in text else {"lines": []}

    with OpenAIServer(say=say) as server:
        stage = Stage(tmp_path / "hills", script=DubbingScriptEngine(server, tmp_path, storyboard=TALK))
        ask_for(stage, "de")
        told = failure_of(stage.make(only=TO_LINES))
        assert told["code"] == "scenes_failed"
        assert "de 009-016" in str(told["message"])
        assert "de 001-008" not in str(told["message"])
        assert stage.store.read(keys.storyboard("hills")) is None
        assert (len(server.server.asked), stage.calls()["speech"]) == (4, 0)
        answers["is_good"] = True
        assert stage.make(only=TO_LINES[:2]).success
        assert len(server.server.asked) == 5
    assert said(board(stage))[8] == "Ja: Scene 9 snigeb."


def planned(
    stage: Stage, change: PlannedChange | None = None, prices: PriceList | None = None
) -> tuple[ProjectPlan, StagePlan]:
    plan = plan_project(stage.store, "hills", stage.engines(), change or PlannedChange(), prices)
    return plan, next(each for each in plan.stages if each.stage == "storyboard")


def test_a_plan_tells_what_a_film_in_another_language_makes_and_that_pictures_stay(hills, tmp_path, server):
    shutil.copytree(hills, tmp_path / "hills")
    stage = Stage(tmp_path / "hills", script=DubbingScriptEngine(server, tmp_path))
    assert finished_film(stage.store, "hills", stage.engines()) is not None
    plan, storyboard = planned(stage, PlannedChange(overrides={"dub_language": "de"}))
    assert [each.scene for each in storyboard.made] == ["de 001-002"]
    assert (storyboard.reused, storyboard.unpriced) == (1, (TEXT_MODEL,))  # nothing tells what it costs
    assert {each.stage for each in plan.stages if each.made} >= {"storyboard", "narration", "film"}
    assert [each.made for each in plan.stages if each.stage in {"scene_images", "character_sheets"}] == [(), ()]
    (narration,) = (each for each in plan.stages if each.stage == "narration")
    assert "language 'en' -> 'de'" in narration.made[0].why
    assert server.server.asked == []

    ask_for(stage, "de")
    assert finished_film(stage.store, "hills", stage.engines()) is None
    assert stage.make().success
    assert stage.calls()["image"] == 0
    again, storyboard = planned(stage)
    assert [each.stage for each in again.stages if each.made or each.may] == []
    assert (storyboard.reused, storyboard.estimated_cost_usd) == (1, 0)
    assert finished_film(stage.store, "hills", stage.engines()) is not None
    _, back = planned(stage, PlannedChange(overrides={"dub_language": "none"}))
    assert back.made == ()
    _, noir = planned(stage, PlannedChange(overrides={"style": "noir"}))
    assert [each.why for each in noir.made] == ["style 'cinematic' -> 'noir'"]
    assert len(server.server.asked) == 1


def test_a_plan_tells_what_translating_costs_at_most(stage, server):
    stage.begin()
    assert stage.make(only=TO_LINES[:2]).success
    (request,) = dubbing_requests(PLAN, "de").values()
    (charge,) = stage.script.dubber().charges(request)
    prices = [
        Price(provider=charge.provider, model=TEXT_MODEL, since=date(2020, 1, 1), unit=unit, usd=Decimal(usd))
        for unit, usd in (("input_tokens", "0.001"), ("output_tokens", "0.002"))
    ]
    most = charge.amounts["input_tokens"] * Decimal("0.001") + charge.amounts["output_tokens"] * Decimal("0.002")
    _, told = planned(stage, PlannedChange(overrides={"dub_language": "de"}), PriceList(own=tuple(prices)))
    assert (told.estimated_cost_usd, told.unpriced) == (pytest.approx(float(most)), ())
    assert told.estimated_cost_usd > 0
    assert server.server.asked == []


class ProvidedScriptEngine(DubbingScriptEngine):
    """Plans elsewhere: nobody knows the plan before it is asked for."""

    def capabilities(self) -> Capabilities:
        return Capabilities(name="provided", offline=False)


def test_a_plan_does_not_know_what_the_words_of_an_unknown_plan_cost(tmp_path, server):
    stage = Stage(tmp_path / "hills", script=ProvidedScriptEngine(server, tmp_path))
    ask_for(stage, "de")
    plan, storyboard = planned(stage)
    assert [(each.scene, each.why) for each in storyboard.may] == [
        ("de", "its words are translated, and nobody knows how many before it is planned")
    ]
    assert (storyboard.estimated_cost_usd, plan.estimated_cost_usd) == (None, None)
