"""`videogen preview` while another command is at work on the project."""

import json

import pytest

from tests.e2e.conftest import Workplace
from videogen_dagster.cli.filming import working_on
from videogen_dagster.core import keys
from videogen_dagster.core.brief import Brief, Idea
from videogen_dagster.core.film_settings import FilmSettings, FrameSize
from videogen_dagster.core.media import JoinedFilm, Media
from videogen_dagster.core.stages import Film, Preview
from videogen_dagster.resources.previews import PreviewFolder
from videogen_dagster.resources.stage_values import write_stage
from videogen_dagster.settings import load_settings
from videogen_dagster.store.media_store import MediaStore

OLD, NEW = (Media(sha256=digit * 64, extension="mp4") for digit in "12")


@pytest.fixture
def place(tmp_path) -> Workplace:
    """A project with a new film, and the whole preview of the film before it."""
    place = Workplace(tmp_path)
    store, files = MediaStore.in_folder(place.home / "store"), PreviewFolder(place.home / "previews" / "hills")
    brief = Brief(title="Hills", content=Idea(text="hills"), settings=FilmSettings())
    store.write(keys.brief("hills"), brief.model_dump_json().encode())
    size = FrameSize(width=16, height=16)
    joined = JoinedFilm(video=NEW, poster=NEW, size=size, frames=1, frames_per_second=30, bytes=1)
    write_stage(store, "hills", "film", Film(fingerprint="0" * 64, result=joined))
    files.path.mkdir(parents=True)
    for file in (files.playlist, files.contact_sheet, files.poster):
        file.touch()
    return place


@pytest.mark.parametrize(("film", "complete"), [(OLD, False), (NEW, True)])
def test_the_preview_of_the_film_before_is_not_complete(place, film, complete):
    preview = Preview(film=film, proxies=(), transitions=(), contact_sheet=OLD, poster=OLD)
    write_stage(MediaStore.in_folder(place.home / "store"), "hills", "preview", preview)
    with working_on(load_settings({}, home=place.home), "hills"):
        told = place.run("preview", "hills", "--json")
    assert told.code == 0, told.err
    assert json.loads(told.out)["complete"] is complete
