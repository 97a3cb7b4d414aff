"""People who edit one project at the same time, each in a process of their own."""

from collections.abc import Mapping
from pathlib import Path

from videogen_dagster.core.choices import Part
from videogen_dagster.core.direction import read_edit
from videogen_dagster.core.film_settings import FilmSettings
from videogen_dagster.core.storyboard import Scene, Storyboard
from videogen_dagster.resources.direction_file import edit_scene
from videogen_dagster.store.media_store import MediaStore

PLAN = Storyboard(
    title="Hills",
    settings=FilmSettings(),
    scenes=tuple(Scene(id=f"{number:03}", image_prompt=f"hill {number}", duration_s=2) for number in (1, 2, 3)),
)

Edit = tuple[str, Part, Mapping[str, object]]


def edit_all(folder: Path, who: str, edits: tuple[Edit, ...]) -> list[int]:
    """Make edits one after the other in the store in `folder`; returns the numbers of their versions."""
    store = MediaStore.in_folder(folder)
    made = [
        edit_scene(store, "hills", scene, read_edit(part, given), storyboard=PLAN, who=who)
        for scene, part, given in edits
    ]
    return [version.version for version in made if version is not None]
