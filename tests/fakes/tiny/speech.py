"""Tiny models that speak: the real class, random weights, a vocabulary of letters as MMS has."""

import json
from pathlib import Path
from string import ascii_lowercase, digits
from typing import Final

import torch
import transformers

from tests.fakes.tiny import parts

LETTERS: Final = f"_ '-{ascii_lowercase}{digits}"


def save_voice(folder: Path, *, language: str = "eng", speakers: int = 1, letters: str = LETTERS) -> Path:
    """Save a VITS model as a user's model folder; returns the folder.

    Args:
        folder: Where.
        language: As MMS writes it (ISO 639-3).
        speakers: How many voices.
        letters: What it knows, the blank first.
    """
    folder.mkdir(parents=True)
    words = folder / "words.json"
    words.write_text(json.dumps(parts.numbered(list(letters))))
    transformers.VitsTokenizer(
        words, language=language, add_blank=True, normalize=True, phonemize=False, pad_token=letters[0],
        unk_token=letters[0],
    ).save_pretrained(folder)  # fmt: skip
    words.unlink()
    torch.manual_seed(3)
    config = transformers.VitsConfig(
        vocab_size=len(letters), hidden_size=16, num_hidden_layers=2, num_attention_heads=2, ffn_dim=32, flow_size=16,
        spectrogram_bins=9, upsample_initial_channel=32, upsample_rates=[8, 8, 4], upsample_kernel_sizes=[16, 16, 8],
        resblock_kernel_sizes=[3], resblock_dilation_sizes=[[1, 3]], num_speakers=speakers,
        speaker_embedding_size=16 if speakers > 1 else 0, prior_encoder_num_flows=2, duration_predictor_num_flows=2,
        duration_predictor_filter_channels=16, wavenet_dilation_rate=1, posterior_encoder_num_wavenet_layers=2,
        prior_encoder_num_wavenet_layers=2, depth_separable_num_layers=2, sampling_rate=16000,
    )  # fmt: skip
    transformers.VitsModel(config).eval().save_pretrained(folder, safe_serialization=True)
    return folder
