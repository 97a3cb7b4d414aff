"""Mouth shapes follow speech sounds."""

import numpy as np
import pytest

from videogen_dagster.core.media import PhonemeTime
from videogen_dagster.media.visemes import SHAPES, Viseme, at_rest, merged, mouth_track, visemes_of

RATE = 30
# "Maybe my mother", as espeak-ng times it.
SPOKEN = tuple(
    PhonemeTime(symbol=symbol, start_s=start)
    for symbol, start in (
        ("", 0.0), ("m", 0.05), ("ˈeɪ", 0.16), ("b", 0.3), ("iː", 0.36), ("m", 0.46), ("aɪ", 0.54), ("m", 0.63),
        ("ˈʌ", 0.75), ("ð", 0.86), ("ɚ", 0.91), ("b", 1.03), ("ˈɔː", 1.1), ("t", 1.33), ("", 1.44),
    )
)  # fmt: skip
LENGTH_S = 1.6


def _track(phonemes=SPOKEN, *, frames=60, start_s=0.0):
    return mouth_track(phonemes, duration_s=LENGTH_S, frames=frames, frames_per_second=RATE, start_s=start_s)


@pytest.mark.parametrize(
    ("symbol", "visemes"),
    [
        ("", (Viseme.REST,)),
        ("m", (Viseme.MBP,)),
        ("ˈɑː", (Viseme.A,)),
        ("aɪ", (Viseme.A, Viseme.I)),
        ("ˌoʊ", (Viseme.O, Viseme.U)),
        ("tʃ", (Viseme.SH,)),
        ("θ", (Viseme.TH,)),
        ("pʰ", (Viseme.MBP,)),
        ("☃", (Viseme.REST,)),
    ],
)
def test_a_sound_has_the_visemes_that_phoneticians_give_it(symbol, visemes):
    assert visemes_of(symbol) == visemes


def test_there_are_fifteen_visemes_besides_rest_and_each_has_a_shape():
    assert len(Viseme) == 16
    assert set(SHAPES) == set(Viseme)


@pytest.mark.parametrize("symbol", ["m", "b", "p"])
def test_lips_close_on_each_bilabial_however_short_it_is(symbol):
    phonemes = (
        PhonemeTime(symbol="ɑ", start_s=0.0),
        PhonemeTime(symbol=symbol, start_s=0.50),
        PhonemeTime(symbol="ɑ", start_s=0.53),
    )
    opening = _track(phonemes).opening
    assert opening[14:17].min() == 0.0
    assert opening[10] > 0.8
    assert opening[20] > 0.8


def test_lips_open_wide_on_a_and_rest_in_silence():
    opening = _track().opening
    assert opening[round(0.80 * RATE)] > 0.6
    assert opening[0] == 0.0
    assert opening[round((LENGTH_S + 0.25) * RATE) :].max() < 0.02


def test_the_mouth_follows_the_sounds_with_a_lag_of_less_than_a_frame():
    frames = 60
    opening = _track(frames=frames).opening
    times = np.array([phoneme.start_s for phoneme in SPOKEN])
    heard = np.searchsorted(times, np.arange(frames) / RATE, side="right") - 1
    wanted = np.array([SHAPES[visemes_of(SPOKEN[index].symbol)[0]].opening for index in heard])
    correlations = {lag: np.corrcoef(np.roll(opening, -lag)[6:-6], wanted[6:-6])[0, 1] for lag in range(-5, 6)}
    assert abs(max(correlations, key=correlations.__getitem__)) <= 1


def test_a_line_that_starts_later_moves_the_mouth_later_by_as_much():
    early, late = _track(frames=90), _track(frames=90, start_s=1.0)
    # Where a bilabial falls between two frames, rounding may close the lips in the one or the other.
    different = np.abs(late.opening[30:] - early.opening[:60]) > 0.02
    assert different.sum() <= 4
    assert late.opening[:28].max() == 0.0


def test_a_diphthong_passes_from_its_first_shape_to_its_second():
    phonemes = (PhonemeTime(symbol="aɪ", start_s=0.3), PhonemeTime(symbol="", start_s=0.9))
    track = _track(phonemes)
    assert track.opening[14] > track.opening[24] + 0.3
    assert track.width[24] > track.width[14] + 0.1


def test_two_lines_of_one_speaker_are_both_seen():
    both = merged(_track(frames=120), _track(frames=120, start_s=2.0))
    assert both.opening[:50].max() > 0.6
    assert both.opening[60:].max() > 0.6
    assert merged(at_rest(30), at_rest(30)).opening.max() == 0.0


def test_a_line_without_phonemes_leaves_the_mouth_at_rest():
    assert _track((), frames=30).opening.max() == 0.0
