"""Captions in languages that a film asks for, over the whole graph: translated once, in every shape, and never over a person's."""

import shutil
from pathlib import Path

import pytest

from tests.fakes.graph import PLAN, Stage, failure_of, materialized
from tests.fakes.openai_server import KEY, TEXT_MODEL, OpenAIServer, answer_of
from tests.fakes.script_engine import FakeScriptEngine
from videogen_dagster.core.cues import Captions
from videogen_dagster.core.direction import SceneEdit
from videogen_dagster.engines.provider_choice import ProviderChoice
from videogen_dagster.engines.providers.secret import Secret
from videogen_dagster.engines.script.openai_translator import OpenAITranslationEngine
from videogen_dagster.plans.project_plan import plan_project
from videogen_dagster.plans.records import PlannedChange
from videogen_dagster.resources.briefing import load_brief
from videogen_dagster.resources.direction_file import edit_scene
from videogen_dagster.resources.stage_values import require_stage
from videogen_dagster.resources.translations import keep_translation

TO_CAPTIONS = ("brief", "storyboard", "prompts", "narration", "captions")


class TranslatingScriptEngine(FakeScriptEngine):
    """Plans like the fake one, and asks a language model for translations."""

    def __init__(self, server: OpenAIServer, shared: Path) -> None:
        super().__init__(storyboard=PLAN)
        self._choice = ProviderChoice(
            shared=shared,
            model=TEXT_MODEL,
            base_url=server.base_url,
            key=Secret(KEY),
            private_hosts=frozenset({"127.0.0.1"}),
        )

    def translator(self) -> OpenAITranslationEngine:
        return OpenAITranslationEngine(self._choice)


@pytest.fixture
def server():
    with OpenAIServer() as server:
        yield server


def ask_for(stage: Stage, languages: str, **settings: str) -> None:
    stage.begin()
    load_brief(stage.store, "hills", overrides={"caption_languages": languages, **settings})


def held(stage: Stage) -> Captions:
    return require_stage(stage.store, "hills", "captions", Captions)


def texts(captions: Captions) -> dict[str, list[str]]:
    return {each.track.language: [" ".join(cue.rows) for cue in each.track.cues] for each in captions.translations}


@pytest.fixture
def stage(tmp_path, server) -> Stage:
    stage = Stage(tmp_path / "hills", script=TranslatingScriptEngine(server, tmp_path))
    ask_for(stage, "de, fr")
    assert stage.make(only=TO_CAPTIONS).success
    return stage


def test_captions_are_there_in_each_language_at_the_times_of_the_films_own(stage, server):
    captions = held(stage)
    assert texts(captions) == {"de": ["Ja: One llih.", "Ja: Two sllih!"], "fr": ["Ja: One llih.", "Ja: Two sllih!"]}
    own = [(cue.first_frame, cue.end_frame, cue.scene, cue.speaker) for cue in captions.track.cues]
    for each in captions.translations:
        assert [(cue.first_frame, cue.end_frame, cue.scene, cue.speaker) for cue in each.track.cues] == own
        assert "Ja: Two sllih!" in stage.store.fetch(each.srt).read_text()
    assert len(server.server.asked) == 2


def test_nothing_is_translated_twice(stage, server):
    assert stage.make(only=TO_CAPTIONS).success
    ask_for(stage, "fr, de", aspect="9:16")
    assert stage.make(only=TO_CAPTIONS).success
    assert list(texts(held(stage))) == ["fr", "de"]
    assert len(server.server.asked) == 2


def test_a_line_that_changes_is_translated_again(stage, server):
    edit_scene(
        stage.store,
        "hills",
        "001",
        SceneEdit.model_validate({"narration": {"text": "Three hills."}}),
        storyboard=stage.plan,
        who="ann",
    )
    assert stage.make(only=TO_CAPTIONS).success
    assert texts(held(stage))["de"] == ["Ja: Three sllih.", "Ja: Two sllih!"]
    assert len(server.server.asked) == 4


def test_captions_that_a_person_gives_count_instead(stage, server):
    keep_translation(stage.store, "hills", "de", "1\n00:00:00,500 --> 00:00:01,000\nEin Hügel.\n")
    assert stage.make(only=TO_CAPTIONS).success
    assert texts(held(stage)) == {"de": ["Ein Hügel."], "fr": ["Ja: One llih.", "Ja: Two sllih!"]}
    assert len(server.server.asked) == 2


def test_the_language_of_the_film_and_no_language_are_not_translated(stage, server):
    ask_for(stage, "en")
    assert stage.make(only=TO_CAPTIONS).success
    assert held(stage).translations == ()
    ask_for(stage, "none")
    assert stage.make(only=TO_CAPTIONS).success
    assert held(stage).translations == ()
    assert len(server.server.asked) == 2


def test_the_step_tells_which_instruction_was_used(stage):
    told = materialized(stage.make(only=TO_CAPTIONS), "captions").metadata
    assert str(told["translations"].value) == "de, fr"
    assert str(told["written_with"].value).count("translation@") == 2


def test_a_script_engine_that_knows_no_languages_says_so_before_anything_is_made(tmp_path):
    stage = Stage(tmp_path / "hills")
    ask_for(stage, "de")
    told = failure_of(stage.make(only=TO_CAPTIONS))
    assert "captions in de are asked for" in str(told["message"])
    assert "videogen captions hills FILE --language de" in str(told["remedy"])
    assert stage.calls()["speech"] == 0


def test_a_translation_that_fails_names_its_portion_and_keeps_the_others(tmp_path):
    def say(call):
        return "no idea" if "`fr`" in call["messages"][0]["content"] else answer_of(call)

    with OpenAIServer(say=say) as server:
        stage = Stage(tmp_path / "hills", script=TranslatingScriptEngine(server, tmp_path))
        ask_for(stage, "de, fr")
        told = failure_of(stage.make(only=TO_CAPTIONS))
        assert "fr" in str(told["message"])
        assert len(server.server.asked) == 3
        ask_for(stage, "de")
        assert stage.make(only=TO_CAPTIONS).success
        assert len(server.server.asked) == 3


def test_a_plan_knows_that_a_new_language_makes_another_film(hills, tmp_path, server):
    shutil.copytree(hills, tmp_path / "hills")
    stage = Stage(tmp_path / "hills", script=TranslatingScriptEngine(server, tmp_path))
    change = PlannedChange(overrides={"caption_languages": "de"})
    nothing, film = (plan_project(stage.store, "hills", stage.engines(), each) for each in (PlannedChange(), change))
    assert [each.stage for each in nothing.stages if each.made] == []
    assert [each.stage for each in film.stages if each.made] == ["captions", "film"]
    (captions,) = (each for each in film.stages if each.stage == "captions")
    assert [each.scene for each in captions.made] == ["de 1.1"]
    assert captions.unpriced == (TEXT_MODEL,)  # nothing tells what it costs
    ask_for(stage, "de")
    assert stage.make().success
    again = plan_project(stage.store, "hills", stage.engines(), PlannedChange())
    assert [each.stage for each in again.stages if each.made or each.may] == []
    assert len(server.server.asked) == 1
