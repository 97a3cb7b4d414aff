"""Results that nobody made: what a plan reckons with where the real ones are not there yet.

The truth about an unknown result lies between two stand-ins: what is equal in both is known beforehand (a clip has the
frames that were asked for), what differs is not (what a picture shows, how long a line takes). Whatever is built from
both and comes out equal is therefore known, too.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal

from videogen_dagster.core.assembly_requests import ConformRequest, JoinRequest, MixRequest, TransitionRequest
from videogen_dagster.core.media import (
    Clip,
    JoinedFilm,
    Joint,
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
    CompositeRequest,
    ImageRequest,
    LipSyncRequest,
    MusicRequest,
    OwnClipRequest,
    OwnMusicRequest,
    OwnPictureRequest,
    OwnSpeechRequest,
    SpeechRequest,
)
from videogen_dagster.core.timeline import SAMPLE_RATE_HZ
from videogen_dagster.core.translation import Translation, TranslationRequest
from videogen_dagster.core.values import Value

End = Literal["least", "most"]

NO_FINGERPRINT: Final[Sha256] = "0" * 64
LONGEST_LINE_S: Final = 86_400
"""No line of 20,000 characters takes a day."""


def stand_in(request: Value, end: End) -> Value:
    """Return one end of what may come of a request.

    Args:
        request: A request of `core.requests`, of anything but a storyboard; or one of a translation.
        end: Which end.

    Raises:
        TypeError: It is no such request.
    """
    build = _BUILDERS.get(type(request))
    if build is None:
        raise TypeError(f"nothing stands in for the result of {type(request).__name__}")
    return build(request, end)


def _media(end: End) -> Media:
    """Return the name of a file that cannot be there: nothing is known that has such a hash."""
    return Media(sha256="0" * 64, extension="none") if end == "least" else Media(sha256="f" * 64, extension="any")


def _picture(request: ImageRequest, end: End) -> Picture:
    return Picture(image=_media(end), size=request.size, layers=_media(end) if end == "most" else None)


def _own_picture(request: OwnPictureRequest, end: End) -> Picture:
    return Picture(image=_media(end), size=request.size)


def _translation(request: TranslationRequest, end: End) -> Translation:
    return Translation(texts=tuple(end for _ in request.texts))


def _lip_sync(request: LipSyncRequest, end: End) -> Clip:
    return request.clip.model_copy(update={"video": _media(end)})


def _music(request: MusicRequest | OwnMusicRequest, end: End) -> Sound:
    return _sound(request.samples, end)


def _mix(request: MixRequest, end: End) -> MixedSound:
    sound = _sound(request.samples, end)
    return MixedSound(sound=sound, encoded=_media(end), loudness_lufs=None, true_peak_dbtp=None)


def _sound(samples: int, end: End) -> Sound:
    return Sound(audio=_media(end), sample_rate_hz=SAMPLE_RATE_HZ, samples=samples, channels=2)


def _speech(_request: SpeechRequest | OwnSpeechRequest, end: End) -> Speech:
    """Return a line of no length or of the greatest; its words and rate are as unknown as its length."""
    if end == "least":
        nothing = Sound(audio=_media(end), sample_rate_hz=8_000, samples=0, channels=1)
        return Speech(sound=nothing, words=(), phonemes=())
    samples = LONGEST_LINE_S * SAMPLE_RATE_HZ
    longest = Sound(audio=_media(end), sample_rate_hz=SAMPLE_RATE_HZ, samples=samples, channels=1)
    word = WordTime(start_char=0, end_char=1, start_s=0, end_s=LONGEST_LINE_S)
    return Speech(sound=longest, words=(word,), phonemes=(PhonemeTime(symbol="", start_s=0),))


def _clip(request: ClipRequest | OwnClipRequest | CompositeRequest | ConformRequest, end: End) -> Clip:
    return Clip(
        video=_media(end),
        size=request.picture.size if isinstance(request, ClipRequest) else request.size,
        frames=request.frames,
        frames_per_second=request.frames_per_second,
    )


def _joint(request: TransitionRequest, end: End) -> Joint:
    """Return a transition of which only the length is known: where key frames stand is seen in the clips."""
    frames = request.overlap_frames
    enters_at = frames if request.behind else 0
    leaves_at = request.before.frames - frames
    return Joint(video=_media(end), frames=frames, leaves_at=leaves_at, enters_at=enters_at)


def _film(request: JoinRequest, end: End) -> JoinedFilm:
    first = request.clips[0]
    return JoinedFilm(
        video=_media(end),
        poster=_media(end),
        size=first.size,
        frames=_frames(request),
        frames_per_second=first.frames_per_second,
        bytes=1,
    )


def _frames(request: JoinRequest) -> int:
    """Return how long a film is: what is copied of its clips, and the transitions."""
    copied = 0
    first = 0
    for clip, joint in zip(request.clips, request.joints, strict=True):
        copied += (joint.leaves_at if joint else clip.frames) - first
        first = joint.enters_at if joint else 0
    return copied + sum(joint.frames for joint in request.joints if joint)


_BUILDERS: Final[Mapping[type[Value], Callable[[Any, End], Value]]] = {
    ImageRequest: _picture,
    OwnPictureRequest: _own_picture,
    ClipRequest: _clip,
    OwnClipRequest: _clip,
    CompositeRequest: _clip,
    ConformRequest: _clip,
    LipSyncRequest: _lip_sync,
    TransitionRequest: _joint,
    SpeechRequest: _speech,
    OwnSpeechRequest: _speech,
    MusicRequest: _music,
    OwnMusicRequest: _music,
    MixRequest: _mix,
    JoinRequest: _film,
    TranslationRequest: _translation,
}
"""What stands in for the result of each kind of request."""
