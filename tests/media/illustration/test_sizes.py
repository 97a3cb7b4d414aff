"""People are as high as the furniture says; small things stand on something, whole, and are no larger than in life."""

import numpy as np
import pytest

from videogen_dagster.core.film_settings import FrameSize, Style
from videogen_dagster.core.requests import ImageRequest
from videogen_dagster.media.illustration.casting import cast_of
from videogen_dagster.media.illustration.composition import Frame, Placed
from videogen_dagster.media.illustration.figures import PERSON_SHARE, draw_subjects
from videogen_dagster.media.illustration.gallery import PLACES
from videogen_dagster.media.illustration.motifs import MOTIFS
from videogen_dagster.media.illustration.pen import Pen
from videogen_dagster.media.illustration.people import EYES_OVER_FACE, HEAD_HEIGHT
from videogen_dagster.media.illustration.picture import illustrate, scene_of, stage_of
from videogen_dagster.media.illustration.props import PERSON_CM, set_down, small_height
from videogen_dagster.media.illustration.raster import rasterise
from videogen_dagster.media.illustration.scene import Scene
from videogen_dagster.media.illustration.sheet import Sheet
from videogen_dagster.media.illustration.speaker import CHEST, seats
from videogen_dagster.media.illustration.words import INDOORS, SETTINGS, STAGES

WIDE, TALL, SQUARE = (FrameSize(width=w, height=h) for w, h in ((320, 180), (180, 320), (240, 240)))
ROOMS = sorted(INDOORS - STAGES)
HEIGHT_CM = {"counter": 92, "table": 75, "chair": 90, "sofa": 85, "nightstand": 50, "door": 205}
FURNISHED = {
    "kitchen": {"counter"}, "bathroom": {"counter"}, "bar": {"counter"}, "hospital": {"counter"}, "shop": {"counter"},
    "laboratory": {"counter"}, "restaurant": {"counter", "chair"}, "living_room": {"sofa"}, "bedroom": {"nightstand"},
    "interview": {"door"}, "office": {"table", "chair"}, "classroom": {"table", "chair"}, "library": {"table", "chair"},
    "garage": {"table", "door"}, "palace": set(), "stage": set(),
}  # fmt: skip
SMALL = [motif for motif in MOTIFS if motif.place == "table"]


def drawn(prompt: str, size: FrameSize) -> tuple[Scene, list[Sheet]]:
    scene = scene_of(ImageRequest(prompt=prompt, size=size, seed=3))
    return scene, PLACES[scene.description.setting](scene)


def solid(fragment: str, scene: Scene) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows and the columns that the fragment covers."""
    alpha = rasterise(fragment, round(scene.width), round(scene.height))[..., 3] > 200
    return np.flatnonzero(alpha.any(axis=1)), np.flatnonzero(alpha.any(axis=0))


@pytest.mark.parametrize("setting", ROOMS)
@pytest.mark.parametrize("size", [WIDE, TALL, SQUARE], ids=["wide", "tall", "square"])
def test_a_standing_person_has_the_height_that_the_furniture_gives(setting: str, size: FrameSize) -> None:
    scene, sheets = drawn(f"wide shot of a man, {SETTINGS[setting][0]}", size)
    fragment = draw_subjects("wide shot of a man", (), stage_of(scene, sheets))
    assert fragment is not None
    rows, _ = solid(fragment, scene)
    person = rows[-1] - rows[0] + 1
    furnishings = [one for sheet in sheets for one in sheet.furnishings]
    assert FURNISHED[setting] <= {one.kind for one in furnishings}
    for one in furnishings:
        # What is farther away than the person is drawn smaller, by two fifths at the back wall; children's desks are low.
        most = 1.95 if setting == "classroom" else 1.45
        ratio = person / (one.foot - one.top)
        assert 0.9 < ratio * HEIGHT_CM[one.kind] / PERSON_CM < most, (one.kind, ratio)


def test_the_worktop_of_a_kitchen_is_at_the_hips() -> None:
    scene, sheets = drawn("wide shot of a chef, kitchen", WIDE)
    fragment = draw_subjects("wide shot of a man", (), stage_of(scene, sheets))
    assert fragment is not None
    rows, _ = solid(fragment, scene)
    (worktop,) = (one.top for sheet in sheets for one in sheet.furnishings if one.kind == "counter")
    assert 0.45 < (rows[-1] - worktop) / (rows[-1] - rows[0]) < 0.65


def test_a_medium_shot_shows_people_larger_than_a_wide_one_in_every_room() -> None:
    for setting in ROOMS:
        heads = []
        for shot in ("wide", "medium"):
            scene, sheets = drawn(f"{shot} shot of a man, {SETTINGS[setting][0]}", WIDE)
            fragment = draw_subjects(f"{shot} shot of a man", (), stage_of(scene, sheets))
            assert fragment is not None
            rows, columns = solid(fragment, scene)
            heads.append(columns[-1] - columns[0])
            assert rows[0] > scene.safe[1]
        assert heads[1] > 1.6 * heads[0], setting


@pytest.mark.parametrize("motif", SMALL, ids=lambda motif: motif.name)
def test_small_things_are_little_larger_than_in_life(motif) -> None:
    assert 0.99 <= small_height(motif, PERSON_CM) / motif.size_cm < 1.3


@pytest.mark.parametrize("setting", sorted(set(PLACES) - {"abstract"}))
@pytest.mark.parametrize(
    ("shot", "size"),
    [("wide shot", WIDE), ("wide shot", TALL), ("medium shot", WIDE)],
    ids=["wide", "wide-tall", "medium"],
)
def test_small_things_stand_on_something_whole_inside_the_frame(setting: str, shot: str, size: FrameSize) -> None:
    scene, sheets = drawn(f"{shot} of a woman, {SETTINGS[setting][0]}", size)
    stage = stage_of(scene, sheets)
    left, top, right, bottom = scene.safe
    frame = Frame(left, top, right - left, bottom - top)
    taken = [(scene.across(0.3), scene.across(0.42))]
    cast = cast_of(f"{shot} of a woman waving", ())
    near = shot == "medium shot"
    person = PERSON_SHARE["medium"] * frame.unit if near else stage.standing or PERSON_SHARE["wide"] * frame.unit
    high = small_height(next(motif for motif in SMALL if motif.name == "phone"), person)
    one = Placed(f'<rect x="{-high / 2}" y="{-high}" width="{high}" height="{high}" fill="#ff00ff"/>', high / 2, high, "table", flip=True)  # fmt: skip
    body = set_down(Pen(scene.palette), [one, one], cast, stage, frame=frame, taken=taken, person=person)
    pixels = rasterise(body, round(scene.width), round(scene.height))[..., :3].astype(int)
    marked = np.abs(pixels - (255, 0, 255)).max(axis=2) < 40
    rows, columns = np.flatnonzero(marked.any(axis=1)), np.flatnonzero(marked.any(axis=0))
    assert marked.sum() > 1.5 * high * high
    assert left <= columns[0]
    assert columns[-1] < right
    assert rows[-1] < bottom
    # Nothing small stands on the floor: a table, a worktop, a crate or a ledge before the camera holds it up.
    assert rows[-1] < (frame.top + 0.9 * frame.height if near else stage.ground_y - 0.2 * person)


@pytest.mark.parametrize("setting", sorted({*ROOMS, "forest", "market", "beach", "patio"}))
def test_a_small_thing_that_is_the_subject_is_seen_from_near(setting: str) -> None:
    request = ImageRequest(prompt=f"detail of the phone, {SETTINGS[setting][0]}", size=WIDE)
    scene = scene_of(request)
    assert scene.description.framing == "close"
    fragment = draw_subjects("detail of the phone", (), stage_of(scene))
    assert fragment is not None
    rows, columns = solid(fragment, scene)
    high = scene.safe[3] - scene.safe[1]
    assert 0.4 * high < rows[-1] - rows[0] < 0.7 * high
    assert scene.safe[0] < columns[0]
    assert columns[-1] < scene.safe[2]
    assert any(layer.name == "subject" for layer in illustrate(request).layers.layers)


def test_of_a_detail_that_cannot_be_drawn_the_face_is_shown_and_no_small_whole_figure() -> None:
    cast = cast_of("detail of the scar, the captain touches it", ())
    assert (cast.framing, len(cast.people)) == ("close", 1)
    cast = cast_of("detail of the keypad, the captain enters a code", ())
    assert (cast.people, [mention.motif.name for mention in cast.motifs]) == ((), ["keypad"])


def test_a_wide_shot_leaves_a_small_thing_small_and_on_a_table() -> None:
    scene, sheets = drawn("wide shot, interior, living room, day, phone ringing", WIDE)
    assert scene.description.framing == "wide"
    stage = stage_of(scene, sheets)
    (sofa,) = (one for sheet in sheets for one in sheet.furnishings)
    phone = next(motif for motif in SMALL if motif.name == "phone")
    assert small_height(phone, stage.standing) < 0.4 * (sofa.foot - sofa.top)
    with_phone = draw_subjects("wide shot, phone ringing", (), stage)
    assert with_phone is not None
    rows, _ = solid(with_phone, scene)
    assert rows[0] < scene.ground - 0.4 * stage.standing


@pytest.mark.parametrize("size", [WIDE, SQUARE], ids=["wide", "square"])
def test_a_close_up_fills_the_height_with_head_and_shoulders(size: FrameSize) -> None:
    scene, sheets = drawn("close-up of a man, kitchen", size)
    fragment = draw_subjects("close-up of a man", (), stage_of(scene, sheets))
    assert fragment is not None
    rows, columns = solid(fragment, scene)
    high, wide = scene.safe[3] - scene.safe[1], scene.safe[2] - scene.safe[0]
    assert 0.02 < (rows[0] - scene.safe[1]) / high < 0.16
    assert rows[-1] > scene.safe[3]
    assert 0.36 < ((columns[0] + columns[-1]) / 2 - scene.safe[0]) / wide < 0.55
    assert columns[-1] - columns[0] > 0.75 * high


@pytest.mark.parametrize("size", [(320, 180), (180, 320), (240, 240)])
@pytest.mark.parametrize("prompt", ["close-up of a man", "close-up of two women"])
def test_a_close_up_goes_on_below_the_frame(size: tuple[int, int], prompt: str) -> None:
    scene, sheets = drawn(f"{prompt}, kitchen", FrameSize(width=size[0], height=size[1]))
    fragment = draw_subjects(prompt, (), stage_of(scene, sheets))
    assert fragment is not None
    rows, _ = solid(fragment, scene)
    assert rows[-1] >= scene.safe[3]


@pytest.mark.parametrize("size", [WIDE, TALL, SQUARE], ids=["wide", "tall", "square"])
@pytest.mark.parametrize("shot", ["Wide", "Medium"])
def test_a_table_with_things_on_it_leaves_the_faces_behind_it_free(size: FrameSize, shot: str) -> None:
    prompt = f"{shot} two-shot, two women seated at a table, a map on the table"
    scene, sheets = drawn(f"{prompt}, police interview room", size)
    fragment = draw_subjects(prompt, (), stage_of(scene, sheets))
    assert fragment is not None
    alpha = rasterise(fragment, round(scene.width), round(scene.height))[..., 3] > 200
    rows, columns = solid(fragment, scene)
    covered = alpha.sum(axis=1)
    edge = int(np.flatnonzero(covered > 0.9 * (columns[-1] - columns[0]))[0])
    assert edge - rows[0] > 0.25 * (rows[-1] - rows[0])


@pytest.mark.parametrize("size", [WIDE, SQUARE], ids=["wide", "square"])
def test_a_speaker_in_close_up_has_the_eyes_on_the_upper_third(size: FrameSize) -> None:
    (seat,) = seats(size, 1, close=True)
    assert 0.3 < (seat.y + EYES_OVER_FACE * seat.scale) / size.height < 0.4
    assert HEAD_HEIGHT * seat.scale > 0.5 * size.height
    assert 0.4 < seat.x / size.width < 0.6
    assert seat.y + CHEST * seat.scale >= size.height


def test_every_style_has_light_for_a_board_before_the_camera() -> None:
    for style in Style:
        picture = illustrate(ImageRequest(prompt="detail of a cup, kitchen", size=WIDE, style=style)).flat
        assert picture[-30:].std() > 5, style
