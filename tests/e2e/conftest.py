"""Whole films through the real command, each session once."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, chdir, redirect_stderr, redirect_stdout
from dataclasses import asdict, dataclass, replace
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.homes import copy_home, unfinished
from videogen_dagster.cli import commands
from videogen_dagster.resources.locks import locked

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.e2e.retaking import Project

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
VIDEOGEN = Path(sys.executable).with_name("videogen")
PAGES_WITHIN_MS = 120_000
"""How long a browser is waited for: pages are slow while other tests keep all cores busy."""


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
    def settings(self) -> dict[str, str]:
        """What the environment says here."""
        return {"VIDEOGEN_HOME": str(self.home)}

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, **self.settings}

    def start(self, *arguments: str | Path, more: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
        """Start a command in a process of its own; `more` is what its environment says beside the settings."""
        command = [str(VIDEOGEN), *map(str, arguments)]
        environment = {**self.environment, **(more or {})}
        return subprocess.Popen(
            command, cwd=self.folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
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
            environment = place.enter_context(pytest.MonkeyPatch.context())
            for name, value in self.settings.items():
                environment.setenv(name, value)
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
        return unfinished(self.home)


@pytest.fixture
def workplace(tmp_path):
    return Workplace(tmp_path)


def made_once(
    tmp_path_factory: pytest.TempPathFactory, name: str, *command: str | Path, files: Mapping[str, str] | None = None
) -> tuple[Workplace, Finished]:
    """Run a command that makes a film once for all test processes; returns a copy of its workplace.

    Args:
        tmp_path_factory: Where.
        name: What it is called.
        command: The command.
        files: What is written into the folder before, by name.
    """
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    original, told = Workplace(shared / name), shared / f"{name}.json"
    with locked(shared / f"{name}.lock", while_waiting=lambda: None):
        if not told.exists():
            original.folder.mkdir()
            for file, text in (files or {}).items():
                (original.folder / file).write_text(text)
            made = original.run(*command)
            assert made.code == 0, made.err
            told.write_text(json.dumps(asdict(made)))
    place = Workplace(tmp_path_factory.mktemp(name))
    copy_home(original.folder, place.folder)
    finished = Finished(**json.loads(told.read_text()))
    return place, replace(finished, out=finished.out.replace(str(original.folder), str(place.folder)))


@pytest.fixture(scope="session")
def lantern(tmp_path_factory):
    """The example script as a small film."""
    script = EXAMPLES / "lantern.fountain"
    return made_once(tmp_path_factory, "lantern", "make", script, "--resolution", "360p")


@pytest.fixture(scope="session")
def hills_film(tmp_path_factory) -> "tuple[Workplace, Project]":
    """A small film of three scenes, left as it is."""
    from tests.e2e.retaking import BRIEF, look  # it imports this module

    command = ("make", "hills.yaml", "--project", "hills", "--resolution", "360p")
    place, _ = made_once(tmp_path_factory, "hills", *command, files={"hills.yaml": BRIEF})
    return place, look(place, place.status("hills"))


@pytest.fixture
def hills(hills_film, tmp_path) -> "tuple[Workplace, Project]":
    """A copy of that film."""
    place, before = hills_film
    copy_home(place.folder, tmp_path)
    return Workplace(tmp_path), before


def open_page(browser: "Browser", *, width: int, height: int) -> "Page":
    """Return a new page with patience."""
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_default_timeout(PAGES_WITHIN_MS)
    return page


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """Chromium, without a window."""
    from playwright.sync_api import expect, sync_playwright  # 0.2 s; only two files need it

    expect.set_options(timeout=PAGES_WITHIN_MS)

    found = [path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))]
    if not found:
        assert "CI" not in os.environ, "no Chromium: make browser"
        pytest.skip("no Chromium: make browser")
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"]
        started = playwright.chromium.launch(executable_path=found[0], args=arguments, timeout=PAGES_WITHIN_MS)
        yield started
        started.close()
