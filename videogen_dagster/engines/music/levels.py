"""The level at which music leaves an engine: one loudness whatever made it, so that the mix can rely on it."""

from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import numpy as np

from videogen_dagster.core.media import Sound
from videogen_dagster.engines.protocols import Workspace
from videogen_dagster.media.loudness import LoudnessMeter
from videogen_dagster.media.sound import SAMPLE_RATE_HZ, Samples, SoundReader, SoundWriter, amplitude, blocks

MUSIC_LUFS: Final = -20.0
HIGHEST_PEAK: Final = 0.7  # -3 dBFS
BLOCK_SAMPLES: Final = 2 * SAMPLE_RATE_HZ


class DraftWriter:
    """Writes music at the level that it happens to have, and measures it; use it as a context manager.

    Args:
        path: Where the draft is written: 48 kHz, stereo.
    """

    def __init__(self, path: Path) -> None:
        self._writer = SoundWriter(path, channels=2)
        self._meter = LoudnessMeter(2)
        self._peak = 0.0

    def __enter__(self) -> Self:
        self._writer.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.__exit__(kind, error, trace)

    def write(self, block: Samples) -> None:
        """Append `float32[n, 2]`."""
        self._writer.write(block)
        self._meter.add(block)
        self._peak = max(self._peak, float(np.abs(block).max(initial=0.0)))

    @property
    def gain(self) -> float:
        """What brings the draft to `MUSIC_LUFS`, with no peak above `HIGHEST_PEAK`."""
        lufs = self._meter.integrated_lufs()
        if not np.isfinite(lufs) or self._peak <= 0:
            return 1.0
        return min(amplitude(MUSIC_LUFS - lufs), HIGHEST_PEAK / self._peak)


def finished_music(index: int, samples: int, workspace: Workspace, write_draft: Callable[[DraftWriter], None]) -> Sound:
    """Return music at its final level, kept in the store.

    Args:
        index: Which request of the batch it is.
        samples: Its length.
        workspace: Where the work is done.
        write_draft: Writes all of it, at any level; what it raises leaves no file.

    Raises:
        Cancelled: A person asked to stop; nothing is left behind.
        StorageFailure: It cannot be kept.
    """
    draft, finished = (workspace.directory / f"music-{index:05d}-{kind}.wav" for kind in ("draft", "finished"))
    try:
        with DraftWriter(draft) as writer:
            write_draft(writer)
        _write_finished(draft, finished, gain=writer.gain, workspace=workspace)
        audio = workspace.keep(finished)
    finally:
        draft.unlink(missing_ok=True)
        finished.unlink(missing_ok=True)
    workspace.progress(index, 1.0)
    return Sound(audio=audio, sample_rate_hz=SAMPLE_RATE_HZ, samples=samples, channels=2)


def _write_finished(draft: Path, finished: Path, *, gain: float, workspace: Workspace) -> None:
    with SoundReader(draft) as reader, SoundWriter(finished, channels=2) as writer:
        for first, count in blocks(reader.samples, BLOCK_SAMPLES):
            workspace.check()
            writer.write(reader.read(first, count) * np.float32(gain))
