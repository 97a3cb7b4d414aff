"""What the texts of settings say: which model, which executor, how many. Nothing here reads the environment."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final, Literal, get_args

from videogen_dagster.core.budgets import budget_of
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.engines.gpus import present_gpus
from videogen_dagster.engines.model_choice import USUAL_TIMEOUT_S, Adapter, ExternalCommand, ModelChoice
from videogen_dagster.engines.registry import EngineKind
from videogen_dagster.media.encoders import AUTO, ENCODERS, HARDWARE, SOFTWARE, Encoder

ExecutorName = Literal["local", "ray", "in_process"]
EXECUTORS: Final[tuple[ExecutorName, ...]] = get_args(ExecutorName)

_PASSED_TO_COMMANDS: Final = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES", "CUDA_HOME")
"""Variables of this process that commands get: what finds programs, libraries and the worker's own GPU."""

SESSION_VARIABLES: Final = re.compile(
    r"_|.*PWD|SHLVL|TERM.*|COLORTERM|COLUMNS|LINES|LS_COLORS|LESS.*|PS1|PROMPT.*|HIST.*|MAIL|MOTD.*|SSH_.*|GPG_TTY|DISPLAY"
    r"|WAYLAND_.*|XAUTHORITY|XDG_S.*|XDG_RUNTIME_DIR|DBUS_.*|WINDOWID|STY|TMUX.*|VTE_VERSION|INVOCATION_ID|JOURNAL_STREAM"
    r"|SYSTEMD_.*|MAKE.*|MFLAGS|VIRTUAL_ENV_PROMPT|PYTEST_CURRENT_TEST|SF_PARTNER"
)
"""Variables that tell of a terminal, a session or how a run was launched (Dagster sets `SF_PARTNER` in those of the UI), and change
nothing that a step does."""


CONNECTION_OPTIONS: Final = (
    "allow_invalid_certificates",
    "connect_timeout",
    "proxy_ca_certificate",
    "proxy_excludes",
    "proxy_url",
    "read_timeout",
    "root_certificate",
    "timeout",
)
"""Of obstore's options of connections, those that a deployment sets as `AWS_<OPTION>`."""


def connection_options(variables: Mapping[str, str]) -> dict[str, str]:
    """Return what the environment says of connections to object stores."""
    named = {option: variables.get(f"AWS_{option.upper()}") for option in CONNECTION_OPTIONS}
    return {option: value for option, value in named.items() if value}


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


def encoder_called(name: str) -> Encoder:
    """Return what encodes pictures; another one than software is tried first, once in a process.

    Raises:
        InvalidInput: None is called so; the remedy lists those that are.
        EngineUnavailable: It does not work on this machine.
    """
    if name == SOFTWARE.name:
        return SOFTWARE
    if name not in {AUTO, *ENCODERS}:
        raise InvalidInput(
            f"no encoder is called {name!r}",
            field="VIDEOGEN_ENCODER",
            remedy=f"choose one of: {', '.join((SOFTWARE.name, AUTO, *(each.name for each in HARDWARE)))}",
        )
    from videogen_dagster.media.encoder_probing import find_encoder  # PyAV, 0.2 s; software needs no proof

    return find_encoder(name)


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
    return count_of(text, field="VIDEOGEN_WORKERS", unset=min(4, max(2, os.cpu_count() or 1)))


def count_of(text: str | None, *, field: str, unset: int) -> int:
    """Return the number that a setting says, or another one if it says nothing.

    Raises:
        InvalidInput: It is no number from 1 on.
    """
    if not (text or "").strip():
        return unset
    try:
        count = int(text or "")
    except ValueError:
        count = 0
    if count < 1:
        what = field.removeprefix("VIDEOGEN_").lower()
        raise InvalidInput(f"{text!r} {what}", field=field, remedy="write a number from 1 on")
    return count


@dataclass(frozen=True, slots=True)
class Spending:
    """What a deployment says about money.

    Attributes:
        budget_usd: What a project may cost in all that has no budget of its own; None: no limit.
        prices: File with prices of models that win over the packaged ones, or None.
        unpriced_models: Models that may run although nobody knows their price; `*` is all of them.
    """

    budget_usd: Decimal | None = None
    prices: Path | None = None
    unpriced_models: tuple[str, ...] = ()


def spending_of(variables: Mapping[str, str]) -> Spending:
    """Return what the environment says about money.

    Raises:
        InvalidInput: The budget is no amount above 0.
    """
    budget = (variables.get("VIDEOGEN_BUDGET_USD") or "").strip()
    prices = (variables.get("VIDEOGEN_PRICES") or "").strip()
    return Spending(
        budget_usd=budget_of(budget, field="VIDEOGEN_BUDGET_USD") if budget else None,
        prices=Path(prices).expanduser().resolve() if prices else None,
        unpriced_models=listed(variables.get("VIDEOGEN_UNPRICED_MODELS")),
    )


def listed(text: str | None) -> tuple[str, ...]:
    """Return what a text names between commas."""
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())


def composite_sources(text: str | None) -> tuple[str, ...]:
    """Return the modules, and the absolute paths of the Python files, that a text names like `PATH` does."""
    return tuple(
        str(Path(source).expanduser().resolve()) if source.endswith(".py") else source
        for source in (text or "").split(os.pathsep)
        if source
    )


def url_or_folder(text: str | None) -> str | None:
    """Return a URL as it is, and a folder as its absolute path."""
    return text if not text or "://" in text else str(Path(text).expanduser().resolve())


def without_session(variables: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that count for a process that outlives the session that it was started in."""
    return {name: value for name, value in variables.items() if not SESSION_VARIABLES.fullmatch(name)}


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
