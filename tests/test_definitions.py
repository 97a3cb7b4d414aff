"""What the daemon, the code server and every step import."""

import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

HEAVY = (
    "torch",
    "diffusers",
    "transformers",
    "cv2",
    "moviepy",
    "openai",
    "httpx2",
    "ray",
    "scipy",
    "PIL",
    "resvg",
    "boto3",
    "opentimelineio",
)


def test_importing_the_definitions_loads_no_heavy_package():
    program = f"import sys, videogen_dagster.definitions; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_help_loads_no_orchestrator():
    program = (
        "import sys; from videogen_dagster.cli.commands import run; run(['--help']);"
        "print([name for name in ('dagster', 'pydantic') if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    assert "make" in done.stdout


@pytest.fixture(scope="module")
def assets():
    from videogen_dagster.definitions import defs

    return {node.key.to_user_string(): node for node in defs.resolve_asset_graph().asset_nodes}


def test_the_asset_keys_are_those_of_the_public_api(assets):
    assert set(assets) == {
        "brief",
        "storyboard",
        "prompts",
        "character_sheets",
        "scene_images",
        "narration",
        "captions",
        "scene_animations",
        "lip_sync",
        "music",
        "soundtrack",
        "scene_clips",
        "transitions",
        "film",
        "renditions",
        "preview",
        "publication",
        "scene/image",
        "scene/animation",
        "scene/narration",
    }


def test_every_asset_says_what_it_is_to_whom_it_belongs_and_what_kind_it_has(assets):
    for key, node in assets.items():
        assert node.description, key
        assert node.owners, key
        assert node.group_name in {"planning", "pictures", "audio", "film", "scenes"}, key
        assert node.kinds, key
        assert isinstance(node.partitions_def, dg.DynamicPartitionsDefinition | dg.MultiPartitionsDefinition), key


def test_the_code_location_validates():
    from videogen_dagster.definitions import defs

    dg.Definitions.validate_loadable(defs)


def test_every_asset_job_schedule_and_sensor_is_in_the_reference(assets):
    from videogen_dagster.definitions import defs

    reference = (Path(__file__).parents[1] / "docs" / "reference" / "assets.md").read_text()
    rows = {line.split("`")[1] for line in reference.splitlines() if line.startswith("| `")}
    named = {each.name for kind in (defs.jobs, defs.schedules, defs.sensors) for each in kind or ()}
    assert named >= {"make_film", "store_is_cleaned", "lost_runs_are_told"}
    assert sorted(named | set(assets)) == sorted(name for name in rows if name in named | set(assets))
