"""What the folder of a VITS model says about it, without loading it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from videogen_dagster.engines.diffusion.sound_presets import MMS_LANGUAGES

_SUBTAGS: Final = {code: language for language, code in MMS_LANGUAGES.items()}


@dataclass(frozen=True, slots=True)
class VitsFolder:
    """A model as its files describe it.

    Attributes:
        speakers: How many voices it has.
        language: Primary language subtag, or None if it does not say.
    """

    speakers: int
    language: str | None

    def voices(self, language: str) -> tuple[str, ...]:
        """Return the names of its voices: the language alone where it has one voice, else `en/0` and so on."""
        if self.speakers == 1:
            return (language,)
        return tuple(f"{language}/{number}" for number in range(self.speakers))

    def speaker(self, voice: str | None, name: str) -> int | None:
        """Return the number of the voice: the one asked for, else always the same for the same name of a speaker.

        Returns:
            None where the model has one voice.
        """
        if self.speakers == 1:
            return None
        if voice is not None:
            return int(voice.partition("/")[2])
        return int.from_bytes(hashlib.sha256(name.casefold().encode()).digest()[:4]) % self.speakers


@lru_cache(maxsize=64)
def read_folder(folder: Path) -> VitsFolder:
    """Return what a model folder says about itself; a folder that is not there says nothing."""
    speakers = _read(folder / "config.json").get("num_speakers", 1)
    language = _read(folder / "tokenizer_config.json").get("language")
    known = _SUBTAGS.get(str(language)) or (str(language) if language in MMS_LANGUAGES else None)
    return VitsFolder(speakers=max(1, int(str(speakers))), language=known)


def _read(path: Path) -> Mapping[str, object]:
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
