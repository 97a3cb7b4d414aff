"""What one changed scene costs beside the whole film, and what no change costs: `python -m benchmarks.retake`."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from benchmarks.films import SHOTS, VIDEOGEN, Ran, brief, run
from benchmarks.measure import markdown_table
from tests.e2e.conftest import Workplace
from tests.e2e.serving import Run, Ui, serving
from videogen_dagster.core.errors import Cancelled

STAGES: Final = 11
DAGSTER_ALONE: Final = f"""
import sys, dagster as dg
from dagster._core.instance.ref import InstanceRef
names = [f"stage_{{number}}" for number in range({STAGES})]
projects = dg.DynamicPartitionsDefinition(name="projects")
def stage(index):
    @dg.asset(name=names[index], partitions_def=projects, deps=names[:index][-1:])
    def made(context): return dg.MaterializeResult(metadata={{"made": index}})
    return made
job = dg.define_asset_job("all", dg.AssetSelection.all())
defs = dg.Definitions(assets=[stage(index) for index in range({STAGES})], jobs=[job])
quiet = {{
    "telemetry": {{"enabled": False}},
    "compute_logs": {{
        "module": "dagster.core.storage.noop_compute_log_manager", "class": "NoOpComputeLogManager"
    }},
}}
with dg.DagsterInstance.from_ref(InstanceRef.from_dir(sys.argv[1], overrides=quiet)) as instance:
    instance.add_dynamic_partitions("projects", ["film"])
    silent = {{"loggers": {{"console": {{"config": {{"log_level": "CRITICAL"}}}}}}}}
    job = defs.resolve_job_def("all")
    assert job.execute_in_process(instance=instance, partition_key="film", run_config=silent).success
"""
"""As many steps as the graph has, which do nothing: the peer of a command that finds everything made."""


def retaken(folder: Path) -> str:
    """Return a table: a cold film of 12 scenes, another picture of one scene, and no change at all."""
    script, home = folder / "film.yaml", folder / "home"
    script.write_text(brief(len(SHOTS)))
    cold = run(["make", str(script), "--resolution", "1080p"], home)
    retakes = [run(["retake", "film", "4", "--seed", str(seed)], home) for seed in (9, 10, 11)]
    retake = sorted(retakes, key=lambda ran: ran.wall_s)[1]
    same = min((run(["make", "--project", "film"], home) for _ in range(3)), key=lambda ran: ran.wall_s)
    alone_s = min(_dagster_alone(folder / "dagster") for _ in range(3))
    rows = [
        ("cold film, 12 scenes, 90 s, 1080p30", cold.cpu_s, cold.wall_s),
        ("`videogen retake`: one picture, its clip, the film; middle of three", retake.cpu_s, retake.wall_s),
        ("**share of the cold film**", f"1/{cold.cpu_s / retake.cpu_s:.1f}", f"1/{cold.wall_s / retake.wall_s:.1f}"),
        ("nothing changed", same.cpu_s, same.wall_s),
        (f"Dagster alone: {STAGES} steps that do nothing", "", alone_s),
        ("**beyond Dagster's own**", "", same.wall_s - alone_s),
    ]
    return markdown_table(("", "CPU s", "wall s"), rows)


def followed(folder: Path) -> str:
    """Return a table: a scene's picture from the UI's Launchpad until the film that follows is finished."""
    place = Workplace(folder / "served")
    place.folder.mkdir()
    script = place.folder / "film.yaml"
    script.write_text(brief(4))
    _made(place, script)
    with serving(place) as ui:
        ui.wait_for_ticks()
        rows = [_follow(ui, seed) for seed in (9, 10, 11)]
    return markdown_table(("seed", "film after s", "steps at work s", "waiting s"), rows)


def stopped(folder: Path) -> str:
    """Return a table: from Ctrl-C in the middle of the clips until the command has ended in good order."""
    script = folder / "stopped.yaml"
    script.write_text(brief(len(SHOTS)))
    rows = [(number, _stopped_s(script, folder / f"stopped-{number}")) for number in (1, 2, 3)]
    return markdown_table(("start", "ended after s"), rows)


def _stopped_s(script: Path, home: Path) -> float:
    command = [str(VIDEOGEN), "make", str(script), "--resolution", "1080p"]
    process = subprocess.Popen(  # noqa: S603  # our own command
        command,
        # Workers that stay are nobody's children: only in one process can all CPU time be counted.
        env={**os.environ, "VIDEOGEN_HOME": str(home), "VIDEOGEN_EXECUTOR": "in_process"},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    for line in process.stderr or ():
        if "scene animations" in line:
            break
    process.send_signal(signal.SIGINT)
    began_s = time.perf_counter()
    process.communicate(timeout=60)
    if process.returncode != Cancelled.exit_code:
        raise RuntimeError(f"the command ended with {process.returncode}")
    return time.perf_counter() - began_s


def _made(place: Workplace, script: Path) -> Ran:
    return run(["make", str(script), "--resolution", "1080p"], place.home)


def _follow(ui: Ui, seed: int) -> tuple[int, float, float, float]:
    before, began_s = ui.runs(), time.time()
    retake = ui.wait_for(ui.retake("image", "film", "002", seed=seed), within_s=120)
    film = ui.wait_for_next({**before, retake.id: retake}, within_s=120)
    work_s = sum(ui.steps_s(run.id) for run in (retake, film))
    return seed, _ended_s(film) - began_s, work_s, _ended_s(film) - began_s - work_s


def _ended_s(run_told: Run) -> float:
    if run_told.status != "SUCCESS":
        raise RuntimeError(f"run {run_told.id} ended with {run_told.status}")
    return run_told.ended_s


def _dagster_alone(instance: Path) -> float:
    instance.mkdir(exist_ok=True)
    began_s = time.perf_counter()
    subprocess.run([sys.executable, "-c", DAGSTER_ALONE, str(instance)], check=True, capture_output=True)  # noqa: S603
    return time.perf_counter() - began_s


def main() -> None:
    """Measure and print the tables."""
    with tempfile.TemporaryDirectory() as scratch:
        print(retaken(Path(scratch)), end="\n\n")  # noqa: T201  # a command's output
        print(followed(Path(scratch)), end="\n\n")  # noqa: T201  # a command's output
        print(stopped(Path(scratch)))  # noqa: T201  # a command's output


if __name__ == "__main__":
    main()
