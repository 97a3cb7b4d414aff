"""Intents: which calls of engines were begun and have not ended. They keep a killed process from paying twice.

An intent is written before the engine is asked and removed when the call has ended: after its receipt is there, or after
the engine has definitely failed. One that is found was left by a process that was killed (or that works right now) and
says what to go on with.
"""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Final

from pydantic import ValidationError

from videogen_dagster.core import keys
from videogen_dagster.core.media import Sha256
from videogen_dagster.core.values import Value
from videogen_dagster.store.media_store import MediaStore

KEPT_FOR: Final = timedelta(days=30)
"""How long an intent waits for somebody to go on with it: providers know jobs and idempotency keys for a day to a month."""


class Intent(Value):
    """A call of an engine that was begun.

    Attributes:
        fingerprint: What its result will be named by.
        engine: Name of the engine that is asked.
        idempotency_key: What goes with the submit, so that a provider that gets it twice charges once. A UUID of its own
            for each attempt, not the fingerprint: providers answer a key that they know with what became of it, so a
            request whose job failed would get that failure back for ever.
        job: Id of the provider's job, once it is known.
    """

    fingerprint: Sha256
    engine: str
    idempotency_key: str
    job: str | None = None


def begin_call(store: MediaStore, fingerprint: str, *, engine: str) -> tuple[Intent, bool]:
    """Return the intent of a call, and whether it was written now: False if an earlier attempt left it.

    Of several processes that begin the same call at once, one writes and all get the same key.

    Raises:
        StorageFailure: The store cannot be read or written.
    """
    intent = _new(fingerprint, engine)
    if store.create(keys.intent(fingerprint), _document(intent)):
        return intent, True
    left = _read(store, fingerprint)
    if left is not None:
        return left, False
    _write(store, intent)  # it cannot be read, or another process ended it this very moment
    return intent, True


def begin_anew(store: MediaStore, intent: Intent) -> Intent:
    """Return the intent of another attempt at the same call, with another key and no job, after it is written.

    Raises:
        StorageFailure: The store cannot be written.
    """
    anew = _new(intent.fingerprint, intent.engine)
    _write(store, anew)
    return anew


def remember_job(store: MediaStore, intent: Intent, job: str) -> Intent:
    """Return the intent with the id of the provider's job, after it is written.

    Raises:
        StorageFailure: The store cannot be written.
    """
    told = intent.model_copy(update={"job": job})
    _write(store, told)
    return told


def end_call(store: MediaStore, fingerprint: str) -> None:
    """Remove the intent of a call that has ended; one that is not there is no error.

    Raises:
        StorageFailure: The store cannot be written.
    """
    store.remove(keys.intent(fingerprint))


def begun_calls(store: MediaStore) -> frozenset[str]:
    """Return the fingerprints of all calls that were begun and have not ended.

    Those that nobody went on with for `KEPT_FOR` are forgotten: their request changed, or their provider forgot them.

    Raises:
        StorageFailure: The store cannot be read or written.
    """
    begun: set[str] = set()
    forgotten = datetime.now(UTC) - KEPT_FOR
    for key, written in store.documents_dated(keys.INTENTS).items():
        name = key.rpartition("/")[2].removesuffix(".json")
        if written < forgotten:
            end_call(store, name)
        else:
            begun.add(name)
    return frozenset(begun)


def _new(fingerprint: str, engine: str) -> Intent:
    return Intent(fingerprint=fingerprint, engine=engine, idempotency_key=str(uuid.uuid4()))


def _read(store: MediaStore, fingerprint: str) -> Intent | None:
    document = store.read(keys.intent(fingerprint))
    try:
        return None if document is None else Intent.model_validate_json(document)
    except ValidationError:  # written by another version of the program: begun anew rather than guessed at
        return None


def _write(store: MediaStore, intent: Intent) -> None:
    store.write(keys.intent(intent.fingerprint), _document(intent))


def _document(intent: Intent) -> bytes:
    return intent.model_dump_json().encode()
