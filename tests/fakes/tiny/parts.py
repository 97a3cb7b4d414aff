"""Parts of real pipelines at tiny sizes with random weights, built from configurations alone: no file and no hub."""

from typing import Any, Final

import diffusers
import torch
import transformers
from tokenizers import pre_tokenizers

torch.set_num_threads(1)  # tiny networks gain nothing from more, and tests run beside each other

QWEN_WORDS: Final = (
    "<|endoftext|>",
    "<|im_start|>",
    "<|im_end|>",
    "<|vision_start|>",
    "<|vision_end|>",
    "<|vision_pad|>",
    "<|image_pad|>",
    "<|video_pad|>",
    "<think>",
    "</think>",
)
QWEN_CHAT: Final = (
    "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{% if m['content'] is string %}{{ m['content'] }}"
    "{% else %}{% for c in m['content'] %}{% if c['type']=='text' %}{{ c['text'] }}{% endif %}{% endfor %}{% endif %}"
    "<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
LATENT: Final = {"beta_start": 0.00085, "beta_end": 0.012}


def byte_symbols() -> list[str]:
    """Return the 256 symbols of byte-level vocabularies: no text is ever unknown."""
    return sorted(pre_tokenizers.ByteLevel.alphabet())


def clip_tokenizer(most: int = 77) -> Any:
    """Return a CLIP tokenizer whose words are bytes: 514 entries."""
    symbols = byte_symbols()
    words = ["<|startoftext|>", "<|endoftext|>", *symbols, *(f"{symbol}</w>" for symbol in symbols)]
    return transformers.CLIPTokenizer(vocab=numbered(words), merges=[], model_max_length=most)


def t5_tokenizer(most: int = 512) -> Any:
    """Return a T5 tokenizer whose words are the characters of ASCII: 98 entries."""
    words = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -2.0)]
    words += [(chr(code), -3.0) for code in range(33, 127)]
    return transformers.T5Tokenizer(vocab=words, extra_ids=0, model_max_length=most)


def qwen_tokenizer(most: int = 4096) -> Any:
    """Return a Qwen 2 tokenizer whose words are bytes, with its chat template."""
    tokenizer = transformers.Qwen2Tokenizer(
        vocab=numbered([*byte_symbols(), *QWEN_WORDS]), merges=[], model_max_length=most
    )
    tokenizer.add_special_tokens({"additional_special_tokens": list(QWEN_WORDS[1:])})
    tokenizer.chat_template = QWEN_CHAT
    return tokenizer


def numbered(words: list[str]) -> dict[str, int]:
    """Return a vocabulary: each word with its number."""
    return {word: number for number, word in enumerate(words)}


def clip_encoder(*, projected: bool = False) -> Any:
    """Return a text encoder of 32 dimensions; `projected` as SDXL has as its second."""
    kind = transformers.CLIPTextModelWithProjection if projected else transformers.CLIPTextModel
    torch.manual_seed(0)
    config = transformers.CLIPTextConfig(
        bos_token_id=0, eos_token_id=1, pad_token_id=1, hidden_size=32, intermediate_size=37, num_attention_heads=4,
        num_hidden_layers=2, vocab_size=514, projection_dim=32, hidden_act="gelu",
    )  # fmt: skip
    return kind(config).eval()


def t5_encoder(*, vocabulary: int = 98, width: int = 32) -> Any:
    """Return a T5 encoder."""
    torch.manual_seed(0)
    config = transformers.T5Config(
        vocab_size=vocabulary, d_model=width, d_ff=37, d_kv=8, num_heads=4, num_layers=2, decoder_start_token_id=0
    )
    return transformers.T5EncoderModel(config).eval()


def qwen3_config(tokenizer: Any, *, layers: int = 2) -> Any:
    """Return the configuration of a Qwen 3 text encoder of 16 dimensions."""
    return transformers.Qwen3Config(
        hidden_size=16, intermediate_size=16, num_hidden_layers=layers, num_attention_heads=2,
        num_key_value_heads=2, head_dim=8, vocab_size=len(tokenizer),
    )  # fmt: skip


def unet(*, cross: int = 32, **options: Any) -> Any:
    """Return the network of Stable Diffusion with two blocks each way."""
    torch.manual_seed(0)
    return diffusers.UNet2DConditionModel(
        block_out_channels=(8, 16), layers_per_block=1, sample_size=8, in_channels=4, out_channels=4,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"), up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=cross, norm_num_groups=2, **options,
    ).eval()  # fmt: skip


def vae(*, channels: tuple[int, ...] = (8, 16), latents: int = 4, **options: Any) -> Any:
    """Return an image autoencoder; each block but the first halves both sides."""
    torch.manual_seed(0)
    options.setdefault("norm_num_groups", 2)
    return diffusers.AutoencoderKL(
        block_out_channels=channels, in_channels=3, out_channels=3, latent_channels=latents,
        down_block_types=["DownEncoderBlock2D"] * len(channels), up_block_types=["UpDecoderBlock2D"] * len(channels),
        **options,
    ).eval()  # fmt: skip


def ddim() -> Any:
    """Return the scheduler of Stable Diffusion 1.5."""
    return diffusers.DDIMScheduler(
        **LATENT, beta_schedule="scaled_linear", clip_sample=False, set_alpha_to_one=False, steps_offset=1
    )


def euler() -> Any:
    """Return the scheduler of SDXL."""
    return diffusers.EulerDiscreteScheduler(
        **LATENT, beta_schedule="scaled_linear", timestep_spacing="leading", steps_offset=1
    )


def flow() -> Any:
    """Return the scheduler of flow-matching models."""
    return diffusers.FlowMatchEulerDiscreteScheduler()
