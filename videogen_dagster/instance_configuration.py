"""The `dagster.yaml` of a home: written by this program, brought up to date by newer versions, left alone once a person edits it."""

import hashlib
import os
import re
from pathlib import Path
from typing import Final, Literal

from pydantic import ValidationError

from videogen_dagster.core.errors import InvalidInput, StorageFailure
from videogen_dagster.core.values import Value

State = Literal["missing", "current", "old", "edited"]

FILE: Final = "dagster.yaml"
FORMER: Final = frozenset(
    {"487c430e38586417", "3f4cfbe50af873b6", "db3faa031dba7575", "3bbc37706cce2fff", "7e6a4c3ffbc7aa8b"}
)
"""What the first versions copied into homes, without a line that tells so: the beginnings of the files' SHA-256."""

_FIRST_LINE: Final = re.compile(r"# videogen wrote this for (\{.*\}), sha256 ([0-9a-f]{64})\.\n")
_SECOND_LINE: Final = (
    "# It is brought up to date as long as nobody edits it; an edited one stays, and `videogen doctor` tells.\n"
)
_RUNS_LINE: Final = re.compile(r"^( +max_concurrent_runs:) \d+ #.*$", re.MULTILINE)

POSTGRES: Final = """
# Runs, events and schedules are where the project's own tables are, so that one backup has both of the same moment.
storage:
  postgres:
    postgres_url:
      env: VIDEOGEN_DATABASE_URL
"""
LOGS_IN_BUCKET: Final = """
# What steps print is read in the UI, whichever machine they ran on. It is uploaded twice a minute while they run.
compute_logs:
  module: dagster_aws.s3.compute_log_manager
  class: S3ComputeLogManager
  config:
    bucket: {bucket}
    prefix: {prefix}
    skip_empty_files: true
    upload_interval: 30
"""


class InstanceChoice(Value):
    """What a deployment decides about its instance.

    Attributes:
        production: Whether it keeps its records in Postgres and the logs of steps in the bucket of the store.
        runs: How many runs go on at once.
        bucket: Name of that bucket, or None.
        prefix: Folder of the logs in it.
    """

    production: bool = False
    runs: int = 2
    bucket: str | None = None
    prefix: str = ""


def rendered(choice: InstanceChoice) -> str:
    """Return the `dagster.yaml` of such an instance. Secrets are named by their variable and not in it."""
    body = _RUNS_LINE.sub(rf"\1 {choice.runs}", template())
    if choice.production:
        body += POSTGRES
    if choice.bucket:
        body += LOGS_IN_BUCKET.format(bucket=choice.bucket, prefix=choice.prefix)
    body = _SECOND_LINE + body
    return f"# videogen wrote this for {choice.model_dump_json()}, sha256 {_digest(body)}.\n{body}"


def template() -> str:
    """Return the `dagster.yaml` that comes with the program."""
    package = Path(__file__).parent
    packaged = package / FILE  # in a wheel; a checkout has it beside the package
    return (packaged if packaged.exists() else package.parent / FILE).read_text()


def choice_of(folder: Path) -> InstanceChoice | None:
    """Return for what the `dagster.yaml` in a folder was written, edited or not; None if it does not tell."""
    found = _FIRST_LINE.match(_text(folder) or "")
    if found is None:
        return None
    try:
        return InstanceChoice.model_validate_json(found[1])
    except ValidationError:
        return None


def is_production(folder: Path) -> bool:
    """Return whether the instance in a folder was made by `videogen up --production`."""
    choice = choice_of(folder)
    return choice is not None and choice.production


def state_of(folder: Path) -> State:
    """Return whether the `dagster.yaml` in a folder is this version's, an older one's, or a person's."""
    text = _text(folder)
    if text is None:
        return "missing"
    choice = choice_of(folder)
    if text == (template() if choice is None else rendered(choice)):
        return "current"
    found = _FIRST_LINE.match(text)
    is_ours = _digest(text[found.end() :]) == found[2] if found else _digest(text)[:16] in FORMER
    return "old" if is_ours else "edited"


def keep_configuration(folder: Path, choice: InstanceChoice | None = None) -> State:
    """See that a folder has the `dagster.yaml` of this version, unless a person edited the one that is there.

    Args:
        folder: The instance's folder; it is made.
        choice: What the deployment decides now; None: what the file was written for, or a laptop's.

    Returns:
        How it was found.

    Raises:
        InvalidInput: It is one of production, and now it shall be none.
        StorageFailure: It cannot be written.
    """
    wanted = choice or choice_of(folder) or InstanceChoice()
    if is_production(folder) and not wanted.production:
        raise InvalidInput(
            f"{folder / FILE} is one of production, whose records are in Postgres",
            field="--production",
            remedy="add --production, or choose another VIDEOGEN_HOME; a person who wants to go back removes that file",
        )
    state = state_of(folder)
    if state == "edited" or _text(folder) == rendered(wanted):
        return state
    try:
        _write(folder, rendered(wanted))
    except OSError as error:
        if choice is not None or state == "missing":  # an older one serves those who only look
            raise StorageFailure(
                f"cannot write {folder / FILE}: {error.strerror}", remedy="set VIDEOGEN_HOME"
            ) from error
    return state


def _write(folder: Path, text: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f".{FILE}.{os.getpid()}"
    unfinished.write_text(text)
    unfinished.replace(folder / FILE)  # another process may be reading it


def _text(folder: Path) -> str | None:
    try:
        return (folder / FILE).read_text()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
