"""Interrupted work goes on; a change costs what it changes."""

import os
import shutil
import signal
import time

import pytest

from tests.e2e.conftest import Workplace
from tests.e2e.watching import complaints

pytestmark = pytest.mark.slow

STOPPED_WITHIN_S = 10
BRIEF = """
title: Rounds
scenes:
  - {{image_prompt: a village street at dawn, duration_s: {scene_s}, lines: [{{text: At four.}}]}}
  - {{image_prompt: loaves of bread on a long table, duration_s: {scene_s}}}
  - {{image_prompt: a tractor in a wheat field, duration_s: {scene_s}}}
"""


def wait_for(process, word: str) -> None:
    for line in process.stderr:
        if word in line:
            return
    raise AssertionError(f"the command ended before it told of {word!r}")


def make(place, *, scene_s: float = 2):
    """Start to make a film of three scenes, of which one is spoken."""
    (place.folder / "rounds.yaml").write_text(BRIEF.format(scene_s=scene_s))
    return place.start("make", "rounds.yaml", "--project", "rounds", "--resolution", "360p")


def test_ctrl_c_stops_in_good_order_and_the_next_start_goes_on(workplace):
    process = make(workplace)
    wait_for(process, "scene animations")
    process.send_signal(signal.SIGINT)
    started_s = time.monotonic()
    _, told = process.communicate(timeout=60)
    assert process.returncode == 4
    assert time.monotonic() - started_s < STOPPED_WITHIN_S
    assert "error[cancelled]" in told
    assert workplace.status("rounds")["status"] == "cancelled"
    assert workplace.left_behind() == []
    before = workplace.receipts()

    finished = workplace.run("make", "--project", "rounds")
    assert finished.code == 0, finished.err
    assert before < workplace.receipts()
    assert complaints(finished.film) == ""


def test_a_killed_run_is_told_as_failed_and_its_results_are_kept(workplace):
    process = make(workplace)
    wait_for(process, "scene animations")
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=60)
    assert workplace.status("rounds")["status"] == "failed"
    before = workplace.receipts()
    assert before

    finished = workplace.run("make", "--project", "rounds")
    assert finished.code == 0, finished.err
    assert before < workplace.receipts()
    status = workplace.status("rounds")
    assert [run["status"] for run in status["runs"]] == ["SUCCESS", "FAILURE"]
    assert workplace.left_behind() == []


def test_an_edited_image_prompt_makes_one_picture_one_clip_and_the_film(workplace):
    first = make(workplace)
    _, told = first.communicate(timeout=600)
    assert first.returncode == 0, told
    before = workplace.receipts()
    board = workplace.home / "store" / "projects" / "rounds" / "storyboard.yaml"
    text = board.read_text()
    changed = text.replace("image_prompt: ", "image_prompt: snow, winter, ", 1)
    assert changed != text
    board.write_text(changed)

    finished = workplace.run("make", "--project", "rounds")
    assert finished.code == 0, finished.err
    new = workplace.receipts() - before
    assert len(new) == 5, "one picture, one clip, its conformed form, what is seen in it, the film"
    assert board.read_text() == changed


def test_a_finished_film_needs_no_run_until_something_is_changed_or_missing(lantern, tmp_path):
    place = Workplace(tmp_path)
    shutil.copytree(lantern[0].home, place.home)
    first = place.status("lantern")

    def make(*arguments: str) -> int:
        """Make the film and return how many runs it needed."""
        before = len(place.status("lantern")["runs"])
        finished = place.run("make", "--project", "lantern", *arguments)
        assert finished.code == 0, finished.err
        assert "--json" in arguments or finished.film.is_file()
        return len(place.status("lantern")["runs"]) - before

    assert make() == 0
    (place.home / "films" / "lantern.mp4").unlink()
    assert make() == 1
    assert place.status("lantern")["film"]["sha256"] == first["film"]["sha256"]
    assert make("--json") == 0
    board = place.home / "store" / "projects" / "lantern" / "storyboard.yaml"
    board.write_text(board.read_text().replace("The Last Lantern", "The Very Last Lantern"))
    assert make() == 1
    assert place.status("lantern")["title"] == "The Very Last Lantern"
    assert make() == 0


def test_a_cancel_from_another_terminal_stops_the_run(workplace):
    process = make(workplace, scene_s=20)
    wait_for(process, "scene animations")
    asked = workplace.run("cancel", "rounds")
    assert asked.code == 0, asked.err
    process.communicate(timeout=60)
    assert process.returncode == 4
    assert workplace.status("rounds")["status"] == "cancelled"
