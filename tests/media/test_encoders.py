"""Encoders other than x264 with B-frames: a second recipe of libx264 stands for them, as devices are not everywhere."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.media.tones import tone
from videogen_dagster.core.errors import EngineUnavailable, InvalidInput
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.transition import TransitionKind
from videogen_dagster.engines.registry import load_engine
from videogen_dagster.media.encoder_probing import find_encoder, probe_encoder
from videogen_dagster.media.encoders import AUTO, ENCODERS, NVENC, QSV, SOFTWARE, VAAPI, Encoder, level_for
from videogen_dagster.media.frames import YuvFrame
from videogen_dagster.media.hls import write_fragment, write_header
from videogen_dagster.media.joining import Part, join_segments
from videogen_dagster.media.probing import is_segment
from videogen_dagster.media.segments import SegmentWriter, read_frames, segment_header
from videogen_dagster.media.sound_encoding import encode_sound
from videogen_dagster.media.transitions import Shot, write_transition
from videogen_dagster.settings import load_settings

SIZE = FrameSize(width=192, height=108)
X264 = "keyint=60:min-keyint=1:scenecut=0:open-gop=0:stitchable=1:threads=1"
DEVICE = Encoder(
    name="device",
    codec="libx264",
    options=(
        ("crf", "20"),
        ("profile", "high"),
        ("forced-idr", "1"),
        ("bf", "0"),
        ("x264-params", f"{X264}:bframes=0"),
    ),
    pixel_format="nv12",
)
UNFORCED = Encoder("unforced", "libx264", (("crf", "20"), ("x264-params", "keyint=250:open-gop=1:bframes=2:threads=1")))


def segment(path: Path, frames: int, *, level: int, encoder: Encoder) -> Path:
    """A slope that moves by a pixel a frame: each frame is another one."""
    rows, columns = np.mgrid[0 : SIZE.height, 0 : SIZE.width]
    chroma = np.full((SIZE.height // 2, SIZE.width // 2), 100 + level // 4, np.uint8)
    with SegmentWriter(path, SIZE, frames=frames, encoder=encoder) as writer:
        for number in range(frames):
            y = (level + 40 * np.sin((rows + columns + number) / 9)).astype(np.uint8)
            writer.write(YuvFrame(y, chroma, chroma))
    return path


@pytest.mark.parametrize("encoder", [SOFTWARE, DEVICE], ids=lambda encoder: encoder.name)
def test_an_encoder_whose_segments_join_passes_the_probe(encoder: Encoder) -> None:
    assert probe_encoder(encoder, SIZE).reason is None


@pytest.mark.parametrize(
    ("encoder", "told"),
    [
        (Encoder("nothing", "h264_nothing", ()), "has no h264_nothing"),
        (UNFORCED, "key frames are not where they were forced"),
        (Encoder("odd", "libx264", (("profile", "no such profile"),)), "profile"),
    ],
    ids=lambda value: value.name if isinstance(value, Encoder) else "",
)
def test_an_encoder_that_does_not_fit_says_why(encoder: Encoder, told: str) -> None:
    assert told in (probe_encoder(encoder, SIZE).reason or "it passed")


@pytest.mark.parametrize("encoder", [NVENC, QSV, VAAPI], ids=lambda encoder: encoder.name)
def test_an_encoder_without_its_device_is_refused_with_what_ffmpeg_says(encoder: Encoder) -> None:
    reason = probe_encoder(encoder, SIZE).reason
    if reason is None:
        pytest.skip(f"this machine encodes with {encoder.name}")
    assert len(reason) > 10
    with pytest.raises(EngineUnavailable) as refused:
        find_encoder(encoder.name)
    assert encoder.codec in refused.value.message
    assert (refused.value.code, refused.value.exit_code) == ("engine_unavailable", 3)
    assert refused.value.field == "VIDEOGEN_ENCODER"


def test_auto_takes_the_first_that_works_and_else_software() -> None:
    missing, other = Encoder("missing", "h264_missing", ()), replace(DEVICE, name="other")
    assert find_encoder(AUTO, hardware=(missing, DEVICE, other), size=SIZE) == DEVICE
    assert find_encoder(AUTO, hardware=(missing, UNFORCED), size=SIZE) == SOFTWARE


def test_segments_of_different_encoders_are_told_apart_and_do_not_join(tmp_path: Path) -> None:
    own, other = (segment(tmp_path / f"{each.name}.mp4", 40, level=90, encoder=each) for each in (SOFTWARE, DEVICE))
    assert segment_header(SIZE) != segment_header(SIZE, encoder=DEVICE)
    assert (is_segment(own, SIZE, 40, 30), is_segment(own, SIZE, 40, 30, DEVICE)) == (True, False)
    assert (is_segment(other, SIZE, 40, 30), is_segment(other, SIZE, 40, 30, DEVICE)) == (False, True)
    with pytest.raises(InvalidInput, match="was not encoded like"):
        join_segments([Part(own), Part(other)], None, tmp_path / "film.mp4", title="", language="")


def test_a_film_of_segments_without_b_frames_shows_every_frame_in_order_also_as_a_stream(tmp_path: Path) -> None:
    first, second = (segment(tmp_path / f"{level}.mp4", 60, level=level, encoder=DEVICE) for level in (80, 150))
    cuts = write_transition(
        TransitionKind.CROSSFADE,
        Shot(first, 60),
        Shot(second, 60),
        tmp_path / "t.mp4",
        frames=15,
        size=SIZE,
        frames_per_second=30,
        encoder=DEVICE,
    )
    parts = [Part(first, 0, cuts.leaves_at), Part(tmp_path / "t.mp4"), Part(second, cuts.enters_at)]
    frames = cuts.leaves_at + cuts.frames + 60 - cuts.enters_at
    tone(tmp_path / "a.wav", frames * 1600)
    encode_sound(tmp_path / "a.wav", tmp_path / "a.m4a")
    film = tmp_path / "film.mp4"
    assert join_segments(parts, tmp_path / "a.m4a", film, title="", language="en") == frames == 105
    seen = [frame.y.copy() for frame in read_frames(film)]
    meant = [frame.y.copy() for frame in read_frames(first)][: cuts.leaves_at]
    assert len(seen) == frames
    assert all(np.array_equal(one, other) for one, other in zip(seen, meant, strict=False))

    base, stream = 0, b""
    write_header(parts[0], tmp_path / "init.mp4")
    for number, (part, count) in enumerate(zip(parts, (cuts.leaves_at, cuts.frames, 60), strict=True)):
        target = tmp_path / f"{number}.m4s"
        write_fragment(part, target, first_frame=base, frames_per_second=30)
        stream, base = stream + target.read_bytes(), base + count
    (tmp_path / "stream.mp4").write_bytes((tmp_path / "init.mp4").read_bytes() + stream)
    streamed = [frame.y.copy() for frame in read_frames(tmp_path / "stream.mp4")]
    assert all(np.array_equal(one, other) for one, other in zip(streamed, seen, strict=True))


@pytest.mark.parametrize(("kind", "name"), [("animation", "camera"), ("lip_sync", "viseme")])
def test_engines_that_write_segments_are_loaded_with_the_encoder_and_have_it_in_their_name(kind, name: str) -> None:
    def named(**chosen: Encoder) -> str:
        return load_engine(kind, name, **chosen).fingerprint()  # ty: ignore[unresolved-attribute]

    assert named(encoder=SOFTWARE) == named()
    assert named(encoder=DEVICE) == f"{named()} encoder=device/1"


def test_software_is_the_usual_choice_and_needs_no_probe() -> None:
    assert load_settings({}).encoder == "software"
    assert load_settings({}).chosen_encoder() == SOFTWARE


def test_an_encoder_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(InvalidInput, match="'quantum'") as refused:
        load_settings({"VIDEOGEN_ENCODER": "quantum"}).check_engines()
    assert refused.value.field == "VIDEOGEN_ENCODER"
    assert all(name in (refused.value.remedy or "") for name in (*ENCODERS, AUTO))


@pytest.mark.parametrize(
    ("width", "height", "level"), [(640, 360, "4.1"), (1080, 1920, "4.1"), (2560, 1440, "5.1"), (3840, 2160, "5.1")]
)
def test_the_level_follows_from_the_size(width: int, height: int, level: str) -> None:
    assert level_for(FrameSize(width=width, height=height)) == level
