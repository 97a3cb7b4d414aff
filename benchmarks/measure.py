"""How cost is measured: CPU seconds, wall seconds, peak memory, and x264 alone as the limit to compare with."""

import resource
import sys
import time
from collections.abc import Generator, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.media.probing import probe
from videogen_dagster.media.segments import SegmentWriter, read_frames


@dataclass(slots=True)
class Cost:
    """What a stretch of work took; filled in when it ends."""

    cpu_s: float = 0.0
    wall_s: float = 0.0

    @property
    def busy_cores(self) -> float:
        """How many cores were busy on average."""
        return self.cpu_s / self.wall_s if self.wall_s else 0.0


def cpu_seconds() -> float:
    """Return the CPU time of this process and of the children that have ended, in seconds."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def peak_memory_mb() -> float:
    """Return the largest resident memory that this process had, in MB."""
    status = Path("/proc/self/status")
    if status.exists():
        # On Linux `ru_maxrss` of a child begins at its parent's size, also after exec; this figure is its own.
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024 / 1_000_000
    units_a_mb = 1_000_000 if sys.platform == "darwin" else 1_000
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / units_a_mb


@contextmanager
def measured() -> Generator[Cost]:
    """Measure the block; the cost is known after it."""
    cost = Cost()
    cpu, wall = cpu_seconds(), time.perf_counter()
    yield cost
    cost.cpu_s, cost.wall_s = cpu_seconds() - cpu, time.perf_counter() - wall


def x264_seconds(videos: Iterable[Path], scratch: Path, *, at_once: int = 1) -> float:
    """Return the CPU time that x264 alone takes to encode the frames of videos again, with a segment's settings.

    Only encoding counts: frames are decoded between the measurements, on the same thread.

    Args:
        videos: What is encoded again, each on its own.
        scratch: A folder for the result.
        at_once: In how many stretches a video is encoded side by side. Cores that share memory and clock take more CPU
            time for the same work when all are busy: compare with as many as the work that is compared keeps busy.
    """
    with ThreadPoolExecutor(at_once) as threads:
        return sum(
            sum(threads.map(lambda part, video=video: _encode_again(video, scratch, part, at_once), range(at_once)))
            for video in videos
        )


def _encode_again(video: Path, scratch: Path, part: int, parts: int) -> float:
    facts = probe(video).video
    if facts is None:
        raise ValueError(f"{video.name} holds no pictures")
    size = FrameSize(width=facts.width, height=facts.height)
    first, stop = facts.frames * part // parts, facts.frames * (part + 1) // parts
    target = scratch / f"peer-{part}.mp4"
    spent = -time.thread_time()
    writer = SegmentWriter(target, size, frames=stop - first, frames_per_second=int(facts.frames_per_second))
    with writer:
        spent += time.thread_time()
        for frame in islice(read_frames(video), first, stop):
            spent -= time.thread_time()
            writer.write(frame)
            spent += time.thread_time()
        spent -= time.thread_time()
    return spent + time.thread_time()


def markdown_table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table; numbers are rounded to two places."""
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    lines += ["| " + " | ".join(_cell(value) for value in row) + " |" for row in rows]
    return "\n".join(lines)


def _cell(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, float) else str(value)
