"""Joins scene clips and the soundtrack into the film."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from videogen_dagster.core.assembly_requests import JoinRequest
from videogen_dagster.core.errors import EngineFailure, EngineRefused, InvalidInput
from videogen_dagster.core.media import JoinedFilm, Media
from videogen_dagster.engines.protocols import Capabilities, Workspace
from videogen_dagster.media.joining import Part, join_segments
from videogen_dagster.media.stills import poster


class FilmJoiner:
    """Copies the packets of pictures and sound; nothing is encoded."""

    VERSION = 5

    def fingerprint(self) -> str:
        return f"joiner/{self.VERSION}"

    def capabilities(self) -> Capabilities:
        return Capabilities(name="joiner", offline=True)

    def generate(self, requests: Sequence[JoinRequest], workspace: Workspace) -> Iterator[JoinedFilm | EngineFailure]:
        for index, request in enumerate(requests):
            workspace.check()
            try:
                yield self._join(index, request, workspace)
            except InvalidInput as error:
                yield EngineRefused(error.message, engine="joiner", remedy=error.remedy)

    def _join(self, index: int, request: JoinRequest, workspace: Workspace) -> JoinedFilm:
        target = workspace.directory / f"film-{index}.mp4"
        frames = join_segments(
            [Part(workspace.fetch(part.video), part.first, part.stop) for part in copied_parts(request)],
            workspace.fetch(request.soundtrack),
            target,
            title=request.title,
            credit=request.credits,
            language=request.language,
            captions=[request.captions, *request.translations],
            chapters=request.chapters,
        )
        still = workspace.directory / f"poster-{index}.png"
        poster(target, at=request.poster_frame / frames).save(still)
        size_bytes = target.stat().st_size
        first = request.clips[0]
        return JoinedFilm(
            video=workspace.keep(target),
            poster=workspace.keep(still),
            size=first.size,
            frames=frames,
            frames_per_second=first.frames_per_second,
            bytes=size_bytes,
        )


@dataclass(frozen=True, slots=True)
class CopiedPart:
    """A stretch of stored video that a film is joined from; `stop` None is its end."""

    video: Media
    first: int = 0
    stop: int | None = None


def copied_parts(request: JoinRequest) -> tuple[CopiedPart, ...]:
    """Return what is copied into a film, in order: of each clip what no transition took, and the transitions between."""
    parts: list[CopiedPart] = []
    first = 0
    for clip, joint in zip(request.clips, request.joints, strict=True):
        stop = joint.leaves_at if joint else clip.frames
        if stop > first:
            parts.append(CopiedPart(clip.video, first, stop if joint else None))
        if joint:
            parts.append(CopiedPart(joint.video))
        first = joint.enters_at if joint else 0
    return tuple(parts)
