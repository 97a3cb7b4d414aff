"""What hosted engines cost beside their providers: `python -m benchmarks.providers`.

The providers are on this machine, in a process of their own; each of their results takes a second, and eight are in the making
at once, as the limit says. So a stage cannot take less than a second for every eight scenes.
"""

import base64
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any, Final

from benchmarks.measure import markdown_table, peak_memory_mb
from tests.fakes import job_servers, openai_server
from tests.fakes.hosted import write_clip
from tests.fakes.job_servers import FalServer
from tests.fakes.openai_server import OpenAIServer
from tests.fakes.scripted_server import Asked, Reply
from tests.fakes.workspace import FolderWorkspace
from videogen_dagster.core.brief import Brief, Outline, OutlineLine, OutlineScene
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.media import Picture
from videogen_dagster.core.requests import ClipRequest, ImageRequest, SpeechRequest, StoryboardRequest
from videogen_dagster.core.translation import TranslationRequest
from videogen_dagster.engines.animation.fal import fal_animation_engine
from videogen_dagster.engines.image.openai_pictures import OpenAIImageEngine
from videogen_dagster.engines.protocols import Engine
from videogen_dagster.engines.provider_choice import ProviderChoice
from videogen_dagster.engines.providers.pacing import Limits
from videogen_dagster.engines.providers.secret import Secret
from videogen_dagster.engines.script.openai_planner import OpenAIScriptEngine
from videogen_dagster.engines.speech.openai_voices import OpenAISpeechEngine

LATENCY_S: Final = 1.0
AT_ONCE: Final = 8
SCENES: Final = 24
MANY: Final = 96
LONG_SCRIPT: Final = 190
SIZE: Final = FrameSize(width=640, height=360)
FRAMES: Final = 30
BOUND: Final = 1.3
"""How much longer than its provider alone a stage may take."""


class SlowFalServer(FalServer):
    """Makes each clip in a second, however often it is asked."""

    def __init__(self, clip: Path) -> None:
        """Serve `clip` as what every job makes."""
        super().__init__(clip)
        self._began_s: dict[str, float] = {}

    def begin(self, inputs: dict[str, Any]) -> str:
        """Begin a job."""
        job = super().begin(inputs)
        self._began_s[job] = time.monotonic()
        return job

    def stage(self, job: str) -> int | None:
        """Return whether a job is done, as a number of polls."""
        return self.polls_until_done if time.monotonic() - self._began_s[job] >= LATENCY_S * 0.99 else 1


class ReadyOpenAIServer(OpenAIServer):
    """Has its picture ready: what the provider computes is not what is measured."""

    def __init__(self) -> None:
        """Draw the picture that it answers."""
        super().__init__(delay_s=LATENCY_S)
        self._picture = base64.b64encode(openai_server.png("hill", 1536, 1024)).decode()

    def _drawn(self, asked: Asked, call: dict[str, str]) -> Reply:  # noqa: ARG002  # all pictures are alike
        self.charges[asked.path] += 1
        return Reply({"created": 1, "data": [{"b64_json": self._picture}]}, delay_s=LATENCY_S)


@dataclass(frozen=True, slots=True)
class Ran:
    """What a stage took.

    Attributes:
        wall_s: From its first request to its last result.
        cpu_s: Of the engine's process.
        peak_mb: Of the engine's process.
        calls: How many results the provider made.
    """

    wall_s: float
    cpu_s: float
    peak_mb: float
    calls: int = 0


def requests_of(stage: str, count: int, workspace: FolderWorkspace) -> Sequence[Any]:
    """Return what is asked of an engine: so many results, no two the same."""
    match stage:
        case "text":
            scenes = tuple(
                OutlineScene(action=f"Ada walks over hill {number}.", lines=(OutlineLine(character="Ada", text="On."),))
                for number in range(count)
            )
            return [StoryboardRequest(brief=Brief(title="Hills", content=Outline(scenes=scenes)))]
        case "captions":
            return [
                TranslationRequest(texts=(f"This is hill {number}.",), source_language="en", language="de")
                for number in range(count)
            ]
        case "images":
            return [ImageRequest(prompt=f"hill {number}", size=SIZE) for number in range(count)]
        case "speech":
            return [SpeechRequest(text=f"This is hill {number}.", speaker="Ada") for number in range(count)]
    drawn = workspace.directory / "picture.png"
    drawn.write_bytes(openai_server.png("hill", SIZE.width, SIZE.height))
    picture = Picture(image=workspace.keep(drawn), size=SIZE)
    return [
        ClipRequest(picture=picture, motion_prompt="slow push in", frames=FRAMES, seed=number)
        for number in range(count)
    ]


def engine_of(stage: str, choice: ProviderChoice) -> Engine[Any, Any]:
    """Return what a stage asks."""
    match stage:
        case "text":
            return OpenAIScriptEngine(choice)
        case "captions":
            return OpenAIScriptEngine(choice).translator()
        case "images":
            return OpenAIImageEngine(choice)
        case "speech":
            return OpenAISpeechEngine(choice)
    return fal_animation_engine().with_provider(choice)


def work(stage: str, count: int, base_url: str, folder: Path) -> None:
    """Make a stage and print what it took: what a process of its own does."""
    model, key = {
        "images": (openai_server.IMAGE_MODEL, openai_server.KEY),
        "speech": ("tts-test", openai_server.KEY),
        "clips": (FalServer.model, job_servers.KEY),
    }.get(stage, (openai_server.TEXT_MODEL, openai_server.KEY))
    choice = ProviderChoice(
        shared=folder / "shared",
        model=model,
        base_url=base_url,
        key=Secret(key),
        private_hosts=frozenset({"127.0.0.1"}),
        limits=Limits(at_once=AT_ONCE),
    )
    engine, workspace = engine_of(stage, choice), FolderWorkspace(folder)
    first, wanted = requests_of(stage, 1, workspace), requests_of(stage, count + 1, workspace)
    make(engine, first, FolderWorkspace(folder))  # a worker of a deployment has its imports behind it
    began_s, began_cpu_s = time.perf_counter(), time.process_time()
    make(engine, wanted if stage == "text" else wanted[1:], workspace)
    took_s, cpu_s = time.perf_counter() - began_s, time.process_time() - began_cpu_s
    sys.stdout.write(json.dumps({"wall_s": took_s, "cpu_s": cpu_s, "peak_mb": peak_memory_mb()}))


def make(engine: Engine[Any, Any], wanted: Sequence[Any], workspace: FolderWorkspace) -> None:
    """Make all that is wanted, or raise what went wrong first."""
    for outcome in engine.generate(wanted, workspace):
        if isinstance(outcome, Exception):
            raise outcome


def ran(stage: str, count: int) -> Ran:
    """Run a stage in a process of its own against a provider that takes its time."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if stage == "clips":
            server = stack.enter_context(SlowFalServer(write_clip(folder / "clip.mp4", frames=48)))
            base_url = server.url
        else:
            server = stack.enter_context(ReadyOpenAIServer())
            base_url = server.base_url
        command = [sys.executable, "-m", "benchmarks.providers", stage, str(count), base_url, str(folder / "work")]
        told = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=dict(os.environ)).stdout  # noqa: S603
        made = server.charges if isinstance(server, SlowFalServer) else server.charges.total()
        return Ran(**json.loads(told), calls=made - (2 if stage == "text" else 1))  # without the first


def rows() -> Iterator[tuple[object, ...]]:
    """Yield a row for each stage: what it took, and what its provider alone takes."""
    for stage, name in (
        ("images", "images"),
        ("speech", "speech"),
        ("clips", "clips of 1 s"),
        ("captions", "captions"),
    ):
        few, many = ran(stage, SCENES), ran(stage, MANY)
        alone_s = LATENCY_S * SCENES / AT_ONCE
        figures = (few.wall_s, alone_s, f"{few.wall_s / alone_s:.2f}", many.wall_s, few.cpu_s)
        yield (f"{name}, {SCENES}", few.calls, *figures, round(few.peak_mb), round(many.peak_mb))
    text = ran("text", LONG_SCRIPT)
    alone_s = LATENCY_S * (1 + ceil((text.calls - 1) / AT_ONCE))  # how people look is asked for first
    figures = (text.wall_s, alone_s, f"{text.wall_s / alone_s:.2f}", "", text.cpu_s)
    yield (f"plan of {LONG_SCRIPT} scenes", text.calls, *figures, round(text.peak_mb), "")


def main() -> None:
    """Measure all stages and print the table; a stage may take `BOUND` times its provider's time."""
    header = (
        "stage",
        "calls",
        "wall s",
        "provider alone s",
        "ratio",
        f"wall s, {MANY}",
        "CPU s",
        "peak MB",
        f"peak MB, {MANY}",
    )
    print(markdown_table(header, rows()))  # noqa: T201


if __name__ == "__main__":
    if len(sys.argv) > 1:
        work(sys.argv[1], int(sys.argv[2]), sys.argv[3], Path(sys.argv[4]))
    else:
        main()
