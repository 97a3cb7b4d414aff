"""Bad input is told in one line that names file, field, rule and remedy, with exit code 2; nothing is created."""

import json
import os
import struct
import zlib
from pathlib import Path

import pytest

from videogen_dagster.cli.commands import run

BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><FinalDraft><Content>&b;</Content></FinalDraft>'
)


@pytest.fixture
def place(tmp_path, monkeypatch):
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def refused(capsys, arguments: list[str], *, names: list[str]) -> str:
    code = run(arguments)
    told = capsys.readouterr()
    assert code == 2, told.err
    assert told.out == ""
    lines = told.err.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("error[invalid_input]: ")
    assert "Traceback" not in told.err
    for name in names:
        assert name in lines[0], lines[0]
    assert not Path(os.environ["VIDEOGEN_HOME"]).exists(), "nothing may be created"
    return lines[0]


def png(width: int, height: int) -> bytes:
    """Return a PNG that says it has this size and holds one row."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 4)) + chunk(b"IEND", b"")
    )


SCRIPTS = {
    "empty.txt": b"",
    "blank.fountain": b" \n\t\n  \n",
    "film.docx": b"words",
    "binary.txt": bytes(range(256)) * 4,
    "latin1.txt": "SCENE 1: Caf\xe9\nAnn: d\xe9j\xe0 vu".encode("latin-1"),
    "notes.fountain": b"[[only a note]]\n\n/* and a boneyard */\n",
    "broken.fdx": b"<FinalDraft><Content><Paragraph>",
    "other.fdx": b"<html><body>hello</body></html>",
    "bomb.fdx": BOMB.encode(),
    "broken.json": b'{"title": ',
    "zero.yaml": b"title: T\nscenes:\n  - action: A hill.\n    duration_s: 0\n",
    "long.yaml": b"title: T\nscenes:\n  - action: A hill.\n    duration_s: 36000\n",
    "oil.yaml": b"title: T\nstyle: oil\nprompt: a hill\n",
    "columns.csv": b"sku,weight\n1,2\n",
    "rows.csv": b"title,price\n",
    "none.json": b"[]",
}


@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_a_file_that_cannot_become_a_film_is_refused_by_name(place, capsys, name):
    (place / name).write_bytes(SCRIPTS[name])
    refused(capsys, ["make", name], names=[name])


@pytest.mark.parametrize(
    ("name", "field"),
    [("zero.yaml", "scenes[0].duration_s"), ("long.yaml", "scenes[0].duration_s"), ("oil.yaml", "style")],
)
def test_the_field_is_named(place, capsys, name, field):
    (place / name).write_bytes(SCRIPTS[name])
    refused(capsys, ["make", name], names=[field])


def test_a_script_of_50_mb_is_refused_without_reading_it_all(place, capsys):
    with (place / "huge.txt").open("wb") as file:
        file.truncate(50_000_000)
    refused(capsys, ["make", "huge.txt"], names=["huge.txt", "MB"])


def test_a_file_that_is_not_there_is_named(place, capsys):
    refused(capsys, ["make", "nowhere.fountain"], names=["nowhere.fountain"])


def test_a_catalogue_of_100000_rows_needs_a_limit(place, capsys):
    rows = "".join(f"Mug {number},9.99\n" for number in range(100_000))
    (place / "many.csv").write_text("title,price\n" + rows)
    refused(capsys, ["make", "many.csv"], names=["many.csv", "--limit"])


PHOTOS = {
    "empty.png": b"",
    "truncated.png": png(64, 64)[:60],
    "nothing.png": png(0, 10),
    "wide.png": png(65_000, 65_000),
    "vector.png": b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>',
    "page.jpg": b"<!doctype html><html><body>photo</body></html>",
}


@pytest.mark.parametrize("name", sorted(PHOTOS))
def test_a_photo_that_cannot_be_shown_is_refused_by_name(place, capsys, name):
    (place / name).write_bytes(PHOTOS[name])
    refused(capsys, ["make", name, "--title", "Mug", "--description", "Holds tea."], names=[name])


@pytest.mark.parametrize(
    "name", ["..", "a/b", "a\\b", "nul\0", "two\nlines", "x" * 300, "-start", "left\u202eright", "", "Ümlaut é"]
)
def test_a_project_name_outside_its_rules_is_refused(place, capsys, name):
    line = refused(capsys, ["make", "--prompt", "a hill", f"--project={name}"], names=["--project"])
    assert "\u202e" not in line


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--style", "oil"),
        ("--aspect", "4:3"),
        ("--resolution", "999p"),
        ("--language", "klingon language"),
        ("--language", "xx"),
        ("--dub-language", "klingon language"),
        ("--dub-language", "xx"),
        ("--seed", "-1"),
        ("--seed", str(2**63)),
        ("--seed", "seven"),
        ("--limit", "0"),
    ],
)
def test_an_option_outside_its_values_is_refused_by_name(place, capsys, option, value):
    refused(capsys, ["make", "--prompt", "a hill", f"{option}={value}"], names=[option])


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (["make"], "INPUT"),
        (["make", "--prompt", "   "], "--prompt"),
        (["make", "--prompt", "a hill", "--colour", "red"], "--colour"),
        (["make", "--prompt", "a hill", "--music-db", "loud"], "--music-db"),
        (["make", "--prompt", "a hill", "--dub-language", "de"], "dub_language"),
        (["make", "--prompt", "a hill", "--out", "film.avi"], "--out"),
        (["make", "--prompt", "a hill", "--out", "/proc/film.mp4"], "--out"),
        (["make", "--project", "unknown"], "--project"),
        (["status", "unknown"], "PROJECT"),
        (["cancel", "unknown"], "PROJECT"),
        (["mak"], "mak"),
    ],
)
def test_wrong_usage_names_what_is_wrong(place, capsys, arguments, name):
    refused(capsys, arguments, names=[name])


def test_an_engine_that_is_not_installed_is_refused_with_those_that_are(place, capsys, monkeypatch):
    monkeypatch.setenv("VIDEOGEN_IMAGE_ENGINE", "midjourney")
    refused(capsys, ["make", "--prompt", "a hill"], names=["midjourney", "illustrator", "VIDEOGEN_IMAGE_ENGINE"])


@pytest.mark.parametrize(("name", "exit_code", "told"), [("quantum", 2, "nvenc"), ("vaapi", 3, "h264_vaapi")])
def test_an_encoder_that_there_is_not_is_refused_before_anything_is_made(
    place, capsys, monkeypatch, name, exit_code, told
):
    monkeypatch.setenv("VIDEOGEN_ENCODER", name)
    assert run(["make", "--prompt", "a hill"]) == exit_code
    message = capsys.readouterr().err
    assert message.count("\n") == 1
    assert told in message
    assert "VIDEOGEN_ENCODER" in message
    assert not Path(os.environ["VIDEOGEN_HOME"]).exists()


def test_an_out_in_a_folder_that_cannot_be_written_is_refused(place, capsys):
    (place / "file").write_text("")
    refused(capsys, ["make", "--prompt", "a hill", "--out", "file/film.mp4"], names=["--out"])


def test_the_same_error_as_json_has_four_fields(place, capsys):
    assert run(["make", "--prompt", "a hill", "--style", "oil", "--json"]) == 2
    record = json.loads(capsys.readouterr().err)
    assert set(record) == {"error"}
    assert set(record["error"]) == {"code", "message", "field", "remedy"}
    assert record["error"]["code"] == "invalid_input"
    assert record["error"]["field"] == "--style"
    assert "noir" in record["error"]["remedy"]
