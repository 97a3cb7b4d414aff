"""Tiny pipelines that make pictures: real classes, random weights, saved as a user's model folder is."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import diffusers
import torch
import transformers

from tests.fakes.tiny import parts

SIDE: Final = 64


def sd15() -> Any:
    """Return Stable Diffusion 1.5."""
    return diffusers.StableDiffusionPipeline(
        vae=parts.vae(), text_encoder=parts.clip_encoder(), tokenizer=parts.clip_tokenizer(), unet=parts.unet(),
        scheduler=parts.ddim(), safety_checker=None, feature_extractor=None, requires_safety_checker=False,
    )  # fmt: skip


def sdxl() -> Any:
    """Return SDXL."""
    unet = parts.unet(
        cross=64, attention_head_dim=(2, 4), use_linear_projection=True, addition_embed_type="text_time",
        addition_time_embed_dim=8, transformer_layers_per_block=(1, 1), projection_class_embeddings_input_dim=80,
    )  # fmt: skip
    return diffusers.StableDiffusionXLPipeline(
        vae=parts.vae(), text_encoder=parts.clip_encoder(), text_encoder_2=parts.clip_encoder(projected=True),
        tokenizer=parts.clip_tokenizer(), tokenizer_2=parts.clip_tokenizer(), unet=unet, scheduler=parts.euler(),
    )  # fmt: skip


def flux2_klein() -> Any:
    """Return FLUX.2 klein, distilled: it reads the layers 9, 18 and 27 of its text encoder."""
    tokenizer = parts.qwen_tokenizer(512)
    torch.manual_seed(0)
    transformer = diffusers.Flux2Transformer2DModel(
        patch_size=1, in_channels=4, num_layers=1, num_single_layers=1, attention_head_dim=16, num_attention_heads=2,
        joint_attention_dim=3 * 16, timestep_guidance_channels=256, axes_dims_rope=[4, 4, 4, 4], guidance_embeds=False,
    ).eval()  # fmt: skip
    vae = diffusers.AutoencoderKLFlux2(
        sample_size=32, in_channels=3, out_channels=3, down_block_types=("DownEncoderBlock2D",),
        up_block_types=("UpDecoderBlock2D",), block_out_channels=(4,), layers_per_block=1, latent_channels=1,
        norm_num_groups=1, use_quant_conv=False, use_post_quant_conv=False,
    ).eval()  # fmt: skip
    encoder = transformers.Qwen3ForCausalLM(parts.qwen3_config(tokenizer, layers=27)).eval()
    return diffusers.Flux2KleinPipeline(
        scheduler=parts.flow(), vae=vae, text_encoder=encoder, tokenizer=tokenizer, transformer=transformer,
        is_distilled=True,
    )  # fmt: skip


def z_image() -> Any:
    """Return Z-Image."""
    tokenizer = parts.qwen_tokenizer(512)
    torch.manual_seed(0)
    transformer = diffusers.ZImageTransformer2DModel(
        all_patch_size=(2,), all_f_patch_size=(1,), in_channels=16, dim=32, n_layers=2, n_refiner_layers=1, n_heads=2,
        n_kv_heads=2, qk_norm=True, cap_feat_dim=16, rope_theta=256.0, t_scale=1000.0, axes_dims=[8, 4, 4],
        axes_lens=[256, 32, 32],
    ).eval()  # fmt: skip
    vae = parts.vae(channels=(32, 64), latents=16, norm_num_groups=32, scaling_factor=0.3611, shift_factor=0.1159)
    return diffusers.ZImagePipeline(
        scheduler=parts.flow(), vae=vae, text_encoder=transformers.Qwen3Model(parts.qwen3_config(tokenizer)).eval(),
        tokenizer=tokenizer, transformer=transformer,
    )  # fmt: skip


IMAGES: Final[Mapping[str, Callable[[], Any]]] = {
    "sd15": sd15,
    "sdxl": sdxl,
    "flux2-klein-4b": flux2_klein,
    "z-image-turbo": z_image,
}


def save_tiny(build: Callable[[], Any], folder: Path, **overrides: object) -> Path:
    """Save a tiny pipeline as a model folder that runs in 2 steps at 64x64 in full precision; returns the folder.

    Args:
        build: Makes it.
        folder: Where.
        overrides: What else its `videogen.json` says.
    """
    build().save_pretrained(folder, safe_serialization=True)
    told = {"steps": 2, "size": [SIDE, SIDE], "dtype": "float32", **overrides}
    (folder / "videogen.json").write_text(json.dumps(told))
    return folder


def qwen_image_edit() -> Any:
    """Return Qwen-Image-Edit."""
    tokenizer = parts.qwen_tokenizer()
    torch.manual_seed(0)
    transformer = diffusers.QwenImageTransformer2DModel(
        patch_size=2, in_channels=16, out_channels=4, num_layers=2, attention_head_dim=16, num_attention_heads=3,
        joint_attention_dim=16, guidance_embeds=False, axes_dims_rope=(8, 4, 4),
    ).eval()  # fmt: skip
    vae = diffusers.AutoencoderKLQwenImage(
        base_dim=24, z_dim=4, dim_mult=[1, 2, 4], num_res_blocks=1, temperal_downsample=[False, True],
        latents_mean=[0.0] * 4, latents_std=[1.0] * 4,
    ).eval()  # fmt: skip
    words = {
        name: tokenizer.convert_tokens_to_ids(f"<|{name}|>")
        for name in ("image_pad", "video_pad", "vision_start", "vision_end")
    }
    config = transformers.Qwen2_5_VLConfig(
        text_config={
            "hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2,
            "num_key_value_heads": 2, "vocab_size": len(tokenizer), "rope_theta": 1e6,
            "rope_scaling": {"mrope_section": [1, 1, 2], "rope_type": "default", "type": "default"},
        },
        vision_config={
            "depth": 2, "hidden_size": 16, "intermediate_size": 16, "num_heads": 2, "out_hidden_size": 16,
        },
        image_token_id=words["image_pad"], video_token_id=words["video_pad"],
        vision_start_token_id=words["vision_start"], vision_end_token_id=words["vision_end"],
    )  # fmt: skip
    encoder = transformers.Qwen2_5_VLForConditionalGeneration(config).eval()
    processor = transformers.Qwen2VLProcessor(
        image_processor=transformers.Qwen2VLImageProcessorPil(),
        tokenizer=tokenizer,
        chat_template=parts.QWEN_CHAT,
    )
    return diffusers.QwenImageEditPlusPipeline(
        scheduler=parts.flow(), vae=vae, text_encoder=encoder, tokenizer=tokenizer, processor=processor,
        transformer=transformer,
    )  # fmt: skip
