"""Films of stock media through the real command: of a folder, and of a Pexels on this machine."""

import json
from dataclasses import dataclass

import av
import pytest

from tests.e2e.conftest import Workplace
from tests.e2e.retaking import done
from tests.e2e.watching import complaints, luma_frames
from tests.fakes.pexels_server import KEY, PexelsServer
from tests.fakes.stock import COLD, ROSE, WARM, write_footage, write_photo
from tests.homes import contents_of

pytestmark = pytest.mark.slow

BRIEF = """
title: The harbour
scenes:
  - image_prompt: wide shot, a fishing boat leaves the harbour at dawn
    duration_s: 1.6
    lines: [{text: A boat.}]
  - image_prompt: nets on a quay
    motion_prompt: slow push in
    duration_s: 1.6
  - image_prompt: harbour lights at night
    motion_prompt: pan left to right
    duration_s: 1.4
"""
NOTES = '[defaults]\nauthor = "Mara Lind"\nlicence = "CC-BY-4.0"\n["IMG_7.jpg"]\ntags = ["harbour lights"]\n'


@dataclass(frozen=True)
class Stocked(Workplace):
    """A folder whose pictures are found elsewhere."""

    found_by: tuple[tuple[str, str], ...]

    @property
    def settings(self) -> dict[str, str]:
        return {**super().settings, "VIDEOGEN_EXECUTOR": "in_process", **dict(self.found_by)}

    def credits(self) -> dict[str, str]:
        """Return the titles of what scenes show."""
        listed = json.loads((self.home / "films" / "harbour.credits.json").read_text())
        return {scene: each["title"] for each in listed for scene in each["scenes"]}

    def make(self, *arguments: str):
        (self.folder / "harbour.yaml").write_text(BRIEF)
        return self.run("make", "harbour.yaml", "--resolution", "360p", *arguments)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("stock")
    library = folder / "library"
    write_footage(library / "fishing boat.mp4", WARM, wide=640, high=360)
    write_photo(library / "quay" / "nets.jpg", COLD, wide=800, high=600)
    write_photo(library / "IMG_7.jpg", ROSE)
    write_photo(library / "a boat and nets.jpg", WARM)
    (library / "library.toml").write_text(NOTES)
    found_by = {"VIDEOGEN_IMAGE_ENGINE": "library", "VIDEOGEN_LIBRARY": str(library)}
    return Stocked(folder, tuple(found_by.items()))


@pytest.fixture(scope="module")
def film(place):
    made = done(place.make()).film
    assert complaints(made) == ""
    return made


def test_a_film_of_a_folder_shows_its_clip_moving_and_its_photos_filmed(place, film):
    assert place.credits() == {"001": "fishing boat", "002": "nets", "003": "IMG 7"}
    frames = luma_frames(film).astype(int)
    assert abs(frames[5] - frames[30]).max() > 40, "the boat sails"
    assert abs(frames[55] - frames[75]).max() > 8, "the camera moves over the photo"
    told = (place.home / "films" / "harbour.CREDITS.txt").read_text()
    assert told.count("by Mara Lind") == 3
    with av.open(str(film)) as container:
        assert "fishing boat by Mara Lind (library, CC-BY-4.0)" in container.metadata["copyright"]


def test_a_second_make_finds_everything_there_and_a_plan_says_so(place, film):
    before = place.receipts()
    planned = json.loads(done(place.run("plan", "harbour", "--json")).out)
    assert [stage["stage"] for stage in planned["stages"] if stage["made"] or stage["may"]] == []
    done(place.make())
    assert place.receipts() == before


def test_a_retake_shows_something_else_and_leaves_the_other_scenes(place, film):
    shown = place.credits()
    done(place.run("retake", "harbour", "2", "--prompt", "a boat with nets"))
    assert place.credits() == {**shown, "002": "a boat and nets"}
    assert complaints(film) == ""


def test_nothing_that_fits_is_told_by_scene_with_the_words(place, film):
    refused = place.run("retake", "harbour", "3", "--prompt", "a volcano")
    assert refused.code == 3
    assert "003" in refused.err
    assert "nothing was found for 'volcano'" in refused.err
    assert "another prompt" in refused.err


def test_a_film_of_pexels_in_two_shapes_asks_once_and_tells_no_key(tmp_path):
    clip = write_footage(tmp_path / "clip.mp4", wide=640, high=360)
    with PexelsServer(clip, clips=2) as server:
        found_by = {
            "VIDEOGEN_IMAGE_ENGINE": "pexels",
            "VIDEOGEN_IMAGE_BASE_URL": server.url,
            "VIDEOGEN_IMAGE_API_KEY": KEY,
            "VIDEOGEN_PRIVATE_HOSTS": "127.0.0.1",
        }
        pexels = Stocked(tmp_path, tuple(found_by.items()))
        film = done(pexels.make("--rendition", "9:16")).film
        assert complaints(film) == complaints(film.with_name("harbour.9x16.mp4")) == ""
        searches, fetched = len(server.searches), set(server.fetched())
        items = {(path.partition("-")[0], path[-4:]) for path in fetched}
        assert len(items) == 3, "the other shape shows the same, in larger files"
        done(pexels.make())
        assert len(server.searches) == searches
        planned = json.loads(done(pexels.run("plan", "harbour", "--json")).out)
        assert [stage["stage"] for stage in planned["stages"] if stage["made"] or stage["may"]] == []
        assert set(server.fetched()) == fetched
        told = (pexels.home / "films" / "harbour.CREDITS.txt").read_text()
        assert "Photos and videos provided by Pexels (https://www.pexels.com)" in told
        assert told.count("licence: Pexels License (https://www.pexels.com/license/)") == 3
        doctor = pexels.run("doctor").out
        assert "pexels" in doctor
    assert KEY not in doctor
    assert [path for path, content in contents_of(pexels.home).items() if KEY.encode() in content] == []
