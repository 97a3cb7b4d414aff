"""What is going on in a project, as one small document that the command line, the status and the UI read."""

import threading
import time
from collections.abc import Sequence
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
    """

    stage: str
    done: Annotated[float, Field(ge=0, le=1)]
    items: dict[str, float] = Field(default_factory=dict)


def read_progress(store: MediaStore, project: str) -> Progress | None:
    """Return what is going on in a project, or None if nothing was ever started."""
    document = store.read(keys.progress(project))
    try:
        return None if document is None else Progress.model_validate_json(document)
    except ValidationError:  # written by another version of the program
        return None


class ProgressReport:
    """Writes a project's progress while a stage runs; may be called from several threads.

    Args:
        store: Where the document is written.
        project: The project.
        stage: Name of the asset.
        items: Names of the stage's requests, in order.
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
        begins: float = 0.0,
        ends: float = 1.0,
    ) -> None:
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
        share = sum(self._shares.values()) / len(self._shares) if self._shares else 0.0
        share = share if done is None else done
        document = Progress(
            stage=self._stage,
            done=self._begins + share * (self._ends - self._begins),
            items=self._shares,
        )
        self._store.write(self._key, document.model_dump_json().encode())
        self._written_at_s = time.monotonic()
