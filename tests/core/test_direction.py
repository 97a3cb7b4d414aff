"""Edits name what they change, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from videogen_dagster.core.choices import PARTS
from videogen_dagster.core.direction import (
    AnimationEdit,
    ImageEdit,
    NarrationEdit,
    PartEdit,
    SceneEdit,
    changes,
    read_edit,
)
from videogen_dagster.core.errors import InvalidInput

WORDS = st.text("abc xyz", min_size=1, max_size=12).filter(lambda text: text.strip())
NUMBERS = st.integers(1, 5)
SIZES = st.builds(lambda width, height: {"width": 2 * width, "height": 2 * height}, *[st.integers(8, 400)] * 2)
IMAGES = st.builds(
    ImageEdit,
    take=st.none() | NUMBERS,
    pick=st.none() | NUMBERS,
    prompt=st.none() | WORDS,
    negative_prompt=st.none() | st.text("ab", max_size=3),
    seed=st.none() | st.integers(0, 2**63 - 1),
    size=st.none() | SIZES,
)
ANIMATIONS = st.builds(
    AnimationEdit,
    take=st.none() | NUMBERS,
    pick=st.none() | NUMBERS,
    motion_prompt=st.none() | WORDS,
    duration_s=st.none() | st.floats(0.5, 600),
)
NARRATIONS = st.builds(
    NarrationEdit,
    take=st.none() | NUMBERS,
    pick=st.none() | NUMBERS,
    text=st.none() | WORDS,
    voice=st.none() | WORDS,
    language=st.none() | st.sampled_from(["en", "de", "pt-BR"]),
)
EDITS = st.builds(SceneEdit, image=IMAGES, animation=ANIMATIONS, narration=NARRATIONS)


def named(edit: PartEdit) -> dict[str, object]:
    return {name: value for name, value in edit if value is not None}


@given(EDITS, EDITS)
def test_an_edit_never_changes_what_it_does_not_name(before, change):
    after = before.overlaid(change)
    for part in PARTS:
        old, new, said = before.part(part), after.part(part), named(change.part(part))
        if not said:
            assert new == old
            continue
        for name, value in new:
            if name in said:
                assert value == said[name]
            elif name == "pick":
                assert value is None, "a picked take stands until something else of its part is named"
            else:
                assert value == getattr(old, name)


@given(EDITS, EDITS)
def test_the_same_change_twice_is_the_change_once(before, change):
    once = before.overlaid(change)
    assert once.overlaid(change) == once


@given(EDITS)
def test_an_empty_edit_changes_nothing_and_over_the_plan_an_edit_stands_as_it_is(edit):
    assert edit.overlaid(SceneEdit()) == edit
    assert SceneEdit().overlaid(edit) == edit


@given(EDITS, EDITS)
def test_what_changed_is_told_exactly_where_something_did(before, change):
    after = before.overlaid(change)
    assert bool(changes(before, after)) == (before != after)
    assert changes(before, before) == ()


@given(EDITS)
def test_an_edit_survives_being_written_and_read(edit):
    assert SceneEdit.model_validate_json(edit.model_dump_json(exclude_none=True)) == edit


def test_what_changed_is_told_by_part_and_field_with_old_and_new():
    before = SceneEdit(image=ImageEdit(seed=7), animation=AnimationEdit(duration_s=4))
    after = SceneEdit(image=ImageEdit(seed=9, prompt="x" * 100), narration=NarrationEdit(voice="gmw/en"))
    assert changes(before, after) == (
        f"image prompt as planned -> '{'x' * 57}...'",
        "image seed 7 -> 9",
        "animation duration s 4.0 -> as planned",
        "narration voice as planned -> 'gmw/en'",
    )
    assert changes(SceneEdit(), SceneEdit(image=ImageEdit(size={"width": 64, "height": 32}))) == (
        "image size as planned -> 64x32",
    )


def test_values_are_read_as_people_write_them():
    edit = read_edit("image", {"seed": "9", "size": "1024X576", "prompt": None})
    assert edit == SceneEdit(image=ImageEdit(seed=9, size={"width": 1024, "height": 576}))
    assert read_edit("animation", {"duration_s": "2.5"}).animation.duration_s == 2.5
    assert read_edit("image", {"prompt": None}) == SceneEdit()


def test_an_empty_negative_prompt_is_an_edit():
    before = SceneEdit(image=ImageEdit(negative_prompt="people"))
    assert before.overlaid(read_edit("image", {"negative_prompt": ""})).image.negative_prompt == ""


@pytest.mark.parametrize(
    ("part", "field", "value"),
    [
        ("image", "prompt", ""),
        ("image", "prompt", " \n"),
        ("image", "prompt", "x" * 20_001),
        ("image", "seed", "-1"),
        ("image", "seed", str(2**63)),
        ("image", "seed", "seven"),
        ("image", "seed", "1.5"),
        ("image", "seed", "nan"),
        ("image", "size", "big"),
        ("image", "size", "1024"),
        ("image", "size", "1023x577"),
        ("image", "size", "0x0"),
        ("image", "size", "-64x64"),
        ("image", "size", "9000x9000"),
        ("animation", "motion_prompt", "\t"),
        ("animation", "duration_s", "0"),
        ("animation", "duration_s", "-2"),
        ("animation", "duration_s", "nan"),
        ("animation", "duration_s", "inf"),
        ("animation", "duration_s", "1e9"),
        ("animation", "duration_s", "long"),
        ("narration", "text", ""),
        ("narration", "voice", " "),
        ("narration", "language", "not a language"),
        ("narration", "language", "e"),
    ],
)
def test_a_value_outside_its_rule_is_refused_with_its_field_and_how_to_mend_it(part, field, value):
    with pytest.raises(InvalidInput) as told:
        read_edit(part, {field: value})
    assert told.value.field == field
    assert repr(value)[:20] in told.value.message
    assert told.value.remedy
