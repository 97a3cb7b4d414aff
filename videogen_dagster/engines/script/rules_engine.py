"""The script engine that needs no model: rules of film craft and tables of knowledge."""

from collections.abc import Iterator, Sequence

from videogen_dagster.core.errors import EngineFailure, EngineRefused
from videogen_dagster.core.requests import StoryboardRequest
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.engines.protocols import Capabilities, Workspace
from videogen_dagster.engines.script.rules.assembly import ENGINE_NAME
from videogen_dagster.engines.script.rules.planning import VERSION, planned


class RuleScriptEngine:
    """Plans films by rules; the same brief and take give the same storyboard on every machine."""

    def fingerprint(self) -> str:
        return f"{ENGINE_NAME}/{VERSION}"

    def capabilities(self) -> Capabilities:
        return Capabilities(name=ENGINE_NAME, offline=True)

    def generate(
        self, requests: Sequence[StoryboardRequest], workspace: Workspace
    ) -> Iterator[Storyboard | EngineFailure]:
        for index, request in enumerate(requests):
            workspace.check()
            workspace.progress(index, 0.0)
            try:
                yield planned(request)
            except EngineRefused as refusal:
                yield refusal
            workspace.progress(index, 1.0)
