"""The batch of an engine whose model makes one result at a time: loaded once, failures in their place."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from videogen_dagster.core.errors import EngineFailure
from videogen_dagster.engines.diffusion.loading import load_pipeline
from videogen_dagster.engines.diffusion.models import Model
from videogen_dagster.engines.diffusion.residency import Resident, residency
from videogen_dagster.engines.diffusion.use_record import UseRecord
from videogen_dagster.engines.protocols import Workplace

RequestT = TypeVar("RequestT")
ResultT = TypeVar("ResultT")


def one_by_one(
    requests: Sequence[RequestT],
    make: Callable[[int, RequestT, Resident], ResultT],
    *,
    model: Model,
    workspace: Workplace,
    record: UseRecord,
    load: Callable[[Model], Any] = load_pipeline,
) -> Iterator[ResultT | EngineFailure]:
    """Yield what becomes of every request, in order; the model stays in use from the first to the last.

    Args:
        requests: What is wanted.
        make: Makes one result, told the index of its request, the request and the model.
        model: What runs.
        workspace: Asked whether to stop.
        record: Where it is noted what the model took.
        load: Returns what runs the model, on the CPU.

    Raises:
        Cancelled: A person asked to stop.
    """
    workspace.check()
    done = 0
    try:
        with residency().using(model, workspace=workspace, load=load) as resident:
            for index, request in enumerate(requests):
                workspace.check()
                try:
                    made: ResultT | EngineFailure = make(index, request, resident)
                except EngineFailure as failure:
                    made = failure
                yield made
                done += 1
        record.note(model, resident)
    except EngineFailure as failure:  # the model could not be loaded
        yield from [failure] * (len(requests) - done)
