"""Models that make music, and models that speak."""

from typing import Final

from videogen_dagster.engines.diffusion.presets import ModelPreset

_ONE_FILE_COPIES: Final = ("*.ckpt", "*.onnx*", "*.msgpack", "*.gguf", "*.wav", "*.mp3", "*.png", "*.jpg")

MUSIC_PRESETS: Final = (
    ModelPreset(
        id="ace-step-1.5",
        task="music",
        pipeline="AceStepPipeline",
        hub_id="ACE-Step/acestep-v15-xl-turbo-diffusers",
        licence="MIT",
        download_gb=11.0,
        memory_gb=14.0,
        steps=8,
        guidance=1.0,
        batch=1,
        text_tokens=256,
        longest_s=240.0,
        sample_rate_hz=48_000,
        skipped=_ONE_FILE_COPIES,
    ),
    ModelPreset(
        id="stable-audio-open",
        task="music",
        pipeline="StableAudioPipeline",
        hub_id="stabilityai/stable-audio-open-1.0",
        licence="Stability AI Community License",
        download_gb=5.2,
        memory_gb=8.0,
        steps=100,
        guidance=7.0,
        dtype="float16",
        batch=1,
        text_tokens=128,
        negative_prompt=True,
        longest_s=47.0,
        sample_rate_hz=44_100,
        skipped=("model.safetensors", *_ONE_FILE_COPIES),
    ),
)

_MMS_LICENCE: Final = "CC-BY-NC-4.0: not for commercial use"

MMS_LANGUAGES: Final = {
    "en": "eng",
    "ar": "ara",
    "bn": "ben",
    "cs": "ces",
    "cy": "cym",
    "da": "dan",
    "de": "deu",
    "el": "ell",
    "es": "spa",
    "fa": "fas",
    "fi": "fin",
    "fr": "fra",
    "hi": "hin",
    "hu": "hun",
    "id": "ind",
    "is": "isl",
    "ko": "kor",
    "nl": "nld",
    "pl": "pol",
    "pt": "por",
    "ro": "ron",
    "ru": "rus",
    "sv": "swe",
    "sw": "swh",
    "ta": "tam",
    "te": "tel",
    "th": "tha",
    "tr": "tur",
    "uk": "ukr",
    "ur": "urd-script_arabic",
    "vi": "vie",
    "yo": "yor",
}
"""Primary language subtags (BCP 47), and how MMS names its model of that language (ISO 639-3)."""

SPEECH_PRESETS: Final = tuple(
    ModelPreset(
        id=f"mms-{language}",
        task="speech",
        pipeline="VitsModel",
        hub_id=f"facebook/mms-tts-{code}",
        licence=_MMS_LICENCE,
        download_gb=0.15,
        memory_gb=0.5,
        dtype="float32",
        batch=1,
        sample_rate_hz=16_000,
        skipped=("*.bin", *_ONE_FILE_COPIES),
        library="transformers",
    )
    for language, code in MMS_LANGUAGES.items()
)
