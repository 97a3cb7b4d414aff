"""One scene is made again with the real command: its frames differ, nothing else is made, and every way leads back."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import av
import pytest

from tests.e2e.conftest import VIDEOGEN, Finished, Workplace
from tests.e2e.watching import complaints

pytestmark = pytest.mark.slow

BRIEF = """
title: Three hills
scenes:
  - image_prompt: a green hill at dawn
    duration_s: 2.5
    lines: [{text: One hill.}]
  - image_prompt: a blue lake between mountains
    duration_s: 2.5
    lines: [{text: Then a lake.}]
  - image_prompt: a dark forest in the rain
    duration_s: 1
"""
JOINED = {"joiner": 1}
FILMED = {"camera": 1, "conformer": 1, "scanner": 1, **JOINED}
DRAWN = {"illustrator": 1, **FILMED}
SPOKEN = {"espeak": 1, "mixer": 1, **JOINED}


@dataclass(frozen=True)
class Project:
    """The film of a project as it is now."""

    frames: dict[str, tuple[str, ...]]
    sha256: str
    receipts: frozenset[str]


def filmed(place: Workplace, *command: str) -> Project:
    """Run a command that makes a film and look at it."""
    return look(place, json.loads(done(place.run(*command, "--json")).out))


def look(place: Workplace, status: dict) -> Project:
    """Return the frames of every scene by what they show, and what was made so far."""
    path, seen, at = Path(status["film"]["path"]), {}, 0
    with av.open(str(path)) as container:
        frames = [hashlib.sha256(frame.to_ndarray().tobytes()).hexdigest() for frame in container.decode(video=0)]
    for scene in status["scenes"]:
        seen[scene["id"]] = tuple(frames[at : at + scene["clip"]["frames"]])
        at += scene["clip"]["frames"]
    assert at == len(frames) == status["film"]["frames"]
    assert hashlib.sha256(path.read_bytes()).hexdigest() == status["film"]["sha256"]
    assert status["status"] == "completed"
    return Project(frames=seen, sha256=status["film"]["sha256"], receipts=frozenset(place.receipts()))


def engines(place: Workplace, before: Project) -> Counter[str]:
    """Return how often each engine was called since."""
    made = place.receipts() - before.receipts
    folder = place.home / "store" / "receipts"
    return Counter(json.loads((folder / name).read_text())["engine"] for name in made)


def changed(before: Project, after: Project) -> dict[str, str]:
    """Return the scenes of which not every frame is as before: `all` frames differ, or `some`."""
    return {
        scene: "all" if not set(after.frames[scene]) & set(frames) else "some"
        for scene, frames in before.frames.items()
        if after.frames[scene] != frames
    }


def done(finished: Finished) -> Finished:
    assert finished.code == 0, finished.err
    return finished


def listed(place: Workplace, *command: str) -> list[dict]:
    return json.loads(done(place.run(*command, "--json")).out)


@pytest.fixture(scope="module")
def first(tmp_path_factory) -> tuple[Workplace, Project]:
    """A film of three scenes, left as it is."""
    place = Workplace(tmp_path_factory.mktemp("hills"))
    (place.folder / "hills.yaml").write_text(BRIEF)
    return place, filmed(place, "make", "hills.yaml", "--project", "hills", "--resolution", "360p")


def copy_of(place: Workplace, folder: Path) -> Workplace:
    shutil.copytree(place.folder, folder, dirs_exist_ok=True)
    return Workplace(folder)


@pytest.fixture
def hills(first, tmp_path) -> tuple[Workplace, Project]:
    """A copy of that film."""
    place, before = first
    return copy_of(place, tmp_path), before


@pytest.fixture(scope="module")
def reseeded(first, tmp_path_factory) -> tuple[Workplace, Project, Project]:
    """The film with another picture in its second scene; before and after."""
    place = copy_of(first[0], tmp_path_factory.mktemp("reseeded"))
    finished = done(place.run_apart("retake", "hills", "2", "--seed", "9", "--json"))
    return place, first[1], look(place, json.loads(finished.out))


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


RETAKES = {
    "--text": (["1", "--text", "A hill."], {}, SPOKEN),
    "--voice": (["2", "--voice", "gmw/en-US"], {}, SPOKEN),
    "--motion": (["3", "--motion", "tilt up"], {"003": "all"}, FILMED),
    "--duration": (
        ["3", "--duration", "1.5"],
        {"003": "all"},
        {**FILMED, "procedural": 1, "mixer": 1},
    ),
    "--new-take": (["3", "--new-take"], {"003": "all"}, DRAWN),
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


def test_two_projects_share_what_is_equal(hills):
    place, before = hills
    done(place.run("make", "hills.yaml", "--project", "dales", "--resolution", "360p"))
    assert engines(place, before) == {}
    other = filmed(place, "retake", "dales", "2", "--seed", "9")
    assert engines(place, before) == DRAWN
    assert filmed(place, "retake", "hills", "2", "--seed", "9") == other, "made once, for both"


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


def start_and_wait(place: Workplace, *arguments: str, until: str) -> subprocess.Popen[str]:
    process = place.start(*arguments)
    for line in process.stderr:
        if until in line:
            return process
    raise AssertionError(f"the command ended before it told of {until!r}")


def documents(place: Workplace, kind: str) -> dict[str, bytes]:
    folder = place.home / "store" / "projects" / "hills" / kind
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_second_command_on_a_busy_project_is_refused_and_a_killed_one_frees_it(hills):
    place, before = hills
    process = start_and_wait(place, "retake", "hills", "1", "--prompt", "a red hill", until="scene images")
    process.send_signal(signal.SIGSTOP)  # at work for as long as we like
    kept = documents(place, "direction")
    for command in (
        ["retake", "hills", "2", "--seed", "9"],
        ["revert", "hills", "1", "--to", "0"],
        ["use", "hills", "2", "1"],
        ["make", "--project", "hills"],
    ):
        refused = place.run(*command)
        assert (refused.code, refused.out) == (3, ""), command
        (line,) = refused.err.splitlines()
        assert line.startswith("error[busy]: hills is being made by process ")
        assert "videogen cancel hills" in line
    assert documents(place, "direction") == kept
    process.kill()
    process.communicate(timeout=30)

    after = filmed(place, "retake", "hills", "2", "--seed", "9")
    assert changed(before, after) == {"001": "all", "002": "all"}
    assert engines(place, before) == {"illustrator": 2, "camera": 2, "conformer": 2, "scanner": 2, "joiner": 1}
    assert len(documents(place, "direction")) == 2


def test_a_scene_of_a_cancelled_project_is_retaken_and_the_film_finished(workplace):
    (workplace.folder / "hills.yaml").write_text(BRIEF)
    command = ["make", "hills.yaml", "--project", "hills", "--resolution", "360p"]
    process = start_and_wait(workplace, *command, until="scene animations")
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert workplace.status("hills")["status"] == "cancelled"
    made = workplace.receipts()

    film = filmed(workplace, "retake", "hills", "3", "--seed", "9")
    assert made < film.receipts
    assert workplace.status("hills")["scenes"][2]["image"]["seed"] == 9


def test_a_scene_of_a_project_whose_film_failed_is_retaken_and_the_film_finished(workplace):
    (workplace.folder / "hills.yaml").write_text(BRIEF)
    command = ["make", "hills.yaml", "--project", "hills", "--resolution", "360p"]
    limited = f'ulimit -f 800; exec "{VIDEOGEN}" {" ".join(command)}'  # 800 KiB: the music does not fit
    failed = subprocess.run(
        ["bash", "-c", limited],
        cwd=workplace.folder,
        env=workplace.environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert failed.returncode == 3, failed.stderr
    assert workplace.status("hills")["status"] == "failed"

    assert filmed(workplace, "retake", "hills", "3", "--seed", "9").frames["003"]
    assert workplace.status("hills")["error"] is None


def flip_bytes(place: Workplace, *, silently: bool) -> set[str]:
    """Damage every object of the store; `silently` as a disk does it, without a trace in the files' times."""
    objects = [path for path in (place.home / "store" / "objects").iterdir() if path.is_file()]
    for path in objects:
        before, content = path.stat(), bytearray(path.read_bytes())
        content[len(content) // 2] ^= 0x40
        path.write_bytes(content)
        if silently:
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    return {path.name for path in objects}


def set_aside(place: Workplace) -> set[str]:
    return {path.name for path in (place.home / "store" / "quarantine").iterdir()}


def test_damaged_objects_of_every_kind_are_set_aside_and_made_again_by_the_same_command(hills):
    place, before = hills
    damaged = flip_bytes(place, silently=False)
    assert filmed(place, "make", "--project", "hills") == before
    looked_at = {name for name in damaged if name.endswith(".npz")}
    assert set_aside(place) == damaged - looked_at, "a film that passed is not inspected again"

    after = filmed(place, "retake", "hills", "3", "--motion", "tilt up")
    assert set_aside(place) - damaged == set()
    assert len(set_aside(place) & looked_at) == 2, "of the other two scenes"
    assert changed(before, after) == {"003": "all"}


def test_objects_that_were_damaged_without_a_trace_are_made_again_where_they_are_read(hills):
    place, before = hills
    damaged = flip_bytes(place, silently=True)
    after = filmed(place, "retake", "hills", "3", "--motion", "tilt up")
    assert changed(before, after) == {"003": "all"}
    assert complaints(place.home / "films" / "hills.mp4") == ""
    assert set_aside(place) <= damaged
    assert filmed(place, "revert", "hills", "3", "--to", "0").sha256 == before.sha256


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
