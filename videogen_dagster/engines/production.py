"""From requests to results: what was made before is found, the rest is made, each result is recorded when it is there.

Every call of an engine is preceded by an intent and followed by a receipt. Killed at any point and started again, it goes
on behind the last receipt, with the jobs and idempotency keys that the intents tell.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, Generic, TypeVar

from videogen_dagster.core.errors import CallUnsettled, EngineFailure, EngineUnavailable, VideogenError
from videogen_dagster.core.fingerprint import fingerprint
from videogen_dagster.core.media import Media
from videogen_dagster.core.values import Value
from videogen_dagster.engines.protocols import Engine, Workplace
from videogen_dagster.store.calls_at_work import at_work_on
from videogen_dagster.store.intents import Intent, begin_anew, begin_call, begun_calls, end_call, remember_job
from videogen_dagster.store.media_store import MediaStore
from videogen_dagster.store.receipts import Receipt, find_result, write_receipt

RequestT = TypeVar("RequestT", bound=Value)
ResultT = TypeVar("ResultT", bound=Value)

TOLD_CHARACTERS: Final = 160
"""How much of what is wanted an intent tells people."""


@dataclass(frozen=True, slots=True)
class Made(Generic[ResultT]):
    """One result.

    Attributes:
        fingerprint: What it is named by.
        result: What was made.
        reused: Whether it was there already: nothing was generated.
    """

    fingerprint: str
    result: ResultT
    reused: bool


@dataclass(frozen=True, slots=True)
class Production(Generic[ResultT]):
    """What became of a batch: one outcome a request, in order."""

    engine: str
    outcomes: tuple[Made[ResultT] | EngineFailure, ...]

    @property
    def made(self) -> int:
        """How many results were generated, not found."""
        return sum(1 for outcome in self.outcomes if isinstance(outcome, Made) and not outcome.reused)

    def failures(self) -> Mapping[int, VideogenError]:
        """Return what failed, by the index of its request."""
        return {index: outcome for index, outcome in enumerate(self.outcomes) if isinstance(outcome, EngineFailure)}


def produce(
    requests: Sequence[RequestT],
    *,
    engine: Engine[RequestT, ResultT],
    result_type: type[ResultT],
    store: MediaStore,
    open_workspace: Callable[[Sequence[int]], AbstractContextManager[Workplace]],
    on_result: Callable[[int, ResultT], None] | None = None,
    project: str = "",
) -> Production[ResultT]:
    """Return a result for every request, generating only those that no receipt names.

    Args:
        requests: What is wanted; equal requests are made once.
        engine: What generates.
        result_type: What the engine yields, to read receipts with.
        store: Where receipts and media are.
        open_workspace: Opens where the engine works, told the indices of the requests that are really made; the
            workplace's progress counts over those. Not called if nothing is missing.
        on_result: Told the index of a request and its result as soon as that is recorded; first of those that are there.
        project: For which project, to be told to people.

    Raises:
        Cancelled: A person stopped the work; what was finished is recorded.
        StorageFailure: The store cannot be read or written. The engine is not asked for what could not be recorded.
    """
    names = [fingerprint(request, engine.fingerprint()) for request in requests]
    capabilities = engine.capabilities()
    outcomes: dict[str, Made[ResultT] | EngineFailure] = {}
    missing: dict[str, Intent] = {}
    begun = begun_calls(store)

    def tell(name: str, outcome: Made[ResultT] | EngineFailure) -> None:
        if on_result is not None and isinstance(outcome, Made):
            for index in (index for index, each in enumerate(names) if each == name):
                on_result(index, outcome.result)

    for name in dict.fromkeys(names):
        about = _told(requests[names.index(name)])
        begin = partial(begin_call, store, name, engine=capabilities.name, project=project, about=about)
        found = _find_or_begin(store, name, begin, result_type=result_type, is_begun=name in begun)
        if isinstance(found, Intent):
            missing[name] = found
        else:
            outcomes[name] = Made(name, found, reused=True)
            tell(name, outcomes[name])
    if missing:
        indices = [names.index(name) for name in missing]
        wanted = [requests[index] for index in indices]
        with open_workspace(indices) as place, at_work_on(missing, place.directory):
            for name, outcome in _generate(wanted, list(missing.values()), engine=engine, store=store, place=place):
                outcomes[name] = outcome
                tell(name, outcome)
    return Production(engine=capabilities.name, outcomes=tuple(outcomes[name] for name in names))


def _find_or_begin(
    store: MediaStore,
    name: str,
    begin: Callable[[], tuple[Intent, bool]],
    *,
    result_type: type[ResultT],
    is_begun: bool,
) -> ResultT | Intent:
    """Return what was made for `name`; if it must be made, the intent to make it, which `begin` gives."""
    found = find_result(store, name, result_type)
    if found is None:
        intent, is_new = begin()
        # Another process that ended the same call since the look above has written its receipt before it removed its
        # intent; this one is a second call only if there is still none.
        found = find_result(store, name, result_type) if is_new else None
        if found is None:
            return intent
        is_begun = True
    if is_begun:  # by a process that was killed between its receipt and the end of its call
        end_call(store, name)
    return found


def _generate(
    requests: Sequence[RequestT],
    intents: Sequence[Intent],
    *,
    engine: Engine[RequestT, ResultT],
    store: MediaStore,
    place: Workplace,
) -> Iterator[tuple[str, Made[ResultT] | EngineFailure]]:
    """Ask the engine for every request, and yield what became of each with its fingerprint."""
    answered_s = time.monotonic()
    answers = engine.generate(requests, _IntentWorkspace(place, store, intents))
    for index, (request, intent, answer) in enumerate(zip(requests, intents, answers, strict=True)):
        before_s, answered_s = answered_s, time.monotonic()
        outcome = _recorded(store, intent, request, answer, answered_s - before_s)
        if not isinstance(answer, EngineFailure):
            place.progress(index, 1.0)
        yield intent.fingerprint, outcome


def _recorded(
    store: MediaStore, intent: Intent, request: Value, answer: ResultT | EngineFailure, took_s: float
) -> Made[ResultT] | EngineFailure:
    """Write down what became of a call, and end it unless a later attempt should go on with its job."""
    if isinstance(answer, EngineFailure):
        if not isinstance(answer, EngineUnavailable | CallUnsettled):
            end_call(store, intent.fingerprint)
        return answer
    receipt = Receipt(
        fingerprint=intent.fingerprint,
        engine=intent.engine,
        request=request.model_dump(mode="json"),
        result=answer.model_dump(mode="json"),
        took_s=took_s,
    )
    write_receipt(store, receipt)
    end_call(store, intent.fingerprint)
    return Made(intent.fingerprint, answer, reused=False)


def _told(request: Value) -> str:
    """Return what a request wants, in a few words for people."""
    about = getattr(request, "brief", request)
    words = next(
        (text for name in ("prompt", "scene_prompt", "text", "title") if (text := getattr(about, name, ""))), ""
    )
    kind = getattr(request, "kind", type(request).__name__)
    plain = " ".join(f"{kind}: {words}".split()) if isinstance(words, str) and words else str(kind)
    return plain[:TOLD_CHARACTERS]


class _IntentWorkspace:
    """A workplace, and the intents of the batch's requests in their order."""

    def __init__(self, place: Workplace, store: MediaStore, intents: Sequence[Intent]) -> None:
        self._place = place
        self._store = store
        self._intents = list(intents)

    @property
    def directory(self) -> Path:
        return self._place.directory

    def fetch(self, media: Media) -> Path:
        return self._place.fetch(media)

    def keep(self, path: Path) -> Media:
        return self._place.keep(path)

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
        self._intents[index] = remember_job(self._store, self._intents[index], job)

    def forget_job(self, index: int) -> None:
        self._intents[index] = begin_anew(self._store, self._intents[index])
