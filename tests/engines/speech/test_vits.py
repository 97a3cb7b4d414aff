"""Speech of VITS models: the real class with tiny random weights."""

from pathlib import Path

import numpy as np
import pytest

from tests.fakes.tiny.folders import local_choice, tiny_voice
from tests.fakes.workspace import FolderWorkspace
from videogen_dagster.core.errors import EngineFailure, EngineRefused, InvalidInput
from videogen_dagster.core.media import Speech
from videogen_dagster.core.requests import SpeechRequest
from videogen_dagster.engines.diffusion.models import resolve_model
from videogen_dagster.engines.diffusion.residency import residency
from videogen_dagster.engines.model_choice import ModelChoice
from videogen_dagster.engines.speech.vits import VitsSpeechEngine
from videogen_dagster.engines.speech.vits_voices import load_voice, speak
from videogen_dagster.media.sound import SoundReader


def two_languages() -> VitsSpeechEngine:
    return VitsSpeechEngine(local_choice(f"{tiny_voice()},de={tiny_voice('many', speakers=4)}"))


def said(workspace: FolderWorkspace, **request: object) -> Speech | EngineFailure:
    (speech,) = two_languages().generate([SpeechRequest.model_validate({"text": "Hello you."} | request)], workspace)
    return speech


def heard(workspace: FolderWorkspace, **request: object) -> Speech:
    speech = said(workspace, **request)
    assert isinstance(speech, Speech), speech
    return speech


def test_voices_and_languages_are_told_without_loading_a_model() -> None:
    capabilities = two_languages().capabilities()
    assert capabilities.languages == ("en", "de")
    assert capabilities.voices == ("en", "de/0", "de/1", "de/2", "de/3")


def test_words_begin_where_the_model_puts_their_letters(tmp_path: Path) -> None:
    choice = local_choice(tiny_voice())
    with residency().using(resolve_model(choice, "speech", engine="vits"), load=load_voice) as resident:
        rate = resident.pipeline.model.config.sampling_rate
        made = speak("one three, two", resident.pipeline, speaker=None, rate=1, pitch=1, seed=4, check=lambda: None)
    starts = [sample for _, _, sample in made.words]
    assert [first for first, _, _ in made.words] == [0, 4, 11]
    assert all(start % 256 == 0 for start in starts), "whole frames of the spectrogram"
    even = [round(len(made.samples) / 2 * first / 14) for first in (0, 4, 11)]
    assert max(abs(start - guess) for start, guess in zip(starts, even, strict=True)) > rate / 50, "no even spread"
    letters = [sample for symbol, sample in made.phonemes if symbol]
    assert letters == sorted(letters)
    assert len(letters) == len("onethreetwo")
    assert letters[3] == starts[1]
    assert letters[-1] < len(made.samples) / 2


def test_sentences_are_parted_by_a_breath(tmp_path: Path) -> None:
    choice = local_choice(tiny_voice())
    with residency().using(resolve_model(choice, "speech", engine="vits"), load=load_voice) as resident:
        made = speak("One. Two.", resident.pipeline, speaker=None, rate=1, pitch=1, seed=4, check=lambda: None)
    samples = np.frombuffer(made.samples, "<i2")
    second = made.words[1][2]
    assert not samples[second - 4000 : second].any()
    assert ("", second) not in made.phonemes


def test_another_take_and_another_speaker_sound_differently(tmp_path: Path) -> None:
    workspace = FolderWorkspace(tmp_path)
    sounds = {
        heard(workspace, **each).sound.audio
        for each in ({}, {"take": 2}, {"speaker": "ANNA"}, {"speaker": "BERNHARD"}, {"manner": "slowly"})
    }
    assert len(sounds) == 5


def test_a_voice_of_a_model_with_several_can_be_chosen(tmp_path: Path) -> None:
    workspace = FolderWorkspace(tmp_path)
    sounds = {heard(workspace, language="de", voice=voice).sound.audio for voice in ("de/0", "de/1", None)}
    assert len(sounds) >= 2
    refused = said(workspace, voice="de/7")
    assert isinstance(refused, EngineRefused)
    assert "de/3" in str(refused)


def test_a_language_without_a_model_is_refused_with_those_that_are_there(tmp_path: Path) -> None:
    refused = said(FolderWorkspace(tmp_path), language="fr-CA")
    assert isinstance(refused, EngineRefused)
    assert "en, de" in str(refused)
    assert "videogen models pull mms-fr" in str(refused)


def test_a_word_that_the_model_cannot_say_is_not_silently_left_out(tmp_path: Path) -> None:
    refused = said(FolderWorkspace(tmp_path), text="Meet me at Ωmega.")
    assert isinstance(refused, EngineRefused)
    assert "Ωmega" in str(refused)


def test_accents_that_the_model_does_not_know_are_said_without(tmp_path: Path) -> None:
    assert len(heard(FolderWorkspace(tmp_path), text="A café.").words) == 2


def test_a_line_without_words_is_a_short_silence(tmp_path: Path) -> None:
    workspace = FolderWorkspace(tmp_path)
    speech = heard(workspace, text="…")
    with SoundReader(workspace.fetch(speech.sound.audio)) as reader:
        assert not reader.read(0, reader.samples).any()


def test_a_refused_line_costs_only_itself_and_order_is_kept(tmp_path: Path) -> None:
    requests = [
        SpeechRequest(text="One"),
        SpeechRequest(text="Zwei", language="de"),
        SpeechRequest(text="Trois", language="fr"),
        SpeechRequest(text="Four five"),
    ]
    results = list(two_languages().generate(requests, FolderWorkspace(tmp_path)))
    assert [len(each.words) if isinstance(each, Speech) else 0 for each in results] == [1, 1, 0, 2]


def test_a_folder_that_does_not_tell_its_language_needs_to_be_told(tmp_path: Path) -> None:
    from tests.fakes.tiny.speech import save_voice  # torch and transformers: 3 s

    folder = save_voice(tmp_path / "voice", language="klingon")
    with pytest.raises(InvalidInput, match="which language"):
        VitsSpeechEngine(ModelChoice(tmp_path, str(folder))).fingerprint()
    assert VitsSpeechEngine(ModelChoice(tmp_path, f"tlh={folder}")).capabilities().languages == ("tlh",)
