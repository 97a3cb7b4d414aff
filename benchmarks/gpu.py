"""What our engine adds to a plain diffusers loop on a GPU: pictures a second of SDXL's true architecture, random weights.

Run with `make bench-gpu` on a machine with a CUDA device. Weights do not change what a step costs, so none are downloaded.
"""

import json
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from benchmarks.gpu_clips import clips_table
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.requests import ImageRequest
from videogen_dagster.engines.image.diffusers import DiffusersImageEngine
from videogen_dagster.engines.model_choice import ModelChoice

PICTURES: Final = 8
BATCH: Final = 4
STEPS: Final = 30
ROUNDS: Final = 3
SIZE: Final = FrameSize(width=1024, height=1024)


def main() -> None:
    """Measure and print the table; says so and ends where there is no GPU."""
    import torch

    if not torch.cuda.is_available():
        sys.stdout.write("no CUDA device: nothing is measured\n")
        return
    folder = Path(tempfile.mkdtemp(prefix="bench-gpu-"))
    try:
        model = save_sdxl(folder / "sdxl", STEPS)
        plain_s = _median(_plain(model))
        ours_s, overhead_s = _ours(model, folder)
        clips = clips_table(folder)
    finally:
        shutil.rmtree(folder)
    device = torch.cuda.get_device_name()
    sys.stdout.write(
        f"SDXL, {SIZE}, {STEPS} steps, batches of {BATCH}, float16, random weights, {device}\n"
        f"| | pictures/s |\n|---|---|\n"
        f"| plain diffusers loop | {PICTURES / plain_s:.2f} |\n"
        f"| engine `diffusers`, with PNG files | {PICTURES / ours_s:.2f} |\n"
        f"\nbefore the pipeline is called, model resident: {overhead_s * 1000:.0f} ms\n\n{clips}"
    )


def save_sdxl(folder: Path, steps: int) -> Path:
    """Save SDXL in its true sizes with random weights in half precision; returns the folder."""
    import torch

    from tests.fakes.tiny import parts  # tokenizers of bytes: the words do not matter

    torch.set_default_dtype(torch.float16)
    try:
        pipeline = _true_sdxl(parts)
    finally:
        torch.set_default_dtype(torch.float32)
    pipeline.save_pretrained(folder, safe_serialization=True)
    (folder / "videogen.json").write_text(json.dumps({"preset": "sdxl", "steps": steps, "dtype": "float16"}))
    return folder


def _true_sdxl(parts: Any) -> Any:
    diffusers: Any = import_module("diffusers")
    transformers: Any = import_module("transformers")
    unet = diffusers.UNet2DConditionModel(
        sample_size=128, in_channels=4, out_channels=4, block_out_channels=(320, 640, 1280), layers_per_block=2,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
        transformer_layers_per_block=(1, 2, 10), attention_head_dim=(5, 10, 20), cross_attention_dim=2048,
        use_linear_projection=True, addition_embed_type="text_time", addition_time_embed_dim=256,
        projection_class_embeddings_input_dim=2816,
    )  # fmt: skip
    vae = diffusers.AutoencoderKL(
        sample_size=1024, in_channels=3, out_channels=3, latent_channels=4, block_out_channels=(128, 256, 512, 512),
        down_block_types=["DownEncoderBlock2D"] * 4, up_block_types=["UpDecoderBlock2D"] * 4, layers_per_block=2,
        scaling_factor=0.13025, force_upcast=True,
    )  # fmt: skip
    common: dict[str, Any] = {"vocab_size": 49408, "bos_token_id": 0, "eos_token_id": 1, "pad_token_id": 1}
    first = transformers.CLIPTextConfig(
        hidden_size=768, intermediate_size=3072, num_hidden_layers=12, num_attention_heads=12, **common
    )
    second = transformers.CLIPTextConfig(
        hidden_size=1280,
        intermediate_size=5120,
        num_hidden_layers=32,
        num_attention_heads=20,
        projection_dim=1280,
        **common,
    )
    return diffusers.StableDiffusionXLPipeline(
        vae=vae, unet=unet, text_encoder=transformers.CLIPTextModel(first),
        text_encoder_2=transformers.CLIPTextModelWithProjection(second), tokenizer=parts.clip_tokenizer(),
        tokenizer_2=parts.clip_tokenizer(), scheduler=parts.euler(),
    )  # fmt: skip


def _median(work: Callable[[], object]) -> float:
    """Return the median of the seconds that `work` takes, once warm."""
    work()
    taken = []
    for _ in range(ROUNDS):
        began_s = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began_s)
    return statistics.median(taken)


def _plain(model: Path) -> Callable[[], object]:
    import torch
    from diffusers import DiffusionPipeline

    pipeline: Any = DiffusionPipeline.from_pretrained(model, dtype=torch.float16).to("cuda")
    pipeline.set_progress_bar_config(disable=True)

    def draw() -> None:
        for first in range(0, PICTURES, BATCH):
            pipeline(
                [f"picture {first + index}" for index in range(BATCH)],
                generator=[torch.Generator("cpu").manual_seed(first + index) for index in range(BATCH)],
                num_inference_steps=STEPS,
                guidance_scale=5.0,
                width=SIZE.width,
                height=SIZE.height,
            )
        torch.cuda.synchronize()

    return draw


def _ours(model: Path, folder: Path) -> tuple[float, float]:
    """Return the median seconds of all pictures, and the seconds from the call to the first denoising step's begin."""
    from tests.fakes.workspace import FolderWorkspace

    engine = DiffusersImageEngine(ModelChoice(folder / "models", model=str(model), device="cuda"), batch=BATCH)
    requests = [ImageRequest(prompt=f"picture {index}", size=SIZE, seed=index) for index in range(PICTURES)]
    taken_s = _median(lambda: list(engine.generate(requests, FolderWorkspace(folder / "work"))))
    return taken_s, _before_pipeline(model, folder, requests[0])


def _before_pipeline(model: Path, folder: Path, request: ImageRequest) -> float:
    from tests.fakes.workspace import FolderWorkspace
    from videogen_dagster.engines.diffusion.models import resolve_model
    from videogen_dagster.engines.diffusion.residency import residency

    choice = ModelChoice(folder / "models", model=str(model), device="cuda")
    called_s: list[float] = []
    with residency().using(resolve_model(choice, "image", engine="diffusers")) as resident:
        encode = resident.pipeline.text_encoder
    hook = encode.register_forward_pre_hook(lambda _module, _given: called_s.append(time.perf_counter()))
    began_s = time.perf_counter()
    list(DiffusersImageEngine(choice).generate([request], FolderWorkspace(folder / "work")))
    hook.remove()
    return called_s[0] - began_s


if __name__ == "__main__":
    main()
