"""What is special to espeak-ng: voices, languages, manners, odd texts."""

import os
import subprocess
import sys
import time
from collections.abc import Generator

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fakes.workspace import FolderWorkspace
from videogen_dagster.core.errors import EngineRefused
from videogen_dagster.core.media import Speech
from videogen_dagster.core.requests import SpeechRequest
from videogen_dagster.engines.speech.espeak import WORKER, EspeakSpeechEngine, spoken_form
from videogen_dagster.engines.speech.polish import Cut
from videogen_dagster.engines.speech.utterances import LEAD_S, SILENT_LINE_S, Utterance, _phoneme_times
from videogen_dagster.media.loudness import LoudnessMeter
from videogen_dagster.media.sound import SoundReader

SENTENCES = {
    "en": "Everybody knows the man, and he knows it.",
    "en-GB": "She left the colour of the sea behind her.",
    "de": "Der Fuchs lief über die Brücke.",
    "fr": "Le renard a trouvé une lanterne.",
    "es": "El zorro encontró una linterna.",
    "it": "La volpe ha trovato una lanterna.",
    "pt-BR": "A raposa encontrou uma lanterna.",
    "nl": "Het vosje vond een lantaarn in het bos.",
    "pl": "Lis znalazł w lesie latarnię.",
    "ru": "Лиса нашла фонарь в лесу.",
    "uk": "Лисиця знайшла ліхтар у лісі.",
    "el": "Η αλεπού βρήκε ένα φανάρι.",
    "tr": "Tilki ormanda bir fener buldu.",
    "ar": "وجد الثعلب فانوسا في الغابة.",
    "he": "השועל הקטן מצא פנס ביער.",
    "hi": "लोमड़ी को जंगल में लालटेन मिली।",
    "ja": "きつねは ランタンを みつけました。",
    "zh": "小狐狸 找到了 灯笼。",
    "ko": "여우가 숲에서 등불을 찾았습니다.",
}
ODD_TEXTS = [
    "[[h@'loU]] <break time='9s'/> AT&T &amp; <speak>x</speak>",
    "\x01300S hello\x00there \x1b[31m",
    "😀 👨‍👩‍👧 🇳🇱 ok 🚀",
    "1234567890123456789012345 -5 3.14 $9.99 12:30 1990s",
    "“Quotes” ‘single’ «guillemets» \"straight\" 'and' — dashes – … ...",
    "a\nb\n\n\tc\u2028d\xa0e",
    "- - -",
    "supercalifragilistic" * 20,
    "mixed Привет مرحبا 你好 שלום",
]


def say(folder, **request) -> tuple[Speech, np.ndarray]:
    workspace = FolderWorkspace(folder)
    (speech,) = EspeakSpeechEngine().generate([SpeechRequest(**request)], workspace)
    assert isinstance(speech, Speech), speech
    with SoundReader(workspace.fetch(speech.sound.audio)) as reader:
        return speech, reader.read(0, reader.samples)


def refusal(folder, **request) -> EngineRefused:
    (answer,) = EspeakSpeechEngine().generate([SpeechRequest(**request)], FolderWorkspace(folder))
    assert isinstance(answer, EngineRefused)
    return answer


def loudness(samples: np.ndarray) -> float:
    meter = LoudnessMeter(1)
    meter.add(samples)
    return meter.integrated_lufs()


def assert_whole(speech: Speech, text: str) -> None:
    assert [text[word.start_char : word.end_char] for word in speech.words] == text.split()
    edges = [edge for word in speech.words for edge in (word.start_s, word.end_s)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= float(speech.duration_s) for edge in edges)
    starts = [phoneme.start_s for phoneme in speech.phonemes]
    assert starts == sorted(starts)
    assert all(0 <= start <= float(speech.duration_s) for start in starts)


@pytest.mark.parametrize("language", SENTENCES)
def test_speaks_the_language(language, tmp_path):
    speech, samples = say(tmp_path, text=SENTENCES[language], language=language)

    assert_whole(speech, SENTENCES[language])
    assert 1.0 < float(speech.duration_s) < 6.0
    assert loudness(samples) == pytest.approx(-20, abs=0.3)


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_odd_texts_are_spoken_with_a_time_for_every_word(text, tmp_path):
    speech, samples = say(tmp_path, text=text)

    assert_whole(speech, text)
    assert float(speech.duration_s) < 120
    assert np.abs(samples).max() < 0.85


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(text=st.text(st.characters(codec="utf-8"), min_size=1, max_size=60))
def test_any_text_is_spoken_with_a_time_for_every_word(text, tmp_path):
    speech, _ = say(tmp_path, text=text)

    assert_whole(speech, text)


@pytest.mark.parametrize("text", ["...", "?! —", "🚀", "   ", "\x00"])
def test_a_line_without_words_is_a_short_silence(text, tmp_path):
    speech, samples = say(tmp_path, text=text)

    assert float(speech.duration_s) == pytest.approx(SILENT_LINE_S)
    assert not samples.any()
    assert_whole(speech, text)


@pytest.mark.slow
def test_ten_thousand_characters_are_one_line(tmp_path):
    text = ("The thoughtful knights fought through the night straightaway. " * 170)[:10_000]

    speech, _ = say(tmp_path, text=text, manner="quickly")

    assert_whole(speech, text)
    assert float(speech.duration_s) > 300


def test_silence_before_and_after_the_words_is_always_the_same(tmp_path):
    for text in ("Go!", "Never again, my friend.", "So be it..."):
        _, samples = say(tmp_path, text=text)
        loud = np.flatnonzero(np.abs(samples[:, 0]) > 0.01)
        rate = 48_000
        assert LEAD_S - 0.03 < loud[0] / rate < LEAD_S + 0.03, text
        assert (len(samples) - loud[-1]) / rate < LEAD_S + 0.09, text


def test_words_are_heard_when_their_times_say_so(tmp_path):
    speech, samples = say(tmp_path, text="Stop. Wait. Now!")

    heard = np.zeros(len(samples), bool)
    for word in speech.words:
        heard[round(word.start_s * 48_000) : round(word.end_s * 48_000)] = True
    power = samples[:, 0] ** 2
    assert power[heard].sum() > 0.99 * power.sum()
    assert heard.mean() < 0.85  # the pauses between the sentences belong to no word


def test_a_shorter_pause_is_not_silence_inside_a_word(tmp_path):
    speech, _ = say(tmp_path, text="in the house")

    lengths = [word.end_s - word.start_s for word in speech.words]
    assert all(length > 0.04 for length in lengths)


def test_a_speech_sound_reported_after_the_end_starts_at_the_end():
    # 1/3 s has no short decimal form: rounding must not carry a time past the end.
    utterance = Utterance(sample_rate_hz=22_050, words=(), phonemes=(("a", 100), ("b", 9999), ("", 9999)), samples=b"")

    times = _phoneme_times(utterance, Cut(0.0, 1 / 3), 1 / 3)

    assert [time.symbol for time in times] == ["", "a", "b", ""]
    assert all(time.start_s <= 1 / 3 for time in times)


def test_an_unknown_voice_is_refused_with_near_ones(tmp_path):
    message = str(refusal(tmp_path, text="x", voice="gmw/en-UK"))

    assert "gmw/en-US" in message
    assert "gmw/en+f5" in str(refusal(tmp_path, text="x", voice="gmw/en+f9"))
    assert refusal(tmp_path, text="x", voice="../../etc/passwd").field == "voice"


def test_an_unknown_language_is_refused_with_near_ones(tmp_path):
    answer = refusal(tmp_path, text="x", language="xq")

    assert "'xq'" in str(answer)
    assert "sq (Albanian)" in str(answer)
    assert answer.field == "language"
    assert not answer.retryable


def test_one_bad_line_does_not_cost_the_others(tmp_path):
    requests = [SpeechRequest(text="a"), SpeechRequest(text="b", language="xq"), SpeechRequest(text="c")]

    results = list(EspeakSpeechEngine().generate(requests, FolderWorkspace(tmp_path)))

    assert [type(result) for result in results] == [Speech, EngineRefused, Speech]


def test_every_language_voice_speaks(tmp_path):
    voices = [voice for voice in EspeakSpeechEngine().capabilities().voices if "+" not in voice]
    assert len(voices) > 120

    requests = [SpeechRequest(text="1 2", voice=voice) for voice in voices[::8]]
    results = list(EspeakSpeechEngine().generate(requests, FolderWorkspace(tmp_path)))

    assert [type(result) for result in results] == [Speech] * len(requests)


def test_the_chosen_voice_is_used(tmp_path):
    man, _ = say(tmp_path, text="Hello there.", voice="gmw/en-US+m1")
    woman, _ = say(tmp_path, text="Hello there.", voice="gmw/en-US+f2")

    assert man.sound.audio != woman.sound.audio


def test_a_voice_with_breath_sounds_the_same_a_second_later(tmp_path):
    """The library seeds its noise with the time of day, in seconds."""
    for part in ("now", "later"):
        (tmp_path / part).mkdir()
    now, _ = say(tmp_path / "now", text="Hush.", speaker="MARA", manner="whispering")
    time.sleep(1.1)
    later, _ = say(tmp_path / "later", text="Hush.", speaker="MARA", manner="whispering")
    assert now.sound.audio == later.sound.audio


def test_manner_changes_level_and_speed(tmp_path):
    line = "Come here at once, all of you."
    plain, plain_samples = say(tmp_path, text=line, speaker="TOM")
    _, whispered = say(tmp_path, text=line, speaker="TOM", manner="whispering")
    _, shouted = say(tmp_path, text=line, speaker="TOM", manner="shouting")
    slow, _ = say(tmp_path, text=line, speaker="TOM", manner="slowly")

    assert loudness(whispered) < loudness(plain_samples) - 3
    assert loudness(shouted) > loudness(plain_samples) + 1
    assert slow.duration_s > plain.duration_s


def test_capitals_are_words_unless_they_stand_alone():
    assert spoken_form("IT IS US!") == "it is us!"
    assert spoken_form("The FBI called") == "The FBI called"
    assert spoken_form("FBI") == "FBI"
    assert len(spoken_form("İT İS 😀\x01x")) == len("İT İS 😀\x01x")


def test_a_batch_that_is_left_early_ends_its_processes(tmp_path):
    workspace = FolderWorkspace(tmp_path)
    spoken = EspeakSpeechEngine().generate([SpeechRequest(text="word " * 300)] * 6, workspace)
    assert isinstance(spoken, Generator)

    next(spoken)
    spoken.close()

    assert list(workspace.directory.iterdir()) == []


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="other kernels do not tell a child of its parent's end"
)
def test_the_worker_ends_when_nobody_started_it():
    elsewhere = str(os.getpid() + 1)
    command = [sys.executable, "-I", "-S", str(WORKER), "lib", "data", elsewhere, "{}"]
    ended = subprocess.run(command, input=b"x", capture_output=True, check=False)

    assert ended.returncode == 3
    assert ended.stdout == b""
