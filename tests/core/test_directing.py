"""Edits are put over the plan: what they name counts, all else is as planned."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.test_direction import EDITS
from videogen_dagster.core.directing import check_edit, check_spoken, direct_prompts, direct_storyboard
from videogen_dagster.core.direction import AnimationEdit, ImageEdit, NarrationEdit, SceneEdit
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.film_settings import FilmSettings, FrameSize
from videogen_dagster.core.requests import ImageRequest
from videogen_dagster.core.stages import Prompts, ScenePrompt
from videogen_dagster.core.storyboard import NARRATOR, Character, Line, Scene, Storyboard

PLAN = Storyboard(
    title="Hills",
    settings=FilmSettings(),
    characters=(Character(id="ann", name="Ann", voice="gmw/en"), Character(id="ben", name="Ben")),
    scenes=(
        Scene(id="001", image_prompt="a hill", duration_s=2, lines=(Line(character="ann", text="One."),)),
        Scene(
            id="002",
            image_prompt="a lake",
            duration_s=3,
            lines=(
                Line(character="ann", text="Two.", on_screen=True, manner="whispering"),
                Line(character="ben", text="Three."),
            ),
        ),
        Scene(id="003", image_prompt="a wood", duration_s=4),
    ),
)
PROMPTS = Prompts(
    scenes=tuple(
        ScenePrompt(
            scene=scene.id,
            image=ImageRequest(
                prompt=scene.image_prompt, style="cinematic", seed=number, size=FrameSize(width=64, height=36)
            ),
            motion_prompt="static",
            seed=number,
        )
        for number, scene in enumerate(PLAN.scenes, start=1)
    )
)
ONE_LINE = EDITS.map(
    lambda edit: edit.model_copy(update={"narration": edit.narration.model_copy(update={"text": None})})
)


@given(st.dictionaries(st.sampled_from(["001", "002", "003", "004"]), ONE_LINE))
def test_an_edit_changes_nothing_of_the_plan_that_it_does_not_name(edits):
    directed = direct_storyboard(PLAN, edits)
    assert directed.model_copy(update={"scenes": PLAN.scenes}) == PLAN
    for old, new in zip(PLAN.scenes, directed.scenes, strict=True):
        edit = edits.get(old.id, SceneEdit())
        assert new.duration_s == (edit.animation.duration_s or old.duration_s)
        for before, after in zip(old.lines, new.lines, strict=True):
            said = {name: value for name in ("voice", "language") if (value := getattr(edit.narration, name))}
            assert after == before.model_copy(update=said)
        assert new.model_copy(update={"duration_s": old.duration_s, "lines": old.lines}) == old


@given(st.dictionaries(st.sampled_from(["001", "002", "003", "004"]), EDITS))
def test_an_edit_changes_nothing_of_the_prompts_that_it_does_not_name(edits):
    for old, new in zip(PROMPTS.scenes, direct_prompts(PROMPTS, edits).scenes, strict=True):
        edit = edits.get(old.scene, SceneEdit())
        assert new.motion_prompt == (edit.animation.motion_prompt or old.motion_prompt)
        assert (new.scene, new.seed) == (old.scene, old.seed)
        for name, value in new.image:
            changed = getattr(edit.image, name, None)
            assert value == (getattr(old.image, name) if changed is None else changed)


def test_without_edits_that_touch_it_the_plan_is_the_very_same():
    assert direct_storyboard(PLAN, {}) is PLAN
    assert direct_storyboard(PLAN, {"001": SceneEdit(image=ImageEdit(seed=9))}) is PLAN


def test_other_words_are_said_by_the_same_person_in_the_same_manner():
    directed = direct_storyboard(PLAN, {"002": SceneEdit(narration=NarrationEdit(text="  Zwei.\n\n Drei. "))})
    assert [line.text for line in directed.scenes[1].lines] == ["Zwei.", "Drei."]
    assert [(line.character, line.on_screen, line.manner) for line in directed.scenes[1].lines] == [
        ("ann", True, "whispering"), ("ben", False, None),
    ]  # fmt: skip


def test_the_rows_of_a_single_line_are_one_text():
    directed = direct_storyboard(PLAN, {"001": SceneEdit(narration=NarrationEdit(text="One\nhill."))})
    assert [line.text for line in directed.scenes[0].lines] == ["One hill."]


def test_a_silent_scene_that_is_given_words_gets_a_narrator():
    directed = direct_storyboard(PLAN, {"003": SceneEdit(narration=NarrationEdit(text="A wood.", voice="roa/fr"))})
    (line,) = directed.scenes[2].lines
    assert (line.character, line.text, line.voice) == (NARRATOR, "A wood.", "roa/fr")
    assert directed.character(NARRATOR).name == "Narrator"
    assert direct_storyboard(directed, {}).characters == directed.characters


@pytest.mark.parametrize("text", ["Only one row.", "One\nTwo\nThree"])
def test_a_text_with_another_number_of_rows_than_lines_is_refused(text):
    edit = SceneEdit(narration=NarrationEdit(text=text))
    for attempt in (lambda: check_edit(PLAN, "002", edit), lambda: direct_storyboard(PLAN, {"002": edit})):
        with pytest.raises(InvalidInput) as told:
            attempt()
        assert told.value.field == "text"
        assert "scene 002 has 2 lines" in told.value.message


def test_a_scene_that_the_plan_has_not_is_refused_and_its_edits_wait():
    with pytest.raises(InvalidInput) as told:
        check_edit(PLAN, "004", SceneEdit())
    assert told.value.remedy == "scenes: 001 to 003"
    assert direct_storyboard(PLAN, {"004": SceneEdit(animation=AnimationEdit(duration_s=9))}) is PLAN


def test_a_voice_or_language_that_the_engine_has_not_is_refused_with_near_ones():
    voices, languages = ["gmw/en", "gmw/de"], ["en", "de"]
    check_spoken(NarrationEdit(voice="gmw/de", language="de-AT"), voices=voices, languages=languages)
    check_spoken(NarrationEdit(voice="any", language="xx"), voices=[], languages=[])
    with pytest.raises(InvalidInput, match="no voice is called 'gmw/e'") as told:
        check_spoken(NarrationEdit(voice="gmw/e"), voices=voices, languages=languages)
    assert "gmw/en" in told.value.remedy
    with pytest.raises(InvalidInput, match="no language is called 'xx'") as told:
        check_spoken(NarrationEdit(language="xx"), voices=voices, languages=languages)
    assert told.value.field == "language"
