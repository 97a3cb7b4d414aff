"""Why a run did not finish, as its events tell."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import dagster as dg
from dagster._core.events import JobFailureData

from videogen_dagster.core.errors import ErrorReport, InternalError
from videogen_dagster.core.shared_failures import ScenesFailed


@dataclass(frozen=True, slots=True)
class RunFailure:
    """Why a run did not finish: the record of the error, and what the command line exits with."""

    report: ErrorReport
    exit_code: int


def events_of(instance: dg.DagsterInstance, run: dg.DagsterRun, kind: dg.DagsterEventType) -> Iterator[dg.DagsterEvent]:
    """Yield the events of one kind in a run's log."""
    for record in instance.get_records_for_run(run.run_id, of_type=kind).records:
        event = record.event_log_entry.dagster_event
        if event is not None:
            yield event


def first_failure(instance: dg.DagsterInstance, run: dg.DagsterRun) -> RunFailure:
    """Return the first error of a run that failed: ours as it was told, any other one as internal."""
    for event in events_of(instance, run, dg.DagsterEventType.STEP_FAILURE):
        data = event.step_failure_data
        if data.user_failure_data is not None and "code" in data.user_failure_data.metadata:
            return _with_other_shards(_told(data.user_failure_data.metadata), instance, run)
        if data.error is not None:
            return _internal(f"{event.step_key}: {(data.error.cause or data.error).message}")
    for event in events_of(instance, run, dg.DagsterEventType.RUN_FAILURE):
        data = event.event_specific_data  # none, if the run was told from outside: it was lost, or never started
        error = data.error if isinstance(data, JobFailureData) else None
        return _internal((error.cause or error).message if error else "the run failed outside its steps")
    return _internal("the run failed without a word")


def _with_other_shards(failure: RunFailure, instance: dg.DagsterInstance, run: dg.DagsterRun) -> RunFailure:
    """Return why scenes failed together with why scenes of other shards did: each shard is a step of its own."""
    if failure.report.code != ScenesFailed.code:
        return failure
    failed = (
        event.step_failure_data.user_failure_data
        for event in events_of(instance, run, dg.DagsterEventType.STEP_FAILURE)
    )
    reports = [_told(data.metadata).report for data in failed if data is not None and "code" in data.metadata]
    alike = [report for report in reports if report.code == ScenesFailed.code]
    message = "; ".join(dict.fromkeys(report.message for report in alike))
    field = ", ".join(dict.fromkeys(report.field for report in alike if report.field)) or None
    return replace(failure, report=replace(failure.report, message=message, field=field))


def _internal(message: str) -> RunFailure:
    report = InternalError(message.strip(), remedy="look at the run in the Dagster UI, and report it").report()
    return RunFailure(report, exit_code=InternalError.exit_code)


def _told(metadata: Mapping[str, dg.MetadataValue]) -> RunFailure:
    told = {name: value.value for name, value in metadata.items()}
    report = ErrorReport(
        code=str(told["code"]),
        message=str(told["message"]),
        field=str(told["field"]) or None,
        remedy=str(told["remedy"]) or None,
    )
    return RunFailure(report, exit_code=int(str(told["exit_code"])))
