"""Clips of Replicate's image-to-video models."""

from videogen_dagster.engines.animation.hosted import HostedAnimationEngine, VideoProvider
from videogen_dagster.engines.providers.hosted_clips import JobProvider
from videogen_dagster.engines.providers.replicate_predictions import (
    BASE_URL,
    REPLICATE,
    ReplicatePredictions,
    replicate_endpoint,
)

REPLICATE_VIDEO = VideoProvider(
    JobProvider(REPLICATE, BASE_URL, endpoint_of=replicate_endpoint, open_queue=ReplicatePredictions),
    picture_field="image",
)


def replicate_animation_engine() -> HostedAnimationEngine:
    """Return the engine, without a provider yet."""
    return HostedAnimationEngine(REPLICATE_VIDEO)
