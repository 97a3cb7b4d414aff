"""What goes into a plan and what comes out of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from videogen_dagster.core.choices import Part
from videogen_dagster.core.direction import SceneEdit
from videogen_dagster.core.values import Value


class PlannedResult(Value):
    """Something that is made, or may be.

    Attributes:
        scene: Which scene; None where it is one thing for the whole film, or nobody knows for which scenes.
        why: What makes it necessary.
    """

    scene: str | None
    why: str


class StagePlan(Value):
    """What a stage would do; its shape is public API.

    Attributes:
        stage: Name of the asset.
        rendition: Of the asset `renditions`: the rendition, or the aspect in which its scenes are composed.
        like: Of the asset `renditions`: the asset that makes the same for the film.
        made: What is made for certain.
        may: What is made unless something before it comes out as it was before.
        reused: How many scenes (or films) are taken as they are.
        estimated_s: How long `made` and `may` take, by what calls of the same engine and kind took so far, or None if
            no receipt tells.
        estimated_cost_usd: What `made` and `may` cost at most, or None if nobody knows how many there will be, or what
            a model costs.
        unpriced: The models whose price nobody knows.
    """

    stage: str
    rendition: str | None = None
    like: str | None = None
    made: tuple[PlannedResult, ...] = ()
    may: tuple[PlannedResult, ...] = ()
    reused: int = 0
    estimated_s: float | None = 0.0
    estimated_cost_usd: float | None = 0.0
    unpriced: tuple[str, ...] = ()


class ProjectPlan(Value):
    """The whole record; its shape is public API. Estimates are None if that of a stage is.

    Attributes:
        budget_usd: What the project may cost in all, with what it has cost; None: no limit.
        left_usd: What is left of that before anything of the plan is made.
    """

    project: str
    scene: str | None
    stages: tuple[StagePlan, ...]
    estimated_s: float | None
    estimated_cost_usd: float | None
    budget_usd: float | None = None
    left_usd: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedChange:
    """What would be changed before the film is made.

    Attributes:
        overrides: Settings of the film.
        scene: The scene that would be retaken, or None.
        edit: What would be changed in it.
        new_takes: Of which of its parts a new take would be made.
        stale_models: Whether what another engine made would be made again.
    """

    overrides: Mapping[str, str] = field(default_factory=dict)
    scene: str | None = None
    edit: SceneEdit = field(default_factory=SceneEdit)
    new_takes: Sequence[Part] = ()
    stale_models: bool = False
