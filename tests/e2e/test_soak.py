"""A short soak: what `make soak` does with a hundred groups is done here with a few, so that each run of the tests shows it."""

import re
import subprocess
import sys

import pytest

from tests.e2e.conftest import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1300)]

ROW = re.compile(r"^\| ([^|]+?) \| *([\d.]+) *\|$", re.MULTILINE)


def test_nothing_is_lost_doubled_or_half_made_while_processes_are_killed_at_random(tmp_path):
    options = ["--groups", "10", "--kills", "5", "--every-s", "5", "--seed", "4", "--minutes", "18", "--on", "folder"]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.soak", *options, "--home", str(tmp_path / "home")],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        timeout=1250,
    )
    assert (done.returncode, done.stdout.splitlines()[-1:]) == (
        0,
        ["nothing lost, nothing twice, nothing half-made"],
    ), done.stdout + done.stderr
    figures = {name: float(figure) for name, figure in ROW.findall(done.stdout)}
    assert sum(count for name, count in figures.items() if name.startswith("kill -9")) >= 1
    assert figures["versions completed"] >= 9, "of nine groups, of which two were changed later"
    versions = sum(count for name, count in figures.items() if name.startswith("versions "))
    assert 10 <= versions <= 12, "of ten groups; what was changed before anybody looked is one version"
    assert figures["versions rejected"] == 1
