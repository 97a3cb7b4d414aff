"""Every command that the documentation shows is run as it stands, in a folder with the examples."""

import re
import shlex
import shutil
from pathlib import Path

import pytest

from tests.e2e.conftest import EXAMPLES, ROOT, Workplace

PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
COMMAND = re.compile(r"^\$ (videogen .*)$", re.MULTILINE)
CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)
LINK = re.compile(r"\]\((?!https?://)([^)#]+)(?:#[^)]*)?\)")


def commands(page: Path) -> list[str]:
    return [command for block in CONSOLE.findall(page.read_text()) for command in COMMAND.findall(block)]


@pytest.fixture(scope="module")
def made_before(tmp_path_factory, lantern) -> Path:
    """All media that pages have made, the example's first: what one page shows is not drawn again for the next."""
    store = tmp_path_factory.mktemp("pages")
    keep_media(lantern[0].home / "store", store)
    return store


def keep_media(source: Path, target: Path) -> None:
    """Copy what can be used again, but nothing of a project."""
    for shared in ("objects", "receipts"):
        shutil.copytree(source / shared, target / shared, dirs_exist_ok=True)


@pytest.mark.slow
@pytest.mark.parametrize("page", [page for page in PAGES if commands(page)], ids=lambda page: page.stem)
def test_the_commands_of_a_page_run_as_they_stand(page, tmp_path, made_before):
    workplace = Workplace(tmp_path)
    keep_media(made_before, workplace.home / "store")
    shutil.copytree(EXAMPLES, workplace.folder / "examples")
    for command in commands(page):
        done = workplace.run(*shlex.split(command)[1:])
        assert done.code == 0, f"{command}\n{done.err}"
    if (workplace.home / "store" / "receipts").exists():
        keep_media(workplace.home / "store", made_before)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_link_leads_to_a_file(page):
    for target in LINK.findall(page.read_text()):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_setting_of_the_environment_is_documented():
    used = set(re.findall(r"VIDEOGEN_[A-Z_]+", (ROOT / "videogen_dagster" / "settings.py").read_text()))
    page = (ROOT / "docs" / "reference" / "settings.md").read_text()
    assert {name for name in used if name != "VIDEOGEN_"} <= set(re.findall(r"VIDEOGEN_[A-Z_]+", page))
