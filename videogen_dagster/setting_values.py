"""What the texts of settings say: which model, which executor, how many. Nothing here reads the environment."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal, get_args

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.engines.gpus import present_gpus
from videogen_dagster.engines.model_choice import USUAL_TIMEOUT_S, Adapter, ExternalCommand, ModelChoice
from videogen_dagster.engines.registry import EngineKind
from videogen_dagster.media.encoders import AUTO

ExecutorName = Literal["local", "ray", "in_process"]
EXECUTORS: Final[tuple[ExecutorName, ...]] = get_args(ExecutorName)

_PASSED_TO_COMMANDS: Final = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES", "CUDA_HOME")
"""Variables of this process that commands get: what finds programs, libraries and the worker's own GPU."""


def model_choice(kind: EngineKind, variables: Mapping[str, str], models: Path) -> ModelChoice:
    """Return which model runs behind the engine of a kind; what is wrong with it is told when it is used."""
    prefix = f"VIDEOGEN_{kind.upper()}"
    adapters = tuple(
        _adapter(text, field=f"{prefix}_IP_ADAPTER") for text in listed(variables.get(f"{prefix}_IP_ADAPTER"))
    )
    return ModelChoice(
        models=models,
        model=(variables.get(f"{prefix}_MODEL") or "").strip(),
        setting=f"{prefix}_MODEL",
        device=(variables.get("VIDEOGEN_DEVICE") or AUTO).strip().lower(),
        dtype=(variables.get("VIDEOGEN_DTYPE") or AUTO).strip().lower(),
        lossy=listed(variables.get("VIDEOGEN_LOSSY")),
        memory_gb=_number(
            variables.get("VIDEOGEN_MODEL_MEMORY_GB"), field="VIDEOGEN_MODEL_MEMORY_GB", example="20 (gigabytes)"
        ),
        loras=tuple(_adapter(text, field=f"{prefix}_LORA") for text in listed(variables.get(f"{prefix}_LORA"))),
        ip_adapter=adapters[0] if adapters else None,
        command=_command(prefix, variables),
    )


def _command(prefix: str, variables: Mapping[str, str]) -> ExternalCommand | None:
    """Return the program that runs a kind's model; what is wrong with its line is told when it is used."""
    line = (variables.get(f"{prefix}_COMMAND") or "").strip()
    if not line:
        return None
    passed = (*_PASSED_TO_COMMANDS, *listed(variables.get(f"{prefix}_VARIABLES")))
    timeout_s = _number(variables.get(f"{prefix}_TIMEOUT_S"), field=f"{prefix}_TIMEOUT_S", example="1800")
    environment = tuple((name, variables[name]) for name in passed if name in variables)
    return ExternalCommand(line, timeout_s or USUAL_TIMEOUT_S, environment)


def executor_name(text: str | None) -> ExecutorName:
    """Return where steps run.

    Raises:
        InvalidInput: No executor is called so; the remedy lists those there are.
    """
    wanted = (text or EXECUTORS[0]).strip().lower()
    for name in EXECUTORS:
        if name == wanted:
            return name
    raise InvalidInput(
        f"no executor is called {text!r}", field="VIDEOGEN_EXECUTOR", remedy=f"choose one of: {', '.join(EXECUTORS)}"
    )


def gpus_of(variables: Mapping[str, str]) -> tuple[str, ...]:
    """Return the GPUs that steps may use, as CUDA numbers them: those that are named, or those that are there."""
    wanted = (variables.get("VIDEOGEN_GPUS") or "").strip()
    if not wanted:
        return present_gpus(variables)
    return () if wanted.lower() == "none" else listed(wanted)


def worker_count(text: str | None) -> int:
    """Return how many steps without a GPU run at once: one a core, 2 to 4, if nothing is said.

    Raises:
        InvalidInput: It is no number from 1 on.
    """
    if not (text or "").strip():
        return min(4, max(2, os.cpu_count() or 1))
    try:
        workers = int(text or "")
    except ValueError:
        workers = 0
    if workers < 1:
        raise InvalidInput(f"{text!r} workers", field="VIDEOGEN_WORKERS", remedy="write a number from 1 on")
    return workers


def listed(text: str | None) -> tuple[str, ...]:
    """Return what a text names between commas."""
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())


def _adapter(text: str, *, field: str) -> Adapter:
    """Return what `path@scale` names."""
    path, at, scale = text.rpartition("@")
    if not at:
        return Adapter(Path(text).expanduser().resolve())
    try:
        return Adapter(Path(path).expanduser().resolve(), float(scale))
    except ValueError as error:
        raise InvalidInput(
            f"{scale!r} is no number", field=field, remedy="write it like style.safetensors@0.8"
        ) from error


def _number(text: str | None, *, field: str, example: str) -> float | None:
    if not (text or "").strip():
        return None
    try:
        return float(text or "")
    except ValueError as error:
        raise InvalidInput(f"{text!r} is no number", field=field, remedy=f"write it like {example}") from error
