"""A small film of three hills, one command after the other, and what each of them changed."""

import hashlib
import json
import subprocess
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import av

from tests.e2e.conftest import Finished, Workplace
from tests.homes import copy_home

BRIEF = """
title: Three hills
scenes:
  - image_prompt: a green hill at dawn
    duration_s: 1.7
    lines: [{text: One hill.}]
  - image_prompt: a blue lake between mountains
    duration_s: 1.7
    lines: [{text: Then a lake.}]
  - image_prompt: a dark forest in the rain
    duration_s: 1
"""
JOINED = {"joiner": 1}
FILMED = {"camera": 1, "conformer": 1, "scanner": 1, **JOINED}
DRAWN = {"illustrator": 1, **FILMED}
SPOKEN = {"espeak": 1, "mixer": 1, **JOINED}


@dataclass(frozen=True)
class Project:
    """The film of a project as it is now."""

    frames: dict[str, tuple[str, ...]]
    sha256: str
    receipts: frozenset[str]


def filmed(place: Workplace, *command: str) -> Project:
    """Run a command that makes a film and look at it."""
    return look(place, json.loads(done(place.run(*command, "--json")).out))


def look(place: Workplace, status: dict) -> Project:
    """Return the frames of every scene by what they show, and what was made so far."""
    path, seen, at = Path(status["film"]["path"]), {}, 0
    with av.open(str(path)) as container:
        frames = [hashlib.sha256(frame.to_ndarray().tobytes()).hexdigest() for frame in container.decode(video=0)]
    for scene in status["scenes"]:
        seen[scene["id"]] = tuple(frames[at : at + scene["clip"]["frames"]])
        at += scene["clip"]["frames"]
    assert at == len(frames) == status["film"]["frames"]
    assert hashlib.sha256(path.read_bytes()).hexdigest() == status["film"]["sha256"]
    assert status["status"] == "completed"
    return Project(frames=seen, sha256=status["film"]["sha256"], receipts=frozenset(place.receipts()))


def engines(place: Workplace, before: Project) -> Counter[str]:
    """Return how often each engine was called since."""
    made = place.receipts() - before.receipts
    folder = place.home / "store" / "receipts"
    return Counter(json.loads((folder / name).read_text())["engine"] for name in made)


def changed(before: Project, after: Project) -> dict[str, str]:
    """Return the scenes of which not every frame is as before: `all` frames differ, or `some`."""
    return {
        scene: "all" if not set(after.frames[scene]) & set(frames) else "some"
        for scene, frames in before.frames.items()
        if after.frames[scene] != frames
    }


def done(finished: Finished) -> Finished:
    assert finished.code == 0, finished.err
    return finished


def start_and_wait(
    place: Workplace, *arguments: str, until: str, more: Mapping[str, str] | None = None
) -> subprocess.Popen[str]:
    """Start a command in a process of its own; return it when it has told of something, or raise with all that it told."""
    process, told = place.start(*arguments, more=more), ""
    for line in process.stderr:
        told += line
        if until in line:
            return process
    process.communicate()
    raise AssertionError(f"the command ended before it told of {until!r}:\n{told}")


def listed(place: Workplace, *command: str) -> list[dict]:
    return json.loads(done(place.run(*command, "--json")).out)


def documents(place: Workplace, kind: str) -> dict[str, bytes]:
    folder = place.home / "store" / "projects" / "hills" / kind
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def copy_of(place: Workplace, folder: Path) -> Workplace:
    copy_home(place.folder, folder)
    return Workplace(folder)
