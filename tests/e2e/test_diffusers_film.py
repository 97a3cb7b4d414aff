"""A film whose pictures, motion, voice and music are made by models: real classes, tiny random weights."""

import json
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pytest

from tests.e2e.conftest import Workplace
from tests.e2e.watching import complaints, lengths_s, luma_frames, samples
from tests.fakes.tiny.folders import tiny_image_model, tiny_model, tiny_voice

pytestmark = pytest.mark.slow

BRIEF = """
title: Two views
scenes:
  - action: A quiet lake at dawn, mist over the water.
    motion_prompt: slow pan left to right
    duration_s: 2
    lines:
      - text: The lake.
  - action: A red fox walks through the snow.
    motion_prompt: push in
    duration_s: 2
"""


@dataclass(frozen=True)
class ModelWorkplace(Workplace):
    """A deployment whose engines run models, on workers that keep them."""

    @property
    def settings(self) -> dict[str, str]:
        models = {
            "IMAGE": ("diffusers", tiny_image_model("sdxl")),
            "ANIMATION": ("diffusers", tiny_model("animatediff")),
            "MUSIC": ("diffusers", tiny_model("stable-audio-open")),
            "SPEECH": ("vits", tiny_voice()),
        }
        engines = {f"VIDEOGEN_{kind}_ENGINE": engine for kind, (engine, _) in models.items()}
        folders = {f"VIDEOGEN_{kind}_MODEL": str(folder) for kind, (_, folder) in models.items()}
        # One worker: the machine that tests has few cores, and each further worker imports torch and diffusers again.
        executor = {"VIDEOGEN_EXECUTOR": "local", "VIDEOGEN_WORKERS": "1", "VIDEOGEN_DEVICE": "cpu"}
        return {**super().settings, **engines, **folders, **executor, "HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    place = ModelWorkplace(tmp_path_factory.mktemp("models"))
    (place.folder / "brief.yaml").write_text(BRIEF)
    try:
        finished = place.run_apart("make", "brief.yaml", "--project", "views", "--resolution", "360p")
    finally:
        place.run_apart("workers", "stop")
    assert finished.code == 0, finished.err
    return place, finished


def test_the_film_passes_the_gates_and_is_as_long_as_planned(made):
    place, finished = made
    status = place.status("views")
    film = status["film"]
    assert status["status"] == "completed"
    assert (film["width"], film["height"]) == (640, 360)
    assert lengths_s(finished.film) == (Fraction(film["frames"], 30), Fraction(film["frames"], 30))
    assert complaints(finished.film) == ""


def test_both_scenes_show_moving_pictures_of_their_own(made):
    place, finished = made
    shown = luma_frames(finished.film).astype(np.int16)
    first, second = (round(scene["duration_s"] * 30) for scene in place.status("views")["scenes"])
    assert len(shown) == first + second
    for scene in (shown[15 : first - 15], shown[first + 15 : -20]):
        assert np.abs(scene[0] - scene[-1]).mean() > 1
    assert np.abs(shown[first // 2] - shown[first + second // 2]).mean() > 1


def test_voice_and_music_are_heard(made):
    _, finished = made
    sound, _ = samples(finished.film)
    levels = np.sqrt((sound[: len(sound) // 20 * 20].reshape(20, -1) ** 2).mean(axis=1))
    assert (levels[1:-3] > 0.005).all()


def test_the_receipts_name_the_models(made):
    place, _ = made
    told = [json.loads(path.read_text()) for path in (place.home / "store" / "receipts").glob("*.json")]
    assert {"diffusers", "vits"} <= {receipt["engine"] for receipt in told}
