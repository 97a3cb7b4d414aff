import pickle

import pytest

from videogen_dagster.core.errors import (
    EngineRefused,
    EngineUnavailable,
    FilmRefused,
    InvalidInput,
    ModelMissing,
    StorageFailure,
)
from videogen_dagster.core.shared_failures import RenditionsFailed, ScenesFailed

ERRORS = [
    EngineRefused("no", engine="e", field="002", remedy="say dune"),
    InvalidInput("bad", source="film.yaml", field="scenes[2]", remedy="mend it"),
    StorageFailure("disk full"),
    ScenesFailed("scene_images", {"002": EngineUnavailable("busy", engine="e")}),
    RenditionsFailed({"1:1": FilmRefused(["scene 001 at 0.00 s: black"])}),
    ModelMissing("the model sdxl is not there", engine="diffusers", remedy="videogen models pull sdxl"),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.code)
def test_an_error_crosses_from_one_process_to_another_whole(error):
    again = pickle.loads(pickle.dumps(error))  # noqa: S301  # what we dumped
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert again.report() == error.report()


def test_the_file_stands_before_the_field_and_the_remedy_last():
    assert str(ERRORS[1]) == "film.yaml: scenes[2]: bad; mend it"


def test_a_stage_may_be_tried_again_if_one_of_its_scenes_may():
    assert ERRORS[3].retryable
    assert not ScenesFailed("scene_images", {"002": EngineRefused("no", engine="e")}).retryable


def test_a_rendition_of_wrong_input_does_not_say_that_nothing_was_made():
    error = RenditionsFailed({"9:16": InvalidInput("no composite is called 'x'")})
    assert (error.code, error.exit_code) == ("invalid_input", 3)


def test_failed_renditions_are_told_by_name_with_the_code_of_the_first():
    busy = ScenesFailed("scene_images", {"002": EngineUnavailable("busy", engine="e", retry_after_s=7)})
    error = RenditionsFailed({"1:1": busy, "1:1@360p": busy, "9:16": FilmRefused(["scene 001 at 0.00 s: black"])})
    assert (error.code, error.exit_code, error.field) == ("scenes_failed", 3, "rendition 1:1, 1:1@360p, 9:16")
    assert error.message == (
        "rendition 1:1, 1:1@360p: scene_images: 1 failed, the others are kept: 002: e: busy; "
        "rendition 9:16: fails a quality gate: scene 001 at 0.00 s: black"
    )
    assert (error.retryable, error.retry_after_s) == (True, 7)
