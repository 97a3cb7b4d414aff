"""Small films and recordings of every kind that people have, written where a test needs them."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

RED, GREEN, BLUE = (200, 30, 30), (30, 170, 60), (40, 60, 200)


def flat(colour: tuple[int, int, int], width: int = 64, height: int = 36) -> np.ndarray:
    return np.full((height, width, 3), colour, np.uint8)


def halves(width: int = 64, height: int = 36) -> np.ndarray:
    """Red on the left, blue on the right."""
    picture = flat(RED, width, height)
    picture[:, width // 2 :] = BLUE
    return picture


def film(
    path: Path,
    pictures: Sequence[np.ndarray],
    *,
    codec: str = "libx264",
    pixels: str = "yuv420p",
    rate: int = 30,
    times: Sequence[int] | None = None,
    tags: Mapping[str, int] | None = None,
    options: Mapping[str, str] | None = None,
    sound: np.ndarray | None = None,
    sound_rate: int = 48_000,
) -> Path:
    """Write a film of RGB (or 16-bit, or RGBA) pictures; `times` are those of the pictures in 1/`rate` s."""
    source = {(3, 1): "rgb24", (4, 1): "rgba", (3, 2): "rgb48le"}[pictures[0].shape[2], pictures[0].itemsize]
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate, options=dict(options or {}))
        stream.width, stream.height, stream.pix_fmt = pictures[0].shape[1], pictures[0].shape[0], pixels
        stream.codec_context.time_base = Fraction(1, rate)
        for name, value in (tags or {}).items():
            setattr(stream.codec_context, name, value)
        voice = None if sound is None else container.add_stream("aac", rate=sound_rate, layout="mono")
        matrix = {9: "BT2020", 1: "ITU709"}.get((tags or {}).get("colorspace", 0), "ITU601")
        wide = (tags or {}).get("color_range", 1) == 2
        for number, picture in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(picture, format=source)
            if not pixels.startswith(("rgb", "argb", "bgr")):
                frame = frame.reformat(format=pixels, dst_colorspace=matrix, dst_color_range="JPEG" if wide else "MPEG")
            frame.pts = number if times is None else times[number]
            frame.time_base = Fraction(1, rate)
            for name, value in (tags or {}).items():
                setattr(frame, name, value)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
        if voice is not None and sound is not None:
            _encode(container, voice, sound, sound_rate, "mono")
    return path


def recording(path: Path, sound: np.ndarray, *, rate: int, layout: str, codec: str = "pcm_s16le") -> Path:
    """Write `float32[samples, channels]` as a file."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate, layout=layout)
        _encode(container, stream, sound, rate, layout)
    return path


def _encode(container, stream, sound: np.ndarray, rate: int, layout: str) -> None:
    resampler = av.AudioResampler(format=stream.format, layout=layout, rate=rate)
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound.T, np.float32), format="fltp", layout=layout)
    frame.sample_rate = rate
    fifo = av.AudioFifo()
    for part in (*resampler.resample(frame), *resampler.resample(None)):
        part.pts = None
        fifo.write(part)
    while block := fifo.read(1024, partial=True):
        container.mux(stream.encode(block))
    container.mux(stream.encode(None))


def tone(rate: int, seconds: float, *, hertz: float = 440.0, level: float = 0.2) -> np.ndarray:
    time_s = np.arange(round(rate * seconds)) / rate
    return (level * np.sin(2 * np.pi * hertz * time_s)).astype(np.float32)[:, None]


def words_and_pauses(seconds: Sequence[float], *, rate: int = 48_000) -> np.ndarray:
    """Return noise and silence in turn, each so long: `float32[n, 1]`."""
    noise = np.random.default_rng(3)
    parts: list[Callable[[int], np.ndarray]] = [
        lambda count: 0.2 * noise.standard_normal((count, 1)).clip(-3, 3),
        lambda count: np.zeros((count, 1)),
    ]
    return np.concatenate([parts[index % 2](round(rate * long)) for index, long in enumerate(seconds)]).astype(
        np.float32
    )
