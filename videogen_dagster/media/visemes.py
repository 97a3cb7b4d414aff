"""Mouth shapes from speech sounds: phoneme -> viseme -> the shape of the mouth in each frame. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from videogen_dagster.core.media import PhonemeTime

ANTICIPATION_S: Final = 0.045
"""Lips are in place before the sound is heard (Massaro and Cohen 1993: co-articulation reaches ahead)."""

EASE_S: Final = 0.030
"""Time constant with which lips follow their target: together with the anticipation they are on time."""

STEPS_PER_SECOND: Final = 240


class Viseme(StrEnum):
    """The classes of sounds that look alike."""

    REST = "rest"
    MBP = "m b p"
    FV = "f v"
    TH = "th"
    DNT = "d n t"
    L = "l"
    SZ = "s z"
    SH = "sh ch j"
    KG = "k g ng h"
    R = "r"
    W = "w"
    A = "a"
    E = "e"
    I = "i"  # noqa: E741 - the viseme's usual name
    O = "o"  # noqa: E741
    U = "u"


@dataclass(frozen=True, slots=True)
class Mouth:
    """The shape of a mouth.

    Attributes:
        opening: 0 (closed) to 1 (wide open).
        width: 0 (rounded) to 1 (stretched).
        teeth: Whether the upper teeth show.
        tongue: Whether the tip of the tongue shows.
    """

    opening: float = 0.0
    width: float = 0.55
    teeth: bool = False
    tongue: bool = False


SHAPES: Final = {
    Viseme.REST: Mouth(0.0, 0.55),
    Viseme.MBP: Mouth(0.0, 0.48),
    Viseme.FV: Mouth(0.14, 0.55, teeth=True),
    Viseme.TH: Mouth(0.24, 0.58, teeth=True, tongue=True),
    Viseme.DNT: Mouth(0.28, 0.62, teeth=True),
    Viseme.L: Mouth(0.34, 0.58, tongue=True),
    Viseme.SZ: Mouth(0.16, 0.74, teeth=True),
    Viseme.SH: Mouth(0.26, 0.3, teeth=True),
    Viseme.KG: Mouth(0.32, 0.58),
    Viseme.R: Mouth(0.26, 0.36),
    Viseme.W: Mouth(0.2, 0.1),
    Viseme.A: Mouth(0.95, 0.62),
    Viseme.E: Mouth(0.56, 0.78),
    Viseme.I: Mouth(0.34, 0.92, teeth=True),
    Viseme.O: Mouth(0.68, 0.34),
    Viseme.U: Mouth(0.36, 0.14),
}

_SOUNDS: Final = {
    Viseme.MBP: "m b p ɱ ɓ mʲ pʲ bʲ ʙ",
    Viseme.FV: "f v ɸ β ʋ",
    Viseme.TH: "θ ð",
    Viseme.DNT: "t d n ɾ ʈ ɖ ɳ ɲ ȵ ts dz",
    Viseme.L: "l ɫ ɭ ʎ ɬ ʟ",
    Viseme.SZ: "s z ɕ ʑ",
    Viseme.SH: "ʃ ʒ tʃ dʒ ʂ ʐ tɕ dʑ ʤ ʧ",
    Viseme.KG: "k ɡ g ŋ h x χ ɣ q ʔ ħ ʕ ç c ɟ j ɦ",
    Viseme.R: "ɹ r ʁ ɝ ɚ ɻ ʀ ɽ",
    Viseme.W: "w ʍ ɥ",
    Viseme.A: "a ɑ æ ʌ ɐ ɶ a~ ɑ~",
    Viseme.E: "ɛ e ə ɜ ɘ œ ø ɵ ɛ~",
    Viseme.I: "i ɪ ɨ ᵻ ʏ",
    Viseme.O: "o ɔ ɒ ɤ ɔ~ o~",
    Viseme.U: "u ʊ ʉ ɯ y",
}
_VISEME_OF: Final = {sound: viseme for viseme, sounds in _SOUNDS.items() for sound in sounds.split()}
_MARKS: Final = str.maketrans("", "", "ˈˌːˑ'ʲʰˠ̩̯̃͡|‖.,_- ")


@dataclass(frozen=True, slots=True)
class MouthTrack:
    """The mouth in each frame; all arrays have one entry a frame.

    Attributes:
        opening: `float32[frames]`, 0 (closed) to 1.
        width: `float32[frames]`, 0 (rounded) to 1.
        teeth: `bool[frames]`.
        tongue: `bool[frames]`.
    """

    opening: NDArray[np.float32]
    width: NDArray[np.float32]
    teeth: NDArray[np.bool_]
    tongue: NDArray[np.bool_]


def visemes_of(symbol: str) -> tuple[Viseme, ...]:
    """Return the visemes that a speech sound passes through: two for a diphthong, `REST` for silence.

    Args:
        symbol: IPA as espeak-ng writes it, with or without marks of stress and length.
    """
    plain = symbol.translate(_MARKS)
    if not plain:
        return (Viseme.REST,)
    found: list[Viseme] = []
    index = 0
    while index < len(plain):
        size = 2 if plain[index : index + 2] in _VISEME_OF else 1
        viseme = _VISEME_OF.get(plain[index : index + size])
        if viseme is not None and (not found or found[-1] is not viseme):
            found.append(viseme)
        index += size
    return tuple(found[:2]) or (Viseme.REST,)


def mouth_track(
    phonemes: Sequence[PhonemeTime], *, duration_s: float, frames: int, frames_per_second: int, start_s: float = 0.0
) -> MouthTrack:
    """Return the mouth of somebody who says `phonemes`, frame by frame.

    Args:
        phonemes: What is said, in order; times from the start of the line.
        duration_s: Length of the line; the mouth rests after it.
        frames: How many frames to return.
        frames_per_second: Frame rate.
        start_s: When the line starts in the clip.
    """
    times, targets = _targets(phonemes, duration_s)
    moments = np.arange(math.ceil(frames / frames_per_second * STEPS_PER_SECOND) + 1) / STEPS_PER_SECOND - start_s
    heard = np.clip(np.searchsorted(times, moments + ANTICIPATION_S, side="right") - 1, 0, len(targets) - 1)
    shapes = np.array([(shape.opening, shape.width) for shape in targets], np.float64)[heard]
    eased = _eased(shapes)
    at = np.minimum(np.round(np.arange(frames) / frames_per_second * STEPS_PER_SECOND).astype(int), len(moments) - 1)
    opening = eased[at, 0].astype(np.float32)
    _close_lips(opening, times, targets, frames_per_second=frames_per_second, start_s=start_s)
    teeth = np.array([shape.teeth for shape in targets])[heard[at]]
    tongue = np.array([shape.tongue for shape in targets])[heard[at]]
    return MouthTrack(opening, eased[at, 1].astype(np.float32), teeth, tongue)


def at_rest(frames: int) -> MouthTrack:
    """Return the mouth of somebody who says nothing."""
    rest = SHAPES[Viseme.REST]
    no = np.zeros(frames, np.bool_)
    return MouthTrack(np.zeros(frames, np.float32), np.full(frames, rest.width, np.float32), no, no.copy())


def merged(first: MouthTrack, second: MouthTrack) -> MouthTrack:
    """Return a track that follows, in each frame, the mouth that is more open: two lines of one speaker."""
    other = second.opening > first.opening
    return MouthTrack(
        np.where(other, second.opening, first.opening),
        np.where(other, second.width, first.width),
        np.where(other, second.teeth, first.teeth),
        np.where(other, second.tongue, first.tongue),
    )


def _targets(phonemes: Sequence[PhonemeTime], duration_s: float) -> tuple[NDArray[np.float64], list[Mouth]]:
    """Return when each shape begins, in seconds from the start of the line, and the shapes; silence at both ends."""
    times, shapes = [-math.inf], [SHAPES[Viseme.REST]]
    ends = [*(phoneme.start_s for phoneme in phonemes[1:]), duration_s]
    for phoneme, end in zip(phonemes, ends, strict=False):
        visemes = visemes_of(phoneme.symbol)
        for index, viseme in enumerate(visemes):
            times.append(phoneme.start_s + max(0.0, end - phoneme.start_s) * index / len(visemes))
            shapes.append(SHAPES[viseme])
    return np.array([*times, duration_s]), [*shapes, SHAPES[Viseme.REST]]


def _eased(shapes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return `shapes` as lips of some weight follow them: a low-pass of first order."""
    share = 1 - math.exp(-1 / (STEPS_PER_SECOND * EASE_S))
    eased = np.empty_like(shapes)
    current = shapes[0].copy()
    for index, target in enumerate(shapes):
        current += (target - current) * share
        eased[index] = current
    return eased


def _close_lips(
    opening: NDArray[np.float32],
    times: NDArray[np.float64],
    targets: list[Mouth],
    *,
    frames_per_second: int,
    start_s: float,
) -> None:
    """Shut the lips in the frame nearest to each m, b and p, however short it is: viewers notice when they stay open."""
    closed = SHAPES[Viseme.MBP]
    for index, shape in enumerate(targets[:-1]):
        if shape is not closed:
            continue
        middle = start_s + (times[index] + times[index + 1]) / 2 - ANTICIPATION_S / 3
        frame = round(middle * frames_per_second)
        if 0 <= frame < len(opening):
            opening[frame] = 0.0
