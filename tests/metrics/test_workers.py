"""What workers hold is told: a real pool, a model that stays in it, and the exporter of the same home."""

import dagster as dg
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.e2e.serving import until
from tests.metrics import holding_jobs
from videogen_dagster.executor.local.places import meeting_folder
from videogen_dagster.executor.local.workforce import LocalWorkforce
from videogen_dagster.metrics.exporter import Exporter
from videogen_dagster.runs import open_instance
from videogen_dagster.settings import load_settings, runtime_folder

CONFIG = {
    "execution": {"config": {"backend": "local", "pools": {"gpu": {"devices": []}, "cpu": {"workers": 1}}}},
    "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
}

pytestmark = pytest.mark.slow


def seen(exporter: Exporter) -> dict[tuple[str, ...], float]:
    """Return what is told of workers and models, by name and values of labels."""
    return {
        (sample.name, *(sample.labels[name] for name in sorted(sample.labels))): sample.value
        for family in text_string_to_metric_families(exporter.text().decode())
        for sample in family.samples
        if sample.name in {"videogen_workers", "videogen_resident_model_bytes"}
    }


def test_a_model_that_stays_in_a_worker_is_told_until_the_worker_is_gone(tmp_path, monkeypatch):
    monkeypatch.setenv("VIDEOGEN_HOME", str(tmp_path))
    settings = load_settings({"VIDEOGEN_EXECUTOR": "local"}, home=tmp_path)
    workforce = LocalWorkforce(meeting_folder(runtime_folder(), tmp_path))
    exporter = Exporter(settings, patience_s=120)
    assert seen(exporter) == {}
    try:
        with open_instance(settings) as instance:
            job = dg.reconstructable(holding_jobs.load_a_model)
            assert dg.execute_job(job, instance=instance, run_config=CONFIG).success
        model = holding_jobs.MODEL
        told = {
            ("videogen_workers", "gpu", "idle"): 1,
            ("videogen_resident_model_bytes", model.device, model.name): model.bytes,
        }
        until(lambda: seen(exporter), told.__eq__, within_s=120)
    finally:
        workforce.stop()
    until(lambda: seen(exporter), {}.__eq__, within_s=120)
