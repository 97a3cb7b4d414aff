"""From a model folder to a pipeline on a device: local files, safetensors, no code from the folder."""

from collections.abc import Iterator
from importlib.util import find_spec
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from videogen_dagster.core.errors import EngineUnavailable, InvalidInput, ModelMissing
from videogen_dagster.engines.diffusion.adapters import add_adapters
from videogen_dagster.engines.diffusion.manifests import listed_files
from videogen_dagster.engines.diffusion.models import Model, check_files
from videogen_dagster.engines.model_choice import AUTO

if TYPE_CHECKING:
    import torch

ENGINE: Final = "diffusers"
_VARIANT: Final = "fp16"
_EXTRAS: Final = {"torchvision": "qwen"}
"""Packages that are not in the `gpu` extra: they must be of the same build as torch, which only some sources have."""


def load_pipeline(model: Model) -> Any:
    """Return the pipeline of a model with its adapters, on the CPU, ready to be moved to its device.

    Raises:
        ModelMissing: Its files are not there, not whole, or hold another class than they say.
        EngineUnavailable: The model libraries are not installed.
    """
    check_files(model, engine=ENGINE)
    for package in ("diffusers", *model.preset.packages):
        require(package)
    from diffusers import DiffusionPipeline  # 4.4 s; only who runs a model pays for it
    from safetensors import SafetensorError

    _hush()
    try:
        pipeline = DiffusionPipeline.from_pretrained(
            model.folder,
            local_files_only=True,
            use_safetensors=True,
            trust_remote_code=False,
            variant=_variant(model),
            dtype=torch_dtype(model.dtype),
        )
    except (OSError, ValueError, KeyError, ImportError, SafetensorError) as error:  # a damaged or foreign folder
        raise unloadable(model, error) from error
    if type(pipeline).__name__ != model.preset.pipeline:
        raise ModelMissing(
            f"{model.folder} is a {type(pipeline).__name__}, and {model.preset.id} is a {model.preset.pipeline}",
            engine=ENGINE,
            remedy="choose the preset that fits the folder, or another folder",
        )
    pipeline.set_progress_bar_config(disable=True)
    add_adapters(pipeline, model)
    return pipeline


def _hush() -> None:
    """Keep the libraries' own progress bars off the standard error of a step; its progress is told otherwise."""
    from diffusers.utils.logging import disable_progress_bar as hush_diffusers
    from transformers.utils.logging import disable_progress_bar as hush_transformers

    hush_diffusers()
    hush_transformers()


def require(library: str) -> None:
    """See that a model library is installed.

    Raises:
        EngineUnavailable: It is not.
    """
    if find_spec(library) is None:
        raise EngineUnavailable(
            f"{library} is not installed",
            engine=ENGINE,
            remedy=f"pip install 'videogen-dagster[{_EXTRAS.get(library, 'gpu')}]'",
        )


def unloadable(model: Model, error: Exception) -> ModelMissing:
    """Return the error of a folder that a library could not load."""
    first = (str(error).strip() or type(error).__name__).splitlines()[0]
    return ModelMissing(
        f"{model.folder} cannot be loaded: {first}",
        engine=ENGINE,
        remedy=f"videogen models verify {model.choice.model}",
    )


def _variant(model: Model) -> str | None:
    """Return the variant that a folder holds: repositories keep half-precision weights beside the full ones."""
    files = [path.name for path in listed_files(model.folder) if path.suffix == ".safetensors"]
    return _VARIANT if any(f".{_VARIANT}." in name for name in files) else None


def torch_dtype(name: str) -> "torch.dtype":
    """Return the type of weights that configuration calls `name` (`bfloat16`)."""
    import torch  # 1.9 s

    return getattr(torch, name)


def chosen_device(name: str) -> "torch.device":
    """Return the device that configuration calls `name`; `auto` is the first GPU that this process sees, else the CPU.

    Raises:
        InvalidInput: There is no such device.
    """
    import torch  # 1.9 s

    if name == AUTO:
        name = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
    try:
        device = torch.device(name)
    except RuntimeError as error:
        raise InvalidInput(
            f"no device is called {name!r}", field="VIDEOGEN_DEVICE", remedy="say auto, cpu, mps, cuda or cuda:1"
        ) from error
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        raise InvalidInput(
            f"this process sees {torch.cuda.device_count()} CUDA device(s), and {name!r} is not among them",
            field="VIDEOGEN_DEVICE",
            remedy="see `videogen doctor`, or say auto",
        )
    return device


def modules_of(loaded: Any) -> Iterator["torch.nn.Module"]:
    """Yield the networks of a pipeline, or the one network that it is."""
    import torch  # loaded with the pipeline

    parts = getattr(loaded, "components", None) or {"": loaded}
    return (part for part in parts.values() if isinstance(part, torch.nn.Module))


def weight_bytes(loaded: Any) -> int:
    """Return how many bytes the weights of a pipeline take, each storage once however many parts share it."""
    storages = {
        storage.data_ptr(): storage.nbytes()
        for module in modules_of(loaded)
        for tensor in chain(module.parameters(), module.buffers())
        for storage in (tensor.untyped_storage(),)
    }
    return sum(storages.values())
