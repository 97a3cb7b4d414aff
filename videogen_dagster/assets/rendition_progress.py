"""How far renditions are: each step of each of them is a portion of the one stage that makes them all."""

from collections.abc import Mapping
from itertools import accumulate, pairwise
from typing import Final

from videogen_dagster.core.film_settings import FilmSettings
from videogen_dagster.core.renditions import composed_for
from videogen_dagster.resources.studio import Portion

STAGE: Final = "renditions"

_COMPOSING: Final = {"scene_images": 3, "scene_animations": 4, "lip_sync": 2}
_FINISHING: Final = {"scene_clips": 3, "transitions": 1, "captions": 1, "film": 2}
"""About how long each step takes beside the others, for the progress bar."""


def portions(settings: FilmSettings) -> Mapping[tuple[str, str], Portion]:
    """Return which portion of the stage each step is, by the aspect that is composed or the rendition, and the step."""
    shapes, composed = settings.shapes(), composed_for(settings)
    steps: dict[tuple[str, str], int] = {}
    for aspect in dict.fromkeys(rendition.aspect for rendition in shapes):
        if aspect in composed:
            steps |= {(aspect.value, step): weight for step, weight in _COMPOSING.items()}
        for rendition in (rendition for rendition in shapes if rendition.aspect is aspect):
            steps |= {(str(rendition), step): weight for step, weight in _FINISHING.items()}
    ends = list(accumulate(steps.values(), initial=0))
    return {
        key: Portion(STAGE, key[0], begins=begins / ends[-1], ends=end / ends[-1])
        for key, (begins, end) in zip(steps, pairwise(ends), strict=True)
    }
