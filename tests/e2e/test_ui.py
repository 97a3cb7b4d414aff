"""A project started, watched and stopped through the real webserver and daemon."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import ROOT, Workplace

pytestmark = pytest.mark.slow

BIN = Path(sys.executable).parent
REPOSITORY = {"repositoryLocationName": "videogen_dagster", "repositoryName": "__repository__"}

ADD = """mutation($name: String!, $repository: RepositorySelector!) {
  addDynamicPartition(partitionsDefName: "projects", partitionKey: $name, repositorySelector: $repository) { __typename }
}"""
LAUNCH = """mutation($parameters: ExecutionParams!) {
  launchRun(executionParams: $parameters) { __typename ... on LaunchRunSuccess { run { runId } }
    ... on PythonError { message } ... on RunConfigValidationInvalid { errors { message } } }
}"""
STATUS = "query($id: ID!) { runOrError(runId: $id) { ... on Run { status } } }"
EVENTS = """query($partition: [String!]) { assetOrError(assetKey: {path: ["scene_images"]}) { ... on Asset {
  assetMaterializations(partitions: $partition) { metadataEntries { label ... on MarkdownMetadataEntry { mdStr } } } } } }"""
STOP = "mutation($id: String!) { terminateRun(runId: $id, terminatePolicy: SAFE_TERMINATE) { __typename } }"


class Ui:
    def __init__(self, port: int) -> None:
        self._url = f"http://127.0.0.1:{port}/graphql"

    def ask(self, query: str, **variables: object) -> dict:
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = urllib.request.Request(self._url, body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            document = json.load(answer)
        assert "errors" not in document, document
        return document["data"]

    def launch(self, project: str, prompt: str) -> str:
        self.ask(ADD, name=project, repository=REPOSITORY)
        config = {"ops": {"brief": {"config": {"prompt": prompt, "resolution": "P360"}}}}
        tags = [{"key": "dagster/partition", "value": project}]
        parameters = {
            "selector": {**REPOSITORY, "pipelineName": "make_film"},
            "mode": "default",
            "runConfigData": config,
            "executionMetadata": {"tags": tags},
        }
        launched = self.ask(LAUNCH, parameters=parameters)["launchRun"]
        assert launched["__typename"] == "LaunchRunSuccess", launched
        return launched["run"]["runId"]

    def wait_for(self, run: str, *, states: set[str], within_s: float) -> str:
        ends_s = time.monotonic() + within_s
        while time.monotonic() < ends_s:
            state = self.ask(STATUS, id=run)["runOrError"]["status"]
            if state in states:
                return state
            time.sleep(0.2)
        raise AssertionError(f"run {run} is {state} after {within_s} s")


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[tuple[Workplace, Ui]]:
    place = Workplace(tmp_path_factory.mktemp("ui"))
    instance = place.home / "dagster"
    instance.mkdir(parents=True)
    shutil.copy(ROOT / "dagster.yaml", instance)
    environment = {**os.environ, "VIDEOGEN_HOME": str(place.home), "DAGSTER_HOME": str(instance)}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    workspace = ["-w", str(ROOT / "workspace.yaml")]
    commands = (
        [BIN / "dagster-webserver", "-h", "127.0.0.1", "-p", str(port), *workspace],
        [BIN / "dagster-daemon", "run", *workspace],
    )
    log = (place.folder / "log").open("w")
    processes = [
        subprocess.Popen(list(map(str, command)), env=environment, stdout=log, stderr=log) for command in commands
    ]
    try:
        ui = Ui(port)
        for _ in range(300):
            try:
                ui.ask("{ version }")
                break
            except OSError:
                time.sleep(0.2)
        yield place, ui
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(timeout=30)
        log.close()


def test_a_prompt_in_the_launchpad_becomes_a_film_with_thumbnails(served):
    place, ui = served
    run = ui.launch("harbour", "A quiet harbour at dawn")
    assert ui.wait_for(run, states={"SUCCESS", "FAILURE", "CANCELED"}, within_s=240) == "SUCCESS"
    assert (place.home / "films" / "harbour.mp4").exists()
    (event,) = ui.ask(EVENTS, partition=["harbour"])["assetOrError"]["assetMaterializations"]
    shown = {entry["label"]: entry for entry in event["metadataEntries"]}
    assert "data:image/webp;base64," in shown["scene 001"]["mdStr"]
    assert len(shown["scene 001"]["mdStr"]) < 1000, "longer entries are hidden behind a link"
    assert place.status("harbour")["status"] == "completed"


def test_terminating_a_run_in_the_ui_cancels_it_and_leaves_nothing_unfinished(served):
    place, ui = served
    run = ui.launch("storm", "A storm over the sea at night")
    progress = place.home / "store" / "projects" / "storm" / "progress.json"
    for _ in range(600):
        if progress.exists() and "scene_animations" in progress.read_text():
            break
        time.sleep(0.1)
    ui.ask(STOP, id=run)
    assert ui.wait_for(run, states={"SUCCESS", "FAILURE", "CANCELED"}, within_s=30) == "CANCELED"
    assert place.status("storm")["status"] == "cancelled"
    for _ in range(50):
        if not place.left_behind():
            break
        time.sleep(0.2)
    assert place.left_behind() == []
