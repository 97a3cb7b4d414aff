"""What animation costs, beside x264 alone on the same frames: `python -m benchmarks.render`."""

import argparse
import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.measure import Cost, cpu_seconds, markdown_table, measured, peak_memory_mb, x264_seconds
from videogen_dagster.core.charges import Charge
from videogen_dagster.core.choices import Style
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.media import Clip, Media, Picture
from videogen_dagster.core.requests import ClipRequest, ImageRequest
from videogen_dagster.engines.animation.camera import CameraAnimationEngine
from videogen_dagster.media.illustration.layers import encode_png, write_layers
from videogen_dagster.media.illustration.picture import illustrate

SIZE: Final = FrameSize(width=1920, height=1080)
FRAMES: Final = 150
MEMORY_FRAMES: Final = 16

SHOTS: Final = (
    ("a misty forest at sunset, a fox", "slow push in", Style.CINEMATIC),
    ("a city street at night in the rain, neon signs", "pan right", Style.NEON),
    ("a sailing boat on a calm sea at dawn", "truck left", Style.STORYBOOK),
    ("a mountain village at dusk, snow falling", "orbit right", Style.PASTEL),
    ("a restaurant kitchen, a chef at the oven, fire", "handheld", Style.CINEMATIC),
    ("desert dunes at noon, a man walking", "pull out", Style.RETRO),
)


class FolderWorkspace:
    """Engine workspace over a folder, without a store behind it."""

    def __init__(self, folder: Path) -> None:
        self.directory = folder / "scratch"
        self._kept = folder / "kept"
        self.directory.mkdir(parents=True)
        self._kept.mkdir()

    def fetch(self, media: Media) -> Path:
        """Return where kept media is."""
        return self._kept / media.name

    def keep(self, path: Path) -> Media:
        """Keep a file under its hash."""
        media = Media(sha256=hashlib.sha256(path.read_bytes()).hexdigest(), extension=path.suffix[1:])
        shutil.copyfile(path, self.fetch(media))
        return media

    def reachable_url(self, media: Media) -> str | None:
        """There is no store behind it."""

    def progress(self, index: int, done: float) -> None:
        """Nobody watches."""

    def cancelled(self) -> bool:
        """Nobody asks to stop."""
        return False

    def check(self) -> None:
        """Nobody asks to stop."""

    def idempotency_key(self, index: int) -> str:
        """Nothing is submitted."""
        return str(index)

    def known_job(self, index: int) -> str | None:
        """Nothing was submitted."""

    def remember_job(self, index: int, job: str) -> None:
        """Nothing is submitted."""

    def charged(self, index: int, call: str, charge: Charge) -> None:
        """Nothing is."""

    def forget_job(self, index: int) -> None:
        """Nothing is submitted."""


def draw(workspace: FolderWorkspace, prompt: str, style: Style) -> Picture:
    """Draw a picture in layers and keep it."""
    illustration = illustrate(ImageRequest(prompt=prompt, size=SIZE, style=style))
    sheets, flat = workspace.directory / "picture.ora", workspace.directory / "picture.png"
    write_layers(sheets, illustration.layers)
    flat.write_bytes(encode_png(np.ascontiguousarray(illustration.flat)))
    return Picture(image=workspace.keep(flat), size=SIZE, layers=workspace.keep(sheets))


def film(workspace: FolderWorkspace, requests: list[ClipRequest], *, workers: int) -> tuple[list[Path], Cost]:
    """Render clips and return their files and the cost."""
    with measured() as cost:
        results = list(CameraAnimationEngine(workers=workers).generate(requests, workspace))
    clips = [result for result in results if isinstance(result, Clip)]
    if len(clips) != len(requests):
        raise RuntimeError(f"{len(requests) - len(clips)} of {len(requests)} clips failed: {results}")
    return [workspace.fetch(clip.video) for clip in clips], cost


def compare(folder: Path) -> str:
    """Return a table of the engine's CPU time beside that of x264 alone, shot by shot and all together."""
    workspace = FolderWorkspace(folder)
    requests = [
        ClipRequest(picture=draw(workspace, prompt, style), motion_prompt=motion, scene_prompt=prompt, frames=FRAMES)
        for prompt, motion, style in SHOTS
    ]
    rows: list[tuple[object, ...]] = []
    whole_x264 = 0.0
    for request in requests:
        before = cpu_seconds()
        videos, _ = film(workspace, [request], workers=1)
        engine_s = cpu_seconds() - before
        x264_s = x264_seconds(videos, workspace.directory)
        whole_x264 += x264_s
        rows.append((request.scene_prompt, request.motion_prompt, engine_s, x264_s, engine_s / x264_s, ""))
    _, cost = film(workspace, requests, workers=2)
    rows.append(("all, two at a time", "", cost.cpu_s, whole_x264, cost.cpu_s / whole_x264, cost.wall_s / cost.cpu_s))
    return markdown_table(("picture", "motion", "engine CPU s", "x264 CPU s", "ratio", "wall / CPU"), rows)


def peak_with(scenes: int, folder: Path) -> float:
    """Return the peak memory in MB of a process that renders so many scenes, two at a time."""
    command = [sys.executable, "-m", "benchmarks.render", "--scenes", str(scenes), "--folder", str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 -- this very program
    return float(done.stdout)


def render_scenes(scenes: int, folder: Path) -> float:
    """Render short scenes of the pictures in a folder and return this process's peak memory in MB."""
    workspace = FolderWorkspace(Path(tempfile.mkdtemp(dir=folder)))
    pictures = [Picture.model_validate_json(line) for line in (folder / "pictures.jsonl").read_text().splitlines()]
    for picture in pictures:
        for media in (picture.image, picture.layers):
            if media is not None:
                shutil.copyfile(folder / "kept" / media.name, workspace.fetch(media))
    requests = [
        ClipRequest(picture=pictures[index % len(pictures)], motion_prompt="push in", frames=MEMORY_FRAMES, seed=index)
        for index in range(scenes)
    ]
    film(workspace, requests, workers=2)
    return peak_memory_mb()


def memory(folder: Path) -> str:
    """Return a table of peak memory by number of scenes."""
    workspace = FolderWorkspace(folder)
    pictures = [draw(workspace, prompt, style) for prompt, _, style in SHOTS[:3]]
    (folder / "pictures.jsonl").write_text("\n".join(picture.model_dump_json() for picture in pictures))
    rows = [(scenes, f"{peak_with(scenes, folder):.0f}") for scenes in (4, 40)]
    return markdown_table(("scenes", "peak memory MB"), rows)


def main() -> None:
    """Measure and print tables; or, as a child of the memory measurement, render and print the peak."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenes", type=int, help="render so many scenes and print the peak memory")
    parser.add_argument("--folder", type=Path, help="where the pictures for --scenes are")
    arguments = parser.parse_args()
    if arguments.scenes is not None:
        print(render_scenes(arguments.scenes, arguments.folder))  # noqa: T201 -- the parent reads it
        return
    with tempfile.TemporaryDirectory() as scratch:
        print(compare(Path(scratch) / "compare"), end="\n\n")  # noqa: T201 -- a command's output
        print(memory(Path(scratch) / "memory"))  # noqa: T201 -- a command's output


if __name__ == "__main__":
    main()
