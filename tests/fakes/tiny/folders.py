"""Model folders of this process: a tiny pipeline is built and saved when the first test asks for it."""

import atexit
import gc
import shutil
import tempfile
from functools import cache
from pathlib import Path

from videogen_dagster.engines.diffusion.residency import residency
from videogen_dagster.engines.model_choice import ModelChoice


@cache
def models_folder() -> Path:
    """Return the folder that holds the models of this process; it goes with the process."""
    folder = Path(tempfile.mkdtemp(prefix="tiny-models-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _built(folder: Path) -> Path:
    """Let collections pass over the million objects of the libraries that it took: an engine that frees a model collects."""
    gc.collect()
    if not residency().residents():  # they must be found when they go
        gc.freeze()
    return folder


@cache
def tiny_image_model(name: str) -> Path:
    """Return the folder of a tiny pipeline that makes pictures, by the id of the preset that it is run like."""
    from tests.fakes.tiny.images import IMAGES, save_tiny  # torch and diffusers: 5 s

    return _built(save_tiny(IMAGES[name], models_folder() / name))


def tiny_choice(name: str) -> ModelChoice:
    """Return the choice of a tiny pipeline that makes pictures, on the CPU."""
    return ModelChoice(models_folder(), model=str(tiny_image_model(name)), device="cpu")


@cache
def tiny_model(name: str) -> Path:
    """Return the folder of a tiny pipeline that moves pictures, moves lips or makes music, by the id of its preset."""
    from tests.fakes.tiny.audio import MUSIC  # torch and diffusers: 5 s
    from tests.fakes.tiny.images import save_tiny
    from tests.fakes.tiny.video import VIDEOS, ltx2_lips

    builders = {**VIDEOS, **MUSIC, "ltx-2.5-lips": ltx2_lips}
    overrides = {} if name in MUSIC else {"size": [32, 32]}
    return _built(save_tiny(builders[name], models_folder() / name, **overrides))


@cache
def tiny_voice(name: str = "en", *, speakers: int = 1) -> Path:
    """Return the folder of a tiny VITS model."""
    from tests.fakes.tiny.speech import save_voice  # torch and transformers: 3 s

    return save_voice(models_folder() / f"voice-{name}", speakers=speakers)


def local_choice(model: str | Path) -> ModelChoice:
    """Return the choice of a model folder, on the CPU."""
    return ModelChoice(models_folder(), model=str(model), device="cpu")
