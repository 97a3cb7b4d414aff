"""A film is joined while its segments are looked at: what fails is told, and somebody tells how far it is."""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.fakes.graph import Stage
from videogen_dagster.assets.film_joining import FilmParts, join_film
from videogen_dagster.core.cues import Captions
from videogen_dagster.core.errors import MissingObject, VideogenError
from videogen_dagster.core.media import Media
from videogen_dagster.core.shared_failures import ScenesFailed
from videogen_dagster.core.stages import Narration, SceneClips, Soundtrack, Transitions
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.core.values import Value
from videogen_dagster.resources.progress import read_progress
from videogen_dagster.resources.stage_values import require_stage
from videogen_dagster.resources.studio import Studio


@pytest.fixture
def stage(hills: Path, tmp_path: Path) -> Stage:
    return Stage.copied(hills, tmp_path / "copy")


def parts(stage: Stage) -> FilmParts:
    def held(asset: str, value_type: type[Value]):
        return require_stage(stage.store, "hills", asset, value_type)

    return FilmParts(
        storyboard=held("storyboard", Storyboard),
        narration=held("narration", Narration),
        scene_clips=held("scene_clips", SceneClips),
        transitions=held("transitions", Transitions),
        captions=(held("captions", Captions).track,),
        soundtrack=held("soundtrack", Soundtrack),
        camera_moves=False,
    )


def studio(stage: Stage) -> Studio:
    folders = {name: stage.folder / name for name in ("scratch", "films", "previews", "locks")}
    return Studio(stage.store, **folders)


def titled(stage: Stage, title: str) -> FilmParts:
    """Return a film that is joined otherwise, of segments that were looked at before."""
    held = parts(stage)
    return replace(held, storyboard=held.storyboard.model_copy(update={"title": title}))


def text_file(stage: Stage) -> Media:
    path = stage.folder / "words.txt"
    path.write_text("neither seen nor heard\n" * 100)
    return stage.store.put_file(path)


def forget_scans(stage: Stage) -> None:
    for receipt in (stage.folder / "store" / "receipts").glob("*.json"):
        if '"kind":"scan"' in receipt.read_text().replace(" ", ""):
            receipt.unlink()


def without_sound(stage: Stage) -> FilmParts:
    forget_scans(stage)
    held = parts(stage)
    lost = held.soundtrack.result.encoded.model_copy(update={"sha256": "0" * 64})
    result = held.soundtrack.result.model_copy(update={"encoded": lost})
    return replace(held, soundtrack=held.soundtrack.model_copy(update={"result": result}))


def without_a_picture(stage: Stage) -> FilmParts:
    held = parts(stage)
    first, *others = held.scene_clips.scenes
    spoiled = first.model_copy(update={"result": first.result.model_copy(update={"video": text_file(stage)})})
    return replace(held, scene_clips=held.scene_clips.model_copy(update={"scenes": (spoiled, *others)}))


@pytest.mark.parametrize(
    ("spoiled", "error", "told"),
    [(without_sound, MissingObject, "0" * 64), (without_a_picture, ScenesFailed, "the clip is damaged")],
)
def test_what_fails_in_joining_or_looking_is_told_and_leaves_nothing_behind(
    stage: Stage, spoiled: Callable[[Stage], FilmParts], error: type[VideogenError], told: str
) -> None:
    with pytest.raises(error, match=told):
        join_film(spoiled(stage), studio(stage), "hills", before=None, heard_in=None)
    assert list((stage.folder / "scratch").iterdir()) == []
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("joiner")]


def test_joining_tells_how_far_it_is_where_nothing_is_left_to_look_at(stage: Stage) -> None:
    with studio(stage).stage("hills", "transitions"):
        pass
    joined = join_film(titled(stage, "Three more hills"), studio(stage), "hills", before=None, heard_in=None)
    assert not joined.made.reused
    progress = read_progress(stage.store, "hills")
    assert progress is not None
    assert (progress.stage, progress.done, progress.items) == ("film", 1.0, {"film": 1.0})
