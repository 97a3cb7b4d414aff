import numpy as np
import pytest

from tests.media.quality.films import texture
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.transition import TransitionKind
from videogen_dagster.media.blending import blend
from videogen_dagster.media.frames import YuvFrame
from videogen_dagster.media.quality.cuts import CutMeter
from videogen_dagster.media.quality.expected import ExpectedFilm, ExpectedScene, ExpectedTransition

GREY = np.full((18, 32), 128, np.uint8)


def film(kind: TransitionKind, frames: int, *, lengths: tuple[int, int] = (60, 60)) -> ExpectedFilm:
    first = lengths[0] - frames
    scenes = ExpectedScene("001", 0, lengths[0]), ExpectedScene("002", first, lengths[1])
    return ExpectedFilm(
        size=FrameSize(width=64, height=36),
        frames=first + lengths[1],
        frames_per_second=30,
        samples=(first + lengths[1]) * 1600,
        scenes=scenes,
        transitions=(ExpectedTransition(first, frames, kind, "002"),),
        lines=(),
        mix=None,
        least_bytes=0,
        most_bytes=10**9,
    )


def picture(seed: int, number: int) -> YuvFrame:
    """A slope of light that moves by a tenth of a mean a frame, as a fast pan does."""
    ground = texture(seed)[:36, :128]
    at = np.arange(64) + 0.1 * number
    whole, part = at.astype(int), at % 1
    row = ground[:, whole] * (1 - part) + ground[:, whole + 1] * part
    return YuvFrame((20 + 200 * row).astype(np.uint8), GREY, GREY)


def shown(kind: TransitionKind, frames: int, late: int, *, lengths: tuple[int, int] = (60, 60)) -> list[np.ndarray]:
    first = lengths[0] - frames + late
    result = []
    for number in range(lengths[0] - frames + lengths[1]):
        before, behind = picture(1, number), picture(2, number - first)
        at = (number - first + 1) / (frames + 1)
        if number < first:
            result.append(before.y)
        elif number < first + frames:
            result.append(blend(kind, at, before, behind).y)
        else:
            result.append(behind.y)
    return result


def lateness(expected: ExpectedFilm, pictures: list[np.ndarray]) -> list[int]:
    meter = CutMeter(expected)
    for frame, small in enumerate(pictures):
        meter.add(frame, small)
    return [cut.late_frames for cut in meter.seen]


@pytest.mark.parametrize("late", [-7, -2, 0, 1, 3, 12])
@pytest.mark.parametrize("kind", list(TransitionKind))
def test_every_transition_is_found_where_it_is(kind: TransitionKind, late: int) -> None:
    frames = 0 if kind is TransitionKind.CUT else 15
    found = lateness(film(kind, frames), shown(kind, frames, late))
    if kind is TransitionKind.CUT:
        assert found == [late]
    elif abs(late) > 1 or found:  # a fade that is a frame late is hardly another one
        assert abs(found[0] - late) <= 1


def test_scenes_that_look_alike_tell_no_moment() -> None:
    assert lateness(film(TransitionKind.CUT, 0), [picture(1, 0).y] * 120) == []


def test_scenes_too_short_to_be_compared_tell_no_moment() -> None:
    expected = film(TransitionKind.CUT, 0, lengths=(3, 60))
    assert lateness(expected, shown(TransitionKind.CUT, 0, 0, lengths=(3, 60))) == []


def test_a_cut_inside_a_clip_is_not_taken_for_the_one_between_scenes() -> None:
    pictures = shown(TransitionKind.CUT, 0, 0)
    pictures[50:60] = [picture(3, number).y for number in range(10)]
    assert lateness(film(TransitionKind.CUT, 0), pictures) in ([0], [])


def test_a_film_that_misses_pictures_around_a_cut_is_not_measured_there() -> None:
    meter = CutMeter(film(TransitionKind.CUT, 0))
    for frame, small in enumerate(shown(TransitionKind.CUT, 0, 0)):
        if frame != 58:
            meter.add(frame, small)
    assert meter.seen == []
