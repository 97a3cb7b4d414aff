"""A disk that fills up while a film is made: one clear line, and nothing half-written is left."""

import resource
import subprocess

import pytest

from tests.e2e.conftest import VIDEOGEN
from tests.fakes.small_disk import on_small_disk

pytestmark = pytest.mark.slow

LARGEST_FILE_BYTES = 1_000_000
"""Stands for a full disk: pictures at 1080p do not fit, Dagster's own records do."""
BRIEF = """
scenes:
  - {image_prompt: a village street at dawn, duration_s: 1}
"""


def limit_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE_BYTES, LARGEST_FILE_BYTES))


def test_a_full_disk_is_told_and_nothing_half_written_is_left(workplace):
    (workplace.folder / "rounds.yaml").write_text(BRIEF)
    done = subprocess.run(
        [str(VIDEOGEN), "make", "rounds.yaml", "--project", "rounds"],
        cwd=workplace.folder,
        env=workplace.environment,
        preexec_fn=limit_files,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 3, done.stderr
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("error[")]
    assert "error[storage_failed]" in line or "error[scenes_failed]" in line, line
    assert "Traceback" not in done.stderr
    assert not (workplace.home / "films").exists()
    assert workplace.left_behind() == []
    assert workplace.status("rounds")["status"] == "failed"

    finished = workplace.run("make", "--project", "rounds", "--resolution", "360p")
    assert finished.code == 0, finished.err


ROOM_FOR_RECORDS = "5m"
MADE_TWICE = """
{videogen} make rounds.yaml --project rounds; echo "code $?"
find {home}/films {home}/scratch {home}/store -type f -name '*.mp4' -o -name '*.part' -o -name '*#*' 2>/dev/null
mount -o remount,size=1g {home}
{videogen} make --project rounds --resolution 360p; echo "code $?"
"""


def test_a_film_is_finished_once_a_disk_that_was_really_full_has_room(workplace):
    (workplace.folder / "rounds.yaml").write_text(BRIEF)
    workplace.home.mkdir(parents=True, exist_ok=True)
    program = f"cd {workplace.folder}\n{MADE_TWICE.format(videogen=VIDEOGEN, home=workplace.home)}"
    code, out, err = on_small_disk(
        workplace.home, ROOM_FOR_RECORDS, "sh", "-c", program, environment=workplace.environment
    )
    assert code == 0, err
    first, second, *rest = out.splitlines()
    assert first == "code 3", "nothing half-written is listed behind it"
    assert (second, rest) == (str(workplace.home / "films" / "rounds.mp4"), ["code 0"])
    (line,) = [line for line in err.splitlines() if line.startswith("error[")]
    assert "storage_failed" in line or "scenes_failed" in line, line
    assert "Traceback" not in err
