"""Intents: which calls of engines were begun and have not ended. They keep a killed process from paying twice.

An intent is written before the engine is asked and removed when the call has ended: after its receipt is there, or after
the engine has definitely failed. One that is found was left by a process that was killed (or that works right now) and
says what to go on with.
"""

import json
import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final

from pydantic import ValidationError

from videogen_dagster.core import keys
from videogen_dagster.core.errors import StorageUnavailable
from videogen_dagster.core.media import Sha256
from videogen_dagster.core.values import Value
from videogen_dagster.store.media_store import MediaStore

KEPT_FOR: Final = timedelta(days=30)
"""How long an intent waits for somebody to go on with it: providers know jobs and idempotency keys for a day to a month."""

ASKED: Final = "asked"
"""Stands where the id of a job will stand while a provider is asked: whoever finds it does not know what was paid for.

A call of several requests has a JSON object there: by the name of each request its kept answer, or this.
"""

_TRIES: Final = 10
"""More than one is needed only where other processes begin and end the same call meanwhile."""


class Intent(Value):
    """A call of an engine that was begun.

    Attributes:
        fingerprint: What its result will be named by.
        engine: Name of the engine that is asked.
        idempotency_key: What goes with the submit, so that a provider that gets it twice charges once. A UUID of its own
            for each attempt, not the fingerprint: providers answer a key that they know with what became of it, so a
            request whose job failed would get that failure back for ever.
        job: Id of the provider's job, once it is known.
        project: For which project it was begun first; empty: not known.
        about: What is wanted, in a few words for people.
        paid: What calls of it are known to have cost, in US dollars, by what makes each of them one.
    """

    fingerprint: Sha256
    engine: str
    idempotency_key: str
    job: str | None = None
    project: str = ""
    about: str = ""
    paid: tuple[tuple[str, Decimal], ...] = ()

    def asked(self) -> tuple[str, ...]:
        """Return the names of the requests that were sent and whose outcome is not written down; empty for the only one."""
        if self.job == ASKED:
            return ("",)
        return tuple(name for name, known in (_parts(self.job) or {}).items() if known == ASKED)

    @property
    def paid_usd(self) -> Decimal | None:
        """What is known to have been paid for it; None if nothing is."""
        return sum((usd for _, usd in self.paid), Decimal(0)) if self.paid else None

    def with_paid(self, call: str, usd: Decimal) -> "Intent":
        """Return the intent with what a call has cost; told again, it counts once."""
        return self.model_copy(update={"paid": tuple({**dict(self.paid), call: usd}.items())})

    @property
    def is_idle(self) -> bool:
        """Whether nothing was asked for that may have been paid for, or will be."""
        return self.job in {None, "{}"} and not self.paid

    def without_asked(self, *, booked: bool = False) -> "Intent":
        """Return the intent of another attempt, with another key: what was answered stays, what was asked is asked again.

        Args:
            booked: What was paid until now is booked; else the other attempt books it.
        """
        kept = {name: known for name, known in (_parts(self.job) or {}).items() if known != ASKED}
        job = json.dumps(kept) if kept else None
        paid = () if booked else self.paid
        return self.model_copy(update={"job": job, "idempotency_key": str(uuid.uuid4()), "paid": paid})


def begin_call(
    store: MediaStore, fingerprint: str, *, engine: str, project: str = "", about: str = ""
) -> tuple[Intent, bool]:
    """Return the intent of a call, and whether it was written now: False if an earlier attempt left it.

    Of several processes that begin the same call at once, one writes and all get the same key.

    Args:
        store: Where intents are.
        fingerprint: What the result will be named by.
        engine: Name of the engine that is asked.
        project: For which project.
        about: What is wanted, in a few words for people.

    Raises:
        StorageFailure: The store cannot be read or written.
        StorageUnavailable: Others begin and end the same call all the time.
    """
    key = str(uuid.uuid4())
    intent = Intent(fingerprint=fingerprint, engine=engine, idempotency_key=key, project=project, about=about)
    for _ in range(_TRIES):
        if store.create(keys.intent(fingerprint), _document(intent)):
            return intent, True
        document = store.read(keys.intent(fingerprint))
        left = _parsed(document)
        if left is not None:
            return left, False
        if document is not None:
            _write(store, intent)  # nobody can read what is there
            return intent, True
        # Another process ended it this very moment, and a third may begin it.
    raise StorageUnavailable(
        f"{engine} is being asked for the same by several processes: {about}", remedy="start it again"
    )


def begin_anew(store: MediaStore, intent: Intent) -> Intent:
    """Return the intent of another attempt at the same call, with another key and no job, after it is written.

    Raises:
        StorageFailure: The store cannot be written.
    """
    anew = intent.model_copy(update={"idempotency_key": str(uuid.uuid4()), "job": None})
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


def find_intent(store: MediaStore, fingerprint: str) -> Intent | None:
    """Return the intent of a call that was begun and has not ended, or None.

    Raises:
        StorageFailure: The store cannot be read.
    """
    return _read(store, fingerprint)


def end_call(store: MediaStore, fingerprint: str) -> None:
    """Remove the intent of a call that has ended; one that is not there is no error.

    Raises:
        StorageFailure: The store cannot be written.
    """
    store.remove(keys.intent(fingerprint))


def begun_calls(store: MediaStore) -> frozenset[str]:
    """Return the fingerprints of all calls that were begun and have not ended.

    Those that nobody went on with for `KEPT_FOR` are forgotten: their request changed, or their provider forgot them. Not
    those that may have been paid for: only a person says that they are asked again.

    Raises:
        StorageFailure: The store cannot be read or written.
    """
    begun: set[str] = set()
    forgotten = datetime.now(UTC) - KEPT_FOR
    for key, (_, written) in store.listed(keys.INTENTS).items():
        name = _name(key)
        if written < forgotten and not is_unsettled(_read(store, name)):
            end_call(store, name)
        else:
            begun.add(name)
    return frozenset(begun)


def is_unsettled(intent: Intent | None) -> bool:
    """Return whether nobody knows what a call was charged for, unless a process works on it right now."""
    return intent is not None and bool(intent.asked())


def unsettled_calls(store: MediaStore) -> dict[Intent, datetime]:
    """Return the calls that were asked for and whose outcome is not written down, and since when, oldest first.

    Some of them may be asked for right now; see `calls_at_work`.

    Raises:
        StorageFailure: The store cannot be read.
    """
    listed = store.listed(keys.INTENTS)
    found = {key: _read(store, _name(key)) for key in sorted(listed, key=lambda key: listed[key].written)}
    return {intent: listed[key].written for key, intent in found.items() if intent is not None and intent.asked()}


def ask_again(store: MediaStore, fingerprint: str, *, booked: bool = False) -> None:
    """Let the next run ask again for what a call may have paid for already. No process may work on it.

    Args:
        store: Where intents are.
        fingerprint: Which call.
        booked: What was paid until now is booked; else the next attempt books it.

    Raises:
        StorageFailure: The store cannot be read or written.
    """
    intent = _read(store, fingerprint)
    if intent is not None and intent.asked():
        _write(store, intent.without_asked(booked=booked))


def _parts(job: str | None) -> dict[str, str] | None:
    """Return what is known of the requests of a call that has several, or None where `job` is the id of a job."""
    try:
        parts = json.loads(job or "")
    except ValueError:
        return None
    return parts if isinstance(parts, dict) else None


def _name(key: str) -> str:
    return key.rpartition("/")[2].removesuffix(".json")


def _read(store: MediaStore, fingerprint: str) -> Intent | None:
    return _parsed(store.read(keys.intent(fingerprint)))


def _parsed(document: bytes | None) -> Intent | None:
    try:
        return None if document is None else Intent.model_validate_json(document)
    except ValidationError:  # written by another version of the program: begun anew rather than guessed at
        return None


def _write(store: MediaStore, intent: Intent) -> None:
    store.write(keys.intent(intent.fingerprint), _document(intent))


def _document(intent: Intent) -> bytes:
    return intent.model_dump_json().encode()
