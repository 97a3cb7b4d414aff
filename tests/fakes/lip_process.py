"""A process that has lips moved by a provider, to be killed while it waits."""

from contextlib import nullcontext
from pathlib import Path

from tests.fakes.job_servers import KEY
from videogen_dagster.core.media import Clip
from videogen_dagster.core.requests import LipSyncRequest
from videogen_dagster.engines.lip_sync.fal import FAL_LIPS
from videogen_dagster.engines.lip_sync.hosted import HostedLipSyncEngine, LipSyncProvider
from videogen_dagster.engines.lip_sync.sync import SYNC_LIPS
from videogen_dagster.engines.production import Production, produce
from videogen_dagster.engines.provider_choice import ProviderChoice
from videogen_dagster.engines.providers.jobs import Patience
from videogen_dagster.engines.providers.secret import Secret
from videogen_dagster.store.media_store import MediaStore
from videogen_dagster.store.workspace import StoreWorkspace, scratch_directory

QUICK = Patience(first_poll_s=0.02, longest_poll_s=0.1)
PROVIDERS: dict[str, LipSyncProvider] = {"fal": FAL_LIPS, "sync": SYNC_LIPS}


def engine_of(name: str, url: str, its_model: str, shared: Path, **settings: object) -> HostedLipSyncEngine:
    choice = {
        "shared": shared,
        "model": its_model,
        "base_url": url,
        "key": Secret(KEY),
        "key_setting": "ACME_KEY",
        "prefix": "VIDEOGEN_LIP_SYNC",
        "private_hosts": frozenset({"127.0.0.1"}),
    }
    return HostedLipSyncEngine(PROVIDERS[name], ProviderChoice(**choice | settings), patience=QUICK)


def move_lips(
    store: MediaStore, engine: HostedLipSyncEngine, request: LipSyncRequest, scratch: Path
) -> Production[Clip]:
    """Produce one clip in a real workspace."""
    with scratch_directory(scratch) as directory:
        workspace = StoreWorkspace(store, directory, project="p", run_id="r", on_progress=lambda *_: None)
        return produce(
            [request],
            engine=engine,
            result_type=Clip,
            store=store,
            open_workspace=lambda _: nullcontext(workspace),
            project="p",
        )


def main(folder: Path, name: str, base_url: str, model: str, request: LipSyncRequest) -> None:
    store = MediaStore.in_folder(folder / "store")
    move_lips(store, engine_of(name, base_url, model, folder / "shared"), request, folder / "scratch")
