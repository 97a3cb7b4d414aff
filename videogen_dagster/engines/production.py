"""From requests to results: what was made before is found, the rest is made, each result is recorded when it is there.

Every call of an engine is preceded by an intent and followed by a receipt. Killed at any point and started again, it goes
on behind the last receipt, with the jobs and idempotency keys that the intents tell.
"""

import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Generic, TypeVar

from videogen_dagster.core.errors import BudgetExceeded, CallUnsettled, EngineFailure, EngineUnavailable, VideogenError
from videogen_dagster.core.fingerprint import fingerprint
from videogen_dagster.core.values import Value
from videogen_dagster.engines.intent_workspace import IntentWorkspace
from videogen_dagster.engines.protocols import Engine, Workplace
from videogen_dagster.engines.purse import Claim, Purse, charges_of, keep_or_release, settle_or_release
from videogen_dagster.engines.request_words import words_of
from videogen_dagster.store.calls_at_work import at_work_on
from videogen_dagster.store.intents import Intent, begin_call, begun_calls, end_call, find_intent
from videogen_dagster.store.media_store import MediaStore
from videogen_dagster.store.receipts import Receipt, find_result, receipt_cost, write_receipt

RequestT = TypeVar("RequestT", bound=Value)
ResultT = TypeVar("ResultT", bound=Value)


@dataclass(frozen=True, slots=True)
class Made(Generic[ResultT]):
    """One result.

    Attributes:
        fingerprint: What it is named by.
        result: What was made.
        reused: Whether it was there already: nothing was generated.
        cost_usd: What it has cost now; None where nothing is paid, or nobody knows.
    """

    fingerprint: str
    result: ResultT
    reused: bool
    cost_usd: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Production(Generic[ResultT]):
    """What became of a batch: one outcome a request, in order."""

    engine: str
    outcomes: tuple[Made[ResultT] | EngineFailure, ...]

    @property
    def made(self) -> int:
        """How many results were generated, not found."""
        return sum(1 for outcome in self.outcomes if isinstance(outcome, Made) and not outcome.reused)

    @property
    def cost_usd(self) -> Decimal | None:
        """What was paid now, or None if nothing is known of it."""
        return sum_of(made.cost_usd for made in self.outcomes if isinstance(made, Made))

    def failures(self) -> Mapping[int, VideogenError]:
        """Return what failed, by the index of its request."""
        return {index: outcome for index, outcome in enumerate(self.outcomes) if isinstance(outcome, EngineFailure)}


def sum_of(costs: Iterable[Decimal | None]) -> Decimal | None:
    """Return what costs are together as far as they are known; None if none is."""
    known = [cost for cost in costs if cost is not None]
    return sum(known, Decimal(0)) if known else None


def produce(
    requests: Sequence[RequestT],
    *,
    engine: Engine[RequestT, ResultT],
    result_type: type[ResultT],
    store: MediaStore,
    open_workspace: Callable[[Sequence[int]], AbstractContextManager[Workplace]],
    on_result: Callable[[int, ResultT], None] | None = None,
    project: str = "",
    purse: Purse | None = None,
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
        purse: Pays for what costs money; None: nobody counts.

    Raises:
        Cancelled: A person stopped the work; what was finished is recorded.
        StorageFailure: The store cannot be read or written. The engine is not asked for what could not be recorded.
    """
    outcomes: dict[int, Made[ResultT] | EngineFailure] = {}
    wanted = list(range(len(requests)))
    while True:
        production = _produced(
            {index: requests[index] for index in wanted},
            engine=engine,
            result_type=result_type,
            store=store,
            open_workspace=open_workspace,
            on_result=on_result,
            project=project,
            purse=purse,
        )
        outcomes |= dict(zip(wanted, production.outcomes, strict=True))
        # What was set aside was the most that calls could cost: by now others may fit into what is left.
        wanted = [index for index, outcome in outcomes.items() if isinstance(outcome, BudgetExceeded)]
        if not wanted or not production.made:
            return Production(production.engine, tuple(outcomes[index] for index in range(len(requests))))


def _produced(
    requests: Mapping[int, RequestT],
    *,
    engine: Engine[RequestT, ResultT],
    result_type: type[ResultT],
    store: MediaStore,
    open_workspace: Callable[[Sequence[int]], AbstractContextManager[Workplace]],
    on_result: Callable[[int, ResultT], None] | None,
    project: str,
    purse: Purse | None,
) -> Production[ResultT]:
    """Return a result for every request that can be paid now, by their indices in the batch; see `produce`."""
    names = {index: fingerprint(request, engine.fingerprint()) for index, request in requests.items()}
    firsts = {name: index for index, name in reversed(names.items())}
    capabilities = engine.capabilities()
    purse = None if capabilities.offline else purse
    outcomes: dict[str, Made[ResultT] | EngineFailure] = {}
    missing: dict[str, Intent] = {}
    begun = begun_calls(store)

    tell = _telling(names, on_result)
    for name in dict.fromkeys(names.values()):
        about = words_of(requests[firsts[name]])
        begin = partial(begin_call, store, name, engine=capabilities.name, project=project, about=about)
        found = _find_or_begin(store, name, begin, result_type=result_type, is_begun=name in begun, purse=purse)
        if isinstance(found, Intent):
            missing[name] = found
        else:
            outcomes[name] = Made(name, found, reused=True)
            tell(name, outcomes[name])
    claims = [
        Claim(name, firsts[name], capabilities.name, charges)
        for name in missing
        if purse is not None and (charges := charges_of(engine, requests[firsts[name]]))
    ]
    for name, failure in _refused(claims, store, purse).items():
        found = find_result(store, name, result_type)  # by a process that was paid for it since the look above
        outcomes[name] = failure if found is None else Made(name, found, reused=True)
        tell(name, outcomes[name])
        del missing[name]
    if missing:
        indices = [firsts[name] for name in missing]
        wanted, intents = [requests[index] for index in indices], list(missing.values())
        with open_workspace(indices) as place, at_work_on(missing, place.directory):
            for name, outcome in _generate(wanted, intents, engine=engine, store=store, place=place, purse=purse):
                outcomes[name] = outcome
                tell(name, outcome)
    return Production(engine=capabilities.name, outcomes=tuple(outcomes[name] for name in names.values()))


def _telling(
    names: Mapping[int, str], on_result: Callable[[int, ResultT], None] | None
) -> Callable[[str, Made[ResultT] | EngineFailure], None]:
    """Return what tells of a result, by its name, all requests that it is for."""

    def tell(name: str, outcome: Made[ResultT] | EngineFailure) -> None:
        if on_result is not None and isinstance(outcome, Made):
            for index in (index for index, each in names.items() if each == name):
                on_result(index, outcome.result)

    return tell


def _find_or_begin(
    store: MediaStore,
    name: str,
    begin: Callable[[], tuple[Intent, bool]],
    *,
    result_type: type[ResultT],
    is_begun: bool,
    purse: Purse | None,
) -> ResultT | Intent:
    """Return what was made for `name`; if it must be made, the intent to make it, which `begin` gives."""
    found = find_result(store, name, result_type)
    if found is None:
        intent, _ = begin()
        # Another process that ended the same call since the look above has written its receipt before it removed its
        # intent; this one is a second call, also with the intent of a third one, only if there is still none.
        found = find_result(store, name, result_type)
        if found is None:
            return intent
        is_begun = True
    if is_begun:  # by a process that was killed between its receipt and the end of its call
        if purse is not None:
            purse.settle(name, receipt_cost(store, name))
        end_call(store, name)
    return found


def _refused(claims: Sequence[Claim], store: MediaStore, purse: Purse | None) -> Mapping[str, EngineFailure]:
    """Reserve what missing results cost, and return why some may not be made; these were not begun then."""
    refused = purse.reserve(claims) if purse is not None and claims else {}
    for name in refused:
        intent = find_intent(store, name)  # by now another process may have asked for it, whose budget has room
        if intent is not None and intent.is_idle:
            end_call(store, name)
    return refused


def _generate(
    requests: Sequence[RequestT],
    intents: Sequence[Intent],
    *,
    engine: Engine[RequestT, ResultT],
    store: MediaStore,
    place: Workplace,
    purse: Purse | None,
) -> Iterator[tuple[str, Made[ResultT] | EngineFailure]]:
    """Ask the engine for every request, and yield what became of each with its fingerprint."""
    answered_s = time.monotonic()
    workspace = IntentWorkspace(place, store, intents, purse)
    answers = engine.generate(requests, workspace)
    ended = 0
    try:
        for index, (request, answer) in enumerate(zip(requests, answers, strict=True)):
            before_s, answered_s = answered_s, time.monotonic()
            outcome = _recorded(store, workspace.intent(index), request, answer, answered_s - before_s, purse)
            ended = index + 1
            if not isinstance(answer, EngineFailure):
                place.progress(index, 1.0)
            yield intents[index].fingerprint, outcome
    finally:
        if isinstance(answers, Generator):
            answers.close()  # its threads have ended then
        for index in range(ended, len(intents)):
            keep_or_release(workspace.intent(index), purse)


def _recorded(
    store: MediaStore,
    intent: Intent,
    request: Value,
    answer: ResultT | EngineFailure,
    took_s: float,
    purse: Purse | None,
) -> Made[ResultT] | EngineFailure:
    """Write down what became of a call, and end it unless a later attempt should go on with its job."""
    if isinstance(answer, EngineUnavailable):
        keep_or_release(intent, purse)
        return answer
    if isinstance(answer, CallUnsettled):
        return answer
    if isinstance(answer, EngineFailure):
        settle_or_release(intent, purse)
        end_call(store, intent.fingerprint)
        return answer
    cost_usd = None if purse is None else purse.cost(intent.fingerprint, intent.paid_usd)
    receipt = Receipt(
        fingerprint=intent.fingerprint,
        engine=intent.engine,
        request=request.model_dump(mode="json"),
        result=answer.model_dump(mode="json"),
        took_s=took_s,
        cost_usd=cost_usd,
    )
    write_receipt(store, receipt)
    if purse is not None:
        purse.settle(intent.fingerprint, cost_usd)
    end_call(store, intent.fingerprint)
    return Made(intent.fingerprint, answer, reused=False, cost_usd=cost_usd)
