"""`videogen prompts` tells what language models were told to do, and which scenes were written with which version of it."""

import json
import os
from pathlib import Path

import pytest

from tests.fakes.graph import TO_PLAN, Stage
from tests.fakes.openai_server import KEY, TEXT_MODEL, OpenAIServer
from videogen_dagster.cli.commands import run
from videogen_dagster.core.brief import Outline, OutlineLine, OutlineScene
from videogen_dagster.core.direction import SceneEdit
from videogen_dagster.engines.provider_choice import ProviderChoice
from videogen_dagster.engines.providers.secret import Secret
from videogen_dagster.engines.script.language_model.asking import GROUND_RULES
from videogen_dagster.engines.script.language_model.tasks import PICTURES
from videogen_dagster.engines.script.openai_planner import OpenAIScriptEngine
from videogen_dagster.resources.briefing import accept_brief
from videogen_dagster.resources.direction_file import edit_scene
from videogen_dagster.scripts.draft import Draft

SCENES = (
    OutlineScene(action="A boat lands.", lines=(OutlineLine(text="Land."),)),
    OutlineScene(image_prompt="a red door", lines=(OutlineLine(text="Open it."),)),
)


@pytest.fixture
def stage(tmp_path) -> Stage:
    """A film of which a language model planned one scene, and a person the other."""
    with OpenAIServer() as server:
        stage = Stage(Path(os.environ["VIDEOGEN_HOME"]), script=engine(server, tmp_path))
        draft = Draft(name="hills", title="Boats", content=Outline(scenes=SCENES), settings={})
        accept_brief(stage.store, "hills", draft, overrides={"resolution": "360p"})
        assert stage.make(only=TO_PLAN).success
        yield stage


def engine(server: OpenAIServer, shared: Path, model: str = TEXT_MODEL, **options: str) -> OpenAIScriptEngine:
    return OpenAIScriptEngine(
        ProviderChoice(
            shared=shared,
            model=model,
            base_url=server.base_url,
            key=Secret(KEY),
            private_hosts=frozenset({"127.0.0.1"}),
            options=tuple(options.items()),
        )
    )


def told(capsys, *arguments: str):
    assert run(["prompts", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_scene_tells_which_version_of_an_instruction_wrote_it(stage, capsys):
    shown = told(capsys, "show", "hills/1/image")
    assert shown["shown"]["words"] == "a wide view of scene 001"
    assert shown["written_with"] == {"prompt": "instructions/pictures", "version": 1}
    assert told(capsys, "show", "hills/2/image")["written_with"] is None
    assert run(["prompts", "show", "hills/1/image"]) == 0
    assert "written by  instructions/pictures version 1" in capsys.readouterr().out


def test_an_instruction_tells_its_words_its_model_and_the_scenes_that_were_written_with_it(stage, capsys):
    told(capsys, "list", "hills")
    shown = told(capsys, "show", "instructions/pictures")
    assert shown["shown"]["words"] == f"{PICTURES}\n\n{GROUND_RULES}"
    assert shown["shown"]["parameters"]["model"] == TEXT_MODEL
    assert (shown["shown"]["author"], shown["shown"]["origin"]) == ("videogen", "program")
    assert [use["prompt"] for use in shown["used_by"]] == ["hills/001/animation", "hills/001/image"]
    found = told(capsys, "list", "--tag", shown["shown"]["tags"][0])
    assert {each["prompt"] for each in found} == {"hills/001/animation", "hills/001/image", "instructions/pictures"}


def test_another_option_of_the_model_is_another_version_and_going_back_is_none(stage, capsys, tmp_path):
    told(capsys, "list", "hills")
    with OpenAIServer() as server:
        for options in ({"temperature": "0.5"}, {}, {"temperature": "0.5"}):
            stage.script = engine(server, tmp_path, **options)
            assert stage.make(only=TO_PLAN).success
            told(capsys, "list", "hills")
    versions = told(capsys, "show", "instructions/pictures")["versions"]
    assert [each["parameters"].get("options") for each in versions] == [None, [["temperature", "0.5"]]]


def test_words_of_a_person_are_not_said_to_be_a_models(stage, capsys):
    edit_scene(
        stage.store,
        "hills",
        "001",
        SceneEdit.model_validate({"image": {"prompt": "a ship"}}),
        storyboard=stage.plan,
        who="ann",
    )
    shown = told(capsys, "show", "hills/1/image")
    assert (shown["shown"]["author"], shown["written_with"]) == ("ann", None)


def test_the_storyboard_file_says_nothing_of_instructions_and_an_edited_scene_has_none(stage, capsys):
    file = stage.folder / "store" / "projects" / "hills" / "storyboard.yaml"
    text = file.read_text()
    assert "written_with" not in text
    file.write_text(text.replace("a wide view of scene 001", "a small boat"))
    assert stage.make(only=TO_PLAN).success
    shown = told(capsys, "show", "hills/1/image")
    assert (shown["shown"]["words"], shown["written_with"]) == ("a small boat", None)


def test_an_instruction_that_nobody_was_given_is_an_error_with_those_that_there_are(stage, capsys):
    told(capsys, "list", "hills")
    assert run(["prompts", "show", "instructions/casting"]) == 2
    assert "there are instructions/pictures" in capsys.readouterr().err


def test_instructions_cannot_be_rolled_back(stage, capsys):
    assert run(["prompts", "rollback", "instructions/pictures", "--to", "1"]) == 2
    assert "names no prompt" in capsys.readouterr().err
