"""Photos and clips of a folder: what is found by tags and likeness, looked at once, and shown as its notes say."""

import json

import pytest

from tests.fakes.stock import COLD, ROSE, WARM, write_footage, write_photo
from tests.fakes.workspace import FolderWorkspace
from videogen_dagster.core.errors import Cancelled, EngineRefused, InvalidInput, StorageFailure
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.media import Picture
from videogen_dagster.core.requests import ImageRequest
from videogen_dagster.core.stock_media import MediaSearch
from videogen_dagster.engines.image.library import library_image_engine, library_told
from videogen_dagster.engines.provider_choice import ProviderChoice
from videogen_dagster.engines.stock.notes import Notes

SIZE = FrameSize(width=320, height=180)
NOTES = """
[defaults]
author = "Mara Lind"
licence = "CC-BY-4.0"
licence_url = "https://creativecommons.org/licenses/by/4.0/"

["IMG_2041.jpg"]
title = "Lights on dark water"
tags = ["harbour lights", "night"]
licence = "CC0-1.0"
source = "https://example.org/2041"
"""


@pytest.fixture
def folder(tmp_path):
    library = tmp_path / "library"
    write_footage(library / "harbour" / "fishing_boat.mp4")
    write_photo(library / "nets on a quay.jpg", COLD)
    write_photo(library / "IMG_2041.jpg", ROSE)
    (library / "library.toml").write_text(NOTES)
    return library


@pytest.fixture
def engine(folder, tmp_path):
    return lambda **settings: library_image_engine().with_provider(
        ProviderChoice(**{"shared": tmp_path / "shared", "prefix": "VIDEOGEN_IMAGE", "library": folder} | settings)
    )


def found_by(engine, tmp_path, *words: str, **fields):
    wanted = MediaSearch(words=words, size=SIZE, duration_s=1.0, **fields)
    (answer,) = engine.find([wanted], FolderWorkspace(tmp_path))
    return answer


def names(found) -> list[str]:
    return [each.files[0].address for each in found]


def test_words_of_tags_and_of_names_and_folders_are_exact_matches(engine, tmp_path):
    assert names(found_by(engine(), tmp_path, "nets"))[0] == "nets on a quay.jpg"
    assert names(found_by(engine(), tmp_path, "boats", "harbour"))[0] == "harbour/fishing_boat.mp4"
    assert names(found_by(engine(), tmp_path, "lights", "harbour", "night"))[0] == "IMG_2041.jpg"


def test_like_words_find_what_no_tag_names(engine, tmp_path):
    assert names(found_by(engine(), tmp_path, "fisherman", "fishery")) == ["harbour/fishing_boat.mp4"]


def test_nothing_alike_is_told_with_the_words(engine, tmp_path):
    refused = found_by(engine(), tmp_path, "volcano")
    assert isinstance(refused, EngineRefused)
    assert "nothing was found for 'volcano' among the 3 photos and clips" in str(refused)


def test_whatever_is_left_is_shown_where_the_deployment_says_so(engine, tmp_path):
    assert len(found_by(engine(options=(("match", "any"),)), tmp_path, "volcano")) == 3


def test_only_allowed_licences_are_shown(engine, tmp_path):
    some = engine(options=(("match", "any"), ("licences", "cc0-1.0|MIT")))
    assert names(found_by(some, tmp_path, "boats")) == ["IMG_2041.jpg"]


def test_notes_of_a_file_win_over_those_for_all_and_another_licence_has_another_page(folder, engine, tmp_path):
    (folder / "nets on a quay.jpg.toml").write_text('author = "Ana Ruiz"\nlicense = "MIT"')
    shown = {
        name: each for each in found_by(engine(options=(("match", "any"),)), tmp_path, "x") for name in names([each])
    }
    nets, lights = shown["nets on a quay.jpg"], shown["IMG_2041.jpg"]
    assert (nets.author, nets.licence, nets.licence_url) == ("Ana Ruiz", "MIT", "")
    assert (lights.author, lights.licence, lights.title) == ("Mara Lind", "CC0-1.0", "Lights on dark water")
    assert shown["harbour/fishing_boat.mp4"].licence_url.startswith("https://")
    assert Notes(folder).missing() == ()


@pytest.mark.parametrize(
    ("notes", "told"),
    [
        ('["a.jpg"]\ntag = ["x"]', "a.jpg.tag"),
        ('["a.jpg"]\ntags = "x"', "a.jpg.tags"),
        ('colour = "red"', "colour"),
        ("a = [", "no TOML"),
    ],
)
def test_notes_that_cannot_be_read_name_file_and_place(folder, engine, tmp_path, notes, told):
    (folder / "library.toml").write_text(notes)
    with pytest.raises(InvalidInput) as refused:
        found_by(engine(), tmp_path, "boats")
    assert "library.toml" in str(refused.value)
    assert told in str(refused.value)


def test_a_file_is_looked_at_once_and_again_when_it_changes(folder, engine, tmp_path):
    found_by(engine(), tmp_path, "boats")
    (index,) = (tmp_path / "shared" / "library").glob("*.json")
    written = index.stat().st_mtime_ns
    found_by(engine(), tmp_path, "boats")
    assert index.stat().st_mtime_ns == written
    write_photo(folder / "nets on a quay.jpg", WARM, wide=800, high=450)
    (folder / "IMG_2041.jpg").unlink()
    found_by(engine(), tmp_path, "boats")
    sizes = {each["name"]: each["width"] for each in json.loads(index.read_text())["entries"]}
    assert sizes == {"harbour/fishing_boat.mp4": 320, "nets on a quay.jpg": 800}


def test_files_that_cannot_be_shown_are_left_out(folder, engine, tmp_path):
    (folder / "boat.jpg").write_bytes(b"no picture")
    (folder / "boat.mp4").write_bytes(write_footage(tmp_path / "whole.mp4").read_bytes()[:3000])
    (folder / ".boat.jpg").write_bytes((folder / "IMG_2041.jpg").read_bytes())
    (folder / "boat link.jpg").symlink_to(write_photo(tmp_path / "outside.jpg"))
    assert names(found_by(engine(), tmp_path, "boat")) == ["harbour/fishing_boat.mp4"]


def test_a_clip_is_kept_as_it_is_and_its_file_stays(folder, engine, tmp_path):
    workspace = FolderWorkspace(tmp_path)
    (picture,) = engine().generate([ImageRequest(prompt="a fishing boat", size=SIZE)], workspace)
    assert isinstance(picture, Picture)
    file = folder / "harbour" / "fishing_boat.mp4"
    assert picture.footage is not None
    assert workspace.fetch(picture.footage).read_bytes() == file.read_bytes()


@pytest.mark.parametrize("change", ["gone", "changed"])
def test_a_file_that_is_not_what_was_chosen_is_not_shown(folder, engine, tmp_path, change):
    nets = found_by(engine(), tmp_path, "nets")[0]
    if change == "gone":
        (folder / "nets on a quay.jpg").unlink()
    else:
        write_photo(folder / "nets on a quay.jpg", WARM)
    (refused,) = engine().generate([ImageRequest(prompt="nets", size=SIZE, found=nets)], FolderWorkspace(tmp_path))
    assert isinstance(refused, EngineRefused)
    assert "new take" in str(refused.remedy)


def test_no_file_outside_the_folder_is_shown(folder, engine, tmp_path):
    nets = found_by(engine(), tmp_path, "nets")[0]
    write_photo(tmp_path / "secret.jpg")
    outside = nets.model_copy(update={"files": (nets.files[0].model_copy(update={"address": "../secret.jpg"}),)})
    (refused,) = engine().generate([ImageRequest(prompt="nets", size=SIZE, found=outside)], FolderWorkspace(tmp_path))
    assert isinstance(refused, EngineRefused)


@pytest.mark.parametrize("library", [None, "missing"])
def test_a_library_that_is_not_there_is_told(engine, tmp_path, library):
    with pytest.raises(InvalidInput) as refused:
        found_by(engine(library=library and tmp_path / library), tmp_path, "boats")
    assert refused.value.field == "VIDEOGEN_LIBRARY"


def test_a_library_tells_what_lies_in_it_and_what_cannot_be_shown(folder, tmp_path):
    (folder / "broken.jpg").write_bytes(b"no picture")
    (folder / "library.toml").write_text('["gone.jpg"]\ntags = ["x"]')
    told = library_told(ProviderChoice(shared=tmp_path / "shared", library=folder))
    assert told.startswith(f"2 photos and 1 clips in {folder}; broken.jpg ")
    assert told.endswith("library.toml names gone.jpg, which is not there")


def test_looking_at_a_library_can_be_stopped(engine, tmp_path):
    with pytest.raises(Cancelled):
        list(engine().find([MediaSearch(words=("x",), size=SIZE)], FolderWorkspace(tmp_path, cancel_after=0)))


def test_an_index_that_cannot_be_kept_is_told(engine, tmp_path):
    (tmp_path / "shared").write_text("a file where a folder should be")
    with pytest.raises(StorageFailure, match=r"cannot write .*/shared/library/"):
        found_by(engine(), tmp_path, "boats")
