"""Runs the external command for one clip and sees that what it made is that clip. Apart from the engine: needs OpenCV."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from videogen_dagster.core.errors import EngineRefused, EngineUnavailable, InvalidInput
from videogen_dagster.core.media import Clip
from videogen_dagster.core.requests import LipSyncRequest
from videogen_dagster.engines.lip_sync.external_command import NAME, SETTING
from videogen_dagster.engines.lip_sync.heard import write_heard
from videogen_dagster.engines.lip_sync.same_clip import check_same_clip
from videogen_dagster.engines.model_choice import ExternalCommand
from videogen_dagster.engines.protocols import Workspace
from videogen_dagster.media.conforming import conform
from videogen_dagster.media.encoders import Encoder
from videogen_dagster.media.probing import check_decodes, is_segment

GUARD: Final = Path(__file__).with_name("external_guard.py")

_LOOK_S: Final = 0.1
_ENDS_WITHIN_S: Final = 2.0
"""How long a command may take to end by itself once it is asked to."""

_LAST_LINES: Final = 5
_MOST_TOLD: Final = 600


def run_command(
    command: ExternalCommand,
    words: Sequence[str],
    request: LipSyncRequest,
    index: int,
    folder: Path,
    workspace: Workspace,
    *,
    encoder: Encoder,
) -> Clip:
    """Return the clip that the command made of one request, as a segment, kept in the store.

    Raises:
        Cancelled: A person asked to stop; the command and what it started are dead.
        EngineUnavailable: It failed or took too long.
        EngineRefused: What it made is not the clip.
        StorageFailure: The clip cannot be read or kept.
    """
    paths = {"{video}": folder / "video.mp4", "{audio}": folder / "audio.wav", "{output}": folder / "output.mp4"}
    for inner in ("home", "tmp"):
        (folder / inner).mkdir(parents=True)
    # A copy: the stored file must not be changed, and a program of somebody else's might.
    paths["{video}"].write_bytes(workspace.fetch(request.clip.video).read_bytes())
    write_heard(request, workspace, paths["{audio}"])
    workspace.progress(index, 0.02)
    _run([_filled(word, paths) for word in words], command, folder, workspace)
    workspace.progress(index, 0.9)
    return _checked(paths["{output}"], request, folder, workspace, encoder=encoder, index=index)


def _filled(word: str, paths: dict[str, Path]) -> str:
    for place, path in paths.items():
        word = word.replace(place, str(path))
    return word


def _run(words: Sequence[str], command: ExternalCommand, folder: Path, workspace: Workspace) -> None:
    log = folder / "log.txt"
    began_s = time.monotonic()
    with _started(words, command, folder, log) as process:
        while process.poll() is None:
            workspace.check()
            if time.monotonic() - began_s > command.timeout_s:
                raise EngineUnavailable(
                    f"the command did not end within {command.timeout_s:.0f} s{_told(log)}",
                    engine=NAME,
                    field=SETTING,
                    remedy="set VIDEOGEN_LIP_SYNC_TIMEOUT_S higher, or look why it hangs",
                )
            with suppress(subprocess.TimeoutExpired):
                process.wait(_LOOK_S)
    if process.returncode != 0:
        raise EngineUnavailable(
            f"the command ended with status {process.returncode}{_told(log)}",
            engine=NAME,
            field=SETTING,
            remedy="run it by hand with a short clip",
        )


@contextmanager
def _started(
    words: Sequence[str], command: ExternalCommand, folder: Path, log: Path
) -> Generator["subprocess.Popen[bytes]"]:
    """Give the running command; whatever happens, nothing of its process group runs afterwards."""
    environment = {
        **dict(command.environment),
        "HOME": str(folder / "home"),
        "TMPDIR": str(folder / "tmp"),
        "XDG_CACHE_HOME": str(folder / "home" / ".cache"),
    }
    with log.open("wb") as told:
        process = subprocess.Popen(  # noqa: S603 (the deployment's own command, without a shell)
            [sys.executable, "-I", "-S", str(GUARD), *words],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,  # held open as long as this process lives: the guard kills the group when it ends
            stdout=told,
            stderr=told,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Ask the process group to end, then kill it; also when its leader has ended and others of it run on."""
    if process.poll() is None:
        _signal(process, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_ENDS_WITHIN_S)
    _signal(process, signal.SIGKILL)
    process.wait()
    if process.stdin is not None:
        process.stdin.close()


def _signal(process: "subprocess.Popen[bytes]", number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):  # all of it has ended
        os.killpg(process.pid, number)


def _told(log: Path) -> str:
    """Return the last lines that the command printed, to be appended to a message."""
    lines = [line.strip() for line in log.read_text("utf-8", "replace").splitlines() if line.strip()]
    text = " | ".join(lines[-_LAST_LINES:])[-_MOST_TOLD:]
    return f": {text}" if text else ", and printed nothing"


def _checked(
    output: Path, request: LipSyncRequest, folder: Path, workspace: Workspace, *, encoder: Encoder, index: int
) -> Clip:
    """Return what the command made as a segment of exactly the clip's shape.

    Raises:
        EngineRefused: It made nothing, or something else.
    """
    clip = request.clip
    try:
        if not output.is_file():
            raise _not_the_clip("wrote no output")
        check_decodes(output)
        check_same_clip(output, clip)
        size, frames, rate = clip.size, clip.frames, clip.frames_per_second
        if request.intermediate or not is_segment(output, size, frames, rate, encoder):
            target = folder / "conformed.mp4"
            conform(
                output,
                target,
                size=size,
                frames=frames,
                frames_per_second=rate,
                intermediate=request.intermediate,
                encoder=encoder,
                on_frame=lambda _: workspace.check(),
            )
            output = target
    except InvalidInput as error:
        raise _not_the_clip(f"wrote what cannot be used ({error.message})") from error
    video = workspace.keep(output)
    workspace.progress(index, 1.0)
    return clip.model_copy(update={"video": video})


def _not_the_clip(what: str) -> EngineRefused:
    return EngineRefused(
        f"the command {what}",
        engine=NAME,
        field=SETTING,
        remedy="let it write {output} with the length and shape of {video}",
    )
