"""What `videogen doctor` tells of GPUs and models; no model library is imported for it."""

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, cast

from videogen_dagster.core.errors import EngineUnavailable
from videogen_dagster.engines.diffusion.loading import require
from videogen_dagster.engines.diffusion.models import Model, check_files, resolve_model
from videogen_dagster.engines.diffusion.presets import Task
from videogen_dagster.engines.model_choice import ModelChoice
from videogen_dagster.engines.registry import EngineKind

_SMI: Final = "nvidia-smi"
_ASKED: Final = "index,name,driver_version,memory.total,memory.free"
_ANSWERS_WITHIN_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class Gpu:
    """One GPU as its driver tells it."""

    index: int
    name: str
    driver: str
    memory_gb: float
    free_gb: float

    def __str__(self) -> str:
        return f"{self.name}, driver {self.driver}, {self.memory_gb:.0f} GB, {self.free_gb:.0f} GB free"


def gpus(program: str = _SMI) -> Iterator[Gpu]:
    """Yield the GPUs of this machine; none without the driver's own program.

    Raises:
        EngineUnavailable: The driver does not work.
    """
    found = shutil.which(program)
    if found is None:
        return
    command = [found, f"--query-gpu={_ASKED}", "--format=csv,noheader,nounits"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_ANSWERS_WITHIN_S, check=False)  # noqa: S603  # found on the PATH, nothing of a person's in it
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _driver_failed(str(error)) from error
    if done.returncode != 0:
        raise _driver_failed((done.stderr or done.stdout).strip().splitlines()[0] if done.stderr or done.stdout else "")
    for line in done.stdout.splitlines():
        index, name, driver, total, free = (text.strip() for text in line.split(","))
        yield Gpu(int(index), name, driver, _gigabytes(total), _gigabytes(free))


def _gigabytes(mebibytes: str) -> float:
    """Return what the driver tells in 2^20 bytes, in 10^9; it tells `[N/A]` where memory is shared with the machine."""
    return float(mebibytes) * 2**20 / 1e9 if mebibytes.replace(".", "").isdigit() else 0.0


def _driver_failed(reason: str) -> EngineUnavailable:
    return EngineUnavailable(
        f"the driver does not work: {reason or 'no reason told'}",
        engine=_SMI,
        remedy="install the driver again, or restart the machine",
    )


def model_told(choice: ModelChoice, task: EngineKind, found: list[Gpu]) -> str:
    """Return which model an engine runs, in a sentence.

    Args:
        choice: What the deployment said.
        task: Kind of the engine.
        found: GPUs of this machine.

    Raises:
        InvalidInput: The choice cannot be.
        ModelMissing: It is not there, or cannot be used.
        EngineUnavailable: Packages are missing.
    """
    model = resolve_model(choice, cast("Task", task), engine="diffusers")
    check_files(model, engine="diffusers")
    for package in ("torch", model.preset.library, *model.preset.packages):
        require(package)
    return f"{model.name} ({model.revision[:12]}), {model.preset.licence}, {model.dtype}{_fits(model, found)}"


def _fits(model: Model, found: list[Gpu]) -> str:
    largest = max((gpu.memory_gb for gpu in found), default=0.0)
    if not found:
        return "; there is no GPU: it runs on the CPU, slowly"
    if largest < model.preset.memory_gb:
        return f"; {model.preset.memory_gb:.0f} GB are needed and a GPU has {largest:.0f}: it is offloaded, and slower"
    return ""
