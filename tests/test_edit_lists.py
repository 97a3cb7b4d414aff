"""What an editor gets of a finished film: what is heard in it, and nothing else."""

from fractions import Fraction

import pytest

from videogen_dagster.assets.film_joining import join_request
from videogen_dagster.assets.soundtrack import mix_request
from videogen_dagster.core.captions import caption_track
from videogen_dagster.core.cues import Captions
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.film_settings import FilmSettings, Resolution
from videogen_dagster.core.fingerprint import fingerprint
from videogen_dagster.core.media import Clip, JoinedFilm, Media, MixedSound, Sound, Speech
from videogen_dagster.core.stages import (
    Film,
    Music,
    Narration,
    SceneClip,
    SceneClips,
    SceneSpeech,
    Soundtrack,
    Transitions,
)
from videogen_dagster.core.storyboard import Character, Line, Scene, Storyboard
from videogen_dagster.edit_lists import edited_film
from videogen_dagster.engines.assembly.joiner import FilmJoiner
from videogen_dagster.engines.assembly.mixer import SoundtrackMixer
from videogen_dagster.resources.stage_values import write_stage
from videogen_dagster.store.media_store import MediaStore

NAME = "0" * 64
FOOTAGE, VOICE, TUNE, OTHER = (Media(sha256=digit * 64, extension="wav") for digit in "1234")
PLAN = Storyboard(
    title="Hills",
    settings=FilmSettings(resolution=Resolution.P360),
    characters=(Character(id="ann", name="Ann"),),
    scenes=(
        Scene(id="001", image_prompt="hill", duration_s=2, video=FOOTAGE, audio=FOOTAGE),
        Scene(id="002", image_prompt="hill", duration_s=2, lines=(Line(character="ann", text="Hello."),)),
    ),
)
"""Footage with its own sound, then a line."""


def speech(audio: Media, samples: int) -> Speech:
    sound = Sound(audio=audio, sample_rate_hz=24_000, samples=samples, channels=1)
    return Speech(sound=sound, words=(), phonemes=())


NARRATION = Narration(
    engine="",
    scenes=(
        SceneSpeech(scene="001", fingerprints=(NAME,), lines=(speech(FOOTAGE, 72_000),)),
        SceneSpeech(scene="002", fingerprints=(NAME,), lines=(speech(VOICE, 24_000),)),
    ),
)
"""The footage was filmed for a second longer than it is seen."""
MUSIC = Music(
    engine="",
    mood="calm",
    fingerprint=NAME,
    result=Sound(audio=TUNE, sample_rate_hz=48_000, samples=192_000, channels=2),
)


def film_of(store: MediaStore, plan: Storyboard, music: Music, *, planned: Storyboard | None = None) -> None:
    """Write what the assets hold of a film of `plan`; `planned` is what its storyboard became since."""
    timeline = NARRATION.timeline(plan)
    mixed = Sound(audio=OTHER, sample_rate_hz=48_000, samples=timeline.samples, channels=2)
    soundtrack = Soundtrack(
        fingerprint=fingerprint(mix_request(plan, NARRATION, music), SoundtrackMixer().fingerprint()),
        result=MixedSound(sound=mixed, encoded=OTHER, loudness_lufs=-14, true_peak_dbtp=-1),
    )
    size = plan.settings.size
    clips = SceneClips(
        engine="",
        scenes=tuple(
            SceneClip(
                scene=timing.scene,
                fingerprint=NAME,
                result=Clip(video=OTHER, size=size, frames=timing.frames, frames_per_second=30),
            )
            for timing in timeline.scenes
        ),
    )
    transitions = Transitions(scenes=())
    captions = Captions(track=caption_track(plan, NARRATION, timeline), srt=OTHER, vtt=OTHER)
    joined = join_request(plan, NARRATION, clips, transitions, [captions.track], soundtrack)
    result = JoinedFilm(video=OTHER, poster=OTHER, size=size, frames=timeline.frames, frames_per_second=30, bytes=1)
    film = Film(fingerprint=fingerprint(joined, FilmJoiner().fingerprint()), result=result)
    values = {
        "storyboard": planned or plan,
        "narration": NARRATION,
        "scene_clips": clips,
        "transitions": transitions,
        "music": music,
        "soundtrack": soundtrack,
        "captions": captions,
        "film": film,
    }
    for asset, value in values.items():
        write_stage(store, "hills", asset, value)


def leveled(music_db: float | str) -> Storyboard:
    return PLAN.model_copy(update={"settings": PLAN.settings.model_copy(update={"music_db": music_db})})


@pytest.fixture
def store(tmp_path) -> MediaStore:
    return MediaStore.in_folder(tmp_path)


def test_the_sound_of_footage_is_heard_as_long_as_it_was_mixed(store):
    film_of(store, PLAN, MUSIC)
    edits = edited_film(store, "hills").edits
    (footage,), (line,) = (voice.lines for voice in edits.voices)
    assert (footage.starts_s, footage.duration_s, footage.sound.duration_s) == (0, 2, 3)
    assert line.starts_s > footage.ends_s
    assert line.duration_s == line.sound.duration_s == Fraction(1)


@pytest.mark.parametrize("music", [MUSIC, Music(engine="", mood="calm")])
def test_music_that_is_off_is_not_in_the_list_made_or_not(store, music):
    film_of(store, leveled("off"), music)
    film = edited_film(store, "hills")
    assert film.edits.music is None
    assert TUNE not in film.files.values()


def test_music_that_is_on_is(store):
    film_of(store, PLAN, MUSIC)
    film = edited_film(store, "hills")
    assert film.files["media/music.wav"] == TUNE


@pytest.mark.parametrize(
    ("music", "before", "now"), [(MUSIC, 0.0, "off"), (MUSIC, 0.0, -6.0), (Music(engine="", mood="calm"), "off", 0.0)]
)
def test_a_film_that_was_mixed_at_other_levels_is_made_again_first(store, music, before, now):
    film_of(store, leveled(before), music, planned=leveled(now))
    with pytest.raises(InvalidInput, match="changed since"):
        edited_film(store, "hills")
