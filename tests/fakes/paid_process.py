"""A process that makes paid pictures and kills itself at a point that it is told."""

import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path

from tests.fakes.paid_engine import PaidImageEngine
from videogen_dagster.core import keys
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.media import Media, Picture
from videogen_dagster.core.requests import ImageRequest
from videogen_dagster.engines.production import Production, produce
from videogen_dagster.engines.purse import Purse
from videogen_dagster.store.media_store import MediaStore
from videogen_dagster.store.workspace import StoreWorkspace, scratch_directory

REQUESTS = tuple(
    ImageRequest(prompt=f"a hill {seed}", size=FrameSize(width=16, height=16), seed=seed) for seed in range(3)
)


class WatchedStore(MediaStore):
    """A store in a folder that tells when an intent, a receipt or an object is about to be written, and is."""

    reached: Callable[[str], None]

    def create(self, key: str, document: bytes) -> bool:
        self.reached("before the intent")
        created = super().create(key, document)
        self.reached("after the intent")
        return created

    def write(self, key: str, document: bytes) -> None:
        super().write(key, document)
        if key.startswith("receipts/"):
            self.reached("after the receipt")

    def put_file(self, path: Path) -> Media:
        media = super().put_file(path)
        self.reached("kept")
        return media

    def remove(self, key: str) -> None:
        super().remove(key)
        if key.startswith(keys.INTENTS):
            self.reached("after the end")


def make_pictures(
    store: MediaStore,
    engine: PaidImageEngine,
    scratch: Path,
    *,
    purse: Purse | None = None,
    requests: Sequence[ImageRequest] = REQUESTS,
    on_result: Callable[[int, Picture], None] | None = None,
) -> Production[Picture]:
    """Produce the three pictures in a real workspace."""
    with scratch_directory(scratch) as directory:
        workspace = StoreWorkspace(store, directory, project="p", run_id="r", on_progress=lambda *_: None)
        return produce(
            requests,
            engine=engine,
            result_type=Picture,
            store=store,
            open_workspace=lambda _: nullcontext(workspace),
            purse=purse,
            on_result=on_result,
        )


def killer(point: str, count: int) -> Callable[[str], None]:
    """Return what kills this process when it is told a point for so many times."""
    left = count

    def reached(name: str) -> None:
        nonlocal left
        left -= name == point
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    return reached


def main(folder: Path, url: str, point: str, count: int) -> None:
    """Make the pictures, or die by SIGKILL on reaching `point` the `count`th time; at a point that does not exist nobody dies."""
    store = WatchedStore.in_folder(folder)
    store.reached = killer(point, count)
    failed = make_pictures(store, PaidImageEngine(url, reached=store.reached), folder.parent / "scratch").failures()
    sys.exit(f"failed: {failed}" if failed else 0)
