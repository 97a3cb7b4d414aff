"""The finished film."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

import dagster as dg

from videogen_dagster.assets.failures import failures
from videogen_dagster.assets.film_gates import CHECKS, INSPECTION, check_results, errors
from videogen_dagster.assets.making import make_all
from videogen_dagster.assets.metadata import OWNERS, stage_output, thumbnails
from videogen_dagster.assets.scene_history import SCENE_ASSETS
from videogen_dagster.core.chapters import chapters
from videogen_dagster.core.cues import Captions, CaptionTrack
from videogen_dagster.core.directing import direct_storyboard
from videogen_dagster.core.errors import FilmRefused
from videogen_dagster.core.media import JoinedFilm, Media, Scan
from videogen_dagster.core.requests import JoinRequest, ScanRequest
from videogen_dagster.core.stages import Film, Narration, SceneClips, Soundtrack, Transitions
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.engines.production import Made
from videogen_dagster.media.quality.findings import Finding
from videogen_dagster.partitions import projects
from videogen_dagster.resources.stage_values import find_stage
from videogen_dagster.resources.studio import Studio

if TYPE_CHECKING:
    from videogen_dagster.media.quality.expected import ExpectedFilm

CAMERA: Final = "camera"
"""The animation engine whose clips are known to move when they are told to."""


@dg.asset(
    partitions_def=projects,
    group_name="film",
    kinds={"mp4"},
    owners=OWNERS,
    deps=[SCENE_ASSETS["animation"], SCENE_ASSETS["narration"]],
    check_specs=CHECKS,
)
def film(  # noqa: PLR0913, PLR0917  # one parameter for each stage that it is made of
    context: dg.AssetExecutionContext,
    storyboard: Storyboard,
    narration: Narration,
    scene_animations: SceneClips,
    scene_clips: SceneClips,
    transitions: Transitions,
    captions: Captions,
    soundtrack: Soundtrack,
    studio: dg.ResourceParam[Studio],
) -> Iterator[dg.MaterializeResult[Film] | dg.AssetCheckResult]:
    """The finished film: clips and transitions joined by copying, with the soundtrack; it has passed the quality gates."""
    from videogen_dagster.assets.film_expectation import expected_film  # NumPy, OpenCV and SciPy, 0.4 s;
    from videogen_dagster.engines.assembly.joiner import FilmJoiner  # only this step needs them

    project = context.partition_key
    with failures(context):
        directed = direct_storyboard(storyboard, studio.edits(project))
        tracks = (captions.track, *(each.track for each in captions.translations))
        request = join_request(directed, narration, scene_clips, transitions, tracks, soundtrack)
        made, _ = make_all(
            {"film": request}, engine=FilmJoiner(), result_type=JoinedFilm, studio=studio, project=project, stage="film"
        )
        joined = made["film"]
        expected = expected_film(
            directed,
            narration,
            scene_clips,
            transitions,
            soundtrack,
            studio.store.fetch,
            camera_moves=scene_animations.engine == CAMERA,
        )
        findings = _inspect(studio, project, joined, request, expected, soundtrack.fingerprint)
    yield from check_results(findings)
    with failures(context):
        if found := errors(findings):
            raise FilmRefused(found)
        path = studio.film_path(project)
        studio.store.export(joined.result.video, path)
        for name, file in _sidecars(captions):
            studio.store.export(file, path.with_suffix(name))
        still = thumbnails(studio.store, [("still", joined.result.poster)])
    value = Film(
        fingerprint=joined.fingerprint,
        result=joined.result,
        inspected=INSPECTION,
        heard=soundtrack.fingerprint,
    )
    yield stage_output(
        value,
        {
            **still,
            "path": dg.MetadataValue.path(str(path)),
            "captions": dg.MetadataValue.path(str(path.with_suffix(".srt"))),
            "duration_s": round(joined.result.duration_s, 3),
            "frames": joined.result.frames,
            "size": str(joined.result.size),
            "megabytes": round(joined.result.bytes / 1e6, 2),
            "codec": "H.264 High, yuv420p, BT.709; AAC-LC 48 kHz stereo",
            "sha256": joined.result.video.sha256,
            "reused": joined.reused,
            "fingerprint": joined.fingerprint,
        },
    )


def _sidecars(captions: Captions) -> Iterator[tuple[str, Media]]:
    """Yield how the files of captions beside a film end: `.srt` in its own language, `.de.srt` in another one."""
    for file in (captions.srt, captions.vtt):
        yield f".{file.extension}", file
    for each in captions.translations:
        for file in (each.srt, each.vtt):
            yield f".{each.track.language}.{file.extension}", file


def _inspect(
    studio: Studio,
    project: str,
    joined: Made[JoinedFilm],
    request: JoinRequest,
    expected: "ExpectedFilm",
    soundtrack: str,
) -> tuple[Finding, ...]:
    """Return what is wrong with a film; a film, a segment and a soundtrack that passed are not looked at again."""
    from videogen_dagster.engines.assembly.joiner import copied_parts
    from videogen_dagster.engines.assembly.scanner import SegmentScanner
    from videogen_dagster.media.joining import Part
    from videogen_dagster.media.quality.gates import inspect_film
    from videogen_dagster.media.quality.scans import SeenPart

    held = find_stage(studio.store, project, "film", Film)
    passed = held if held and held.inspected == INSPECTION else None
    if passed and passed.fingerprint == joined.fingerprint:
        return ()
    rate = joined.result.frames_per_second
    parts = copied_parts(request)
    scans, _ = make_all(
        {part.video.sha256: ScanRequest(video=part.video, frames_per_second=rate) for part in parts},
        engine=SegmentScanner(),
        result_type=Scan,
        studio=studio,
        project=project,
        stage="film",
    )
    fetch = studio.store.fetch
    seen = [
        SeenPart(Part(fetch(part.video), part.first, part.stop), fetch(scans[part.video.sha256].result.pictures))
        for part in parts
    ]
    known_sound = fetch(request.soundtrack) if passed and passed.heard == soundtrack else None
    return inspect_film(fetch(joined.result.video), expected, seen, known_sound)


def join_request(
    storyboard: Storyboard,
    narration: Narration,
    scene_clips: SceneClips,
    transitions: Transitions,
    captions: Sequence[CaptionTrack],
    soundtrack: Soundtrack,
) -> JoinRequest:
    """Return what the film is joined from; the middle of the first scene stands for it.

    Args:
        storyboard: The plan with the edits in it.
        narration: Which tells how long scenes last.
        scene_clips: A segment a scene.
        transitions: The segments between them.
        captions: The film's captions in its own language, then in others.
        soundtrack: What is heard.
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
        language=storyboard.settings.language,
        poster_frame=clips[0].frames // 2,
    )
