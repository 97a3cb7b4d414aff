"""From a brief to a storyboard by rules alone."""

from typing import Final

from videogen_dagster.core.brief import Brief, Idea, Outline, Product
from videogen_dagster.core.requests import StoryboardRequest
from videogen_dagster.core.screenplay import Screenplay
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.engines.script.rules.assembly import assembled
from videogen_dagster.engines.script.rules.shot import Plan

VERSION: Final = 5
"""Raised when a change of rules or tables changes storyboards."""


def planned(request: StoryboardRequest) -> Storyboard:
    """Return the storyboard of a brief.

    Raises:
        EngineRefused: It has nothing to show, or too much.
    """
    brief = request.brief
    return assembled(_plan(brief, take=request.take), title=brief.title, settings=brief.settings, music=brief.music)


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
