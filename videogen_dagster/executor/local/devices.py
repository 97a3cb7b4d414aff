"""One pool at a time on a GPU: its worker holds the GPU's lock for as long as it lives, because its models stay there."""

import re
import socket
import time
from pathlib import Path
from typing import Final

from videogen_dagster.executor.local.places import FileLock
from videogen_dagster.executor.local.wire import AskRelease, encoded

YIELD_S: Final = 1.5
"""For how long a pool that gave a GPU away leaves it to the others."""
ASK_AGAIN_S: Final = 1.0


class DeviceLocks:
    """The locks of this machine's GPUs, which all pools of a user share.

    Args:
        runtime: Where the locks are.
        own: The socket of the pool that asks; the holder of a lock can be told there to give it back.
    """

    def __init__(self, runtime: Path, *, own: Path) -> None:
        self._runtime = runtime
        self._own = own
        self._not_before_s: dict[str, float] = {}

    def take(self, device: str) -> FileLock | None:
        """Take a GPU; None if another pool has it, which is asked for it then."""
        now_s = time.monotonic()
        if now_s < self._not_before_s.get(device, 0.0):
            return None
        lock = FileLock(self._runtime / f"gpu-{re.sub(r'[^A-Za-z0-9-]', '_', device)}.lock")
        if lock.take(told=str(self._own)):
            return lock
        self._not_before_s[device] = now_s + ASK_AGAIN_S
        self._ask(Path(lock.holder()), device)
        return None

    def yield_to_others(self, device: str) -> None:
        """Leave a GPU to others for a while: somebody waits for it."""
        self._not_before_s[device] = time.monotonic() + YIELD_S

    def _ask(self, holder: Path, device: str) -> None:
        if holder == self._own:
            return
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1.0)
            try:
                connection.connect(str(holder))
                connection.sendall(encoded(AskRelease(device=device)))
            except OSError:  # it is just ending
                return
