import numpy as np
import pytest

from videogen_dagster.core.cues import CaptionStyle, Cue, CueWord
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.film_settings import Aspect, FilmSettings, FrameSize, Resolution
from videogen_dagster.media.caption_drawing import caption_image, overlay, safe_area, type_size
from videogen_dagster.media.caption_fonts import check_glyphs
from videogen_dagster.media.frames import YuvFrame, luma

SIZES = [FilmSettings(aspect=aspect, resolution=Resolution.P360).size for aspect in Aspect]
WIDE = FrameSize(width=640, height=360)
STYLES = list(CaptionStyle)


def cue(*rows: str) -> Cue:
    words, at = [], 0
    for row, text in enumerate(rows):
        place = 0
        for word in text.split():
            start = text.index(word, place)
            place = start + len(word)
            words.append(CueWord(row=row, start_char=start, end_char=place, first_frame=at, end_frame=at + 10))
            at += 10
    return Cue(first_frame=0, end_frame=max(at, 1) + 5, rows=rows, words=tuple(words))


def has_font(text: str) -> bool:
    try:
        check_glyphs(text)
    except InvalidInput:
        return False
    return True


def grey(size: FrameSize) -> YuvFrame:
    half = (size.height // 2, size.width // 2)
    return YuvFrame(
        np.full((size.height, size.width), 120, np.uint8), np.full(half, 128, np.uint8), np.full(half, 128, np.uint8)
    )


def is_accent(rgba: np.ndarray) -> np.ndarray:
    return (rgba[..., 3] > 250) & (rgba[..., 0] > 240) & (rgba[..., 2] < 90)


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    "rows", [("Yes.",), ("Forty boats were still", "at sea, jumping high."), ("W" * 42, "Ång" * 14)]
)
def test_every_caption_stays_inside_the_safe_area(size, style, rows):
    image = caption_image(cue(*rows), size, style, frame=3)
    height, width = image.rgba.shape[:2]
    area = safe_area(size)
    assert image.x >= area.left - 2
    assert image.x + width <= area.right + 2
    assert image.y + height <= area.bottom + 2
    assert image.y >= size.height * 0.5, "the upper half stays free"
    assert image.x % 2 == image.y % 2 == height % 2 == width % 2 == 0
    assert (image.rgba[..., 3] > 200).sum() > 100


def test_tall_pictures_keep_the_platforms_buttons_free_and_have_larger_type():
    tall, wide = FrameSize(width=1080, height=1920), FrameSize(width=1920, height=1080)
    image = caption_image(cue("Forty boats"), tall, CaptionStyle.PLAIN)
    assert image.y + image.rgba.shape[0] <= 1920 * 0.8
    assert type_size(tall) > type_size(wide) == pytest.approx(49.68)


def test_a_caption_stands_in_the_middle():
    image = caption_image(cue("HOOOH"), WIDE, CaptionStyle.BOX)
    assert abs(image.x + image.rgba.shape[1] / 2 - 320) <= 2


def test_only_the_spoken_word_is_in_the_accents_colour():
    text = cue("one two three", "four")
    reached = []
    for frame in (None, 5, 15, 25, 35, 44):
        image = caption_image(text, WIDE, CaptionStyle.HIGHLIGHT, frame=frame)
        rows, columns = np.nonzero(is_accent(image.rgba))
        reached.append((round(rows.mean() + image.y), round(columns.mean() + image.x)) if rows.size else None)
    assert reached[0] is None
    assert reached[5] is None, "nobody speaks any more"
    (top, first), (_, second), (_, third), (low, _) = reached[1:5]
    assert first < second < third
    assert low > top + 10
    assert not is_accent(caption_image(text, WIDE, CaptionStyle.PLAIN, frame=5).rgba).any()


def test_words_are_white_with_a_dark_edge_or_on_a_dark_box():
    plain = caption_image(cue("HHHH"), WIDE, CaptionStyle.PLAIN).rgba
    box = caption_image(cue("HHHH"), WIDE, CaptionStyle.BOX).rgba
    for rgba in (plain, box):
        assert (rgba[rgba[..., 3] == 255][:, :3].min(axis=1) > 250).sum() > 50
    assert (plain[plain[..., 3] > 250][:, :3].max(axis=1) < 30).sum() > 50
    middle = box[box.shape[0] // 2, :4]
    assert (middle[:, 3] == round(0.72 * 255)).all() or abs(int(middle[2, 3]) - 184) <= 2


def test_a_caption_on_a_frame_looks_like_its_colours_and_changes_nothing_else():
    image = caption_image(cue("one two"), WIDE, CaptionStyle.HIGHLIGHT, frame=5)
    frame = grey(WIDE)
    overlay(frame, image)
    height, width = image.rgba.shape[:2]
    inside = np.zeros((360, 640), bool)
    inside[image.y : image.y + height, image.x : image.x + width] = True
    assert (frame.y[~inside] == 120).all()
    alpha = image.rgba[..., 3].astype(np.float32) / 255
    expected = luma(image.rgba[..., :3].astype(np.float32)) * alpha + 120 * (1 - alpha)
    assert np.abs(frame.y[inside].reshape(height, width) - expected).max() <= 2
    assert frame.u.min() < 90, "yellow has little blue"
    assert frame.u.dtype == np.uint8


def test_equal_pictures_are_drawn_once():
    text = cue("one two three")
    images = {id(caption_image(text, WIDE, CaptionStyle.HIGHLIGHT, frame=frame)) for frame in range(30)}
    assert len(images) == 3


def test_marks_of_svg_are_only_text():
    plain = caption_image(cue("a <b> & 'c' \"d\" ]]>"), WIDE, CaptionStyle.PLAIN)
    assert plain.rgba.shape[1] > caption_image(cue("a"), WIDE, CaptionStyle.PLAIN).rgba.shape[1] * 5


def test_what_no_font_has_is_left_out_and_the_rest_is_drawn():
    only = caption_image(cue("sea"), WIDE, CaptionStyle.PLAIN, directories=())
    more = caption_image(cue("sea\U0001f30a"), WIDE, CaptionStyle.PLAIN, directories=())
    assert only.rgba.shape == more.rgba.shape
    nothing = caption_image(cue("\U0001f30a"), WIDE, CaptionStyle.PLAIN, directories=())
    assert not nothing.rgba[..., 3].any()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "مرحبا بالعالم"),
        ("he", "שלום עולם"),
        ("hi", "क्षत्रिय हिन्दी"),
        ("th", "ทุกเย็น"),
        ("ja", "毎晩灯る"),
        ("ko", "매일 저녁"),
    ],
)
def test_other_scripts_are_drawn_with_installed_fonts(language, text):
    if not has_font(text):
        pytest.skip(f"no font for {language} is installed")
    image = caption_image(cue(text), WIDE, CaptionStyle.PLAIN, language=language)
    assert image.rgba.shape[1] > 40
    assert image.x + image.rgba.shape[1] / 2 == pytest.approx(320, abs=3)


@pytest.mark.skipif(not has_font("ب"), reason="no Arabic font is installed")
def test_arabic_letters_join_and_the_first_word_stands_at_the_right():
    joined = caption_image(cue("ببببب"), WIDE, CaptionStyle.PLAIN).rgba.shape[1]
    apart = caption_image(cue("ب\u200cب\u200cب\u200cب\u200cب"), WIDE, CaptionStyle.PLAIN).rgba.shape[1]
    assert joined < 0.8 * apart
    image = caption_image(cue("بيت بيت بيت!"), WIDE, CaptionStyle.HIGHLIGHT, frame=0)
    columns = np.nonzero(is_accent(image.rgba))[1]
    assert columns.min() > 0.55 * image.rgba.shape[1]


@pytest.mark.skipif(not has_font("ש"), reason="no Hebrew font is installed")
def test_the_mark_at_the_end_of_a_right_to_left_row_stands_at_the_left():
    image = caption_image(cue("שלום (Video) !!!!"), WIDE, CaptionStyle.HIGHLIGHT, frame=25)
    columns = np.nonzero(is_accent(image.rgba))[1]
    assert columns.max() < 0.3 * image.rgba.shape[1]
