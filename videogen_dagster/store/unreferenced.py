"""Objects that nothing names wait below `unreferenced/` before they are deleted.

A process may use an object again while somebody finds that nothing names it: it has the same bytes to store, and writes the
receipt a moment later. So such an object is not deleted but moved, whoever looks for it gets it back, and only one that nobody
wanted for days is deleted. On a disk a process may also have its path: an object that is stored again looks new.
"""

import os
import time
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

import obstore
from obstore.exceptions import AlreadyExistsError
from obstore.store import ObjectStore

from videogen_dagster.core import keys

LOOKS_NEW_S: Final = 6 * 3600
"""So long an object is not written to again: each time, its hash is computed once more by those who read it."""


class Listed(NamedTuple):
    """What a listing tells: bytes, and when it was written."""

    size: int
    written: datetime


def freshen(path: Path) -> bool:
    """Let an object of a folder look new: somebody is about to name it. False if it is gone."""
    try:
        if time.time() - path.stat().st_mtime > LOOKS_NEW_S:
            os.utime(path)
    except FileNotFoundError:
        return False
    return True


def set_apart(bucket: ObjectStore, name: str, *, unless_after: datetime) -> bool:
    """Move an object to where it waits; False if it is gone, was written after `unless_after`, or somebody else moves it.

    A bucket moves by copying and deleting. Two who moved the same object, and a third who put it back between them, would
    lose it: so whoever made the marker moves it.

    Raises:
        OSError: The store cannot be written; so with all of obstore's errors.
    """
    key = f"{keys.OBJECTS}/{name}"
    try:
        if obstore.head(bucket, key)["last_modified"] > unless_after:
            return False
        obstore.put(bucket, keys.unreferenced_since(name), b"", mode="create")
        obstore.rename(bucket, key, keys.unreferenced(name))
    except (FileNotFoundError, AlreadyExistsError):
        return False
    return True


def put_back(bucket: ObjectStore, name: str) -> bool:
    """Move an object back that waits; returns whether it is there again, whoever moved it."""
    key = f"{keys.OBJECTS}/{name}"
    try:
        obstore.rename(bucket, keys.unreferenced(name), key)
    except FileNotFoundError:
        try:
            obstore.head(bucket, key)  # another process was faster
        except FileNotFoundError:
            return False
    return True
