"""A store that may be read but not written: an edit is refused before anything is made, and says why."""

import ctypes
import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.e2e.conftest import VIDEOGEN
from videogen_dagster.core import keys
from videogen_dagster.core.brief import Brief, Idea
from videogen_dagster.core.film_settings import FilmSettings
from videogen_dagster.core.storyboard import Scene, Storyboard
from videogen_dagster.resources.storyboard_file import settle_storyboard
from videogen_dagster.store.media_store import MediaStore

PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1

PLAN = Storyboard(
    title="Hills", settings=FilmSettings(), scenes=(Scene(id="001", image_prompt="a hill", duration_s=2),)
)


def obey_permissions() -> None:
    """Take from root what lets it write anywhere (capabilities(7)); anybody else has not got it anyway."""
    ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0)


@pytest.fixture
def home(tmp_path):
    """A home with a project in a store that is read-only."""
    store = MediaStore.in_folder(tmp_path / "store")
    brief = Brief(title="Hills", content=Idea(text="hills"), settings=PLAN.settings)
    store.write(keys.brief("hills"), brief.model_dump_json().encode())
    settle_storyboard(store, "hills", PLAN)
    folders = [path for path in (tmp_path / "store", *(tmp_path / "store").rglob("*")) if path.is_dir()]
    for folder in folders:
        folder.chmod(0o555)
    tried = subprocess.run(["touch", str(tmp_path / "store" / "tried")], preexec_fn=obey_permissions, check=False)
    if tried.returncode == 0:
        pytest.skip("this system lets root write anywhere")
    yield tmp_path
    for folder in folders:
        folder.chmod(0o755)


def files(home: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in (home / "store").rglob("*") if path.is_file()}


@pytest.mark.parametrize("option", [["--seed", "9"], ["--new-take"]], ids=" ".join)
def test_a_retake_on_a_read_only_store_is_refused_and_says_why(home, option):
    before = files(home)
    done = subprocess.run(
        [str(VIDEOGEN), "retake", "hills", "1", *option, "--json"],
        cwd=home,
        env={**os.environ, "VIDEOGEN_HOME": str(home)},
        preexec_fn=obey_permissions,
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert (done.returncode, done.stdout) == (3, ""), done.stderr
    error = json.loads(done.stderr)["error"]
    assert error["code"] == "storage_failed"
    assert "cannot write projects/hills/direction/001/000001.json: permission denied" in error["message"]
    assert "permissions" in error["remedy"]
    assert files(home) == before
    assert not (home / "dagster").exists(), "no run was started"
