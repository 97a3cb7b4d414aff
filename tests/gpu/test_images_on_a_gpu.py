"""Pictures on a real GPU: what the CPU's tests promise, and what only a GPU can show."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.engines.image.test_diffusers import PROMPTS, asked, difference, draw
from tests.fakes.tiny.folders import tiny_choice
from tests.fakes.workspace import FolderWorkspace
from videogen_dagster.engines.diffusion.models import resolve_model
from videogen_dagster.engines.diffusion.residency import residency
from videogen_dagster.engines.image.diffusers import DiffusersImageEngine

NAMES = ["sd15", "sdxl", "flux2-klein-4b", "z-image-turbo"]


@pytest.mark.parametrize("name", NAMES)
def test_a_gpu_draws_in_a_batch_what_it_draws_one_by_one_and_nearly_what_the_cpu_draws(
    name: str, tmp_path: Path
) -> None:
    workspace = FolderWorkspace(tmp_path)
    choice = replace(tiny_choice(name), device="cuda")
    requests = [asked(prompt, seed=seed) for seed, prompt in enumerate(PROMPTS)]
    together = draw(DiffusersImageEngine(choice), workspace, *requests)
    alone = draw(DiffusersImageEngine(choice, batch=1), workspace, *requests)
    on_cpu = draw(DiffusersImageEngine(tiny_choice(name)), workspace, *requests)
    assert max(difference(one, other) for one, other in zip(together, alone, strict=True)) <= 2
    assert np.mean([np.abs(one.astype(int) - other).mean() for one, other in zip(together, on_cpu, strict=True)]) < 2


def test_eviction_gives_the_memory_of_the_gpu_back(tmp_path: Path) -> None:
    import torch

    residency().evict_idle()
    before = torch.cuda.memory_allocated()
    choice = replace(tiny_choice("sdxl"), device="cuda")
    draw(DiffusersImageEngine(choice), FolderWorkspace(tmp_path), asked())
    (resident,) = residency().residents()
    assert torch.cuda.memory_allocated() - before >= resident.bytes
    residency().evict_idle()
    assert torch.cuda.memory_allocated() <= before


def test_offload_on_the_way_to_enough_memory_changes_no_picture(tmp_path: Path) -> None:
    import torch

    choice = replace(tiny_choice("sdxl"), device="cuda", memory_gb=2.0)
    (expected,) = draw(DiffusersImageEngine(replace(choice, memory_gb=3.0)), FolderWorkspace(tmp_path), asked())
    refusals = [3]

    def refuse(module: object, given: object) -> None:
        if refusals[0] > 0:
            refusals[0] -= 1
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB")

    with residency().using(resolve_model(choice, "image", engine="diffusers")) as resident:
        hook = resident.pipeline.unet.register_forward_pre_hook(refuse)
    engine = DiffusersImageEngine(choice)
    (drawn,) = draw(engine, FolderWorkspace(tmp_path), asked())
    hook.remove()
    use = engine.last_use()
    assert use is not None
    assert "model offload" in use.degraded
    assert use.peak_bytes is not None
    assert difference(drawn, expected) <= 2
