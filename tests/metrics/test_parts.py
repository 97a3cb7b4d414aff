"""What the exporter is made of: GPUs as their tool tells of them, models of workers, names of steps, shards."""

import pytest

from tests.fakes.graph import TO_PICTURES, Stage
from videogen_dagster.engines.residents import ResidentModel
from videogen_dagster.executor.backends import WorkerReport
from videogen_dagster.metrics.families import gauges
from videogen_dagster.metrics.figures import Figures, Gpu
from videogen_dagster.metrics.gpus import GpuWatch, parse
from videogen_dagster.metrics.history import counts, named, results_of
from videogen_dagster.metrics.reading import models_of


def test_what_providers_were_paid_is_told_by_provider_and_model():
    figures = Figures(paid_usd={("openai", "gpt-4.1-mini"): 0.25, ("fal", "acme/i2v"): 1.5}, reserved_usd=0.04)
    families = {family.name: family for family in gauges(figures)}
    paid = {tuple(sample.labels.values()): sample.value for sample in families["videogen_provider_spend_usd"].samples}
    assert paid == {("openai", "gpt-4.1-mini"): 0.25, ("fal", "acme/i2v"): 1.5}
    assert families["videogen_reserved_usd"].samples[0].value == 0.04


def test_the_table_of_gpus_is_read_and_what_a_gpu_does_not_tell_is_nothing():
    table = "0, 1024, 81559, 37\n1, [N/A], 81559, [Not Supported]\nNVIDIA-SMI has failed\n"
    assert tuple(parse(table)) == (
        Gpu(index="0", used_bytes=1024 * 1024**2, total_bytes=81559 * 1024**2, busy=0.37),
        Gpu(index="1", used_bytes=0, total_bytes=81559 * 1024**2, busy=0),
    )


def test_the_tool_is_asked_once_in_a_while(tmp_path):
    tool = tmp_path / "smi"
    tool.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/asked\necho "0, 10, 100, 50"\n')
    tool.chmod(0o755)
    now = iter([0.0, 0.0, 10.0, 16.0, 16.0])
    watch = GpuWatch(clock=lambda: next(now), tool=str(tool))
    assert {watch.gpus()[0].busy for _ in range(3)} == {0.5}
    asked = (tmp_path / "asked").read_text().splitlines()
    assert asked == ["--query-gpu=index,memory.used,memory.total,utilization.gpu --format=csv,noheader,nounits"] * 2


@pytest.mark.parametrize("script", [None, "exit 9", "echo garbled"])
def test_a_machine_whose_tool_is_not_there_or_fails_has_no_gpus(tmp_path, script):
    tool = tmp_path / "smi"
    if script is not None:
        tool.write_text(f"#!/bin/sh\n{script}\n")
        tool.chmod(0o755)
    assert GpuWatch(tool=str(tool)).gpus() == ()


def test_models_are_told_by_the_gpu_of_their_worker():
    def worker(device: str | None, *models: ResidentModel) -> WorkerReport:
        return WorkerReport(pool="gpu", node="n", pid=1, device=device, since_s=0, residents=models)

    first = ResidentModel(name="sdxl", bytes=10, device="cuda:0")
    held = models_of((worker("0", first), worker("3", first, ResidentModel(name="t5", bytes=4, device="cpu"))))
    assert held == {("sdxl", "cuda:0"): 10, ("sdxl", "cuda:3"): 10, ("t5", "cpu"): 4}


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("scene_images", ("scene_images", "whole")),
        ("scene__image", ("scene/image", "whole")),
        ("scene_images.plan", ("scene_images", "plan")),
        ("scene_images.shard[001_to_004]", ("scene_images", "shard")),
        ("scene_images.gather", ("scene_images", "gather")),
    ],
)
def test_steps_are_named_without_their_scenes(key, name):
    assert named(key) == name


@pytest.mark.parametrize(
    ("metadata", "made_and_found"),
    [
        ({"made": 3, "reused": 9}, (3, 9)),
        ({"reused": True}, (0, 1)),
        ({"reused": False}, (1, 0)),
        ({"made": "3", "reused": "9"}, (0, 0)),
    ],
)
def test_results_are_counted_as_the_metadata_tell(metadata, made_and_found):
    assert counts(metadata) == made_and_found


def test_what_shards_made_is_counted_and_not_as_found_by_those_who_gather_it(tmp_path):
    stage = Stage(tmp_path, gpu_engines=("image_engine",), gpu_workers=2)
    result = stage.make(only=TO_PICTURES)
    told = [(made, found) for asset, made, found in results_of(list(result.all_events)) if asset == "scene_images"]
    assert (sum(made for made, _ in told), sum(found for _, found in told)) == (3, 0)
    again = stage.make(only=TO_PICTURES)
    told = [(made, found) for asset, made, found in results_of(list(again.all_events)) if asset == "scene_images"]
    assert (sum(made for made, _ in told), sum(found for _, found in told)) == (0, 3)
