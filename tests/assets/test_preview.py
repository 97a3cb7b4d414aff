"""Previews of films that are being made and of finished ones, over the whole graph on fake engines."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import dagster as dg
import pytest
from PIL import Image

from tests.fakes.animation_engine import FakeAnimationEngine
from tests.fakes.graph import PLAN, TO_CLIPS, Stage, materialized
from videogen_dagster.assets.growing_preview import GrowingPreview
from videogen_dagster.assets.previewing import shown_parts
from videogen_dagster.core import keys
from videogen_dagster.core.errors import Cancelled, EngineFailure, EngineRefused
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.media import Clip, Joint, Media
from videogen_dagster.core.requests import ClipRequest
from videogen_dagster.core.stages import Film, Narration, Preview, SceneClips
from videogen_dagster.core.transition import TransitionKind
from videogen_dagster.engines.protocols import Workspace
from videogen_dagster.resources.previews import PreviewFolder
from videogen_dagster.resources.stage_values import require_stage
from videogen_dagster.resources.studio import Studio
from videogen_dagster.store.receipts import Receipt

FADED = PLAN.model_copy(
    update={
        "scenes": tuple(
            scene.model_copy(update={"transition": TransitionKind.CROSSFADE, "duration_s": 2}) for scene in PLAN.scenes
        )
    }
)
"""Every scene passes softly into the next one."""
TRACKS = ("pictures", "sound")


class WatchedAnimationEngine(FakeAnimationEngine):
    """Looks at something before it makes each clip."""

    def __init__(self, look: Callable[[], object], **options: object) -> None:
        super().__init__(**options)
        self._look = look
        self.seen: list[object] = []

    def generate(self, requests: Sequence[ClipRequest], workspace: Workspace) -> Iterator[Clip | EngineFailure]:
        answers = super().generate(requests, workspace)
        for _ in requests:
            self.seen.append(self._look())
            yield next(answers)


def folder(stage: Stage) -> PreviewFolder:
    return PreviewFolder(stage.folder / "previews" / "hills")


def lengths(stage: Stage) -> list[Decimal]:
    """Return the lengths of the fragments that a player finds, in seconds."""
    playlist = folder(stage).path / "pictures.m3u8"
    lines = playlist.read_text().splitlines() if playlist.exists() else []
    return [Decimal(line.removeprefix("#EXTINF:").rstrip(",")) for line in lines if line.startswith("#EXTINF:")]


def is_complete(stage: Stage) -> bool:
    return all((folder(stage).path / f"{track}.m3u8").read_text().endswith("#EXT-X-ENDLIST\n") for track in TRACKS)


def metadata(result: dg.ExecuteInProcessResult, asset: str) -> dict[str, object]:
    return {name: value.value for name, value in materialized(result, asset).metadata.items()}


def watched(folder: Path, **options: object) -> Stage:
    stage = Stage(folder, plan=FADED)
    stage.animations = WatchedAnimationEngine(lambda: len(lengths(stage)), **options)
    return stage


def film_of(stage: Stage) -> Film:
    return require_stage(stage.store, "hills", "film", Film)


@dataclass(frozen=True)
class Grown:
    """A film that was watched while it was made."""

    stage: Stage
    result: dg.ExecuteInProcessResult


@pytest.fixture(scope="module")
def grown(tmp_path_factory) -> Grown:
    stage = watched(tmp_path_factory.mktemp("grown"))
    result = stage.make(scene_animations={"preview": True})
    assert result.success
    return Grown(stage, result)


@pytest.fixture
def copy(grown, tmp_path) -> Stage:
    """The same film in a folder of its own."""
    shutil.copytree(grown.stage.folder, tmp_path / "copy")
    return Stage(tmp_path / "copy", plan=FADED)


def test_each_scene_is_shown_as_soon_as_its_clip_is_there(grown):
    stage = grown.stage
    assert stage.animations.seen == [0, 1, 2]
    assert is_complete(stage)
    assert metadata(grown.result, "scene_animations")["preview"] == str(folder(stage).playlist)
    assert "SUBTITLES" in folder(stage).playlist.read_text()
    assert not folder(stage).is_of_finished_film()


def test_every_scene_is_shown_until_the_next_one_begins(grown):
    timeline = require_stage(grown.stage.store, "hills", "narration", Narration).timeline(FADED)
    starts = [timing.first_frame for timing in timeline.scenes]
    wanted = [end - start for start, end in zip(starts, [*starts[1:], timeline.frames], strict=True)]
    assert timeline.scenes[0].transition_frames > 0
    assert [round(length * 30) for length in lengths(grown.stage)] == wanted
    assert sum(wanted) == film_of(grown.stage).result.frames


def test_a_finished_film_is_previewed_to_the_frame_with_sheet_and_poster(copy):
    result = copy.make(only=["preview"])
    assert result.success
    film = film_of(copy)
    value = require_stage(copy.store, "hills", "preview", Preview)
    assert value.film == film.result.video
    assert [row.scene for row in value.proxies] == ["001", "002", "003"]
    assert [row.scene for row in value.transitions] == ["001", "002"]
    assert abs(sum(lengths(copy)) - Decimal(film.result.frames) / 30) < Decimal("0.000001")
    assert is_complete(copy)
    assert folder(copy).is_of_finished_film()
    with Image.open(folder(copy).contact_sheet) as sheet, Image.open(folder(copy).poster) as poster:
        assert (sheet.format, sheet.width, poster.format, poster.size) == ("JPEG", 1920, "PNG", (640, 360))
    told = metadata(result, "preview")
    assert (told["made"], told["reused"]) == (3, 2), "two transitions, and the scene in which lips move now"
    pictures = ("poster", "scene 001", "scene 002", "scene 003")
    assert all(0 < len(str(told[name])) < 1000 for name in pictures), "the UI draws them"


def test_a_preview_of_the_same_film_makes_nothing(copy):
    first, again = (copy.make(only=["preview"]) for _ in range(2))
    assert (metadata(again, "preview")["made"], metadata(again, "preview")["reused"]) == (0, 5)
    versions = {materialized(result, "preview").tags["dagster/data_version"] for result in (first, again)}
    assert len(versions) == 1


def test_sound_of_another_length_is_left_out(copy):
    assert copy.retake("animation", "003", duration_s=3).success
    assert copy.make(only=["scene_animations"], scene_animations={"preview": True}).success
    assert sum(lengths(copy)) > film_of(copy).result.duration_s
    assert "AUDIO" not in folder(copy).playlist.read_text()


def test_sound_and_captions_of_a_take_before_are_left_out_although_as_long(copy):
    before = require_stage(copy.store, "hills", "narration", Narration)
    assert copy.retake("narration", "001", text="No hills.").success
    assert copy.make(only=["narration", "scene_animations"], scene_animations={"preview": True}).success
    after = require_stage(copy.store, "hills", "narration", Narration)
    assert after.timeline(FADED) == before.timeline(FADED)
    assert after != before
    text = folder(copy).playlist.read_text()
    assert ("AUDIO" in text, "SUBTITLES" in text) == (False, False)


def test_cancelling_stops_a_growing_preview_like_everything_else(copy):
    clip = require_stage(copy.store, "hills", "scene_animations", SceneClips).scenes[0]
    narration = require_stage(copy.store, "hills", "narration", Narration)
    places = {name: copy.folder / name for name in ("scratch", "films", "previews", "locks")}
    growing = GrowingPreview(Studio(copy.store, **places, run_id="run"), "hills", FADED, narration)
    copy.store.write(keys.cancel_request("hills"), b"run")
    other = clip.result.model_copy(update={"frames": clip.result.frames - 1})
    with pytest.raises(Cancelled):
        growing.add("001", other)


def test_without_the_wish_to_see_it_a_film_costs_no_proxy(tmp_path):
    stage = watched(tmp_path)
    assert stage.make(only=TO_CLIPS).success
    assert not folder(stage).path.exists()
    receipts = (
        Receipt.model_validate_json(stage.store.read(key) or b"") for key in stage.store.documents(keys.RECEIPTS)
    )
    assert "proxy" not in {receipt.request["kind"] for receipt in receipts}


def test_a_scene_that_is_there_before_the_one_before_it_waits(tmp_path):
    stage = watched(tmp_path, errors={0: EngineRefused("no", engine="fake")})
    assert not stage.make(only=TO_CLIPS, scene_animations={"preview": True}).success
    assert lengths(stage) == [], "scenes 2 and 3 wait for the first one"
    stage.animations = FakeAnimationEngine()
    assert stage.make(only=TO_CLIPS, scene_animations={"preview": True}).success
    assert len(lengths(stage)) == 3
    assert len(stage.animations.calls) == 1


def test_a_preview_that_cannot_be_written_costs_no_film_and_is_told(tmp_path):
    stage = watched(tmp_path)
    (tmp_path / "previews").write_text("no folder")
    result = stage.make(only=TO_CLIPS, scene_animations={"preview": True})
    assert result.success
    assert "stopped after 0 of 3 scenes" in str(metadata(result, "scene_animations")["preview"])


def test_parts_of_a_film_by_hand():
    size = FrameSize(width=16, height=16)
    video = {name: Media(sha256=digit * 64, extension="mp4") for name, digit in (("a", "1"), ("b", "2"), ("j", "3"))}
    one, two = (
        Clip(video=video[name], size=size, frames=frames, frames_per_second=30)
        for name, frames in (("a", 90), ("b", 60))
    )
    joint = Joint(video=video["j"], frames=20, leaves_at=75, enters_at=15)
    parts = list(shown_parts([("001", one), ("002", two)], {"001": joint}))
    assert [(part.name, part.first, part.stop, part.alone, part.begins) for part in parts] == [
        ("001", 0, 75, 80, 0),
        ("001 transition", 0, 20, 20, 75),
        ("002", 15, 60, 60, 80),
    ]
    assert parts[1].clip == one.model_copy(update={"video": video["j"], "frames": 20})
