"""How the camera sees a shot and how it moves: varied, so that neighbours differ."""

import re
from typing import Final

ESTABLISHING: Final = "wide establishing shot"
CLOSE_UP: Final = "close-up"
DETAIL: Final = "detail"
MEDIUM: Final = "medium shot"
TWO_SHOT: Final = "two-shot"
OVER_SHOULDER: Final = "over-the-shoulder shot"
LOW_ANGLE: Final = "low-angle shot"
HIGH_ANGLE: Final = "high-angle shot"
WIDE: Final = "wide shot"
TRACKING: Final = "tracking shot"
STAGE: Final = "packshot"

_ACTION_FRAMINGS: Final = (MEDIUM, DETAIL, LOW_ANGLE, WIDE, CLOSE_UP, HIGH_ANGLE)
_SPEECH_FRAMINGS: Final = (MEDIUM, CLOSE_UP, OVER_SHOULDER)
_MOVING_WORDS: Final = (
    ("handheld", ("fight", "attack", "chase", "struggle", "shakes", "crash", "explo", "panic", "stumble")),
    (
        "pan left to right",
        ("walks", "runs", "drives", "rides", "passes", "crosses", "travels", "sails", "speed", "marches"),
    ),
    (
        "tilt up",
        ("tower", "climbs", "rises", "looks up", "sky", "mountain", "tall", "skyscraper", "rocket", "volcano", "stars"),
    ),
    ("pull out", ("leaves", "alone", "goodbye", "disappears", "the end", "far away", "horizon", "empty")),
)
_MOTIONS: Final = {
    ESTABLISHING: ("slow push in", "pan left to right", "tilt up", "pull out"),
    WIDE: ("pan right to left", "slow push in", "pull out"),
    MEDIUM: ("slow push in", "static with gentle drift", "pan left to right"),
    TWO_SHOT: ("static with gentle drift", "slow push in", "pan right to left"),
    OVER_SHOULDER: ("static with gentle drift", "slow push in"),
    CLOSE_UP: ("slow push in", "static with gentle drift", "orbit"),
    DETAIL: ("orbit", "slow push in", "tilt down"),
    LOW_ANGLE: ("tilt up", "slow push in"),
    HIGH_ANGLE: ("tilt down", "pull out"),
    TRACKING: ("pan left to right", "pan right to left"),
    STAGE: ("orbit", "slow push in", "pull out", "pan left to right"),
}
_ANY_MOTION: Final = ("slow push in", "pan left to right", "pull out", "orbit", "static with gentle drift")


def action_framing(index: int, *, previous: str, has_prop: bool) -> str:
    """Return the framing of the silent shot number `index` of its scene; never `previous`, a detail only of a prop."""
    if index == 0:
        return ESTABLISHING
    order = [_ACTION_FRAMINGS[(index - 1 + step) % len(_ACTION_FRAMINGS)] for step in range(len(_ACTION_FRAMINGS))]
    return next(framing for framing in order if framing != previous and (has_prop or framing != DETAIL))


def speech_framing(index: int, *, previous: str, speakers: int, known: int) -> str:
    """Return the framing of a shot in which somebody is seen speaking; never `previous`.

    Args:
        index: Number of the shot in its scene.
        previous: Framing of the shot before.
        speakers: How many are seen speaking in this shot.
        known: How many were seen speaking in the scene so far, this shot included.
    """
    if speakers > 1 and previous not in {TWO_SHOT, OVER_SHOULDER}:
        return TWO_SHOT
    order = [_SPEECH_FRAMINGS[(index + step) % len(_SPEECH_FRAMINGS)] for step in range(len(_SPEECH_FRAMINGS))]
    return next(framing for framing in order if framing != previous and (known > 1 or framing != OVER_SHOULDER))


def motion_for(framing: str, action: str, *, index: int, previous: str) -> str:
    """Return a camera move that fits what happens and how it is framed; never `previous`.

    Args:
        framing: One of this module's framings; any other text gets a move that always works.
        action: What happens, in English; words like "climbs" ask for their own move.
        index: Number of the shot in the film, so that equal framings do not always move alike.
        previous: The move of the shot before.
    """
    lowered = action.lower()
    wished = [motion for motion, words in _MOVING_WORDS if any(re.search(rf"\b{word}", lowered) for word in words)]
    usual = _MOTIONS.get(framing, _ANY_MOTION)
    turned = [usual[(index + step) % len(usual)] for step in range(len(usual))]
    return next(motion for motion in [*wished, *turned, *_ANY_MOTION] if motion != previous)
