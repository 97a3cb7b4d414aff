"""Every command that the documentation shows is run as it stands, in a folder with the examples."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.conftest import EXAMPLES, ROOT, Workplace

PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
COMMAND = re.compile(r"^\$ (videogen .*)$", re.MULTILINE)
CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)
LINK = re.compile(r"\]\((?!https?://)([^)#]+)(?:#[^)]*)?\)")
PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)


def commands(page: Path) -> list[str]:
    return [command for block in CONSOLE.findall(page.read_text()) for command in COMMAND.findall(block)]


@pytest.mark.slow
@pytest.mark.parametrize("page", [page for page in PAGES if commands(page)], ids=lambda page: page.stem)
def test_the_commands_of_a_page_run_as_they_stand(page, tmp_path, lantern):
    workplace = Workplace(tmp_path)
    for shared in ("objects", "receipts"):  # every page begins without a project, but the example is not drawn again
        shutil.copytree(lantern[0].home / "store" / shared, workplace.home / "store" / shared)
    shutil.copytree(EXAMPLES, workplace.folder / "examples")
    binaries = {**workplace.environment, "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"}
    for command in commands(page):
        done = subprocess.run(
            ["bash", "-c", command], cwd=workplace.folder, env=binaries, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{command}\n{done.stderr}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_link_leads_to_a_file(page):
    for target in LINK.findall(page.read_text()):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_engine_of_the_how_to_makes_a_picture(tmp_path):
    from tests.fakes.workspace import FolderWorkspace
    from videogen_dagster.core.film_settings import FrameSize
    from videogen_dagster.core.requests import ImageRequest

    (program,) = PYTHON.findall((ROOT / "docs" / "how-to" / "add-an-engine.md").read_text())
    names: dict[str, type] = {}
    exec("\n".join(line.removeprefix("   ") for line in program.splitlines()), names)  # noqa: S102  # our own page
    workspace = FolderWorkspace(tmp_path)
    request = ImageRequest(prompt="a quiet harbour", size=FrameSize(width=64, height=36), seed=7)
    first, again = (next(iter(names["PlainImageEngine"]().generate([request], workspace))) for _ in range(2))
    assert first == again
    assert workspace.fetch(first.image).stat().st_size > 0


def test_every_setting_of_the_environment_is_documented():
    used = set(re.findall(r"VIDEOGEN_[A-Z_]+", (ROOT / "videogen_dagster" / "settings.py").read_text()))
    page = (ROOT / "docs" / "reference" / "settings.md").read_text()
    assert {name for name in used if name != "VIDEOGEN_"} <= set(re.findall(r"VIDEOGEN_[A-Z_]+", page))
