"""Draws speakers into clips. Apart from the engine, because a clip that is found again needs nothing of this."""

import wave
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Final

import av
import numpy as np
from numpy.typing import NDArray

from videogen_dagster.core.errors import Cancelled, EngineFailure, EngineRefused
from videogen_dagster.core.media import Clip
from videogen_dagster.core.requests import Likeness, LipSyncRequest, SpokenLine
from videogen_dagster.engines.lip_sync.viseme import NAME
from videogen_dagster.engines.protocols import Workspace
from videogen_dagster.media.acting import Performance, perform
from videogen_dagster.media.encoders import SOFTWARE, Encoder
from videogen_dagster.media.frames import YuvFrame
from videogen_dagster.media.illustration.likeness import look_of
from videogen_dagster.media.illustration.palettes import palette_for
from videogen_dagster.media.illustration.reading import read_prompt
from videogen_dagster.media.illustration.speaker import Speaker, seats
from videogen_dagster.media.segments import SegmentWriter, read_frames
from videogen_dagster.media.visemes import MouthTrack, at_rest, merged, mouth_track

CHECK_EVERY: Final = 8
"""Frames between two looks at whether a person wants to stop: a fifth of a second of work."""

CUT_FRAMES: Final = 4
"""How long before their first word somebody is seen who takes another one's seat, where more than two speak."""

LOUD: Final = 0.16
"""Root mean square of clear speech at full energy."""


@dataclass(frozen=True, slots=True)
class Presence:
    """A stretch of a clip in which somebody is in one of the two seats.

    Attributes:
        speaker: Index into the clip's speakers.
        seat: 0 (left) or 1 (right).
        first: First frame.
        last: Frame after the last one.
    """

    speaker: int
    seat: int
    first: int
    last: int


class SpeakerPainter:
    """Paints the speakers of one clip into its frames; the same request paints the same.

    Args:
        request: What to paint.
        sounds: The speech of each line as `float32[samples]`, -1..1, in the order of the lines.
    """

    def __init__(self, request: LipSyncRequest, sounds: Sequence[NDArray[np.float32]]) -> None:
        lines = [(line, sound) for line, sound in zip(request.lines, sounds, strict=True) if line.on_screen]
        people = list(dict.fromkeys(line.speaker for line, _ in lines))
        presences = presences_of(
            [people.index(line.speaker) for line, _ in lines],
            [line.first_frame for line, _ in lines],
            request.clip.frames,
        )
        self._performances = [
            _performance([pair for pair in lines if pair[0].speaker == who], request, index)
            for index, who in enumerate(people)
        ]
        self._cast = _drawn(people, presences, request)

    @property
    def rectangles(self) -> tuple[tuple[int, int, int, int], ...]:
        """Left, top, right and bottom of all that can be painted, in pixels, one rectangle for each seat and speaker."""
        return tuple(speaker.rectangle for _, speaker in self._cast)

    def paint(self, frame: YuvFrame, index: int) -> YuvFrame:
        """Return frame `index` of the clip with its speakers; `frame` is not modified."""
        painted = YuvFrame(frame.y.copy(), frame.u.copy(), frame.v.copy())
        for presence, speaker in self._cast:
            if presence.first <= index < presence.last:
                speaker.paint(painted, self._performances[presence.speaker], index)
        return painted


def synchronise(
    requests: Sequence[LipSyncRequest], workspace: Workspace, *, workers: int, encoder: Encoder = SOFTWARE
) -> Iterator[Clip | EngineFailure]:
    """Yield the clip of every request, in order; so many clips are worked on at the same time."""
    stop = Event()
    waiting: deque[Future[Clip | EngineFailure]] = deque()
    with ThreadPoolExecutor(workers, thread_name_prefix="lip-sync") as pool:
        try:
            for index, request in enumerate(requests):
                waiting.append(pool.submit(_synchronised, request, index, workspace, stop, encoder))
                if len(waiting) > workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            stop.set()
            for future in waiting:
                future.cancel()


def _synchronised(
    request: LipSyncRequest, index: int, workspace: Workspace, stop: Event, encoder: Encoder
) -> Clip | EngineFailure:
    path = workspace.directory / f"lip_sync_{index:04d}.mp4"
    try:
        _write(request, path, index=index, workspace=workspace, stop=stop, encoder=encoder)
    except EngineFailure as failure:  # of the encoder, and not of the clip
        return failure
    except (ValueError, av.FFmpegError, wave.Error, EOFError) as error:
        return EngineRefused(f"the clip cannot be worked on: {error}", engine=NAME)
    video = workspace.keep(path)
    path.unlink(missing_ok=True)
    workspace.progress(index, 1.0)
    return request.clip.model_copy(update={"video": video})


def _write(
    request: LipSyncRequest, path: Path, *, index: int, workspace: Workspace, stop: Event, encoder: Encoder
) -> None:
    clip = request.clip
    sounds = [_samples(workspace.fetch(line.speech.sound.audio)) for line in request.lines]
    painter = SpeakerPainter(request, sounds)
    source = workspace.fetch(clip.video)
    rate = clip.frames_per_second
    with SegmentWriter(
        path,
        clip.size,
        frames=clip.frames,
        frames_per_second=rate,
        intermediate=request.intermediate,
        encoder=encoder,
    ) as writer:
        for number, frame in enumerate(read_frames(source)):
            if number % CHECK_EVERY == 0:
                workspace.check()
                if stop.is_set():
                    raise Cancelled("the other clips are no longer wanted")
                workspace.progress(index, number / clip.frames)
            if (frame.width, frame.height) != (clip.size.width, clip.size.height):
                raise ValueError(f"the clip's frames are {frame.width}x{frame.height}, the request says {clip.size}")
            writer.write(painter.paint(frame, number))


def presences_of(speakers: Sequence[int], first_frames: Sequence[int], frames: int) -> tuple[Presence, ...]:
    """Return who is in which seat when.

    One or two speakers stay through the clip. Of three or more, those of the current and the previous line are there; who
    takes a seat is there from one frame to the next, as after a cut: two faces in one place are nobody.

    Args:
        speakers: Who says each line, as indices in the order of their first line.
        first_frames: When each line starts.
        frames: Length of the clip.
    """
    distinct = len(set(speakers))
    if distinct <= 2:
        return tuple(Presence(index, index, 0, frames) for index in range(distinct))
    seated = {0: 0, 1: 1}
    since = {0: 0, 1: 0}
    order = [0, 1]  # seats, the one that spoke longest ago first
    found: list[Presence] = []
    for speaker, first in sorted(zip(speakers, first_frames, strict=True), key=lambda pair: pair[1]):
        seat = next((seat for seat, who in seated.items() if who == speaker), None)
        if seat is None:
            seat = order[0]
            change = max(since[seat], first - CUT_FRAMES)
            found.append(Presence(seated[seat], seat, since[seat], change))
            seated[seat], since[seat] = speaker, change
        order.remove(seat)
        order.append(seat)
    found += [Presence(who, seat, since[seat], frames) for seat, who in seated.items()]
    return tuple(presence for presence in found if presence.last > presence.first)


def _drawn(
    people: Sequence[Likeness], presences: Sequence[Presence], request: LipSyncRequest
) -> list[tuple[Presence, Speaker]]:
    """Return each presence with its speaker; somebody who returns to a seat is drawn once."""
    scene = read_prompt(request.scene_prompt or "a calm day", seed=request.seed)
    palette = palette_for(scene, request.style, request.seed)
    size = request.clip.size
    is_close = scene.framing == "close"
    places = seats(size, min(2, max(1, len(people))), mirrored=request.seed % 2 == 1, close=is_close)
    drawn: dict[tuple[int, int], Speaker] = {}
    for presence in presences:
        key = (presence.speaker, presence.seat)
        if key not in drawn:
            look = look_of(people[presence.speaker])
            drawn[key] = Speaker(look, places[presence.seat], size=size, palette=palette, style=request.style)
    return [(presence, drawn[presence.speaker, presence.seat]) for presence in presences]


def _performance(
    lines: Sequence[tuple[SpokenLine, NDArray[np.float32]]], request: LipSyncRequest, index: int
) -> Performance:
    clip = request.clip
    rate = clip.frames_per_second
    track: MouthTrack = at_rest(clip.frames)
    energy = np.zeros(clip.frames, np.float32)
    for line, sound in lines:
        speech = line.speech
        said = mouth_track(
            speech.phonemes,
            duration_s=float(speech.duration_s),
            frames=clip.frames,
            frames_per_second=rate,
            start_s=line.first_frame / rate,
        )
        track = merged(track, said)
        loudness = _loudness(sound, speech.sound.sample_rate_hz, rate)
        heard = energy[line.first_frame : line.first_frame + len(loudness)]
        np.maximum(heard, loudness[: len(heard)], out=heard)
    return perform(track, energy, frames_per_second=rate, seed=request.seed * 31 + index)


def _loudness(sound: NDArray[np.float32], sample_rate_hz: int, frames_per_second: int) -> NDArray[np.float32]:
    """Return how loud each frame's worth of sound is, `float32[frames]`, 0 to 1."""
    step = sample_rate_hz / frames_per_second
    edges = np.round(np.arange(int(len(sound) / step) + 1) * step).astype(int)
    squares = np.concatenate([[0.0], np.cumsum(sound.astype(np.float64) ** 2)])
    spans = np.diff(edges)
    mean = np.diff(squares[edges]) / np.maximum(spans, 1)
    return np.clip(np.sqrt(np.maximum(mean, 0)) / LOUD, 0, 1).astype(np.float32)


def _samples(path: Path) -> NDArray[np.float32]:
    """Return the first channel of a 16-bit WAV file, `float32[samples]`, -1..1."""
    with wave.open(str(path)) as opened:
        channels = opened.getnchannels()
        data = np.frombuffer(opened.readframes(opened.getnframes()), "<i2")
    return data[::channels].astype(np.float32) / 32768
