"""Paid calls that give their result at once, without a job that could be asked for again.

What was paid is in the store before anything else happens to it. From the moment in which the request is sent until then nobody
can know what a killed process has paid for: such a call is not made again by itself.
"""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from videogen_dagster.core.charges import Charge
from videogen_dagster.core.errors import CallUnsettled, VideogenError
from videogen_dagster.core.media import Media
from videogen_dagster.engines.protocols import Workspace
from videogen_dagster.engines.providers.sending import watching
from videogen_dagster.store.intents import ASKED


@dataclass(frozen=True, slots=True)
class Paid:
    """An answer that tells what it cost.

    Attributes:
        content: What is to be kept.
        charge: What the provider counted.
    """

    content: bytes
    charge: Charge


class PaidCalls:
    """The calls that one request of a batch needs, one or several, each by a name of its own.

    What is known of them stands where the id of a job stands. Methods may be called from any thread.

    Args:
        workspace: Where the engine works.
        index: Which request of the batch.
        engine: Name of the engine, for messages.
        honours_keys: The provider charges the same key once: asking again is safe.
    """

    def __init__(self, workspace: Workspace, index: int, *, engine: str, honours_keys: bool) -> None:
        self._workspace = workspace
        self._index = index
        self._engine = engine
        self._honours_keys = honours_keys
        self._lock = threading.Lock()
        self._known: dict[str, str] = json.loads(workspace.known_job(index) or "{}")

    def answer(self, name: str, ask: Callable[[str], bytes | Paid], *, suffix: str) -> Path:
        """Return a local path of the provider's answer to a call, asking only if it is not there yet.

        Args:
            name: Which of the request's calls.
            ask: Makes the call with an idempotency key, through this package's transport, which tells when it is sent. It
                returns what is to be kept, and what it cost where the answer tells that. What it raises, but for
                `CallUnsettled`, means that nothing was charged.
            suffix: What kind of file an answer is (`.json`).

        Raises:
            CallUnsettled: An earlier attempt asked and was killed before the answer was kept, or this one lost it.
            VideogenError: What `ask` raised: a failure, or a person's wish to stop while it waited for its turn.
            StorageFailure: The answer could not be kept, or be read again.
        """
        known = self._known.get(name)
        if known not in {None, ASKED}:
            return self._workspace.fetch(_media(str(known)))
        if known == ASKED and not self._honours_keys:
            raise CallUnsettled(
                "an earlier attempt asked for this and was stopped before it had the answer: "
                "nobody knows whether it was charged",
                engine=self._engine,
                remedy="look at the provider's list of usage; then `videogen resolve` asks again",
            )
        try:
            with watching(sent=lambda: self._note(name, ASKED), not_taken=lambda: self._note(name, None)):
                answer = ask(f"{self._workspace.idempotency_key(self._index)}-{name}")
        except CallUnsettled:
            self._note(name, ASKED)
            raise
        except VideogenError:
            self._note(name, None)
            raise
        path = self._workspace.directory / f"answer-{self._index}-{name}{suffix}"
        path.write_bytes(answer.content if isinstance(answer, Paid) else answer)
        kept = self._workspace.keep(path)
        path.unlink()
        if isinstance(answer, Paid):
            self._workspace.charged(self._index, name, answer.charge)
        self._note(name, kept.name)
        return self._workspace.fetch(kept)

    def _note(self, name: str, known: str | None) -> None:
        """Write down what is known of a call: its kept answer, `ASKED`, or None for nothing."""
        with self._lock:
            if self._known.get(name) == known:
                return
            if known is None:
                self._known.pop(name, None)
            else:
                self._known[name] = known
            self._workspace.remember_job(self._index, json.dumps(self._known))


def _media(name: str) -> Media:
    sha256, _, extension = name.partition(".")
    return Media(sha256=sha256, extension=extension)
