"""Stock media for the scenes of a film: found for all of them, none shown twice, and what was chosen once stays."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from videogen_dagster.assets.metadata import Cell
from videogen_dagster.core.direction import SceneEdit
from videogen_dagster.core.errors import EngineFailure, VideogenError
from videogen_dagster.core.media import Picture
from videogen_dagster.core.requests import ImageRequest
from videogen_dagster.core.searching import search_for
from videogen_dagster.core.stock_media import FoundMedia, chosen
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.engines.protocols import FindsMedia, ImageEngine
from videogen_dagster.engines.stock.refusals import nothing_left
from videogen_dagster.resources.found_media import PictureRequest, ShownBefore, shown_before
from videogen_dagster.resources.stage_values import require_stage
from videogen_dagster.resources.studio import Studio


@dataclass(frozen=True, slots=True)
class Illustrated:
    """What the pictures of scenes are made from, with the stock media that they show.

    Attributes:
        requests: By scene.
        failures: Why nothing can be shown, by scene; these scenes have no request.
    """

    requests: Mapping[str, PictureRequest]
    failures: Mapping[str, VideogenError] = field(default_factory=dict)


def with_stock_media(
    studio: Studio,
    project: str,
    requests: Mapping[str, PictureRequest],
    edits: Mapping[str, SceneEdit],
    engine: ImageEngine,
    *,
    renew: bool = False,
    only: Collection[str] | None = None,
) -> Illustrated:
    """Return the requests for the pictures of a film, each with what its scene shows; all others than engines that find leave them.

    A scene goes on with what it shows as long as it looks for the same; a new take shows what the scene never did. What another
    scene shows is never chosen; what it showed in an earlier take only if there is nothing else.

    Args:
        studio: Where.
        project: The project.
        requests: What is wanted, of all scenes.
        edits: What people changed, by scene.
        engine: The configured engine.
        renew: What another engine found or made does not count.
        only: The scenes that may choose; None: all.

    Raises:
        InvalidInput: The engine's choice cannot be used, or a picked take is not there.
        Cancelled: A person stopped the work.
        StorageFailure: The store cannot be read.
    """
    if not isinstance(engine, FindsMedia):
        return Illustrated(requests)
    drawn = {scene: request for scene, request in requests.items() if isinstance(request, ImageRequest)}
    before = shown_before(studio.store, project, drawn, edits, engine=engine.fingerprint(), renew=renew)
    held = _held(before, edits)
    choosing = [
        scene
        for scene in drawn
        if scene not in held and not _needs_none(before[scene]) and (only is None or scene in only)
    ]
    wanted = {scene: drawn[scene] for scene in choosing}
    choice, failures = _chosen(studio, project, wanted, before, held, engine, name=engine.capabilities().name)
    shown = held | choice
    named = {
        scene: drawn[scene].model_copy(update={"found": shown[scene]}) if scene in shown else request
        for scene, request in requests.items()
        if scene not in failures
    }
    return Illustrated(named, failures)


def _needs_none(before: ShownBefore) -> bool:
    """Return whether a scene goes on with a picture that was made otherwise."""
    return before.is_settled and before.now is None


def _held(before: Mapping[str, ShownBefore], edits: Mapping[str, SceneEdit]) -> dict[str, FoundMedia]:
    """Return what scenes go on with, each thing once: first where a person picked it, then in the order of the film."""
    picked = [scene for scene in before if scene in edits and edits[scene].image.pick is not None]
    held: dict[str, FoundMedia] = {}
    taken: set[str] = set()
    for scene in (*picked, *(scene for scene in before if scene not in picked)):
        now = before[scene].now
        if now is not None and (scene in picked or now.name not in taken):
            held[scene] = now
            taken.add(now.name)
    return held


def _chosen(
    studio: Studio,
    project: str,
    wanted: Mapping[str, ImageRequest],
    before: Mapping[str, ShownBefore],
    held: Mapping[str, FoundMedia],
    engine: FindsMedia,
    *,
    name: str,
) -> tuple[dict[str, FoundMedia], dict[str, VideogenError]]:
    """Return what scenes show that have to choose, and why some cannot."""
    if not wanted:
        return {}, {}
    storyboard = require_stage(studio.store, project, "storyboard", Storyboard)
    lasts_s = {scene.id: scene.duration_s for scene in storyboard.scenes}
    language = storyboard.dubbed_from or storyboard.settings.language
    searches = {
        scene: search_for(request, language=language, duration_s=lasts_s.get(scene, 0.0))
        for scene, request in wanted.items()
    }
    with studio.beside(project, "scene_images") as place:
        answers = dict(zip(searches, engine.find(list(searches.values()), place), strict=True))
    failures: dict[str, VideogenError] = {}
    candidates: dict[str, list[FoundMedia]] = {}
    for scene, answer in answers.items():
        if isinstance(answer, EngineFailure):
            failures[scene] = answer
            continue
        others = {name for other, shown in before.items() if other != scene for name in shown.ever}
        fresh = [media for media in answer if media.name not in before[scene].ever]
        candidates[scene] = sorted(fresh, key=lambda media: media.name in others)
    choice = chosen(candidates, used={media.name for media in held.values()})
    failures |= {scene: nothing_left(name, searches[scene]) for scene in candidates if scene not in choice}
    return choice, failures


def credit_metadata(picture: Picture) -> dict[str, Cell]:
    """Return what the UI shows of the stock media in a picture: whose it is and under which licence; nothing for others."""
    found = picture.found
    if found is None:
        return {}
    told = {"title": found.title, "author": found.author, "licence": found.licence, "source": found.source_url}
    return {"stock_media": found.name, **{name: value for name, value in told.items() if value}}
