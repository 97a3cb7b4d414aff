"""From clips to a film that may be delivered: joined, looked at, put where people find it. Renditions are films, too."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from videogen_dagster.assets.caption_sidecars import deliver_captions
from videogen_dagster.assets.film_gates import INSPECTION
from videogen_dagster.assets.making import make_all
from videogen_dagster.assets.scene_clips import burned_captions
from videogen_dagster.core.assembly_requests import BurnedCaptions, JoinRequest, ScanRequest
from videogen_dagster.core.chapters import chapters
from videogen_dagster.core.credits import credit_line, media_of
from videogen_dagster.core.cues import Captions, CaptionTrack
from videogen_dagster.core.fingerprint import fingerprint
from videogen_dagster.core.media import JoinedFilm, Scan
from videogen_dagster.core.shown_media import with_shown_media
from videogen_dagster.core.stages import Film, Narration, SceneClips, ScenePictures, Soundtrack, Transitions
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.engines.production import Made
from videogen_dagster.media.quality.findings import Finding
from videogen_dagster.resources.studio import Studio
from videogen_dagster.store.receipts import find_result

if TYPE_CHECKING:
    from videogen_dagster.media.quality.expected import ExpectedFilm
    from videogen_dagster.media.quality.scans import SeenPart

CAMERA: Final = "camera"
"""The animation engine whose clips are known to move when they are told to."""
NO_PICTURES: Final = ScenePictures(engine="", scenes=())
"""Of a film in which no stock media is seen."""


@dataclass(frozen=True, slots=True)
class FilmParts:
    """All that a film is joined from.

    Attributes:
        storyboard: The plan with the edits in it.
        narration: Which tells how long scenes last.
        scene_clips: A segment a scene.
        transitions: The segments between them.
        captions: The film's captions in its own language, then in others.
        soundtrack: What is heard.
        camera_moves: Whether clips surely move when they are told to; those of a model may hold pictures.
        scene_images: Which tell what stock media is shown.
    """

    storyboard: Storyboard
    narration: Narration
    scene_clips: SceneClips
    transitions: Transitions
    captions: Sequence[CaptionTrack]
    soundtrack: Soundtrack
    camera_moves: bool
    scene_images: ScenePictures = NO_PICTURES

    def request(self) -> JoinRequest:
        """Return what the film is joined from."""
        return join_request(
            self.storyboard,
            self.narration,
            self.scene_clips,
            self.transitions,
            self.captions,
            self.soundtrack,
            scene_images=self.scene_images,
        )

    def expected(self, studio: Studio) -> "ExpectedFilm":
        """Return what the film must be."""
        from videogen_dagster.assets.film_expectation import expected_film

        return expected_film(
            with_shown_media(self.storyboard, self.scene_images),
            self.narration,
            self.scene_clips,
            self.transitions,
            self.soundtrack,
            studio.store.fetch,
            tracks=self.captions,
            camera_moves=self.camera_moves,
        )

    def burned(self) -> Mapping[str, BurnedCaptions]:
        """Return the captions that are drawn into segments, by the hash of the segment."""
        burned = burned_captions(self.storyboard, self.narration, self.narration.timeline(self.storyboard))
        clips = self.scene_clips.scenes
        return {clip.result.video.sha256: burned[clip.scene] for clip in clips if clip.scene in burned}


@dataclass(frozen=True, slots=True)
class InspectedFilm:
    """A film that was joined, and what is wrong with it.

    Attributes:
        made: The film.
        heard: Fingerprint of the soundtrack in it.
        findings: What the quality gates found.
    """

    made: Made[JoinedFilm]
    heard: str
    findings: tuple[Finding, ...]

    def value(self) -> Film:
        """Return what stands for the film once it may be delivered."""
        return Film(fingerprint=self.made.fingerprint, result=self.made.result, inspected=INSPECTION, heard=self.heard)


def join_film(
    parts: FilmParts, studio: Studio, project: str, *, before: Film | None, heard_in: Film | None
) -> InspectedFilm:
    """Join a film and look at it; a film, a segment and a soundtrack that passed the gates are not looked at again.

    Args:
        parts: What it is joined from.
        studio: Where.
        project: The project.
        before: The film that passed the last time in this place, or None.
        heard_in: A film with the same lines that passed the last time and whose soundtrack may be the same, or None.

    Raises:
        ScenesFailed: It cannot be joined or looked at.
        Cancelled: A person stopped the work.
        StorageFailure: The store cannot be read or written.
    """
    from videogen_dagster.engines.assembly.joiner import FilmJoiner  # NumPy, OpenCV and SciPy, 0.4 s; few steps
    from videogen_dagster.media.quality.gates import inspect_film  # need them

    request, heard = parts.request(), parts.soundtrack.fingerprint
    passed = before.fingerprint if before and before.inspected == INSPECTION else None
    if fingerprint(request, FilmJoiner().fingerprint()) == passed:
        return InspectedFilm(_joined(request, studio, project), heard, ())
    made, seen = _joined_and_seen(request, parts.burned(), studio, project)
    is_known = heard_in is not None and heard_in.inspected == INSPECTION and heard_in.heard == heard
    known_sound = studio.store.fetch(request.soundtrack) if is_known else None
    found = inspect_film(studio.store.fetch(made.result.video), parts.expected(studio), seen, known_sound)
    return InspectedFilm(made, heard, found)


def deliver(studio: Studio, film: Film, path: Path, captions: Captions | None) -> None:
    """Put a film, and its captions if it has files of its own, where people find them.

    Raises:
        StorageFailure: They cannot be read or written.
    """
    studio.store.export(film.result.video, path)
    if captions is not None:
        deliver_captions(studio.store, captions, path)


def join_request(
    storyboard: Storyboard,
    narration: Narration,
    scene_clips: SceneClips,
    transitions: Transitions,
    captions: Sequence[CaptionTrack],
    soundtrack: Soundtrack,
    *,
    scene_images: ScenePictures = NO_PICTURES,
) -> JoinRequest:
    """Return what a film is joined from; the middle of the first scene stands for it.

    Args:
        storyboard: The plan with the edits in it.
        narration: Which tells how long scenes last.
        scene_clips: A segment a scene.
        transitions: The segments between them.
        captions: The film's captions in its own language, then in others.
        soundtrack: What is heard.
        scene_images: Whose stock media is credited.
    """
    clips = tuple(scene.result for scene in scene_clips.scenes)
    joints = {scene.scene: scene.result for scene in transitions.scenes}
    return JoinRequest(
        clips=clips,
        joints=tuple(joints.get(scene.scene) for scene in scene_clips.scenes),
        soundtrack=soundtrack.result.encoded,
        captions=captions[0],
        translations=tuple(captions[1:]),
        chapters=chapters(storyboard, narration.timeline(storyboard)),
        title=storyboard.title,
        credits="; ".join(map(credit_line, media_of(scene_images).values())),
        language=storyboard.settings.language,
        poster_frame=clips[0].frames // 2,
    )


def _joined(request: JoinRequest, studio: Studio, project: str, *, beside: bool = False) -> Made[JoinedFilm]:
    """Return the film, made if it is not there; `beside` as in `make_all`."""
    from videogen_dagster.engines.assembly.joiner import FilmJoiner

    made, _ = make_all(
        {"film": request},
        engine=FilmJoiner(),
        result_type=JoinedFilm,
        studio=studio,
        project=project,
        stage="film",
        beside=beside,
    )
    return made["film"]


def _joined_and_seen(
    request: JoinRequest, burned: Mapping[str, BurnedCaptions], studio: Studio, project: str
) -> "tuple[Made[JoinedFilm], list[SeenPart]]":
    """Return the film, and what it is joined from with what is seen in it.

    Joining goes on beside looking, which then tells how far the stage is; with nothing to look at it tells that itself.
    """
    from videogen_dagster.engines.assembly.scanner import SegmentScanner

    scans, scanner = _scan_requests(request, burned), SegmentScanner().fingerprint()
    if all(find_result(studio.store, fingerprint(scan, scanner), Scan) for scan in scans.values()):
        return _joined(request, studio, project), _seen(request, scans, studio, project)
    with ThreadPoolExecutor(1, thread_name_prefix="joiner") as beside:  # joining waits for the disk, looking for a core
        joining = beside.submit(_joined, request, studio, project, beside=True)
        seen = _seen(request, scans, studio, project)
        return joining.result(), seen


def _scan_requests(request: JoinRequest, burned: Mapping[str, BurnedCaptions]) -> dict[str, ScanRequest]:
    """Return how to look at all that a film is joined from, by the hash of the segment."""
    from videogen_dagster.engines.assembly.joiner import copied_parts

    rate = request.clips[0].frames_per_second
    return {
        part.video.sha256: ScanRequest(video=part.video, frames_per_second=rate, captions=burned.get(part.video.sha256))
        for part in copied_parts(request)
    }


def _seen(request: JoinRequest, wanted: Mapping[str, ScanRequest], studio: Studio, project: str) -> "list[SeenPart]":
    """Return what a film is joined from with what is seen in it; what was looked at before is not looked at again."""
    from videogen_dagster.engines.assembly.joiner import copied_parts
    from videogen_dagster.engines.assembly.scanner import SegmentScanner
    from videogen_dagster.media.joining import Part
    from videogen_dagster.media.quality.scans import SeenPart

    fetch = studio.store.fetch
    scans, _ = make_all(
        wanted,
        engine=SegmentScanner(),
        result_type=Scan,
        studio=studio,
        project=project,
        stage="film",
    )
    return [
        SeenPart(Part(fetch(part.video), part.first, part.stop), fetch(scans[part.video.sha256].result.pictures))
        for part in copied_parts(request)
    ]
