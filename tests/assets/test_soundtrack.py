"""Levels of a film are levels of its soundtrack: no picture is made or encoded for them."""

from pathlib import Path

import pytest

from tests.fakes.graph import PLAN, Stage
from videogen_dagster.assets.soundtrack import mix_request
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.stages import Film, Music, Narration, SceneClips, Soundtrack, Transitions
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.plans.repetition import finished_film
from videogen_dagster.resources.stage_values import require_stage


def leveled(music_db: float | str) -> Storyboard:
    return PLAN.model_copy(update={"settings": PLAN.settings.model_copy(update={"music_db": music_db})})


@pytest.fixture(scope="module")
def stage(hills: Path, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return Stage.copied(hills, tmp_path_factory.mktemp("made") / "copy")


def pictures(stage: Stage) -> list[object]:
    return [require_stage(stage.store, "hills", name, kind) for name, kind in PICTURES.items()]


PICTURES = {"scene_animations": SceneClips, "scene_clips": SceneClips, "transitions": Transitions}


def test_another_level_mixes_and_joins_again_and_encodes_no_picture(stage: Stage) -> None:
    calls, before = stage.calls(), pictures(stage)
    heard = require_stage(stage.store, "hills", "soundtrack", Soundtrack)
    film = require_stage(stage.store, "hills", "film", Film)
    receipts = set(stage.store.documents("receipts"))
    assert stage.make(brief={"music_db": "-9"}).success
    assert stage.calls() == calls
    assert pictures(stage) == before
    assert require_stage(stage.store, "hills", "soundtrack", Soundtrack).fingerprint != heard.fingerprint
    assert require_stage(stage.store, "hills", "film", Film).fingerprint != film.fingerprint
    new = [(stage.store.read(key) or b"").decode() for key in set(stage.store.documents("receipts")) - receipts]
    assert len(new) == 2, "the mix, the film"


def test_no_engine_is_asked_for_music_that_nobody_hears(tmp_path: Path) -> None:
    silent = Stage(tmp_path)
    silent.begin()
    assert silent.make(brief={"music_db": "off"}).success
    assert silent.calls()["music"] == 0
    assert require_stage(silent.store, "hills", "music", Music).result is None
    assert finished_film(silent.store, "hills", silent.engines())
    narration = require_stage(silent.store, "hills", "narration", Narration)
    with pytest.raises(InvalidInput, match="no music yet"):
        mix_request(leveled(0.0), narration, require_stage(silent.store, "hills", "music", Music))

    assert silent.make(only=["brief", "storyboard", "music"], brief={"music_db": "0"}).success
    assert silent.calls()["music"] == 1
    music = require_stage(silent.store, "hills", "music", Music)
    assert mix_request(PLAN, narration, music).music == music.result.audio


def test_a_film_without_music_is_mixed_of_its_words_alone(stage: Stage) -> None:
    narration = require_stage(stage.store, "hills", "narration", Narration)
    music = require_stage(stage.store, "hills", "music", Music)
    assert mix_request(leveled("off"), narration, music).music is None
    assert mix_request(PLAN, narration, music).music == music.result.audio
