"""Recordings of people as lines of a film: 48 kHz, one level with all other lines, cut only where a person asks for it."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.container import InputContainer

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.media.given_files import film_stream, open_given, sounds
from videogen_dagster.media.limiting import LINE_PEAK, limited_stretch
from videogen_dagster.media.loudness import LINE_LUFS, LoudnessMeter
from videogen_dagster.media.sound import SAMPLE_RATE_HZ, Samples, SoundWriter, amplitude, blocks

MOST_GAIN_DB: Final = 24.0
"""A recording of hardly audible sound is not raised further: it would be its noise."""
BLOCK_SAMPLES: Final = 10 * SAMPLE_RATE_HZ

_GAP_S: Final = Fraction(1, 50)
"""Sound that comes this much later than its place is put where it belongs: telephones drop sound."""


def read_recording(
    path: Path, *, channels: int = 1, longest: int | None = None, check: Callable[[], None] | None = None
) -> Samples:
    """Return a recording at 48 kHz, `float32[n, channels]`, at the level that it has.

    More channels are mixed down as ITU-R BS.775 does it, without the one for effects. The sound of a film begins with its
    first picture, whether it was recorded from there on or not.

    Args:
        path: A recording, or a film with sound.
        channels: 1 or 2.
        longest: It is left off after so many samples.
        check: Called a few times a second; what it raises ends the work.

    Raises:
        InvalidInput: It cannot be heard.
    """
    try:
        with open_given(path) as container:
            start = _first_picture(container)
        with open_given(path) as container:  # opened again: not all files can be wound back
            if not container.streams.audio:
                raise InvalidInput("holds no sound", source=path.name, remedy="give a recording")
            stream = container.streams.audio[0]
            sound = _placed(sounds(container, stream), channels, start, longest, check or _ignore)
    except av.FFmpegError as error:
        raise InvalidInput(
            f"is no sound that can be decoded ({error.strerror})", source=path.name, remedy="give a WAV file"
        ) from error
    if not len(sound):
        raise InvalidInput("holds no sound that lasts any time", source=path.name, remedy="give a recording")
    return sound


def level_recording(sound: Samples, *, lufs: float = LINE_LUFS, check: Callable[[], None] | None = None) -> Samples:
    """Return a recording at the loudness of lines, with peaks that are too high lowered; silence stays silence.

    Args:
        sound: `float32[n, channels]` at 48 kHz. Not modified.
        lufs: Integrated loudness that is wanted.
        check: As in `read_recording`.
    """
    meter = LoudnessMeter(sound.shape[1])
    for first, count in blocks(len(sound), BLOCK_SAMPLES):
        (check or _ignore)()
        meter.add(sound[first : first + count])
    measured = meter.integrated_lufs()
    gain_db = min(MOST_GAIN_DB, lufs - measured) if np.isfinite(measured) else 0.0
    louder = sound * np.float32(amplitude(gain_db))
    return np.concatenate(
        [limited_stretch(louder, first, count, ceiling=LINE_PEAK) for first, count in blocks(len(sound), BLOCK_SAMPLES)]
    )


def write_part(sound: Samples, target: Path, *, first: int, end: int) -> None:
    """Write the stretch `first`..`end` of a recording as a WAV file."""
    with SoundWriter(target, channels=sound.shape[1]) as writer:
        writer.write(sound[first:end])


def _first_picture(container: InputContainer) -> Fraction | None:
    """Return when the first picture of a film is shown, or None for a recording without pictures."""
    stream = film_stream(container)
    if stream is None:
        return None
    times = [packet.pts for packet, _ in zip(container.demux(stream), range(8), strict=False) if packet.pts is not None]
    return min(times) * Fraction(stream.time_base or 0) if times else None


def _placed(
    frames: Iterator[AudioFrame], channels: int, start: Fraction | None, longest: int | None, check: Callable[[], None]
) -> Samples:
    """Return all sound at its place behind `start`, or behind the first sound."""
    parts: list[Samples] = []
    written, late = 0, Fraction(0)
    kind, resampler = None, _resampler(channels)
    for frame in frames:
        check()
        if kind not in {None, _kind(frame)}:  # recordings that were joined may change in the middle
            parts += [_samples(part) for part in resampler.resample(None)]
            resampler = _resampler(channels)
        kind = _kind(frame)
        if frame.pts is not None and frame.time_base is not None:
            time = frame.pts * frame.time_base
            start = time if start is None else start
            late = time - start - Fraction(written, SAMPLE_RATE_HZ)
        if late > _GAP_S or (not parts and late > 0):
            parts.append(np.zeros((round(late * SAMPLE_RATE_HZ), channels), np.float32))
            written += len(parts[-1])
        frame.pts = None
        heard = [_samples(part) for part in resampler.resample(frame)]
        if not parts and late < 0:  # sound from before the first picture
            heard, late = _without_first(heard, round(-late * SAMPLE_RATE_HZ))
        parts += heard
        written += sum(map(len, heard))
        if longest is not None and written >= longest:
            break
    parts += [_samples(part) for part in resampler.resample(None)]
    sound = np.concatenate([*parts, np.zeros((0, channels), np.float32)])
    return sound if longest is None else sound[:longest]


def _resampler(channels: int) -> av.AudioResampler:
    return av.AudioResampler(format="fltp", layout="mono" if channels == 1 else "stereo", rate=SAMPLE_RATE_HZ)


def _kind(frame: AudioFrame) -> tuple[str, str, int]:
    return frame.format.name, frame.layout.name, frame.sample_rate


def _without_first(parts: list[Samples], count: int) -> tuple[list[Samples], Fraction]:
    """Return sound without its first samples, and how early the rest of it still is."""
    sound = np.concatenate(parts) if parts else None
    if sound is None or len(sound) <= count:
        return [], Fraction(0)
    return [sound[count:]], Fraction(0)


def _samples(frame: AudioFrame) -> Samples:
    return np.ascontiguousarray(frame.to_ndarray().T, np.float32)


def _ignore() -> None:
    """Nobody asks to stop."""
