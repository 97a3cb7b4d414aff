"""Captions go into the clips of a film that has them in its pictures."""

import pytest

from tests.fakes.graph import PLAN, TO_LIPS, Stage
from videogen_dagster.assets.lip_sync import lip_sync_requests
from videogen_dagster.assets.scene_clips import conform_requests
from videogen_dagster.core.assembly_requests import ConformRequest
from videogen_dagster.core.cues import CaptionStyle
from videogen_dagster.core.film_settings import Aspect, CaptionChoice
from videogen_dagster.core.stages import Narration, Prompts, SceneClips, ScenePictures
from videogen_dagster.core.storyboard import Card, CardKind, Character, Line, Storyboard
from videogen_dagster.resources.stage_values import require_stage


def plan(captions: CaptionChoice, aspect: Aspect = Aspect.WIDE) -> Storyboard:
    """The plan with another person in its second scene."""
    first, second, third = PLAN.scenes
    answer = Line(character="bob", text="Two hills.", on_screen=True)
    talk = second.model_copy(update={"lines": (*second.lines, answer)})
    settings = PLAN.settings.model_copy(update={"captions": captions, "aspect": aspect})
    people = (*PLAN.characters, Character(id="bob", name="Bob"))
    return PLAN.model_copy(update={"settings": settings, "characters": people, "scenes": (first, talk, third)})


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    stage = Stage(tmp_path_factory.mktemp("talk"), plan=plan(CaptionChoice.SOFT))
    assert stage.make(only=TO_LIPS).success
    return stage


def wanted(stage: Stage, board: Storyboard) -> dict[str, ConformRequest]:
    def held(asset: str, kind: type):
        return require_stage(stage.store, "hills", asset, kind)

    return conform_requests(
        board, held("narration", Narration), held("scene_animations", SceneClips), held("lip_sync", SceneClips)
    )


def test_a_film_with_soft_captions_has_none_in_its_pictures(made):
    assert all(request.captions is None for request in wanted(made, plan(CaptionChoice.SOFT)).values())


def test_captions_stand_on_the_frames_of_their_own_clip_and_silent_scenes_have_none(made):
    requests = wanted(made, plan(CaptionChoice.HIGHLIGHT))
    assert [request.captions is not None for request in requests.values()] == [True, True, False]
    for scene in ("001", "002"):
        request = requests[scene]
        assert request.captions.style is CaptionStyle.HIGHLIGHT
        assert all(0 <= cue.first_frame < cue.end_frame <= request.frames for cue in request.captions.cues)
    assert requests["001"].captions.cues[0].rows == ("One hill.",)
    assert requests["002"].captions.cues[0].first_frame == requests["001"].captions.cues[0].first_frame


@pytest.mark.parametrize(("aspect", "captioned"), [(Aspect.WIDE, True), (Aspect.SQUARE, False), (Aspect.TALL, False)])
def test_captions_never_stand_on_the_words_of_a_card(made, aspect, captioned):
    board = plan(CaptionChoice.PLAIN, aspect)
    first = board.scenes[0].model_copy(update={"card": Card(kind=CardKind.TITLE, title="Hills")})
    requests = wanted(made, board.model_copy(update={"scenes": (first, *board.scenes[1:])}))
    assert (requests["001"].captions is not None) is captioned
    assert requests["002"].captions is not None


@pytest.mark.parametrize("choice", CaptionChoice)
def test_lips_are_drawn_into_an_intermediate_where_captions_follow(made, choice):
    prompts, spoken, clips, pictures = (
        require_stage(made.store, "hills", name, kind)
        for name, kind in (
            ("prompts", Prompts),
            ("narration", Narration),
            ("scene_animations", SceneClips),
            ("scene_images", ScenePictures),
        )
    )
    (request,) = lip_sync_requests(plan(choice), prompts, clips, spoken, pictures).values()
    assert request.intermediate is (choice is not CaptionChoice.SOFT)
