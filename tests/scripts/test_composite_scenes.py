"""What a brief may say of scenes that a function composes."""

import json

import pytest

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.scripts.brief_file import read_brief


@pytest.fixture
def write(tmp_path):
    def written(text: str):
        path = tmp_path / "brief.yaml"
        path.write_text(text)
        return read_brief(path)

    return written


def test_a_scene_may_name_a_function_and_what_it_is_given(write):
    (draft,) = write("scenes:\n  - composite: bar_chart\n    composite_options: {bars: {b: 2, a: 1.5}, unit: km}\n")
    (scene,) = draft.content.scenes
    assert scene.composite == "bar_chart"
    assert scene.composite_options == json.dumps({"bars": {"b": 2, "a": 1.5}, "unit": "km"}, separators=(",", ":")), (
        "in their order"
    )


@pytest.mark.parametrize(
    ("fields", "field", "told"),
    [
        ("composite: ../report.py", "scenes[0].composite", "letters, digits"),
        ("composite: os.system", "scenes[0].composite", "letters, digits"),
        ("composite: 7", "scenes[0].composite", "text"),
        ("composite: bars\n    composite_options: [1]", "scenes[0].composite_options", "mapping of names"),
        ("composite: bars\n    composite_options: loud", "scenes[0].composite_options", "mapping of names"),
        ("composite: bars\n    compositions: {}", "scenes[0].compositions", "composite"),
        ("heading: HILL\n    composite_options: {a: 1}", "scenes[0].composite_options", "no composite"),
    ],
)
def test_what_is_no_name_or_no_mapping_is_refused_where_it_stands(write, fields, field, told):
    with pytest.raises(InvalidInput) as refused:
        write(f"scenes:\n  - {fields}\n")
    assert refused.value.field == field
    assert told in str(refused.value)
