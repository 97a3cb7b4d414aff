"""The whole graph over fake engines: what is made, what is reused, what a failure leaves behind."""

from dataclasses import dataclass

import dagster as dg
import pytest

from tests.fakes.graph import QUIET, TO_CLIPS, TO_LINES, Stage, materialized
from tests.fakes.image_engine import FakeImageEngine
from tests.fakes.speech_engine import FakeSpeechEngine
from videogen_dagster.core import keys
from videogen_dagster.core.brief import Idea
from videogen_dagster.core.errors import EngineRefused, EngineUnavailable
from videogen_dagster.core.stages import Film
from videogen_dagster.definitions import defs
from videogen_dagster.resources.briefing import accept_brief
from videogen_dagster.resources.stage_io import StageValues
from videogen_dagster.resources.studio import Studio
from videogen_dagster.scripts.draft import Draft


@pytest.fixture
def stage(tmp_path):
    return Stage(tmp_path)


@dataclass(frozen=True)
class Twice:
    """A film that was made, and made again."""

    stage: Stage
    first: dg.ExecuteInProcessResult
    calls: dict[str, int]
    second: dg.ExecuteInProcessResult


@pytest.fixture(scope="module")
def twice(tmp_path_factory) -> Twice:
    stage = Stage(tmp_path_factory.mktemp("twice"))
    return Twice(stage, stage.make(), stage.calls(), stage.make())


def metadata(result: dg.ExecuteInProcessResult, asset: str) -> dict[str, object]:
    event = materialized(result, asset)
    return {name: value.value for name, value in event.metadata.items()}


def test_every_engine_is_asked_for_exactly_what_the_plan_needs(twice):
    stage = twice.stage
    assert twice.first.success
    assert twice.calls == {"image": 3, "animation": 3, "speech": 2, "lips": 1, "music": 1}
    film = twice.first.output_for_node("film")
    assert isinstance(film, Film)
    assert (stage.folder / "films" / "hills.mp4").stat().st_size == film.result.bytes
    assert [call.intermediate for call in stage.animations.calls] == [False, True, False]
    assert [call.intermediate for call in stage.lips.calls] == [False]
    assert [call.room_for_speaker for call in stage.images.calls] == [False, True, False]


def test_a_second_run_asks_no_engine_and_leaves_every_data_version_as_it_was(twice):
    assert twice.second.success
    assert twice.stage.calls() == twice.calls
    for asset in ("storyboard", "scene_images", "scene_clips", "film"):
        old, new = (materialized(result, asset).tags for result in (twice.first, twice.second))
        assert old["dagster/data_version"] == new["dagster/data_version"]


def test_a_changed_picture_costs_one_picture_and_what_follows_from_it(hills, tmp_path):
    stage = Stage.copied(hills, tmp_path / "copy")
    before = stage.calls()
    board = stage.store.read(keys.storyboard("hills")).decode()
    stage.store.write(keys.storyboard("hills"), board.replace("first hill", "a green hill").encode())
    assert stage.make().success
    after = stage.calls()
    assert {name: after[name] - before[name] for name in after} == {
        "image": 1, "animation": 1, "speech": 0, "lips": 0, "music": 0,
    }  # fmt: skip


def test_a_refused_scene_fails_the_stage_by_name_and_the_others_are_kept(stage):
    stage.images = FakeImageEngine(errors={1: EngineRefused("no hills here", engine="fake", remedy="say dune")})
    result = stage.make(only=TO_CLIPS)
    assert not result.success
    (failure,) = [event for event in result.all_events if event.is_step_failure]
    assert failure.step_key == "scene_images"
    told = {
        name: value if name == "scenes" else value.value
        for name, value in failure.step_failure_data.user_failure_data.metadata.items()
    }
    assert told["code"] == "scenes_failed"
    assert told["field"] == "002"
    assert "no hills here" in str(told["message"])
    assert told["remedy"] == "say dune"
    assert [record.data["scene"] for record in told["scenes"].records] == ["002"]
    assert not [event for event in result.all_events if event.event_type_value == "STEP_UP_FOR_RETRY"]

    stage.images = FakeImageEngine()
    assert stage.make(only=TO_CLIPS).success
    assert [call.prompt for call in stage.images.calls] == ["second hill"]


def test_an_engine_that_is_unavailable_is_asked_again(stage):
    stage.speech = FakeSpeechEngine(errors={0: EngineUnavailable("busy", engine="fake")})
    result = stage.make(only=TO_LINES)
    retries = [event for event in result.all_events if event.event_type_value == "STEP_UP_FOR_RETRY"]
    assert retries
    assert {event.step_key for event in retries} == {"narration"}


def test_a_cancel_request_stops_before_the_next_engine(stage):
    draft = Draft(name="hills", title="Hills", content=Idea(text="hills"), settings={})
    accept_brief(stage.store, "hills", draft, overrides={"resolution": "360p"})
    stage.store.write(keys.cancel_request("hills"), b"")
    result = stage.make()
    failures = [event for event in result.all_events if event.is_step_failure]
    codes = {event.step_failure_data.user_failure_data.metadata["code"].value for event in failures}
    assert "cancelled" in codes
    assert not (stage.folder / "films").exists()


def test_people_see_thumbnails_tables_and_what_was_reused(twice):
    images = metadata(twice.first, "scene_images")
    for scene in ("scene 001", "scene 002", "scene 003"):
        assert str(images[scene]).startswith(f"![{scene}](data:image/webp;base64,")
        assert len(str(images[scene])) < 1000, "longer entries are hidden behind a link"
    assert (images["made"], images["reused"]) == (3, 0)
    film = metadata(twice.first, "film")
    assert {"still", "path", "duration_s", "frames", "size", "codec", "sha256", "megabytes"} <= set(film)
    assert metadata(twice.second, "scene_images")["reused"] == 3


def test_a_project_without_a_brief_says_how_to_give_one(stage):
    stage.store.write(keys.brief("hills"), b"{}")
    stage.store.remove(keys.brief("hills"))
    resources = {
        "studio": Studio(
            stage.store,
            scratch=stage.folder / "s",
            films=stage.folder / "f",
            previews=stage.folder / "p",
            locks=stage.folder / "l",
        ),
        "drops": stage.drops,
        "io_manager": StageValues(stage.store),
    }
    (brief,) = [node for node in defs.assets or [] if node.key.to_user_string() == "brief"]
    result = dg.materialize(
        [brief],
        partition_key="hills",
        instance=stage.instance,
        resources=resources,
        raise_on_error=False,
        run_config=QUIET,
    )
    (failure,) = [event for event in result.all_events if event.is_step_failure]
    assert "videogen make" in failure.step_failure_data.user_failure_data.metadata["remedy"].value


def test_a_prompt_in_the_launchpad_starts_a_project(stage):
    resources = {
        "studio": Studio(
            stage.store,
            scratch=stage.folder / "s",
            films=stage.folder / "f",
            previews=stage.folder / "p",
            locks=stage.folder / "l",
        ),
        "drops": stage.drops,
        "io_manager": StageValues(stage.store),
    }
    (brief,) = [node for node in defs.assets or [] if node.key.to_user_string() == "brief"]
    config = {"ops": {"brief": {"config": {"prompt": "a quiet harbour", "style": "NOIR", "aspect": "TALL"}}}}
    result = dg.materialize(
        [brief], partition_key="hills", instance=stage.instance, resources=resources, run_config=config
    )
    value = result.output_for_node("brief")
    assert value.content.text == "a quiet harbour"
    assert (value.settings.style.value, value.settings.aspect.value) == ("noir", "9:16")
