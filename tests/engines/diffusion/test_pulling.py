"""Models come from a hub: the real client over HTTP against a hub on this machine."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.engines.diffusion.test_models import folder_of
from tests.fakes.hub import Hub, serving
from videogen_dagster.engines.diffusion.catalogue import all_presets

SDXL = all_presets()["sdxl"]


def videogen(home: Path, hub: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", "from videogen_dagster.cli import main; main()", "models", *arguments],
        env={**os.environ, "VIDEOGEN_HOME": str(home), "HF_ENDPOINT": hub, "HF_HUB_OFFLINE": "0", "HF_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_a_pull_gets_what_is_needed_pins_its_commit_and_goes_on_where_it_was(tmp_path: Path) -> None:
    repository = folder_of(tmp_path / "repository")
    (repository / "sd_xl_base_1.0.safetensors").write_bytes(b"the same once more")
    (repository / "unet" / "diffusion_pytorch_model.bin").write_bytes(b"code")
    hub = Hub({SDXL.hub_id: repository})
    home = tmp_path / "home"
    with serving(hub) as url:
        first = videogen(home, url, "pull", "sdxl", "--json")
        got = set(hub.served)
        commit = hub.commit(SDXL.hub_id)
        hub.asked.clear()
        (repository / "unet" / "config.json").write_text("{}")  # a later commit
        again = videogen(home, url, "pull", "sdxl", "--json")
    assert first.returncode == 0, first.stderr
    assert got == {"model_index.json", "unet/diffusion_pytorch_model.safetensors"}
    assert json.loads(first.stdout)[0]["revision"] == commit
    assert SDXL.licence in first.stderr
    assert hub.asked[0] == commit  # and not main: it is pinned
    assert again.returncode == 0, again.stderr
    folder = home / "models" / "sdxl"
    assert not (folder / ".pulling").exists()
    assert (folder / "unet" / "diffusion_pytorch_model.safetensors").read_bytes() == b"weights"


def test_what_is_not_what_the_hub_says_is_refused(tmp_path: Path) -> None:
    hub = Hub({SDXL.hub_id: folder_of(tmp_path / "repository")})
    hub.damaged.add("unet/diffusion_pytorch_model.safetensors")
    with serving(hub) as url:
        done = videogen(tmp_path / "home", url, "pull", "sdxl", "--json")
    assert done.returncode == 3
    assert "is not what the hub has" in json.loads(done.stderr.splitlines()[-1])["error"]["message"]
    assert not (tmp_path / "home" / "models" / "models.lock.json").exists()


def test_a_hub_that_cannot_be_reached_is_told(tmp_path: Path) -> None:
    done = videogen(tmp_path, "http://127.0.0.1:9", "pull", "sdxl", "--json")
    error = json.loads(done.stderr.splitlines()[-1])["error"]
    assert (done.returncode, error["code"]) == (3, "engine_unavailable")
