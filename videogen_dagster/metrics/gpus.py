"""The GPUs of this machine, as NVIDIA's own tool tells of them; a machine without it shows none."""

import csv
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from typing import Final

from videogen_dagster.metrics.figures import Gpu

TOOL: Final = "nvidia-smi"
ASKED: Final = ("--query-gpu=index,memory.used,memory.total,utilization.gpu", "--format=csv,noheader,nounits")
PATIENCE_S: Final = 5.0
FRESH_S: Final = 15.0
"""The tool takes a tenth of a second and more; it is asked as often as Prometheus usually comes."""
MIB: Final = 1024 * 1024


class GpuWatch:
    """Asks for the GPUs from time to time.

    Args:
        clock: Seconds that only grow.
        tool: Name or path of NVIDIA's program.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic, tool: str = TOOL) -> None:
        self._clock = clock
        self._tool = shutil.which(tool)
        self._asked_s = float("-inf")
        self._gpus: tuple[Gpu, ...] = ()

    def gpus(self) -> tuple[Gpu, ...]:
        """Return the GPUs as they were a moment ago; none if there are none, or their driver does not answer."""
        if self._tool is not None and self._clock() - self._asked_s >= FRESH_S:
            self._asked_s = self._clock()
            self._gpus = tuple(parse(_answer(self._tool)))
        return self._gpus


def parse(text: str) -> Iterator[Gpu]:
    """Yield the GPUs that the tool's table tells of; what a GPU does not tell (`[N/A]`) counts as 0.

    Args:
        text: Lines of index, used and all memory in MiB, and use in percent.
    """
    for row in csv.reader(text.splitlines(), skipinitialspace=True):
        if len(row) == 4 and row[0].isdigit():
            used, total, busy = (_number(cell) for cell in row[1:])
            yield Gpu(index=row[0], used_bytes=used * MIB, total_bytes=total * MIB, busy=busy / 100)


def _number(cell: str) -> float:
    return float(cell) if cell.replace(".", "", 1).isdigit() else 0.0


def _answer(tool: str) -> str:
    try:
        asked = subprocess.run([tool, *ASKED], capture_output=True, text=True, timeout=PATIENCE_S, check=False)  # noqa: S603  # found on the path, fixed arguments
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return asked.stdout if asked.returncode == 0 else ""
