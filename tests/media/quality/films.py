"""A small film with all that gates must let pass, and ways to spoil it: every fault is in the decoded film."""

import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import av
import numpy as np

from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.transition import TransitionKind
from videogen_dagster.media.frames import YuvFrame
from videogen_dagster.media.joining import Part, join_segments
from videogen_dagster.media.mixing import MixLevels, PlacedLine, mix_soundtrack
from videogen_dagster.media.quality.expected import ExpectedFilm, ExpectedLine, ExpectedScene, ExpectedTransition
from videogen_dagster.media.quality.findings import Finding
from videogen_dagster.media.quality.gates import inspect_film
from videogen_dagster.media.segments import SegmentWriter, read_frames
from videogen_dagster.media.sound import SoundReader, SoundWriter
from videogen_dagster.media.sound_encoding import encode_sound
from videogen_dagster.media.transitions import Shot, write_transition

SIZE = FrameSize(width=160, height=90)
LENGTHS = {"001": 90, "002": 75, "003": 90, "004": 75, "005": 60}
STARTS = {"001": 0, "002": 75, "003": 150, "004": 225, "005": 300}
FRAMES = 360
SPEECH = {0: ("001", 30, 1.5), 1: ("002", 92, 1.2), 2: ("004", 240, 1.6)}
"""Scene, first frame and seconds of each line."""

KINDS = (TransitionKind.CROSSFADE, TransitionKind.CUT, TransitionKind.DIP_BLACK, TransitionKind.CUT)
STATIC = "005"

Draw = Callable[[str, int], YuvFrame]
Encode = Callable[[Path, Path], None]


@cache
def texture(seed: int) -> np.ndarray:
    """Smooth noise, 0..1, that goes on where it ends."""
    noise = np.fft.rfft2(np.random.default_rng(seed).standard_normal((90, 320)))
    rows, columns = np.fft.fftfreq(90)[:, None], np.fft.rfftfreq(320)[None, :]
    smooth = np.fft.irfft2(noise * np.exp(-900 * (rows**2 + columns**2)), (90, 320))
    return (smooth - smooth.min()) / np.ptp(smooth)


TEXTURES = {scene: texture(int(scene)) for scene in LENGTHS}


def draw(scene: str, number: int) -> YuvFrame:
    """A landscape that passes slowly: scene 003 at night with few lights, scene 005 without any movement."""
    ground = TEXTURES[scene]
    if scene != STATIC:
        ground = np.roll(ground, -number, axis=1)
    luma = 30 + 180 * ground
    if scene == "003":
        luma = np.where(ground > 0.9, 150, 17 + 12 * ground)
    chroma = np.full((45, 80), 110 + int(scene) * 5, np.uint8)
    return YuvFrame(luma[:, :160].astype(np.uint8), chroma, chroma)


def uniform(luma: int) -> YuvFrame:
    grey = np.full((45, 80), 128, np.uint8)
    return YuvFrame(np.full((90, 160), luma, np.uint8), grey, grey)


def speech(path: Path, seconds: float, seed: int) -> Path:
    """Write syllables of noise with pauses between them: as unlike itself a moment later as speech is."""
    generator = np.random.default_rng(seed)
    samples = round(seconds * 22_050)
    at = np.arange(samples) / 22_050
    syllables = (
        np.clip(np.sin(2 * np.pi * 3.7 * at) + 0.4, 0, 1)
        * generator.uniform(0.5, 1, samples // 4000 + 1).repeat(4000)[:samples]
    )
    voiced = np.convolve(generator.standard_normal(samples), np.hanning(9), mode="same")
    with SoundWriter(path, channels=1, sample_rate_hz=22_050) as writer:
        writer.write((0.12 * voiced * syllables).astype(np.float32)[:, None])
    return path


def music(path: Path) -> Path:
    """Write chords, one a second."""
    at = np.arange(FRAMES * 1600) / 48_000
    chord = np.array([220.0, 246.9, 196.0, 261.6, 174.6])[at.astype(int) % 5]
    sound = sum(np.sin(2 * np.pi * chord * ratio * at) for ratio in (1.0, 1.25, 1.5)) * np.exp(-1.5 * (at % 1))
    with SoundWriter(path, channels=2) as writer:
        writer.write(np.repeat((0.1 * sound).astype(np.float32)[:, None], 2, axis=1))
    return path


def encode_lossless(source: Path, target: Path) -> None:
    """Encode sound in an eighth of the time that AAC takes."""
    with av.open(str(source)) as wave, av.open(str(target), "w", options={"movie_timescale": "48000"}) as container:
        stream = container.add_stream("alac", rate=48_000, layout="stereo")
        resampler = av.AudioResampler("s32p", "stereo", 48_000, frame_size=4096)
        for frame in (*wave.decode(audio=0), None):
            for part in resampler.resample(frame):
                container.mux(stream.encode(part))
        container.mux(stream.encode(None))


@dataclass(frozen=True)
class Studio:
    """The parts of the film in a folder."""

    folder: Path

    @classmethod
    def build(cls, folder: Path) -> "Studio":
        studio = cls(folder)
        for scene in LENGTHS:
            studio.segment(scene, draw)
        for number, (_, _, seconds) in SPEECH.items():
            speech(folder / f"line{number}.wav", seconds, number)
        music(folder / "music.wav")
        studio.mix(SPEECH, folder / "mix.wav")
        encode_sound(folder / "mix.wav", folder / "mix.m4a")
        studio.join(folder / "film.mp4")
        return studio

    def spoiled(self, folder: Path) -> "Studio":
        """A copy of the parts, to change some of them."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return Studio(folder)

    def segment(self, scene: str, drawing: Draw) -> None:
        with SegmentWriter(self.folder / f"{scene}.mp4", SIZE, frames=LENGTHS[scene]) as writer:
            for number in range(LENGTHS[scene]):
                writer.write(drawing(scene, number))

    def mix(self, lines: Iterable[int], target: Path) -> None:
        placed = [PlacedLine(self.folder / f"line{number}.wav", SPEECH[number][1] * 1600) for number in lines]
        mix_soundtrack(placed, self.folder / "music.wav", target, samples=FRAMES * 1600, levels=MixLevels())

    def join(self, target: Path) -> Path:
        shots = {scene: Shot(self.folder / f"{scene}.mp4", frames) for scene, frames in LENGTHS.items()}
        self._pass(TransitionKind.CROSSFADE, shots["001"], shots["002"], "t1.mp4")
        self._pass(TransitionKind.DIP_BLACK, shots["003"], shots["004"], "t3.mp4")
        self._pass(TransitionKind.DIP_BLACK, shots["005"], None, "t5.mp4")
        join_segments(self.parts(), self.folder / "mix.m4a", target, title="Small", language="en")
        return target

    def parts(self) -> list[Part]:
        """What the film is joined from."""
        return [
            Part(self.folder / "001.mp4", 0, 75),
            Part(self.folder / "t1.mp4"),
            Part(self.folder / "002.mp4", 15),
            Part(self.folder / "003.mp4", 0, 75),
            Part(self.folder / "t3.mp4"),
            Part(self.folder / "004.mp4", 15),
            Part(self.folder / "005.mp4", 0, 45),
            Part(self.folder / "t5.mp4"),
        ]

    def _pass(self, kind: TransitionKind, before: Shot, behind: Shot | None, name: str) -> None:
        write_transition(kind, before, behind, self.folder / name, frames=15, size=SIZE, frames_per_second=30)

    def with_sound(self, change: Callable[[np.ndarray], np.ndarray], encode: Encode | None = None) -> Path:
        """The film with its mix changed before it is encoded: without loss unless told otherwise."""
        with SoundReader(self.folder / "mix.wav") as reader:
            samples = change(reader.read(0, reader.samples))
        with SoundWriter(self.folder / "changed.wav", channels=2) as writer:
            writer.write(samples.astype(np.float32))
        (encode or encode_lossless)(self.folder / "changed.wav", self.folder / "changed.m4a")
        return mux(self.folder / "film.mp4", self.folder / "changed.m4a", self.folder / "spoiled.mp4")

    def with_frames(self, order: Sequence[int], replaced: Mapping[int, YuvFrame] | None = None) -> Path:
        """The film encoded again with its frames in another order, or others in their place."""
        film = self.folder / "film.mp4"
        frames = [YuvFrame(*(plane.copy() for plane in frame.planes())) for frame in read_frames(film)]
        with SegmentWriter(self.folder / "again.mp4", SIZE, frames=len(order)) as writer:
            for place, number in enumerate(order):
                writer.write((replaced or {}).get(place, frames[number]))
        return mux(self.folder / "again.mp4", film, self.folder / "spoiled.mp4")

    def expected(self) -> ExpectedFilm:
        return expected(self.folder)

    def findings(self, film: Path | None = None) -> tuple[Finding, ...]:
        return inspect_film(film or self.folder / "film.mp4", self.expected())


def expected(folder: Path) -> ExpectedFilm:
    scenes = tuple(
        ExpectedScene(scene, STARTS[scene], frames, may_stand_still=scene == STATIC, shows=scene)
        for scene, frames in LENGTHS.items()
    )
    transitions = tuple(
        ExpectedTransition(after.first_frame, 0 if kind is TransitionKind.CUT else 15, kind, after.scene)
        for kind, after in zip(KINDS, scenes[1:], strict=True)
    )
    lines = tuple(
        ExpectedLine(scene, first * 1600, round(seconds * 48_000), folder / f"line{number}.wav")
        for number, (scene, first, seconds) in SPEECH.items()
    )
    size = (folder / "film.mp4").stat().st_size
    return ExpectedFilm(
        size=SIZE,
        frames=FRAMES,
        frames_per_second=30,
        samples=FRAMES * 1600,
        scenes=scenes,
        transitions=(*transitions, ExpectedTransition(345, 15, TransitionKind.DIP_BLACK, None)),
        lines=lines,
        mix=folder / "mix.wav",
        least_bytes=size // 2,
        most_bytes=size * 2,
    )


def silent(film: ExpectedFilm) -> ExpectedFilm:
    return replace(film, lines=(), mix=None)


def mux(pictures: Path, sound: Path, target: Path, *, leave_out: frozenset[int] = frozenset()) -> Path:
    """Copy the pictures of one file and the sound of another, however long they are, but for some of the pictures."""
    with (
        av.open(str(pictures)) as seen,
        av.open(str(sound)) as heard,
        av.open(str(target), "w", options={"movie_timescale": "48000"}) as film,
    ):
        streams = seen.streams.video[0], heard.streams.audio[0]
        copies = [film.add_stream_from_template(stream) for stream in streams]
        packets = [
            (float(packet.dts * packet.time_base), copy, packet)
            for source, stream, copy in zip((seen, heard), streams, copies, strict=True)
            for number, packet in enumerate(source.demux(stream))
            if packet.dts is not None and not (stream.type == "video" and number in leave_out)
        ]
        for _, copy, packet in sorted(packets, key=lambda entry: entry[0]):
            packet.stream = copy
            film.mux(packet)
    return target
