"""What the UI does to runs: a code server that starts them, and the webserver's mutations, without a webserver."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import dagster as dg
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import ModuleTarget

from tests.executor.faulty import MODULE, ROOT

LAUNCH = """mutation($parameters: ExecutionParams!) {
  launchRun(executionParams: $parameters) { __typename ... on LaunchRunSuccess { run { runId } }
    ... on PythonError { message } }
}"""
STOP = "mutation($id: String!) { terminateRun(runId: $id, terminatePolicy: SAFE_TERMINATE) { __typename } }"
STATUS = "query($id: ID!) { runOrError(runId: $id) { ... on Run { status } } }"


@dataclass(frozen=True)
class Server:
    """A code location that is served, as the webserver knows it."""

    workspace: WorkspaceProcessContext
    schema: Any

    def ask(self, query: str, **variables: object) -> dict[str, Any]:
        context = self.workspace.create_request_context()
        answer = asyncio.run(self.schema.execute_async(query, context_value=context, variable_values=variables))
        assert not answer.errors, answer.errors
        return answer.data

    def launch(self, job: str) -> str:
        """Start a run in a process of its own, as the Launchpad does; returns its id."""
        selector = {"repositoryLocationName": "faulty", "repositoryName": "__repository__", "pipelineName": job}
        launched = self.ask(LAUNCH, parameters={"selector": selector, "mode": "default", "runConfigData": {}})[
            "launchRun"
        ]
        assert launched["__typename"] == "LaunchRunSuccess", launched
        return launched["run"]["runId"]

    def stop(self, run_id: str) -> None:
        assert self.ask(STOP, id=run_id)["terminateRun"]["__typename"] == "TerminateRunSuccess"

    def status(self, run_id: str) -> str:
        return self.ask(STATUS, id=run_id)["runOrError"]["status"]


@contextmanager
def serving(instance: dg.DagsterInstance) -> Iterator[Server]:
    from dagster_graphql.schema import create_schema  # a second, which other tests should not pay

    target = ModuleTarget(
        module_name=MODULE, attribute="definitions", working_directory=str(ROOT), location_name="faulty"
    )
    with WorkspaceProcessContext(instance, target) as workspace:
        yield Server(workspace, create_schema())
