"""Music composed and played by the program itself: offline, royalty free, the same bytes for the same request."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from videogen_dagster.core.errors import EngineFailure, EngineRefused
from videogen_dagster.core.media import Sound
from videogen_dagster.core.requests import MusicRequest
from videogen_dagster.engines.music.levels import DraftWriter, finished_music
from videogen_dagster.engines.protocols import Capabilities, Workspace
from videogen_dagster.media.music.composition import Piece, compose
from videogen_dagster.media.music.moods import MOODS
from videogen_dagster.media.music.rendering import render

NAME: Final = "procedural"
VERSION: Final = 1
"""Raised when the same request sounds differently."""

DRAFT_LEVEL: Final = 0.35
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

    def play(draft: DraftWriter) -> None:
        _play(piece, draft, index=index, samples=request.samples, workspace=workspace)

    return finished_music(index, request.samples, workspace, play)


def _play(piece: Piece, draft: DraftWriter, *, index: int, samples: int, workspace: Workspace) -> None:
    """Write the piece at the level that it happens to have."""
    written = 0
    for block in render(piece):
        workspace.check()
        draft.write(block * np.float32(DRAFT_LEVEL))
        written += len(block)
        workspace.progress(index, COMPOSING_PART * written / samples)
