"""Lip sync of sync.so (API v2, `POST /v2/generate`)."""

from typing import Any

from videogen_dagster.engines.lip_sync.hosted import HostedLipSyncEngine, LipSyncProvider, Named
from videogen_dagster.engines.providers.hosted_clips import JobProvider
from videogen_dagster.engines.providers.sync_generations import (
    BASE_URL,
    SYNC,
    SyncGenerations,
    sync_endpoint,
    upload_to_sync,
)


def _asked(clip: Named, speech: Named, options: dict[str, Any]) -> dict[str, Any]:
    # Both last equally long but for a fraction of a frame: what is over is cut, not slowed down or played back and forth.
    told = {"sync_mode": "cut_off", **options}
    return {"input": [{"type": "video", **clip}, {"type": "audio", **speech}], "options": told}


SYNC_LIPS = LipSyncProvider(
    JobProvider(SYNC, BASE_URL, endpoint_of=sync_endpoint, open_queue=SyncGenerations, upload=upload_to_sync),
    asked=_asked,
    billed_rate=25,  # it bills frames, and tells prices of a second of 25 (sync.so, Billing)
)


def sync_lip_sync_engine() -> HostedLipSyncEngine:
    """Return the engine, without a provider yet."""
    return HostedLipSyncEngine(SYNC_LIPS)
