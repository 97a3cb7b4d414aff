"""What Pexels answers to a search: photos and clips, as far as they are as documented."""

import re
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from videogen_dagster.core.stock_media import FoundMedia, MediaFile

PEXELS: Final = "pexels"
LICENCE: Final = "Pexels License"
LICENCE_URL: Final = "https://www.pexels.com/license/"

_LARGE2X: Final = (1880, 1300)
"""What `large2x` fits into (940x650 at twice the density)."""

_Text = Annotated[str, Field(max_length=2000)]


class _Answer(BaseModel):
    """Of an answer what is used; it may say more by the day."""

    model_config = ConfigDict(extra="ignore")


class _Sources(_Answer):
    original: _Text
    large2x: _Text = ""


class _Photo(_Answer):
    id: int
    width: int
    height: int
    url: _Text = ""
    photographer: _Text = ""
    photographer_url: _Text = ""
    alt: _Text | None = None
    src: _Sources


class _User(_Answer):
    name: _Text = ""
    url: _Text = ""


class _VideoFile(_Answer):
    link: _Text
    file_type: _Text = ""
    width: int | None = None
    height: int | None = None


class _Video(_Answer):
    id: int
    url: _Text = ""
    duration: float = Field(ge=0, allow_inf_nan=False)
    user: _User = _User()
    video_files: list[_VideoFile]


def clip_of(document: object) -> FoundMedia | None:
    """Return a clip of an answer, or None if it is not as documented."""
    try:
        video = _Video.model_validate(document)
        files = [
            MediaFile(address=each.link, width=each.width, height=each.height)
            for each in video.video_files
            if each.width and each.height and each.file_type in {"", "video/mp4"}
        ]
        return FoundMedia(
            provider=PEXELS,
            id=f"video/{video.id}",
            footage=True,
            files=tuple(sorted(files, key=lambda file: file.width * file.height)),
            duration_s=video.duration,
            title=_slug(video.url),
            author=video.user.name,
            author_url=video.user.url,
            licence=LICENCE,
            licence_url=LICENCE_URL,
            source_url=video.url,
        )
    except ValidationError:
        return None


def photo_of(document: object) -> FoundMedia | None:
    """Return a photo of an answer, or None if it is not as documented."""
    try:
        photo = _Photo.model_validate(document)
        original = MediaFile(address=photo.src.original, width=photo.width, height=photo.height)
        scale = min(1.0, _LARGE2X[0] / photo.width, _LARGE2X[1] / photo.height)
        small = [
            MediaFile(address=address, width=round(photo.width * scale), height=round(photo.height * scale))
            for address in (photo.src.large2x,)
            if address and scale < 1
        ]
        return FoundMedia(
            provider=PEXELS,
            id=f"photo/{photo.id}",
            footage=False,
            files=(*small, original),
            title=photo.alt or _slug(photo.url),
            author=photo.photographer,
            author_url=photo.photographer_url,
            licence=LICENCE,
            licence_url=LICENCE_URL,
            source_url=photo.url,
        )
    except (ValidationError, ZeroDivisionError):
        return None


def _slug(url: str) -> str:
    """Return what the address of a page says in words: `.../video/boats-in-a-harbour-1234/` -> `boats in a harbour`."""
    last = url.rstrip("/").rpartition("/")[2]
    return re.sub(r"-?\d+$", "", last).replace("-", " ").strip()
