"""Speech of OpenAI through its real client and real HTTP: voices, word times, what is paid."""

import pytest

from tests.fakes.openai_server import KEY, OpenAIServer, pcm
from tests.fakes.scripted_server import Reply
from tests.fakes.workspace import FolderWorkspace
from videogen_dagster.core.errors import CallUnsettled, EngineRefused
from videogen_dagster.core.media import Speech
from videogen_dagster.core.requests import SpeechRequest
from videogen_dagster.engines.provider_choice import ProviderChoice
from videogen_dagster.engines.providers.secret import Secret
from videogen_dagster.engines.speech.openai_voices import VOICES, OpenAISpeechEngine, voice_of
from videogen_dagster.engines.speech.transcribed import HeardWord, onsets_of
from videogen_dagster.media.sound import SoundReader

TEXT = "A fox waits. It has 1,250 lanterns."


@pytest.fixture
def server():
    with OpenAIServer() as server:
        yield server


@pytest.fixture
def speak(server, tmp_path):
    def speak(*requests: SpeechRequest, workspace: FolderWorkspace | None = None, **settings):
        choice = {
            "shared": tmp_path / "shared",
            "model": "tts-test",
            "base_url": server.base_url,
            "key": Secret(KEY),
            "private_hosts": frozenset({"127.0.0.1"}),
        }
        engine = OpenAISpeechEngine(ProviderChoice(**choice | settings))
        return list(engine.generate(requests, workspace or FolderWorkspace(tmp_path / "work")))

    return speak


def test_a_line_is_spoken_whole_and_every_word_has_its_time(speak, server, tmp_path):
    workspace = FolderWorkspace(tmp_path / "work")
    (speech,) = speak(SpeechRequest(text=TEXT, manner="whispering"), workspace=workspace)
    assert isinstance(speech, Speech), speech
    assert [TEXT[word.start_char : word.end_char] for word in speech.words] == TEXT.split()
    edges = [edge for word in speech.words for edge in (word.start_s, word.end_s)]
    assert edges == sorted(edges)
    with SoundReader(workspace.fetch(speech.sound.audio)) as reader:
        assert (reader.channels, reader.samples, reader.sample_rate_hz) == (1, speech.sound.samples, 48_000)
    (asked,) = server.server.asked
    assert asked.document == {
        "model": "tts-test",
        "voice": "sage",
        "input": TEXT,
        "response_format": "pcm",
        "instructions": "Say it like this: whispering.",
    }


def test_without_a_transcription_words_begin_where_the_sound_does(speak):
    (speech,) = speak(SpeechRequest(text=TEXT))
    it = speech.words[3]
    # "A fox waits." takes 0.6 s of sound and 0.04 s between; a pause of 0.4 s follows: only that is certain in the sound.
    assert it.start_s - speech.words[0].start_s == pytest.approx(1.15, abs=0.12)


def test_with_a_transcription_they_begin_where_it_heard_them(speak, server):
    server.heard = [
        {"word": "A", "start": 0.1, "end": 0.2},
        {"word": "fox", "start": 0.3, "end": 0.4},
        {"word": "waits", "start": 0.5, "end": 0.7},
        {"word": "it", "start": 1.3, "end": 1.4},
        {"word": "has", "start": 1.45, "end": 1.6},
        {"word": "twelve", "start": 1.7, "end": 1.9},
        {"word": "fifty", "start": 1.9, "end": 2.1},
        {"word": "Lanterns", "start": 2.2, "end": 2.6},
    ]
    (speech,) = speak(SpeechRequest(text=TEXT), options=(("transcription", "whisper-test"),))
    starts = {TEXT[word.start_char : word.end_char]: word.start_s for word in speech.words}
    assert starts["fox"] - starts["A"] == pytest.approx(0.2, abs=0.01)
    assert starts["lanterns."] - starts["It"] == pytest.approx(0.9, abs=0.01)
    assert server.charges == {"/v1/audio/speech": 1, "/v1/audio/transcriptions": 1}


def test_words_that_a_transcription_lacks_get_no_time_of_their_own():
    heard = [HeardWord("Ça", 0.1), HeardWord("va", 0.3), HeardWord("euh", 0.4), HeardWord("bien", 0.6)]
    assert [(onset.character, onset.start_s) for onset in onsets_of("Ca va — bien !", heard)] == [
        (0, 0.1),
        (3, 0.3),
        (8, 0.6),
    ]


def test_a_character_has_the_same_voice_in_every_scene_and_others_have_others():
    assert voice_of("MARY") == voice_of("mary ") != voice_of("JOHN")
    assert {voice_of(name) for name in ("", "narrator", "Zorblax")} <= set(VOICES)


def test_a_voice_that_was_chosen_is_used(speak, server):
    speak(SpeechRequest(text="Hi.", speaker="JOHN", voice="fable"))
    assert server.server.asked[0].document["voice"] == "fable"


@pytest.mark.parametrize(
    "reply",
    [Reply(b""), Reply({"error": "?"}), Reply(b"odd"), Reply(b"<html></html>", headers={"Content-Type": "text/html"})],
)
def test_an_answer_without_sound_is_a_refusal(reply, speak, server):
    server.next_replies.append(reply)
    (error,) = speak(SpeechRequest(text="Hi."))
    assert isinstance(error, EngineRefused), error


def test_a_line_that_was_lost_on_its_way_is_not_paid_for_again(speak, server, tmp_path):
    workspace = FolderWorkspace(tmp_path / "work")
    server.next_replies.append(Reply(reset=True))
    (first,) = speak(SpeechRequest(text="Hi."), workspace=workspace)
    (second,) = speak(SpeechRequest(text="Hi."), workspace=workspace)
    assert [type(first), type(second)] == [CallUnsettled, CallUnsettled]
    assert len(server.server.asked) == 1


def test_what_was_spoken_before_a_kill_is_not_spoken_again(speak, server, tmp_path):
    workspace = FolderWorkspace(tmp_path / "work")
    (first,) = speak(SpeechRequest(text="Hi."), workspace=workspace)
    (second,) = speak(SpeechRequest(text="Hi."), workspace=FolderWorkspace(tmp_path / "work", jobs=workspace.jobs))
    assert second == first
    assert len(server.server.asked) == 1


@pytest.mark.parametrize(
    ("content", "kind", "told"),
    [
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "audio/wav", "a WAV file"),
        (b"ID3\x04" + bytes(12), "audio/mpeg", "an MP3 file"),
        (b"\xff\xfb\x90\xc4" + bytes(12), "audio/mpeg", "an MP3 file"),
        (b"OggS" + bytes(12), "application/octet-stream", "an Ogg file"),
        (b"fLaC" + bytes(12), "audio/flac", "a FLAC file"),
    ],
)
def test_a_sound_file_is_not_heard_as_noise_but_told(content, kind, told, speak, server):
    server.next_replies.append(Reply(content, headers={"Content-Type": kind}))
    (error,) = speak(SpeechRequest(text="Hi."))
    assert isinstance(error, EngineRefused), error
    assert told in str(error)
    assert "response_format=pcm" in error.remedy


def test_samples_that_begin_as_a_sound_file_could_are_samples(speak, server):
    server.next_replies.append(Reply(b"\xff\xfb" + pcm("Hi."), headers={"Content-Type": "audio/pcm"}))
    (speech,) = speak(SpeechRequest(text="Hi."))
    assert isinstance(speech, Speech), speech


ODD_WORDS = {
    "no words": [],
    "null": None,
    "a text": "A fox waits",
    "numbers": [1, 2, 3],
    "words without times": [{"word": "A"}, {"word": "fox", "start": None}, {"start": "soon"}],
    "times that are none": [{"word": "A", "start": float("nan")}, {"word": "fox", "start": float("inf")}],
    "words of another line": [{"word": "Subscribe", "start": 0.1, "end": 0.2}],
}


@pytest.mark.parametrize("what", ODD_WORDS)
def test_a_transcription_without_times_of_these_words_leaves_those_of_the_sound(what, speak, server):
    (plain,) = speak(SpeechRequest(text=TEXT))
    server.heard = ODD_WORDS[what]
    (speech,) = speak(SpeechRequest(text=TEXT), options=(("transcription", "whisper-test"),))
    assert isinstance(speech, Speech), speech
    assert speech.words == plain.words
    assert server.charges["/v1/audio/transcriptions"] == 1


def test_times_that_a_transcription_makes_up_stay_within_the_line(speak, server):
    server.heard = [{"word": "A", "start": -5}, {"word": "fox", "start": 0.2}, {"word": "waits", "start": 900}]
    (speech,) = speak(SpeechRequest(text=TEXT), options=(("transcription", "whisper-test"),))
    assert isinstance(speech, Speech), speech
    edges = [edge for word in speech.words for edge in (word.start_s, word.end_s)]
    assert edges == sorted(edges)
    assert edges[0] >= 0
    assert edges[-1] <= speech.sound.samples / 48_000 + 0.01
