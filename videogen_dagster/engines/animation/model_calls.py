"""How each pipeline that moves pictures wants to be called: its own names for what all of them need."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from PIL import Image

from videogen_dagster.engines.diffusion.presets import ModelPreset
from videogen_dagster.media.camera_language import read_camera

_BLURS: Final = "worst quality, inconsistent motion, blurry, jittery, distorted"
_STILLS: Final = "overexposed, static, blurred details, subtitles, worst quality, low quality, deformed, still picture"
_FLAWS: Final = "bad quality, worst quality, jpeg artefacts, watermark, deformed"

_LEAST_MOTION: Final = 40
_USUAL_MOTION: Final = 127
"""Motion buckets of Stable Video Diffusion (1 to 255); 127 is what it was published with."""

_DECODED_AT_ONCE: Final = 8
"""Pictures that Stable Video Diffusion decodes at once: its decoder sees neighbours, and 25 at once take 20 GB."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One clip of a model.

    Attributes:
        picture: The first picture, in the model's size.
        motion: How the camera and what is seen move.
        scene: What is seen.
        frames: How many pictures; a count that the model makes.
    """

    picture: Image.Image
    motion: str
    scene: str
    frames: int

    @property
    def prompt(self) -> str:
        """Motion first: models cut long prompts at their end, and what is seen is in the picture already."""
        return ". ".join(part.strip().rstrip(".") for part in (self.motion, self.scene) if part.strip())


def call_arguments(preset: ModelPreset, wanted: Wanted) -> dict[str, Any]:
    """Return what the pipeline of a preset is called with, noise and progress aside."""
    width, height = wanted.picture.size
    common = {
        "width": width,
        "height": height,
        "num_frames": wanted.frames,
        "num_inference_steps": preset.steps,
        preset.guidance_argument: preset.guidance,
        "output_type": "np",
    }
    return common | _CALLS[preset.pipeline](preset, wanted)


def _wan(_: ModelPreset, wanted: Wanted) -> dict[str, Any]:
    return {"image": wanted.picture, "prompt": wanted.prompt, "negative_prompt": _STILLS}


def _ltx(preset: ModelPreset, wanted: Wanted) -> dict[str, Any]:
    return {
        "image": wanted.picture,
        "prompt": wanted.prompt,
        "negative_prompt": _BLURS,
        "frame_rate": float(_rate(preset)),
    }


def _svd(preset: ModelPreset, wanted: Wanted) -> dict[str, Any]:
    # It reads no words: of the motion prompt it heeds only whether the camera stands still.
    direction = read_camera(wanted.motion)
    stands = not direction.moves and not direction.shake
    return {
        "image": wanted.picture,
        "fps": _rate(preset),
        "motion_bucket_id": _LEAST_MOTION if stands else _USUAL_MOTION,
        "decode_chunk_size": _DECODED_AT_ONCE,
    }


def _animatediff(_: ModelPreset, wanted: Wanted) -> dict[str, Any]:
    return {
        "prompt": wanted.prompt or "a scene of a film",
        "negative_prompt": _FLAWS,
        "conditioning_frames": [wanted.picture],
        "controlnet_frame_indices": [0],
    }


def _rate(preset: ModelPreset) -> int:
    return preset.frames.frames_per_second if preset.frames else 24


_CALLS: Final[Mapping[str, Callable[[ModelPreset, Wanted], dict[str, Any]]]] = {
    "AnimateDiffSparseControlNetPipeline": _animatediff,
    "LTX2ImageToVideoPipeline": _ltx,
    "LTXImageToVideoPipeline": _ltx,
    "StableVideoDiffusionPipeline": _svd,
    "WanImageToVideoPipeline": _wan,
}
