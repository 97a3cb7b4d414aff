from pathlib import Path

import pytest
from PIL import ImageFont

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.media.caption_fonts import BUNDLED, check_glyphs, font_runs, script_of
from videogen_dagster.media.font_tables import covers, read_faces


def test_latin_cyrillic_and_greek_need_no_other_font():
    text = "Ångström, «Привет» — Ελληνικά … “quoted” 3 % € ñ ż ő ı"
    check_glyphs(text, directories=())
    (run,) = font_runs(text, directories=())
    assert (run.start, run.end, run.face.path, run.face.family, run.face.weight) == (
        0,
        len(text),
        BUNDLED,
        "Noto Sans",
        700,
    )


@pytest.mark.parametrize(
    ("text", "script", "package"),
    [
        ("नमस्ते", "Devanagari", "fonts-noto-core"),
        ("Hello مرحبا", "Arabic", "fonts-noto-core"),
        ("שלום", "Hebrew", "fonts-noto-core"),
        ("毎晩", "Han", "fonts-noto-cjk"),
        ("あ", "Hiragana", "fonts-noto-cjk"),
        ("매일", "Hangul", "fonts-noto-cjk"),
        ("ทุก", "Thai", "fonts-noto-core"),
    ],
)
def test_a_missing_font_is_told_with_script_letter_and_package(text, script, package):
    with pytest.raises(InvalidInput, match=script) as caught:
        check_glyphs(text, directories=(), source="hi.srt")
    letter = next(character for character in text if ord(character) > 0x500)
    assert f"U+{ord(letter):04X}" in caught.value.message
    assert package in str(caught.value.remedy)
    assert caught.value.source == "hi.srt"


def test_pictographs_and_marks_without_shape_are_no_letters():
    check_glyphs("sea 🌊 👩\u200d🚀 \u200f \ufe0f\u2060", directories=())
    assert [(run.start, run.end) for run in font_runs("a🌊b", directories=())] == [(0, 1), (2, 3)]


def test_fonts_are_found_below_the_given_folders_and_damaged_ones_are_passed_over(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "empty.ttf").touch()
    (tmp_path / "words.otf").write_text("this is no font")
    (tmp_path / "cut.ttf").write_bytes(BUNDLED.read_bytes()[:200])
    (tmp_path / "deep" / "good.ttf").write_bytes(BUNDLED.read_bytes())
    with pytest.raises(InvalidInput, match="Devanagari"):
        check_glyphs("नमस्ते", directories=(tmp_path, tmp_path / "missing"))


@pytest.mark.parametrize("path", sorted(BUNDLED.parent.glob("*.ttf")), ids=lambda path: path.name)
def test_tables_tell_the_same_as_freetype(path: Path):
    (face,) = read_faces(path)
    font = ImageFont.truetype(str(path), 40)
    assert face.family == font.getname()[0]
    assert face.weight == (700 if "Bold" in path.name else 400)
    nothing = bytes(font.getmask("\uffff"))
    for code in [*range(0x21, 0x7F), *range(0xA1, 0x250, 3), *range(0x370, 0x530, 5), 0x915, 0x4E00, 0x5D0, 0x1F30A]:
        drawn = bytes(font.getmask(chr(code)))
        assert covers(face, chr(code)) == (drawn != nothing) or not drawn, hex(code)


def test_scripts_have_names_that_people_know():
    assert [script_of(character) for character in "क毎あ한"] == [
        "Devanagari",
        "Han (Chinese characters)",
        "Hiragana",
        "Hangul",
    ]
