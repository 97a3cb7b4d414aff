"""Clips of fal's image-to-video models."""

from videogen_dagster.engines.animation.hosted import HostedAnimationEngine, VideoProvider
from videogen_dagster.engines.providers.fal_queue import FAL, FalQueue, fal_endpoint

FAL_VIDEO = VideoProvider(name=FAL, endpoint_of=fal_endpoint, open_queue=FalQueue, picture_field="image_url")


def fal_animation_engine() -> HostedAnimationEngine:
    """Return the engine, without a provider yet."""
    return HostedAnimationEngine(FAL_VIDEO)
