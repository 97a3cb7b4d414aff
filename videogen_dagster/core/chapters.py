"""Chapters of a film: one for each place of the script."""

from typing import Annotated

from pydantic import Field

from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.core.timeline import Timeline
from videogen_dagster.core.values import Value


class Chapter(Value):
    """Where a chapter begins in the film, and its title."""

    first_frame: Annotated[int, Field(ge=0)]
    title: Annotated[str, Field(min_length=1)]


def chapters(storyboard: Storyboard, timeline: Timeline) -> tuple[Chapter, ...]:
    """Return the chapters of a film: scenes in a row that have one heading are one; fewer than two are none.

    The first begins with the film, as players expect; every other one where a transition into its first scene begins.
    """
    found: list[Chapter] = []
    heading = ""
    for scene, timing in zip(storyboard.scenes, timeline.scenes, strict=True):
        told = " ".join(scene.heading.split())
        if told and told != heading:
            found.append(Chapter(first_frame=timing.first_frame if found else 0, title=told))
            heading = told
    return tuple(found) if len(found) > 1 else ()
