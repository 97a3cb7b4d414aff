"""A film of a person's own picture, footage and recording: each is seen and heard at its place, and only they are made."""

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.e2e.conftest import Workplace
from tests.e2e.watching import complaints, level_db, luma_frames, samples
from tests.media.given import film, flat, recording, tone

LIGHT, DARK = (235, 235, 235), (25, 25, 25)
SPOKEN_HZ, FILMED_HZ = 330.0, 1200.0

BRIEF = {
    "title": "Own",
    "scenes": [
        {"image": "photo.png", "motion_prompt": "static", "duration_s": 1.5},
        {"video": "clip.mp4"},
        {"image": "dark.png", "motion_prompt": "static", "audio": "voice.wav", "lines": ["Ann: One word.", "And two."]},
    ],
}


def scene_picture(folder: Path, name: str, colour: tuple[int, int, int]) -> None:
    picture = flat(colour, 320, 180)
    picture[80:100, 150:170] = 255 - picture[80:100, 150:170]
    Image.fromarray(picture).save(folder / name)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    place = Workplace(tmp_path_factory.mktemp("own"))
    scene_picture(place.folder, "photo.png", LIGHT)
    scene_picture(place.folder, "dark.png", DARK)
    grey = [flat((120, 120, 120), 160, 90) for _ in range(25)]
    for picture in grey[12:]:
        picture[:, :80] = LIGHT
    film(place.folder / "clip.mp4", grey, rate=25, sound=tone(48_000, 1.0, hertz=FILMED_HZ))
    silence = np.zeros((2400, 1), np.float32)
    voice = np.concatenate([tone(8_000, 0.5, hertz=SPOKEN_HZ), silence, tone(8_000, 0.4, hertz=SPOKEN_HZ)])
    recording(place.folder / "voice.wav", voice, rate=8_000, layout="mono")
    (place.folder / "own.json").write_text(json.dumps(BRIEF))
    finished = place.run("make", "own.json", "--resolution", "360p")
    assert finished.code == 0, finished.err
    return place, finished.film


def share_db(sound: np.ndarray, hertz: float) -> float:
    """Return the level of a tone."""
    time_s = np.arange(len(sound)) / 48_000
    part = np.abs(np.mean(sound.mean(axis=1) * np.exp(-2j * np.pi * hertz * time_s)))
    return float(20 * np.log10(part + 1e-9))


@pytest.mark.slow
def test_everything_is_seen_and_heard_at_its_place(made):
    place, path = made
    assert complaints(path) == ""
    status = place.status("own")
    starts = np.cumsum([0.0, *(scene["duration_s"] for scene in status["scenes"])])
    assert [scene["duration_s"] for scene in status["scenes"]] == pytest.approx([1.5, 1.0, 2.5], abs=0.04)
    frames = luma_frames(path)
    first, second, third = (frames[round(start * 30) : round(end * 30)] for start, end in pairwise(starts))
    assert first[5:-2, :10].mean() > 210
    assert third[5:-5, :10].mean() < 50
    assert second[5, :, 5].mean() == pytest.approx(second[5, :, 60].mean(), abs=3)
    assert second[20, :, 5].mean() > second[20, :, 60].mean() + 60  # 13 pictures of 25 a second are over
    sound, rate = samples(path)
    assert rate == 48_000
    filmed = sound[round(1.6 * rate) : round(2.4 * rate)]
    assert share_db(filmed, FILMED_HZ) > share_db(filmed, SPOKEN_HZ) + 15
    spoken = starts[2] + 0.4
    words = sound[round((spoken + 0.05) * rate) : round((spoken + 0.45) * rate)]
    pause = sound[round((spoken + 0.55) * rate) : round((spoken + 0.75) * rate)]
    assert share_db(words, SPOKEN_HZ) > share_db(words, FILMED_HZ) + 15
    assert share_db(words, SPOKEN_HZ) > share_db(pause, SPOKEN_HZ) + 10
    assert level_db(words) > -40


@pytest.mark.slow
def test_captions_have_the_words_of_the_recording_where_they_are_heard(made):
    _, path = made
    text = path.with_suffix(".srt").read_text()
    assert "00:00:02,900 --> " in text
    assert text.index("One word.") < text.index("And two.")


@pytest.mark.slow
def test_no_picture_and_no_voice_was_generated(made):
    place, _ = made
    receipts = [json.loads(path.read_bytes()) for path in (place.home / "store" / "receipts").glob("*.json")]
    kinds = {(receipt["request"]["kind"], receipt["engine"]) for receipt in receipts}
    assert {kind for kind, _ in kinds}.isdisjoint({"image", "speech", "lip_sync"})
    assert {kind for kind, engine in kinds if engine == "own_media"} == {"own_picture", "own_clip", "own_speech"}
    scenes = place.status("own")["scenes"]
    assert Path(scenes[0]["image"]["own_media"]).suffix == ".png"
    assert Path(scenes[1]["animation"]["own_media"]).suffix == ".mp4"
    assert Path(scenes[2]["narration"]["own_media"]).suffix == ".wav"


@pytest.mark.slow
def test_the_same_again_makes_nothing_and_another_file_makes_its_scene_anew(made):
    place, path = made
    before, content = place.receipts(), path.read_bytes()
    assert place.run("make", "own.json", "--resolution", "360p").code == 0
    assert place.receipts() == before
    assert path.read_bytes() == content
    old = place.status("own")["scenes"]
    scene_picture(place.folder, "photo.png", (60, 140, 60))
    assert place.run("make", "own.json", "--resolution", "360p").code == 0
    new = place.status("own")["scenes"]
    parts = ("image", "animation", "narration", "clip")
    changed = {
        (scene["id"], part) for scene, then in zip(new, old, strict=True) for part in parts if scene[part] != then[part]
    }
    assert changed == {("001", "image"), ("001", "animation"), ("001", "clip")}
    assert luma_frames(path)[10, :10].mean() < 140


@pytest.mark.slow
def test_a_prompt_asks_for_a_picture_and_revert_brings_the_own_one_back(made):
    place, _ = made
    refused = place.run("retake", "own", "1", "--seed", "7")
    assert refused.code == 2
    assert "scene 001 shows your own media" in refused.err
    retaken = place.run("retake", "own", "1", "--prompt", "a red barn")
    assert retaken.code == 0, retaken.err
    drawn = place.status("own")["scenes"][0]["image"]
    assert (drawn["own_media"], drawn["prompt"]) == (None, "a red barn")
    assert place.run("revert", "own", "1", "--to", "0").code == 0
    assert place.status("own")["scenes"][0]["image"]["own_media"] is not None
