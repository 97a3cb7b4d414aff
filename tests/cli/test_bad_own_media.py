"""Own media that cannot be used is refused in one line that names field, file, rule and remedy; nothing is created."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.media.given import film, flat, recording, tone
from videogen_dagster.cli.commands import run

OTHER_FILE = "/etc/hostname"


def picture(folder: Path) -> Path:
    from PIL import Image

    Image.fromarray(flat((90, 120, 60))).save(folder / "photo.png")
    return folder / "photo.png"


def clip(folder: Path, name: str = "clip.mp4", **given: object) -> Path:
    noise = np.random.default_rng(1)
    pictures = [noise.integers(0, 255, (36, 64, 3)).astype(np.uint8) for _ in range(30)]
    return film(folder / name, pictures, **given)


def voice(folder: Path, name: str = "voice.wav", seconds: float = 0.5) -> Path:
    return recording(folder / name, tone(8_000, seconds), rate=8_000, layout="mono")


def written(folder: Path, name: str, content: bytes) -> str:
    (folder / name).write_bytes(content)
    return name


def cut(path: Path, part: float) -> str:
    content = path.read_bytes()
    path.write_bytes(content[: round(len(content) * part)])
    return path.name


def without_moov(path: Path) -> str:
    content = path.read_bytes()
    path.write_bytes(content[: content.index(b"moov") - 4])
    return path.name


def outside(folder: Path) -> str:
    voice(folder.parent, "secret.wav")
    return "../secret.wav"


def linked(folder: Path) -> str:
    voice(folder.parent, "secret.wav")
    (folder / "link.wav").symlink_to(folder.parent / "secret.wav")
    return "link.wav"


ROWS: dict[str, tuple[str, Callable[[Path], str], list[str]]] = {
    "no such file": ("video", lambda _: "gone.mp4", ["gone.mp4", "no such file", "check its name and folder"]),
    "empty": ("video", lambda folder: written(folder, "a.mp4", b""), ["a.mp4", "empty", "give a file that plays"]),
    "nonsense": ("video", lambda folder: written(folder, "a.mp4", b"nonsense" * 99), ["a.mp4", "neither a film"]),
    "folder": ("video", lambda folder: (folder / "a.mp4").mkdir() or "a.mp4", ["a.mp4", "folder"]),
    "HLS as MP4": (
        "video",
        lambda folder: written(folder, "a.mp4", f"#EXTM3U\n#EXTINF:1,\n{OTHER_FILE}\n".encode()),
        ["a.mp4", "HLS playlist"],
    ),
    "HLS as WAV": (
        "audio",
        lambda folder: written(folder, "a.wav", f"#EXTM3U\n#EXTINF:1,\n{OTHER_FILE}\n".encode()),
        ["a.wav", "HLS playlist"],
    ),
    "ffconcat as MP4": (
        "video",
        lambda folder: written(folder, "a.mp4", f"ffconcat version 1.0\nfile {OTHER_FILE}\n".encode()),
        ["a.mp4", "ffconcat"],
    ),
    "DASH as MP4": (
        "video",
        lambda folder: written(folder, "a.mp4", b"<MPD><BaseURL>http://127.0.0.1:1/</BaseURL></MPD>"),
        ["a.mp4", "DASH"],
    ),
    "SDP as MP4": ("video", lambda folder: written(folder, "a.mp4", b"v=0\r\nc=IN IP4 127.0.0.1\r\n"), ["SDP"]),
    "picture as video": ("video", lambda folder: picture(folder).rename(folder / "a.mp4").name, ["a.mp4", "PNG"]),
    "video as image": ("image", lambda folder: clip(folder, "a.mp4").rename(folder / "a.png").name, ["a.png"]),
    "https": ("video", lambda _: "https://127.0.0.1:1/a.mp4", ["https://127.0.0.1:1/a.mp4", "address"]),
    "rtsp": ("video", lambda _: "rtsp://127.0.0.1:1/a", ["rtsp", "address"]),
    "FFmpeg protocol": ("audio", lambda _: "concat:a.wav|b.wav", ["concat", "address"]),
    "image address": ("image", lambda _: "https://127.0.0.1:1/a.png", ["address"]),
    "outside of the folder": ("audio", outside, ["../secret.wav", "not inside"]),
    "link to the outside": ("audio", linked, ["link.wav", "not inside"]),
    "absolute": ("image", lambda _: "/etc/hostname", ["not inside"]),
    "sound alone as video": ("video", lambda folder: voice(folder).name, ["voice.wav", "sound alone"]),
    "MP4 without pictures": (
        "video",
        lambda folder: (
            recording(folder / "a.m4a", tone(48_000, 0.3), rate=48_000, layout="mono", codec="aac")
            .rename(folder / "a.mp4")
            .name
        ),
        ["a.mp4", "no moving pictures"],
    ),
    "film without sound as audio": ("audio", lambda folder: clip(folder).name, ["clip.mp4", "no sound"]),
    "moov missing": ("video", lambda folder: without_moov(clip(folder)), ["clip.mp4", "damaged"]),
    "cut in the middle": (
        "video",
        lambda folder: cut(clip(folder, options={"movflags": "faststart"}), 0.5),
        ["clip.mp4"],
    ),
    "Matroska cut in the middle": ("video", lambda folder: cut(clip(folder, "a.mkv"), 0.5), ["a.mkv"]),
    "recording without samples": (
        "audio",
        lambda folder: written(folder, "a.wav", voice(folder).read_bytes()[:78]),
        ["a.wav"],
    ),
    "recording of eleven minutes": (
        "audio",
        lambda folder: voice(folder, seconds=660.0).name,
        ["voice.wav", "660 s", "600 s"],
    ),
    "unknown extension": ("video", lambda folder: clip(folder).rename(folder / "clip.bin").name, ["clip.bin", ".mp4"]),
    "picture without extension": (
        "image",
        lambda folder: picture(folder).rename(folder / "lighthouse").name,
        ["lighthouse", "unknown extension", ".png"],
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_own_media_that_cannot_be_used_is_refused(tmp_path, monkeypatch, capsys, name):
    kind, make, told = ROWS[name]
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    given = {"title": "T", "scenes": [{"action": "Waves."}, {"action": "A boat.", kind: make(folder)}]}
    (folder / "brief.json").write_text(json.dumps(given))
    line = refused(capsys)
    assert f"scenes[1].{kind}" in line
    for part in told:
        assert part in line


def test_music_that_cannot_be_used_is_refused_by_its_field(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    written(tmp_path, "song.mp3", b"#EXTM3U\nhttp://127.0.0.1:1/a.ts\n")
    (tmp_path / "brief.json").write_text(json.dumps({"prompt": "a hill", "music": "song.mp3"}))
    line = refused(capsys)
    assert "music: " in line
    assert "HLS" in line


def test_what_costs_nothing_to_see_is_told_before_media_is_decoded(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    scenes = [{"video": without_moov(clip(tmp_path))}]
    (tmp_path / "brief.json").write_text(json.dumps({"scenes": scenes}))
    assert "--out" in refused(capsys, "--out", "brief.json/a.mp4")
    assert "scenes[0].video" in refused(capsys)


def test_an_image_and_a_video_in_one_scene_are_refused(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    scene = {"image": picture(tmp_path).name, "video": clip(tmp_path).name}
    (tmp_path / "brief.json").write_text(json.dumps({"scenes": [scene]}))
    assert "scenes[0].video" in refused(capsys)


def refused(capsys, *options: str) -> str:
    """Return the one line that a refused brief is told in."""
    code = run(["make", "brief.json", *options])
    told = capsys.readouterr()
    assert code == 2, told.err
    assert told.out == ""
    (line,) = told.err.splitlines()
    assert line.startswith("error[invalid_input]: ")
    assert not Path(os.environ["VIDEOGEN_HOME"]).exists(), "nothing may be created"
    return line
