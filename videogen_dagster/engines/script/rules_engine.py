"""The script engine that needs no model: rules of film craft and tables of knowledge."""

from collections.abc import Iterator, Sequence
from typing import Final

from videogen_dagster.core.brief import Brief, Idea, Outline, Product
from videogen_dagster.core.errors import EngineFailure, EngineRefused
from videogen_dagster.core.requests import StoryboardRequest
from videogen_dagster.core.screenplay import Screenplay
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.engines.protocols import Capabilities, Workspace
from videogen_dagster.engines.script.rules.assembly import ENGINE_NAME, assembled
from videogen_dagster.engines.script.rules.shot import Plan

VERSION: Final = 5
"""Raised when a change of rules or tables changes storyboards."""


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
            yield _storyboard(request)
            workspace.progress(index, 1.0)


def _storyboard(request: StoryboardRequest) -> Storyboard | EngineFailure:
    brief = request.brief
    try:
        plan = _plan(brief, take=request.take)
        return assembled(plan, title=brief.title, settings=brief.settings, music=brief.music)
    except EngineRefused as refusal:
        return refusal


def _plan(brief: Brief, *, take: int) -> Plan:
    """Return the plan; rules are loaded here, as a storyboard that is there already needs none of their tables."""
    match brief.content:
        case Screenplay() as screenplay:
            from videogen_dagster.engines.script.rules.screenplay_plan import plan_screenplay

            return plan_screenplay(screenplay, language=brief.settings.language)
        case Outline() as outline:
            from videogen_dagster.engines.script.rules.outline_plan import plan_outline

            return plan_outline(outline, language=brief.settings.language)
        case Product() as product:
            from videogen_dagster.engines.script.rules.product_plan import plan_product

            return plan_product(product, settings=brief.settings, take=take)
        case Idea() as idea:
            from videogen_dagster.engines.script.rules.idea_plan import plan_idea

            return plan_idea(idea, settings=brief.settings, take=take)
