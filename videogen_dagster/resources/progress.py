"""What is going on in a project, as one small document that the command line, the status and the UI read."""

import threading
import time
from collections.abc import Mapping, Sequence
from typing import Annotated, Final

from pydantic import Field, ValidationError

from videogen_dagster.core import keys
from videogen_dagster.core.values import Value
from videogen_dagster.store.media_store import MediaStore

WRITE_INTERVAL_S: Final = 0.25


class Progress(Value):
    """How far a stage is.

    Attributes:
        stage: Name of the asset that is being made.
        done: Share of the stage, 0..1.
        items: Share of each request of the stage (by scene id, where it has scenes), 0..1.
        shards: The parts in which the stage is made at the same time; how far each is stands in a document of its own.
        run_id: The run that makes it, or empty.
        beside: Other stages that the run is at, at the same time; these have none beside them.
        passed: The stages of the run that are done: who looks now and then has not seen each of them.
    """

    stage: str
    done: Annotated[float, Field(ge=0, le=1)]
    items: dict[str, float] = Field(default_factory=dict)
    shards: tuple[str, ...] = ()
    run_id: str = ""
    beside: tuple["Progress", ...] = ()
    passed: tuple[str, ...] = ()

    def stages(self) -> tuple["Progress", ...]:
        """Return all stages that the run is at: this one first, as it was told of last."""
        return (self, *self.beside)

    def is_at(self, item: str) -> bool:
        """Return whether a request of any of these stages has begun and is not done."""
        return any(0 < stage.items.get(item, 0.0) < 1 for stage in self.stages())


def read_progress(store: MediaStore, project: str) -> Progress | None:
    """Return what is going on in a project, or None if nothing was ever started; that of shards is told as one."""
    told = _read(store, keys.progress(project))
    if told is None:
        return None
    whole, *beside = (_of_all_shards(store, project, stage) for stage in told.stages())
    passed = (*told.passed, *(stage.stage for stage in beside if stage.done == 1))
    beside = [stage for stage in beside if stage.done < 1]
    return whole.model_copy(update={"beside": tuple(beside), "passed": passed})


def _of_all_shards(store: MediaStore, project: str, stage: Progress) -> Progress:
    if not stage.shards:
        return stage
    parts = (_read(store, keys.shard(project, stage.stage, shard)) for shard in stage.shards)
    items = {name: share for part in parts if part for name, share in part.items.items()}
    return Progress(stage=stage.stage, done=_mean(items), items=items, run_id=stage.run_id)


def begin_shards(
    store: MediaStore, project: str, stage: str, shards: Mapping[str, Sequence[str]], *, run_id: str = ""
) -> None:
    """Tell that a stage is about to be made in shards.

    Args:
        store: Where that is written.
        project: The project.
        stage: Name of the asset.
        shards: The names of what is made, by shard.
        run_id: The run that makes it.

    Raises:
        StorageFailure: The store cannot be written.
    """
    for shard, items in shards.items():
        part = Progress(stage=stage, done=0.0, items=dict.fromkeys(items, 0.0))
        store.write(keys.shard(project, stage, shard), part.model_dump_json().encode())
    begun = Progress(stage=stage, done=0.0, shards=tuple(shards), run_id=run_id)
    store.write(keys.shards(project, stage), begun.model_dump_json().encode())
    _tell(store, keys.progress(project), begun)


def _read(store: MediaStore, key: str) -> Progress | None:
    document = store.read(key)
    try:
        return None if document is None else Progress.model_validate_json(document)
    except ValidationError:  # written by another version of the program
        return None


def _tell(store: MediaStore, key: str, progress: Progress) -> None:
    """Write how far a stage is, beside those that the same run is at: their processes write here, too."""
    before = _read(store, key)
    others = [
        stage.model_copy(update={"beside": (), "passed": ()})
        for stage in (before.stages() if before else ())
        if stage.stage != progress.stage and stage.run_id == progress.run_id
    ]
    passed = dict.fromkeys(before.passed if before and before.run_id == progress.run_id else ())
    passed |= dict.fromkeys(stage.stage for stage in others if stage.done == 1)
    beside = tuple(stage for stage in others if stage.done < 1)
    told = progress.model_copy(update={"beside": beside, "passed": tuple(passed)})
    store.write(key, told.model_dump_json().encode())


def _mean(shares: Mapping[str, float]) -> float:
    return sum(shares.values()) / len(shares) if shares else 0.0


class ProgressReport:
    """Writes a project's progress while a stage runs; may be called from several threads.

    Args:
        store: Where the document is written.
        project: The project.
        stage: Name of the asset.
        items: Names of the stage's requests, in order.
        run_id: The run that makes it.
        begins: Share of the stage that is done when this work begins, 0..1.
        ends: Share of the stage that is done when it ends, 0..1.
    """

    def __init__(
        self,
        store: MediaStore,
        *,
        project: str,
        stage: str,
        items: Sequence[str],
        run_id: str = "",
        begins: float = 0.0,
        ends: float = 1.0,
    ) -> None:
        self._run_id = run_id
        self._store = store
        self._key = keys.progress(project)
        self._stage = stage
        self._begins, self._ends = begins, ends
        self._items = list(items)
        self._shares = dict.fromkeys(self._items, 0.0)
        self._lock = threading.Lock()
        self._written_at_s = 0.0

    def started(self) -> None:
        """Tell that the stage began."""
        self._write()

    def progress(self, index: int, done: float) -> None:
        """Tell that request `index` is `done` (0..1)."""
        with self._lock:
            if index < len(self._items):
                self._shares[self._items[index]] = min(1.0, max(0.0, done))
            if time.monotonic() - self._written_at_s >= WRITE_INTERVAL_S:
                self._write()

    def finished(self) -> None:
        """Tell that the stage is complete."""
        with self._lock:
            self._shares = dict.fromkeys(self._items, 1.0)
            self._write(done=1.0)

    def _write(self, *, done: float | None = None) -> None:
        share = _mean(self._shares) if done is None else done
        document = Progress(
            stage=self._stage,
            done=self._begins + share * (self._ends - self._begins),
            items=self._shares,
            run_id=self._run_id,
        )
        self._put(document)
        self._written_at_s = time.monotonic()

    def _put(self, progress: Progress) -> None:
        _tell(self._store, self._key, progress)


class ShardReport(ProgressReport):
    """Writes how far one shard of a stage is, beside the other shards of it.

    Args:
        store: Where the document is written.
        project: The project.
        stage: Name of the asset.
        shard: Which of its shards.
        items: Names of the shard's requests, in order.
        run_id: The run that makes it.
    """

    def __init__(
        self, store: MediaStore, *, project: str, stage: str, shard: str, items: Sequence[str], run_id: str = ""
    ) -> None:
        super().__init__(store, project=project, stage=stage, items=items, run_id=run_id)
        self._part = keys.shard(project, stage, shard)
        self._all = _read(store, keys.shards(project, stage))
        known = _read(store, self._part)
        self._before = known.items if known else {}

    def _put(self, progress: Progress) -> None:
        part = progress.model_copy(update={"items": {**self._before, **progress.items}})
        self._store.write(self._part, part.model_dump_json().encode())
        if self._all is not None:  # a stage that goes on at the same time tells of itself in the same place
            _tell(self._store, self._key, self._all.model_copy(update={"run_id": self._run_id}))
