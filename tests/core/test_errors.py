import pickle

import pytest

from videogen_dagster.core.errors import EngineRefused, EngineUnavailable, InvalidInput, ScenesFailed, StorageFailure

ERRORS = [
    EngineRefused("no", engine="e", field="002", remedy="say dune"),
    InvalidInput("bad", source="film.yaml", field="scenes[2]", remedy="mend it"),
    StorageFailure("disk full"),
    ScenesFailed("scene_images", {"002": EngineUnavailable("busy", engine="e")}),
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
