"""Work that a person can stop in good order."""

import signal
import sys
import threading
from collections.abc import Callable, Generator
from concurrent.futures import Future
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

from videogen_dagster.core import keys
from videogen_dagster.store.media_store import MediaStore

ResultT = TypeVar("ResultT")


def in_background(work: Callable[[], ResultT]) -> Future[ResultT]:
    """Start `work` in a thread: Dagster would take over the signals of the main one, and Ctrl-C could not be gentle."""
    future: Future[ResultT] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # noqa: BLE001  # handed to the main thread, which raises it
            future.set_exception(error)

    threading.Thread(target=run, name="run", daemon=True).start()
    return future


@contextmanager
def stopping_on_interrupt(store: MediaStore, project: str, run_id: str) -> Generator[None]:
    """Let the first Ctrl-C ask the work to stop in good order, and the second one stop it at once."""
    before = signal.getsignal(signal.SIGINT)

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, before)
        sys.stderr.write("\nstopping; press Ctrl-C again to stop at once\n")
        store.write(keys.cancel_request(project), run_id.encode())

    signal.signal(signal.SIGINT, ask_to_stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
