"""Configuration becomes engines: the deployment names one engine a kind, and nothing else stands in for it."""

from typing import Generic, TypeVar, cast

import dagster as dg
from pydantic import Field

from videogen_dagster.engines.protocols import (
    AnimationEngine,
    ImageEngine,
    LipSyncEngine,
    MusicEngine,
    ScriptEngine,
    SpeechEngine,
)
from videogen_dagster.engines.registry import EngineKind, load_engine
from videogen_dagster.media.encoders import SOFTWARE
from videogen_dagster.settings import load_settings

EngineT = TypeVar("EngineT")


def gpu_engines() -> frozenset[str]:
    """Return the names of those resources below whose engine, as the deployment is configured, runs on GPUs."""
    return frozenset(f"{kind}_engine" for kind in load_settings().gpu_kinds())


class _EngineResource(dg.ConfigurableResource[EngineT], Generic[EngineT]):
    name: str = Field(default="", description="Name of the engine; empty: as the deployment's settings say.")

    def _load(self, kind: EngineKind) -> EngineT:
        settings = load_settings()
        # Others than these write no segments: they wait for no probe.
        encoder = settings.chosen_encoder() if kind in {"animation", "lip_sync"} else SOFTWARE
        name = self.name or settings.engines[kind]
        return cast("EngineT", load_engine(kind, name, encoder=encoder, model=settings.model_choice(kind)))


class ScriptEngineResource(_EngineResource[ScriptEngine]):
    """The engine that plans films."""

    def create_resource(self, context: dg.InitResourceContext) -> ScriptEngine:  # noqa: ARG002  # Dagster's signature
        """Load the engine."""
        return self._load("script")


class ImageEngineResource(_EngineResource[ImageEngine]):
    """The engine that makes pictures."""

    def create_resource(self, context: dg.InitResourceContext) -> ImageEngine:  # noqa: ARG002  # Dagster's signature
        """Load the engine."""
        return self._load("image")


class AnimationEngineResource(_EngineResource[AnimationEngine]):
    """The engine that moves pictures."""

    def create_resource(self, context: dg.InitResourceContext) -> AnimationEngine:  # noqa: ARG002  # Dagster's signature
        """Load the engine."""
        return self._load("animation")


class SpeechEngineResource(_EngineResource[SpeechEngine]):
    """The engine that speaks."""

    def create_resource(self, context: dg.InitResourceContext) -> SpeechEngine:  # noqa: ARG002  # Dagster's signature
        """Load the engine."""
        return self._load("speech")


class LipSyncEngineResource(_EngineResource[LipSyncEngine]):
    """The engine that makes mouths follow speech."""

    def create_resource(self, context: dg.InitResourceContext) -> LipSyncEngine:  # noqa: ARG002  # Dagster's signature
        """Load the engine."""
        return self._load("lip_sync")


class MusicEngineResource(_EngineResource[MusicEngine]):
    """The engine that composes music."""

    def create_resource(self, context: dg.InitResourceContext) -> MusicEngine:  # noqa: ARG002  # Dagster's signature
        """Load the engine."""
        return self._load("music")
