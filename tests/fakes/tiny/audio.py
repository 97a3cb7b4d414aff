"""Tiny pipelines that make music: real classes, random weights."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import diffusers
import torch
import transformers

from tests.fakes.tiny import parts


def stable_audio() -> Any:
    """Return Stable Audio: 4 seconds at most, at 800 Hz."""
    from diffusers.pipelines.stable_audio import StableAudioProjectionModel

    torch.manual_seed(0)
    transformer = diffusers.StableAudioDiTModel(
        sample_size=64, in_channels=3, num_layers=2, attention_head_dim=4, num_key_value_attention_heads=2, out_channels=3,
        cross_attention_dim=4, time_proj_dim=8, global_states_input_dim=8, cross_attention_input_dim=4,
    ).eval()  # fmt: skip
    vae = diffusers.AutoencoderOobleck(
        encoder_hidden_size=6, downsampling_ratios=[5, 10], decoder_channels=3, decoder_input_channels=3, audio_channels=2,
        channel_multiples=[2, 4], sampling_rate=800,
    ).eval()  # fmt: skip
    return diffusers.StableAudioPipeline(
        vae=vae, text_encoder=parts.t5_encoder(), tokenizer=parts.t5_tokenizer(64), transformer=transformer,
        projection_model=StableAudioProjectionModel(text_encoder_dim=32, conditioning_dim=4, min_value=0, max_value=512).eval(),
        scheduler=diffusers.EDMDPMSolverMultistepScheduler(
            solver_order=2, prediction_type="v_prediction", sigma_data=1.0, sigma_schedule="exponential"
        ),
    )  # fmt: skip


def ace_step() -> Any:
    """Return ACE-Step at 4 kHz."""
    from diffusers.pipelines.ace_step import AceStepConditionEncoder

    tokenizer = parts.qwen_tokenizer(512)
    shape = {
        "hidden_size": 32, "intermediate_size": 64, "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 8,
    }  # fmt: skip
    torch.manual_seed(0)
    transformer = diffusers.AceStepTransformer1DModel(
        num_hidden_layers=2, in_channels=24, audio_acoustic_hidden_dim=8, patch_size=2, rope_theta=10000.0,
        sliding_window=16, **shape,
    ).eval()  # fmt: skip
    text = transformers.Qwen3Config(
        num_hidden_layers=2, vocab_size=len(tokenizer), max_position_embeddings=512, **shape
    )
    conditions = AceStepConditionEncoder(
        text_hidden_dim=32, timbre_hidden_dim=8, num_lyric_encoder_hidden_layers=2, num_timbre_encoder_hidden_layers=2,
        rope_theta=10000.0, sliding_window=16, **shape,
    ).eval()  # fmt: skip
    vae = diffusers.AutoencoderOobleck(
        encoder_hidden_size=6, downsampling_ratios=[5, 8], decoder_channels=3, decoder_input_channels=8, audio_channels=2,
        channel_multiples=[2, 4], sampling_rate=4000,
    ).eval()  # fmt: skip
    return diffusers.AceStepPipeline(
        transformer=transformer, condition_encoder=conditions, vae=vae, tokenizer=tokenizer,
        text_encoder=transformers.Qwen3Model(text).eval(),
        scheduler=diffusers.FlowMatchEulerDiscreteScheduler(num_train_timesteps=1, shift=1.0),
    )  # fmt: skip


MUSIC: Final[Mapping[str, Callable[[], Any]]] = {"ace-step-1.5": ace_step, "stable-audio-open": stable_audio}
"""By the id of their preset."""
