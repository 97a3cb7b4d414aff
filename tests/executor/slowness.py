"""How slow this machine is just now: limits that users are promised are those of one that has nothing else to do."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

USUAL_PER_S = 4000.0
"""So much of the yardstick's work a core does in a second that is a few years old and has nothing else to do."""
YARDSTICK = """
import select, sys, time
print(flush=True)
done, began_s = 0, time.monotonic()
while not done or not select.select([sys.stdin], [], [], 0)[0]:
    sum(range(10_000))
    done += 1
print(done / (time.monotonic() - began_s))
"""


@dataclass
class Slowness:
    """What a yardstick found.

    Attributes:
        factor: How many times as long as usual its work took; 1 while it still works.
    """

    factor: float = 1.0

    def stretched(self, limit_s: float) -> float:
        """Return what a limit is on a machine that is so slow."""
        return limit_s * self.factor


@contextmanager
def measured() -> Iterator[Slowness]:
    """Let a process work during the block, as those do that are looked at: it waits for a core as often and as long as they."""
    found = Slowness()
    command = [sys.executable, "-I", "-S", "-c", YARDSTICK]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            yield found
        finally:
            told, _ = process.communicate()
    found.factor = max(1.0, USUAL_PER_S / float(told))
