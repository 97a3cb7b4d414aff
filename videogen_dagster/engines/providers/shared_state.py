"""A small record that all processes of a machine read and write in turn."""

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import ValidationError

from videogen_dagster.core.values import Value

StateT = TypeVar("StateT", bound=Value)


class SharedState(Generic[StateT]):
    """A record in a file.

    Whoever is killed while it writes leaves a file that cannot be read, which counts as no file: nothing is kept here that
    may not be forgotten.

    Args:
        path: The file; its folder is made.
        start: The record where there is none.
    """

    def __init__(self, path: Path, start: StateT) -> None:
        self._path = path
        self._start = start

    def read(self) -> StateT:
        """Return the record as it is now."""
        with self._locked(fcntl.LOCK_SH) as file:
            return self._parsed(file)

    @contextmanager
    def changed(self) -> Generator["Draft[StateT]"]:
        """Give the record to change; nobody else reads or writes it meanwhile."""
        with self._locked(fcntl.LOCK_EX) as file:
            draft = Draft(self._parsed(file))
            before = draft.value
            yield draft
            if draft.value != before:
                document = draft.value.model_dump_json().encode()
                os.ftruncate(file, 0)
                os.pwrite(file, document, 0)

    @contextmanager
    def _locked(self, how: int) -> Generator[int]:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, how)
            yield file
        finally:
            os.close(file)

    def _parsed(self, file: int) -> StateT:
        document = os.pread(file, 65536, 0)
        try:
            return type(self._start).model_validate_json(document) if document else self._start
        except ValidationError:
            return self._start


class Draft(Generic[StateT]):
    """A record that is being changed: set `value`."""

    def __init__(self, value: StateT) -> None:
        self.value = value
