"""Tiny LoRA and IP-Adapter weights for a tiny pipeline. The libraries take 6 s to load: only the process that saves pays."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import diffusers


def save_lora(model: Path, path: Path) -> Path:
    """Save random LoRA weights for the UNet of a model folder; returns the file."""
    import diffusers
    import torch
    from peft import LoraConfig
    from peft.utils import get_peft_model_state_dict

    unet = diffusers.UNet2DConditionModel.from_pretrained(model / "unet")
    torch.manual_seed(1)
    unet.add_adapter(LoraConfig(r=4, lora_alpha=4, init_lora_weights=False, target_modules=["to_q", "to_k", "to_v"]))
    diffusers.StableDiffusionPipeline.save_lora_weights(
        path.parent, unet_lora_layers=get_peft_model_state_dict(unet), weight_name=path.name
    )
    return path


def save_ip_adapter(model: Path, folder: Path, *, width: int = 16) -> Path:
    """Save a random IP-Adapter for the UNet of a model folder, with its image encoder; returns the folder.

    Args:
        model: Folder of a Stable Diffusion pipeline.
        folder: Where.
        width: Dimensions of what the image encoder makes of a picture.
    """
    import diffusers
    import torch
    import transformers
    from safetensors.torch import save_file

    unet = diffusers.UNet2DConditionModel.from_pretrained(model / "unet")
    cross = unet.config.cross_attention_dim
    torch.manual_seed(0)
    config = transformers.CLIPVisionConfig(
        hidden_size=16, projection_dim=width, num_hidden_layers=1, num_attention_heads=2, image_size=32,
        intermediate_size=16, patch_size=8,
    )  # fmt: skip
    transformers.CLIPVisionModelWithProjection(config).eval().save_pretrained(folder / "image_encoder")
    weights = {
        "image_proj.proj.weight": torch.randn(cross * 4, width) * 0.3,
        "image_proj.proj.bias": torch.zeros(cross * 4),
        "image_proj.norm.weight": torch.ones(cross),
        "image_proj.norm.bias": torch.zeros(cross),
    }
    for number, hidden in enumerate(_cross_attentions(unet)):
        for part in ("to_k_ip", "to_v_ip"):
            weights[f"ip_adapter.{2 * number + 1}.{part}.weight"] = torch.randn(hidden, cross) * 0.3
    save_file(weights, folder / "ip-adapter.safetensors")
    return folder


def _cross_attentions(unet: "diffusers.UNet2DConditionModel") -> list[int]:
    """Return the width of each layer that attends to the prompt, in the order of the network's processors."""
    layers = unet.attn_processors
    channels = [unet.get_submodule(name.removesuffix(".processor")).to_q.out_features for name in layers]
    return [width for name, width in zip(layers, channels, strict=True) if "attn2" in name]
