"""What every speech engine promises, the fake included."""

import numpy as np
import pytest

from tests.fakes import hosted
from tests.fakes.speech_engine import FakeSpeechEngine
from tests.fakes.tiny.folders import local_choice, tiny_voice
from tests.fakes.workspace import FolderWorkspace
from videogen_dagster.core.errors import Cancelled, EngineFailure
from videogen_dagster.core.media import Speech
from videogen_dagster.core.requests import SpeechRequest
from videogen_dagster.engines.protocols import SpeechEngine
from videogen_dagster.engines.speech.espeak import EspeakSpeechEngine
from videogen_dagster.engines.speech.vits import VitsSpeechEngine
from videogen_dagster.media.sound import SoundReader

ENGINES = {
    "espeak": EspeakSpeechEngine,
    "fake": FakeSpeechEngine,
    "openai": hosted.speech_engine,
    "vits": lambda: VitsSpeechEngine(local_choice(tiny_voice())),
}
TEXT = 'In the forest, a small fox found 1,250 lanterns — "Who?" she said.'


@pytest.fixture(params=sorted(ENGINES))
def engine(request: pytest.FixtureRequest) -> SpeechEngine:
    return ENGINES[request.param]()


def speak(engine: SpeechEngine, workspace: FolderWorkspace, *requests: SpeechRequest) -> list[Speech | EngineFailure]:
    return list(engine.generate(requests, workspace))


def one(engine: SpeechEngine, workspace: FolderWorkspace, text: str) -> Speech:
    (speech,) = speak(engine, workspace, SpeechRequest(text=text))
    assert isinstance(speech, Speech)
    return speech


def test_every_word_has_one_time_in_order_and_inside_the_sound(engine, tmp_path):
    speech = one(engine, FolderWorkspace(tmp_path), TEXT)

    assert [TEXT[word.start_char : word.end_char] for word in speech.words] == TEXT.split()
    edges = [edge for word in speech.words for edge in (word.start_s, word.end_s)]
    assert edges == sorted(edges)
    assert edges[-1] <= float(speech.duration_s)


def test_the_sound_is_mono_and_as_long_as_it_says(engine, tmp_path):
    workspace = FolderWorkspace(tmp_path)
    speech = one(engine, workspace, TEXT)

    with SoundReader(workspace.fetch(speech.sound.audio)) as reader:
        assert (reader.channels, reader.samples) == (1, speech.sound.samples)
        assert reader.sample_rate_hz == speech.sound.sample_rate_hz
        loudest = np.abs(reader.read(0, reader.samples)).max()
    assert 0.05 < loudest < 1


def test_the_same_request_gives_the_same_bytes(engine, tmp_path):
    first = one(engine, FolderWorkspace(tmp_path / "a"), TEXT)
    second = one(engine, FolderWorkspace(tmp_path / "b"), TEXT)

    assert first == second


def test_results_come_in_the_order_of_the_requests(engine, tmp_path):
    workspace = FolderWorkspace(tmp_path)
    texts = ["One.", "Two words " * 20, "Three", "Four four four four", "Five"]

    spoken = speak(engine, workspace, *(SpeechRequest(text=text) for text in texts))

    assert [len(speech.words) for speech in spoken if isinstance(speech, Speech)] == [
        len(text.split()) for text in texts
    ]


def test_a_stopped_batch_raises_and_leaves_nothing_in_the_scratch_folder(engine, tmp_path):
    workspace = FolderWorkspace(tmp_path, cancel_after=3)

    with pytest.raises(Cancelled):
        speak(engine, workspace, *(SpeechRequest(text=TEXT) for _ in range(6)))

    assert list(workspace.directory.iterdir()) == []


def test_progress_ends_at_one_for_each_request(engine, tmp_path):
    workspace = FolderWorkspace(tmp_path)

    speak(engine, workspace, SpeechRequest(text="a"), SpeechRequest(text="b"))

    assert {(0, 1.0), (1, 1.0)} <= set(workspace.progress_calls)


def test_names_itself_and_its_voices(engine):
    capabilities = engine.capabilities()

    assert capabilities.offline or capabilities.name == "openai"
    assert capabilities.voices or capabilities.name == "openai"  # a server with its API may have others
    assert capabilities.name.removeprefix("fake-") in engine.fingerprint()
