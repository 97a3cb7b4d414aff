"""Captions beside a film are those of the languages that it has now; what people and other projects put there stays."""

import pytest

from tests.fakes.graph import Stage
from videogen_dagster.assets.caption_sidecars import deliver_captions
from videogen_dagster.core import keys
from videogen_dagster.core.cues import CaptionFiles, Captions, CaptionTrack
from videogen_dagster.jobs import PUBLICATION, STAGES
from videogen_dagster.resources.translations import keep_translation, remove_translation
from videogen_dagster.store.media_store import MediaStore

GERMAN = "1\n00:00:00,500 --> 00:00:01,000\nEin Hügel.\n"


@pytest.fixture
def store(tmp_path) -> MediaStore:
    return MediaStore.in_folder(tmp_path / "store")


@pytest.fixture
def captions(store, tmp_path):
    """Returns the captions of a film in English and these languages."""

    def files(language: str) -> CaptionFiles:
        track = CaptionTrack(language=language, frames_per_second=30, frames=30, cues=())
        kept = []
        for extension in ("srt", "vtt"):
            path = tmp_path / f"written.{extension}"
            path.write_text(f"captions in {language}")
            kept.append(store.put_file(path))
        return CaptionFiles(track=track, srt=kept[0], vtt=kept[1])

    def captions(*languages: str) -> Captions:
        own = files("en")
        return Captions(track=own.track, srt=own.srt, vtt=own.vtt, translations=tuple(map(files, languages)))

    return captions


@pytest.fixture
def films(tmp_path):
    folder = tmp_path / "films"
    folder.mkdir()
    return folder


def names(folder) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_captions_of_languages_that_a_film_no_longer_has_go(store, captions, films):
    film = films / "hills.mp4"
    deliver_captions(store, captions("de", "pt-BR", "fr"), film)
    assert {"hills.de.srt", "hills.pt-BR.vtt", "hills.fr.srt"} <= names(films)
    deliver_captions(store, captions("fr"), film)
    assert names(films) == {"hills.srt", "hills.vtt", "hills.fr.srt", "hills.fr.vtt"}
    deliver_captions(store, captions(), film)
    assert names(films) == {"hills.srt", "hills.vtt"}


def test_a_rendition_loses_its_own_and_no_others(store, captions, films):
    for name in ("hills.mp4", "hills.9x16.mp4"):
        deliver_captions(store, captions("de"), films / name)
    deliver_captions(store, captions(), films / "hills.9x16.mp4")
    assert names(films) == {
        "hills.srt",
        "hills.vtt",
        "hills.de.srt",
        "hills.de.vtt",
        "hills.9x16.srt",
        "hills.9x16.vtt",
    }


def test_what_a_person_wrote_or_changed_stays(store, captions, films):
    deliver_captions(store, captions("de"), films / "hills.mp4")
    (films / "hills.de.srt").write_text("better words")
    (films / "hills.it.srt").write_text("a person's own")
    (films / "hills.notes.srt").write_text("captions in de")
    deliver_captions(store, captions(), films / "hills.mp4")
    assert names(films) == {"hills.srt", "hills.vtt", "hills.de.srt", "hills.it.srt", "hills.notes.srt"}


@pytest.mark.parametrize("is_finished", [True, False])
def test_captions_of_a_project_whose_name_ends_like_a_language_stay(store, captions, films, is_finished):
    deliver_captions(store, captions(), films / "hills.de.mp4")
    if is_finished:
        (films / "hills.de.mp4").write_bytes(b"film")
    else:
        store.write(keys.brief("hills.de"), b"{}")
    deliver_captions(store, captions(), films / "hills.mp4")
    assert {"hills.de.srt", "hills.de.vtt"} <= names(films)


def test_captions_that_were_withdrawn_are_handed_out_no_more(tmp_path):
    stage = Stage(tmp_path / "hills")
    stage.begin()
    keep_translation(stage.store, "hills", "de", GERMAN)
    assert stage.make(only=[*STAGES, PUBLICATION]).success
    mine = tmp_path / "hills" / "drop" / "out" / "hills" / "notes.txt"
    mine.write_text("a person's own")
    beside = tmp_path / "hills" / "films"
    assert "hills.de.srt" in stage.drops.folder.handed_out("hills")
    assert "hills.de.srt" in names(beside)
    remove_translation(stage.store, "hills", "de")
    assert stage.make(only=[*STAGES, PUBLICATION]).success
    handed_out = set(stage.drops.folder.handed_out("hills"))
    assert {name for name in handed_out if name.endswith((".srt", ".vtt"))} == {"hills.srt", "hills.vtt"}
    assert "notes.txt" in handed_out
    assert {name for name in names(beside) if name.endswith((".srt", ".vtt"))} == {"hills.srt", "hills.vtt"}
