"""From requests to results: what was made before is found, the rest is made, each result is recorded when it is there.

Killed at any point and started again, it goes on behind the last receipt.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Generic, TypeVar

from videogen_dagster.core.errors import EngineFailure, VideogenError
from videogen_dagster.core.fingerprint import fingerprint
from videogen_dagster.core.values import Value
from videogen_dagster.engines.protocols import Engine, Workspace
from videogen_dagster.store.media_store import MediaStore
from videogen_dagster.store.receipts import Receipt, find_result, write_receipt

RequestT = TypeVar("RequestT", bound=Value)
ResultT = TypeVar("ResultT", bound=Value)


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
    open_workspace: Callable[[Sequence[int]], AbstractContextManager[Workspace]],
) -> Production[ResultT]:
    """Return a result for every request, generating only those that no receipt names.

    Args:
        requests: What is wanted; equal requests are made once.
        engine: What generates.
        result_type: What the engine yields, to read receipts with.
        store: Where receipts and media are.
        open_workspace: Opens where the engine works, told the indices of the requests that are really made; the
            workspace's progress counts over those. Not called if nothing is missing.

    Raises:
        Cancelled: A person stopped the work; what was finished is recorded.
        StorageFailure: The store cannot be read or written.
    """
    names = [fingerprint(request, engine.fingerprint()) for request in requests]
    outcomes: dict[str, Made[ResultT] | EngineFailure] = {}
    missing: dict[str, int] = {}
    for index, name in enumerate(names):
        found = find_result(store, name, result_type) if name not in missing and name not in outcomes else None
        if found is not None:
            outcomes[name] = Made(name, found, reused=True)
        elif name not in outcomes:
            missing.setdefault(name, index)
    engine_name = engine.capabilities().name
    if missing:
        wanted = [requests[index] for index in missing.values()]
        with open_workspace(list(missing.values())) as workspace:
            for (name, index), outcome in zip(missing.items(), engine.generate(wanted, workspace), strict=True):
                if isinstance(outcome, EngineFailure):
                    outcomes[name] = outcome
                    continue
                write_receipt(store, _receipt(name, engine_name, requests[index], outcome))
                outcomes[name] = Made(name, outcome, reused=False)
                workspace.progress(list(missing).index(name), 1.0)
    return Production(engine=engine_name, outcomes=tuple(outcomes[name] for name in names))


def _receipt(name: str, engine: str, request: Value, result: Value) -> Receipt:
    return Receipt(
        fingerprint=name, engine=engine, request=request.model_dump(mode="json"), result=result.model_dump(mode="json")
    )
