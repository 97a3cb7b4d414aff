"""Edits are versions, each in a file that is written once: none is lost, and a damaged one is not written over."""

import json
import multiprocessing
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from itertools import count

import pytest

from tests.fakes.editors import PLAN, edit_all
from videogen_dagster.core import keys
from videogen_dagster.core.direction import PartEdit, SceneEdit, SceneTake, read_edit
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.resources.direction_file import edit_scene, load_edits, revert_scene, scene_history, use_take
from videogen_dagster.resources.takes_file import record_take
from videogen_dagster.store.media_store import MediaStore


@pytest.fixture
def store(tmp_path):
    return MediaStore.in_folder(tmp_path / "store")


def edit(store, part="image", scene="001", new_takes=(), **given):
    return edit_scene(
        store, "hills", scene, read_edit(part, given), storyboard=PLAN, who="ann", new_takes=list(new_takes)
    )


def file_of(store, version: int, scene: str = "001"):
    return store.local_path(keys.direction_version("hills", scene, version))


def test_each_edit_is_a_version_that_tells_who_when_and_what(store):
    first, second = edit(store, seed=7), edit(store, seed=9, prompt="a lake")
    assert (first.version, first.who, first.what) == (1, "ann", "image seed as planned -> 7")
    assert (second.version, second.what) == (2, "image prompt as planned -> 'a lake'; image seed 7 -> 9")
    assert first.when.tzinfo is not None
    assert first.when <= second.when
    assert scene_history(store, "hills") == (first, second)


def test_an_edit_that_changes_nothing_is_no_version(store):
    edit(store, seed=7)
    assert edit(store, seed=7) is None
    assert edit(store) is None
    assert len(scene_history(store, "hills")) == 1


def test_the_newest_version_of_each_scene_counts(store):
    edit(store, seed=7)
    edit(store, "animation", motion_prompt="tilt up")
    edit(store, scene="002", seed=1)
    edits = load_edits(store, "hills")
    assert set(edits) == {"001", "002"}
    assert (edits["001"].image.seed, edits["001"].animation.motion_prompt) == (7, "tilt up")


def test_the_history_is_in_the_order_in_which_edits_were_made(store):
    edit(store, scene="002", seed=1)
    edit(store, scene="001", seed=2)
    edit(store, scene="002", seed=3)
    told = [(version.scene, version.version) for version in scene_history(store, "hills")]
    assert told == [("002", 1), ("001", 1), ("002", 2)]
    assert [version.version for version in scene_history(store, "hills", "002")] == [1, 2]


def test_more_than_nine_versions_stay_in_order(store):
    for seed in range(12):
        edit(store, seed=seed)
    assert load_edits(store, "hills")["001"].image.seed == 11
    assert [version.version for version in scene_history(store, "hills")] == list(range(1, 13))


def test_projects_and_scenes_with_like_names_keep_their_own(store):
    edit(store, seed=7)
    assert load_edits(store, "hill") == {}
    assert load_edits(store, "hills2") == {}
    assert scene_history(store, "hills", "0010") == ()


def test_an_earlier_version_counts_again_as_a_new_one_and_0_is_the_plan(store):
    edit(store, seed=7)
    edit(store, seed=9)
    back = revert_scene(store, "hills", "001", to=1, who="ben")
    assert (back.version, back.who, back.what) == (3, "ben", "back to version 1")
    assert load_edits(store, "hills")["001"].image.seed == 7
    revert_scene(store, "hills", "001", to=0, who="ben")
    assert load_edits(store, "hills")["001"] == SceneEdit()
    assert revert_scene(store, "hills", "001", to=0, who="ben") is None


@pytest.mark.parametrize("version", [-1, 2, 99])
def test_a_version_that_is_not_there_is_refused(store, version):
    edit(store, seed=7)
    with pytest.raises(InvalidInput) as told:
        revert_scene(store, "hills", "001", to=version, who="ben")
    assert told.value.field == "--to"
    assert "0 (the plan) to 1" in str(told.value)
    assert len(scene_history(store, "hills")) == 1


def test_a_take_that_is_used_again_brings_its_edits_back_and_leaves_those_of_other_parts(store):
    edit(store, seed=7)
    first = record_take(store, "hills", "001", "image", fingerprints=["a"], engine="e", edit=seed_of(store))
    edit(store, seed=9)
    edit(store, "animation", motion_prompt="tilt up")
    used = use_take(store, "hills", "001", "image", first, storyboard=PLAN, who="ben")
    assert used.what == "image take 1 is used"
    assert (used.edit.image.seed, used.edit.image.pick) == (7, 1)
    assert used.edit.animation.motion_prompt == "tilt up"
    assert use_take(store, "hills", "001", "image", first, storyboard=PLAN, who="ben") is None


def seed_of(store) -> PartEdit:
    return load_edits(store, "hills")["001"].image


def test_another_edit_of_the_part_ends_the_choice_of_a_take_and_one_of_another_part_does_not(store):
    first = SceneTake(number=1, fingerprints=("a",), engine="e", edit={}, when="2026-01-01T00:00:00Z")
    use_take(store, "hills", "001", "image", first, storyboard=PLAN, who="ann")
    edit(store, "animation", motion_prompt="tilt up")
    assert seed_of(store).pick == 1
    edit(store, seed=3)
    assert seed_of(store).pick is None


def test_a_new_take_is_a_variation_that_was_never_had(store):
    assert edit(store, new_takes=["image"]).edit.image.take == 2
    revert_scene(store, "hills", "001", to=0, who="ann")
    assert edit(store, new_takes=["image"]).edit.image.take == 3
    assert edit(store, new_takes=["animation"]).edit.animation.take == 2


def test_an_edit_that_does_not_fit_the_plan_writes_nothing(store):
    with pytest.raises(InvalidInput, match="no scene '042'"):
        edit(store, scene="042", seed=1)
    assert store.documents(keys.direction("hills")) == ()


def test_an_edit_that_another_person_makes_at_the_same_moment_is_kept(store):
    class Contested(MediaStore):
        """Somebody else is a moment earlier, three times."""

        others = count(1)

        def create(self, key, document):
            if (number := next(self.others)) <= 3:
                edit_scene(
                    store, "hills", "001", read_edit("image", {"seed": number}), storyboard=PLAN, who=f"other {number}"
                )
            return super().create(key, document)

    contested = Contested.in_folder(store.local_path("objects").parent)
    made = edit_scene(contested, "hills", "001", read_edit("image", {"prompt": "a lake"}), storyboard=PLAN, who="ann")
    assert made.version == 4
    assert (made.edit.image.prompt, made.edit.image.seed) == ("a lake", 3)
    assert [version.who for version in scene_history(store, "hills")] == ["other 1", "other 2", "other 3", "ann"]


def test_edits_of_different_fields_by_four_processes_at_once_are_all_kept(tmp_path):
    """Each of them has a field of its own in two scenes and changes it six times."""
    fields = [
        ("image", "seed", list(range(10, 16))),
        ("image", "prompt", [f"a lake, {number}" for number in range(6)]),
        ("animation", "motion_prompt", [f"pan {number}" for number in range(6)]),
        ("narration", "voice", [f"voice {number}" for number in range(6)]),
    ]
    tasks = {
        f"{part} {field}": tuple((scene, part, {field: value}) for value in values for scene in ("001", "003"))
        for part, field, values in fields
    }
    with ProcessPoolExecutor(4, mp_context=multiprocessing.get_context("spawn")) as people:
        asked = {who: people.submit(edit_all, tmp_path / "store", who, edits) for who, edits in tasks.items()}
        assert {who: len(made.result(timeout=240)) for who, made in asked.items()} == dict.fromkeys(tasks, 12)
    store = MediaStore.in_folder(tmp_path / "store")
    for scene in ("001", "003"):
        edited = load_edits(store, "hills")[scene]
        assert (edited.image.seed, edited.image.prompt) == (15, "a lake, 5")
        assert (edited.animation.motion_prompt, edited.narration.voice) == ("pan 5", "voice 5")
        assert [version.version for version in scene_history(store, "hills", scene)] == list(range(1, 25))


def test_eight_threads_that_edit_one_scene_at_once_lose_nothing(store, tmp_path):
    def make(number: int) -> list[int]:
        part, field = [("image", "negative_prompt"), ("animation", "motion_prompt")][number % 2]
        return edit_all(tmp_path / "store", f"person {number}", (("002", part, {field: f"value {number}"}),))

    with ThreadPoolExecutor(8) as people:
        versions = [number for made in people.map(make, range(8)) for number in made]
    assert sorted(versions) == list(range(1, 9))
    assert {version.who for version in scene_history(store, "hills")} == {f"person {number}" for number in range(8)}
    before = SceneEdit()
    for version in scene_history(store, "hills"):
        assert sum(version.edit.part(part) != before.part(part) for part in ("image", "animation", "narration")) == 1
        before = version.edit


DAMAGE = {
    "cut off": lambda document: document[:40],
    "empty": lambda _: b"",
    "not text": lambda _: b"\xff\xfe\x00 binary",
    "another shape": lambda _: b'{"scenes": []}',
    "a wrong value": lambda document: document.replace(b'"seed": 9', b'"seed": -9'),
    "a field more": lambda document: document.replace(b'"who"', b'"colour": "red", "who"'),
}


@pytest.fixture
def damaged(store, request):
    edit(store, seed=7)
    edit(store, seed=9)
    path = file_of(store, 2)
    path.write_bytes(DAMAGE[request.param](path.read_bytes()))
    return path


@pytest.mark.parametrize("damaged", DAMAGE, indirect=True)
def test_a_damaged_version_is_refused_with_the_last_good_one_named_and_nothing_is_written(store, damaged):
    before = {path: path.read_bytes() for path in damaged.parent.iterdir()}
    for attempt in (
        lambda: load_edits(store, "hills"),
        lambda: edit(store, prompt="a lake"),
        lambda: scene_history(store, "hills"),
        lambda: revert_scene(store, "hills", "001", to=1, who="ann"),
    ):
        with pytest.raises(InvalidInput) as told:
            attempt()
        assert str(damaged) in str(told.value)
        assert f"the last good version is {file_of(store, 1)}" in str(told.value)
        assert "mend the file, or delete it" in str(told.value)
    assert {path: path.read_bytes() for path in damaged.parent.iterdir()} == before


@pytest.mark.parametrize("damaged", ["cut off"], indirect=True)
def test_a_damaged_version_that_is_deleted_leaves_the_one_before(store, damaged):
    damaged.unlink()
    assert load_edits(store, "hills")["001"].image.seed == 7
    assert edit(store, seed=11).version == 2


@pytest.mark.parametrize("damaged", ["empty"], indirect=True)
def test_a_damaged_version_may_be_mended_with_a_copy_of_another_one(store, damaged):
    damaged.write_bytes(file_of(store, 1).read_bytes())
    assert load_edits(store, "hills")["001"].image.seed == 7
    assert edit(store, seed=11).version == 3
    assert [version.version for version in scene_history(store, "hills")] == [1, 2, 3]


@pytest.mark.parametrize("damaged", ["cut off"], indirect=True)
def test_what_an_editor_keeps_beside_the_mended_file_does_not_count(store, damaged):
    damaged.with_name("000002.json~").write_bytes(damaged.read_bytes())
    damaged.with_name(".000002.json.swp").write_bytes(b"swap")
    damaged.write_text(json.dumps(json.loads(file_of(store, 1).read_text()) | {"version": 2}))
    assert load_edits(store, "hills")["001"].image.seed == 7
    assert edit(store, seed=11).version == 3


def test_of_several_damaged_versions_the_last_good_one_is_named(store):
    for seed in (7, 8, 9):
        edit(store, seed=seed)
    for version in (2, 3):
        file_of(store, version).write_bytes(b"{")
    with pytest.raises(InvalidInput, match=r"the last good version is .*000001\.json"):
        load_edits(store, "hills")


def test_a_first_version_that_is_damaged_leaves_the_plan_to_go_back_to(store):
    edit(store, seed=7)
    file_of(store, 1).write_bytes(b"")
    with pytest.raises(InvalidInput, match="there is no earlier version") as told:
        load_edits(store, "hills")
    assert told.value.remedy == "mend the file, or delete it to go back to the plan"
    file_of(store, 1).unlink()
    assert load_edits(store, "hills") == {}


def test_damage_in_one_scene_leaves_the_others_editable(store):
    edit(store, scene="002", seed=7)
    file_of(store, 1, "002").write_bytes(b"")
    assert edit(store, scene="001", seed=3).version == 1
