import hashlib
import json

import pytest

from videogen_dagster.core import keys
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.film_settings import FilmSettings
from videogen_dagster.core.storyboard import Character, Line, Scene, Storyboard
from videogen_dagster.resources.storyboard_file import (
    dump_storyboard,
    edited_storyboard,
    parse_storyboard,
    settle_storyboard,
)
from videogen_dagster.store.media_store import MediaStore

PLAN = Storyboard(
    title='Ünder: the "sea"',
    settings=FilmSettings(),
    characters=(Character(id="narrator", name="Narrator"),),
    scenes=(
        Scene(
            id="001", image_prompt="a reef", duration_s=4, lines=(Line(character="narrator", text="- yes: no # not"),)
        ),
        Scene(id="002", image_prompt="a wreck", duration_s=3),
    ),
)


@pytest.fixture
def store(tmp_path):
    return MediaStore.in_folder(tmp_path / "store")


def edit(store, old: str, new: str) -> None:
    document = store.read(keys.storyboard("sea")).decode()
    assert old in document
    store.write(keys.storyboard("sea"), document.replace(old, new).encode())


def test_a_storyboard_survives_being_written_and_read():
    assert parse_storyboard(dump_storyboard(PLAN, "sea"), source="x") == PLAN


def test_renditions_and_the_aspect_may_stand_without_quotes(store):
    settle_storyboard(store, "sea", PLAN)
    edit(store, "aspect: '16:9'", "aspect: 1:1")
    edit(store, "renditions: []", "renditions: [9:16, 16:9@720p]")
    settings = settle_storyboard(store, "sea", PLAN)[0].settings
    assert settings == FilmSettings.model_validate({"aspect": "1:1", "renditions": ["9:16", "16:9@720p"]})


def test_a_persons_edit_counts_and_is_not_overwritten(store):
    settle_storyboard(store, "sea", PLAN)
    edit(store, "a reef", "a coral reef at night")
    settled, is_edited = settle_storyboard(store, "sea", PLAN)
    assert is_edited
    assert settled.scenes[0].image_prompt == "a coral reef at night"
    assert settled.scenes[1] == PLAN.scenes[1]
    assert b"coral" in store.read(keys.storyboard("sea"))


def test_new_settings_are_put_on_an_edited_file(store):
    settle_storyboard(store, "sea", PLAN)
    edit(store, "a reef", "a coral reef")
    noir = PLAN.model_copy(update={"settings": FilmSettings(style="noir")})
    for _ in range(2):
        settled, is_edited = settle_storyboard(store, "sea", noir)
        assert is_edited
        assert settled.scenes[0].image_prompt == "a coral reef"
        assert settled.settings.style == "noir"
    assert b"style: noir" in store.read(keys.storyboard("sea"))


def test_a_new_setting_leaves_those_that_a_person_wrote_into_the_file(store):
    settle_storyboard(store, "sea", PLAN)
    edit(store, "renditions: []", "renditions: [9:16]")
    edit(store, "music_db: 0.0", "music_db: -6")
    noir = PLAN.model_copy(update={"settings": FilmSettings(style="noir")})
    expected = FilmSettings.model_validate({"style": "noir", "renditions": "9:16", "music_db": -6})
    for _ in range(2):
        assert settle_storyboard(store, "sea", noir)[0].settings == expected
    louder = PLAN.model_copy(update={"settings": FilmSettings(style="noir", music_db=3)})
    assert settle_storyboard(store, "sea", louder)[0].settings == expected.model_copy(update={"music_db": 3.0})


def test_a_setting_that_there_was_not_when_the_file_was_planned_leaves_what_a_person_wrote(store):
    settle_storyboard(store, "sea", PLAN)
    edit(store, "music_db: 0.0", "music_db: -6")
    record = json.loads(store.read(keys.planned_storyboard("sea")))
    del record["settings"]["music_db"]
    store.write(keys.planned_storyboard("sea"), json.dumps(record).encode())
    assert settle_storyboard(store, "sea", PLAN)[0].settings.music_db == -6


def test_the_name_of_a_plan_depends_on_no_field_that_is_as_usual(store):
    """So a later version with more fields leaves the edits of people."""
    settle_storyboard(store, "sea", PLAN)
    told = (
        '{"title":"Ünder: the \\"sea\\"","characters":[{"id":"narrator","name":"Narrator"}],"scenes":['
        '{"id":"001","image_prompt":"a reef","lines":[{"character":"narrator","text":"- yes: no # not"}],"duration_s":4.0},'
        '{"id":"002","image_prompt":"a wreck","duration_s":3.0}]}'
    )
    record = json.loads(store.read(keys.planned_storyboard("sea")))
    assert record["plan"] == hashlib.sha256(told.encode()).hexdigest()


def test_an_edited_file_is_told_from_one_that_nobody_touched(store):
    assert edited_storyboard(store, "sea") is None
    settle_storyboard(store, "sea", PLAN)
    assert edited_storyboard(store, "sea") is None
    edit(store, "renditions: []", "renditions: [9:16]")
    found = edited_storyboard(store, "sea")
    assert found is not None
    assert found.settings == FilmSettings.model_validate({"renditions": "9:16"})


def test_an_untouched_file_follows_a_new_plan(store):
    settle_storyboard(store, "sea", PLAN)
    new = PLAN.model_copy(update={"title": "Above"})
    assert settle_storyboard(store, "sea", new) == (new, False)
    assert b"Above" in store.read(keys.storyboard("sea"))


def test_a_new_plan_keeps_the_edited_file_beside_the_new_one(store, tmp_path):
    settle_storyboard(store, "sea", PLAN)
    edit(store, "a reef", "a coral reef")
    new = PLAN.model_copy(update={"title": "Above"})
    assert settle_storyboard(store, "sea", new) == (new, False)
    (kept,) = (tmp_path / "store" / "projects" / "sea").glob("storyboard.replaced-*.yaml")
    assert "a coral reef" in kept.read_text()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("duration_s: 4.0", "duration_s: 0", "scenes.0.duration_s"),
        ("duration_s: 4.0", "duration_s: 36000", "scenes.0.duration_s"),
        ("title:", "title: [", "line"),
        ("character: narrator", "character: nobody", "nobody"),
        ("'002'", "'001'", "stands twice"),
        ("image_prompt: a reef", "image_promt: a reef", "image_promt"),
    ],
)
def test_a_broken_edit_is_told_by_field_and_left_as_it_is(store, old, new, told):
    settle_storyboard(store, "sea", PLAN)
    edit(store, old, new)
    before = store.read(keys.storyboard("sea"))
    with pytest.raises(InvalidInput) as caught:
        settle_storyboard(store, "sea", PLAN)
    assert told in str(caught.value)
    assert "storyboard.yaml" in str(caught.value)
    assert store.read(keys.storyboard("sea")) == before
