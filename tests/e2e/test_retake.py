"""One scene is made again with the real command: its frames differ, nothing else is made, and every way leads back."""

import json
from pathlib import Path

import av
import pytest

from tests.e2e.conftest import Workplace
from tests.e2e.retaking import (
    DRAWN,
    FILMED,
    JOINED,
    SPOKEN,
    Project,
    changed,
    copy_of,
    documents,
    done,
    engines,
    filmed,
    listed,
    look,
)
from tests.e2e.watching import complaints

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def reseeded(hills_film, tmp_path_factory) -> tuple[Workplace, Project, Project]:
    """The film with another picture in its second scene; before and after."""
    place, before = copy_of(hills_film[0], tmp_path_factory.mktemp("reseeded")), hills_film[1]
    finished = done(place.run_apart("retake", "hills", "2", "--seed", "9"))
    assert finished.film == place.home / "films" / "hills.mp4"
    assert "scene images" in finished.err
    return place, before, look(place, place.status("hills"))


def test_another_seed_changes_exactly_that_scenes_frames_and_calls_nothing_else(reseeded):
    place, before, after = reseeded
    assert changed(before, after) == {"002": "all"}
    assert engines(place, before) == DRAWN
    scenes = {scene["id"]: scene for scene in place.status("hills")["scenes"]}
    assert (scenes["002"]["image"]["seed"], scenes["002"]["image"]["take"]) == (9, 2)
    assert scenes["001"]["image"]["take"] == 1
    assert complaints(place.home / "films" / "hills.mp4") == ""
    assert place.left_behind() == []


def test_the_same_seed_again_makes_nothing_and_is_no_new_version(reseeded):
    place, _, after = reseeded
    finished = done(place.run("retake", "hills", "002", "--seed", "9"))
    assert finished.film == place.home / "films" / "hills.mp4"
    assert look(place, place.status("hills")) == after
    assert len(listed(place, "history", "hills")) == 1


def test_every_take_is_listed_and_every_way_back_gives_the_film_of_that_time_and_makes_nothing(reseeded, tmp_path):
    place, before, after = copy_of(reseeded[0], tmp_path), *reseeded[1:]
    takes = [take for take in listed(place, "takes", "hills", "2") if take["part"] == "image"]
    assert [(take["take"], take["in_use"], take["edit"]) for take in takes] == [(1, False, {}), (2, True, {"seed": 9})]
    assert all(Path(path).exists() for take in takes for path in take["paths"])
    for command, film in (
        (("use", "hills", "2", "1"), before),
        (("revert", "hills", "2", "--to", "1"), after),
        (("revert", "hills", "2", "--to", "0"), before),
        (("use", "hills", "2", "2", "--of", "image"), after),
    ):
        now = filmed(place, *command)
        assert (now.sha256, now.frames) == (film.sha256, film.frames), command
        assert now.receipts == after.receipts, f"{command} generated something"
    told = listed(place, "history", "hills", "2")
    assert [version["version"] for version in told] == [1, 2, 3, 4, 5]
    assert [version["what"] for version in told] == [
        "image seed as planned -> 9",
        "image take 1 is used",
        "back to version 1",
        "back to version 0",
        "image take 2 is used",
    ]
    assert all(version["who"] and version["when"] for version in told)
    assert "image seed as planned -> 9" in done(place.run("history", "hills")).out
    assert "* image      take 2" in done(place.run("takes", "hills", "2")).out


def test_a_prompt_that_is_rolled_back_gives_the_film_of_that_time_and_makes_nothing(reseeded, tmp_path):
    place, before, after = copy_of(reseeded[0], tmp_path), *reseeded[1:]
    now = filmed(place, "prompts", "rollback", "hills/002/image", "--to", "1")
    assert (now.sha256, now.frames) == (before.sha256, before.frames)
    assert now.receipts == after.receipts, "it generated something"
    told = done(place.run("prompts", "show", "hills/002/image", "--json"))
    assert json.loads(told.out)["shown"]["version"] == 3, "what was put back is a version of its own"
    assert listed(place, "history", "hills", "2")[-1]["what"] == "image back to version 1 of its prompt"


RETAKES = {
    "--text": (["1", "--text", "A hill."], {}, SPOKEN),
    "--voice": (["2", "--voice", "gmw/en-US"], {}, SPOKEN),
    "--motion": (["3", "--motion", "tilt up"], {"003": "all"}, FILMED),
    "--duration": (
        ["3", "--duration", "1.5"],
        {"003": "all"},
        {**FILMED, "procedural": 1, "mixer": 1},
    ),
    "--new-take --of narration": (["1", "--new-take", "--of", "narration"], {}, SPOKEN),
}


@pytest.mark.parametrize("option", RETAKES)
def test_each_option_touches_what_it_names_and_what_follows_from_it(hills, option):
    (place, before), (arguments, scenes, called) = hills, RETAKES[option]
    after = filmed(place, "retake", "hills", *arguments)
    assert changed(before, after) == scenes
    assert engines(place, before) == called
    assert after.sha256 != before.sha256
    assert len(documents(place, "direction")) == 1


def test_two_projects_share_what_is_equal_and_a_new_take(hills):
    place, before = hills
    done(place.run("make", "hills.yaml", "--project", "dales", "--resolution", "360p"))
    assert engines(place, before) == {}
    other = filmed(place, "retake", "dales", "3", "--new-take")
    assert changed(before, other) == {"003": "all"}
    assert engines(place, before) == DRAWN
    assert filmed(place, "retake", "hills", "3", "--new-take") == other, "made once, for both"
    assert len(documents(place, "direction")) == 1


def test_captions_in_another_language_are_added_and_forgotten_without_touching_a_picture(hills):
    place, before = hills
    own = (place.home / "films" / "hills.srt").read_text()
    french = place.home / "films" / "hills.fr.srt"
    french.write_text("half a translation, saved beside the film")
    translated = place.folder / "de.srt"
    translated.write_text(own.replace("One hill.", "Ein Hügel.").replace("Then a lake.", "Dann ein See."))
    after = filmed(place, "captions", "hills", "de.srt", "--language", "de")
    assert after.frames == before.frames
    assert engines(place, before) == JOINED
    assert "Dann ein See." in (place.home / "films" / "hills.de.srt").read_text()
    with av.open(str(place.home / "films" / "hills.mp4")) as film:
        assert [stream.metadata["language"] for stream in film.streams.subtitles] == ["eng", "deu"]
    assert filmed(place, "captions", "hills", "--language", "de", "--remove").sha256 == before.sha256
    assert sorted(path.name for path in (place.home / "films").iterdir()) == [
        "hills.fr.srt",
        "hills.mp4",
        "hills.srt",
        "hills.vtt",
    ]
    assert french.read_text() == "half a translation, saved beside the film"


def test_a_damaged_direction_is_refused_and_told_and_mended_as_the_remedy_says(reseeded, tmp_path):
    place, before, after = copy_of(reseeded[0], tmp_path), *reseeded[1:]
    path = place.home / "store" / "projects" / "hills" / "direction" / "002" / "000001.json"
    good = path.read_bytes()
    path.write_bytes(good[:50])
    for command in (["retake", "hills", "2", "--seed", "5"], ["retake", "hills", "1", "--seed", "5"]):
        refused = place.run(*command)
        assert (refused.code, refused.out) == (2, "")
        (line,) = refused.err.splitlines()
        assert str(path) in line
        assert "delete it to go back to the plan" in line
    made = place.run("make", "--project", "hills")
    assert made.code == 2
    assert str(path) in made.err.splitlines()[-1]
    assert "direction file is damaged" in place.status("hills")["error"]
    assert path.read_bytes() == good[:50]

    path.write_bytes(good)
    assert filmed(place, "make", "--project", "hills").sha256 == after.sha256
    path.unlink()
    assert filmed(place, "make", "--project", "hills").sha256 == before.sha256
