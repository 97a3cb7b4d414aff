"""Whether the functions that briefs ask for are there; told before anything is created."""

from collections.abc import Sequence

from videogen_dagster.core.brief import Outline
from videogen_dagster.scripts.draft import Draft
from videogen_dagster.settings import Settings


def check_composites(drafts: Sequence[Draft], settings: Settings) -> None:
    """See that the deployment has every function that a scene names; without such scenes nothing is looked up.

    Raises:
        InvalidInput: It has not; the remedy names those that it has.
    """
    composites = settings.composites()
    for draft in drafts:
        scenes = draft.content.scenes if isinstance(draft.content, Outline) else ()
        for index, scene in enumerate(scenes):
            if scene.composite is not None:
                composites.find(scene.composite, field=f"scenes[{index}].composite")
