"""LoRA and IP-Adapter weights over a loaded pipeline."""

from typing import TYPE_CHECKING, Any, Final

from videogen_dagster.core.errors import InvalidInput, ModelMissing
from videogen_dagster.engines.model_choice import Adapter

if TYPE_CHECKING:
    from videogen_dagster.engines.diffusion.models import Model

_ENGINE: Final = "diffusers"
_ENCODER: Final = "image_encoder"


def add_adapters(pipeline: Any, model: "Model") -> None:
    """Lay the LoRA and IP-Adapter weights that a deployment chose over a pipeline.

    Raises:
        InvalidInput: The model takes no such weights.
        ModelMissing: They are not there, or do not fit.
    """
    if model.choice.loras:
        _check_ability(model, able=model.preset.lora, what="LoRA weights", suffix="LORA")
        _add_loras(pipeline, model.choice.loras)
    if model.choice.ip_adapter is not None:
        _check_ability(model, able=model.preset.ip_adapter, what="an IP-Adapter", suffix="IP_ADAPTER")
        _add_ip_adapter(pipeline, model.choice.ip_adapter)


def _check_ability(model: "Model", *, able: bool, what: str, suffix: str) -> None:
    if not able:
        raise InvalidInput(
            f"{model.preset.id} takes no {what.removeprefix('an ')}",
            field=model.choice.setting.replace("_MODEL", f"_{suffix}"),
            remedy="choose another model, or leave the setting empty",
        )


def _add_loras(pipeline: Any, loras: tuple[Adapter, ...]) -> None:
    names = [f"lora{index}" for index in range(len(loras))]
    for name, lora in zip(names, loras, strict=True):
        if not lora.path.is_file() or lora.path.suffix != ".safetensors":
            raise ModelMissing(
                f"{lora.path} is no safetensors file", engine=_ENGINE, remedy="give the path of LoRA weights"
            )
        try:
            pipeline.load_lora_weights(
                lora.path.parent, weight_name=lora.path.name, adapter_name=name, local_files_only=True
            )
        except (ValueError, KeyError, RuntimeError, OSError) as error:  # weights for another model
            raise _unfit(lora, error) from error
    pipeline.set_adapters(names, [lora.scale for lora in loras])


def _add_ip_adapter(pipeline: Any, adapter: Adapter) -> None:
    weights = sorted(adapter.path.glob("*.safetensors"))
    if len(weights) != 1 or not (adapter.path / _ENCODER / "config.json").is_file():
        raise ModelMissing(
            f"{adapter.path} is no IP-Adapter: it needs one .safetensors file and the folder {_ENCODER}",
            engine=_ENGINE,
            remedy="give the folder that holds both",
        )
    try:
        pipeline.load_ip_adapter(
            str(adapter.path),
            subfolder="",
            weight_name=weights[0].name,
            image_encoder_folder=_ENCODER,
            local_files_only=True,
        )
    except (ValueError, KeyError, RuntimeError, OSError) as error:
        raise _unfit(adapter, error) from error
    pipeline.set_ip_adapter_scale(adapter.scale)


def _unfit(adapter: Adapter, error: Exception) -> ModelMissing:
    first = str(error).strip().splitlines()[0]
    return ModelMissing(
        f"{adapter.path} does not fit the model: {first}", engine=_ENGINE, remedy="give weights that were made for it"
    )
