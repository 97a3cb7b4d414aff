"""Whole films through the real command, each session once."""

import json
import os
import subprocess
import sys
from contextlib import ExitStack, chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest

from videogen_dagster.cli import commands

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
VIDEOGEN = Path(sys.executable).with_name("videogen")


@dataclass(frozen=True)
class Finished:
    code: int
    out: str
    err: str

    @property
    def film(self) -> Path:
        return Path(self.out.splitlines()[-1])


@dataclass(frozen=True)
class Workplace:
    """A folder with a home of its own."""

    folder: Path

    @property
    def home(self) -> Path:
        return self.folder / ".videogen"

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "VIDEOGEN_HOME": str(self.home)}

    def start(self, *arguments: str | Path) -> subprocess.Popen[str]:
        command = [str(VIDEOGEN), *map(str, arguments)]
        return subprocess.Popen(
            command, cwd=self.folder, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def run_apart(self, *arguments: str | Path) -> Finished:
        """Run a command as people do, in a process of its own."""
        process = self.start(*arguments)
        out, err = process.communicate(timeout=600)
        return Finished(process.returncode, out, err)

    def run(self, *arguments: str | Path) -> Finished:
        """Run a command in this process: the same command line, without seconds of imports."""
        out, err = StringIO(), StringIO()
        with ExitStack() as place:
            place.enter_context(pytest.MonkeyPatch.context()).setenv("VIDEOGEN_HOME", str(self.home))
            for surroundings in (chdir(self.folder), redirect_stdout(out), redirect_stderr(err)):
                place.enter_context(surroundings)
            code = commands.run([str(argument) for argument in arguments])
        return Finished(code, out.getvalue(), err.getvalue())

    def status(self, project: str) -> dict:
        finished = self.run("status", project, "--json")
        assert finished.code == 0, finished.err
        return json.loads(finished.out)

    def receipts(self) -> set[str]:
        return {path.name for path in (self.home / "store" / "receipts").glob("*.json")}

    def left_behind(self) -> list[Path]:
        """Files that are not finished and that nobody works on."""
        return [*(self.home / "scratch").glob("*"), *self.home.rglob("*.part"), *self.home.rglob("*#*")]


@pytest.fixture
def workplace(tmp_path):
    return Workplace(tmp_path)


@pytest.fixture(scope="session")
def lantern(tmp_path_factory):
    """The example script as a small film."""
    place = Workplace(tmp_path_factory.mktemp("lantern"))
    finished = place.run_apart("make", EXAMPLES / "lantern.fountain", "--project", "lantern", "--resolution", "360p")
    assert finished.code == 0, finished.err
    return place, finished
