"""Interrupted work goes on; a change costs what it changes."""

import resource
import signal
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.e2e.conftest import Workplace
from tests.e2e.holding import Hold
from tests.e2e.retaking import BRIEF, DRAWN, changed, copy_of, documents, done, engines, filmed, start_and_wait
from tests.e2e.watching import complaints
from tests.executor.slowness import measured

pytestmark = pytest.mark.slow

STOPPED_WITHIN_S = 10
"""How long a film may take to stop, and how much work that may be: CPU time, which other processes take no part of."""


def held_in(folder: Path) -> Mapping[str, str]:
    """Return what the environment of a command says whose scenes do not move on until somebody asks it to stop."""
    hold = Hold(folder)
    hold.begin()
    return hold.lay()


def worked_s(process: psutil.Process) -> float:
    """Return the CPU time of a process that runs, of those below it, and of those that they have seen end."""
    total_s = 0.0
    for each in [process, *process.children(recursive=True)]:
        with suppress(psutil.NoSuchProcess):  # it has just ended
            total_s += sum(each.cpu_times()[:4])
    return total_s


def worked_by_ended_s() -> float:
    """Return the CPU time of all processes that this one has seen end."""
    return sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])


@pytest.fixture(scope="module")
def stopped(hills_film, tmp_path_factory) -> Workplace:
    """A film that has the words and the music of another one but its own pictures, stopped while its scenes move."""
    place = copy_of(hills_film[0], tmp_path_factory.mktemp("stopped"))
    (place.folder / "rounds.yaml").write_text(BRIEF.replace("image_prompt: ", "image_prompt: snow, winter, "))
    command = ("make", "rounds.yaml", "--project", "rounds", "--resolution", "360p")
    held = held_in(tmp_path_factory.mktemp("held"))
    others_s = worked_by_ended_s()
    process = start_and_wait(place, *command, until="scene animations", more=held)
    before_s = worked_s(psutil.Process(process.pid))
    with measured() as slowness:
        asked_at_s = time.monotonic()
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=300)
        took_s = time.monotonic() - asked_at_s
    assert process.returncode == 4
    assert took_s < slowness.stretched(STOPPED_WITHIN_S)
    assert worked_by_ended_s() - others_s - before_s < STOPPED_WITHIN_S
    assert "error[cancelled]" in told
    return place


def test_ctrl_c_stops_in_good_order_and_the_next_start_goes_on(stopped, tmp_path):
    place = copy_of(stopped, tmp_path)
    assert place.status("rounds")["status"] == "cancelled"
    assert place.left_behind() == []
    before = place.receipts()

    finished = done(place.run("make", "--project", "rounds"))
    assert before < place.receipts()
    assert complaints(finished.film) == ""


def test_a_scene_of_a_cancelled_project_is_retaken_and_the_film_finished(stopped, tmp_path):
    place = copy_of(stopped, tmp_path)
    made = place.receipts()

    film = filmed(place, "retake", "rounds", "3", "--seed", "9")
    assert made < film.receipts
    assert place.status("rounds")["scenes"][2]["image"]["seed"] == 9


def test_a_second_command_on_a_busy_project_is_refused_and_a_cancelled_one_frees_it(hills, tmp_path_factory):
    place, before = hills
    command = ("retake", "hills", "1", "--prompt", "a red hill")
    held = held_in(tmp_path_factory.mktemp("held"))  # at work until it is cancelled
    process = start_and_wait(place, *command, until="scene animations", more=held)
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
    done(place.run("cancel", "hills"))
    process.communicate(timeout=300)
    assert process.returncode == 4
    assert place.status("hills")["status"] == "cancelled"

    after = filmed(place, "retake", "hills", "2", "--seed", "9")
    assert changed(before, after) == {"001": "all", "002": "all"}
    assert engines(place, before) == {"illustrator": 2, "camera": 2, "conformer": 2, "scanner": 2, "joiner": 1}
    assert len(documents(place, "direction")) == 2


def test_an_edited_image_prompt_makes_one_picture_one_clip_and_the_film(hills):
    place, before = hills
    board = place.home / "store" / "projects" / "hills" / "storyboard.yaml"
    text = board.read_text()
    edited = text.replace("image_prompt: ", "image_prompt: snow, winter, ", 1)
    assert edited != text
    board.write_text(edited)

    done(place.run("make", "--project", "hills"))
    assert engines(place, before) == DRAWN
    assert board.read_text() == edited


def test_a_finished_film_needs_no_run_until_something_is_changed_or_missing(hills):
    place, first = hills

    def make(*arguments: str) -> int:
        """Make the film and return how many runs it needed."""
        before = len(place.status("hills")["runs"])
        finished = done(place.run("make", "--project", "hills", *arguments))
        assert "--json" in arguments or finished.film.is_file()
        return len(place.status("hills")["runs"]) - before

    assert make() == 0
    (place.home / "films" / "hills.mp4").unlink()
    assert make() == 1
    assert place.status("hills")["film"]["sha256"] == first.sha256
    assert make("--json") == 0
    board = place.home / "store" / "projects" / "hills" / "storyboard.yaml"
    board.write_text(board.read_text().replace("Three hills", "Three high hills"))
    assert make() == 1
    assert place.status("hills")["title"] == "Three high hills"
    assert make() == 0
