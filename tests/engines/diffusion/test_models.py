"""From a deployment's choice to a model, before any model library is loaded: folders here hold no real weights."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import FrameType

import pytest

from videogen_dagster.core.errors import InvalidInput, ModelMissing
from videogen_dagster.engines.diffusion.catalogue import all_presets, presets_for
from videogen_dagster.engines.diffusion.manifests import (
    Manifest,
    content_of,
    hash_files,
    local_content,
    write_manifest,
    write_pin,
)
from videogen_dagster.engines.diffusion.model_states import model_states, wrong_files
from videogen_dagster.engines.diffusion.models import check_files, chosen_preset, resolve_model
from videogen_dagster.engines.diffusion.presets import FrameRule, drawn_size
from videogen_dagster.engines.diffusion.pulling import wanted_files
from videogen_dagster.engines.model_choice import ModelChoice
from videogen_dagster.settings import load_settings

SDXL = all_presets()["sdxl"]
INDEX = {
    "_class_name": "StableDiffusionXLPipeline",
    "scheduler": ["diffusers", "EulerDiscreteScheduler"],
    "unet": ["diffusers", "UNet2DConditionModel"],
}


def folder_of(path: Path, **index: object) -> Path:
    (path / "unet").mkdir(parents=True)
    (path / "model_index.json").write_text(json.dumps({**INDEX, **index}))
    (path / "unet" / "diffusion_pytorch_model.safetensors").write_bytes(b"weights")
    return path


def resolved(choice: ModelChoice):
    return resolve_model(choice, "image", engine="diffusers")


def pulled(models: Path) -> ModelChoice:
    folder = folder_of(models / "sdxl")
    manifest = Manifest(
        model="sdxl", hub_id=SDXL.hub_id, revision="c0ffee", licence=SDXL.licence,
        pipeline=SDXL.pipeline, scheduler="EulerDiscreteScheduler", files=hash_files(folder),
    )  # fmt: skip
    write_manifest(folder, manifest)
    write_pin(models, "sdxl", manifest.pin())
    return ModelChoice(models, model="sdxl")


def test_a_model_that_is_not_there_is_told_with_licence_size_and_the_command_that_gets_it(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing) as caught:
        resolved(ModelChoice(tmp_path, model="sdxl"))
    assert "sdxl" in caught.value.message
    assert SDXL.licence in caught.value.message
    assert "7 GB" in caught.value.message
    assert caught.value.remedy == "videogen models pull sdxl"


def test_a_pulled_model_is_named_by_its_commit_even_where_its_files_are_not(tmp_path: Path) -> None:
    choice = pulled(tmp_path / "worker")
    there = resolved(choice)
    assert (there.revision, there.scheduler, there.name) == ("c0ffee", "EulerDiscreteScheduler", "sdxl")
    planning = tmp_path / "planning"
    planning.mkdir()
    (planning / "models.lock.json").write_bytes((tmp_path / "worker" / "models.lock.json").read_bytes())
    planned = resolved(replace(choice, models=planning))
    assert planned.facts == there.facts
    with pytest.raises(ModelMissing):
        check_files(planned, engine="diffusers")


def test_a_pull_that_was_interrupted_left_no_model(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "sdxl")
    (folder / ".pulling").touch()
    with pytest.raises(ModelMissing):
        resolved(ModelChoice(tmp_path, model="sdxl"))


@pytest.mark.parametrize("name", ["pytorch_model.bin", "model.ckpt", "weights.pt", "state.pickle", "pipeline.py"])
def test_a_folder_with_files_that_run_code_is_refused(tmp_path: Path, name: str) -> None:
    folder = folder_of(tmp_path / "own")
    (folder / "unet" / name).write_bytes(b"x")
    with pytest.raises(ModelMissing, match="run code"):
        check_files(resolved(ModelChoice(tmp_path, model=str(folder))), engine="diffusers")


def test_files_that_are_missing_cut_short_or_of_another_commit_are_told(tmp_path: Path) -> None:
    choice = pulled(tmp_path)
    weights = tmp_path / "sdxl" / "unet" / "diffusion_pytorch_model.safetensors"
    check_files(resolved(choice), engine="diffusers")
    assert wrong_files(tmp_path / "sdxl") == []
    weights.write_bytes(b"wei")
    with pytest.raises(ModelMissing, match="cut short"):
        check_files(resolved(choice), engine="diffusers")
    weights.write_bytes(b"WEIGHTS")
    assert len(wrong_files(tmp_path / "sdxl")) == 1
    weights.unlink()
    assert "is missing" in wrong_files(tmp_path / "sdxl")[0]


def test_a_local_folder_is_run_like_the_preset_of_its_class_unless_it_says_otherwise(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "own")
    choice = ModelChoice(tmp_path, model=str(folder))
    assert resolved(choice).preset == SDXL
    (folder / "videogen.json").write_text('{"steps": 6, "guidance": 0, "size": [512, 512], "dtype": "bfloat16"}')
    preset = resolved(choice).preset
    assert (preset.steps, preset.guidance, preset.size, preset.dtype) == (6, 0, (512, 512), "bfloat16")
    (folder / "videogen.json").write_text('{"steps": 0}')
    with pytest.raises(InvalidInput, match="steps"):
        resolved(choice)


def test_a_local_folder_is_named_by_what_it_holds_not_by_where_it_is(tmp_path: Path) -> None:
    one, other = (resolved(ModelChoice(tmp_path, model=str(folder_of(tmp_path / name)))) for name in ("a", "b"))
    assert one.facts == other.facts
    (tmp_path / "a" / "unet" / "diffusion_pytorch_model.safetensors").write_bytes(b"WEIGHTS")
    assert resolved(ModelChoice(tmp_path, model=str(tmp_path / "a"))).facts != other.facts


def test_what_is_no_model_folder_is_told_without_asking_a_hub(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"no model_index\.json"):
        resolved(ModelChoice(tmp_path, model=str(tmp_path / "nowhere")))
    (tmp_path / "model_index.json").write_text("{")
    with pytest.raises(ModelMissing, match="damaged"):
        resolved(ModelChoice(tmp_path, model=str(tmp_path)))


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        ({"model": "sd5"}, "no model is called 'sd5'"),
        ({"model": ""}, "none is chosen"),
        ({"model": "sdxl", "dtype": "int3"}, "no precision is called 'int3'"),
        ({"model": "sdxl", "lossy": ("luck",)}, "'luck'"),
        ({"model": "svd"}, "a model for animation, not for image"),
    ],
)
def test_a_choice_that_cannot_be_is_told_with_what_can(tmp_path: Path, choice: dict[str, object], told: str) -> None:
    with pytest.raises(InvalidInput, match=told) as caught:
        resolved(ModelChoice(tmp_path, **choice))
    assert caught.value.remedy


def test_a_pipeline_that_no_engine_runs_is_refused(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "own", _class_name=["pipeline", "MyOwnPipeline"])
    with pytest.raises(InvalidInput, match=r"pipeline\.MyOwnPipeline"):
        resolved(ModelChoice(tmp_path, model=str(folder)))


def test_what_a_choice_comes_to_shows_without_its_files(tmp_path: Path) -> None:
    assert chosen_preset(ModelChoice(tmp_path, model="sdxl"), "image") == SDXL
    assert chosen_preset(ModelChoice(tmp_path, model=str(tmp_path / "nowhere")), "image") is None


def test_every_preset_has_an_id_of_its_own_terms_and_a_size(tmp_path: Path) -> None:
    states = model_states(tmp_path)
    assert [state.model for state in states] == list(all_presets())
    assert all(state.licence and state.download_gb > 0 and "/" in state.hub_id for state in states)
    assert {"flux2-klein-4b", "z-image-turbo", "sdxl", "sd15", "qwen-image-edit-2511"} <= {
        preset.id for preset in presets_for("image")
    }


@pytest.mark.parametrize(
    ("width", "height", "drawn"),
    [(1920, 1080, (1368, 768)), (1080, 1920, (768, 1368)), (640, 640, (1024, 1024))],
)
def test_a_model_draws_its_own_area_in_the_wanted_shape(width: int, height: int, drawn: tuple[int, int]) -> None:
    assert drawn_size(SDXL, width=width, height=height) == drawn


def test_clips_have_as_many_frames_as_the_model_makes() -> None:
    rule = FrameRule(step=4, offset=1, most=81, frames_per_second=16)
    assert [rule.at_least(frames) for frames in (1, 5, 6, 80, 81, 200)] == [5, 5, 9, 81, 81, 81]


def test_of_a_repository_only_what_the_pipeline_needs_is_wanted_and_once() -> None:
    names = [
        "model_index.json", "README.md", "sd_xl_base_1.0.safetensors", "vae_1_0/diffusion_pytorch_model.safetensors",
        "scheduler/scheduler_config.json", "unet/config.json", "unet/diffusion_pytorch_model.safetensors",
        "unet/diffusion_pytorch_model.fp16.safetensors", "unet/diffusion_pytorch_model.bin",
        "unet/diffusion_pytorch_model.non_ema.safetensors", "unet/model.onnx",
    ]  # fmt: skip
    half = wanted_files(names, INDEX, SDXL)
    full = wanted_files(names, INDEX, replace(SDXL, dtype="bfloat16"))
    common = ("model_index.json", "scheduler/scheduler_config.json", "unet/config.json")
    assert half == (*common, "unet/diffusion_pytorch_model.fp16.safetensors")
    assert full == (*common, "unet/diffusion_pytorch_model.safetensors")


def test_a_repository_without_safetensors_is_refused() -> None:
    with pytest.raises(ModelMissing, match="no safetensors for unet"):
        wanted_files(["model_index.json", "unet/diffusion_pytorch_model.bin"], INDEX, SDXL)


def test_settings_say_which_model_runs_where_and_how(tmp_path: Path) -> None:
    settings = load_settings(
        {
            "VIDEOGEN_HOME": str(tmp_path),
            "VIDEOGEN_IMAGE_MODEL": "sdxl",
            "VIDEOGEN_IMAGE_LORA": "style@v2.safetensors@0.5, /other.safetensors",
            "VIDEOGEN_IMAGE_IP_ADAPTER": "/adapter@0.6",
            "VIDEOGEN_DEVICE": "cuda:1",
            "VIDEOGEN_DTYPE": "bfloat16",
            "VIDEOGEN_LOSSY": "tiling",
            "VIDEOGEN_MODEL_MEMORY_GB": "20",
            "VIDEOGEN_PRELOAD": "sdxl,svd",
        }
    )
    choice = settings.model_choice("image")
    assert (choice.model, choice.device, choice.dtype, choice.lossy) == ("sdxl", "cuda:1", "bfloat16", ("tiling",))
    assert choice.models == tmp_path / "models"
    assert [(lora.path.name, lora.scale) for lora in choice.loras] == [
        ("style@v2.safetensors", 0.5),
        ("other.safetensors", 1.0),
    ]
    assert choice.ip_adapter is not None
    assert choice.ip_adapter.scale == 0.6
    assert choice.memory_gb == 20
    assert settings.preloaded()[0] == choice
    assert (settings.preloaded()[1].model, settings.preloaded()[1].loras) == ("svd", ())
    with pytest.raises(InvalidInput, match="no number"):
        load_settings({"VIDEOGEN_MODEL_MEMORY_GB": "much"})


def test_asking_an_engine_what_it_is_loads_no_model_library(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from videogen_dagster.engines.model_choice import ModelChoice;"
        "from videogen_dagster.engines.registry import pool_of;"
        f"print(pool_of('image', 'diffusers', model=ModelChoice(Path({str(tmp_path)!r}), model='sdxl')),"
        "[name for name in ('torch', 'diffusers', 'transformers', 'cv2', 'PIL', 'scipy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "gpu []"


def test_two_processes_that_look_at_a_folder_at_once_both_name_it(tmp_path: Path) -> None:
    """The second one has written what it saw, and the first one writes the same before that is put into its place."""
    models, folder = tmp_path / "models", folder_of(tmp_path / "own")
    named = []

    def look_too(frame: FrameType, event: str, _value: object) -> None:
        if event == "call" and frame.f_code is Path.replace.__code__:
            sys.setprofile(None)
            named.append(local_content(folder, models))

    sys.setprofile(look_too)
    try:
        named.append(local_content(folder, models))
    finally:
        sys.setprofile(None)
    assert named == [content_of(hash_files(folder))] * 2
