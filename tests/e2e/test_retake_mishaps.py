"""A scene is made again of a project that is busy, cancelled, failed or damaged."""

import os
import signal
import subprocess

import pytest

from tests.e2e.conftest import VIDEOGEN, Workplace, made_once
from tests.e2e.retaking import BRIEF, Project, changed, copy_of, documents, engines, filmed, look
from tests.e2e.watching import complaints

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def first(tmp_path_factory) -> tuple[Workplace, Project]:
    """A film of three scenes, left as it is."""
    place, _ = made_once(
        tmp_path_factory,
        "hills",
        *("make", "hills.yaml", "--project", "hills", "--resolution", "360p"),
        files={"hills.yaml": BRIEF},
    )
    return place, look(place, place.status("hills"))


@pytest.fixture
def hills(first, tmp_path) -> tuple[Workplace, Project]:
    """A copy of that film."""
    place, before = first
    return copy_of(place, tmp_path), before


def start_and_wait(place: Workplace, *arguments: str, until: str) -> subprocess.Popen[str]:
    process = place.start(*arguments)
    for line in process.stderr:
        if until in line:
            return process
    raise AssertionError(f"the command ended before it told of {until!r}")


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
