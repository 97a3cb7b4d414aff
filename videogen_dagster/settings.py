"""The deployment's settings: the one file that reads the environment.

| variable | meaning | default |
|---|---|---|
| `VIDEOGEN_HOME` | folder for everything that the program keeps | `.videogen` below the current directory |
| `VIDEOGEN_STORE_URL` | media store: `s3://bucket/prefix` or another object store | `<home>/store` |
| `VIDEOGEN_ENCODER` | what encodes pictures: `software`, `auto`, `nvenc`, `videotoolbox`, `qsv`, `vaapi` | `software` |
| `VIDEOGEN_<KIND>_ENGINE` | engine for SCRIPT, IMAGE, ANIMATION, SPEECH, LIP_SYNC, MUSIC | the embedded offline engine |
| `VIDEOGEN_COMPOSITES` | Python files or modules whose functions may compose scenes | those that packages register |
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.engines.composites import Composites
from videogen_dagster.engines.registry import EngineKind, check_engine
from videogen_dagster.media.encoders import AUTO, ENCODERS, HARDWARE, SOFTWARE, Encoder
from videogen_dagster.store.media_store import MediaStore

EMBEDDED_ENGINES: Final[Mapping[EngineKind, str]] = {
    "script": "rules",
    "image": "illustrator",
    "animation": "camera",
    "speech": "espeak",
    "lip_sync": "viseme",
    "music": "procedural",
}


@dataclass(frozen=True, slots=True)
class Settings:
    """What a deployment decides, not a film.

    Attributes:
        home: Absolute folder for everything that the program keeps.
        store_url: URL of the media store, or None for the folder in `home`.
        engines: Name of the engine of each kind.
        composite_sources: Absolute paths of Python files, or names of modules, whose functions may compose scenes.
        encoder: What encodes pictures, as the deployment names it.
    """

    home: Path
    store_url: str | None
    engines: Mapping[EngineKind, str]
    composite_sources: tuple[str, ...] = ()
    encoder: str = SOFTWARE.name

    @property
    def instance_directory(self) -> Path:
        """Where Dagster keeps runs, events and partitions."""
        return self.home / "dagster"

    @property
    def films(self) -> Path:
        """Where finished films appear under their project's name."""
        return self.home / "films"

    def film_path(self, project: str) -> Path:
        """Return where the finished film of a project appears."""
        return self.films / f"{project}.mp4"

    @property
    def exports(self) -> Path:
        """Where films for editing programs appear, a folder a project."""
        return self.home / "exports"

    @property
    def previews(self) -> Path:
        """Where previews of films appear, each in a folder of its project's name."""
        return self.home / "previews"

    @property
    def locks(self) -> Path:
        """Where this machine's processes see which project is being worked on."""
        return self.home / "locks"

    @property
    def scratch(self) -> Path:
        """Where engines write files that are not finished."""
        return self.home / "scratch"

    def check_engines(self) -> None:
        """See that every engine that is named is installed, and that the encoder works.

        Raises:
            InvalidInput: One is not; the remedy lists those that are.
            EngineUnavailable: The encoder does not work on this machine.
        """
        for kind, name in self.engines.items():
            check_engine(kind, name)
        self.chosen_encoder()

    def chosen_encoder(self) -> Encoder:
        """Return what encodes pictures; another one than software is tried first, once in a process.

        Raises:
            InvalidInput: None is called so; the remedy lists those that are.
            EngineUnavailable: It does not work on this machine.
        """
        if self.encoder == SOFTWARE.name:
            return SOFTWARE
        if self.encoder not in {AUTO, *ENCODERS}:
            raise InvalidInput(
                f"no encoder is called {self.encoder!r}",
                field="VIDEOGEN_ENCODER",
                remedy=f"choose one of: {', '.join((SOFTWARE.name, AUTO, *(each.name for each in HARDWARE)))}",
            )
        from videogen_dagster.media.encoder_probing import find_encoder  # PyAV, 0.2 s; software needs no proof

        return find_encoder(self.encoder)

    def composites(self) -> Composites:
        """Return the functions that may compose scenes."""
        return Composites(self.composite_sources)

    def open_store(self) -> MediaStore:
        """Open the media store.

        Raises:
            StorageFailure: It cannot be opened.
        """
        if self.store_url is None:
            return MediaStore.in_folder(self.home / "store")
        return MediaStore.at_url(self.store_url, self.home / "cache")


def load_settings(environment: Mapping[str, str] | None = None, *, home: Path | None = None) -> Settings:
    """Return the settings of this process.

    Args:
        environment: Variables; the process's own if None.
        home: Overrides `VIDEOGEN_HOME`.
    """
    variables = os.environ if environment is None else environment
    return Settings(
        home=(home or Path(variables.get("VIDEOGEN_HOME") or ".videogen")).expanduser().resolve(),
        store_url=variables.get("VIDEOGEN_STORE_URL") or None,
        engines={
            kind: variables.get(f"VIDEOGEN_{kind.upper()}_ENGINE") or embedded
            for kind, embedded in EMBEDDED_ENGINES.items()
        },
        encoder=(variables.get("VIDEOGEN_ENCODER") or SOFTWARE.name).strip().lower(),
        composite_sources=tuple(
            str(Path(source).expanduser().resolve()) if source.endswith(".py") else source
            for source in variables.get("VIDEOGEN_COMPOSITES", "").split(os.pathsep)
            if source
        ),
    )
