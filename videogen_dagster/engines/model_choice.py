"""Which model a deployment puts behind an engine, and how it may run. Light: no model library is needed to say it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from videogen_dagster.engines.provider_choice import ProviderChoice

AUTO: Final = "auto"
"""As device: the GPU if there is one. As precision: the model's own, on every machine the same."""

TILING: Final = "tiling"
LOSSY_LEVERS: Final = (TILING,)
"""What saves memory and changes pixels a little: done only if the deployment allows it, and only if nothing else helps."""

DTYPES: Final = ("bfloat16", "float16", "float32")


@dataclass(frozen=True, slots=True)
class Adapter:
    """Weights that are laid over a model (LoRA, IP-Adapter), and how strongly."""

    path: Path
    scale: float = 1.0


USUAL_TIMEOUT_S: Final = 1800.0
"""How long a program may take for one result unless the deployment says otherwise."""


@dataclass(frozen=True, slots=True)
class ExternalCommand:
    """A program of the deployment that runs a model by itself.

    Attributes:
        line: Program and arguments, quoted as for a shell; each engine says which placeholders stand in it.
        timeout_s: How long it may take for one result.
        environment: Variables that it gets, beside those of its own directory.
    """

    line: str
    timeout_s: float = USUAL_TIMEOUT_S
    environment: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """What a deployment says about the model of one kind of engine.

    Attributes:
        models: Folder that holds the models, one folder a preset.
        model: Id of a preset, or the path of a local model folder. Empty: none was named.
        setting: What names it, for messages; the same model under another setting is the same.
        device: `cuda`, `cuda:1`, `mps`, `cpu` or `auto`.
        dtype: Precision of the weights (`bfloat16`, `float16`, `float32`) or `auto`.
        lossy: Levers of `LOSSY_LEVERS` that are allowed.
        memory_gb: Bytes of weights that may stay on one device, in 10^9; None: what the device has, less a reserve.
        loras: LoRA weights, one file each.
        ip_adapter: Folder with IP-Adapter weights and their image encoder.
        command: The program that an engine starts which runs no model itself.
        provider: The provider that an engine asks which runs no model on this machine.
    """

    models: Path
    model: str = ""
    setting: str = field(default="VIDEOGEN_IMAGE_MODEL", compare=False)
    device: str = AUTO
    dtype: str = AUTO
    lossy: tuple[str, ...] = ()
    memory_gb: float | None = None
    loras: tuple[Adapter, ...] = ()
    ip_adapter: Adapter | None = None
    command: ExternalCommand | None = None
    provider: ProviderChoice | None = None
