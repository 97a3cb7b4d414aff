"""Scenes that a function composes, in the whole graph on fake engines."""

import shutil
from dataclasses import replace
from pathlib import Path

import dagster as dg
import pytest

from tests.assets.test_film_expectation import expectation
from tests.fakes.graph import PLAN, Stage, failure_of
from videogen_dagster.core import keys
from videogen_dagster.core.direction import read_edit
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.stages import SceneClips
from videogen_dagster.media.quality.expected import ExpectedScene
from videogen_dagster.media.quality.findings import Gate
from videogen_dagster.media.quality.gates import inspect_film
from videogen_dagster.plans.project_plan import plan_project
from videogen_dagster.plans.records import PlannedChange
from videogen_dagster.resources.direction_file import edit_scene
from videogen_dagster.resources.stage_values import require_stage
from videogen_dagster.resources.takes_file import scene_takes
from videogen_dagster.scene_statuses import ProjectStages, scene_statuses

STILL = """
import numpy as np

def still(scene):
    slope = np.linspace(20, scene.options["brightest"], scene.width).astype(np.uint8)
    return [np.tile(slope[None, :, None], (scene.height, 1, 3))] * scene.frames
"""
ONE, TWO, THREE = PLAN.scenes
FIELDS = {"composite": "still", "motion_prompt": "pan left", "duration_s": 2}
COMPOSED = PLAN.model_copy(
    update={
        "scenes": (
            ONE,
            TWO.model_copy(update={**FIELDS, "composite_options": '{"brightest":200}'}),
            THREE.model_copy(update={**FIELDS, "composite_options": '{"brightest":200,"name":"b"}'}),
        )
    }
)


@pytest.fixture(scope="module")
def finished(tmp_path_factory) -> Path:
    """The folder of a finished film, made once; tests work on copies."""
    folder = tmp_path_factory.mktemp("composed")
    (folder / "report.py").write_text(STILL)
    result = Stage(folder, plan=COMPOSED, composites=(str(folder / "report.py"),)).make()
    assert result.success, failure_of(result)
    return folder


@pytest.fixture
def stage(finished, tmp_path) -> Stage:
    shutil.copytree(finished, tmp_path / "copy")
    return Stage(tmp_path / "copy", plan=COMPOSED, composites=(str(tmp_path / "copy" / "report.py"),))


def animate(stage: Stage, *, anew: bool = False) -> dg.ExecuteInProcessResult:
    """Make the clips of the scenes; `anew` with the storyboard before them."""
    return stage.make(only=[*(["storyboard", "prompts"] if anew else []), "scene_animations"])


def made_animations(stage: Stage, change: PlannedChange | None = None) -> dict[str, str]:
    """Return which animations the next film would make, and why."""
    planned = plan_project(stage.store, "hills", stage.engines(), change or PlannedChange())
    (animations,) = (each for each in planned.stages if each.stage == "scene_animations")
    return {result.scene or "": result.why for result in animations.made}


def clips(stage: Stage) -> dict[str, str]:
    return {
        row.scene: row.fingerprint for row in require_stage(stage.store, "hills", "scene_animations", SceneClips).scenes
    }


def test_a_scene_is_made_by_its_function_and_says_so(stage):
    assert made_animations(stage) == {}
    takes = {scene: scene_takes(stage.store, "hills", scene, "animation") for scene in ("001", "002")}
    assert [takes["001"][0].engine, takes["002"][0].engine] == ["fake-animation/1", "composer/1"]
    assert require_stage(stage.store, "hills", "lip_sync", SceneClips).scenes == (), "functions show who speaks"
    told = scene_statuses(ProjectStages(stage.store, "hills"), None, {})
    assert [status.animation["composite"] for status in told] == [None, "still", "still"]


def test_scenes_that_stand_still_and_look_alike_pass_the_gates_if_a_function_composes_them(stage):
    expected, film = expectation(stage)
    of_pictures = {Gate.FROZEN, Gate.DUPLICATES, Gate.BLACK}

    def judged(scenes: tuple[ExpectedScene, ...]) -> set[tuple[str, Gate]]:
        found = inspect_film(stage.store.fetch(film), replace(expected, scenes=scenes))
        return {(finding.scene, finding.gate) for finding in found if finding.gate in of_pictures}

    assert {scene for scene, _ in judged(expected.scenes)} <= {"001"}
    filmed = tuple(replace(scene, may_stand_still=False, shows=scene.scene) for scene in expected.scenes)
    assert judged(filmed) >= {("002", Gate.FROZEN), ("003", Gate.FROZEN), ("003", Gate.DUPLICATES)}


def test_a_changed_function_makes_its_scenes_anew_and_nothing_else(stage):
    before = clips(stage)
    (stage.folder / "report.py").write_text(STILL + "\n# a new look\n")
    why = "the file of its function was changed"
    assert made_animations(stage) == {"002": why, "003": why}
    assert animate(stage).success
    after = clips(stage)
    assert [scene for scene in after if after[scene] != before[scene]] == ["002", "003"]
    assert stage.animations.calls == []
    assert [len(scene_takes(stage.store, "hills", scene, "animation")) for scene in ("001", "002")] == [1, 2]
    (stage.folder / "report.py").write_text(STILL)
    assert made_animations(stage) == {}, "what it showed before is still there"


def test_other_options_make_one_scene_anew(stage):
    before = clips(stage)
    plan = stage.store.local_path(keys.storyboard("hills"))
    plan.write_text(plan.read_text().replace("name: b", "name: c"))
    assert made_animations(stage) == {"003": "other options for its function"}
    assert animate(stage, anew=True).success
    assert [scene for scene, name in clips(stage).items() if name != before[scene]] == ["003"]


def test_a_scene_that_is_filmed_again_tells_so(stage):
    plan = stage.store.local_path(keys.storyboard("hills"))
    plan.write_text(plan.read_text().replace("composite: still", "composite: null", 1))
    assert made_animations(stage) == {"002": "a camera over its picture instead of your own footage or a function"}


def test_a_new_take_composes_the_scene_again_and_a_camera_move_is_refused(stage):
    change = PlannedChange(scene="003", new_takes=("animation",))
    assert made_animations(stage, change) == {"003": "take 1 -> 2"}
    pan = read_edit("animation", {"motion_prompt": "pan"})
    with pytest.raises(InvalidInput, match="composed by still, where no camera moves"):
        edit_scene(stage.store, "hills", "003", pan, storyboard=COMPOSED, who="ann")


def test_a_function_that_fails_is_told_with_its_scene_and_the_others_are_kept(stage):
    failing = STILL.replace("return [", "assert not scene.options.get('name')\n    return [")
    (stage.folder / "report.py").write_text(failing)
    told = failure_of(animate(stage))
    assert told["code"] == "scenes_failed"
    assert "003: composer: still (report.py) raised AssertionError, line 6" in str(told["message"])
    assert list(made_animations(stage)) == ["003"], "002 is made and kept"


def test_a_function_that_is_not_there_is_told_before_anything_is_made(tmp_path):
    stage = Stage(tmp_path, plan=COMPOSED)
    told = failure_of(stage.make())
    assert (told["code"], told["field"]) == ("invalid_input", "scene 002")
    assert not any(stage.calls().values())


def test_an_edited_storyboard_with_an_unknown_function_is_told_at_once(stage):
    plan = stage.store.local_path(keys.storyboard("hills"))
    plan.write_text(plan.read_text().replace("composite: still", "composite: stil", 1))
    told = failure_of(stage.make(only=["storyboard"]))
    assert "did you mean still?" in str(told["remedy"])


def test_a_function_that_is_not_there_is_an_input_that_is_wrong(stage):
    stage.composites = ()
    told = failure_of(animate(stage))
    assert told["code"] == "invalid_input"
    assert "no composite is called 'still'" in str(told["message"])
