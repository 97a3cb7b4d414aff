"""GPUs as the driver's own program tells them, and the models of configured engines."""

import json
from pathlib import Path

import pytest

from videogen_dagster.cli.diagnosis import diagnose
from videogen_dagster.cli.findings import Finding
from videogen_dagster.cli.gpu_diagnosis import gpus
from videogen_dagster.core.errors import EngineUnavailable
from videogen_dagster.settings import load_settings


def driver(folder: Path, *, told: str, code: int = 0) -> str:
    """Return a program that answers as nvidia-smi does."""
    program = folder / "smi"
    program.write_text(f"#!/bin/sh\ncat <<'END'\n{told}\nEND\nexit {code}\n")
    program.chmod(0o755)
    return str(program)


def test_gpus_are_told_with_driver_and_memory(tmp_path: Path) -> None:
    told = "0, NVIDIA H100 80GB HBM3, 580.95.05, 81559, 80000\n1, NVIDIA GB10, 580.95.05, [N/A], [N/A]"
    first, second = gpus(driver(tmp_path, told=told))
    assert str(first) == "NVIDIA H100 80GB HBM3, driver 580.95.05, 86 GB, 84 GB free"
    assert (second.index, second.memory_gb) == (1, 0.0)


def test_a_driver_that_does_not_work_is_told_in_its_words(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable, match="couldn't communicate"):
        list(gpus(driver(tmp_path, told="NVIDIA-SMI couldn't communicate with the driver.", code=9)))


def test_a_machine_without_the_drivers_program_has_no_gpus() -> None:
    assert list(gpus("no-such-program")) == []


def found(home: Path, **variables: str) -> dict[str, Finding]:
    settings = load_settings({"VIDEOGEN_HOME": str(home), **variables})
    return {finding.subject: finding for finding in diagnose(settings)}


@pytest.mark.slow
def test_the_model_of_a_configured_engine_is_looked_for(tmp_path: Path) -> None:
    absent = found(tmp_path, VIDEOGEN_IMAGE_ENGINE="diffusers", VIDEOGEN_IMAGE_MODEL="sdxl")["image model"]
    assert (absent.state, absent.remedy) == ("broken", "videogen models pull sdxl")
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "model_index.json").write_text(json.dumps({"_class_name": "StableDiffusionPipeline"}))
    there = found(tmp_path, VIDEOGEN_IMAGE_ENGINE="diffusers", VIDEOGEN_IMAGE_MODEL=str(folder))["image model"]
    assert there.state == "ok"
    assert "CreativeML OpenRAIL-M" in there.detail
