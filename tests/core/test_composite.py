import datetime as dt

import pytest
from pydantic import ValidationError

from tests.fakes.graph import PLAN
from videogen_dagster.core.brief import OutlineScene
from videogen_dagster.core.composite import MOST_OPTION_CHARACTERS
from videogen_dagster.core.storyboard import Scene
from videogen_dagster.resources.storyboard_file import dump_storyboard, parse_storyboard


def scene(**fields: object) -> Scene:
    return Scene(id="001", image_prompt="hill", duration_s=1, **fields)


@pytest.mark.parametrize("name", ["", "../report.py", "os.system", "a b", "1st", "report:bar_chart", "bär", "x" * 65])
def test_a_composite_is_a_name_and_never_a_path_or_code(name):
    with pytest.raises(ValidationError, match="the deployment says what it means"):
        scene(composite=name)


@pytest.mark.parametrize("name", ["bar_chart", "split-title", "Chart2"])
def test_names_of_functions_and_of_entry_points_are_names(name):
    assert scene(composite=name).composite == name


def test_options_keep_their_order_and_come_back_as_they_were():
    options = {"bars": {"Tuesday": 2, "Monday": 1.5}, "title": "Ä", "flags": [True, None, ["x"]]}
    first, second = scene(composite_options=options), scene(composite_options={"bars": {"Monday": 1.5, "Tuesday": 2}})
    assert first.model_dump(mode="json")["composite_options"] == options
    assert Scene.model_validate_json(first.model_dump_json()) == first
    assert hash(first) != hash(second)
    reordered = {**options, "bars": {"Monday": 1.5, "Tuesday": 2}}
    assert OutlineScene(composite_options=options) != OutlineScene(composite_options=reordered), "bars stand in order"


@pytest.mark.parametrize(
    "options",
    [
        "bars",
        ["bars"],
        7,
        {"day": dt.date(2026, 1, 1)},
        {"share": float("nan")},
        {"text": "x" * MOST_OPTION_CHARACTERS},
    ],
    ids=["text", "list", "number", "date", "nan", "long"],
)
def test_options_that_json_cannot_hold_are_refused(options):
    with pytest.raises(ValidationError, match="composite_options"):
        scene(composite_options=options)


def test_people_read_options_as_a_mapping_in_the_storyboard_file():
    options = {"bars": {"Tuesday": 2, "Monday": 1}}
    composed = PLAN.model_copy(update={"scenes": (scene(composite="bar_chart", composite_options=options),)})
    document = dump_storyboard(composed, "hills")
    assert b"composite_options:\n    bars:\n      Tuesday: 2\n      Monday: 1\n" in document
    assert parse_storyboard(document, source="file").scenes == composed.scenes
    assert b"composite" not in dump_storyboard(PLAN, "hills")
