"""What goes into and comes out of the denoising loop: noise a picture, progress a step, and the way to stop."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from videogen_dagster.engines.protocols import Workplace

if TYPE_CHECKING:
    import torch

DENOISED: Final = 0.95
"""Share of a result's progress that its denoising is; decoding and writing are the rest."""


def noise_seed(seed: int, take: int) -> int:
    """Return the seed of a result's noise: that of its request for the first take, another one for each take after it.

    Args:
        seed: 0 to 2^63 - 1.
        take: From 1.
    """
    if take == 1:
        return seed
    return int.from_bytes(hashlib.sha256(f"{seed}/{take}".encode()).digest()[:8]) >> 1


def generators(seeds: Sequence[int]) -> "list[torch.Generator]":
    """Return one generator a result, all on the CPU.

    One generator for a batch would make each picture depend on its neighbours, and one on the GPU on the kind of GPU.
    """
    import torch  # 1.9 s; only a loaded pipeline needs noise

    return [torch.Generator("cpu").manual_seed(seed) for seed in seeds]


class StepProgress:
    """What a pipeline calls after each denoising step (`callback_on_step_end`): tells progress, and stops if asked to.

    Args:
        workspace: Who is told.
        indices: Requests that are denoised together.
        steps: How many steps that takes, where the pipeline does not say so itself.
        begins: Share of the results that was done before.
        ends: Share of the results that is done afterwards.
    """

    def __init__(
        self,
        workspace: Workplace,
        indices: Sequence[int],
        *,
        steps: int,
        begins: float = 0.0,
        ends: float = DENOISED,
    ) -> None:
        self._workspace = workspace
        self._indices = tuple(indices)
        self._steps = steps
        self._begins = begins
        self._ends = ends

    def __call__(self, pipeline: object, step: int, timestep: object, tensors: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ARG002  # diffusers' signature
        """Tell that `step` (from 0) is done. Nothing of a result is kept when this raises.

        Raises:
            Cancelled: A person asked to stop.
        """
        self.tell(step, getattr(pipeline, "num_timesteps", None) or self._steps)
        return {}

    def plain(self) -> Callable[[int, object, object], None]:
        """Return the same for pipelines that know only `callback` (step, timestep, latents)."""
        return lambda step, timestep, latents: self.tell(step, self._steps)  # noqa: ARG005  # diffusers' signature

    def tell(self, step: int, steps: int) -> None:
        """Tell that `step` (from 0) of `steps` is done.

        Raises:
            Cancelled: A person asked to stop.
        """
        self._workspace.check()
        done = self._begins + (self._ends - self._begins) * min(1.0, (step + 1) / max(1, steps))
        for index in self._indices:
            self._workspace.progress(index, done)
