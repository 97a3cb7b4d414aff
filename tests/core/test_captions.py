from fractions import Fraction
from itertools import zip_longest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from videogen_dagster.core.captions import caption_track, reading_s
from videogen_dagster.core.film_settings import Aspect, FilmSettings
from videogen_dagster.core.media import Media, Sound, Speech, WordTime
from videogen_dagster.core.requests import SpeechRequest
from videogen_dagster.core.stages import Narration, SceneSpeech
from videogen_dagster.core.stand_ins import stand_in
from videogen_dagster.core.storyboard import Character, Line, Scene, Storyboard
from videogen_dagster.core.transition import TransitionKind

AUDIO = Media(sha256="0" * 64, extension="wav")


def spoken(text: str, word_s: float = 0.4, *, first_s: float = 0.0, with_times: bool = True) -> Speech:
    """Return a speech in which each word takes `word_s` seconds."""
    words, place = [], 0
    for index, word in enumerate(text.split()):
        start = text.index(word, place)
        place = start + len(word)
        times = {"start_s": first_s + index * word_s, "end_s": first_s + (index + 1) * word_s}
        words.append(WordTime(start_char=start, end_char=place, **times))
    samples = round((first_s + word_s * max(1, len(words))) * 48_000)
    sound = Sound(audio=AUDIO, sample_rate_hz=48_000, samples=samples, channels=1)
    return Speech(sound=sound, words=tuple(words) if with_times else (), phonemes=())


def film(
    *scenes: list[tuple[str, Speech]], duration_s=2.0, transition=TransitionKind.CUT, aspect=Aspect.WIDE, pause_s=None
):
    """Return the storyboard, narration and timeline of a film with these lines."""
    board = Storyboard(
        title="T",
        settings=FilmSettings(aspect=aspect),
        characters=(Character(id="narrator", name="NARRATOR"), Character(id="mara", name="Mara  Steel")),
        scenes=tuple(
            Scene(
                id=f"{number:03d}",
                image_prompt="hill",
                duration_s=duration_s,
                transition=transition,
                lines=tuple(
                    Line(character=("narrator", "mara")[index % 2], text=text, pause_s=pause_s)
                    for index, (text, _) in enumerate(lines)
                ),
            )
            for number, lines in enumerate(scenes, 1)
        ),
    )
    heard = tuple(
        SceneSpeech(scene=f"{number:03d}", fingerprints=(), lines=tuple(speech for _, speech in lines))
        for number, lines in enumerate(scenes, 1)
    )
    narration = Narration(engine="test", scenes=heard)
    return board, narration, narration.timeline(board)


def line(text: str, **options: float) -> tuple[str, Speech]:
    return text, spoken(text, **options)


def test_a_caption_appears_with_its_first_word_and_stays_to_be_read():
    (cue,) = caption_track(*film([line("Forty boats were still at sea.", word_s=0.1, first_s=0.05)], duration_s=9)).cues
    assert cue.first_frame == 12 + 1, "the lead of a scene, and 0.05 s rounded down"
    assert cue.end_frame == 13 + 53, "30 characters take 1.765 s to be read"
    assert (cue.rows, cue.scene, cue.speaker) == (("Forty boats were still at sea.",), "001", "")


def test_a_single_word_stays_for_a_second():
    (cue,) = caption_track(*film([line("No!", word_s=0.2)], duration_s=9)).cues
    assert cue.end_frame - cue.first_frame == 30


def test_speakers_are_named_and_the_narrator_is_not():
    cues = caption_track(*film([line("You said so."), line("I never did.")])).cues
    assert [cue.speaker for cue in cues] == ["", "Mara Steel"]


def test_a_caption_ends_where_the_next_line_begins_or_the_transition():
    board, narration, timeline = film(
        [line("A", word_s=0.1), line("B", word_s=0.1)],
        [line("C", word_s=0.1)],
        duration_s=0.5,
        transition=TransitionKind.DIP_BLACK,
    )
    first, second, third = caption_track(board, narration, timeline).cues
    assert first.end_frame == second.first_frame
    assert second.end_frame == timeline.scenes[0].end_frame - timeline.scenes[0].transition_frames
    assert third.end_frame <= timeline.frames - timeline.scenes[1].transition_frames


def test_the_words_of_a_caption_are_where_it_says_and_follow_each_other():
    (cue,) = caption_track(
        *film([line("Two hundred and twelve steps, and the wind counted every one aloud.")], duration_s=20)
    ).cues
    assert [cue.rows[word.row][word.start_char : word.end_char] for word in cue.words] == " ".join(cue.rows).split()
    assert [word.first_frame for word in cue.words] == [12 + 12 * index for index in range(12)]
    assert all(word.end_frame == after.first_frame for word, after in zip(cue.words, cue.words[1:], strict=False))
    assert cue.word_at(12 + 30) == cue.words[2]
    assert cue.word_at(cue.end_frame) is None


def test_without_word_times_a_line_is_divided_by_its_characters():
    text = "aaaa bbbb cccc dddd."
    (cue,) = caption_track(*film([(text, spoken(text, 1.0, with_times=False))])).cues
    assert [word.first_frame - 12 for word in cue.words] == [0, 30, 60, 90]


def test_the_characters_of_a_line_without_spaces_share_its_time():
    text = "毎晩灯る"
    (cue,) = caption_track(*film([(text, spoken(text, 4.0))])).cues
    assert [word.first_frame - 12 for word in cue.words] == [0, 30, 60, 90]


def test_narrow_pictures_have_shorter_rows():
    text = "Every evening the light on the cape came on by itself. Until the evening it did not."
    for aspect, limit in ((Aspect.TALL, 24), (Aspect.SQUARE, 32), (Aspect.WIDE, 42)):
        track = caption_track(*film([line(text)], aspect=aspect))
        assert max(len(row) for cue in track.cues for row in cue.rows) <= limit == track.row_characters


def test_a_film_without_words_has_no_captions():
    track = caption_track(*film([], []))
    assert (track.cues, track.frames, track.cue_at(0)) == ((), 120, None)


def test_the_caption_of_a_frame_is_found():
    track = caption_track(*film([line("A word.")], [line("Another.")], duration_s=4))
    first, second = track.cues
    assert [track.cue_at(frame) for frame in (11, 12, 43, 44)] == [None, first, first, None]
    assert track.cue_at(second.first_frame) == second


@pytest.mark.parametrize("end", ["least", "most"])
def test_speech_that_is_not_there_yet_has_captions_or_none_but_no_error(end):
    text = "word " * 3000
    request = SpeechRequest(text=text)
    speech = stand_in(request, end)
    assert isinstance(speech, Speech)
    track = caption_track(*film([(text.strip(), speech)] * 2))
    assert track.cues[-1].end_frame <= track.frames


def test_17_characters_and_9_full_width_ones_are_read_in_a_second():
    assert reading_s("x" * 17) == pytest.approx(1.0)
    assert reading_s("毎" * 9) == pytest.approx(1.0)


texts = st.lists(
    st.sampled_from(["the", "light,", "and", "never.", "of", "毎晩灯った。", "a", "Rechtsschutz", "wait…", "boats"]),
    min_size=1,
    max_size=40,
)
lines = st.tuples(texts.map(" ".join), st.floats(0.05, 1.0), st.floats(0, 1), st.booleans()).map(
    lambda given: (given[0], spoken(given[0], given[1], first_s=given[2], with_times=given[3]))
)


@given(
    st.lists(st.lists(lines, max_size=3), min_size=1, max_size=3),
    st.floats(0.5, 30),
    st.sampled_from(TransitionKind),
    st.sampled_from(Aspect),
    st.none() | st.floats(0, 1),
)
def test_captions_hold_all_words_in_order_inside_their_scenes_and_are_never_two_at_once(
    scenes, duration_s, kind, aspect, pause_s
):
    board, narration, timeline = film(*scenes, duration_s=duration_s, transition=kind, aspect=aspect, pause_s=pause_s)
    track = caption_track(board, narration, timeline)
    for scene, timing in zip(board.scenes, timeline.scenes, strict=True):
        cues = [cue for cue in track.cues if cue.scene == scene.id]
        said = "".join(row for cue in cues for row in cue.rows)
        assert said.replace(" ", "") == "".join(spoken_line.text for spoken_line in scene.lines).replace(" ", "")
        assert all(timing.first_frame <= cue.first_frame for cue in cues)
        assert all(cue.end_frame <= timing.end_frame - timing.transition_frames for cue in cues)
    for cue, following in zip_longest(track.cues, track.cues[1:]):
        gap = following.first_frame - cue.end_frame if following else None
        assert gap is None or gap == 0 or gap >= 2 or cue.end_frame - cue.first_frame == 1
        timing = timeline.scene(cue.scene)
        until = timing.end_frame - timing.transition_frames
        shown_s = Fraction(cue.end_frame - cue.first_frame, 30)
        has_room = cue.end_frame < until - 1 and gap != 0
        assert not has_room or shown_s >= max(1, reading_s(" ".join(cue.rows))) - 1e-9, "it stays where there is room"
        assert all(cue.first_frame <= word.first_frame <= word.end_frame <= cue.end_frame for word in cue.words)


def test_where_speech_is_fast_and_a_pause_follows_captions_use_the_pause():
    fast = "Forty boats steered by it all the same and came home safely in the dark before the morning."
    slow = "Slow now."
    text = f"{fast} {slow}"
    speech = spoken(fast, 0.15)
    pause_s = 4.0
    words = [*speech.words]
    words += [
        word.model_copy(
            update={"start_char": word.start_char + len(fast) + 1, "end_char": word.end_char + len(fast) + 1}
        )
        for word in spoken(slow, 0.4, first_s=float(speech.duration_s) + pause_s).words
    ]
    sound = speech.sound.model_copy(update={"samples": 48_000 * 9})
    track = caption_track(*film([(text, Speech(sound=sound, words=tuple(words), phonemes=()))]))
    last = track.cues[-2]
    assert track.cues[-1].rows == ("Slow now.",)
    assert (last.end_frame - last.first_frame) / 30 >= reading_s(" ".join(last.rows))
