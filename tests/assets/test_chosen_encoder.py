"""A film is encoded by one encoder: another choice encodes all of its clips and transitions anew."""

import av
import pytest

from tests.fakes.graph import PLAN, Stage
from tests.media.test_encoders import DEVICE
from videogen_dagster.core.stages import Film, SceneClips
from videogen_dagster.core.transition import TransitionKind
from videogen_dagster.media.encoders import SOFTWARE, Encoder
from videogen_dagster.media.segments import segment_header
from videogen_dagster.plans.repetition import finished_film
from videogen_dagster.resources.stage_values import require_stage

FADED = PLAN.model_copy(
    update={"scenes": (PLAN.scenes[0].model_copy(update={"transition": TransitionKind.CROSSFADE}), *PLAN.scenes[1:])}
)


@pytest.fixture
def stage(tmp_path):
    return Stage(tmp_path, plan=FADED)


def encoded_by(stage: Stage, encoder: Encoder) -> bool:
    film = require_stage(stage.store, "hills", "film", Film).result
    with av.open(str(stage.store.fetch(film.video))) as container:
        header = bytes(container.streams.video[0].codec_context.extradata or b"")
    return header == segment_header(film.size, encoder=encoder)


def test_another_encoder_gives_another_film_of_new_segments_and_the_first_one_comes_back(stage):
    assert stage.make().success
    first = require_stage(stage.store, "hills", "film", Film)
    clips = require_stage(stage.store, "hills", "scene_clips", SceneClips)
    assert encoded_by(stage, SOFTWARE)

    stage.encoder = DEVICE
    assert stage.make().success
    assert encoded_by(stage, DEVICE)
    assert finished_film(stage.store, "hills", stage.engines()), "a plan goes by the same encoder"
    again = require_stage(stage.store, "hills", "scene_clips", SceneClips)
    assert not {clip.result.video for clip in clips.scenes} & {clip.result.video for clip in again.scenes}

    stage.encoder = SOFTWARE
    assert stage.make().success
    assert require_stage(stage.store, "hills", "film", Film) == first
