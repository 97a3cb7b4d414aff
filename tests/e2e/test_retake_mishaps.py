"""A scene is made again of a project that failed or is damaged."""

import os

import pytest

from tests.e2e.conftest import Workplace
from tests.e2e.retaking import changed, filmed
from tests.e2e.watching import complaints

pytestmark = pytest.mark.slow


def test_a_scene_of_a_project_whose_film_failed_is_retaken_and_the_film_finished(hills):
    place, _ = hills
    films = place.home / "films"
    shown = films.rename(place.home / "aside")
    films.write_text("no folder")
    failed = place.run("make", "hills.yaml", "--project", "dales", "--resolution", "360p")
    assert failed.code == 3, failed.err
    assert place.status("dales")["status"] == "failed"
    films.unlink()
    shown.rename(films)

    assert filmed(place, "retake", "dales", "3", "--seed", "9").frames["003"]
    assert place.status("dales")["error"] is None


def flip_bits(place: Workplace, mask: int, *, silently: bool) -> set[str]:
    """Damage every object of the store; `silently` as a disk does it, without a trace in the files' times."""
    objects = [path for path in (place.home / "store" / "objects").iterdir() if path.is_file()]
    for path in objects:
        before, content = path.stat(), bytearray(path.read_bytes())
        content[len(content) // 2] ^= mask
        path.write_bytes(content)
        if silently:
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    return {path.name for path in objects}


def set_aside(place: Workplace) -> set[str]:
    return {path.name for path in (place.home / "store" / "quarantine").iterdir()}


def test_damaged_objects_of_every_kind_are_set_aside_and_made_again_by_the_same_command(hills):
    place, before = hills
    damaged = flip_bits(place, 0x40, silently=False)
    assert filmed(place, "make", "--project", "hills") == before
    looked_at = {name for name in damaged if name.endswith(".npz")}
    assert set_aside(place) == damaged - looked_at, "a film that passed is not inspected again"

    damaged = flip_bits(place, 0x20, silently=True)
    after = filmed(place, "retake", "hills", "3", "--motion", "tilt up")
    assert changed(before, after) == {"003": "all"}, "what was damaged without a trace is made again where it is read"
    assert complaints(place.home / "films" / "hills.mp4") == ""
    assert set_aside(place) <= damaged
    assert len(set_aside(place) & looked_at) == 2, "of the other two scenes"
    assert filmed(place, "revert", "hills", "3", "--to", "0").sha256 == before.sha256
