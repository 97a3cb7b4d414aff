"""What is known about a model before it is loaded, as data: a preset a model, in one frozen type."""

from dataclasses import dataclass
from math import sqrt
from typing import Final, Literal

Task = Literal["image", "animation", "lip_sync", "speech", "music"]
"""What a model is for: the kind of the engine that runs it."""


@dataclass(frozen=True, slots=True)
class FrameRule:
    """Which clips a model makes: `step * k + offset` frames, at most `most`, at `frames_per_second`."""

    step: int
    offset: int
    most: int
    frames_per_second: int

    def at_least(self, frames: int) -> int:
        """Return the smallest count that the model makes and that is not below `frames`; `most` if none is."""
        rounded = -(-max(frames - self.offset, 0) // self.step) * self.step + self.offset
        return min(max(rounded, self.step + self.offset), self.most)


@dataclass(frozen=True, slots=True)
class ModelPart:
    """A component of a pipeline that is published apart from the rest.

    Attributes:
        name: How the pipeline calls it: `motion_adapter`.
        kind: Its class in diffusers (`MotionAdapter`).
        hub_id: Where it is published.
        revision: Commit at the hub, or None: the newest, which the lock file then pins.
    """

    name: str
    kind: str
    hub_id: str
    revision: str | None = None


@dataclass(frozen=True, slots=True)
class ModelPreset:
    """One model: where it comes from, how it is run, what it can do.

    Attributes:
        id: What configuration calls it.
        task: Kind of the engine that runs it.
        pipeline: Class in diffusers (or transformers) that its folder must name.
        hub_id: Where it is published.
        licence: Under which terms; shown before anything is downloaded.
        download_gb: About how much is downloaded, in 10^9 bytes.
        memory_gb: About how much GPU memory a result of its own size takes without any offload.
        steps: Denoising steps. The library's defaults are wrong for distilled models.
        guidance: Classifier-free guidance scale; what the model's authors recommend.
        guidance_argument: How its pipeline calls that.
        dtype: Precision that it is run in unless the deployment says otherwise.
        size: Width and height in pixels that it was trained for; their product is what a picture gets.
        size_multiple: Both sides are whole multiples of this.
        batch: Most results of one call; 1 where the pipeline takes no batch.
        text_tokens: Tokens of a prompt that it reads; it cuts what is longer.
        negative_prompt: Whether it heeds what must not be seen.
        references: Most pictures that it takes as references.
        needs_reference: Whether it only edits: without a reference it is given an empty canvas.
        lora: Whether LoRA weights can be laid over it.
        ip_adapter: Whether an IP-Adapter can be laid over it: references then go through that.
        frames: Which clips it makes.
        longest_s: Longest sound that it makes.
        sample_rate_hz: Rate of its sound.
        revision: Commit at the hub that is pulled, or None: the newest, which the lock file of the models folder then pins.
        skipped: Files of the hub's repository that are not needed, as glob patterns.
        parts: Components that are published elsewhere; pulled into the same folder, so that it loads as one.
        packages: What it needs beside the `gpu` extra, as it is imported.
        library: Whose `from_pretrained` loads it.
    """

    id: str
    task: Task
    pipeline: str
    hub_id: str
    licence: str
    download_gb: float
    memory_gb: float
    steps: int = 0
    guidance: float = 0.0
    guidance_argument: str = "guidance_scale"
    dtype: str = "bfloat16"
    size: tuple[int, int] = (1024, 1024)
    size_multiple: int = 16
    batch: int = 4
    text_tokens: int = 512
    negative_prompt: bool = False
    references: int = 0
    needs_reference: bool = False
    lora: bool = False
    ip_adapter: bool = False
    frames: FrameRule | None = None
    longest_s: float | None = None
    sample_rate_hz: int | None = None
    revision: str | None = None
    skipped: tuple[str, ...] = ()
    parts: tuple[ModelPart, ...] = ()
    packages: tuple[str, ...] = ()
    library: Literal["diffusers", "transformers"] = "diffusers"


INDEX_FILES: Final = {"diffusers": "model_index.json", "transformers": "config.json"}
"""The file that tells which class a model folder is for."""


def drawn_size(preset: ModelPreset, *, width: int, height: int) -> tuple[int, int]:
    """Return the size in which a model draws what is wanted in another: its own area in the wanted shape.

    Models draw badly far from the area that they were trained for, so that a picture is scaled afterwards.

    Args:
        preset: The model.
        width: Wanted width in pixels.
        height: Wanted height in pixels.
    """
    scale = sqrt(preset.size[0] * preset.size[1] / (width * height))
    return _multiple(width * scale, preset.size_multiple), _multiple(height * scale, preset.size_multiple)


def _multiple(length: float, multiple: int) -> int:
    return max(1, round(length / multiple)) * multiple
