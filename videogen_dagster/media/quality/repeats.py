"""Scenes that show the pictures of an earlier scene."""

from collections import defaultdict
from typing import Final

import cv2
import numpy as np

from videogen_dagster.media.frames import Plane
from videogen_dagster.media.quality.expected import ExpectedFilm, ExpectedScene
from videogen_dagster.media.quality.findings import Finding, Gate, Severity

# Counted from a scene's first picture, behind the longest transition: the camera has moved between them.
_SEEN_AT: Final = (16, 24, 32, 40)
_FEWEST: Final = 2
_SIZE: Final = (32, 32)
_EQUAL: Final = 1
"""Levels by which no mean of a picture differs from its repetition, encoded alike or anew."""


class RepeatedScenes:
    """Remembers four very small pictures of every scene: 4 kB each."""

    def __init__(self, film: ExpectedFilm) -> None:
        self._film = film
        self._seen: defaultdict[str, dict[int, Plane]] = defaultdict(dict)

    def add(self, frame: int, small: Plane) -> None:
        """Look at the next picture."""
        scene = self._film.scene_at(frame)
        if frame - scene.first_frame in _SEEN_AT:
            self._seen[scene.scene][frame - scene.first_frame] = np.asarray(
                cv2.resize(small, _SIZE, interpolation=cv2.INTER_AREA), np.uint8
            )

    def findings(self) -> list[Finding]:
        """Return a finding for each scene that repeats an earlier one."""
        found: list[Finding] = []
        for index, scene in enumerate(self._film.scenes):
            earlier = next((other for other in self._film.scenes[:index] if self._is_repetition(scene, other)), None)
            if earlier:
                message = f"it shows the pictures of scene {earlier.scene}; make its picture again with another seed"
                # Scenes without movement may be drawn alike from different words; moving alike as well is a mistake.
                severity = Severity.WARNING if scene.may_stand_still else Severity.ERROR
                found.append(self._film.of_frame(Gate.DUPLICATES, message, scene.first_frame, severity=severity))
        return found

    def _is_repetition(self, scene: ExpectedScene, other: ExpectedScene) -> bool:
        one, two = self._seen[scene.scene], self._seen[other.scene]
        shared = one.keys() & two.keys()
        if len(shared) < _FEWEST or scene.shows == other.shows:
            return False
        first = min(shared)
        if abs(float(one[first].mean()) - float(two[first].mean())) > _EQUAL:  # nearly all pairs end here
            return False
        return all(int(np.abs(one[at].astype(np.int16) - two[at]).max()) <= _EQUAL for at in shared)
