"""Speech by VITS models on this machine (MMS and others that transformers loads): one language a model.

Word times are the model's own: it gives every letter a number of spectrogram frames, and those are what is heard.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Final

from videogen_dagster.core.errors import EngineFailure, EngineRefused, InvalidInput
from videogen_dagster.core.fingerprint import canonical_json
from videogen_dagster.core.media import Speech
from videogen_dagster.core.requests import SpeechRequest
from videogen_dagster.engines.diffusion.models import Model, resolve_model
from videogen_dagster.engines.diffusion.one_by_one import one_by_one
from videogen_dagster.engines.diffusion.residency import Resident
from videogen_dagster.engines.diffusion.sound_presets import MMS_LANGUAGES
from videogen_dagster.engines.diffusion.use_record import UseRecord
from videogen_dagster.engines.model_choice import ModelChoice
from videogen_dagster.engines.protocols import Capabilities, Workspace
from videogen_dagster.engines.speech.casting import Delivery, another_take, cast, with_manner
from videogen_dagster.engines.speech.utterances import Finish, keep_line
from videogen_dagster.engines.speech.vits_folders import VitsFolder, read_folder
from videogen_dagster.engines.usage import ModelUse

NAME: Final = "vits"
VERSION: Final = 1
"""Raised when the same request sounds differently."""

SETTING: Final = "VIDEOGEN_SPEECH_MODEL"

USUAL_RATE: Final = 142
"""Words a minute at which a delivery is spoken at the model's own speed."""

PITCH_STEPS: Final = 4
"""Steps of 2.5 % that a voice is at most higher or lower than the model's own; further ones sound unnatural."""

PITCH_STEP: Final = 0.025


class VitsSpeechEngine:
    """Speaks with VITS models, one line after the other.

    Args:
        choice: Which models, by commas, and how they run: ids of presets, or `language=folder`.
    """

    def __init__(self, choice: ModelChoice | None = None) -> None:
        self._choice = choice or ModelChoice(Path("models"), setting=SETTING)
        self._record = UseRecord()

    def with_model(self, choice: ModelChoice) -> "VitsSpeechEngine":
        return VitsSpeechEngine(choice)

    def fingerprint(self) -> str:
        facts = {language: model.facts for language, model in self._models.items()}
        return f"{NAME}/{VERSION} {canonical_json(facts).decode()}"

    def capabilities(self) -> Capabilities:
        try:
            folders = self._folders
        except (EngineFailure, InvalidInput):  # what is wrong with the models is told when one is used
            folders = {}
        voices = tuple(voice for language, folder in folders.items() for voice in folder.voices(language))
        return Capabilities(name=NAME, offline=True, pool="gpu", voices=voices, languages=tuple(folders))

    def last_use(self) -> ModelUse | None:
        return self._record.use()

    def generate(self, requests: Sequence[SpeechRequest], workspace: Workspace) -> Iterator[Speech | EngineFailure]:
        self._record = UseRecord()
        # Neighbours of one language share a use of its model; lines are yielded in their order all the same.
        for first, language, run in self._runs(requests):
            if isinstance(language, EngineFailure):
                workspace.check()
                yield language
                continue
            yield from self._spoken(run, language, first, workspace)

    def _spoken(
        self, run: Sequence[SpeechRequest], language: str, first: int, workspace: Workspace
    ) -> Iterator[Speech | EngineFailure]:
        from videogen_dagster.engines.speech.vits_voices import load_voice, speak  # NumPy at work; torch when it loads

        def make(index: int, request: SpeechRequest, resident: Resident) -> Speech:
            number = first + index
            workspace.progress(number, 0.0)
            delivery = as_asked(request)
            speaker = self._folders[language].speaker(request.voice, request.speaker)
            utterance = speak(
                request.text,
                resident.pipeline,
                speaker=speaker,
                rate=delivery.rate / USUAL_RATE,
                pitch=pitch_of(delivery),
                seed=_seed(request),
                check=workspace.check,
            )
            finish = Finish(workspace.check, gain_db=delivery.gain_db, natural=True)
            speech = keep_line(request.text, utterance, f"line-{number:05d}", workspace, finish)
            workspace.progress(number, 1.0)
            return speech

        model = self._models[language]
        yield from one_by_one(run, make, model=model, workspace=workspace, record=self._record, load=load_voice)

    def _runs(
        self, requests: Sequence[SpeechRequest]
    ) -> Iterator[tuple[int, str | EngineFailure, list[SpeechRequest]]]:
        """Yield stretches of lines in one language, each with the index of its first; a line that has none alone."""
        languages = [self._language_for(request) for request in requests]
        first = 0
        while first < len(requests):
            stop = first + 1
            while stop < len(requests) and languages[stop] == languages[first]:
                stop += 1
            yield first, languages[first], list(requests[first:stop])
            first = stop

    def _language_for(self, request: SpeechRequest) -> str | EngineFailure:
        known = self._folders
        if request.voice is not None:
            language = request.voice.partition("/")[0]
            if language in known and request.voice in known[language].voices(language):
                return language
            return EngineRefused(
                f"there is no voice {request.voice!r}; there are {_listed(self.capabilities().voices)}",
                engine=NAME,
                field="voice",
                remedy="choose one of these, or leave the voice out",
            )
        language = request.language.partition("-")[0].lower()
        if language in known:
            return language
        remedy = f"videogen models pull mms-{language}, and name it in {SETTING}" if language in MMS_LANGUAGES else None
        return EngineRefused(
            f"no model speaks the language {request.language!r}; there are models for {_listed(tuple(known))}",
            engine=NAME,
            field="language",
            remedy=remedy or "choose one of these, or another speech engine",
        )

    @cached_property
    def _models(self) -> Mapping[str, Model]:
        """The models by the language that they speak.

        Raises:
            InvalidInput: None is chosen, or the language of a folder is not known.
            ModelMissing: One is not there.
        """
        entries = [entry.strip() for entry in self._choice.model.split(",") if entry.strip()]
        models: dict[str, Model] = {}
        for entry in entries or [""]:
            language, named, name = entry.rpartition("=")
            model = resolve_model(replace(self._choice, model=name), "speech", engine=NAME)
            models[language.strip().lower() if named else self._language_of(model)] = model
        return models

    def _language_of(self, model: Model) -> str:
        if model.preset.id.startswith("mms-") and model.folder.name == model.preset.id:
            return model.preset.id.removeprefix("mms-")
        language = read_folder(model.folder).language
        if language is None:
            raise InvalidInput(
                f"{model.folder} does not say which language it speaks",
                field=SETTING,
                remedy=f"say it before the folder: en={model.folder}",
            )
        return language

    @cached_property
    def _folders(self) -> Mapping[str, VitsFolder]:
        return {language: read_folder(model.folder) for language, model in self._models.items()}


def as_asked(request: SpeechRequest) -> Delivery:
    """Return how a line is spoken: the voice of its speaker, changed by the direction and the take."""
    delivery = cast(request.speaker, request.language)
    return another_take(with_manner(delivery, request.manner), request.take)


def pitch_of(delivery: Delivery) -> float:
    """Return the factor of the model's own pitch: speakers of one model differ by it.

    In whole steps, so that the rate of a line shares a divisor with 48 kHz.
    """
    lift = 1 if delivery.variant.startswith("f") else 0 if delivery.variant == "m3" else -1
    steps = round((delivery.pitch - 50) / 12) + lift
    return 1 + PITCH_STEP * max(-PITCH_STEPS, min(PITCH_STEPS, steps))


def _seed(request: SpeechRequest) -> int:
    return int.from_bytes(hashlib.sha256(f"{request.text}\n{request.speaker}\n{request.take}".encode()).digest()[:7])


def _listed(names: tuple[str, ...]) -> str:
    shown = ", ".join(names[:12]) or "none"
    return f"{shown} and {len(names) - 12} more" if len(names) > 12 else shown
