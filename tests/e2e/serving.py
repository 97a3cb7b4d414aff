"""The real webserver and daemon over the home of a workplace, and questions to them over GraphQL."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.e2e.conftest import ROOT, Workplace
from tests.ports import free_port
from videogen_dagster.executor.local.places import meeting_folder
from videogen_dagster.executor.local.workforce import LocalWorkforce
from videogen_dagster.settings import runtime_folder

BIN = Path(sys.executable).parent
REPOSITORY = {"repositoryLocationName": "videogen_dagster", "repositoryName": "__repository__"}
ENDED = {"SUCCESS", "FAILURE", "CANCELED"}
POLL_S = 0.5
"""How often the webserver is asked for the same."""

ADD_PROJECT = """mutation($name: String!, $repository: RepositorySelector!) {
  addDynamicPartition(partitionsDefName: "projects", partitionKey: $name, repositorySelector: $repository) { __typename }
}"""
LAUNCH = """mutation($parameters: ExecutionParams!) {
  launchRun(executionParams: $parameters) { __typename ... on LaunchRunSuccess { run { runId } }
    ... on PythonError { message } ... on RunConfigValidationInvalid { errors { message } } }
}"""
RUNS = """{ runsOrError(limit: 100) { ... on Runs { results {
  runId status startTime endTime tags { key value } assetMaterializations { assetKey { path } partition } } } } }"""
STATUSES = "{ runsOrError(limit: 100) { ... on Runs { results { runId status } } } }"
STEPS = "query($id: ID!) { runOrError(runId: $id) { ... on Run { stepStats { stepKey status startTime endTime } } } }"
SENSOR = """query($sensor: SensorSelector!) { sensorOrError(sensorSelector: $sensor) { ... on Sensor {
  sensorState { ticks(limit: 200, statuses: [SKIPPED, SUCCESS]) { id } } } } }"""
AGAIN = """mutation($parameters: ReexecutionParams!) {
  launchRunReexecution(reexecutionParams: $parameters) { __typename ... on LaunchRunSuccess { run { runId } }
    ... on PythonError { message } }
}"""
STOP = "mutation($id: String!) { terminateRun(runId: $id, terminatePolicy: SAFE_TERMINATE) { __typename } }"
HISTORY = """query($path: [String!]!, $partitions: [String!]) { assetOrError(assetKey: {path: $path}) { ... on Asset {
  assetMaterializations(partitions: $partitions) {
    partition runId metadataEntries {
      label ... on MarkdownMetadataEntry { mdStr } ... on IntMetadataEntry { intValue } ... on TextMetadataEntry { text }
    }
  } } } }"""


@dataclass(frozen=True)
class Run:
    id: str
    status: str
    started_s: float
    ended_s: float
    tags: Mapping[str, str]
    made: frozenset[tuple[str, str]]
    """Asset and partition of all materializations."""


class Ui:
    """What a person asks the webserver at `address` for."""

    def __init__(self, address: str) -> None:
        self.address = address

    def ask(self, query: str, **variables: object) -> dict[str, Any]:
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = urllib.request.Request(f"{self.address}/graphql", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=240) as answer:
            document = json.load(answer)
        assert "errors" not in document, document
        return document["data"]

    def make(self, project: str, **given: str) -> str:
        """Start a project from its Launchpad, with a `prompt` or an `input`; returns the run."""
        self.ask(ADD_PROJECT, name=project, repository=REPOSITORY)
        config = {"ops": {"brief": {"config": {**given, "resolution": "P360"}}}}
        return self._launch({"pipelineName": "make_film"}, config, {"dagster/partition": project})

    def retake(self, part: str, project: str, scene: str, **config: object) -> str:
        """Materialize a scene asset with config; returns the run."""
        tags = {
            "dagster/partition": f"{project}|{scene}",
            "dagster/partition/project": project,
            "dagster/partition/scene": scene,
        }
        selection = {"pipelineName": "__ASSET_JOB", "assetSelection": [{"path": ["scene", part]}]}
        return self._launch(selection, {"ops": {f"scene__{part}": {"config": config}}}, tags)

    def _launch(self, selection: dict[str, object], config: dict[str, object], tags: dict[str, str]) -> str:
        parameters = {
            "selector": {**REPOSITORY, **selection},
            "mode": "default",
            "runConfigData": config,
            "executionMetadata": {"tags": [{"key": key, "value": value} for key, value in tags.items()]},
        }
        launched = self.ask(LAUNCH, parameters=parameters)["launchRun"]
        assert launched["__typename"] == "LaunchRunSuccess", launched
        return launched["run"]["runId"]

    def retry_from_failure(self, run: str) -> str:
        """Start the failed step of a run and those behind it again; returns the new run."""
        parameters = {"parentRunId": run, "strategy": "FROM_FAILURE"}
        launched = self.ask(AGAIN, parameters=parameters)["launchRunReexecution"]
        assert launched["__typename"] == "LaunchRunSuccess", launched
        return launched["run"]["runId"]

    def stop(self, run: str) -> None:
        self.ask(STOP, id=run)

    def runs(self) -> dict[str, Run]:
        """Return all runs by id, newest first."""
        return {
            told["runId"]: Run(
                id=told["runId"],
                status=told["status"],
                started_s=told["startTime"] or 0.0,
                ended_s=told["endTime"] or 0.0,
                tags={tag["key"]: tag["value"] for tag in told["tags"]},
                made=frozenset(
                    ("/".join(made["assetKey"]["path"]), made["partition"]) for made in told["assetMaterializations"]
                ),
            )
            for told in self.ask(RUNS)["runsOrError"]["results"]
        }

    def statuses(self) -> dict[str, str]:
        """Return how it stands with all runs by id, newest first: a question that costs the webserver little."""
        return {told["runId"]: told["status"] for told in self.ask(STATUSES)["runsOrError"]["results"]}

    def wait_for(self, run: str, *, within_s: float) -> Run:
        """Return a run when it has ended."""
        until(lambda: self.statuses()[run], ENDED.__contains__, within_s=within_s, every_s=POLL_S)
        return self.runs()[run]

    def wait_for_next(self, before: Mapping[str, Run], *, within_s: float) -> Run:
        """Return the first run that was not there before when it has ended."""

        def newest() -> tuple[str, str]:
            return next((told for told in self.statuses().items() if told[0] not in before), ("", "none"))

        run, _ = until(newest, lambda told: told[1] in ENDED, within_s=within_s, every_s=POLL_S)
        return self.runs()[run]

    def steps_s(self, run: str) -> float:
        """Return how long a run's steps were at work."""
        return sum(step["endTime"] - step["startTime"] for step in self._steps(run))

    def steps(self, run: str) -> dict[str, str]:
        """Return how each step of a run ended."""
        return {step["stepKey"]: step["status"] for step in self._steps(run)}

    def _steps(self, run: str) -> list[dict[str, Any]]:
        return self.ask(STEPS, id=run)["runOrError"]["stepStats"]

    def ticks(self, sensor: str = "films_follow_their_scenes") -> set[str]:
        """Return the newest looks of a sensor."""
        told = self.ask(SENSOR, sensor={**REPOSITORY, "sensorName": sensor})["sensorOrError"]
        return {tick["id"] for tick in told["sensorState"]["ticks"]}

    def wait_for_ticks(self, count: int = 2, *, within_s: float = 300) -> None:
        """Wait until the automation has looked again, from the beginning to the end."""
        seen = self.ticks()
        until(lambda: self.ticks() - seen, lambda new: len(new) >= count, within_s=within_s, every_s=POLL_S)

    def history(self, *path: str, partition: str) -> list[dict[str, dict[str, Any]]]:
        """Return the metadata of an asset's materializations by label, newest first."""
        told = self.ask(HISTORY, path=path, partitions=[partition])["assetOrError"]["assetMaterializations"]
        return [{entry["label"]: entry for entry in event["metadataEntries"]} for event in told]


def until(look: Callable[[], Any], is_it: Callable[[Any], bool], *, within_s: float, every_s: float = 0.2) -> Any:
    """Return what is looked at as soon as it is as wanted.

    Raises:
        AssertionError: It is not, in that time, nor when it is looked at once more behind it.
    """
    ends_s = time.monotonic() + within_s
    while True:
        is_last = time.monotonic() >= ends_s
        found = look()
        if is_it(found):
            return found
        if is_last:
            raise AssertionError(f"after {within_s} s it is {found}")
        time.sleep(every_s)


@contextmanager
def serving(place: Workplace, *, more: Mapping[str, str] | None = None) -> Generator[Ui]:
    """Run webserver and daemon over a workplace's home on free ports of the loopback; both end with the block.

    As under `dagster dev` they share one code server. `more` is what their environment says beside the settings.
    """
    instance = place.home / "dagster"
    instance.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "dagster.yaml", instance)
    port, code_port = free_port(), free_port()
    workspace = place.folder / "workspace.yaml"
    server = {"host": "127.0.0.1", "port": code_port, "location_name": REPOSITORY["repositoryLocationName"]}
    workspace.write_text(json.dumps({"load_from": [{"grpc_server": server}]}))
    code = ["-m", "videogen_dagster.definitions", "-d", str(ROOT)]
    environment = {**place.environment, "DAGSTER_HOME": str(instance), "VIDEOGEN_EXECUTOR": "local", **(more or {})}
    processes: list[subprocess.Popen[bytes]] = []
    with (place.folder / "serving.log").open("w") as log:

        def start(program: str, *arguments: str) -> None:
            command = [str(BIN / program), *arguments]
            processes.append(subprocess.Popen(command, env=environment, stdout=log, stderr=log))

        try:
            start("dagster", "api", "grpc", "-h", "127.0.0.1", "-p", str(code_port), *code)
            until(lambda: _listens(code_port), bool, within_s=240)
            start("dagster-webserver", "-h", "127.0.0.1", "-p", str(port), "-w", str(workspace))
            start("dagster-daemon", "run", "-w", str(workspace))
            ui = Ui(f"http://127.0.0.1:{port}")
            until(lambda: _answers(ui), bool, within_s=240)
            yield ui
        finally:
            for process in reversed(processes):
                process.send_signal(signal.SIGTERM)
                _end(process)
            LocalWorkforce(meeting_folder(runtime_folder(), place.home)).stop()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _answers(ui: Ui) -> bool:
    try:
        ui.ask("{ version }")
    except OSError:
        return False
    return True


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(timeout=60)
    except subprocess.TimeoutExpired:
        os.kill(process.pid, signal.SIGKILL)
        process.wait(timeout=60)
