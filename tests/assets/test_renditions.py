"""A film in other shapes and sizes, over the whole graph with fake engines."""

import shutil
from collections import Counter
from pathlib import Path

import av
import pytest

from tests.fakes.animation_engine import FakeAnimationEngine
from tests.fakes.graph import Stage, failure_of
from tests.fakes.image_engine import FakeImageEngine
from videogen_dagster.core.direction import read_edit
from videogen_dagster.core.film_settings import Aspect
from videogen_dagster.core.stages import Film, Renditions, SceneClips
from videogen_dagster.media.quality.findings import GATES
from videogen_dagster.plans.project_plan import plan_project
from videogen_dagster.plans.records import PlannedChange
from videogen_dagster.plans.repetition import film_stages, finished_film
from videogen_dagster.resources.briefing import load_brief
from videogen_dagster.resources.stage_values import require_stage
from videogen_dagster.store.whole_files import sha256_of

ASKED = ("brief", "storyboard", "renditions")
"""What must run when nothing but the renditions is another one."""


def ask_for(stage: Stage, *renditions: str, **settings: str) -> None:
    stage.begin()
    load_brief(stage.store, "hills", overrides={"renditions": ", ".join(renditions) or "none", **settings})


def held(stage: Stage) -> Renditions:
    return require_stage(stage.store, "hills", "renditions", Renditions)


def path(stage: Stage, name: str = "") -> Path:
    return stage.folder / "films" / f"hills{name}.mp4"


def packets(file: Path, kind: str) -> list[bytes]:
    with av.open(str(file)) as container:
        return [bytes(packet) for packet in container.demux(getattr(container.streams, kind)[0])]


def size(file: Path) -> tuple[int, int]:
    with av.open(str(file)) as container:
        return container.streams.video[0].width, container.streams.video[0].height


@pytest.fixture(scope="module")
def shaped(tmp_path_factory) -> Path:
    """The folder of a film with a tall rendition and a smaller one; tests work on copies."""
    stage = Stage(tmp_path_factory.mktemp("hills"))
    ask_for(stage, "9:16", "16:9@360p", resolution="480p")
    assert stage.make().success
    assert stage.calls() == {"image": 6, "animation": 6, "lips": 2, "speech": 2, "music": 1}
    return stage.folder


@pytest.fixture
def stage(shaped, tmp_path) -> Stage:
    shutil.copytree(shaped, tmp_path / "copy")
    return Stage(tmp_path / "copy")


def test_renditions_have_their_sizes_and_the_films_length_and_sound(stage):
    assert size(path(stage)) == (854, 480)
    assert size(path(stage, ".9x16")) == (480, 854)
    assert size(path(stage, ".16x9-360p")) == (640, 360)
    film = require_stage(stage.store, "hills", "film", Film).result
    for rendition, name in zip(held(stage).films, (".9x16", ".16x9-360p"), strict=True):
        assert rendition.film.result.frames == film.frames
        assert sha256_of(path(stage, name)) == rendition.film.result.video.sha256
        assert packets(path(stage, name), "audio") == packets(path(stage), "audio")


def test_captions_in_rows_of_their_own_stand_beside_another_shape_only(stage):
    assert {file.name for file in path(stage).parent.iterdir()} == {
        *("hills.mp4", "hills.srt", "hills.vtt"),
        *("hills.9x16.mp4", "hills.9x16.srt", "hills.9x16.vtt"),
        "hills.16x9-360p.mp4",
    }


def test_a_smaller_rendition_shows_the_films_own_clips(stage):
    (composed,) = held(stage).composed
    assert composed.aspect is Aspect.TALL
    assert {(str(c.result.size), c.result.frames) for c in composed.scene_animations.scenes} == {
        ("480x854", c.result.frames) for c in require_stage(stage.store, "hills", "scene_clips", SceneClips).scenes
    }


def test_again_nothing_is_made(stage):
    before = contents(stage)
    assert finished_film(stage.store, "hills", stage.engines())
    assert stage.make().success
    assert not any(stage.calls().values())
    assert contents(stage) == before


def contents(stage: Stage) -> dict[str, str]:
    return {file.name: sha256_of(file) for file in path(stage).parent.iterdir()}


def test_a_retake_remakes_its_scene_in_all_of_them_and_a_size_is_for_the_films_shape(stage):
    before = held(stage)
    assert stage.retake("image", "001", seed=9, size="320x180").success
    assert stage.make().success
    assert stage.calls() == {"image": 2, "animation": 2, "lips": 0, "speech": 0, "music": 0}
    assert sorted(str(request.size) for request in stage.images.calls) == ["320x180", "480x854"]
    assert {request.seed for request in stage.images.calls} == {9}
    for old, new in zip(before.films, held(stage).films, strict=True):
        rows = zip(old.scene_clips.scenes, new.scene_clips.scenes, strict=True)
        assert [was.result != now.result for was, now in rows] == [True, False, False]
        assert packets(path(stage, f".{new.rendition.name}"), "audio") == packets(path(stage), "audio")


def test_the_film_in_that_shape_is_the_rendition_bit_by_bit(stage):
    tall = sha256_of(path(stage, ".9x16"))
    ask_for(stage, aspect="9:16")
    assert stage.make().success
    assert not any(stage.calls().values())
    assert sha256_of(path(stage)) == tall


def test_another_engine_marks_nothing_stale_in_any_shape(stage):
    stage.images = FakeImageEngine(version="2")
    assert stage.make(only=["renditions"]).success
    assert not any(stage.calls().values())
    assert stage.make(only=["renditions"], renditions={"stale_models": True}).success
    assert {str(request.size) for request in stage.images.calls} == {"480x854"}


def test_renditions_that_are_not_wanted_any_more_are_forgotten_and_their_files_stay(stage):
    ask_for(stage, "16:9@360p")
    assert "renditions" in film_stages(stage.store, "hills")
    assert stage.make(only=ASKED).success
    assert [str(film.rendition) for film in held(stage).films] == ["16:9@360p"]
    assert held(stage).composed == ()
    assert path(stage, ".9x16").is_file()
    ask_for(stage)
    assert "renditions" in film_stages(stage.store, "hills"), "it tells that there are none any more"
    assert stage.make(only=ASKED).success
    assert held(stage) == Renditions()
    assert "renditions" not in film_stages(stage.store, "hills")


def test_one_more_size_of_a_shape_composes_nothing(stage):
    ask_for(stage, "9:16", "9:16@360p")
    assert stage.make(only=ASKED).success
    assert not any(stage.calls().values())
    assert size(path(stage, ".9x16-360p")) == (360, 640)


def test_the_gates_of_renditions_are_checks_of_their_own(stage):
    found = [
        each
        for each in stage.make(only=["renditions"]).get_asset_check_evaluations()
        if each.asset_key.path[-1] == "renditions"
    ]
    assert {each.check_name for each in found} == set(GATES)
    assert all(each.passed for each in found)


def test_a_rendition_that_fails_a_gate_is_told_and_leaves_the_film_and_the_others(stage):
    before = contents(stage)
    stage.animations = FakeAnimationEngine(black={1})
    ask_for(stage, "1:1", "16:9@360p", "9:16")
    result = stage.make(only=ASKED)
    told = failure_of(result)
    assert told["code"] == "quality_failed"
    assert "rendition 1:1: " in told["message"]
    assert "scene 002 at 1." in told["message"]
    assert "the picture is black" in told["message"]
    assert told["message"].count("rendition") == 1
    assert (told["exit_code"], told["field"]) == (3, "rendition 1:1")
    assert contents(stage) == before
    assert [str(film.rendition) for film in held(stage).films] == ["16:9@360p", "9:16"]
    failed = [each for each in result.get_asset_check_evaluations() if not each.passed]
    assert {(each.asset_key.path[-1], each.check_name) for each in failed} == {("renditions", "black")}
    stage.animations = FakeAnimationEngine(version="2")
    assert stage.make(only=ASKED, renditions={"stale_models": True}).success
    assert [str(film.rendition) for film in held(stage).films] == ["1:1", "16:9@360p", "9:16"]


def test_a_film_without_renditions_has_no_such_stage(tmp_path):
    stage = Stage(tmp_path)
    stage.begin()
    assert "renditions" not in film_stages(stage.store, "hills")
    ask_for(stage, "9:16")
    assert "renditions" in film_stages(stage.store, "hills")


def planned(stage: Stage, change: PlannedChange | None = None) -> Counter[tuple[str | None, str, str]]:
    """Return how much would be made for certain, and may be made, by rendition and stage."""
    stages = plan_project(stage.store, "hills", stage.engines(), change or PlannedChange()).stages
    return Counter(
        {
            (each.rendition, each.like or each.stage, kind): len(things)
            for each in stages
            for kind, things in (("made", each.made), ("may", each.may))
            if things
        }
    )


def test_a_plan_tells_what_renditions_would_make(stage):
    assert planned(stage) == {}
    square = planned(stage, PlannedChange(overrides={"renditions": "1:1, 9:16, 16:9@360p"}))
    assert square == {
        ("1:1", "scene_images", "made"): 3,
        ("1:1", "scene_animations", "made"): 3,
        ("1:1", "lip_sync", "made"): 1,
        ("1:1", "scene_clips", "made"): 3,
        ("1:1", "film", "made"): 1,
    }
    ask_for(stage, "1:1", "9:16", "16:9@360p")
    assert stage.make(only=ASKED).success
    assert stage.calls() == {"image": 3, "animation": 3, "lips": 1, "speech": 0, "music": 0}
    assert planned(stage) == {}


def test_a_plan_of_a_retake_tells_its_scene_in_every_rendition(stage):
    change = PlannedChange(scene="001", edit=read_edit("image", {"seed": 9}))
    stages = plan_project(stage.store, "hills", stage.engines(), change).stages
    told = {
        (each.rendition, each.like): {result.scene: result.why for result in (*each.made, *each.may)}
        for each in stages
        if each.stage == "renditions"
    }
    assert {key: set(value) for key, value in told.items() if value} == {
        ("9:16", "scene_images"): {"001"},
        ("9:16", "scene_animations"): {"001"},
        ("9:16", "scene_clips"): {"001"},
        ("9:16", "film"): {None},
        ("16:9@360p", "scene_clips"): {"001"},
        ("16:9@360p", "film"): {None},
    }
    assert told["9:16", "scene_images"]["001"].startswith("seed ")
    assert told["16:9@360p", "film"][None] == "clips of its scenes may be made again"
