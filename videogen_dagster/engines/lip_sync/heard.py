"""What is heard of the speakers in the picture, as one sound of the clip's length."""

from pathlib import Path
from typing import Final

import numpy as np

from videogen_dagster.core.requests import LipSyncRequest
from videogen_dagster.engines.protocols import Workspace
from videogen_dagster.media.sound import SAMPLE_RATE_HZ, Samples, SoundReader, SoundWriter, read_at

_CHANNEL: Final = 1


def heard_in(request: LipSyncRequest, workspace: Workspace) -> Samples:
    """Return the lines that are said on screen, each at its time: `float32[n, 1]`, 48 kHz, as long as the clip.

    Lines of voices off screen are left out: nobody's lips follow them.

    Raises:
        StorageFailure: A line cannot be read.
    """
    rate = request.clip.frames_per_second
    sound = np.zeros((round(request.clip.frames * SAMPLE_RATE_HZ / rate), _CHANNEL), np.float32)
    for line in request.lines:
        first = round(line.first_frame * SAMPLE_RATE_HZ / rate)
        if line.on_screen and first < len(sound):
            with SoundReader(workspace.fetch(line.speech.sound.audio)) as reader:
                spoken = read_at(reader, 0, round(line.speech.duration_s * SAMPLE_RATE_HZ))
            stretch = sound[first : first + len(spoken)]
            stretch += spoken[: len(stretch)].mean(axis=1, keepdims=True)
    return np.clip(sound, -1, 1)


def write_heard(request: LipSyncRequest, workspace: Workspace, path: Path) -> None:
    """Write what `heard_in` returns as a WAV file."""
    with SoundWriter(path, channels=_CHANNEL) as writer:
        writer.write(heard_in(request, workspace))
