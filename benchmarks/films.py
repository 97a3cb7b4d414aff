"""What a whole film costs, through the real command: `python -m benchmarks.films`."""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from benchmarks.measure import markdown_table, x264_seconds

CORES: Final = os.cpu_count() or 1
VIDEOGEN: Final = Path(sys.executable).with_name("videogen")

SHOTS: Final = (
    ("EXT. MISTY FOREST - DAWN", "A fox trots along a path between pines.", "slow push in", None),
    ("EXT. CITY STREET - NIGHT", "Rain falls on neon signs and a tram.", "pan left to right", None),
    ("INT. KITCHEN - MORNING", "A chef stands at the stove under hanging pans.", "handheld", "Mara"),
    ("EXT. HARBOUR - SUNSET", "Sailing boats lie at the quay.", "truck left", None),
    ("EXT. MOUNTAINS - DAY", "Snow falls on a village below the peaks.", "tilt up", None),
    ("INT. OFFICE - DAY", "A desk with a laptop under a window.", "static", "Elias"),
    ("EXT. DESERT - NOON", "A man walks over the dunes.", "pull out", None),
    ("EXT. SEA - NIGHT", "A lighthouse and a fishing boat.", "orbit right", None),
    ("INT. LIBRARY - EVENING", "Books, a lamp and an armchair.", "slow push in", None),
    ("EXT. FIELD - SUNSET", "A tractor crosses a wheat field.", "pan right to left", None),
    ("EXT. VILLAGE STREET - DUSK", "A bicycle stands before a lit shop.", "crane up", None),
    ("EXT. SPACE - NIGHT", "A rocket passes a ringed planet.", "slow push in", None),
)
SCENE_S: Final = 7.5
LINE: Final = "Some places are only seen by those who take the time to look twice."


@dataclass(frozen=True, slots=True)
class Ran:
    """What one command took; memory is that of its largest process."""

    wall_s: float
    cpu_s: float
    peak_memory_mb: float
    out: str


def brief(scenes: int, *, scene_s: float = SCENE_S) -> str:
    """Return a YAML brief of so many scenes; the twelve shots above, repeated, every one narrated or spoken."""
    planned = []
    for index in range(scenes):
        heading, action, motion, speaker = SHOTS[index % len(SHOTS)]
        line = {"text": LINE} | ({"character": speaker} if speaker else {})
        planned.append(
            {
                "heading": heading,
                "action": f"{action} Take {index // len(SHOTS) + 1}.",
                "motion_prompt": motion,
                "duration_s": scene_s,
                "lines": [line],
            }
        )
    return yaml.safe_dump({"title": "Benchmark", "scenes": planned}, sort_keys=False)


def run(arguments: list[str], home: Path) -> Ran:
    """Run the command in a home of its own and measure it and all processes that it started."""
    started_s = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603  # our own command
        [str(VIDEOGEN), *arguments],
        # Workers that stay are nobody's children: only in one process can all CPU time be counted.
        env={**os.environ, "VIDEOGEN_HOME": str(home), "VIDEOGEN_EXECUTOR": "in_process"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    out = process.stdout.read() if process.stdout else ""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"videogen {' '.join(arguments)} ended with {process.returncode}")
    return Ran(
        wall_s=time.perf_counter() - started_s,
        cpu_s=usage.ru_utime + usage.ru_stime,
        peak_memory_mb=usage.ru_maxrss / 1000,
        out=out.strip(),
    )


def ninety_seconds(folder: Path) -> str:
    """Return a table: a cold film of 12 scenes beside x264 on the same frames, and the same command again."""
    script, home = folder / "benchmark.yaml", folder / "home"
    script.write_text(brief(len(SHOTS)))
    arguments = ["make", str(script), "--resolution", "1080p"]
    cold = run(arguments, home)
    receipts = len(list((home / "store" / "receipts").iterdir()))
    again = run(arguments, home)
    made_again = len(list((home / "store" / "receipts").iterdir())) - receipts
    x264_s = x264_seconds([Path(cold.out.splitlines()[-1])], folder, at_once=CORES)
    helped = run(["--help"], home)
    rows = [
        ("cold film, 12 scenes, 90 s, 1080p30", cold.cpu_s, cold.wall_s, cold.wall_s / cold.cpu_s, cold.peak_memory_mb),
        (f"x264 alone on its frames, {CORES} at once", x264_s, "", "", ""),
        ("ratio of CPU", cold.cpu_s / x264_s, "", "", ""),
        (f"the same command again ({made_again} results made)", again.cpu_s, again.wall_s, "", again.peak_memory_mb),
        ("videogen --help", helped.cpu_s, helped.wall_s, "", helped.peak_memory_mb),
    ]
    return markdown_table(("", "CPU s", "wall s", "wall / CPU", "peak memory MB"), rows)


def memory(folder: Path) -> str:
    """Return a table of the largest process of a film by its number of scenes."""
    rows = []
    for scenes in (4, 40):
        script = folder / f"{scenes}.yaml"
        script.write_text(brief(scenes, scene_s=0.5))
        ran = run(["make", str(script), "--resolution", "1080p"], folder / f"home-{scenes}")
        rows.append((scenes, f"{ran.peak_memory_mb:.0f}"))
    return markdown_table(("scenes", "peak memory MB of the largest process"), rows)


def main() -> None:
    """Measure and print the tables."""
    with tempfile.TemporaryDirectory() as scratch:
        print(ninety_seconds(Path(scratch)), end="\n\n")  # noqa: T201  # a command's output
        print(memory(Path(scratch)))  # noqa: T201  # a command's output


if __name__ == "__main__":
    main()
