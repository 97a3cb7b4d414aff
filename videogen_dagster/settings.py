"""The deployment's settings: the one file that reads the environment.

| variable | meaning | default |
|---|---|---|
| `VIDEOGEN_HOME` | folder for everything that the program keeps | `.videogen` below the current directory |
| `VIDEOGEN_STORE_URL` | media store: `s3://bucket/prefix` or another object store | `<home>/store` |
| `VIDEOGEN_<KIND>_ENGINE` | engine for SCRIPT, IMAGE, ANIMATION, SPEECH, LIP_SYNC, MUSIC | the embedded offline engine |
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from videogen_dagster.engines.registry import EngineKind, check_engine
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
    """

    home: Path
    store_url: str | None
    engines: Mapping[EngineKind, str]

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
    def locks(self) -> Path:
        """Where this machine's processes see which project is being worked on."""
        return self.home / "locks"

    @property
    def scratch(self) -> Path:
        """Where engines write files that are not finished."""
        return self.home / "scratch"

    def check_engines(self) -> None:
        """See that every engine that is named is installed.

        Raises:
            InvalidInput: One is not; the remedy lists those that are.
        """
        for kind, name in self.engines.items():
            check_engine(kind, name)

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
    )
