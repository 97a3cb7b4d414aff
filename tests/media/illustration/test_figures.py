"""What a text names is drawn, inside the frame, the same each time."""

import json
from pathlib import Path

import numpy as np
import pytest

from videogen_dagster.core.requests import Likeness
from videogen_dagster.media.illustration.casting import cast_of
from videogen_dagster.media.illustration.colour import Palette
from videogen_dagster.media.illustration.figures import draw_subjects, named_subjects
from videogen_dagster.media.illustration.likeness import look_of
from videogen_dagster.media.illustration.motifs import MOTIFS, mentions
from videogen_dagster.media.illustration.pen import Pen
from videogen_dagster.media.illustration.raster import rasterise
from videogen_dagster.media.illustration.stage import Stage

DAY = Palette("#2c7fce", "#79c0ef", "#e3f4f8", "#fffbe6", "#8db8cb", "#24584a", "#ffc94a", 1.0)
MIRA = Likeness(name="Mira Chen", description="adult woman, black bob, charcoal blazer")
JORDAN = Likeness(name="Jordan Hale", description="adult man, curly auburn hair, green sweater")
INPUTS = Path(__file__).parents[4] / "shared" / "inputs"


def _stage(width=320, height=180, seed=1):
    full = (width * 1.12, height * 1.12)
    safe = (width * 0.06, height * 0.06, width * 1.06, height * 1.06)
    return Stage(*full, full[1] * 0.84, DAY, "day", False, seed, safe)


def _pixels(text, likenesses=(), stage=None):
    stage = stage or _stage()
    fragment = draw_subjects(text, likenesses, stage)
    assert fragment is not None
    return rasterise(fragment, round(stage.width), round(stage.height))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A small fox finds a lantern", {"fox", "lantern"}),
        ("two women and three small boats", {"woman", "woman 2", "boat"}),
        ("wolves and a flock of gulls", {"wolf", "gull"}),
        ("a red sports car", {"sports car"}),
        ("the foxglove by the carpet", set()),
        ("a quiet evening", set()),
        ("the owl icon on the door", set()),
    ],
)
def test_subjects_are_found_as_whole_words(text, expected):
    assert set(named_subjects(text)) == expected


@pytest.mark.parametrize(
    ("text", "count"), [("a boat", 1), ("two boats", 2), ("three small boats", 3), ("boats", 3), ("a dozen boats", 5)]
)
def test_number_words_and_plurals_give_counts(text, count):
    assert mentions(text)[0].count == count


def test_a_text_that_names_nothing_draws_nothing():
    assert draw_subjects("a quiet evening", (), _stage()) is None
    assert draw_subjects("a woman", (), _stage(), with_people=False) is None


def test_the_same_text_is_drawn_the_same():
    assert draw_subjects("a fox and a woman", (), _stage()) == draw_subjects("a fox and a woman", (), _stage())
    assert draw_subjects("a fox", (), _stage(seed=1)) != draw_subjects("a fox", (), _stage(seed=2))


def test_only_the_characters_that_a_shot_names_are_seen():
    cast = cast_of("Close-up of Mira at the table", (MIRA, JORDAN))
    assert (cast.people, cast.framing) == ((MIRA,), "close")
    assert cast_of("Both look up", (MIRA, JORDAN)).people == (MIRA, JORDAN)


@pytest.mark.parametrize(
    "shot",
    [
        "Over-the-shoulder close-up from behind Mira, framing Jordan's face",
        "over-the-shoulder shot of Jordan seen past Mira",
        "medium shot of Jordan over Mira's shoulder",
    ],
)
def test_over_a_shoulder_one_faces_the_camera_and_the_other_turns_the_back(shot):
    cast = cast_of(shot, (MIRA, JORDAN))
    assert (cast.people, cast.behind) == ((JORDAN,), MIRA)
    pixels = _pixels(shot, (MIRA, JORDAN))
    lower_left = pixels[-30:, 24:60]
    assert (lower_left[..., 3] > 200).mean() > 0.5
    assert lower_left[lower_left[..., 3] > 200][:, :3].mean() < 90


def test_only_a_shoulder_of_somebody_in_the_picture_turns_the_back():
    assert cast_of("over-the-shoulder shot of Jordan seen past Alex", (JORDAN,)).behind is None
    assert cast_of("two-shot of Mira and Jordan", (MIRA, JORDAN)).behind is None


def test_what_is_said_about_one_person_is_not_drawn_on_the_other():
    boy, grandmother = cast_of("A boy and his grandmother", ()).people
    assert (look_of(boy).age, look_of(grandmother).age) == ("child", "old")
    assert not look_of(boy).feminine
    assert look_of(grandmother).feminine


def test_small_things_alone_stand_on_the_stage_and_not_beside_a_table():
    assert [mention.motif.name for mention in cast_of("a lipstick on a table", ()).motifs] == ["lipstick"]


def test_an_insert_shows_the_things_and_not_the_people():
    cast = cast_of(
        "Insert shot of the tabletop: a recorder, a tan folder; Jordan's hands rest near the edge", (JORDAN,)
    )
    assert cast.people == ()
    assert {mention.motif.name for mention in cast.motifs} == {"recorder", "folder"}


@pytest.mark.parametrize("size", [(320, 180), (180, 320), (240, 240)])
@pytest.mark.parametrize(
    "text",
    [
        "three boats",
        "a train",
        "two women with a dog and a bicycle",
        "a whale",
        "five lions",
        "wide shot of a lighthouse",
        "a man and a bus",
    ],
)
def test_figures_stand_inside_the_frame_from_side_to_side(size, text):
    stage = _stage(*size)
    alpha = _pixels(text, stage=stage)[..., 3]
    columns = np.flatnonzero((alpha > 200).any(axis=0))
    rows = np.flatnonzero((alpha > 200).any(axis=1))
    assert columns.size > 8
    assert columns[0] >= stage.safe[0] - 2
    assert columns[-1] <= stage.safe[2] + 2
    assert rows[0] >= stage.safe[1] - 2


def test_a_closer_shot_shows_a_larger_figure():
    def height(text):
        return int((_pixels(text)[..., 3] > 200).any(axis=1).sum())

    assert height("wide shot of a woman") < height("a woman") < height("medium shot of a woman")


def test_a_character_wears_the_same_colours_in_every_shot():
    def has_sweater(text):
        pixels = _pixels(text, (JORDAN,))
        green = np.array([63, 138, 91])
        near = np.abs(pixels[..., :3].astype(int) - green).max(axis=2) < 26
        return int((near & (pixels[..., 3] > 200)).sum()) > 12

    assert all(
        has_sweater(text) for text in ("Jordan walks", "close-up of Jordan", "Jordan holds a letter", "Jordan waves at")
    )


@pytest.mark.parametrize("motif", MOTIFS, ids=lambda motif: motif.name)
def test_every_motif_draws_something_within_its_extent(motif):
    left, top, right = motif.extent
    side = 120
    scale = side * 0.5 / max(right - left, -top)
    body = f'<g transform="translate({side / 2} {side * 0.8}) scale({scale}) translate({-(left + right) / 2} 0)">{motif.draw(Pen(DAY))}</g>'
    alpha = rasterise(body, side, side)[..., 3]
    # Glows and beams reach beyond the extent, solid shapes do not; steam may be what reaches up to its top.
    solid, faint = alpha > 200, alpha > 40
    rows, columns = np.flatnonzero(solid.any(axis=1)), np.flatnonzero(solid.any(axis=0))
    top_row = side * 0.8 + top * scale
    assert solid.sum() > 30
    assert rows[0] >= top_row - 6
    assert np.flatnonzero(faint.any(axis=1))[0] <= top_row + 8
    assert columns[0] >= side / 2 - (right - left) / 2 * scale - 4
    assert columns[-1] <= side / 2 + (right - left) / 2 * scale + 4


def test_a_silhouette_has_one_colour():
    pixels = rasterise(f'<g transform="translate(60 100) scale(0.8)">{MOTIFS[0].draw(Pen(DAY).rim())}</g>', 120, 120)
    solid = pixels[pixels[..., 3] == 255][:, :3]
    assert len(solid) > 500
    assert np.ptp(solid.astype(int), axis=0).max() <= 2


@pytest.mark.skipif(not (INPUTS / "catalogue.json").exists(), reason="the shared inputs are not beside this checkout")
def test_every_product_of_the_catalogue_has_an_object():
    rows = json.loads((INPUTS / "catalogue.json").read_text())
    assert rows
    for row in rows:
        said = f"{row['title']} {' '.join(row['tags'])}"
        assert mentions(said), said


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("police interview room, two people at a gray metal table", 2),
        ("people on a street", 3),
        ("a chef's kitchen", 0),
        ("the doctor's office at night", 0),
        ("close-up of the chef's hands", 1),
    ],
)
def test_people_are_counted_and_roles_that_name_a_place_are_nobody(text: str, count: int) -> None:
    assert len(cast_of(text, ()).people) == count


def test_a_word_of_the_place_does_not_dress_the_people() -> None:
    cast = cast_of("police interview room, two people at a gray metal table", ())
    assert all(look_of(who).hat == "none" for who in cast.people)


def test_a_knight_wears_armour() -> None:
    look = look_of(cast_of("a knight stands before a castle", ()).people[0])
    assert (look.garment, look.hat) == ("armour", "visor")
