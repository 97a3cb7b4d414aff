"""The gauges as Prometheus knows them. Their names and labels are public API: dashboards and alerts stand on them."""

from collections.abc import Iterator, Mapping
from typing import Any

from prometheus_client.metrics_core import GaugeMetricFamily, Metric

from videogen_dagster.metrics.figures import Figures, Gpu


def gauges(figures: Figures | None) -> Iterator[Metric]:
    """Yield what is shown of one look; of one that failed only that it did: values that are old are left out."""
    yield GaugeMetricFamily(
        "videogen_up", "1 if Dagster's records and the database answered.", value=int(figures is not None)
    )
    if figures is None:
        return
    yield _labelled(
        "videogen_runs", "Runs that Dagster's records hold.", ("status",), {(k,): v for k, v in figures.runs.items()}
    )
    yield from _waiting(figures)
    yield _labelled(
        "videogen_daemon_heartbeat_age_seconds",
        "Seconds since a daemon told that it lives.",
        ("daemon",),
        {(daemon,): age for daemon, age in figures.heartbeats_s.items()},
    )
    yield _labelled("videogen_workers", "Workers of this machine.", ("pool", "state"), figures.workers)
    yield _labelled(
        "videogen_resident_model_bytes",
        "What the models take that workers of this machine hold.",
        ("model", "device"),
        figures.models,
    )
    yield from _gpus(figures.gpus)
    yield GaugeMetricFamily("videogen_spend_usd", "What the results that are known have cost.", value=figures.spent_usd)
    yield _labelled(
        "videogen_provider_spend_usd",
        "What providers were paid, also for what came to nothing.",
        ("provider", "model"),
        figures.paid_usd,
    )
    yield GaugeMetricFamily(
        "videogen_reserved_usd", "What is set aside for calls that have not ended.", value=figures.reserved_usd
    )
    yield GaugeMetricFamily("videogen_disk_free_bytes", "Free room on the disk of the home.", value=figures.free_bytes)


def _waiting(figures: Figures) -> Iterator[Metric]:
    yield GaugeMetricFamily(
        "videogen_queue_depth", "Runs that wait for their turn.", value=figures.runs.get("queued", 0)
    )
    yield GaugeMetricFamily(
        "videogen_queue_oldest_age_seconds", "For how long the first of them has waited.", value=figures.oldest_queued_s
    )
    yield _labelled(
        "videogen_inbox", "Versions of what was dropped.", ("state",), {(k,): v for k, v in figures.inbox.items()}
    )
    yield GaugeMetricFamily(
        "videogen_inbox_oldest_pending_age_seconds",
        "For how long a dropped version has waited to be given to Dagster.",
        value=figures.oldest_pending_s,
    )
    yield GaugeMetricFamily("videogen_inbox_incomplete", "Dropped groups that lack something.", value=figures.arriving)


def _gpus(gpus: tuple[Gpu, ...]) -> Iterator[Metric]:
    if not gpus:
        return
    used = {(gpu.index,): gpu.used_bytes for gpu in gpus}
    total = {(gpu.index,): gpu.total_bytes for gpu in gpus}
    busy = {(gpu.index,): gpu.busy for gpu in gpus}
    yield _labelled("videogen_gpu_memory_used_bytes", "GPU memory that is taken.", ("gpu",), used)
    yield _labelled("videogen_gpu_memory_bytes", "GPU memory that there is.", ("gpu",), total)
    yield _labelled(
        "videogen_gpu_utilization_ratio", "Share of the time in which the GPU computes, 0 to 1.", ("gpu",), busy
    )


def _labelled(name: str, told: str, labels: tuple[str, ...], values: Mapping[Any, float]) -> Metric:
    family = GaugeMetricFamily(name, told, labels=labels)
    for of, value in sorted(values.items()):
        family.add_metric(of, value)
    return family
