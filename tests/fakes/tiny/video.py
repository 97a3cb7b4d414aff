"""Tiny pipelines that move pictures: real classes, random weights."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import diffusers
import torch
import transformers

from tests.fakes.tiny import parts


def animatediff() -> Any:
    """Return AnimateDiff with the sparse control network that begins with a picture."""
    torch.manual_seed(0)
    motion = {"motion_num_attention_heads": 2}
    adapter = diffusers.MotionAdapter(
        block_out_channels=(8, 16),
        motion_layers_per_block=1,
        motion_norm_num_groups=2,
        motion_max_seq_length=32,
        **motion,
    )
    control = diffusers.SparseControlNetModel(
        conditioning_channels=4, block_out_channels=(8, 16), layers_per_block=1, norm_num_groups=2, cross_attention_dim=32,
        down_block_types=("DownBlockMotion", "CrossAttnDownBlockMotion"), conditioning_embedding_out_channels=(8, 16),
        attention_head_dim=8, motion_max_seq_length=32, concat_conditioning_mask=True, use_simplified_condition_embedding=True,
        **motion,
    ).eval()  # fmt: skip
    return diffusers.AnimateDiffSparseControlNetPipeline(
        vae=parts.vae(), text_encoder=parts.clip_encoder(), tokenizer=parts.clip_tokenizer(), unet=parts.unet(),
        motion_adapter=adapter, controlnet=control, scheduler=parts.ddim(),
    )  # fmt: skip


def svd() -> Any:
    """Return Stable Video Diffusion."""
    torch.manual_seed(0)
    unet = diffusers.UNetSpatioTemporalConditionModel(
        block_out_channels=(32, 32), layers_per_block=1, sample_size=32, in_channels=8, out_channels=4,
        down_block_types=("CrossAttnDownBlockSpatioTemporal", "DownBlockSpatioTemporal"),
        up_block_types=("UpBlockSpatioTemporal", "CrossAttnUpBlockSpatioTemporal"), cross_attention_dim=32,
        num_attention_heads=8, projection_class_embeddings_input_dim=96, addition_time_embed_dim=32,
    ).eval()  # fmt: skip
    scheduler = diffusers.EulerDiscreteScheduler(
        **parts.LATENT, beta_schedule="scaled_linear", interpolation_type="linear", prediction_type="v_prediction",
        sigma_max=700.0, sigma_min=0.002, steps_offset=1, timestep_spacing="leading", timestep_type="continuous",
        use_karras_sigmas=True,
    )  # fmt: skip
    vae = diffusers.AutoencoderKLTemporalDecoder(
        block_out_channels=[32] * 4, down_block_types=["DownEncoderBlock2D"] * 4, latent_channels=4
    ).eval()
    eye = transformers.CLIPVisionConfig(
        hidden_size=32, projection_dim=32, num_hidden_layers=2, num_attention_heads=4, image_size=224, intermediate_size=37,
        patch_size=112,
    )  # fmt: skip
    return diffusers.StableVideoDiffusionPipeline(
        unet=unet, image_encoder=transformers.CLIPVisionModelWithProjection(eye).eval(), scheduler=scheduler, vae=vae,
        feature_extractor=transformers.CLIPImageProcessor(crop_size=224, size=224),
    )  # fmt: skip


def ltx() -> Any:
    """Return LTX-Video, which begins with a picture."""
    torch.manual_seed(0)
    transformer = diffusers.LTXVideoTransformer3DModel(
        in_channels=8, out_channels=8, patch_size=1, patch_size_t=1, num_attention_heads=4, attention_head_dim=8,
        cross_attention_dim=32, num_layers=1, caption_channels=32,
    ).eval()  # fmt: skip
    vae = diffusers.AutoencoderKLLTXVideo(
        in_channels=3, out_channels=3, latent_channels=8, block_out_channels=(8,) * 4, decoder_block_out_channels=(8,) * 4,
        layers_per_block=(1,) * 5, decoder_layers_per_block=(1,) * 5, spatio_temporal_scaling=(True, True, True, False),
        decoder_spatio_temporal_scaling=(True, True, True, False), decoder_inject_noise=(False,) * 5,
        upsample_residual=(False,) * 4, upsample_factor=(1,) * 4, timestep_conditioning=False, patch_size=1, patch_size_t=1,
        encoder_causal=True, decoder_causal=False,
    ).eval()  # fmt: skip
    return diffusers.LTXImageToVideoPipeline(
        transformer=transformer, vae=vae, scheduler=parts.flow(), text_encoder=parts.t5_encoder(),
        tokenizer=parts.t5_tokenizer(),
    )  # fmt: skip


def gemma_tokenizer(most: int = 1024) -> Any:
    """Return a Gemma tokenizer whose words are bytes."""
    words = ["<pad>", "<eos>", "<bos>", "<unk>", "<mask>", "▁", "<start_of_turn>", "<end_of_turn>"]
    words += ["<image_soft_token>", "<boi>", "<eoi>", *(f"<0x{byte:02X}>" for byte in range(256))]
    return transformers.GemmaTokenizer(vocab=parts.numbered(words), merges=[], model_max_length=most)


def ltx2(kind: Any = None) -> Any:
    """Return LTX-2, pictures and sound together; as the class `kind`, that which begins with a picture if None."""
    from diffusers.pipelines.ltx2 import LTX2TextConnectors, LTX2Vocoder

    tokenizer = gemma_tokenizer()
    torch.manual_seed(0)
    text = {
        "vocab_size": len(tokenizer), "hidden_size": 32, "intermediate_size": 32, "num_hidden_layers": 2,
        "num_attention_heads": 2, "num_key_value_heads": 1, "head_dim": 8, "sliding_window": 64,
        "max_position_embeddings": 2048,
    }  # fmt: skip
    eye = {
        "hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "image_size": 32,
        "patch_size": 16,
    }  # fmt: skip
    gemma = transformers.Gemma3Config(
        text_config=text, vision_config=eye, mm_tokens_per_image=4, image_token_index=8, boi_token_index=9,
        eoi_token_index=10,
    )  # fmt: skip
    transformer = diffusers.LTX2VideoTransformer3DModel(
        in_channels=4, out_channels=4, patch_size=1, patch_size_t=1, num_attention_heads=2, attention_head_dim=8,
        cross_attention_dim=16, audio_in_channels=4, audio_out_channels=4, audio_num_attention_heads=2,
        audio_attention_head_dim=4, audio_cross_attention_dim=8, num_layers=2, qk_norm="rms_norm_across_heads",
        caption_channels=32, rope_double_precision=False, rope_type="split",
    ).eval()  # fmt: skip
    connectors = LTX2TextConnectors(
        caption_channels=32, text_proj_in_factor=3, video_connector_num_attention_heads=4,
        video_connector_attention_head_dim=8, video_connector_num_layers=1, video_connector_num_learnable_registers=None,
        audio_connector_num_attention_heads=4, audio_connector_attention_head_dim=8, audio_connector_num_layers=1,
        audio_connector_num_learnable_registers=None, connector_rope_base_seq_len=32, rope_theta=10000.0,
        rope_double_precision=False, causal_temporal_positioning=False, rope_type="split",
    ).eval()  # fmt: skip
    vae = diffusers.AutoencoderKLLTX2Video(
        in_channels=3, out_channels=3, latent_channels=4, block_out_channels=(8, 8, 8), decoder_block_out_channels=(8, 8, 8),
        layers_per_block=(1, 1, 1), decoder_layers_per_block=(1, 1, 1, 1), spatio_temporal_scaling=(True, True, True),
        decoder_spatio_temporal_scaling=(True, True, True), decoder_inject_noise=(False,) * 4,
        downsample_type=("spatiotemporal",) * 3, upsample_residual=(False,) * 3, upsample_factor=(1,) * 3,
        timestep_conditioning=False, patch_size=1, patch_size_t=1, encoder_causal=True, decoder_causal=False,
    ).eval()  # fmt: skip
    ear = diffusers.AutoencoderKLLTX2Audio(
        base_channels=4, output_channels=2, ch_mult=(1, 1, 1), num_res_blocks=1, attn_resolutions=None, in_channels=2,
        resolution=32, latent_channels=2, norm_type="pixel", causality_axis="height", dropout=0.0,
        mid_block_add_attention=False, sample_rate=16000, mel_hop_length=160, is_causal=True, mel_bins=8,
    ).eval()  # fmt: skip
    vocoder = LTX2Vocoder(
        in_channels=16, hidden_channels=32, out_channels=2, upsample_kernel_sizes=[4, 4], upsample_factors=[2, 2],
        resnet_kernel_sizes=[3], resnet_dilations=[[1, 3, 5]], leaky_relu_negative_slope=0.1, output_sampling_rate=16000,
    ).eval()  # fmt: skip
    return (kind or diffusers.LTX2ImageToVideoPipeline)(
        scheduler=parts.flow(), vae=vae, audio_vae=ear, tokenizer=tokenizer, connectors=connectors, transformer=transformer,
        text_encoder=transformers.Gemma3ForConditionalGeneration(gemma).eval(), vocoder=vocoder,
    )  # fmt: skip


def ltx2_lips() -> Any:
    """Return LTX-2 as it follows a sound that is given."""
    return ltx2(diffusers.LTX2DFRPipeline)


def wan_5b() -> Any:
    """Return Wan 2.2 TI2V-5B."""
    vae = diffusers.AutoencoderKLWan(
        base_dim=3, z_dim=48, in_channels=12, out_channels=12, is_residual=True, patch_size=2, latents_mean=[0.0] * 48,
        latents_std=[1.0] * 48, dim_mult=[1, 1, 1, 1], num_res_blocks=1, scale_factor_spatial=16, scale_factor_temporal=4,
        temperal_downsample=[False, True, True],
    ).eval()  # fmt: skip
    return _wan(vae, _wan_network(48, 48), expand_timesteps=True)


def wan_a14b() -> Any:
    """Return Wan 2.2 I2V-A14B, with its two networks."""
    vae = diffusers.AutoencoderKLWan(
        base_dim=3, z_dim=16, dim_mult=[1, 1, 1, 1], num_res_blocks=1, temperal_downsample=[False, True, True]
    ).eval()
    return _wan(vae, _wan_network(36, 16), transformer_2=_wan_network(36, 16), boundary_ratio=0.9)


def _wan(vae: Any, transformer: Any, **options: Any) -> Any:
    torch.manual_seed(0)
    text = transformers.UMT5Config(vocab_size=98, d_model=32, d_ff=37, d_kv=8, num_heads=4, num_layers=2)
    scheduler = diffusers.UniPCMultistepScheduler(
        prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=3.0
    )
    return diffusers.WanImageToVideoPipeline(
        tokenizer=parts.t5_tokenizer(), text_encoder=transformers.UMT5EncoderModel(text).eval(), vae=vae,
        scheduler=scheduler, transformer=transformer, image_encoder=None, image_processor=None, **options,
    )  # fmt: skip


def _wan_network(taken: int, given: int) -> Any:
    torch.manual_seed(0)
    return diffusers.WanTransformer3DModel(
        patch_size=(1, 2, 2), num_attention_heads=2, attention_head_dim=12, in_channels=taken, out_channels=given,
        text_dim=32, freq_dim=256, ffn_dim=32, num_layers=2, cross_attn_norm=True, qk_norm="rms_norm_across_heads",
        rope_max_seq_len=32,
    ).eval()  # fmt: skip


VIDEOS: Final[Mapping[str, Callable[[], Any]]] = {
    "animatediff": animatediff,
    "ltx-2.3": ltx2,
    "ltx-video": ltx,
    "svd": svd,
    "wan2.2-i2v-a14b": wan_a14b,
    "wan2.2-ti2v-5b": wan_5b,
}
"""By the id of their preset."""
