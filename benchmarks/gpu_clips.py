"""Clips a second on a GPU: Stable Video Diffusion in its true sizes, random weights, beside a plain diffusers loop."""

import json
import statistics
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from PIL import Image

from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.media import Picture
from videogen_dagster.core.requests import ClipRequest
from videogen_dagster.engines.animation.diffusers import DiffusersAnimationEngine
from videogen_dagster.engines.diffusion.loading import load_pipeline
from videogen_dagster.engines.diffusion.models import resolve_model
from videogen_dagster.engines.model_choice import ModelChoice

STEPS: Final = 25
MODEL_FRAMES: Final = 25
FILM_FRAMES: Final = 103
"""What 25 pictures at 7 a second are at 30 a second."""

SIZE: Final = FrameSize(width=1024, height=576)
ROUNDS: Final = 3


def clips_table(folder: Path) -> str:
    """Return the table of clips a second, as Markdown.

    Args:
        folder: Where models and clips are written.
    """
    model = save_svd(folder / "svd-xt")
    choice = ModelChoice(folder / "models", model=str(model), device="cuda")
    ours_s = _median(_ours(choice, folder))
    plain_s = _median(_plain(choice))
    return (
        f"SVD-XT, {SIZE}, {MODEL_FRAMES} pictures, {STEPS} steps, float16, random weights\n"
        f"| | clips/s |\n|---|---|\n"
        f"| plain diffusers loop, {MODEL_FRAMES} pictures in memory | {1 / plain_s:.4f} |\n"
        f"| engine `diffusers`, segments of {FILM_FRAMES} frames at 30/s | {1 / ours_s:.4f} |\n"
    )


def save_svd(folder: Path) -> Path:
    """Save Stable Video Diffusion XT in its true sizes with random weights in half precision; returns the folder."""
    torch: Any = import_module("torch")
    torch.set_default_dtype(torch.float16)
    try:
        pipeline = _true_svd()
    finally:
        torch.set_default_dtype(torch.float32)
    pipeline.save_pretrained(folder, safe_serialization=True)
    (folder / "videogen.json").write_text(json.dumps({"preset": "svd-xt", "steps": STEPS, "dtype": "float16"}))
    return folder


def _true_svd() -> Any:
    diffusers: Any = import_module("diffusers")
    transformers: Any = import_module("transformers")
    eye = transformers.CLIPVisionConfig(
        hidden_size=1280, intermediate_size=5120, num_hidden_layers=32, num_attention_heads=16, image_size=224,
        patch_size=14, projection_dim=1024,
    )  # fmt: skip
    # The libraries' defaults of both networks are those of the published model.
    return diffusers.StableVideoDiffusionPipeline(
        unet=diffusers.UNetSpatioTemporalConditionModel(num_attention_heads=(5, 10, 20, 20), num_frames=MODEL_FRAMES),
        vae=diffusers.AutoencoderKLTemporalDecoder(
            block_out_channels=(128, 256, 512, 512), down_block_types=("DownEncoderBlock2D",) * 4, layers_per_block=2
        ),
        image_encoder=transformers.CLIPVisionModelWithProjection(eye),
        feature_extractor=transformers.CLIPImageProcessor(crop_size=224, size=224),
        scheduler=diffusers.EulerDiscreteScheduler(
            beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", interpolation_type="linear",
            prediction_type="v_prediction", sigma_max=700.0, sigma_min=0.002, steps_offset=1,
            timestep_spacing="leading", timestep_type="continuous", use_karras_sigmas=True,
        ),
    )  # fmt: skip


def _picture() -> Image.Image:
    return Image.linear_gradient("L").resize((SIZE.width, SIZE.height)).convert("RGB")


def _ours(choice: ModelChoice, folder: Path) -> Callable[[], object]:
    from tests.fakes.workspace import FolderWorkspace

    workspace = FolderWorkspace(folder / "clips")
    path = workspace.directory / "picture.png"
    _picture().save(path)
    picture = Picture(image=workspace.keep(path), size=SIZE)
    request = ClipRequest(picture=picture, motion_prompt="push in", frames=FILM_FRAMES)
    return lambda: list(DiffusersAnimationEngine(choice).generate([request], workspace))


def _plain(choice: ModelChoice) -> Callable[[], object]:
    torch: Any = import_module("torch")
    pipeline = load_pipeline(resolve_model(choice, "animation", engine="diffusers")).to("cuda")

    def make() -> None:
        pipeline(
            _picture(),
            width=SIZE.width,
            height=SIZE.height,
            num_frames=MODEL_FRAMES,
            num_inference_steps=STEPS,
            decode_chunk_size=8,
            output_type="np",
            generator=torch.Generator("cpu").manual_seed(0),
        )
        torch.cuda.synchronize()

    return make


def _median(work: Callable[[], object]) -> float:
    work()
    taken_s = []
    for _ in range(ROUNDS):
        began_s = time.perf_counter()
        work()
        taken_s.append(time.perf_counter() - began_s)
    return statistics.median(taken_s)
