"""Which stock media the scenes of a project go on with: what was chosen once stays, as long as the same is looked for."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from videogen_dagster.core.choices import Part
from videogen_dagster.core.direction import SceneEdit
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.media import Picture
from videogen_dagster.core.requests import ImageRequest, OwnPictureRequest
from videogen_dagster.core.searching import looked_for
from videogen_dagster.core.shown_media import showing
from videogen_dagster.core.stages import ScenePictures
from videogen_dagster.core.stock_media import FoundMedia
from videogen_dagster.engines.protocols import FindsMedia, ImageEngine
from videogen_dagster.resources.earlier_takes import EarlierTakes
from videogen_dagster.resources.stage_values import find_stage
from videogen_dagster.resources.takes_file import find_receipt, scene_takes
from videogen_dagster.store.media_store import MediaStore

PictureRequest = ImageRequest | OwnPictureRequest


@dataclass(frozen=True, slots=True)
class ShownBefore:
    """What one scene shows and showed.

    Attributes:
        now: What it goes on with; None: it has to choose.
        ever: Names of all that its takes show.
        is_settled: It need not choose: it goes on with an earlier take, of stock media or not.
    """

    now: FoundMedia | None
    ever: frozenset[str]
    is_settled: bool


def shown_before(
    store: MediaStore,
    project: str,
    requests: Mapping[str, ImageRequest],
    edits: Mapping[str, SceneEdit],
    *,
    engine: str,
    renew: bool = False,
) -> dict[str, ShownBefore]:
    """Return what the scenes of a project show, by their takes.

    Args:
        store: Takes and receipts.
        project: The project.
        requests: What is wanted, by scene; none of them names anything yet.
        edits: What people changed, by scene: also which takes they picked.
        engine: Fingerprint of the configured engine.
        renew: Takes of another engine do not count.

    Raises:
        InvalidInput: A picked take is not there or does not fit.
        StorageFailure: The store cannot be read.
    """
    takes = EarlierTakes(store, project, "image", edits)
    return {scene: _shown(store, takes, scene, request, engine, renew=renew) for scene, request in requests.items()}


def with_known_media(
    store: MediaStore,
    project: str,
    requests: Mapping[str, PictureRequest],
    edits: Mapping[str, SceneEdit],
    engine: ImageEngine,
    *,
    film: ScenePictures | None = None,
    renew: bool = False,
) -> Mapping[str, PictureRequest]:
    """Return requests for pictures with what their scenes are known to show; those that have to choose stay as they are.

    Args:
        store: Takes and receipts.
        project: The project.
        requests: What is wanted, by scene.
        edits: What people changed, by scene.
        engine: The configured engine.
        film: The film's pictures, where it is another shape of the film that is asked about: it shows the same.
        renew: Takes of another engine do not count.

    Raises:
        InvalidInput: A picked take is not there or does not fit.
        StorageFailure: The store cannot be read.
    """
    if film is not None:
        return showing(requests, film)
    if not isinstance(engine, FindsMedia):
        return requests
    drawn = {scene: request for scene, request in requests.items() if isinstance(request, ImageRequest)}
    held = shown_before(store, project, drawn, edits, engine=engine.fingerprint(), renew=renew)
    named = {scene: _naming(request, held[scene].now) for scene, request in drawn.items()}
    return {scene: named.get(scene, request) for scene, request in requests.items()}


def refuse_camera_in_clip(
    store: MediaStore, project: str, scene: str, change: SceneEdit, new_takes: Collection[Part]
) -> None:
    """See that no camera is asked to move in a scene that shows a clip of stock media: it would change nothing.

    Args:
        store: The store.
        project: The project.
        scene: The scene.
        change: What a person changes about it.
        new_takes: What they want again.

    Raises:
        InvalidInput: It is.
    """
    is_moved = change.animation.motion_prompt is not None or "animation" in new_takes
    looks_anew = change.image.prompt is not None or "image" in new_takes
    pictures = find_stage(store, project, "scene_images", ScenePictures) if is_moved and not looks_anew else None
    if pictures and any(row.scene == scene and row.result.footage for row in pictures.scenes):
        raise InvalidInput(
            f"scene {scene} shows a clip of stock media, in which no camera moves",
            field="motion_prompt" if change.animation.motion_prompt is not None else "new_take",
            remedy="ask for another prompt or a new take of its picture",
        )


def _shown(
    store: MediaStore, takes: EarlierTakes, scene: str, request: ImageRequest, engine: str, *, renew: bool
) -> ShownBefore:
    ever: set[str] = set()
    now: FoundMedia | None = None
    for take in reversed(scene_takes(store, takes.project, scene, "image")):
        for name in take.fingerprints:
            asked = _request(store, name)
            if asked is None or asked.found is None:
                continue
            ever.add(asked.found.name)
            is_fit = not renew or take.engine == engine
            if now is None and is_fit and _is_same(asked, request):
                now = asked.found
    picked = takes.find_picked(scene, Picture, count=1)
    if picked:
        return ShownBefore(picked[0].result.found, frozenset(ever), is_settled=True)
    if now is None and takes.find(scene, [request], Picture, engine=engine, renew=renew):
        return ShownBefore(None, frozenset(ever), is_settled=True)
    return ShownBefore(now, frozenset(ever), is_settled=now is not None)


def _request(store: MediaStore, fingerprint: str) -> ImageRequest | None:
    receipt = find_receipt(store, fingerprint)
    try:
        return ImageRequest.model_validate(receipt.request) if receipt else None
    except ValidationError:  # a person's own picture, or of another version of the program
        return None


def _is_same(one: ImageRequest, other: ImageRequest) -> bool:
    return looked_for(one.model_dump(mode="json")) == looked_for(other.model_dump(mode="json"))


def _naming(request: ImageRequest, found: FoundMedia | None) -> ImageRequest:
    return request.model_copy(update={"found": found}) if found else request
