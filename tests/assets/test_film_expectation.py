"""What the finished film must be follows from the stages, and a whole film is what it must be."""

import dataclasses
from pathlib import Path

import pytest

from tests.fakes.graph import PLAN, Stage
from videogen_dagster.assets.film_expectation import expected_film
from videogen_dagster.core.cues import Captions
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.media import Media
from videogen_dagster.core.stages import Film, Narration, SceneClips, Soundtrack, Transitions
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.core.transition import TransitionKind
from videogen_dagster.media.quality.expected import ExpectedFilm
from videogen_dagster.media.quality.findings import Gate
from videogen_dagster.media.quality.gates import inspect_film
from videogen_dagster.resources.stage_values import require_stage

FADED = PLAN.model_copy(
    update={
        "scenes": (
            PLAN.scenes[0].model_copy(update={"transition": TransitionKind.DIP_WHITE}),
            PLAN.scenes[1].model_copy(update={"motion_prompt": "pan left"}),
            PLAN.scenes[2].model_copy(update={"transition": TransitionKind.DIP_BLACK, "action": "A black screen."}),
        )
    }
)


def expectation(stage: Stage) -> tuple[ExpectedFilm, Media]:
    def held(asset: str, value_type: type):
        return require_stage(stage.store, "hills", asset, value_type)

    film = held("film", Film)
    expected = expected_film(
        held("storyboard", Storyboard),
        held("narration", Narration),
        held("scene_clips", SceneClips),
        held("transitions", Transitions),
        held("soundtrack", Soundtrack),
        stage.store.fetch,
        tracks=(held("captions", Captions).track,),
    )
    return expected, film.result.video


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Stage, ExpectedFilm, Path]:
    stage = Stage(tmp_path_factory.mktemp("stage"), plan=FADED)
    assert stage.make().success
    expected, video = expectation(stage)
    return stage, expected, stage.store.fetch(video)


def test_scenes_transitions_and_lines_lie_where_the_timeline_says(made) -> None:
    _, expected, _ = made
    first, second, third = expected.scenes
    assert expected.size == FrameSize(width=640, height=360)
    assert (first.scene, first.first_frame) == ("001", 0)
    assert second.first_frame == first.frames - 15
    assert third.first_frame == second.end_frame
    assert expected.frames == third.end_frame
    assert expected.samples == expected.frames * 1600
    assert [(part.kind, part.first_frame, part.frames, part.into) for part in expected.transitions] == [
        (TransitionKind.DIP_WHITE, second.first_frame, 15, "002"),
        (TransitionKind.CUT, third.first_frame, 0, "003"),
        (TransitionKind.DIP_BLACK, expected.frames - 15, 15, None),
    ]
    assert [(line.scene, line.first_sample) for line in expected.lines] == [
        ("001", 12 * 1600),
        ("002", (second.first_frame + 12) * 1600),
    ]
    assert [line.samples for line in expected.lines] == [24_000, 24_000]
    assert all(line.read and 0 <= line.read[0] < line.read[1] <= line.samples for line in expected.lines)


def test_what_stands_still_or_is_plain_on_purpose_may(made) -> None:
    _, expected, _ = made
    assert [scene.may_stand_still for scene in expected.scenes] == [True, False, True]
    assert [scene.may_be_plain for scene in expected.scenes] == [False, False, True]


def test_the_film_that_was_made_is_what_it_must_be(made) -> None:
    _, expected, path = made
    # The fake engine draws grey pictures, alike in all scenes, and a hum is no speech for a loudness meter.
    drawn = {Gate.BLACK, Gate.DUPLICATES, Gate.FROZEN}
    assert {finding.gate for finding in inspect_film(path, expected)} <= drawn


def test_another_film_is_not(made) -> None:
    _, expected, path = made
    other = dataclasses.replace(expected, frames=expected.frames + 1, most_bytes=100, least_bytes=1)
    assert {Gate.LENGTH, Gate.SIZE_PLAUSIBLE} <= {finding.gate for finding in inspect_film(path, other)}
