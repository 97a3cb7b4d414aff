"""A disk of a few megabytes, which really gets full: a file system in memory that only one program and its children see."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

_MOUNTED = 'mount -t tmpfs -o size="$1" tmpfs "$2" && shift 2 && exec "$@"'


def on_small_disk(folder: Path, size: str, *command: str, environment: dict[str, str]) -> tuple[int, str, str]:
    """Run a command for which `folder` is such a disk, and skip the test where nobody may make one.

    A later `mount -o remount,size=... folder` by the command itself makes room. All that is written there ends with the command.

    Args:
        folder: Where the disk is; it has to be there.
        size: Its size, as mount writes it: `8m`.
        command: A program and its arguments.
        environment: Its variables.

    Returns:
        Exit status, standard output and standard error.
    """
    alone = ["unshare", "--mount", *(["--map-root-user"] if os.geteuid() else [])]
    tried = [*alone, "mount", "-t", "tmpfs", "tmpfs", str(folder)]
    if shutil.which("unshare") is None or subprocess.run(tried, check=False, capture_output=True).returncode:
        pytest.skip("this user may not mount anything")
    done = subprocess.run(
        [*alone, "sh", "-c", _MOUNTED, "sh", size, str(folder), *command],
        env=environment,
        check=False,
        capture_output=True,
        text=True,
        timeout=500,
    )
    return done.returncode, done.stdout, done.stderr
