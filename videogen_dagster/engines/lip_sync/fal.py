"""Lip sync of the models in fal's queue: `{video_url, audio_url}` in, `{video: {url}}` out."""

from typing import Any

from videogen_dagster.engines.lip_sync.hosted import HostedLipSyncEngine, LipSyncProvider, Named
from videogen_dagster.engines.providers.fal_queue import BASE_URL, FAL, FalQueue, fal_lip_sync_endpoint
from videogen_dagster.engines.providers.fal_storage import upload_to_fal
from videogen_dagster.engines.providers.hosted_clips import JobProvider


def _asked(clip: Named, speech: Named, options: dict[str, Any]) -> dict[str, Any]:
    return {"video_url": clip["url"], "audio_url": speech["url"], **options}


FAL_LIPS = LipSyncProvider(
    JobProvider(FAL, BASE_URL, endpoint_of=fal_lip_sync_endpoint, open_queue=FalQueue, upload=upload_to_fal),
    asked=_asked,
)


def fal_lip_sync_engine() -> HostedLipSyncEngine:
    """Return the engine, without a provider yet."""
    return HostedLipSyncEngine(FAL_LIPS)
