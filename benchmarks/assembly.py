"""What assembling a film of given clips costs, beside FFmpeg and moviepy: `python -m benchmarks.assembly`.

All get the same twelve clips of 8 s at 1080p30, with half a second of crossfade between them, the same spoken lines and the
same music. Each runs in a process of its own, which is measured with all that it starts.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import imageio_ffmpeg
import numpy as np
import yaml

from benchmarks.films import brief
from benchmarks.films import run as run_videogen
from benchmarks.measure import markdown_table, peak_memory_mb
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.stages import Music, Narration, SceneClips
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.core.transition import TRANSITION_FRAMES, TransitionKind
from videogen_dagster.media.blending import blend
from videogen_dagster.media.frames import YuvFrame
from videogen_dagster.media.joining import Part, join_segments
from videogen_dagster.media.mixing import MixLevels, PlacedLine, mix_soundtrack
from videogen_dagster.media.segments import read_frames
from videogen_dagster.media.sound_encoding import encode_sound
from videogen_dagster.media.transitions import Shot, write_transition
from videogen_dagster.resources.stage_values import require_stage
from videogen_dagster.store.media_store import MediaStore

SCENES: Final = 12
SCENE_S: Final = 8.0
RATE: Final = 30
SAMPLES_A_FRAME: Final = 1600
SIZE: Final = FrameSize(width=1920, height=1080)
TRANSITION_S: Final = TRANSITION_FRAMES / RATE
MUSIC_GAIN: Final = 0.45
ENCODING: Final = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-profile:v", "high", "-level", "4.1")


@dataclass(frozen=True, slots=True)
class Inputs:
    """Clips with as many frames each, lines with their first samples, and music."""

    clips: list[str]
    frames: list[int]
    lines: list[tuple[str, int]]
    music: str

    @property
    def total_frames(self) -> int:
        """Length of the film."""
        return sum(self.frames) - TRANSITION_FRAMES * (len(self.frames) - 1)

    def starts(self) -> list[int]:
        """Return the frame of the film in which each clip begins to be seen."""
        lengths = [frames - TRANSITION_FRAMES for frames in self.frames]
        return [sum(lengths[:index]) for index in range(len(lengths))]


@dataclass(frozen=True, slots=True)
class Spent:
    """What a process took."""

    cpu_s: float
    wall_s: float
    peak_mb: float


def prepare(folder: Path) -> Inputs:
    """Make the clips, lines and music with the real command."""
    plan = yaml.safe_load(brief(SCENES, scene_s=SCENE_S))
    for scene in plan["scenes"]:
        scene["transition"] = TransitionKind.CROSSFADE.value
    script = folder / "film.yaml"
    script.write_text(yaml.safe_dump(plan))
    home = folder / "home"
    run_videogen(["make", str(script), "--project", "film", "--resolution", "1080p"], home)
    store = MediaStore.in_folder(home / "store")
    board = require_stage(store, "film", "storyboard", Storyboard)
    narration = require_stage(store, "film", "narration", Narration)
    clips = require_stage(store, "film", "scene_clips", SceneClips).scenes
    music = require_stage(store, "film", "music", Music).result
    timeline = narration.timeline(board)
    return Inputs(
        clips=[str(store.fetch(clip.result.video)) for clip in clips],
        frames=[clip.result.frames for clip in clips],
        lines=[
            (str(store.fetch(speech.sound.audio)), timeline.sample_at(timing.first_frame + line.first_frame))
            for timing in timeline.scenes
            for speech, line in zip(narration.of(timing.scene), timing.lines, strict=True)
        ],
        music=str(store.fetch(music.audio)) if music else "",
    )


def transitions(inputs: Inputs, folder: Path, only: Sequence[int] | None = None) -> None:
    """Encode the transitions behind some clips, all but the last by default."""
    for index in range(len(inputs.clips) - 1) if only is None else only:
        before, behind = (Shot(Path(inputs.clips[at]), inputs.frames[at]) for at in (index, index + 1))
        cuts = write_transition(
            TransitionKind.CROSSFADE,
            before,
            behind,
            folder / f"t{index}.mp4",
            frames=TRANSITION_FRAMES,
            size=SIZE,
            frames_per_second=RATE,
        )
        (folder / f"t{index}.json").write_text(json.dumps([cuts.leaves_at, cuts.enters_at]))


def mix(inputs: Inputs, folder: Path) -> None:
    """Mix and encode the soundtrack."""
    lines = [PlacedLine(Path(path), first) for path, first in inputs.lines]
    samples = inputs.total_frames * SAMPLES_A_FRAME
    mix_soundtrack(lines, Path(inputs.music), folder / "mix.wav", samples=samples, levels=MixLevels())
    encode_sound(folder / "mix.wav", folder / "mix.m4a")


def join(inputs: Inputs, folder: Path) -> None:
    """Copy it all into the film."""
    parts: list[Part] = []
    first = 0
    for index, clip in enumerate(inputs.clips):
        cut = folder / f"t{index}.json"
        leaves_at, enters_at = json.loads(cut.read_text()) if index < len(inputs.clips) - 1 else (None, 0)
        parts.append(Part(Path(clip), first, leaves_at))
        if leaves_at is not None:
            parts.append(Part(folder / f"t{index}.mp4"))
        first = enters_at
    join_segments(parts, folder / "mix.m4a", folder / "film.mp4", title="Benchmark", language="en")


def ffmpeg_command(inputs: Inputs, target: Path) -> list[str]:
    """Return the command of one FFmpeg graph that does the same: crossfades, ducking, loudness."""
    files = [*inputs.clips, *(path for path, _ in inputs.lines), inputs.music]
    graph: list[str] = []
    shown = "[0:v]"
    for index, start in enumerate(inputs.starts()[1:], 1):
        fade = f"xfade=transition=fade:duration={TRANSITION_S}:offset={start / RATE}"
        graph.append(f"{shown}[{index}:v]{fade}[v{index}]")
        shown = f"[v{index}]"
    first_line = len(inputs.clips)
    for index, (_, sample) in enumerate(inputs.lines):
        delay = f"aresample=48000,aformat=channel_layouts=stereo,adelay={sample}S:all=1"
        graph.append(f"[{first_line + index}:a]{delay}[l{index}]")
    said = "".join(f"[l{index}]" for index in range(len(inputs.lines)))
    length = f"apad=whole_len={inputs.total_frames * SAMPLES_A_FRAME}"
    graph += [
        f"{said}amix=inputs={len(inputs.lines)}:normalize=0,{length},asplit[key][dialogue]",
        f"[{len(files) - 1}:a]volume={MUSIC_GAIN}[bed]",
        "[bed][key]sidechaincompress=threshold=0.02:ratio=8:attack=20:release=400[ducked]",
        "[ducked][dialogue]amix=inputs=2:normalize=0,loudnorm=I=-14:TP=-1.5:LRA=11,aresample=48000[heard]",
    ]
    named = [word for file in files for word in ("-i", file)]
    start = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", "-threads", "2", *named]
    maps = ["-filter_complex", ";".join(graph), "-map", shown, "-map", "[heard]"]
    sound = ["-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "192k", "-movflags", "+faststart"]
    return [*start, *maps, *ENCODING, *sound, str(target)]


def with_moviepy(inputs: Inputs, target: Path) -> None:
    """Do less with moviepy: crossfades, lines and music, without ducking and loudness."""
    from moviepy import AudioFileClip, CompositeAudioClip, CompositeVideoClip, VideoFileClip, afx, vfx

    clips = []
    for clip, start in zip(inputs.clips, inputs.starts(), strict=True):
        placed = VideoFileClip(clip).with_start(start / RATE)
        clips.append(placed.with_effects([vfx.CrossFadeIn(TRANSITION_S)]) if start else placed)
    film = CompositeVideoClip(clips, size=(SIZE.width, SIZE.height))
    music = AudioFileClip(inputs.music).with_effects([afx.MultiplyVolume(MUSIC_GAIN)]).with_duration(film.duration)
    said = [AudioFileClip(path).with_start(sample / 48_000) for path, sample in inputs.lines]
    film.with_audio(CompositeAudioClip([music, *said])).write_videofile(
        str(target),
        fps=RATE,
        codec="libx264",
        preset="veryfast",
        audio_codec="aac",
        threads=2,
        ffmpeg_params=["-crf", "20"],
        logger=None,
    )


def work(task: str, inputs: Inputs, folder: Path) -> None:
    """Do one task in this process and leave its peak memory."""
    steps: dict[str, list[Any]] = {
        "cold": [transitions, mix, join],
        "one scene": [lambda given, at: transitions(given, at, only=(4, 5)), join],
        "one line": [mix, join],
    }
    if task == "moviepy":
        with_moviepy(inputs, folder / "moviepy.mp4")
    for step in steps.get(task, []):
        step(inputs, folder)
    (folder / "peak").write_text(str(peak_memory_mb()))


def spent(task: str, inputs: Inputs, folder: Path) -> Spent:
    """Measure a task in a process of its own."""
    (folder / "inputs.json").write_text(json.dumps([inputs.clips, inputs.frames, inputs.lines, inputs.music]))
    command = [sys.executable, "-m", "benchmarks.assembly", task, str(folder)]
    if task == "ffmpeg":
        command = ffmpeg_command(inputs, folder / "ffmpeg.mp4")
    began_s = time.perf_counter()
    process = subprocess.Popen(command)  # noqa: S603  # our own commands
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{task} ended with {process.returncode}")
    peak_mb = usage.ru_maxrss / 1000 if task == "ffmpeg" else float((folder / "peak").read_text())
    return Spent(usage.ru_utime + usage.ru_stime, time.perf_counter() - began_s, peak_mb)


def compared(inputs: Inputs, folder: Path) -> str:
    """Return the table of CPU time beside both peers."""
    graph, moviepy = (spent(peer, inputs, folder) for peer in ("ffmpeg", "moviepy"))
    cold, scene, line = (spent(task, inputs, folder) for task in ("cold", "one scene", "one line"))
    rows = [
        ("one FFmpeg graph: xfade, ducking, loudnorm", graph.cpu_s, graph.wall_s, "", ""),
        ("moviepy 2, without ducking and loudness", moviepy.cpu_s, moviepy.wall_s, "", ""),
        ("cold: transitions, mix, film", cold.cpu_s, cold.wall_s, _share(cold, graph), _share(cold, moviepy)),
        ("one clip is another one", scene.cpu_s, scene.wall_s, _share(scene, graph), _share(scene, moviepy)),
        ("one line a second later", line.cpu_s, line.wall_s, _share(line, graph), _share(line, moviepy)),
    ]
    return markdown_table(("", "CPU s", "wall s", "of FFmpeg", "of moviepy"), rows)


def grown(inputs: Inputs, folder: Path) -> str:
    """Return the table of cost by length: with ten times as many scenes."""
    rows = []
    for times in (1, 10):
        more = Inputs(inputs.clips * times, inputs.frames * times, inputs.lines, inputs.music)
        cost = spent("cold", more, folder)
        rows.append((SCENES * times, more.total_frames / RATE, cost.cpu_s, f"{cost.peak_mb:.0f}"))
    return markdown_table(("scenes", "film s", "CPU s", "peak memory MB"), rows)


def quality(inputs: Inputs, folder: Path) -> str:
    """Return the table of what the pictures of the cold film are worth."""
    spent("cold", inputs, folder)
    shown = read_frames(folder / "film.mp4")
    exact, worst_db = 0, np.inf
    tail: list[YuvFrame] = []
    for index, clip in enumerate(inputs.clips):
        is_last = index == len(inputs.clips) - 1
        for number, frame in enumerate(read_frames(Path(clip))):
            if number < len(tail):
                ideal = blend(TransitionKind.CROSSFADE, (number + 1) / (TRANSITION_FRAMES + 1), tail[number], frame)
                worst_db = min(worst_db, _psnr_db(next(shown), ideal))
            elif is_last or number < inputs.frames[index] - TRANSITION_FRAMES:
                exact += (next(shown).y == frame.y).all()
            else:
                break
        tail = _tail(Path(clip), inputs.frames[index])
    bodies = inputs.total_frames - TRANSITION_FRAMES * (len(inputs.clips) - 1)
    rows = [("frames of bodies that are bit by bit their clips'", f"{exact} of {bodies}")]
    rows.append(("worst frame of a transition beside an ideal blend, PSNR of luma", f"{worst_db:.1f} dB"))
    return markdown_table(("", ""), rows)


def _tail(clip: Path, frames: int) -> list[YuvFrame]:
    found = read_frames(clip, first=frames - TRANSITION_FRAMES)
    return [YuvFrame(*(plane.copy() for plane in frame.planes())) for frame in found]


def _psnr_db(shown: YuvFrame, ideal: YuvFrame) -> float:
    error = np.mean((shown.y.astype(np.float32) - ideal.y) ** 2)
    return float("inf") if error == 0 else float(10 * np.log10(255**2 / error))


def _share(cost: Spent, peer: Spent) -> str:
    return f"1/{peer.cpu_s / cost.cpu_s:.1f}"


def main() -> None:
    """Measure and print the tables."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        inputs = prepare(folder)
        for table in (compared, grown, quality):
            print(table(inputs, folder), end="\n\n")  # noqa: T201  # a command's output


if __name__ == "__main__":
    if len(sys.argv) > 1:
        folder = Path(sys.argv[2])
        work(sys.argv[1], Inputs(*json.loads((folder / "inputs.json").read_text())), folder)
    else:
        main()
