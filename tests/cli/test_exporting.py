"""`videogen export`: what an editor gets is the film, to the frame and the sample."""

import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import opentimelineio as otio
import pytest

from tests.e2e.conftest import Workplace
from tests.fakes.graph import PLAN, Stage
from videogen_dagster.core import keys
from videogen_dagster.core.direction import read_edit
from videogen_dagster.core.stages import Film, Soundtrack
from videogen_dagster.core.transition import TransitionKind
from videogen_dagster.media.probing import probe
from videogen_dagster.resources.direction_file import edit_scene
from videogen_dagster.resources.stage_values import require_stage
from videogen_dagster.store.media_store import MediaStore

ONE, TWO, THREE = PLAN.scenes
FADING = PLAN.model_copy(
    update={
        "scenes": (
            ONE.model_copy(update={"transition": TransitionKind.CROSSFADE, "heading": "EXT. GREEN HILL - DAWN"}),
            TWO.model_copy(update={"transition": TransitionKind.WIPE_LEFT, "heading": "INT. 丘"}),
            THREE.model_copy(update={"transition": TransitionKind.DIP_BLACK, "duration_s": 2}),
        )
    }
)


@dataclass(frozen=True)
class Hills:
    place: Workplace
    stage: Stage

    @property
    def folder(self) -> Path:
        return self.place.home / "exports" / "hills"

    @property
    def film(self) -> Path:
        return self.place.home / "films" / "hills.mp4"

    def timeline(self) -> otio.schema.Timeline:
        return otio.adapters.read_from_file(str(self.folder / "hills.otio"))


@pytest.fixture(scope="module")
def hills(tmp_path_factory) -> Hills:
    """A small film, exported once."""
    place = Workplace(tmp_path_factory.mktemp("hills"))
    stage = Stage(place.home, plan=FADING)
    assert stage.make().success
    exported = place.run("export", "hills")
    assert exported.code == 0, exported.err
    assert exported.out == f"{place.home}/exports/hills/hills.otio\n"
    return Hills(place, stage)


def contents(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def pictures(path: Path) -> list[np.ndarray]:
    with av.open(str(path)) as container:
        return [frame.to_ndarray() for frame in container.decode(video=0)]


def test_every_file_that_is_named_is_there_and_as_long_as_the_timeline_says(hills):
    clips = hills.timeline().find_clips()
    for clip in clips:
        facts = probe(hills.folder / clip.media_reference.target_url)
        stream = facts.video or facts.audio
        length = stream.frames if facts.video else stream.samples
        rate = stream.frames_per_second if facts.video else stream.sample_rate_hz
        assert clip.media_reference.available_range.duration == otio.opentime.RationalTime(length, float(rate))
    named = {clip.media_reference.target_url for clip in clips}
    assert set(contents(hills.folder)) == named | {"hills.otio", "hills.srt", "checksums.sha256"}
    assert {"media/001-green-hill-dawn.mp4", "media/002.mp4", "media/001-line-1-narrator.wav"} <= named


def test_pictures_stand_in_the_film_where_the_timeline_has_them(hills):
    (track,) = hills.timeline().video_tracks()
    film, position = pictures(hills.film), 0
    shown = [item for item in track if isinstance(item, otio.schema.Clip)]
    for clip in shown:
        first, frames = (int(time.value) for time in (clip.source_range.start_time, clip.source_range.duration))
        of_clip = pictures(hills.folder / clip.media_reference.target_url)
        for frame in (8, frames // 2, frames - 16):  # beside the transitions
            assert np.array_equal(of_clip[first + frame], film[position + frame]), f"{clip.name}, frame {frame}"
        position += frames
    assert position == len(film) == require_stage(hills.stage.store, "hills", "film", Film).result.frames
    kinds = [item.name for item in track if isinstance(item, otio.schema.Transition)]
    assert kinds == ["crossfade", "wipe-left", "dip-black"]


def test_lines_stand_at_the_samples_at_which_they_were_mixed(hills):
    mixed = require_stage(hills.stage.store, "hills", "soundtrack", Soundtrack)
    receipt = json.loads(hills.stage.store.read(keys.receipt(mixed.fingerprint)))
    wanted = {(line["audio"]["sha256"], line["first_sample"]) for line in receipt["request"]["lines"]}
    tracks = {track.name: track for track in hills.timeline().audio_tracks()}
    assert list(tracks) == ["Narrator", "Ann", "Music", "Soundtrack (mixed)"]
    exported = contents(hills.folder)
    found = {
        (exported[clip.media_reference.target_url], clip.range_in_parent().start_time.rescaled_to(48_000).value)
        for who in ("Narrator", "Ann")
        for clip in tracks[who].find_clips()
    }
    assert found == wanted
    (mix,) = tracks["Soundtrack (mixed)"].find_clips()
    assert exported[mix.media_reference.target_url] == mixed.result.sound.audio.sha256


def test_a_scene_tells_what_it_was_made_from_and_no_path_of_this_machine(hills):
    first, *_ = hills.timeline().video_tracks()[0].find_clips()
    notes = first.metadata["videogen"]
    assert (notes["image"]["prompt"], notes["image"]["take"]) == ("first hill", 1)
    assert isinstance(notes["image"]["seed"], int)
    assert len(notes["clip"]["fingerprint"]) == 64
    assert str(hills.place.folder) not in (hills.folder / "hills.otio").read_text()


def test_the_same_film_is_exported_to_the_same_bytes_and_over_itself(hills):
    before = contents(hills.folder)
    again = hills.place.run("export", "hills", "--json")
    assert again.code == 0, again.err
    record = json.loads(again.out)
    assert record["timeline"] == str(hills.folder / "hills.otio")
    assert len(record["files"]) == len(before)
    elsewhere = hills.place.run("export", "hills", "--out", hills.place.folder / "elsewhere")
    assert elsewhere.code == 0, elsewhere.err
    assert contents(hills.folder) == contents(hills.place.folder / "elsewhere") == before


def test_a_folder_of_somebody_is_refused_and_stays(hills):
    theirs = hills.place.folder / "theirs"
    theirs.mkdir()
    (theirs / "notes.txt").write_text("mine")
    refused = hills.place.run("export", "hills", "--out", theirs)
    assert (refused.code, refused.out) == (2, "")
    assert "--out" in refused.err
    assert "notes.txt" in refused.err
    assert contents(theirs).keys() == {"notes.txt"}


def test_media_that_is_gone_leaves_no_folder(hills):
    mixed = require_stage(hills.stage.store, "hills", "soundtrack", Soundtrack).result.sound.audio
    path = hills.stage.store.fetch(mixed)
    kept = path.read_bytes()
    path.unlink()
    failed = hills.place.run("export", "hills", "--out", hills.place.folder / "new" / "one")
    path.write_bytes(kept)
    assert failed.code == 3
    assert "missing_object" in failed.err
    assert list((hills.place.folder / "new").iterdir()) == []


def test_a_project_without_a_film_is_refused_with_what_to_do(tmp_path):
    place = Workplace(tmp_path)
    Stage(place.home, plan=FADING).make(only=["brief", "storyboard"])
    refused = place.run("export", "hills")
    assert (refused.code, refused.out) == (2, "")
    assert "no finished film" in refused.err
    assert "videogen make --project hills" in refused.err
    assert not (place.home / "exports").exists()
    assert place.run("export", "dales").code == 2


def test_a_film_that_is_not_what_was_last_asked_for_is_not_exported(hills, tmp_path):
    place = Workplace(tmp_path)
    shutil.copytree(hills.place.home, place.home)
    store, longer = MediaStore.in_folder(place.home / "store"), read_edit("animation", {"duration_s": 3})
    edit_scene(store, "hills", "003", longer, storyboard=FADING, who="ann")
    refused = place.run("export", "hills")
    assert refused.code == 2
    assert "changed since" in refused.err
    assert contents(place.home / "exports") == contents(hills.place.home / "exports")
