"""Every command that the documentation shows is run as it stands, in a folder with the examples."""

import re
import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.conftest import EXAMPLES, ROOT, Workplace
from tests.homes import copy_home

PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
COMMAND = re.compile(r"^\$ (videogen .*)$", re.MULTILINE)
CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)
LINK = re.compile(r"\]\((?!https?://)([^)#]+)(?:#[^)]*)?\)")


def commands(page: Path) -> list[str]:
    return [command for block in CONSOLE.findall(page.read_text()) for command in COMMAND.findall(block)]


@dataclass(frozen=True)
class MadeBefore:
    """What pages have made: what one of them shows is not drawn again for the next."""

    media: Path
    """All media, but nothing of a project."""
    begun: dict[str, Path]
    """By the first command of a page: the home as that command alone left it."""

    def begin(self, command: str, home: Path) -> None:
        """Fill the home of a page that begins with a command; where it was run before it will find all made."""
        if command in self.begun:
            copy_home(self.begun[command], home)
        keep_media(self.media, home / "store")

    def has_begun(self, command: str, home: Path) -> None:
        """Keep the home that a page's first command left."""
        if command not in self.begun:
            self.begun[command] = self.media / str(len(self.begun))
            copy_home(home, self.begun[command])


@pytest.fixture(scope="module")
def made_before(tmp_path_factory, lantern) -> MadeBefore:
    place, _ = lantern
    media = tmp_path_factory.mktemp("pages")
    keep_media(place.home / "store", media)
    return MadeBefore(media, {"videogen make examples/lantern.fountain --resolution 360p": place.home})


def keep_media(source: Path, target: Path) -> None:
    """Copy what can be used again, but nothing of a project."""
    for shared in ("objects", "receipts"):
        if (source / shared).exists():
            shutil.copytree(source / shared, target / shared, dirs_exist_ok=True)


@pytest.mark.slow
@pytest.mark.parametrize("page", [page for page in PAGES if commands(page)], ids=lambda page: page.stem)
def test_the_commands_of_a_page_run_as_they_stand(page, tmp_path, made_before):
    workplace = Workplace(tmp_path)
    shutil.copytree(EXAMPLES, workplace.folder / "examples")
    first, *later = commands(page)
    made_before.begin(first, workplace.home)
    run(workplace, first)
    made_before.has_begun(first, workplace.home)
    for command in later:
        run(workplace, command)
    keep_media(workplace.home / "store", made_before.media)


def run(workplace: Workplace, command: str) -> None:
    done = workplace.run(*shlex.split(command)[1:])
    assert done.code == 0, f"{command}\n{done.err}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_link_leads_to_a_file(page):
    for target in LINK.findall(page.read_text()):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_setting_of_the_environment_is_documented():
    used = set(re.findall(r"VIDEOGEN_[A-Z_]+", (ROOT / "videogen_dagster" / "settings.py").read_text()))
    page = (ROOT / "docs" / "reference" / "settings.md").read_text()
    assert {name for name in used if name != "VIDEOGEN_"} <= set(re.findall(r"VIDEOGEN_[A-Z_]+", page))
