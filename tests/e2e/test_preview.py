"""`videogen make --preview`: the film can be watched while it is made, and what was begun goes on."""

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from threading import Event

import pytest
from PIL import Image

from tests.e2e.conftest import Workplace
from tests.e2e.holding import Hold
from tests.e2e.retaking import BRIEF, copy_of
from tests.e2e.serving import until
from tests.e2e.watching import complaints

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]

FOLLOWED_FOR_S = 240


@pytest.fixture(scope="module")
def place(hills_film, tmp_path_factory) -> Workplace:
    """A script with the words and the music of a film that is there, but with its own pictures."""
    place = copy_of(hills_film[0], tmp_path_factory.mktemp("preview"))
    (place.folder / "harbour.yaml").write_text(BRIEF.replace("image_prompt: ", "image_prompt: boats in a harbour, "))
    return place


def folder(place: Workplace) -> Path:
    return place.home / "previews" / "harbour"


def playlist(place: Workplace) -> str:
    """Return what a player finds now."""
    file = folder(place) / "pictures.m3u8"
    return file.read_text() if file.exists() else ""


def fragments(text: str) -> list[Decimal]:
    lines = [line for line in text.splitlines() if line.startswith("#EXTINF:")]
    return [Decimal(line.removeprefix("#EXTINF:").rstrip(",")) for line in lines]


def follow(place: Workplace, is_over: Callable[[], bool], *, most: int) -> list[str]:
    """Return what a player finds from one look to the next, until there are so many fragments or the command is over."""
    found = [""]
    give_up_s = time.monotonic() + FOLLOWED_FOR_S
    while not is_over() and time.monotonic() < give_up_s and len(fragments(found[-1])) < most:
        text = playlist(place)
        if text != found[-1]:
            found.append(text)
        time.sleep(0.02)
    return found


def proxies(place: Workplace) -> set[str]:
    """Return the receipts of proxies."""
    receipts = (place.home / "store" / "receipts").glob("*.json")
    return {path.name for path in receipts if json.loads(path.read_text())["request"]["kind"] == "proxy"}


MAKE = ("make", "harbour.yaml", "--project", "harbour", "--resolution", "360p", "--preview")


def test_it_grows_while_scenes_are_made_and_a_killed_command_goes_on(place, tmp_path):
    hold = Hold(tmp_path)
    hold.begin(first=1)
    killed = place.start(*MAKE, more=hold.lay())
    is_there = (folder(place) / "index.m3u8").is_file
    until(lambda: killed.poll() is not None or is_there(), bool, within_s=FOLLOWED_FOR_S)
    first = playlist(place)
    meanwhile = place.run("preview", "harbour", "--json")
    assert json.loads(meanwhile.out)["complete"] is False, "it is there, but not of the finished film"
    killed.kill()
    killed.communicate(timeout=300)
    assert len(fragments(first)) == 1
    assert "#EXT-X-ENDLIST" not in first
    assert place.status("harbour")["status"] == "failed"
    before, made = proxies(place), place.receipts()

    is_over = Event()
    with ThreadPoolExecutor() as watching:
        following = watching.submit(follow, place, is_over.is_set, most=3)
        finished = place.run(*MAKE)
        is_over.set()
    assert finished.code == 0, finished.err
    found = following.result()
    assert all(later.startswith(text) for text, later in pairwise(found)), "only appended to"
    assert before < proxies(place)
    assert made < place.receipts()
    runs = [run["status"] for run in place.status("harbour")["runs"]]
    assert runs == ["SUCCESS", "SUCCESS", "FAILURE"], "the preview, the film, what was killed"
    assert complaints(finished.film) == ""
    text = playlist(place)
    assert text.endswith("#EXT-X-ENDLIST\n")
    frames = place.status("harbour")["film"]["frames"]
    assert abs(sum(fragments(text)) * 30 - frames) < Decimal("0.001")
    with Image.open(folder(place) / "contact-sheet.jpg") as sheet, Image.open(folder(place) / "poster.png") as poster:
        assert sheet.width == 1920
        assert poster.size == (640, 360)
    assert place.left_behind() == []


def test_made_again_nothing_is_made_and_the_command_tells_where_it_is(place):
    before, runs = place.receipts(), place.status("harbour")["runs"]
    again = place.run(*MAKE)
    assert again.code == 0, again.err
    told = place.run("preview", "harbour", "--json")
    assert json.loads(told.out) == {
        "project": "harbour",
        "playlist": str(folder(place) / "index.m3u8"),
        "contact_sheet": str(folder(place) / "contact-sheet.jpg"),
        "poster": str(folder(place) / "poster.png"),
        "complete": True,
    }
    assert place.receipts() == before
    assert place.status("harbour")["runs"] == runs


def test_a_retake_costs_one_proxy_of_a_scene(place):
    before = proxies(place)
    retaken = place.run("retake", "harbour", "2", "--seed", "9")
    assert retaken.code == 0, retaken.err
    assert proxies(place) == before, "nobody asked for a preview"
    told = place.run("preview", "harbour")
    assert told.code == 0, told.err
    assert told.out == f"{folder(place) / 'index.m3u8'}\n"
    assert len(proxies(place) - before) == 1
    assert place.status("harbour")["status"] == "completed"


def test_a_preview_that_fails_leaves_a_finished_film(place):
    there = folder(place).rename(place.folder / "aside")
    folder(place).write_text("no folder")
    failed = place.run("preview", "harbour")
    folder(place).unlink()
    there.rename(folder(place))
    assert failed.code == 3
    assert "error[storage_failed]" in failed.err
    assert place.status("harbour")["status"] == "completed"


def test_a_film_that_was_never_made_cannot_be_previewed(place):
    told = place.run("preview", "nobody")
    assert (told.code, told.out) == (2, "")
