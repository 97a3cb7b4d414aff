"""Clips of fal's image-to-video models."""

from videogen_dagster.engines.animation.hosted import HostedAnimationEngine, VideoProvider
from videogen_dagster.engines.providers.fal_queue import BASE_URL, FAL, FalQueue, fal_endpoint
from videogen_dagster.engines.providers.hosted_clips import JobProvider

FAL_VIDEO = VideoProvider(
    JobProvider(FAL, BASE_URL, endpoint_of=fal_endpoint, open_queue=FalQueue), picture_field="image_url"
)


def fal_animation_engine() -> HostedAnimationEngine:
    """Return the engine, without a provider yet."""
    return HostedAnimationEngine(FAL_VIDEO)
