"""Whether pictures and sound belong together: both are found in the film, and compared."""

from collections.abc import Iterator, Sequence
from typing import Final

from videogen_dagster.media.quality.cuts import SeenCut
from videogen_dagster.media.quality.expected import ExpectedFilm
from videogen_dagster.media.quality.findings import Finding, Gate
from videogen_dagster.media.quality.speech import HeardPiece
from videogen_dagster.media.sound import SAMPLE_RATE_HZ

_TOLERANCE_S: Final = 0.002
"""How exactly the beginning of a sound is found."""


def sync_findings(film: ExpectedFilm, cuts: Sequence[SeenCut], heard: Sequence[HeardPiece]) -> list[Finding]:
    """Return where sound and picture are more than a frame apart: one finding for each stretch of the film.

    Args:
        film: What is expected.
        cuts: When scenes were seen to begin, in order.
        heard: How what must be heard is heard, in order.
    """
    places = sorted([*_at_sounds(film, cuts, heard), *_at_cuts(film, cuts, heard)])
    limit_s = 1 / film.frames_per_second + _TOLERANCE_S
    found: list[Finding] = []
    was_right = True
    for index, (sample, late_s) in enumerate(places):
        is_right = abs(late_s) <= limit_s
        if was_right and not is_right:
            found.append(_told(film, sample, late_s, _lasting(places[index:], limit_s)))
        was_right = is_right
    return found


def _lasting(places: Sequence[tuple[int, float]], limit_s: float) -> int:
    """Return in how many places from the first one on sound and picture are apart without a break."""
    return next((index for index, (_, late_s) in enumerate(places) if abs(late_s) <= limit_s), len(places))


def _told(film: ExpectedFilm, sample: int, late_s: float, places: int) -> Finding:
    order = "late" if late_s > 0 else "early"
    frames = abs(late_s) * film.frames_per_second
    message = (
        f"the sound is {abs(late_s) * 1000:.0f} ms ({frames:.1f} frames) {order} against the picture, in {places} places "
        "in a row; join the film again"
    )
    return film.of_sample(Gate.SYNC, message, sample)


def _at_sounds(film: ExpectedFilm, cuts: Sequence[SeenCut], heard: Sequence[HeardPiece]) -> Iterator[tuple[int, float]]:
    """Yield where a sound begins, and how late it is if the picture is as late as its scene began."""
    for piece in heard:
        if piece.late_s is not None:
            sample = piece.piece.first_sample
            begun = [cut for cut in cuts if _sample(film, cut) <= sample]
            picture_late_s = film.seconds(begun[-1].late_frames) if begun else 0.0
            yield sample, piece.late_s - picture_late_s


def _at_cuts(film: ExpectedFilm, cuts: Sequence[SeenCut], heard: Sequence[HeardPiece]) -> Iterator[tuple[int, float]]:
    """Yield where a scene begins, and how late the sound that is heard nearest to it is against that."""
    timed = [(piece.piece.first_sample, piece.late_s) for piece in heard if piece.late_s is not None]
    for cut in cuts:
        sample = _sample(film, cut)
        _, sound_late_s = min(timed, key=lambda place: abs(place[0] - sample), default=(sample, 0.0))
        yield sample, sound_late_s - film.seconds(cut.late_frames)


def _sample(film: ExpectedFilm, cut: SeenCut) -> int:
    return cut.frame * SAMPLE_RATE_HZ // film.frames_per_second
