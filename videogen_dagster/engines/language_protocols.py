"""Protocols of engines that know languages: they translate what is read and what is spoken."""

from typing import Protocol, runtime_checkable

from videogen_dagster.core.dubbing import Dubbing, DubbingRequest
from videogen_dagster.core.translation import Translation, TranslationRequest
from videogen_dagster.engines.protocols import Engine


class TranslationEngine(Engine[TranslationRequest, Translation], Protocol):
    """Translates captions: a text for each, in their order; numbers and names stay, and there is time to read them."""


@runtime_checkable
class TranslatesCaptions(Protocol):
    """What a script engine has, too, that knows languages."""

    def translator(self) -> TranslationEngine:
        """Return what translates captions, with the same model and provider."""
        ...


class DubbingEngine(Engine[DubbingRequest, Dubbing], Protocol):
    """Translates what is spoken: a text for each, in their order; numbers and names stay, and it takes about as long to say."""


@runtime_checkable
class TranslatesSpeech(Protocol):
    """What a script engine has, too, that knows languages well enough to write what is spoken in another one."""

    def dubber(self) -> DubbingEngine:
        """Return what translates spoken lines, with the same model and provider."""
        ...
