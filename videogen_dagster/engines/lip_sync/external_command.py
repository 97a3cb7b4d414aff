"""Lip sync by a program of the deployment: a checkout of LatentSync, MuseTalk or any other.

The contract. The command is a line of words with three placeholders; it is started without a shell, for one clip:

- `{video}`: an MP4 (H.264, no sound) that it reads;
- `{audio}`: a WAV (48 kHz, mono, exactly as long) with all that speakers in the picture say, at its time;
- `{output}`: the file that it writes, in a format that FFmpeg reads.

It runs in an empty directory of its own, which is its home and its place for temporary files, with few variables. Exit
status 0 and an output of the clip's length and shape mean success. It must end within the time-out; then, and when a
person stops the work or this process dies, its whole process group is killed.
"""

import shlex
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from videogen_dagster.core.errors import EngineFailure, InvalidInput
from videogen_dagster.core.fingerprint import canonical_json
from videogen_dagster.core.media import Clip
from videogen_dagster.core.requests import LipSyncRequest
from videogen_dagster.engines.model_choice import ExternalCommand, ModelChoice
from videogen_dagster.engines.protocols import Capabilities, Workspace
from videogen_dagster.media.encoders import SOFTWARE, Encoder

NAME: Final = "external"
VERSION: Final = 1
"""Raised when the same request and command give another clip."""

SETTING: Final = "VIDEOGEN_LIP_SYNC_COMMAND"
PLACEHOLDERS: Final = ("{video}", "{audio}", "{output}")


def words_of(command: ExternalCommand | None) -> tuple[str, ...]:
    """Return the words of a command.

    Raises:
        InvalidInput: There is none, it is not quoted well, lacks a placeholder, or names no program that is there.
    """
    if command is None or not command.line.strip():
        raise _wrong("is not set")
    try:
        words = tuple(shlex.split(command.line))
    except ValueError as error:
        raise _wrong(f"is not quoted well ({error})") from error
    missing = [place for place in PLACEHOLDERS if not any(place in word for word in words)]
    if missing:
        raise _wrong(f"has no {' and no '.join(missing)}")
    if shutil.which(words[0], path=dict(command.environment).get("PATH")) is None:
        raise _wrong(f"names the program {words[0]!r}, which is not there or cannot be started")
    return words


def _wrong(what: str) -> InvalidInput:
    return InvalidInput(
        f"the command for lip sync {what}",
        field=SETTING,
        remedy="set it like: python /opt/latentsync/run.py --video {video} --audio {audio} --out {output}",
    )


class ExternalCommandLipSyncEngine:
    """Lets a program of the deployment move the lips, one clip after the other.

    Args:
        command: The program.
        encoder: What encodes the clips if they are no segments yet.
    """

    def __init__(self, command: ExternalCommand | None = None, *, encoder: Encoder = SOFTWARE) -> None:
        self._command, self._encoder = command, encoder

    def with_model(self, choice: ModelChoice) -> "ExternalCommandLipSyncEngine":
        return ExternalCommandLipSyncEngine(choice.command, encoder=self._encoder)

    def with_encoder(self, encoder: Encoder) -> "ExternalCommandLipSyncEngine":
        return ExternalCommandLipSyncEngine(self._command, encoder=encoder)

    def fingerprint(self) -> str:
        # Not the environment: devices and paths of libraries change no picture.
        words = canonical_json(list(words_of(self._command))).decode()
        return self._encoder.named(f"{NAME}/{VERSION} {words}")

    def capabilities(self) -> Capabilities:
        return Capabilities(name=NAME, offline=True, pool="gpu")

    def generate(self, requests: Sequence[LipSyncRequest], workspace: Workspace) -> Iterator[Clip | EngineFailure]:
        if not requests:
            return
        from videogen_dagster.engines.lip_sync.external_runs import run_command  # OpenCV; not for clips that are found

        command, words = self._command or ExternalCommand(""), words_of(self._command)
        for index, request in enumerate(requests):
            workspace.check()
            folder = workspace.directory / f"lips_{index:05d}"
            try:
                yield run_command(command, words, request, index, folder, workspace, encoder=self._encoder)
            except EngineFailure as failure:
                yield failure
            finally:
                _remove(folder)


def _remove(folder: Path) -> None:
    # Errors are left alone: a process that is being killed may still write, and the workspace goes away as a whole.
    shutil.rmtree(folder, ignore_errors=True)
