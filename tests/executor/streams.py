"""What two executors log of the same job, without what may differ between them."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import dagster as dg
from dagster._core.events.log import EventLogEntry
from dagster._serdes import serialize_value

WORDED = {
    "STEP_WORKER_STARTING": "says to whom the step was given",
    "STEP_WORKER_STARTED": "says which process it is",
    "PIPELINE_FAILURE": "lists the errors of child processes, or the step that happened to fail first",
}
"""Events that both log as often, in words of their own."""
OWN = {"ENGINE_EVENT": "tells how an executor begins, ends and sees its processes end"}
"""Events that one executor may log and the other not."""
PASSING = {
    "stack": "frames of the executor",
    "duration_ms": "time",
    "timestamp": "time",
    "file_key": "a new name for the output of each step",
    "log_key": "the same",
    "storage_id": "the number of an event",
}
"""Fields that differ between two runs under the same executor."""
WORDS = {r"\b(\d+(\.\d+)?(ms|s|m|h))+\b": "TIME", r"pid: \d+": "PID"}

Fact = tuple[str, str, str]
"""Kind of an event, its step, and all that it tells."""


def facts(entries: Sequence[EventLogEntry], names: Mapping[str, str]) -> Counter[Fact]:
    """Return what a run's log tells, whatever the order.

    Args:
        entries: The log.
        names: What to call runs by their id.
    """
    return Counter(_fact(entry, names) for entry in entries if _kind(entry) not in OWN)


def kinds(entries: Sequence[EventLogEntry], step: str) -> list[str]:
    """Return the kinds of a step's events in their order, without those of hooks: they are a set."""
    told = [_kind(entry) for entry in entries if entry.step_key == step]
    return [kind for kind in told if kind not in {"LOG", "HOOK_COMPLETED", "HOOK_SKIPPED", *OWN}]


def begun(entries: Sequence[EventLogEntry]) -> set[str]:
    """Return the steps that were begun or skipped."""
    steps = {entry.step_key for entry in entries if entry.step_key}
    return {step for step in steps if kinds(entries, step)}


def events(entries: Sequence[EventLogEntry], kind: str) -> list[dg.DagsterEvent]:
    """Return the events of one kind."""
    return [entry.dagster_event for entry in entries if entry.dagster_event is not None and _kind(entry) == kind]


def _kind(entry: EventLogEntry) -> str:
    return entry.dagster_event.event_type_value if entry.dagster_event else "LOG"


def _fact(entry: EventLogEntry, names: Mapping[str, str]) -> Fact:
    kind, step = _kind(entry), entry.step_key or ""
    if kind in WORDED:
        return kind, step, ""
    data = entry.dagster_event.event_specific_data if entry.dagster_event else None
    told = {"level": entry.level, "message": entry.user_message, "data": data and json.loads(serialize_value(data))}
    return kind, step, _plain(json.dumps(_lasting(told), sort_keys=True), names)


def _lasting(told: Any) -> Any:
    if isinstance(told, dict):
        return {name: _lasting(value) for name, value in told.items() if name not in PASSING}
    return [_lasting(value) for value in told] if isinstance(told, list) else told


def _plain(text: str, names: Mapping[str, str]) -> str:
    for run_id, name in names.items():
        text = text.replace(run_id, name)
    for pattern, word in WORDS.items():
        text = re.sub(pattern, word, text)
    return re.sub(r"resources \[(.*?)\]", lambda found: str(sorted(found[1].split(", "))), text)  # Dagster joins a set
