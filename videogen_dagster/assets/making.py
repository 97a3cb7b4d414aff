"""What all stages share: requests by scene in, results by scene out, failures told by scene."""

from collections.abc import Mapping
from typing import TypeVar

from videogen_dagster.core.errors import ScenesFailed
from videogen_dagster.core.values import Value
from videogen_dagster.engines.production import Made, Production, produce
from videogen_dagster.engines.protocols import Engine
from videogen_dagster.resources.studio import Studio

RequestT = TypeVar("RequestT", bound=Value)
ResultT = TypeVar("ResultT", bound=Value)


def make_scenes(
    requests: Mapping[str, RequestT],
    *,
    engine: Engine[RequestT, ResultT],
    result_type: type[ResultT],
    studio: Studio,
    project: str,
    stage: str,
) -> tuple[dict[str, Made[ResultT]], Production[ResultT]]:
    """Return a result for every named request (`001`, `001 line 2`), generating what is missing.

    Raises:
        ScenesFailed: Some could not be made; the others are made and recorded.
        Cancelled: A person stopped the work.
        StorageFailure: The store cannot be read or written.
    """
    names = list(requests)
    production = produce(
        list(requests.values()),
        engine=engine,
        result_type=result_type,
        store=studio.store,
        open_workspace=lambda indices: studio.stage(project, stage, items=[names[index] for index in indices]),
    )
    if failed := production.failures():
        raise ScenesFailed(stage, {names[index]: error for index, error in failed.items()})
    made = (outcome for outcome in production.outcomes if isinstance(outcome, Made))
    return dict(zip(names, made, strict=True)), production
