"""Which earlier take a scene goes on with: decided here for those who make a scene and for those who only plan it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from videogen_dagster.core.choices import TakenPart
from videogen_dagster.core.direction import SceneEdit, SceneTake
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.fingerprint import fingerprint
from videogen_dagster.core.values import Value
from videogen_dagster.engines.production import Made
from videogen_dagster.resources.takes_file import find_receipt, scene_takes
from videogen_dagster.store.media_store import MediaStore
from videogen_dagster.store.receipts import find_result

ResultT = TypeVar("ResultT", bound=Value)

_BY_ENGINE: Final = {"references": None, "found": None}
"""What of a picture's request depends on which engine is asked."""


@dataclass(frozen=True, slots=True)
class EarlierTakes:
    """The takes of one part of a project's scenes.

    Attributes:
        store: Where they are.
        project: The project.
        part: What of a scene.
        edits: What people changed, by scene: also which takes they picked.
        shape: Of which rendition's shape they are (`9x16`), or empty: the film's.
    """

    store: MediaStore
    project: str
    part: TakenPart
    edits: Mapping[str, SceneEdit]
    shape: str = ""

    def find(
        self, scene: str, wanted: Sequence[Value], result_type: type[ResultT], *, engine: str, renew: bool = False
    ) -> tuple[Made[ResultT], ...] | None:
        """Return the take that was picked or else the newest that fits, or None if there is none or it is gone.

        A take fits if the request is the same, also where another engine is configured by now: a new model marks
        nothing stale by itself, nor that it takes references to character sheets or does not. Speech is different: who
        speaks, and how, is what the settings say.

        Args:
            scene: The scene.
            wanted: What is wanted; several are the lines of a scene.
            result_type: What the takes are made of.
            engine: Fingerprint of the configured engine.
            renew: Takes of another engine do not fit.

        Raises:
            InvalidInput: A picked take is not there or does not fit.
            StorageFailure: The store cannot be read.
        """
        pick = self._picked(scene)
        if pick is not None:
            return self._results(pick, result_type, count=len(wanted))
        take = self._fitting(scene, wanted, engine=engine, only=renew or self.part == "narration")
        return self._results(take, result_type, count=len(wanted)) if take else None

    def find_picked(self, scene: str, result_type: type[ResultT], *, count: int) -> tuple[Made[ResultT], ...] | None:
        """Return the take that was picked, which counts whatever is wanted, or None if none was or it is gone.

        Args:
            scene: The scene.
            result_type: What the takes are made of.
            count: How many results the scene needs.

        Raises:
            InvalidInput: It is not there or does not fit.
            StorageFailure: The store cannot be read.
        """
        pick = self._picked(scene)
        return self._results(pick, result_type, count=count) if pick else None

    def _picked(self, scene: str) -> SceneTake | None:
        pick = None if self.part in {"lip_sync", "sheet"} else self.edits.get(scene, SceneEdit()).part(self.part).pick
        if pick is None:
            return None
        takes = self._takes(scene)
        for take in takes:
            if take.number == pick:
                return take
        raise InvalidInput(
            f"scene {scene} has no {self.part} take {pick}",
            field=self.part,
            remedy=f"takes: 1 to {len(takes)}; see `videogen takes {self.project} {scene}`",
        )

    def _fitting(self, scene: str, wanted: Sequence[Value], *, engine: str, only: bool) -> SceneTake | None:
        """Return the newest take of these requests by `engine`, or by any unless that is the `only` one."""
        for take in reversed(self._takes(scene)):
            if only and take.engine != engine:
                continue
            names = tuple(fingerprint(request, take.engine) for request in wanted)
            if names == take.fingerprints or (take.engine != engine and self._was_asked(wanted, take)):
                return take
        return None

    def _was_asked(self, wanted: Sequence[Value], take: SceneTake) -> bool:
        """Return whether a take of another engine differs from what is wanted in nothing but its sheets or stock media."""
        if self.part != "image" or len(wanted) != len(take.fingerprints):
            return False
        receipts = [find_receipt(self.store, name) for name in take.fingerprints]
        return all(
            receipt is not None
            and {**receipt.request, **_BY_ENGINE} == {**request.model_dump(mode="json"), **_BY_ENGINE}
            for receipt, request in zip(receipts, wanted, strict=True)
        )

    def _takes(self, scene: str) -> tuple[SceneTake, ...]:
        return scene_takes(self.store, self.project, scene, self.part, shape=self.shape)

    def _results(self, take: SceneTake, result_type: type[ResultT], *, count: int) -> tuple[Made[ResultT], ...] | None:
        """Return what a take is made of, or None if some of it is gone and must be made again.

        Raises:
            InvalidInput: It was picked, and the scene has another number of lines by now.
        """
        if len(take.fingerprints) != count:
            raise InvalidInput(
                f"take {take.number} has {len(take.fingerprints)} lines and the scene has {count}",
                field="take",
                remedy="pick a take that fits, or revert the scene's edit",
            )
        results = [(name, find_result(self.store, name, result_type)) for name in take.fingerprints]
        made = tuple(Made(name, result, reused=True) for name, result in results if result is not None)
        return made if len(made) == count else None
