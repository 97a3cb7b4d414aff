"""The voices that espeak-ng brings, read from its data folder: which there are, and which speaks a language."""

import difflib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

DEFAULT_REGIONS: Final = {"en": "en-us", "pt": "pt-br", "es": "es", "fr": "fr", "zh": "cmn", "no": "nb"}
"""What a language without region means in films; espeak-ng itself would take British English."""

# Tags whose espeak-ng voice has another code: retired codes (IANA registry), macro languages, Chinese by script and place.
ALIASES: Final = {
    "iw": "he",
    "in": "id",
    "ji": "yi",
    "mo": "ro",
    "sh": "hr",
    "zh-cn": "cmn",
    "zh-tw": "cmn",
    "zh-sg": "cmn",
    "zh-hans": "cmn",
    "zh-hant": "cmn",
    "zh-hk": "yue",
    "zh-mo": "yue",
    "nn": "nb",
    "arb": "ar",
    "pes": "fa",
    "ekk": "et",
    "lvs": "lv",
    "swh": "sw",
    "es-mx": "es-419",
    "es-ar": "es-419",
    "es-co": "es-419",
    "es-us": "es-419",
    "en-au": "en-gb",
    "en-nz": "en-gb",
    "en-ie": "en-gb",
    "en-za": "en-gb",
    "en-in": "en-gb",
    "en-ca": "en-us",
}
DEFAULT_PRIORITY: Final = 5
IDENTIFIER: Final = re.compile(r"[\w-]+(/[\w-]+)*")


@dataclass(frozen=True, slots=True)
class LanguageVoice:
    """A voice of one language.

    Attributes:
        identifier: What the library calls it (`gmw/en-US`).
        name: For people (`English (America)`).
        languages: Lower-case tags that it speaks, each with its priority; 1 is best.
    """

    identifier: str
    name: str
    languages: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class VoiceCatalogue:
    """All voices: every language voice may carry one of the variants (`gmw/en-US+f3`)."""

    languages: tuple[LanguageVoice, ...]
    variants: frozenset[str]

    def identifiers(self) -> tuple[str, ...]:
        """Return the language voices and, for each, the numbered variants: what a person may choose from."""
        numbered = sorted(variant for variant in self.variants if re.fullmatch(r"[fm][0-9]", variant))
        return tuple(
            f"{voice.identifier}{suffix}"
            for voice in self.languages
            for suffix in ("", *(f"+{variant}" for variant in numbered))
        )

    def knows(self, identifier: str) -> bool:
        """Return whether the library has that voice and, if it names one, that variant."""
        voice, plus, variant = identifier.partition("+")
        return any(known.identifier == voice for known in self.languages) and (not plus or variant in self.variants)

    def near_voices(self, identifier: str) -> tuple[str, ...]:
        """Return up to five identifiers that resemble an unknown one."""
        voice, plus, variant = identifier.partition("+")
        if self.knows(voice) and plus:
            near = difflib.get_close_matches(variant, sorted(self.variants), n=5, cutoff=0.0)
            return tuple(f"{voice}+{name}" for name in near)
        names = {known.identifier.lower(): known.identifier for known in self.languages}
        spoken = self.speaks(voice)
        near = difflib.get_close_matches(voice.lower(), sorted(names), n=5, cutoff=0.0)
        found = [spoken.identifier] if spoken else []
        return tuple(dict.fromkeys([*found, *(names[name] for name in near)]))[:5]

    def speaks(self, language: str) -> LanguageVoice | None:
        """Return the voice for a BCP 47 tag: its region's if there is one, else the language's usual one."""
        for tag in _ever_wider(language):
            voice = self._best(ALIASES.get(tag) or DEFAULT_REGIONS.get(tag) or tag)
            if voice:
                return voice
        return None

    def primary_languages(self) -> tuple[str, ...]:
        """Return the primary subtags (`en`, `zh`) of all languages that there is a voice for, sorted."""
        tags = {tag for voice in self.languages for tag, _ in voice.languages} | set(ALIASES) | set(DEFAULT_REGIONS)
        return tuple(sorted({tag.split("-")[0] for tag in tags}))

    def near_languages(self, language: str) -> tuple[str, ...]:
        """Return up to five `code (name)` of languages that resemble an unknown tag."""
        names = {tag: best.name for voice in self.languages for tag, _ in voice.languages if (best := self._best(tag))}
        primary = language.lower().split("-")[0]
        near = difflib.get_close_matches(primary, sorted(names), n=5, cutoff=0.0)
        return tuple(f"{tag} ({names[tag]})" for tag in near)

    def _best(self, tag: str) -> LanguageVoice | None:
        speakers = [
            (priority, len(voice.identifier), voice.identifier, voice)
            for voice in self.languages
            for spoken, priority in voice.languages
            if spoken == tag
        ]
        return min(speakers, key=lambda speaker: speaker[:3])[3] if speakers else None


def _ever_wider(language: str) -> list[str]:
    """Return a BCP 47 tag in lower case and what it is a case of: language and region, then ever shorter prefixes."""
    parts = language.lower().replace("_", "-").split("-")
    prefixes = ["-".join(parts[:length]) for length in range(len(parts), 0, -1)]
    regions = [f"{parts[0]}-{part}" for part in parts[1:] if len(part) == 2]
    return [prefixes[0], *regions, *prefixes[1:]]


@cache
def read_catalogue(data_folder: Path) -> VoiceCatalogue:
    """Return the voices in espeak-ng's data folder (some 280 small files; read once a process)."""
    language_folder, variant_folder = data_folder / "lang", data_folder / "voices" / "!v"
    voices = (
        _read_voice(path, path.relative_to(language_folder).as_posix())
        for path in sorted(language_folder.rglob("*"))
        if path.is_file()
    )
    variants = frozenset(path.name for path in variant_folder.iterdir() if IDENTIFIER.fullmatch(path.name))
    return VoiceCatalogue(tuple(voices), variants)


def _read_voice(path: Path, identifier: str) -> LanguageVoice:
    name, languages = identifier, []
    # Comments in a few files are in old Chinese encodings.
    for line in path.read_text("utf-8", errors="replace").splitlines():
        words = line.split()
        match words[:1]:
            case ["name"]:
                name = " ".join(words[1:])
            case ["language"] if len(words) > 1:
                languages.append((words[1].lower(), int(words[2]) if len(words) > 2 else DEFAULT_PRIORITY))
            case _:
                pass
    return LanguageVoice(identifier, name, tuple(languages))
