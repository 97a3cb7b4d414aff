"""Executes a job of this code location from Python, wherever its executor runs the steps."""

from collections.abc import Mapping, Sequence
from typing import Final

import dagster as dg
from dagster._core.definitions.reconstruct import ReconstructableRepository  # `dg.reconstructable` takes no Definitions
from dagster._core.execution.api import execute_run_iterator  # `dg.execute_job` takes no run id

DEFINITIONS: Final = "videogen_dagster.definitions"
PARTITION_TAG: Final = "dagster/partition"


def execute_stages(
    instance: dg.DagsterInstance,
    job_name: str,
    project: str,
    *,
    stages: Sequence[str],
    run_id: str | None,
    run_config: Mapping[str, object],
    tags: Mapping[str, str],
) -> dg.DagsterRun:
    """Run stages of a job for one project and return the run, as it ended.

    Args:
        instance: Where the run is recorded.
        job_name: Name of the job.
        project: The partition, which there is.
        stages: Assets of the job.
        run_id: Name of the run; a new one if None.
        run_config: Its configuration.
        tags: Its tags, beside those of the job and the partition.
    """
    job = ReconstructableRepository.for_module(DEFINITIONS, "defs").get_reconstructable_job(job_name)
    selection = frozenset(dg.AssetKey(stage) for stage in stages)
    definition = job.get_subset(asset_selection=selection).get_definition()
    run = instance.create_run_for_job(
        job_def=definition,
        run_id=run_id,
        run_config=run_config,
        tags={**definition.run_tags, PARTITION_TAG: project, **tags},
        asset_selection=selection,
        job_code_origin=job.get_python_origin(),
    )
    for _ in execute_run_iterator(job, run, instance):
        pass
    return instance.get_run_by_id(run.run_id) or run
