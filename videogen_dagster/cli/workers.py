"""`videogen workers` and `videogen workers stop`: the processes that stay between runs."""

import sys
import time
from typing import Final

from videogen_dagster.cli.reporting import print_json, printable
from videogen_dagster.executor.backends import WorkerReport, Workforce
from videogen_dagster.settings import Settings, load_settings, runtime_folder

ANSWER_S: Final = 30.0
"""How long a person waits for the workers of a machine that is busy with films."""


def tell_workers(*, as_json: bool) -> None:
    """Print the workers of this deployment: where they are, what they hold and what they do."""
    workers = _workforce(load_settings()).workers()
    if as_json:
        print_json([worker.model_dump(mode="json") for worker in workers])
        return
    if not workers:
        sys.stdout.write("no workers: the next run starts them\n")
        return
    now_s = time.time()
    for worker in workers:
        sys.stdout.write(printable("\n".join(_in_words(worker, now_s))) + "\n")


def stop_workers() -> None:
    """End the workers of this deployment, with the steps that they run."""
    count = _workforce(load_settings()).stop()
    sys.stdout.write(f"{count} worker{'' if count == 1 else 's'} stopped\n")


def _workforce(settings: Settings) -> Workforce:
    if settings.executor == "ray":
        from videogen_dagster.executor.ray.opening import ray_workforce  # who has no cluster need not have its parts

        return ray_workforce(settings)
    from videogen_dagster.executor.local.places import meeting_folder
    from videogen_dagster.executor.local.workforce import LocalWorkforce

    return LocalWorkforce(meeting_folder(runtime_folder(), settings.home), answer_s=ANSWER_S)


def _in_words(worker: WorkerReport, now_s: float) -> list[str]:
    device = f"GPU {worker.device}" if worker.device is not None else "no GPU"
    if worker.step:
        doing = f"{worker.step.step_key} of run {worker.step.run_id[:8]} for {_span(now_s - worker.step.since_s)}"
    else:
        doing = f"waits; {worker.steps_done} steps done"
    lines = [f"{worker.pool}  {worker.node}:{worker.pid}  {device}  up {_span(now_s - worker.since_s)}  {doing}"]
    lines.extend(f"     {model.name}  {model.bytes / 1e9:.2f} GB on {model.device}" for model in worker.residents)
    return lines


def _span(seconds: float) -> str:
    whole = max(0, round(seconds))
    if whole < 120:
        return f"{whole} s"
    return f"{whole // 60} min" if whole < 7200 else f"{whole // 3600} h"
