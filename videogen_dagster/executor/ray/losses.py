"""Why a step or a worker was lost, as one short line for a person."""

from typing import Final

from ray.exceptions import RayActorError, RayError

from videogen_dagster.executor.backends import StepEnd
from videogen_dagster.executor.ray.leases import Hand, Lease

MOST_LETTERS: Final = 300


def end_of_lost(hand: Hand, lease: Lease, error: RayError) -> StepEnd:
    """Return how a step ended whose worker died."""
    if lease.cancelled_at_s is not None:
        return StepEnd(outcome="cancelled", message="killed, as it went on after it was cancelled")
    where = f"worker process {hand.place.pid} on {hand.place.node}" if hand.place else "the worker"
    return StepEnd(outcome="lost", message=f"{where} died while it ran the step: {reason(error)}")


def reason(error: BaseException) -> str:
    """Return what Ray tells: of a failure its last line, of a death its first."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()] or [type(error).__name__]
    told = lines[0] if isinstance(error, RayActorError) and len(lines) < 3 else lines[-1]
    return told.partition(" Worker exit type")[0][:MOST_LETTERS]
