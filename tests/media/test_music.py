import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from videogen_dagster.media.music.composition import compose, perform
from videogen_dagster.media.music.form import Part, plan_bars
from videogen_dagster.media.music.harmony import chord, nearest, scale_pitches, voicing
from videogen_dagster.media.music.instruments import play
from videogen_dagster.media.music.moods import MOODS, Instrument
from videogen_dagster.media.music.rendering import render
from videogen_dagster.media.sound import SAMPLE_RATE_HZ

moods = pytest.mark.parametrize("name", list(MOODS))


@pytest.mark.parametrize(
    ("symbol", "root", "tones"),
    [
        ("I", 0, (0, 4, 7)),
        ("vi7", 9, (0, 3, 7, 10)),
        ("IVmaj7", 5, (0, 4, 7, 11)),
        ("bVII", 10, (0, 4, 7)),
        ("Vsus4", 7, (0, 5, 7)),
        ("viio", 11, (0, 3, 6)),
        ("iadd9", 0, (0, 3, 7, 14)),
    ],
)
def test_a_roman_numeral_is_a_chord(symbol, root, tones):
    assert (chord(symbol).root, chord(symbol).tones) == (root, tones)


@pytest.mark.parametrize("symbol", ["", "H", "iix", "VIII"])
def test_what_is_no_numeral_is_refused(symbol):
    with pytest.raises(ValueError, match="no chord"):
        chord(symbol)


def test_chords_lead_to_each_other_by_small_steps():
    c_major = voicing(chord("I").pitch_classes(0), lowest=52, previous=())
    a_minor = voicing(chord("vi").pitch_classes(0), lowest=52, previous=c_major)

    assert sum(abs(a - b) for a, b in zip(c_major, a_minor, strict=True)) <= 4
    assert {pitch % 12 for pitch in a_minor} == {9, 0, 4}


def test_a_scale_repeats_in_every_octave():
    assert scale_pitches(0, (0, 4, 7), lowest=60, highest=72) == (60, 64, 67, 72)
    assert nearest((60, 64, 67), 62) == 60


@settings(max_examples=60)
@given(samples=st.integers(1, 700 * SAMPLE_RATE_HZ), tempo=st.floats(56, 118))
def test_bars_fill_any_length_exactly(samples, tempo):
    bars = plan_bars(samples, tempo=tempo)

    assert bars[0].first_sample == 0
    assert all(one.first_sample + one.samples == two.first_sample for one, two in itertools.pairwise(bars))
    assert bars[-1].first_sample + bars[-1].samples == samples
    assert [bar.part for bar in bars].count(Part.FINAL) == 1
    assert bars[-1].part is Part.FINAL


@pytest.mark.parametrize(
    ("seconds", "parts"),
    [
        (3, ["outro", "final"]),
        (25, ["verse", "outro", "final"]),
        (90, ["intro", "verse", "chorus", "outro", "final"]),
        (150, ["intro", "verse", "chorus", "verse", "bridge", "chorus", "outro", "final"]),
    ],
)
def test_the_form_grows_with_the_length(seconds, parts):
    bars = plan_bars(seconds * SAMPLE_RATE_HZ, tempo=70)

    assert [part.value for part, _ in itertools.groupby(bar.part for bar in bars)] == parts


def test_tempo_stays_near_the_wish():
    for seconds in range(20, 120, 7):
        bar = plan_bars(seconds * SAMPLE_RATE_HZ, tempo=70)[0]
        assert bar.samples / SAMPLE_RATE_HZ == pytest.approx(4 * 60 / 70, rel=0.15)


@moods
def test_a_piece_has_melody_bass_and_chords_and_its_melody_rests(name):
    piece = compose(MOODS[name], name=name, samples=90 * SAMPLE_RATE_HZ, seed=4, take=1)
    bars = list(perform(piece))
    lead = [[note for note in notes if note.instrument is piece.mood.lead] for _, notes in bars]

    assert sum(bool(notes) for notes in lead) > len(bars) / 3
    assert any(not notes for notes in lead)
    assert len({note.pitch for notes in lead for note in notes}) >= 5
    assert all(any(note.instrument is Instrument.BASS for note in notes) for _, notes in bars[len(bars) // 2 :])
    assert all(any(note.instrument is piece.mood.bed for note in notes) for _, notes in bars)


@moods
def test_the_ending_is_a_cadence(name):
    piece = compose(MOODS[name], name=name, samples=60 * SAMPLE_RATE_HZ, seed=1, take=1)

    assert piece.chords[-1].root == 0
    assert piece.chords[-2] == chord(piece.mood.cadence[-1])


@moods
def test_melodies_agree_with_their_chords_on_strong_beats(name):
    piece = compose(MOODS[name], name=name, samples=60 * SAMPLE_RATE_HZ, seed=2, take=1)
    for position, (bar, notes) in enumerate(perform(piece)):
        if bar.part is Part.FINAL:
            continue
        classes = piece.chords[position].pitch_classes(piece.tonic)
        strong = [note.pitch % 12 for note in notes if note.instrument is piece.mood.lead and note.beat in {0, 2}]
        assert set(strong) <= set(classes)


@pytest.mark.parametrize("instrument", list(Instrument))
def test_a_note_starts_and_ends_without_a_click(instrument):
    tone = play(instrument, 57, 24_000)

    assert tone.dtype == np.float32
    assert tone.shape[1] == 2
    assert 0.2 < np.abs(tone).max() < 3.5
    assert np.abs(tone[0]).max() < 0.05
    assert np.abs(tone[-1]).max() < 0.01


@pytest.mark.parametrize("instrument", [Instrument.PAD, Instrument.KEYS, Instrument.BASS, Instrument.HORN])
def test_a_note_has_its_pitch(instrument):
    tone = play(instrument, 57, 48_000)[:, 0]
    spectrum = np.abs(np.fft.rfft(tone * np.hanning(len(tone))))

    assert np.fft.rfftfreq(len(tone), 1 / SAMPLE_RATE_HZ)[spectrum.argmax()] == pytest.approx(220, abs=1.5)


def test_rendering_holds_a_bar_at_a_time():
    piece = compose(MOODS["uplifting"], name="uplifting", samples=30 * SAMPLE_RATE_HZ, seed=0, take=1)
    sound = render(piece)

    lengths = [len(block) for block in itertools.islice(sound, 5)]

    assert lengths == [bar.samples for bar in piece.bars[:5]]


def test_blocks_join_without_a_seam():
    piece = compose(MOODS["calm"], name="calm", samples=20 * SAMPLE_RATE_HZ, seed=0, take=1)
    blocks = list(render(piece))
    ordinary = max(float(np.abs(np.diff(block, axis=0)).max()) for block in blocks)

    for one, two in itertools.pairwise(blocks):
        assert np.abs(two[0] - one[-1]).max() <= ordinary
