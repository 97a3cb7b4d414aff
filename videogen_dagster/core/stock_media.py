"""Photos and clips that are found instead of made: what is looked for, what is found, and which scene shows what."""

from collections import deque
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import Field

from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.values import Value

SHAPE: Final = 2 / 3
"""Part of a picture that is seen at least where it fills the frame; one of another shape is shown whole, with a blurred border."""

_FOOTAGE, _OTHER_SHAPE, _TOO_SMALL, _TOO_SHORT, _UNKNOWN_LICENCE = 0.3, 0.3, 0.3, 0.25, 0.1


class MediaFile(Value):
    """One of the sizes in which a photo or clip can be had.

    Attributes:
        address: A URL, or a path below the library's folder.
        width: In pixels, as it is shown.
        height: In pixels.
    """

    address: Annotated[str, Field(min_length=1, max_length=4000)]
    width: Annotated[int, Field(ge=1, le=20_000)]
    height: Annotated[int, Field(ge=1, le=20_000)]


class FoundMedia(Value):
    """A photo or a clip that a search found, and who made it.

    Attributes:
        provider: Who has it: `pexels`, `library`.
        id: Its name there, which never means another one.
        footage: Whether it is a clip.
        files: Its sizes, the smallest first.
        duration_s: How long a clip lasts.
        title: What it shows, in words; empty if nobody says.
        author: Who made it.
        author_url: Their page.
        licence: Name of the licence that it may be used under; empty if nobody says.
        licence_url: The licence's text.
        source_url: Its page.
    """

    provider: str
    id: Annotated[str, Field(min_length=1, max_length=200)]
    footage: bool
    files: Annotated[tuple[MediaFile, ...], Field(min_length=1)]
    duration_s: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    title: str = ""
    author: str = ""
    author_url: str = ""
    licence: str = ""
    licence_url: str = ""
    source_url: str = ""

    @property
    def name(self) -> str:
        """What tells it from all others, of other providers, too."""
        return f"{self.provider}:{self.id}"

    def file_for(self, size: FrameSize) -> MediaFile:
        """Return the smallest file that fills a frame without being enlarged, or the largest there is."""
        return next((file for file in self.files if enlarged(file, size) <= 1), self.files[-1])


class MediaSearch(Value):
    """What one scene looks for.

    Attributes:
        words: What is to be seen, the most important first.
        unwanted: Words of what must not be seen.
        size: Of the film.
        footage: Whether a clip may be shown; a picture on which something is set needs a photo.
        language: Of the words, BCP 47.
        duration_s: About how long the scene lasts.
    """

    words: Annotated[tuple[str, ...], Field(min_length=1)]
    unwanted: tuple[str, ...] = ()
    size: FrameSize
    footage: bool = True
    language: str = "en"
    duration_s: Annotated[float, Field(ge=0)] = 0.0

    @property
    def query(self) -> str:
        """The words, as people read them."""
        return " ".join(self.words)


@dataclass(frozen=True, slots=True)
class Match:
    """Something that was found, and how well it answers the words: 1 as well as can be; each exact tag counts 1 more."""

    media: FoundMedia
    relevance: float


def ranked(found: Sequence[Match], search: MediaSearch) -> tuple[FoundMedia, ...]:
    """Return what was found, the best first.

    A clip counts 0.3 more than a photo. Off goes up to 0.3 for each: another shape than the film's, too few pixels (all of it
    at half of the film's), 0.25 for a clip that ends before the scene does, 0.1 where nobody says under which licence.

    Args:
        found: In any order; the same one twice counts once.
        search: What is looked for.
    """
    best: dict[str, tuple[float, FoundMedia]] = {}
    for match in found:
        if not _is_wanted(match.media, search):
            continue
        score = match.relevance + _fitness(match.media, search)
        if match.media.name not in best or best[match.media.name][0] < score:
            best[match.media.name] = (score, match.media)
    in_order = sorted(best.values(), key=lambda each: (-each[0], each[1].name))
    return tuple(media for _, media in in_order)


def chosen(candidates: Mapping[str, Sequence[FoundMedia]], *, used: Collection[str] = ()) -> dict[str, FoundMedia]:
    """Return what each scene shows: nothing twice, and as many scenes as possible show something.

    Scenes choose in their order, each the best that is left. Where nothing is left for a scene, others before it make do with
    another choice if they can (augmenting paths of a bipartite matching: Kuhn 1955).

    Args:
        candidates: What was found for each scene, the best first.
        used: Names of what is shown elsewhere in the film.

    Returns:
        The choice by scene; a scene for which nothing is left is missing.
    """
    known = {media.name: media for found in candidates.values() for media in found}
    wanted = {scene: [each.name for each in found if each.name not in used] for scene, found in candidates.items()}
    shown_by: dict[str, str] = {}
    for scene in wanted:
        _settle(scene, wanted, shown_by)
    by_scene = {scene: known[name] for name, scene in shown_by.items()}
    return {scene: by_scene[scene] for scene in candidates if scene in by_scene}


def enlarged(file: MediaFile, size: FrameSize) -> float:
    """Return how many times larger a picture must be shown to fill a frame."""
    return max(size.width / file.width, size.height / file.height)


def _settle(scene: str, wanted: Mapping[str, Sequence[str]], shown_by: dict[str, str]) -> None:
    """Give a scene something to show, moving others on where that is needed, breadth first: as few as possible."""
    asked_by: dict[str, str] = {}
    waiting = deque([scene])
    while waiting:
        asking = waiting.popleft()
        for name in wanted[asking]:
            if name in asked_by:
                continue
            asked_by[name] = asking
            if name not in shown_by:
                _move_on(name, asked_by, shown_by, until=scene)
                return
            waiting.append(shown_by[name])


def _move_on(name: str, asked_by: Mapping[str, str], shown_by: dict[str, str], *, until: str) -> None:
    held = {scene: shown for shown, scene in shown_by.items()}
    while True:
        scene = asked_by[name]
        shown_by[name] = scene
        if scene == until:
            return
        name = held[scene]


def _is_wanted(media: FoundMedia, search: MediaSearch) -> bool:
    told = {word.strip(".,").casefold() for word in media.title.split()}
    return (search.footage or not media.footage) and told.isdisjoint(search.unwanted)


def _fitness(media: FoundMedia, search: MediaSearch) -> float:
    file, size = media.files[-1], search.size
    fits = min(file.width * size.height, file.height * size.width) / max(
        file.width * size.height, file.height * size.width
    )
    off = _OTHER_SHAPE if fits < SHAPE else 0.0
    off += _TOO_SMALL * min(1.0, max(0.0, enlarged(file, size) - 1))
    off += 0.0 if media.licence else _UNKNOWN_LICENCE
    if not media.footage:
        return -off
    missing_s = search.duration_s - (media.duration_s or 0.0)
    return _FOOTAGE - off - (_TOO_SHORT if missing_s > 0 else 0.0)
