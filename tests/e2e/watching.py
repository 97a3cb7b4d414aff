"""What a viewer and a listener would notice, measured on finished files."""

import subprocess
from fractions import Fraction
from pathlib import Path

import av
import imageio_ffmpeg
import numpy as np
from av.video.reformatter import VideoReformatter


def complaints(path: Path) -> str:
    """Return what ffmpeg warns about while it decodes everything."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "warning", "-xerror", "-err_detect", "explode", "-i", str(path)]
    done = subprocess.run([*command, "-f", "null", "-"], capture_output=True, text=True, check=False)
    return done.stderr if done.returncode == 0 else f"exit {done.returncode}: {done.stderr}"


def luma_frames(path: Path, *, size: tuple[int, int] = (64, 36)) -> np.ndarray:
    """Return all decoded frames, small: `uint8[frames, height, width]`."""
    scale = VideoReformatter()  # kept: to set up one for each frame takes longer than to decode the frame
    with av.open(str(path)) as container:
        shown = (scale.reformat(frame, *size, format="gray") for frame in container.decode(video=0))
        return np.stack([frame.to_ndarray() for frame in shown])


def samples(path: Path) -> tuple[np.ndarray, int]:
    """Return the decoded sound as `float32[n, channels]`, and its rate."""
    with av.open(str(path)) as container:
        rate = container.streams.audio[0].rate
        resampler = av.AudioResampler(format="fltp", layout="stereo", rate=rate)
        blocks = [part.to_ndarray() for frame in container.decode(audio=0) for part in resampler.resample(frame)]
    return np.concatenate(blocks, axis=1).T, rate


def lengths_s(path: Path) -> tuple[Fraction, Fraction]:
    """Return the lengths of picture and sound on the file's timeline."""
    with av.open(str(path)) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        return video.duration * video.time_base, audio.duration * audio.time_base


def level_db(sound: np.ndarray) -> float:
    """Return the RMS level of a stretch of sound."""
    return float(20 * np.log10(np.sqrt(np.mean(np.square(sound))) + 1e-9))
