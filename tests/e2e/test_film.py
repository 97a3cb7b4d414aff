"""A script becomes a finished film, and the film is what it should be."""

import json
from fractions import Fraction
from itertools import pairwise

import av
import numpy as np
import pytest

from tests.e2e.watching import complaints, lengths_s, level_db, luma_frames, samples

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def frames(lantern) -> np.ndarray:
    """All pictures of the film, small."""
    return luma_frames(lantern[1].film)


def test_the_last_line_of_stdout_is_the_film(lantern):
    place, finished = lantern
    assert finished.film == place.home / "films" / "lantern.mp4"
    assert finished.film.stat().st_size > 100_000
    assert "scene images" in finished.err


def test_the_film_has_captions_beside_it_and_inside_and_chapters(lantern):
    _, finished = lantern
    lines = [block.split("\n", 2)[2] for block in finished.film.with_suffix(".srt").read_text().strip().split("\n\n")]
    assert "counted every one of them aloud" in " ".join(" ".join(lines).split())
    assert finished.film.with_suffix(".vtt").read_text().startswith("WEBVTT")
    with av.open(str(finished.film)) as film:
        (stream,) = film.streams.subtitles
        told = [bytes(packet)[2:].decode() for packet in film.demux(stream) if packet.size > 2]
        assert len(film.chapters()) > 2
    assert told == lines


def test_the_film_fades_out(frames):
    assert frames[-1].max() < 20
    assert frames[-16].max() > 60


def test_the_film_decodes_without_a_warning(lantern):
    _, finished = lantern
    assert complaints(finished.film) == ""


def test_picture_and_sound_are_exactly_as_long_as_the_status_says(lantern, frames):
    place, finished = lantern
    film = place.status("lantern")["film"]
    picture_s, sound_s = lengths_s(finished.film)
    assert picture_s == Fraction(film["frames"], 30) == pytest.approx(film["duration_s"], abs=1e-3)
    assert sound_s == picture_s
    assert len(frames) == film["frames"]
    assert (film["width"], film["height"]) == (640, 360)
    assert picture_s >= 30


def test_the_sound_is_at_platform_loudness_and_does_not_clip(lantern):
    import pyloudnorm

    _, finished = lantern
    sound, rate = samples(finished.film)
    assert pyloudnorm.Meter(rate).integrated_loudness(sound) == pytest.approx(-14, abs=0.7)
    assert np.abs(sound).max() < 0.97


def test_there_is_speech_where_a_line_is_and_only_music_where_none_is(lantern):
    place, finished = lantern
    sound, rate = samples(finished.film)
    at_s = 0.0
    spoken, silent = [], []
    for scene in place.status("lantern")["scenes"]:
        first, last = int(at_s * rate), int((at_s + scene["duration_s"]) * rate)
        at_s += scene["duration_s"]
        lead = int(0.4 * rate)
        if scene["narration"]:
            line_s = scene["narration"]["lines"][0]["duration_s"]
            spoken.append(level_db(sound[first + lead : first + lead + int(line_s * rate)]))
        else:
            silent.append(level_db(sound[first:last]))
    assert spoken
    assert min(spoken) > -24
    if silent:
        assert min(spoken) > max(silent)


def test_every_scene_moves_and_no_two_neighbours_look_alike(lantern, frames):
    place, _ = lantern
    at = 0
    middles = []
    for scene in place.status("lantern")["scenes"]:
        count = round(scene["duration_s"] * 30)
        shot = frames[at : at + count].astype(int)
        assert shot.std() > 8, f"scene {scene['id']} is flat"
        assert np.abs(shot[-1] - shot[0]).mean() > 0.5, f"scene {scene['id']} stands still"
        middles.append(shot[count // 2])
        at += count
    for before, after in pairwise(middles):
        assert np.abs(before - after).mean() > 4


def test_the_status_tells_every_scene_and_the_words_reach_the_storyboard(lantern):
    place, _ = lantern
    status = place.status("lantern")
    assert status["status"] == "completed"
    assert status["progress"] == 1
    assert status["runs"][0]["status"] == "SUCCESS"
    assert all(scene["status"] == "completed" and scene["image"]["path"] for scene in status["scenes"])
    board = (place.home / "store" / "projects" / "lantern" / "storyboard.yaml").read_text()
    assert "Two hundred and twelve steps, and the wind counted every one of them aloud." in " ".join(board.split())


def test_the_same_command_again_calls_no_engine_and_gives_the_same_film(lantern):
    place, finished = lantern
    before, film = place.receipts(), finished.film.read_bytes()
    again = place.run("make", "--project", "lantern", "--json")
    assert again.code == 0, again.err
    assert place.receipts() == before
    assert finished.film.read_bytes() == film
    assert json.loads(again.out)["status"] == "completed"


def test_nothing_unfinished_is_left_behind(lantern):
    place, _ = lantern
    assert place.left_behind() == []
