"""Music composed and played by the program itself: offline, royalty free, the same bytes for the same request."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from videogen_dagster.core.errors import EngineFailure, EngineRefused
from videogen_dagster.core.media import Sound
from videogen_dagster.core.requests import MusicRequest
from videogen_dagster.engines.protocols import Capabilities, Workspace
from videogen_dagster.media.loudness import LoudnessMeter
from videogen_dagster.media.music.composition import Piece, compose
from videogen_dagster.media.music.moods import MOODS
from videogen_dagster.media.music.rendering import render
from videogen_dagster.media.sound import SAMPLE_RATE_HZ, SoundReader, SoundWriter, amplitude, blocks

NAME: Final = "procedural"
VERSION: Final = 1
"""Raised when the same request sounds differently."""

MUSIC_LUFS: Final = -20.0
HIGHEST_PEAK: Final = 0.7  # -3 dBFS
DRAFT_LEVEL: Final = 0.35
BLOCK_SAMPLES: Final = 2 * SAMPLE_RATE_HZ
COMPOSING_PART: Final = 0.85


class ProceduralMusicEngine:
    """Composes a piece for mood and length and plays it."""

    def fingerprint(self) -> str:
        return f"{NAME} version={VERSION}"

    def capabilities(self) -> Capabilities:
        return Capabilities(name=NAME, offline=True)

    def generate(self, requests: Sequence[MusicRequest], workspace: Workspace) -> Iterator[Sound | EngineFailure]:
        for index, request in enumerate(requests):
            workspace.check()
            yield _make(index, request, workspace)


def _make(index: int, request: MusicRequest, workspace: Workspace) -> Sound | EngineFailure:
    mood = MOODS.get(request.mood.strip().lower())
    if mood is None:
        return EngineRefused(
            f"there is no mood {request.mood!r}; moods are {', '.join(MOODS)}",
            engine=NAME,
            field="mood",
            remedy="choose one of these",
        )
    name = request.mood.strip().lower()
    piece = compose(mood, name=name, samples=request.samples, seed=request.seed, take=request.take)
    draft, finished = (workspace.directory / f"music-{index:05d}-{kind}.wav" for kind in ("draft", "finished"))
    try:
        gain = _write_draft(piece, draft, index=index, samples=request.samples, workspace=workspace)
        _write_finished(draft, finished, gain=gain, workspace=workspace)
        audio = workspace.keep(finished)
    finally:
        draft.unlink(missing_ok=True)
        finished.unlink(missing_ok=True)
    workspace.progress(index, 1.0)
    return Sound(audio=audio, sample_rate_hz=SAMPLE_RATE_HZ, samples=request.samples, channels=2)


def _write_draft(piece: Piece, path: Path, *, index: int, samples: int, workspace: Workspace) -> float:
    """Write the piece at the level it happens to have; return the gain that it needs."""
    meter, peak, written = LoudnessMeter(2), 0.0, 0
    with SoundWriter(path, channels=2) as writer:
        for block in render(piece):
            workspace.check()
            draft = block * np.float32(DRAFT_LEVEL)
            writer.write(draft)
            meter.add(draft)
            peak = max(peak, float(np.abs(draft).max(initial=0.0)))
            written += len(block)
            workspace.progress(index, COMPOSING_PART * written / samples)
    lufs = meter.integrated_lufs()
    if not np.isfinite(lufs) or peak <= 0:
        return 1.0
    return min(amplitude(MUSIC_LUFS - lufs), HIGHEST_PEAK / peak)


def _write_finished(draft: Path, finished: Path, *, gain: float, workspace: Workspace) -> None:
    with SoundReader(draft) as reader, SoundWriter(finished, channels=2) as writer:
        for first, count in blocks(reader.samples, BLOCK_SAMPLES):
            workspace.check()
            writer.write(reader.read(first, count) * np.float32(gain))
