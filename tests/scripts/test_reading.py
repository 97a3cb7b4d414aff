import os

import pytest

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.scripts.reading import SCRIPT_LIMIT_BYTES, read_text

WORDS = "Élise: « Bonjour » – 你好"


def refusal(path, **options):
    with pytest.raises(InvalidInput) as caught:
        read_text(path, **options)
    assert "\n" not in str(caught.value)
    assert caught.value.remedy
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_marked_encodings_and_utf8_are_read_without_loss(tmp_path, encoding):
    path = tmp_path / "script.txt"
    path.write_bytes(WORDS.encode(encoding))
    assert read_text(path) == WORDS


@pytest.mark.parametrize(("mark", "encoding"), [(b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")])
def test_both_byte_orders_of_utf16_are_read(tmp_path, mark, encoding):
    path = tmp_path / "script.txt"
    path.write_bytes(mark + WORDS.encode(encoding))
    assert read_text(path) == WORDS


def test_all_line_ends_become_newlines(tmp_path):
    path = tmp_path / "script.txt"
    path.write_bytes(b"a\r\nb\rc\nd")
    assert read_text(path) == "a\nb\nc\nd"


def test_a_missing_file_is_named(tmp_path):
    error = refusal(tmp_path / "gone.txt")
    assert "gone.txt: no such file" in str(error)


def test_a_folder_is_refused(tmp_path):
    assert "folder" in str(refusal(tmp_path))


def test_a_name_with_nul_is_refused_and_shown_escaped(tmp_path):
    assert "\\x00" in str(refusal(tmp_path / "a\0b.txt"))


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path):
    path = tmp_path / "pipe.txt"
    os.mkfifo(path)
    assert "regular" in str(refusal(path))


def test_an_empty_file_is_refused(tmp_path):
    path = tmp_path / "empty.txt"
    path.touch()
    assert "empty" in str(refusal(path))


@pytest.mark.parametrize("text", [" \n\t\r\n ", "\ufeff\n", "\u200b \u2060\n", "\u00a0"])
def test_white_space_alone_is_refused(tmp_path, text):
    path = tmp_path / "blank.txt"
    path.write_text(text, encoding="utf-8")
    assert "white space" in str(refusal(path))


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"\x89PNG\r\n\x1a\n rest", "PNG"),
        (b"\xff\xd8\xff\xe0 rest", "JPEG"),
        (b"%PDF-1.7 rest", "PDF"),
        (b"PK\x03\x04 rest", "ZIP"),
        (b"{\\rtf1\\ansi Hello}", "RTF"),
        (b"Hello\0World", "control character"),
        (b"Hello \x1b[31mred", "control character"),
        ("Hello".encode("utf-16-le"), "control character"),
    ],
)
def test_a_binary_file_named_txt_is_refused(tmp_path, data, what):
    path = tmp_path / "script.txt"
    path.write_bytes(data)
    assert what in str(refusal(path))


def test_text_that_is_not_utf8_is_refused_with_its_line(tmp_path):
    path = tmp_path / "latin.txt"
    path.write_bytes("Hello\nCafé\n".encode("latin-1"))
    error = refusal(path)
    assert error.field == "line 2"
    assert "0xe9 is not UTF-8" in str(error)


def test_half_a_utf16_character_is_refused(tmp_path):
    path = tmp_path / "half.txt"
    path.write_bytes(b"\xff\xfeH\0i")
    assert "UTF-16" in str(refusal(path))


def test_a_script_of_50_megabytes_is_refused_unread(tmp_path):
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)  # sparse: were it read, its NULs would be told instead
    assert "50.0 MB, at most 2 MB" in str(refusal(path))


def test_the_limit_itself_is_still_allowed(tmp_path):
    path = tmp_path / "full.txt"
    path.write_bytes(b"a" * SCRIPT_LIMIT_BYTES)
    assert len(read_text(path)) == SCRIPT_LIMIT_BYTES
