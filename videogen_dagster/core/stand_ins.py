"""Results that nobody made: what a plan reckons with where the real ones are not there yet.

The truth about an unknown result lies between two stand-ins: what is equal in both is known beforehand (a clip has the
frames that were asked for), what differs is not (what a picture shows, how long a line takes). Whatever is built from
both and comes out equal is therefore known, too.
"""

from typing import Final, Literal

from videogen_dagster.core.media import (
    Clip,
    JoinedFilm,
    Media,
    MixedSound,
    PhonemeTime,
    Picture,
    Sha256,
    Sound,
    Speech,
    WordTime,
)
from videogen_dagster.core.requests import (
    ClipRequest,
    ConformRequest,
    ImageRequest,
    JoinRequest,
    LipSyncRequest,
    MixRequest,
    MusicRequest,
    SpeechRequest,
)
from videogen_dagster.core.timeline import SAMPLE_RATE_HZ
from videogen_dagster.core.values import Value

End = Literal["least", "most"]

NO_FINGERPRINT: Final[Sha256] = "0" * 64
LONGEST_LINE_S: Final = 86_400
"""No line of 20,000 characters takes a day."""


def stand_in(request: Value, end: End) -> Value:
    """Return one end of what may come of a request.

    Args:
        request: A request of `core.requests`, of anything but a storyboard.
        end: Which end.

    Raises:
        TypeError: It is no such request.
    """
    match request:
        case ImageRequest():
            return Picture(image=_media(end), size=request.size, layers=_media(end) if end == "most" else None)
        case ClipRequest() | ConformRequest():
            return _clip(request, end)
        case LipSyncRequest():
            return request.clip.model_copy(update={"video": _media(end)})
        case SpeechRequest():
            return _speech(end)
        case MusicRequest():
            return _sound(request.samples, end)
        case MixRequest():
            sound = _sound(request.samples, end)
            return MixedSound(sound=sound, encoded=_media(end), loudness_lufs=None, true_peak_dbtp=None)
        case JoinRequest():
            return _film(request, end)
        case _:
            raise TypeError(f"nothing stands in for the result of {type(request).__name__}")


def _media(end: End) -> Media:
    """Return the name of a file that cannot be there: nothing is known that has such a hash."""
    return Media(sha256="0" * 64, extension="none") if end == "least" else Media(sha256="f" * 64, extension="any")


def _sound(samples: int, end: End) -> Sound:
    return Sound(audio=_media(end), sample_rate_hz=SAMPLE_RATE_HZ, samples=samples, channels=2)


def _speech(end: End) -> Speech:
    """Return a line of no length or of the greatest; its words and rate are as unknown as its length."""
    if end == "least":
        nothing = Sound(audio=_media(end), sample_rate_hz=8_000, samples=0, channels=1)
        return Speech(sound=nothing, words=(), phonemes=())
    samples = LONGEST_LINE_S * SAMPLE_RATE_HZ
    longest = Sound(audio=_media(end), sample_rate_hz=SAMPLE_RATE_HZ, samples=samples, channels=1)
    word = WordTime(start_char=0, end_char=1, start_s=0, end_s=LONGEST_LINE_S)
    return Speech(sound=longest, words=(word,), phonemes=(PhonemeTime(symbol="", start_s=0),))


def _clip(request: ClipRequest | ConformRequest, end: End) -> Clip:
    return Clip(
        video=_media(end),
        size=request.picture.size if isinstance(request, ClipRequest) else request.size,
        frames=request.frames,
        frames_per_second=request.frames_per_second,
    )


def _film(request: JoinRequest, end: End) -> JoinedFilm:
    first = request.clips[0]
    return JoinedFilm(
        video=_media(end),
        poster=_media(end),
        size=first.size,
        frames=sum(clip.frames for clip in request.clips),
        frames_per_second=first.frames_per_second,
        bytes=1,
    )
