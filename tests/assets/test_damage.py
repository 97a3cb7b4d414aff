"""An object with a flipped byte is set aside and made again, by the run that comes upon it."""

import os
from pathlib import Path

import pytest

from tests.fakes.graph import Stage, failure_of
from videogen_dagster.core import keys
from videogen_dagster.core.brief import Product
from videogen_dagster.core.media import Media
from videogen_dagster.core.stages import Film, Music, Narration, SceneClips, ScenePictures, Soundtrack
from videogen_dagster.resources.briefing import load_brief
from videogen_dagster.resources.stage_values import require_stage, set_damaged_aside
from videogen_dagster.store.media_store import MediaStore

OBJECTS = {
    "a picture": ("scene_images", ScenePictures, lambda held: held.scenes[1].result.image, {"image": 1}),
    "a line": ("narration", Narration, lambda held: held.scenes[0].lines[0].sound.audio, {"speech": 1}),
    "the music": ("music", Music, lambda held: held.result.audio, {"music": 1}),
    "the mix": ("soundtrack", Soundtrack, lambda held: held.result.sound.audio, {}),
    "the soundtrack": ("soundtrack", Soundtrack, lambda held: held.result.encoded, {}),
    "a clip": ("scene_animations", SceneClips, lambda held: held.scenes[0].result.video, {"animation": 1}),
    "a clip with lips": ("lip_sync", SceneClips, lambda held: held.scenes[0].result.video, {"lips": 1}),
    "a scene clip": ("scene_clips", SceneClips, lambda held: held.scenes[2].result.video, {"animation": 1}),
    "the film": ("film", Film, lambda held: held.result.video, {}),
    "the poster": ("film", Film, lambda held: held.result.poster, {}),
}
"""Where each kind stands, and what has to be asked for again; a scene clip that needs no conforming is the clip."""


@pytest.fixture(scope="module")
def made(hills, tmp_path_factory):
    return Stage.copied(hills, tmp_path_factory.mktemp("made") / "copy")


def named(stage: Stage, what: str) -> Media:
    asset, value_type, media, _ = OBJECTS[what]
    return media(require_stage(stage.store, "hills", asset, value_type))


def flip_a_byte(stage: Stage, media: Media, *, silently: bool = False) -> Path:
    """Damage an object; `silently` as a disk does it, without a trace in the file's times."""
    stage.store = MediaStore.in_folder(stage.folder / "store")  # as another process, which has not read it yet
    path = stage.store.local_path(keys.media_object(media))
    before, content = path.stat(), bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0x40
    path.write_bytes(content)
    if silently:
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    return path


@pytest.mark.parametrize("what", OBJECTS)
def test_a_damaged_object_of_any_kind_is_made_again_by_the_next_run(made, what):
    media, film = named(made, what), require_stage(made.store, "hills", "film", Film)
    path, before = flip_a_byte(made, media), made.calls()
    assert made.make().success
    asked = {engine: count - before[engine] for engine, count in made.calls().items() if count > before[engine]}
    assert asked == OBJECTS[what][3]
    assert made.store.fetch(media) == path, "whole again, under its old name"
    assert made.store.exists(keys.quarantined(media))
    assert require_stage(made.store, "hills", "film", Film) == film


@pytest.mark.parametrize("what", ["the film", "the poster"])
def test_a_film_that_was_damaged_without_a_trace_is_joined_again_by_the_step_that_notices(made, what):
    media = named(made, what)
    for thumbnail in made.store.documents("thumbnails"):
        made.store.remove(thumbnail)
    path = flip_a_byte(made, media, silently=True)
    result = made.make()
    assert result.success
    retried = [event.step_key for event in result.all_events if event.event_type_value == "STEP_UP_FOR_RETRY"]
    assert retried == ["film"]
    assert made.store.fetch(media) == path


def test_a_clip_that_was_damaged_without_a_trace_fails_the_film_once_and_is_made_again_by_the_next_run(made):
    media = named(made, "a clip")
    path = flip_a_byte(made, media, silently=True)
    made.store.remove(keys.receipt(require_stage(made.store, "hills", "film", Film).fingerprint))
    told = failure_of(made.make())
    assert told["code"] in {"damaged_object", "missing_object"}
    assert media.name in str(told["message"])
    assert made.make().success
    assert made.store.fetch(media) == path


def test_all_that_is_damaged_without_a_trace_is_set_aside_at_once(made):
    damaged = {named(made, what) for what in OBJECTS}
    for media in damaged:
        flip_a_byte(made, media, silently=True)
    set_damaged_aside(made.store, "hills")
    assert not any(made.store.holds(media) for media in damaged)
    set_damaged_aside(made.store, "hills")
    assert made.make().success
    assert all(made.store.fetch(media) for media in damaged)


def test_damage_in_another_project_is_left_for_that_project(made):
    media = named(made, "the music")
    flip_a_byte(made, media)
    set_damaged_aside(made.store, "dales")
    assert made.store.holds(media)
    assert made.make().success


def test_a_photo_of_a_person_that_is_damaged_is_asked_for_again(hills, tmp_path):
    stage = Stage.copied(hills, tmp_path / "copy")
    photo = tmp_path / "mug.png"
    photo.write_bytes(b"a mug")
    media = stage.store.put_file(photo)
    brief = load_brief(stage.store, "hills")
    product = brief.model_copy(update={"content": Product(title="Mug", photos=(media,))})
    stage.store.write(keys.brief("hills"), product.model_dump_json().encode())
    assert stage.make().success
    flip_a_byte(stage, media, silently=True)
    for _ in range(2):
        told = failure_of(stage.make())
        assert (told["code"], told["field"]) == ("invalid_input", "photos")
        assert "photo 1 of the product" in str(told["message"])
        assert "again" in str(told["remedy"])
    assert stage.store.put_file(photo) == media
    assert stage.make().success
