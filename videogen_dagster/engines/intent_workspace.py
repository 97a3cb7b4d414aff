"""The workplace of an engine with the intents of its batch: what is learned of a call is written down while it goes on."""

import threading
from collections.abc import Sequence
from pathlib import Path

from videogen_dagster.core.charges import Charge
from videogen_dagster.core.media import Media
from videogen_dagster.engines.protocols import Workplace
from videogen_dagster.engines.purse import Purse
from videogen_dagster.store.intents import Intent, begin_anew, remember_job
from videogen_dagster.store.media_store import MediaStore


class IntentWorkspace:
    """An engine's `Workspace`.

    Args:
        place: Where the work is done.
        store: Where intents are.
        intents: Those of the batch's requests, in their order.
        purse: Tells what calls cost; None: nobody counts.
    """

    def __init__(
        self, place: Workplace, store: MediaStore, intents: Sequence[Intent], purse: Purse | None = None
    ) -> None:
        self._place = place
        self._store = store
        self._intents = list(intents)
        self._purse = purse
        self._locks = [threading.Lock() for _ in intents]  # several calls of one request may go on at once

    def intent(self, index: int) -> Intent:
        """Return what is known of a request's call by now."""
        return self._intents[index]

    @property
    def directory(self) -> Path:
        return self._place.directory

    def fetch(self, media: Media) -> Path:
        return self._place.fetch(media)

    def keep(self, path: Path) -> Media:
        return self._place.keep(path)

    def reachable_url(self, media: Media) -> str | None:
        return self._place.reachable_url(media)

    def progress(self, index: int, done: float) -> None:
        self._place.progress(index, done)

    def cancelled(self) -> bool:
        return self._place.cancelled()

    def check(self) -> None:
        self._place.check()

    def idempotency_key(self, index: int) -> str:
        return self._intents[index].idempotency_key

    def known_job(self, index: int) -> str | None:
        return self._intents[index].job

    def remember_job(self, index: int, job: str) -> None:
        with self._locks[index]:
            self._intents[index] = remember_job(self._store, self._intents[index], job)

    def charged(self, index: int, call: str, charge: Charge) -> None:
        usd = None if self._purse is None else self._purse.usd(charge)
        if usd is not None:
            with self._locks[index]:
                self._intents[index] = self._intents[index].with_paid(call, usd)

    def forget_job(self, index: int) -> None:
        with self._locks[index]:
            self._intents[index] = begin_anew(self._store, self._intents[index])
