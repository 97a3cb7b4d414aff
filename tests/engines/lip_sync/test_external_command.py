"""A program of the deployment that moves the lips, and what may go wrong with it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.engines.lip_sync.test_lip_sync_contract import a_clip, a_line, a_request
from tests.fakes.workspace import FolderWorkspace
from videogen_dagster.core.errors import Cancelled, EngineFailure, EngineRefused, EngineUnavailable, InvalidInput
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.media import Clip
from videogen_dagster.core.requests import LipSyncRequest
from videogen_dagster.engines.lip_sync.external_command import ExternalCommandLipSyncEngine
from videogen_dagster.engines.lip_sync.external_runs import GUARD
from videogen_dagster.engines.model_choice import ExternalCommand
from videogen_dagster.media.probing import is_segment, probe
from videogen_dagster.media.sound import SoundReader

PATH = (("PATH", os.environ["PATH"]),)
PATIENCE_S = 120.0
"""How long a test waits for what is sure to come: a busy machine takes its time."""


@pytest.fixture
def workspace(tmp_path: Path) -> FolderWorkspace:
    return FolderWorkspace(tmp_path)


def script(tmp_path: Path, *lines: str) -> str:
    """Return the command that runs lines of shell, which see `$video`, `$audio` and `$output`."""
    path = tmp_path / "model.sh"
    path.write_text("\n".join(["#!/bin/sh", 'video="$1" audio="$2" output="$3"', *lines]))
    path.chmod(0o755)
    return f"{path} {{video}} {{audio}} {{output}}"


def sync(
    line: str, request: LipSyncRequest, workspace: FolderWorkspace, *, timeout_s: float = 300
) -> Clip | EngineFailure:
    engine = ExternalCommandLipSyncEngine(ExternalCommand(line, timeout_s, (*PATH, ("CUDA_VISIBLE_DEVICES", "3"))))
    (result,) = engine.generate([request], workspace)
    return result


def tells(pid: Path) -> str:
    """Return what lets a line of shell tell its process's number in a file, which appears with the number in it."""
    return f"echo $$ > {pid}.new && mv {pid}.new {pid}"


def wait_for(pid: Path) -> None:
    """Wait until a process has told its number."""
    until = time.monotonic() + PATIENCE_S
    while not pid.exists():
        assert time.monotonic() < until, "it has not begun"
        time.sleep(0.02)


def is_running(pid: Path) -> bool:
    """Return whether the process that told its number still runs, given time to die: who is killed dies when it has its turn."""
    state = Path(f"/proc/{pid.read_text().strip()}/stat")
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        try:
            told = state.read_text()
        except (FileNotFoundError, ProcessLookupError):
            return False
        if told.rpartition(")")[2].split()[0] in "ZX":
            return False
        time.sleep(0.05)
    return True


class Begun(FolderWorkspace):
    """Lets nobody look at the clock, or for a wish to stop, before the command has told its number.

    Args:
        folder: Where it is.
        pid: Where the number is told.
        cancel_after: As in any.
    """

    def __init__(self, folder: Path, pid: Path, *, cancel_after: int | None = None) -> None:
        super().__init__(folder, cancel_after=cancel_after)
        self._pid = pid

    def check(self) -> None:
        if self.progress_calls:  # told right before it is started
            wait_for(self._pid)
        super().check()


def test_it_hears_the_lines_that_are_said_on_screen_at_their_time(tmp_path: Path, workspace: FolderWorkspace) -> None:
    lines = (a_line(workspace, "A", 30), a_line(workspace, "B", 0, on_screen=False))
    request = a_request(workspace, lines=lines)
    line = script(tmp_path, f'cp "$audio" {tmp_path}/heard.wav', 'cp "$video" "$output"')
    assert isinstance(sync(line, request, workspace), Clip)
    with SoundReader(tmp_path / "heard.wav") as reader:
        assert (reader.samples, reader.sample_rate_hz, reader.channels) == (48 * 1600, 48_000, 1)
        assert not reader.read(0, 48_000 - 100).any()
        assert reader.read(48_000, 4800).any()


def test_it_works_in_a_directory_of_its_own_with_few_variables(tmp_path: Path, workspace: FolderWorkspace) -> None:
    line = script(tmp_path, f"(pwd; env) > {tmp_path}/seen", 'cp "$video" "$output"')
    assert isinstance(sync(line, a_request(workspace), workspace), Clip)
    folder, *variables = (tmp_path / "seen").read_text().splitlines()
    told = dict(each.split("=", 1) for each in variables)
    assert set(told) <= {
        "PATH",
        "HOME",
        "TMPDIR",
        "XDG_CACHE_HOME",
        "CUDA_VISIBLE_DEVICES",
        "PWD",
        "SHLVL",
        "_",
        "OLDPWD",
        "LC_CTYPE",  # Python sets it where there is no language (PEP 538)
    }
    assert told["CUDA_VISIBLE_DEVICES"] == "3"
    assert told["HOME"].startswith(folder)
    assert not Path(folder).exists()


def test_the_stored_clip_is_safe_from_the_command(tmp_path: Path, workspace: FolderWorkspace) -> None:
    request = a_request(workspace)
    before = workspace.fetch(request.clip.video).read_bytes()
    sync(script(tmp_path, 'cp "$video" "$output"', 'echo spoiled > "$video"'), request, workspace)
    assert workspace.fetch(request.clip.video).read_bytes() == before


@pytest.mark.parametrize(
    ("rate", "frames", "size"), [(25, 40, FrameSize(width=192, height=108)), (30, 48, FrameSize(width=384, height=216))]
)
def test_another_rate_or_scale_is_conformed(
    tmp_path: Path, workspace: FolderWorkspace, rate: int, frames: int, size: FrameSize
) -> None:
    other = workspace.fetch(a_clip(workspace, frames=frames, size=size, rate=rate).video)
    request = a_request(workspace)
    clip = sync(script(tmp_path, f'cp {other} "$output"'), request, workspace)
    assert isinstance(clip, Clip), clip
    assert is_segment(workspace.fetch(clip.video), request.clip.size, 48, 30)


def test_an_intermediate_clip_stays_one(tmp_path: Path, workspace: FolderWorkspace) -> None:
    request = a_request(workspace, intermediate=True)
    clip = sync(script(tmp_path, 'cp "$video" "$output"'), request, workspace)
    assert isinstance(clip, Clip)
    video = probe(workspace.fetch(clip.video)).video
    assert video is not None
    assert video.frames == 48


@pytest.mark.parametrize(
    ("frames", "size", "told"),
    [(30, FrameSize(width=192, height=108), "1.00 s"), (48, FrameSize(width=108, height=108), "108x108")],
)
def test_another_length_or_shape_is_refused(
    tmp_path: Path, workspace: FolderWorkspace, frames: int, size: FrameSize, told: str
) -> None:
    other = workspace.fetch(a_clip(workspace, frames=frames, size=size).video)
    refused = sync(script(tmp_path, f'cp {other} "$output"'), a_request(workspace), workspace)
    assert isinstance(refused, EngineRefused)
    assert told in str(refused)


@pytest.mark.parametrize("lines", [(), ('echo nonsense > "$output"',), ('head -c 3000 "$video" > "$output"',)])
def test_no_output_and_nonsense_are_refused(tmp_path: Path, workspace: FolderWorkspace, lines: tuple[str, ...]) -> None:
    assert isinstance(sync(script(tmp_path, *lines), a_request(workspace), workspace), EngineRefused)


def test_the_last_lines_that_it_printed_are_told(tmp_path: Path, workspace: FolderWorkspace) -> None:
    line = script(tmp_path, "for i in 1 2 3 4 5 6 7 8; do echo line $i; done", "echo no GPU found >&2", "exit 3")
    failed = sync(line, a_request(workspace), workspace)
    assert isinstance(failed, EngineUnavailable)
    assert "status 3" in str(failed)
    assert "line 8 | no GPU found" in str(failed)
    assert "line 2" not in str(failed)
    assert list(workspace.directory.glob("lips_*")) == []


def test_what_takes_too_long_is_killed_with_all_that_it_started(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    workspace = Begun(tmp_path, pid)
    line = script(tmp_path, "trap '' TERM", f"sh -c 'trap \"\" TERM; {tells(pid)}; sleep 600' &", "sleep 600")
    failed = sync(line, a_request(workspace), workspace, timeout_s=0.5)
    assert isinstance(failed, EngineUnavailable)
    assert "did not end" in str(failed)
    assert not is_running(pid)


def test_stopping_kills_it(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    workspace = Begun(tmp_path, pid, cancel_after=1)
    began_s = time.monotonic()
    with pytest.raises(Cancelled):
        sync(script(tmp_path, tells(pid), "sleep 600"), a_request(workspace), workspace)
    assert time.monotonic() - began_s < 300, "the command takes ten minutes"
    assert not is_running(pid)
    assert list(workspace.directory.glob("lips_*")) == []


def test_it_dies_with_the_process_that_started_it(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    program = (
        "import subprocess, sys, time\n"
        "process = subprocess.Popen([sys.executable, '-I', '-S', *sys.argv[1:]], stdin=subprocess.PIPE,"
        " start_new_session=True)\n"
        "time.sleep(600)\n"
    )
    command = ["sh", "-c", f"{tells(pid)}; sleep 600"]
    worker = subprocess.Popen([sys.executable, "-c", program, str(GUARD), *command])
    wait_for(pid)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    assert not is_running(pid)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("", "is not set"),
        ("python run.py {video} {audio}", "has no {output}"),
        ("python 'run.py {video} {audio} {output}", "not quoted"),
        ("/nowhere/at/all {video} {audio} {output}", "/nowhere/at/all"),
    ],
)
def test_a_command_that_cannot_work_is_told_before_anything_runs(line: str, told: str) -> None:
    with pytest.raises(InvalidInput, match=told) as caught:
        ExternalCommandLipSyncEngine(ExternalCommand(line, environment=PATH)).fingerprint()
    assert caught.value.field == "VIDEOGEN_LIP_SYNC_COMMAND"


def test_a_path_with_a_quote_reaches_it_as_one_word(tmp_path: Path) -> None:
    workspace = FolderWorkspace(tmp_path / "it's; a $HOME")
    line = script(tmp_path, '[ $# = 3 ] && cp "$video" "$output"')
    assert isinstance(sync(line, a_request(workspace), workspace), Clip)
