"""The shortest and the longest films through the whole graph."""

import pytest

from tests.fakes.graph import PLAN, Stage
from videogen_dagster.core.stages import Film, Transitions
from videogen_dagster.core.storyboard import Scene, Storyboard
from videogen_dagster.core.timeline import lay_out
from videogen_dagster.core.transition import TransitionKind
from videogen_dagster.media.probing import check_decodes, probe
from videogen_dagster.resources.stage_values import require_stage


def plan(scenes: int, transition: TransitionKind) -> Storyboard:
    """A film of silent scenes of half a second that show two hills in turn."""
    shown = tuple(
        Scene(
            id=f"{number:03d}",
            image_prompt=("first hill", "second hill")[number % 2],
            seed=1,
            duration_s=0.5,
            transition=transition,
        )
        for number in range(1, scenes + 1)
    )
    return PLAN.model_copy(update={"scenes": shown})


@pytest.mark.parametrize("scenes", [1, 300])
def test_a_film_of_one_scene_and_one_of_three_hundred_are_exactly_as_long_as_planned(tmp_path, scenes):
    board = plan(scenes, TransitionKind.CROSSFADE)
    stage = Stage(tmp_path, plan=board)
    result = stage.make()
    assert result.success
    film = result.output_for_node("film")
    assert isinstance(film, Film)
    timeline = lay_out(board, {})
    path = tmp_path / "films" / "hills.mp4"
    check_decodes(path)
    facts = probe(path)
    assert film.result.frames == facts.video.frames == timeline.frames
    assert facts.audio.samples == timeline.samples
    joints = require_stage(stage.store, "hills", "transitions", Transitions).scenes
    assert len(joints) == scenes - 1
    assert stage.calls()["animation"] == min(scenes, 2), "what is equal is made once"
