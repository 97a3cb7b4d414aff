"""What one look at a deployment finds: the values behind the gauges."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Gpu:
    """One GPU of this machine.

    Attributes:
        index: Its number.
        used_bytes: Memory that is taken.
        total_bytes: Memory that it has.
        busy: Share of the last moment in which it computed, 0..1.
    """

    index: str
    used_bytes: float
    total_bytes: float
    busy: float


@dataclass(frozen=True, slots=True)
class Figures:
    """The state of a deployment at one moment.

    Attributes:
        runs: How many runs Dagster's records hold, by status in lower case.
        oldest_queued_s: Age of the run that has been in the queue for longest; 0 if none is.
        heartbeats_s: Seconds since each daemon told that it lives.
        inbox: How many versions of what was dropped there are, by state.
        oldest_pending_s: Age of the version that has waited for a run for longest; 0 if none does.
        arriving: Groups in the drop folder that are not complete.
        models: Bytes of the models that workers of this machine hold, by model and device.
        workers: Workers of this machine, by pool and whether they are at work.
        gpus: The GPUs of this machine.
        spent_usd: What all results that are known have cost.
        paid_usd: What providers were paid, by provider and model, also for what came to nothing.
        reserved_usd: What is set aside for calls that have not ended.
        free_bytes: Free room on the disk of the home.
    """

    runs: Mapping[str, int] = field(default_factory=dict)
    oldest_queued_s: float = 0.0
    heartbeats_s: Mapping[str, float] = field(default_factory=dict)
    inbox: Mapping[str, int] = field(default_factory=dict)
    oldest_pending_s: float = 0.0
    arriving: int = 0
    models: Mapping[tuple[str, str], int] = field(default_factory=dict)
    workers: Mapping[tuple[str, str], int] = field(default_factory=dict)
    gpus: tuple[Gpu, ...] = ()
    spent_usd: float = 0.0
    paid_usd: Mapping[tuple[str, str], float] = field(default_factory=dict)
    reserved_usd: float = 0.0
    free_bytes: float = 0.0
