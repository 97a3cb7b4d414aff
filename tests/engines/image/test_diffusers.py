"""Pictures of diffusion models: real classes with tiny random weights, loaded as a user's folder is.

Tests import torch themselves: it takes 3 s, which only the process that runs them should pay.
"""

import json
import shutil
import weakref
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.fakes.tiny.adapters import save_ip_adapter, save_lora
from tests.fakes.tiny.folders import models_folder, tiny_choice, tiny_image_model
from tests.fakes.workspace import FolderWorkspace
from videogen_dagster.core.errors import Cancelled, EngineRefused, EngineUnavailable, InvalidInput, ModelMissing
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.media import Media, Picture
from videogen_dagster.core.requests import ImageRequest, Likeness
from videogen_dagster.core.storyboard import Card, CardKind
from videogen_dagster.engines.diffusion.models import Model, resolve_model
from videogen_dagster.engines.diffusion.residency import residency
from videogen_dagster.engines.image.diffusers import DiffusersImageEngine
from videogen_dagster.engines.model_choice import Adapter, ModelChoice
from videogen_dagster.media.illustration.layers import read_layers

SQUARE = FrameSize(width=64, height=64)
PROMPTS = ("a red fox in snow", "a blue car at night", "a tree by the sea")


def asked(prompt: str = PROMPTS[0], *, seed: int = 1, size: FrameSize = SQUARE, **more: object) -> ImageRequest:
    return ImageRequest.model_validate({"prompt": prompt, "seed": seed, "size": size, **more})


def draw(engine: DiffusersImageEngine, workspace: FolderWorkspace, *requests: ImageRequest) -> list[NDArray[np.uint8]]:
    return [pixels_of(picture, workspace) for picture in engine.generate(requests, workspace)]


def pixels_of(picture: object, workspace: FolderWorkspace) -> NDArray[np.uint8]:
    assert isinstance(picture, Picture), picture
    pixels = cv2.imread(str(workspace.fetch(picture.image)))
    assert pixels is not None
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB), np.uint8)


def difference(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> int:
    return int(np.abs(one.astype(int) - other.astype(int)).max())


def plain_picture(workspace: FolderWorkspace, colour: tuple[int, int, int]) -> Media:
    path = workspace.directory / "given.png"
    assert cv2.imwrite(str(path), np.full((64, 64, 3), colour, np.uint8))
    return workspace.keep(path)


def model_of(choice: ModelChoice) -> Model:
    return resolve_model(choice, "image", engine="diffusers")


@pytest.mark.parametrize("name", ["sd15", "sdxl", "flux2-klein-4b", "z-image-turbo"])
def test_a_batch_equals_pictures_drawn_one_by_one(name: str, tmp_path: Path) -> None:
    workspace = FolderWorkspace(tmp_path)
    requests = [asked(prompt, seed=seed) for seed, prompt in enumerate(PROMPTS, 7)]
    together = draw(DiffusersImageEngine(tiny_choice(name)), workspace, *requests)
    alone = draw(DiffusersImageEngine(tiny_choice(name), batch=1), workspace, *requests)
    assert max(difference(one, other) for one, other in zip(together, alone, strict=True)) <= 1
    assert difference(together[0], together[1]) > 10


def test_another_seed_is_another_picture(tmp_path: Path) -> None:
    first, second = draw(
        DiffusersImageEngine(tiny_choice("sd15")), FolderWorkspace(tmp_path), asked(seed=1), asked(seed=2)
    )
    assert difference(first, second) > 10


def test_a_size_that_the_model_does_not_know_is_cut_from_one_that_it_does(tmp_path: Path) -> None:
    (drawn,) = draw(
        DiffusersImageEngine(tiny_choice("z-image-turbo")),
        FolderWorkspace(tmp_path),
        asked(size=FrameSize(width=118, height=66)),
    )
    assert drawn.shape == (66, 118, 3)


def test_what_must_not_be_seen_changes_the_picture_of_a_model_that_heeds_it(tmp_path: Path) -> None:
    with_it, without = draw(
        DiffusersImageEngine(tiny_choice("sd15")), FolderWorkspace(tmp_path), asked(negative_prompt="snow"), asked()
    )
    assert difference(with_it, without) > 0


def test_a_picture_follows_its_references(tmp_path: Path) -> None:
    workspace = FolderWorkspace(tmp_path)
    engine = DiffusersImageEngine(tiny_choice("flux2-klein-4b"))
    red, blue = plain_picture(workspace, (0, 0, 255)), plain_picture(workspace, (255, 0, 0))
    who = (Likeness(name="Mara"), Likeness(name="Tom"))
    given = [(), (red,), (blue,), (red, blue)]
    drawn = draw(engine, workspace, *(asked(characters=who, references=each) for each in given))
    assert engine.capabilities().takes_references
    assert all(difference(drawn[0], other) > 0 for other in drawn[1:])
    assert difference(drawn[1], drawn[2]) > 0


def test_lora_weights_change_the_picture_as_strongly_as_they_are_laid_over(tmp_path: Path) -> None:
    workspace = FolderWorkspace(tmp_path)
    path = save_lora(tiny_image_model("sd15"), tmp_path / "style.safetensors")
    plain = tiny_choice("sd15")
    engines = [
        DiffusersImageEngine(replace(plain, loras=loras)) for loras in ((), (Adapter(path),), (Adapter(path, 0.0),))
    ]
    base, styled, silent = (draw(engine, workspace, asked())[0] for engine in engines)
    assert difference(base, styled) > 0
    assert difference(base, silent) <= 1
    assert len({engine.fingerprint() for engine in engines}) == 3


def test_an_ip_adapter_carries_references_into_models_that_have_none(tmp_path: Path) -> None:
    workspace = FolderWorkspace(tmp_path)
    folder = save_ip_adapter(tiny_image_model("sd15"), tmp_path / "adapter")
    plain = DiffusersImageEngine(tiny_choice("sd15"))
    adapted = DiffusersImageEngine(replace(tiny_choice("sd15"), ip_adapter=Adapter(folder, 0.7)))
    red, blue = plain_picture(workspace, (0, 0, 255)), plain_picture(workspace, (255, 0, 0))
    (base,) = draw(plain, workspace, asked())
    free, after_red, after_blue = draw(adapted, workspace, asked(), asked(references=(red,)), asked(references=(blue,)))
    assert (plain.capabilities().takes_references, adapted.capabilities().takes_references) == (False, True)
    assert difference(base, free) <= 1
    assert difference(after_red, free) > 0
    assert difference(after_red, after_blue) > 0


def test_lora_weights_of_another_model_are_refused_before_anything_is_drawn(tmp_path: Path) -> None:
    path = save_lora(tiny_image_model("sd15"), tmp_path / "style.safetensors")
    engine = DiffusersImageEngine(replace(tiny_choice("sdxl"), loras=(Adapter(path),)))
    (failure,) = engine.generate([asked()], FolderWorkspace(tmp_path))
    assert isinstance(failure, ModelMissing)
    assert "style.safetensors" in failure.message


def test_a_product_photo_keeps_its_pixels_and_a_card_its_letters(tmp_path: Path) -> None:
    workspace = FolderWorkspace(tmp_path)
    photo = np.full((90, 90, 3), 255, np.uint8)
    photo[15:75, 25:65] = (90, 30, 200)
    path = workspace.directory / "product.png"
    assert cv2.imwrite(str(path), photo)
    request = asked(
        "studio packshot stage, marble",
        size=FrameSize(width=320, height=180),
        photo=workspace.keep(path),
        card=Card(kind=CardKind.FEATURE, title="Stays as it is"),
    )
    (picture,) = DiffusersImageEngine(tiny_choice("sd15")).generate([request], workspace)
    drawn = pixels_of(picture, workspace)
    assert isinstance(picture, Picture)
    assert (np.abs(drawn.astype(int) - (200, 30, 90)).max(axis=2) <= 2).sum() > 1500
    assert picture.layers is not None
    layered = read_layers(workspace.fetch(picture.layers))
    assert [layer.name for layer in layered.layers][-1] == "card"
    assert "product" in {layer.name for layer in layered.layers}


def test_work_stops_between_denoising_steps_and_keeps_nothing_of_the_picture(tmp_path: Path) -> None:
    engine = DiffusersImageEngine(tiny_choice("sd15"))
    stopped = FolderWorkspace(tmp_path / "stopped", cancel_after=1)
    with pytest.raises(Cancelled):
        list(engine.generate([asked()], stopped))
    assert len(stopped.progress_calls) == 1
    assert not list((tmp_path / "stopped" / "kept").iterdir())
    afterwards, fresh = FolderWorkspace(tmp_path / "a"), FolderWorkspace(tmp_path / "b")
    (again,), (first,) = draw(engine, afterwards, asked()), draw(engine, fresh, asked())
    assert difference(again, first) == 0


def test_progress_is_told_after_every_denoising_step(tmp_path: Path) -> None:
    workspace = FolderWorkspace(tmp_path)
    draw(DiffusersImageEngine(tiny_choice("sdxl")), workspace, asked(seed=1), asked(seed=2))
    assert workspace.progress_calls == [(0, 0.475), (1, 0.475), (0, 0.95), (1, 0.95), (0, 1.0), (1, 1.0)]


def test_words_that_the_model_does_not_read_are_told(tmp_path: Path) -> None:
    engine = DiffusersImageEngine(tiny_choice("sd15"))
    draw(engine, FolderWorkspace(tmp_path), asked("a quiet harbour " * 8 + "with a heron"))
    use = engine.last_use()
    assert use is not None
    assert len(use.warnings) == 1
    assert "77 tokens" in use.warnings[0]
    assert use.warnings[0].endswith("with a heron")
    assert not any("heron" in warning for warning in _warnings(engine, tmp_path, "a heron"))


def _warnings(engine: DiffusersImageEngine, folder: Path, prompt: str) -> Sequence[str]:
    draw(engine, FolderWorkspace(folder), asked(prompt))
    use = engine.last_use()
    return use.warnings if use else ()


def test_a_batch_that_does_not_fit_is_halved_and_gives_the_same_pictures(tmp_path: Path) -> None:
    import torch

    choice = replace(tiny_choice("sd15"), memory_gb=7.0)
    engine = DiffusersImageEngine(choice)
    requests = [asked(seed=seed) for seed in range(4)]
    expected = draw(DiffusersImageEngine(tiny_choice("sd15"), batch=1), FolderWorkspace(tmp_path), *requests)

    def refuse(module: torch.nn.Module, given: tuple[torch.Tensor, ...]) -> None:
        if given[0].shape[0] > 4:  # two for each picture: with and without its prompt
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB")

    with residency().using(model_of(choice)) as resident:
        hook = resident.pipeline.unet.register_forward_pre_hook(refuse)
    drawn = draw(engine, FolderWorkspace(tmp_path), *requests)
    hook.remove()
    use = engine.last_use()
    assert use is not None
    assert use.degraded == ("vae slicing", "batch of 2")
    assert max(difference(one, other) for one, other in zip(drawn, expected, strict=True)) <= 1


def test_what_never_fits_fails_with_what_was_tried(tmp_path: Path) -> None:
    import torch

    choice = replace(tiny_choice("sd15"), memory_gb=6.0, lossy=("tiling",))

    def refuse(module: torch.nn.Module, given: tuple[torch.Tensor, ...]) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB")

    with residency().using(model_of(choice)) as resident:
        hook = resident.pipeline.unet.register_forward_pre_hook(refuse)
    failures = list(DiffusersImageEngine(choice).generate([asked(), asked(seed=2)], FolderWorkspace(tmp_path)))
    hook.remove()
    assert all(isinstance(failure, EngineUnavailable) for failure in failures)
    assert "vae slicing, batch of 1, vae tiling (lossy)" in str(failures[0])


def test_a_device_that_fails_is_told_as_such(tmp_path: Path) -> None:
    import torch

    choice = replace(tiny_choice("sd15"), memory_gb=5.0)

    def fail(module: torch.nn.Module, given: tuple[torch.Tensor, ...]) -> None:
        raise RuntimeError("CUDA error: an illegal memory access was encountered")

    with residency().using(model_of(choice)) as resident:
        hook = resident.pipeline.unet.register_forward_pre_hook(fail)
    (failure,) = DiffusersImageEngine(choice).generate([asked()], FolderWorkspace(tmp_path))
    hook.remove()
    assert isinstance(failure, EngineUnavailable)
    assert "illegal memory access" in failure.message


def test_numbers_that_overflow_are_no_picture(tmp_path: Path) -> None:
    import torch

    choice = replace(tiny_choice("sd15"), memory_gb=4.0)

    def overflow(module: torch.nn.Module, given: object, result: torch.Tensor) -> torch.Tensor:
        return result * float("nan")

    with residency().using(model_of(choice)) as resident:
        hook = resident.pipeline.vae.decoder.register_forward_hook(overflow)
    (failure,) = DiffusersImageEngine(choice).generate([asked()], FolderWorkspace(tmp_path))
    hook.remove()
    assert "VIDEOGEN_DTYPE" in str(failure)


def test_a_model_that_is_evicted_is_really_freed(tmp_path: Path) -> None:
    import torch

    choice = replace(tiny_choice("sdxl"), memory_gb=3.0)
    draw(DiffusersImageEngine(choice), FolderWorkspace(tmp_path), asked())
    with residency().using(model_of(choice)) as resident:
        networks = [
            weakref.ref(part) for part in resident.pipeline.components.values() if isinstance(part, torch.nn.Module)
        ]
    assert len(networks) == 4
    residency().evict_idle()
    assert residency().residents() == ()
    assert [network() for network in networks] == [None] * 4


def test_the_fingerprint_names_all_that_changes_pictures_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    shutil.copytree(tiny_image_model("sd15"), folder)
    choice = ModelChoice(models_folder(), model=str(folder))
    before = DiffusersImageEngine(choice).fingerprint()
    facts = json.loads(before.partition(" ")[2])
    assert facts["class"] == "StableDiffusionPipeline"
    assert (facts["scheduler"], facts["steps"], facts["guidance"]) == ("DDIMScheduler", 2, 7.5)
    assert {"revision", "content", "dtype", "lossy", "diffusers"} <= facts.keys()
    for same in (replace(choice, device="cuda"), replace(choice, memory_gb=1.0), replace(choice, setting="X")):
        assert DiffusersImageEngine(same, batch=1).fingerprint() == before
    for other in (replace(choice, dtype="bfloat16"), replace(choice, lossy=("tiling",))):
        assert DiffusersImageEngine(other).fingerprint() != before
    shutil.copy(tiny_image_model("sdxl") / "vae" / "config.json", folder / "vae" / "config.json")
    (folder / "vae" / "note.txt").write_text("other files, other model")
    assert DiffusersImageEngine(choice).fingerprint() != before


def test_weights_that_are_cut_short_are_told_with_their_folder(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    shutil.copytree(tiny_image_model("sd15"), folder)
    weights = folder / "unet" / "diffusion_pytorch_model.safetensors"
    weights.write_bytes(weights.read_bytes()[:5000])
    engine = DiffusersImageEngine(ModelChoice(models_folder(), model=str(folder)))
    (failure,) = engine.generate([asked()], FolderWorkspace(tmp_path))
    assert isinstance(failure, ModelMissing)
    assert str(folder) in failure.message


def test_a_reference_that_is_no_picture_is_refused(tmp_path: Path) -> None:
    workspace = FolderWorkspace(tmp_path)
    path = workspace.directory / "given.png"
    path.write_text("no picture")
    engine = DiffusersImageEngine(tiny_choice("flux2-klein-4b"))
    (failure,) = engine.generate([asked(references=(workspace.keep(path),))], workspace)
    assert isinstance(failure, EngineRefused)


def test_an_engine_without_a_model_says_which_setting_names_one(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        DiffusersImageEngine(ModelChoice(tmp_path)).fingerprint()
    assert caught.value.field == "VIDEOGEN_IMAGE_MODEL"
    assert "flux2-klein-4b" in str(caught.value)
