"""Whatever can change a result changes its name, and nothing else does: the tables list every field of every request."""

import inspect
from dataclasses import fields, replace

import pytest

from videogen_dagster.core import assembly_requests, requests
from videogen_dagster.core.assembly_requests import (
    BurnedCaptions,
    ConformRequest,
    JoinRequest,
    MixRequest,
    PlacedSpeech,
    ProxyRequest,
    ScanRequest,
    TransitionRequest,
)
from videogen_dagster.core.brief import Brief, Idea
from videogen_dagster.core.chapters import Chapter
from videogen_dagster.core.cues import CaptionStyle, CaptionTrack, Cue
from videogen_dagster.core.dubbing import DubbingRequest, SpokenText
from videogen_dagster.core.film_settings import FilmSettings, FrameSize, Style
from videogen_dagster.core.fingerprint import canonical_json, fingerprint
from videogen_dagster.core.media import Clip, Joint, Media, Picture, Sound, Speech
from videogen_dagster.core.requests import (
    ClipRequest,
    CompositeRequest,
    HeardLine,
    ImageRequest,
    Likeness,
    LipSyncRequest,
    MusicRequest,
    OwnClipRequest,
    OwnMusicRequest,
    OwnPictureRequest,
    OwnSpeechRequest,
    SpeechRequest,
    SpokenLine,
    StoryboardRequest,
)
from videogen_dagster.core.sound_balance import SoundBalance
from videogen_dagster.core.stock_media import FoundMedia, MediaFile
from videogen_dagster.core.storyboard import Card, CardKind
from videogen_dagster.core.transition import TransitionKind
from videogen_dagster.core.translation import TranslationRequest
from videogen_dagster.core.values import Value
from videogen_dagster.engines.animation.camera import CameraAnimationEngine
from videogen_dagster.engines.assembly.mixer import SoundtrackMixer
from videogen_dagster.engines.image.illustrator import IllustratorImageEngine
from videogen_dagster.engines.lip_sync.viseme import VisemeLipSyncEngine
from videogen_dagster.engines.speech.espeak import EspeakSpeechEngine
from videogen_dagster.media.mixing import MixLevels

SIZE = FrameSize(width=640, height=360)
UPRIGHT = FrameSize(width=360, height=640)


def media(digit: int, extension: str) -> Media:
    return Media(sha256=str(digit) * 64, extension=extension)


def clip(digit: int) -> Clip:
    return Clip(video=media(digit, "mp4"), size=SIZE, frames=30, frames_per_second=30)


def speech(digit: int) -> Speech:
    sound = Sound(audio=media(digit, "wav"), sample_rate_hz=48_000, samples=100, channels=1)
    return Speech(sound=sound, words=(), phonemes=())


ANN = Likeness(name="Ann")
LINE = SpokenLine(speaker=ANN, speech=speech(1), first_frame=0)
CUE = Cue(first_frame=0, end_frame=30, rows=("Hello!",))
LATER = Cue(first_frame=30, end_frame=60, rows=("You!",))
TRACK = CaptionTrack(language="en", frames_per_second=30, frames=60, cues=(CUE,))
BURNED = BurnedCaptions(cues=(CUE,), style=CaptionStyle.PLAIN, language="en")
FOUND = FoundMedia(
    provider="library", id="a", footage=False, files=(MediaFile(address="a.jpg", width=640, height=360),)
)
BRIEF = Brief(title="T", content=Idea(text="a hill"))

TABLE: dict[Value, dict[str, object]] = {
    StoryboardRequest(brief=BRIEF): {
        "brief": BRIEF.model_copy(update={"settings": FilmSettings(seed=1)}),
        "take": 2,
    },
    ImageRequest(prompt="a hill", size=SIZE): {
        "prompt": "a house",
        "negative_prompt": "rain",
        "style": Style.NOIR,
        "size": UPRIGHT,
        "seed": 7,
        "characters": (ANN,),
        "room_for_speaker": True,
        "card": Card(kind=CardKind.TITLE, title="T"),
        "photo": media(0, "png"),
        "portrait": True,
        "references": (media(1, "png"),),
        "found": FOUND,
        "take": 2,
    },
    ClipRequest(picture=Picture(image=media(1, "png"), size=SIZE), motion_prompt="static", frames=30): {
        "picture": Picture(image=media(2, "png"), size=SIZE),
        "motion_prompt": "push in",
        "scene_prompt": "rain",
        "frames": 31,
        "frames_per_second": 25,
        "seed": 7,
        "intermediate": True,
        "take": 2,
    },
    SpeechRequest(text="Hello."): {
        "text": "Hello!",
        "voice": "gmw/en-us+f3",
        "speaker": "Ann",
        "language": "en-GB",
        "manner": "whispering",
        "take": 2,
    },
    OwnPictureRequest(media=media(1, "jpg"), size=SIZE): {"media": media(2, "jpg"), "size": UPRIGHT},
    OwnClipRequest(video=media(1, "mov"), size=SIZE, frames=30): {
        "video": media(2, "mov"),
        "size": UPRIGHT,
        "frames": 31,
        "frames_per_second": 25,
        "intermediate": True,
        "fills": True,
    },
    CompositeRequest(function="bars", source="1" * 64, picture=media(1, "png"), size=SIZE, frames=30): {
        "function": "split",
        "source": "2" * 64,
        "options": '{"bars":{"a":1}}',
        "picture": media(2, "png"),
        "size": UPRIGHT,
        "heading": "EXT. HILL",
        "action": "Wind.",
        "lines": (HeardLine(speaker="Ann", text="Hello.", first_frame=0, frames=10),),
        "frames": 31,
        "frames_per_second": 25,
        "seed": 7,
        "intermediate": True,
        "take": 2,
    },
    OwnSpeechRequest(audio=media(1, "wav"), texts=("Hello.", "You.")): {
        "audio": media(2, "wav"),
        "texts": ("Hello.",),
        "part": 1,
        "frames_per_second": 25,
    },
    OwnMusicRequest(audio=media(1, "mp3"), samples=100): {"audio": media(2, "mp3"), "samples": 101},
    LipSyncRequest(clip=clip(1), lines=(LINE,)): {
        "clip": clip(2),
        "lines": (LINE, LINE),
        "scene_prompt": "rain",
        "style": Style.NOIR,
        "seed": 7,
        "intermediate": True,
        "take": 2,
    },
    MusicRequest(mood="calm", samples=100): {"mood": "tense", "samples": 101, "seed": 7, "take": 2},
    ConformRequest(clip=clip(1), size=SIZE, frames=30, frames_per_second=30): {
        "clip": clip(2),
        "size": UPRIGHT,
        "frames": 31,
        "frames_per_second": 25,
        "captions": BURNED,
    },
    BURNED: {
        "cues": (CUE, LATER),
        "style": CaptionStyle.BOX,
        "language": "de",
    },
    MixRequest(lines=(), music=None, samples=100): {
        "lines": (PlacedSpeech(audio=media(1, "wav"), first_sample=0),),
        "music": media(2, "wav"),
        "samples": 101,
        "balance": SoundBalance(music_db=-6),
    },
    ProxyRequest(clip=clip(1), size=SIZE, frames=30, frames_per_second=30): {
        "clip": clip(2),
        "size": UPRIGHT,
        "frames": 31,
        "frames_per_second": 25,
        "cuts": (15,),
    },
    TransitionRequest(before=clip(1), behind=clip(2), transition=TransitionKind.CROSSFADE, overlap_frames=15): {
        "before": clip(3),
        "behind": None,
        "transition": TransitionKind.WIPE_LEFT,
        "overlap_frames": 14,
    },
    ScanRequest(video=media(1, "mp4"), frames_per_second=30): {
        "video": media(2, "mp4"),
        "frames_per_second": 25,
        "captions": BURNED,
    },
    JoinRequest(
        clips=(clip(1),),
        joints=(None,),
        captions=TRACK,
        soundtrack=media(2, "m4a"),
        title="T",
        language="en",
        poster_frame=0,
    ): {
        "captions": TRACK.model_copy(update={"cues": (CUE, LATER)}),
        "translations": (TRACK.model_copy(update={"language": "de"}),),
        "chapters": (Chapter(first_frame=0, title="Quay"),),
        "clips": (clip(1), clip(1)),
        "joints": (Joint(video=media(3, "mp4"), frames=15, leaves_at=15, enters_at=0),),
        "soundtrack": media(3, "m4a"),
        "title": "U",
        "credits": "Boats by Ana Ruiz",
        "language": "de",
        "poster_frame": 1,
    },
    TranslationRequest(texts=("One hill.",), source_language="en", language="de"): {
        "texts": ("Two hills.",),
        "source_language": "fr",
        "language": "it",
        "title": "Hills",
        "names": ("Ann",),
        "take": 2,
    },
    DubbingRequest(texts=(SpokenText(text="One hill."),), source_language="en", language="de"): {
        "texts": (SpokenText(text="Two hills."),),
        "source_language": "fr",
        "language": "it",
        "title": "Hills",
        "names": ("Ann",),
        "take": 2,
    },
    # what requests are made of
    SpokenText(text="One hill."): {"text": "Two hills.", "speaker": "Ann", "longest": 300},
    ANN: {"name": "Bob", "description": "tall"},
    LINE: {"speaker": Likeness(name="Bob"), "speech": speech(2), "first_frame": 1, "on_screen": False},
    HeardLine(speaker="Ann", text="Hello.", first_frame=0, frames=10): {
        "speaker": "Bob",
        "text": "You.",
        "first_frame": 1,
        "frames": 11,
    },
    PlacedSpeech(audio=media(1, "wav"), first_sample=0): {"audio": media(2, "wav"), "first_sample": 1, "longest": 9},
}
ROWS = [
    pytest.param(request, field, changed, id=f"{type(request).__name__}.{field}")
    for request, changes in TABLE.items()
    for field, changed in changes.items()
]


@pytest.mark.parametrize(("request_", "field", "changed"), ROWS)
def test_every_field_of_every_request_counts(request_, field, changed):
    other = type(request_).model_validate({**dict(request_), field: changed})
    assert getattr(other, field) != getattr(request_, field)
    assert fingerprint(other, "engine/1") != fingerprint(request_, "engine/1")


@pytest.mark.parametrize("request_", TABLE, ids=lambda request: type(request).__name__)
def test_the_table_names_every_field(request_):
    assert set(TABLE[request_]) == set(type(request_).model_fields) - {"kind"}


def test_the_table_names_every_request():
    values = {
        kind
        for module in (requests, assembly_requests)
        for _, kind in inspect.getmembers(module, inspect.isclass)
        if kind.__module__ == module.__name__
    }
    assert values | {TranslationRequest, DubbingRequest, SpokenText} == {type(request) for request in TABLE}


def test_requests_of_different_kinds_never_share_a_name():
    kinds = [request.kind for request in TABLE if hasattr(request, "kind")]
    assert len(set(kinds)) == len(kinds) == 19


@pytest.mark.parametrize("request_", TABLE, ids=lambda request: type(request).__name__)
def test_equal_requests_have_equal_names(request_):
    again = type(request_).model_validate_json(request_.model_dump_json())
    assert again is not request_
    assert fingerprint(again, "engine/1") == fingerprint(request_, "engine/1")


def test_another_engine_gives_another_name():
    request = next(iter(TABLE))
    assert fingerprint(request, "engine/2") != fingerprint(request, "engine/1")


@pytest.mark.parametrize(
    ("few", "many"),
    [
        (CameraAnimationEngine(workers=1), CameraAnimationEngine(workers=9)),
        (IllustratorImageEngine(workers=1), IllustratorImageEngine(workers=9)),
        (EspeakSpeechEngine(parallel=1), EspeakSpeechEngine(parallel=9)),
        (VisemeLipSyncEngine(parallel=1), VisemeLipSyncEngine(parallel=9)),
    ],
    ids=lambda engine: type(engine).__name__,
)
def test_how_many_work_at_the_same_time_changes_no_name(few, many):
    assert few.fingerprint() == many.fingerprint()


LEVELS = MixLevels()
OTHER_LEVELS = [
    *(
        replace(LEVELS, **{part.name: getattr(LEVELS, part.name) - 0.1})
        for part in fields(LEVELS)
        if part.name != "ducking"
    ),
    *(
        replace(LEVELS, ducking=replace(LEVELS.ducking, **{part.name: getattr(LEVELS.ducking, part.name) * 1.1}))
        for part in fields(LEVELS.ducking)
    ),
]


@pytest.mark.parametrize("levels", OTHER_LEVELS)
def test_every_level_of_a_mix_changes_its_name(levels):
    assert SoundtrackMixer(levels).fingerprint() != SoundtrackMixer().fingerprint()


def test_canonical_json_does_not_depend_on_the_order_of_keys():
    assert canonical_json({"b": 1, "a": "é"}) == canonical_json({"a": "é", "b": 1}) == '{"a":"é","b":1}'.encode()
