"""Sound that can be recognised."""

import wave
from pathlib import Path

import numpy as np


def tone(path: Path, samples: int, *, rate: int = 48_000, channels: int = 2, hertz: float = 440) -> Path:
    """Write a sine of a quarter of full scale as 16-bit WAV."""
    wanted = 9000 * np.sin(np.arange(samples) * 2 * np.pi * hertz / rate)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.repeat(wanted.astype("<i2")[:, None], channels, axis=1).tobytes())
    return path
