"""A process that asks a provider for one result and kills itself at a point that it is told, or is killed meanwhile."""

import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from tests.fakes.hosted_kinds import KINDS
from tests.fakes.paid_process import WatchedStore, killer
from videogen_dagster.core import keys
from videogen_dagster.core.errors import VideogenError
from videogen_dagster.core.values import Value
from videogen_dagster.engines.production import Production, produce
from videogen_dagster.store.media_store import MediaStore
from videogen_dagster.store.workspace import StoreWorkspace, scratch_directory


class NotingStore(WatchedStore):
    """A store that tells, too, when what is known of a call was written down: its job, or where its answer is kept."""

    reached: Callable[[str], None]

    def write(self, key: str, document: bytes) -> None:
        super().write(key, document)
        if key.startswith(keys.INTENTS) and (b'"job-1"' in document or b".json" in document or b".p" in document):
            self.reached("known")


def make_one(
    name: str, url: str, folder: Path, store: MediaStore, *, shared: Path | None = None, **settings: Any
) -> Production[Value]:
    """Produce one result of a kind in a real workspace.

    Args:
        name: Which kind.
        url: Where its provider is.
        folder: Where it works.
        store: Where results are kept.
        shared: What the processes of this machine share of the provider, if not in `folder`.
        settings: What else the deployment says of the provider.
    """
    kind = KINDS[name]
    with scratch_directory(folder / "scratch") as directory:
        workspace = StoreWorkspace(store, directory, project="p", run_id="r", on_progress=lambda *_: None)
        return produce(
            [kind.request(workspace)],
            engine=kind.engine(url, shared or folder / "shared", **settings),
            result_type=kind.result,
            store=store,
            open_workspace=lambda _: nullcontext(workspace),
            project="p",
        )


def main(name: str, url: str, folder: Path, point: str, count: int, settings: dict[str, Any]) -> None:
    """Make the result, or die by SIGKILL on reaching `point` the `count`th time."""
    store = NotingStore.in_folder(folder / "store")
    store.reached = killer(point, count)
    failed: dict[int, VideogenError] = dict(make_one(name, url, folder, store, **settings).failures())
    sys.exit(f"failed: {failed}" if failed else 0)
