"""Sheets are made once, pictures refer to them where the engine can, and no other engine makes anything stale."""

import pytest
import yaml

from tests.fakes.graph import PLAN, TO_PICTURES, Stage, materialized
from tests.fakes.image_engine import FakeImageEngine
from videogen_dagster.core import keys
from videogen_dagster.core.stages import CharacterSheets
from videogen_dagster.core.storyboard import Character, Scene
from videogen_dagster.plans.project_plan import plan_project
from videogen_dagster.plans.records import PlannedChange
from videogen_dagster.resources.stage_values import require_stage

HILLS = PLAN.model_copy(
    update={
        "characters": (Character(id="ann", name="Ann", description="red hair"), Character(id="bob", name="Bob")),
        "scenes": tuple(
            Scene(id=f"00{number}", image_prompt=f"hill {number}", duration_s=1, characters=seen)
            for number, seen in enumerate([("ann",), ("ann", "bob"), ("bob",), ()], start=1)
        ),
    }
)


class Referring(FakeImageEngine):
    """Another engine than the fake one, which takes references."""

    def __init__(self) -> None:
        super().__init__(takes_references=True)

    def fingerprint(self) -> str:
        return "referring/1"


@pytest.fixture
def stage(tmp_path) -> Stage:
    return Stage(tmp_path, plan=HILLS, images=Referring())


def describe(stage: Stage, character: str, look: str) -> None:
    board = yaml.safe_load(stage.store.read(keys.storyboard("hills")))
    (who,) = [who for who in board["characters"] if who["id"] == character]
    who["description"] = look
    stage.store.write(keys.storyboard("hills"), yaml.safe_dump(board).encode())


def planned(stage: Stage) -> dict[str, dict[str | None, str]]:
    plan = plan_project(stage.store, "hills", stage.engines(), PlannedChange())
    seen = {"character_sheets", "scene_images"}
    return {
        each.stage: {row.scene: row.why for row in each.made + each.may} for each in plan.stages if each.stage in seen
    }


def test_pictures_refer_to_the_sheets_of_who_is_seen_and_follow_them(stage):
    result = stage.make(only=TO_PICTURES)
    assert result.success
    sheets = {sheet.character: sheet.result.image for sheet in result.output_for_node("character_sheets").sheets}
    assert list(sheets) == ["ann", "bob"]
    assert {"Ann", "Bob"} <= set(materialized(result, "character_sheets").metadata)
    assert [call.references for call in stage.images.calls] == [
        (sheets["ann"],), (sheets["ann"], sheets["bob"]), (sheets["bob"],), (),
    ]  # fmt: skip

    stage.images = Referring()
    describe(stage, "bob", "a long beard")
    told = planned(stage)
    assert list(told["character_sheets"]) == ["bob"]
    assert set(told["scene_images"]) == {"002", "003"}
    assert "character sheets are made again" in told["scene_images"]["003"]
    assert stage.make(only=TO_PICTURES).success
    assert [call.prompt for call in stage.images.calls] == ["hill 2", "hill 3"]
    assert [call.characters[0].name for call in stage.images.portraits] == ["Bob"]


def test_an_engine_that_takes_references_or_none_makes_nothing_stale_that_the_other_made(stage):
    for before, now in ((Referring(), FakeImageEngine()), (FakeImageEngine(version="2"), Referring())):
        stage.images = before
        assert stage.make(only=TO_PICTURES, character_sheets=RENEWED, scene_images=RENEWED).success
        stage.images = now
        assert not any(planned(stage).values())
        assert stage.make(only=["character_sheets", "scene_images"]).success
        assert now.calls == now.portraits == []


RENEWED = {"stale_models": True}


def test_without_references_sheets_are_made_for_people_to_look_at_and_change_no_request(stage):
    stage.images = FakeImageEngine()
    assert stage.make(only=TO_PICTURES).success
    assert len(stage.images.portraits) == 2
    assert {call.references for call in stage.images.calls} == {()}
    assert len(require_stage(stage.store, "hills", "character_sheets", CharacterSheets).sheets) == 2


def test_an_engine_that_costs_money_and_takes_no_references_makes_no_sheets(stage):
    stage.images = FakeImageEngine(is_hosted=True)
    result = stage.make(only=TO_PICTURES)
    assert result.success
    assert stage.images.portraits == []
    assert result.output_for_node("character_sheets").sheets == ()


def test_a_retaken_scene_refers_to_the_sheets_too(stage):
    stage.make(only=TO_PICTURES)
    assert stage.retake("image", "001", seed=9).success
    assert stage.images.calls[-1].seed == 9
    assert stage.images.calls[-1].references == stage.images.calls[0].references != ()
