"""A step that leaves a model behind in its worker, as engines do that keep some loaded."""

import dagster as dg

from videogen_dagster.engines.residents import ResidentModel, register
from videogen_dagster.executor.resident import resident_executor

MODEL = ResidentModel(name="tiny (pictures)", bytes=123_456, device="cpu")


def held() -> tuple[ResidentModel, ...]:
    return (MODEL,)


@dg.op(tags={"videogen/pool": "gpu"})
def load() -> None:
    register(held)


@dg.job(executor_def=resident_executor)
def load_a_model():
    load()
