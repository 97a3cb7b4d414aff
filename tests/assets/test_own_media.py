"""Who makes what of scenes with a person's own media, and when they are seen and heard."""

from fractions import Fraction

import pytest

from videogen_dagster.assets.film_expectation import expected_film
from videogen_dagster.assets.lip_sync import lip_sync_requests
from videogen_dagster.assets.music import music_request
from videogen_dagster.assets.narration import speech_requests
from videogen_dagster.assets.scene_animations import clip_requests
from videogen_dagster.assets.scene_images import picture_requests
from videogen_dagster.assets.soundtrack import mix_request
from videogen_dagster.core.directing import check_edit, direct_prompts, direct_storyboard
from videogen_dagster.core.direction import SceneEdit
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.film_settings import CaptionChoice, FilmSettings, Resolution
from videogen_dagster.core.media import Clip, Media, MixedSound, Picture, Sound, Speech
from videogen_dagster.core.prompting import write_prompts
from videogen_dagster.core.requests import (
    ClipRequest,
    ImageRequest,
    MusicRequest,
    OwnClipRequest,
    OwnMusicRequest,
    OwnPictureRequest,
    OwnSpeechRequest,
    SpeechRequest,
)
from videogen_dagster.core.stages import (
    Music,
    Narration,
    SceneClip,
    SceneClips,
    ScenePicture,
    ScenePictures,
    SceneSpeech,
    Soundtrack,
    Transitions,
)
from videogen_dagster.core.storyboard import Character, Line, Scene, Storyboard
from videogen_dagster.core.timeline import LEAD_FRAMES, TAIL_FRAMES, lay_out

PHOTO, FOOTAGE, VOICE, SONG = (
    Media(sha256=digit * 64, extension=extension)
    for digit, extension in (("1", "jpg"), ("2", "mov"), ("3", "wav"), ("4", "mp3"))
)
DRAWN = ScenePictures(engine="", scenes=())
SAID = (Line(character="ann", text="Hello there.", on_screen=True), Line(character="ann", text="And you!"))


def scene(identifier: str, **given: object) -> Scene:
    return Scene.model_validate({"id": identifier, "image_prompt": "a hill", "duration_s": 2.0, **given})


def board(*scenes: Scene, **settings: object) -> Storyboard:
    return Storyboard(
        title="T",
        settings=FilmSettings.model_validate({"resolution": Resolution.P360, **settings}),
        music=SONG,
        characters=(Character(id="ann", name="Ann"), Character(id="narrator", name="Narrator")),
        scenes=scenes,
    )


def spoken(storyboard: Storyboard, seconds: float = 1.0) -> Narration:
    sound = Sound(audio=VOICE, sample_rate_hz=48_000, samples=round(48_000 * seconds), channels=1)
    line = Speech(sound=sound, words=(), phonemes=())
    return Narration(
        engine="",
        scenes=tuple(
            SceneSpeech(scene=name, fingerprints=("0" * 64,) * len(wanted), lines=(line,) * len(wanted))
            for name, wanted in speech_requests(storyboard, {}).items()
        ),
    )


def clips(storyboard: Storyboard, edits: dict[str, SceneEdit] | None = None) -> dict[str, ClipRequest | OwnClipRequest]:
    prompts = write_prompts(storyboard, speaker_is_drawn_later=True)
    pictures = ScenePictures(
        engine="",
        scenes=tuple(
            ScenePicture(
                scene=each.id,
                fingerprint="0" * 64,
                result=Picture(image=PHOTO, size=storyboard.settings.size),
            )
            for each in storyboard.scenes
        ),
    )
    directed = direct_storyboard(storyboard, edits or {})
    return clip_requests(storyboard, prompts, pictures, spoken(directed), edits or {})


def test_given_media_is_asked_of_those_who_bring_it_into_the_film():
    plan = board(scene("001", image=PHOTO), scene("002", video=FOOTAGE), scene("003"))
    pictures = picture_requests(write_prompts(plan, speaker_is_drawn_later=True), {}, {})
    size = plan.settings.size
    assert pictures["001"] == OwnPictureRequest(media=PHOTO, size=size)
    assert pictures["002"] == OwnPictureRequest(media=FOOTAGE, size=size)
    assert isinstance(pictures["003"], ImageRequest)
    moving = clips(plan)
    assert isinstance(moving["001"], ClipRequest)
    assert moving["002"] == OwnClipRequest(video=FOOTAGE, size=size, frames=60)
    assert isinstance(moving["003"], ClipRequest)


def test_a_recording_is_one_request_a_line_and_one_without_lines():
    plan = board(
        scene("001", audio=VOICE, lines=SAID), scene("002", audio=VOICE), scene("003", lines=SAID), scene("004")
    )
    wanted = speech_requests(plan, {})
    texts = tuple(line.text for line in SAID)
    assert wanted["001"] == [OwnSpeechRequest(audio=VOICE, texts=texts, part=part) for part in range(2)]
    assert wanted["002"] == [OwnSpeechRequest(audio=VOICE)]
    assert all(isinstance(each, SpeechRequest) for each in wanted["003"])
    assert "004" not in wanted


def test_the_sound_of_footage_ends_with_its_scene_unless_somebody_speaks_in_it():
    plan = board(scene("001", video=FOOTAGE, audio=FOOTAGE), scene("002", video=FOOTAGE, audio=FOOTAGE, lines=SAID))
    said = spoken(plan, seconds=3.0)
    first, second = said.timeline(plan).scenes
    assert (first.frames, [line.frames for line in first.lines]) == (60, [60])
    assert (second.frames, [line.frames for line in second.lines]) == (180, [90, 90])
    music = Sound(audio=SONG, sample_rate_hz=48_000, samples=1, channels=2)
    mixed = mix_request(plan, said, Music(engine="", mood="", fingerprint="0" * 64, result=music))
    assert [line.longest for line in mixed.lines] == [96_000, None, None]


def test_own_music_is_laid_under_the_film():
    plan = board(scene("001"))
    assert music_request(plan, spoken(plan)) == OwnMusicRequest(audio=SONG, samples=96_000)
    composed = plan.model_copy(update={"music": None})
    assert isinstance(music_request(composed, spoken(composed)), MusicRequest)


def test_a_recording_is_not_torn_apart_and_begins_with_its_footage():
    lasting = {each: [Fraction(1), Fraction(1)] for each in ("001", "002")} | {"003": [Fraction(3)]}
    plan = board(
        scene("001", audio=VOICE, lines=SAID),
        scene("002", audio=VOICE, video=FOOTAGE, lines=SAID),
        scene("003", audio=FOOTAGE, video=FOOTAGE, duration_s=3.0),
    )
    first, second, third = lay_out(plan, lasting).scenes
    assert [line.first_frame for line in first.lines] == [LEAD_FRAMES, LEAD_FRAMES + 30]
    assert first.frames == LEAD_FRAMES + 60 + TAIL_FRAMES
    assert [line.first_frame for line in second.lines] == [0, 30]
    assert second.frames == 60 + TAIL_FRAMES
    assert ([line.first_frame for line in third.lines], third.frames) == ([0], 90)


def test_lips_move_in_no_footage_and_in_own_pictures_only_by_engines_that_draw_no_speaker():
    plan = board(
        scene("001", video=FOOTAGE, lines=SAID), scene("002", image=PHOTO, lines=SAID), scene("003", lines=SAID)
    )
    clip = Clip(video=FOOTAGE, size=plan.settings.size, frames=90, frames_per_second=30)
    moving = SceneClips(
        engine="", scenes=tuple(SceneClip(scene=each.id, fingerprint="0" * 64, result=clip) for each in plan.scenes)
    )
    for draws_speaker, wanted in ((True, {"003"}), (False, {"002", "003"})):
        prompts = direct_prompts(write_prompts(plan, speaker_is_drawn_later=draws_speaker), {})
        assert set(lip_sync_requests(plan, prompts, moving, spoken(plan), DRAWN)) == wanted
    assert {name: request.intermediate for name, request in clips(plan).items()} == {
        "001": False, "002": False, "003": True,
    }  # fmt: skip


def test_footage_with_captions_in_its_pictures_is_made_to_be_worked_on_again():
    plan = board(scene("001", video=FOOTAGE, lines=SAID), scene("002", video=FOOTAGE), captions=CaptionChoice.BOX)
    assert {name: request.intermediate for name, request in clips(plan).items()} == {"001": True, "002": False}


def test_a_prompt_sets_own_pictures_aside_and_words_set_recordings_aside():
    plan = board(scene("001", image=PHOTO, audio=VOICE, lines=SAID), scene("002", video=FOOTAGE, audio=FOOTAGE))
    drawn = SceneEdit.model_validate({"image": {"prompt": "a barn"}})
    said = SceneEdit.model_validate({"narration": {"text": "Other words."}})
    assert isinstance(clips(plan, {"002": drawn})["002"], ClipRequest)
    prompts = write_prompts(plan, speaker_is_drawn_later=True)
    pictures = picture_requests(prompts, {"001": drawn, "002": drawn}, {})
    assert all(isinstance(each, ImageRequest) and each.prompt == "a barn" for each in pictures.values())
    spoken_over = speech_requests(direct_storyboard(plan, {"002": said}), {"002": said})
    assert isinstance(spoken_over["002"][0], SpeechRequest)
    assert isinstance(spoken_over["001"][0], OwnSpeechRequest)
    assert isinstance(clips(plan, {"002": said})["002"], OwnClipRequest), "the footage is still seen"


def test_footage_that_a_prompt_sets_aside_is_neither_seen_nor_heard_and_its_speaker_is_drawn():
    plan = board(
        scene("001", video=FOOTAGE, audio=FOOTAGE, lines=SAID),
        scene("002", video=FOOTAGE, audio=VOICE),
        scene("003", image=PHOTO),
    )
    edits = dict.fromkeys(("001", "002", "003"), SceneEdit.model_validate({"image": {"prompt": "a barn"}}))
    directed = direct_storyboard(plan, edits)
    assert [each.image or each.video for each in directed.scenes] == [None] * 3
    assert [each.audio for each in directed.scenes] == [None, VOICE, None]
    assert directed.scenes[0].has_speaker_on_screen()
    drawn = picture_requests(write_prompts(plan, speaker_is_drawn_later=True), edits, {})
    assert [isinstance(each, ImageRequest) and each.room_for_speaker for each in drawn.values()] == [True, False, False]
    assert direct_storyboard(plan, {"001": SceneEdit()}) is plan


@pytest.mark.parametrize(
    ("identifier", "edit", "field"),
    [
        ("001", {"image": {"seed": 7}}, "seed"),
        ("001", {"image": {"negative_prompt": "rain"}}, "negative_prompt"),
        ("001", {"image": {"take": 2}}, "new_take"),
        ("001", {"narration": {"take": 2}}, "new_take"),
        ("002", {"animation": {"motion_prompt": "pan"}}, "motion_prompt"),
        ("002", {"animation": {"take": 2}}, "new_take"),
    ],
)
def test_what_changes_nothing_of_own_media_is_refused(identifier, edit, field):
    plan = board(scene("001", image=PHOTO, audio=VOICE, lines=SAID[:1]), scene("002", video=FOOTAGE))
    with pytest.raises(InvalidInput, match=rf"scene {identifier}") as refused:
        check_edit(plan, identifier, SceneEdit.model_validate(edit))
    assert refused.value.field == field
    both = {**edit, "image": {**edit.get("image", {}), "prompt": "a barn"}, "narration": {"text": "Other words."}}
    check_edit(plan, identifier, SceneEdit.model_validate(both))


def test_the_gates_do_not_judge_what_people_filmed(tmp_path):
    (tmp_path / "any").write_bytes(b"0" * 1000)
    plan = board(
        scene("001", video=FOOTAGE, audio=FOOTAGE, motion_prompt="pan"),
        scene("002", image=PHOTO, motion_prompt="pan"),
        scene("003", motion_prompt="pan", lines=SAID),
    )
    sound = Sound(audio=VOICE, sample_rate_hz=48_000, samples=1, channels=2)
    mixed = MixedSound(sound=sound, encoded=VOICE, loudness_lufs=None, true_peak_dbtp=None)
    expected = expected_film(
        plan,
        spoken(plan),
        SceneClips(engine="", scenes=()),
        Transitions(scenes=()),
        Soundtrack(fingerprint="0" * 64, result=mixed),
        lambda _media: tmp_path / "any",
    )
    assert [each.may_stand_still for each in expected.scenes] == [True, True, False]
    assert [each.may_be_plain for each in expected.scenes] == [True, True, False]
    assert [each.may_jump for each in expected.scenes] == [True, False, False]
    assert {line.scene for line in expected.lines} == {"003"}, "nobody need say anything in scene 001"
