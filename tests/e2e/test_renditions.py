"""One film in three shapes with the real command: what is shared is made once, and every shape follows a retake."""

import json
from collections import Counter
from pathlib import Path

import av
import pytest

from tests.e2e.conftest import Finished, Workplace
from tests.e2e.watching import complaints
from tests.homes import copy_home

pytestmark = pytest.mark.slow

BRIEF = """
title: One sentence
resolution: 360p
renditions: [9:16, 16:9@480p]
scenes:
  - heading: EXT. GREEN HILL - DAY
    image_prompt: a green hill with an oak
    duration_s: 1
    transition: crossfade
  - heading: INT. KITCHEN - DAY
    image_prompt: a kitchen with a window
    duration_s: 1
    lines: [{character: Mara, text: Good morning!}]
"""


def done(finished: Finished) -> Finished:
    assert finished.code == 0, finished.err
    return finished


def calls(place: Workplace, before: set[str]) -> Counter[str]:
    """Return how often each engine was called since."""
    folder = place.home / "store" / "receipts"
    return Counter(json.loads((folder / name).read_text())["engine"] for name in place.receipts() - before)


def shown(film: Path) -> tuple[tuple[int, int], int, list[bytes]]:
    """Return size, number of decoded frames and the packets of the sound."""
    with av.open(str(film)) as container:
        frames = sum(1 for _ in container.decode(video=0))
    with av.open(str(film)) as container:
        picture = container.streams.video[0]
        return (picture.width, picture.height), frames, [bytes(packet) for packet in container.demux(audio=0)]


@pytest.fixture(scope="module")
def shapes(tmp_path_factory) -> tuple[Workplace, Finished]:
    place = Workplace(tmp_path_factory.mktemp("shapes"))
    (place.folder / "hill.yaml").write_text(BRIEF)
    return place, done(place.run("make", "hill.yaml"))


def test_a_film_and_its_renditions_share_all_but_pictures(shapes):
    place, finished = shapes
    films = place.home / "films"
    paths = [films / "hill.9x16.mp4", films / "hill.16x9-480p.mp4", films / "hill.mp4"]
    assert finished.out.split() == [str(path) for path in paths]
    looks = [shown(path) for path in paths]
    assert [look[0] for look in looks] == [(360, 640), (854, 480), (640, 360)]
    assert {look[1] for look in looks} == {place.status("hill")["film"]["frames"]}
    assert looks[0][2] == looks[1][2] == looks[2][2]
    assert [complaints(path) for path in paths] == ["", "", ""]
    made = calls(place, set())
    assert {engine: made[engine] for engine in ("espeak", "procedural", "mixer", "rules")} == {
        "espeak": 1,
        "procedural": 1,
        "mixer": 1,
        "rules": 1,
    }
    drawn = {engine: made[engine] for engine in ("illustrator", "camera", "viseme")}
    assert drawn == {"illustrator": 5, "camera": 4, "viseme": 2}, "for the film and the tall rendition, and a sheet"
    assert (made["conformer"], made["blender"], made["joiner"]) == (6, 3, 3)


def test_the_status_tells_every_rendition(shapes):
    place, _ = shapes
    status = place.status("hill")
    told = [
        {name: value for name, value in each.items() if name not in {"path", "sha256"}} for each in status["renditions"]
    ]
    length = {name: status["film"][name] for name in ("duration_s", "frames")}
    assert told == [
        {"aspect": "9:16", "resolution": "360p", "width": 360, "height": 640, **length},
        {"aspect": "16:9", "resolution": "480p", "width": 854, "height": 480, **length},
    ]


def test_captions_have_shorter_rows_in_the_tall_film_and_the_same_words(shapes):
    films = shapes[0].home / "films"
    wide, tall = ((films / name).read_text() for name in ("hill.srt", "hill.9x16.srt"))
    assert wide.split() == tall.split()
    assert not (films / "hill.16x9-480p.srt").exists()


def test_again_nothing_is_made_and_a_retake_remakes_its_scene_in_every_shape(shapes, tmp_path):
    copy_home(shapes[0].folder, tmp_path)
    place = Workplace(tmp_path)
    before, clips = place.receipts(), segments(place)
    runs = len(place.status("hill")["runs"])
    assert len(done(place.run("make", "--project", "hill")).out.split()) == 3
    assert place.receipts() == before
    assert len(place.status("hill")["runs"]) == runs, "a film that stands is not started again"
    done(place.run("retake", "hill", "1", "--seed", "9"))
    made = calls(place, before)
    assert {engine: made[engine] for engine in ("illustrator", "camera", "conformer", "joiner")} == {
        "illustrator": 2,
        "camera": 2,
        "conformer": 3,
        "joiner": 3,
    }
    assert not {"espeak", "procedural", "mixer", "viseme", "rules"} & made.keys()
    after = segments(place)
    assert {key for key, value in after.items() if value != clips[key]} == {("9:16", "001"), ("16:9@480p", "001")}


def segments(place: Workplace) -> dict[tuple[str, str], str]:
    """Return what each scene of each rendition shows."""
    value = json.loads((place.home / "store" / "projects" / "hill" / "stages" / "renditions.json").read_text())
    return {
        (film["rendition"], row["scene"]): row["result"]["video"]["sha256"]
        for film in value["films"]
        for row in film["scene_clips"]["scenes"]
    }


@pytest.mark.parametrize("rendition", ["4:3", "9:16@999p"])
def test_a_rendition_that_there_is_not_is_refused_before_anything_is_made(workplace, rendition):
    finished = workplace.run("make", "--prompt", "A hill", "--rendition", "9:16", "--rendition", rendition)
    assert finished.code == 2
    assert f"--rendition: unknown rendition '{rendition}'" in finished.err
    assert "1:1@720p" in finished.err
    assert not workplace.home.exists()
