"""What must run after an edit of a film that stands as planned."""

import pytest

from tests.fakes.graph import Stage
from videogen_dagster.core import keys
from videogen_dagster.core.direction import SceneEdit, read_edit
from videogen_dagster.plans.repetition import film_stages, touched_stages


@pytest.fixture(scope="module")
def made(hills, tmp_path_factory):
    """A film of cuts in which somebody is seen speaking in scene 002 alone."""
    return Stage.copied(hills, tmp_path_factory.mktemp("made") / "copy")


def touched(stage: Stage, scene: str, edit: SceneEdit) -> set[str]:
    return set(touched_stages(stage.store, "hills", {}, {scene: edit}))


SEEN = {"scene_images", "scene_animations", "scene_clips", "film"}


def test_no_lips_move_where_nobody_speaks_and_a_film_of_cuts_needs_no_transitions(made):
    seed = read_edit("image", {"seed": 9})
    assert touched(made, "001", seed) == SEEN
    assert touched(made, "002", seed) == {*SEEN, "lip_sync"}


def test_a_movement_may_bring_a_transition_and_another_length(made):
    motion = read_edit("animation", {"motion_prompt": "pan left"})
    heard = {"captions", "music", "soundtrack"}
    assert touched(made, "001", motion) == {*SEEN - {"scene_images"}, *heard, "transitions"}


def test_other_words_touch_all_but_pictures(made):
    words = read_edit("narration", {"text": "A hill."})
    stages = touched(made, "001", words)
    assert {"narration", "captions", "soundtrack", "lip_sync", "transitions", "film"} <= stages
    assert "scene_images" not in stages


def test_renditions_run_only_where_they_are_asked_for_in_a_file_that_a_person_edits(made):
    file = made.store.read(keys.storyboard("hills"))

    def wants(*written: bytes) -> bool:
        made.store.write(keys.storyboard("hills"), file.replace(*written) if written else file)
        return "renditions" in film_stages(made.store, "hills")

    try:
        assert not wants()
        assert wants(b"renditions: []", b"renditions: [9:16]")
        assert not wants(b"renditions: []", b"renditions: [16:9]"), "that is the film's own shape"
        assert not wants(b"renditions: []", b"renditions:  []")
        assert not wants(b"first hill", b"renditions: of a hill")
        assert not wants(b"renditions: []", b"renditions: ["), "the run tells that"
    finally:
        wants()


def test_no_edit_touches_nothing(made):
    assert touched_stages(made.store, "hills", {}, {}) == ()
