"""The prompt library over SQLite and over Postgres: what a project holds is recorded once, and never changed."""

import hashlib
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.fakes.graph import TO_PLAN, Stage
from videogen_dagster.cli.prompt_lookup import uses_of, writer_of
from videogen_dagster.core.direction import DirectionVersion, SceneEdit
from videogen_dagster.core.fingerprint import canonical_json
from videogen_dagster.core.media import Media
from videogen_dagster.core.prompt_history import edit_to, said_in, unrecorded, unrecorded_instructions
from videogen_dagster.core.prompt_versions import (
    Instruction,
    PromptContent,
    PromptParameters,
    PromptVersion,
    UserPrompt,
    normalised,
    prompt_id,
    storable,
)
from videogen_dagster.core.stages import Prompts
from videogen_dagster.resources.database import connect, open_database, upgrade
from videogen_dagster.resources.direction_file import edit_scene, put_edit, scene_history
from videogen_dagster.resources.prompt_library import PromptLibrary
from videogen_dagster.resources.prompt_records import PromptRecords
from videogen_dagster.resources.similar_words import likeness
from videogen_dagster.resources.stage_values import require_stage
from videogen_dagster.resources.tables import PROMPT_VERSIONS, PROMPTS, USER_PROMPTS
from videogen_dagster.scripts.names import LONGEST_NAME
from videogen_dagster.settings import load_settings

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgres"])
def library(request, tmp_path) -> Iterator[PromptLibrary]:
    if request.param == "sqlite":
        engine = open_database(f"sqlite:///{tmp_path / 'videogen.db'}")
    else:
        engine = connect(request.getfixturevalue("postgres"))
        upgrade(engine)
        with engine.begin() as connection:
            for table in (PROMPT_VERSIONS, PROMPTS, USER_PROMPTS):
                connection.execute(sa.delete(table))
    yield PromptLibrary(engine)
    engine.dispose()


@pytest.fixture(scope="module")
def planned(tmp_path_factory) -> Path:
    """A project whose scenes are planned."""
    stage = Stage(tmp_path_factory.mktemp("planned") / "stage")
    assert stage.make(only=TO_PLAN).success
    return stage.folder


@pytest.fixture
def stage(planned, tmp_path) -> Stage:
    return Stage.copied(planned, tmp_path / "stage")


def prompts_of(stage: Stage) -> Prompts:
    return require_stage(stage.store, "hills", "prompts", Prompts)


def record(library: PromptLibrary, stage: Stage, *, prompts: Prompts | None = None, project: str = "hills") -> int:
    history = scene_history(stage.store, "hills")
    return library.record(
        project,
        lambda known: unrecorded(
            prompts or prompts_of(stage), history, known, project=project, planner="rules", now=NOON, tags=("noir",)
        ),
        said_in(history, project),
    )


def edit(stage: Stage, scene: str, **image: object) -> DirectionVersion | None:
    change = SceneEdit.model_validate({"image": image})
    return edit_scene(stage.store, "hills", scene, change, storyboard=stage.plan, who="ann")


def words(versions: tuple[PromptVersion, ...]) -> list[tuple[int, str, str, str]]:
    return [(each.number, each.content.words, each.author, each.origin) for each in versions]


def test_what_a_film_is_made_from_is_recorded_once(library, stage):
    scenes = len(prompts_of(stage).scenes)
    assert record(library, stage) == 2 * scenes
    assert record(library, stage) == 0
    newest = library.newest("hills")
    assert [each.prompt for each in newest] == sorted(
        f"hills/{scene.scene}/{part}" for scene in prompts_of(stage).scenes for part in ("image", "animation")
    )
    assert {(each.number, each.author, each.origin, each.tags) for each in newest} == {(1, "rules", "plan", ("noir",))}
    assert library.newest("dales") == ()
    assert library.said() == ()


def test_each_edit_is_a_version_with_its_author_and_nothing_is_rewritten(library, stage):
    record(library, stage)
    first = library.versions("hills/001/image")
    edit(stage, "001", prompt="A hill in snow", seed=9)
    edit(stage, "001", prompt="A hill at night")
    assert record(library, stage) == 2
    versions = library.versions("hills/001/image")
    assert versions[:1] == first
    assert words(versions)[1:] == [(2, "A hill in snow", "ann", "edit 1"), (3, "A hill at night", "ann", "edit 2")]
    assert versions[1].content.parameters.seed == versions[2].content.parameters.seed == 9
    assert [(said.words, said.who, said.scene, said.part) for said in library.said("hills")] == [
        ("A hill in snow", "ann", "001", "image"),
        ("A hill at night", "ann", "001", "image"),
    ]
    assert record(library, stage) == 0
    assert len(library.said()) == 2


def test_edits_of_a_project_with_the_longest_name_are_recorded(library, stage):
    project = "h" * LONGEST_NAME
    edit(stage, "001", prompt="A hill in snow")
    assert record(library, stage, project=project) == 2 * len(prompts_of(stage).scenes) + 1
    assert [said.words for said in library.said(project)] == ["A hill in snow"]


def test_edits_that_were_made_while_nobody_recorded_are_all_found(library, stage):
    edit(stage, "001", prompt="A hill in snow")
    edit(stage, "001", prompt="A hill at night")
    record(library, stage)
    assert [row[1:] for row in words(library.versions("hills/001/image"))][1:] == [
        ("A hill in snow", "ann", "edit 1"),
        ("A hill at night", "ann", "edit 2"),
    ]


def test_another_plan_is_another_version_unless_a_person_gave_the_words(library, stage):
    record(library, stage)
    edit(stage, "001", prompt="A hill in snow")
    record(library, stage)
    old = prompts_of(stage)
    new = Prompts(
        scenes=tuple(
            scene.model_copy(update={"image": scene.image.model_copy(update={"prompt": f"{scene.image.prompt}, dusk"})})
            for scene in old.scenes
        )
    )
    assert record(library, stage, prompts=new) == len(old.scenes) - 1
    assert library.versions("hills/001/image")[-1].content.words == "A hill in snow"
    second = library.versions("hills/002/image")
    assert words(second)[-1] == (2, f"{old.scenes[1].image.prompt}, dusk", "rules", "plan")
    record(library, stage, prompts=old)
    again = library.versions("hills/002/image")
    assert again[:2] == second
    assert again[2].content == again[0].content, "back to what it was: a version of its own that says the same"


def test_a_rollback_says_exactly_what_the_older_version_said(library, stage):
    record(library, stage)
    edit(stage, "001", prompt="A hill in snow", seed=9, negative_prompt="people", size={"width": 64, "height": 64})
    edit(stage, "001", prompt="A hill at night", seed=3, take=4)
    record(library, stage)
    versions = library.versions("hills/001/image")
    for to in (2, 1, 3):
        content = versions[to - 1].content
        planned = prompts_of(stage).scenes[0]
        assert put_edit(
            stage.store,
            "hills",
            "001",
            lambda now, content=content, planned=planned: edit_to(content, planned, now),
            storyboard=stage.plan,
            who="bob",
            what=f"image back to version {to} of its prompt",
        )
        assert record(library, stage) == 1
        newest = library.versions("hills/001/image")[-1]
        assert (newest.content, newest.author) == (content, "bob")
    assert library.versions("hills/001/image")[:3] == versions
    assert len(library.said()) == 2, "words that are put back are not given again"


def test_a_rollback_to_the_plan_leaves_no_edit_and_keeps_the_others(stage):
    planned = prompts_of(stage).scenes[0]
    now = SceneEdit.model_validate(
        {"image": {"prompt": "x", "pick": 2}, "animation": {"duration_s": 6.0, "motion_prompt": "static", "pick": 1}}
    )
    history = unrecorded(prompts_of(stage), [], {}, project="hills", planner="rules", now=NOON)
    image, animation = (
        next(each for each in history if each.prompt == f"hills/001/{part}") for part in ("image", "animation")
    )
    assert edit_to(image.content, planned, now).image == SceneEdit().image
    assert edit_to(animation.content, planned, now).animation.model_dump(exclude_none=True) == {"duration_s": 6.0}


def test_who_says_exactly_the_same_is_found_over_all_projects_and_nobody_else(library, stage):
    record(library, stage)
    record(library, stage, project="dales")
    version = library.versions("hills/001/image")[0]
    found = library.saying([version.content.fingerprint])
    assert {each.prompt for each in found} == {"dales/001/image", "hills/001/image"}
    other = version.content.model_copy(update={"words": version.content.words.upper()})
    spaced = version.content.model_copy(update={"words": "  " + version.content.words.replace(" ", "\n ")})
    assert other.fingerprint != version.content.fingerprint == spaced.fingerprint


def test_many_who_record_the_same_project_at_once_record_it_once(library, stage):
    start = threading.Barrier(6)
    counts: list[int] = []

    def work() -> None:
        start.wait()
        counts.append(record(library, stage))

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(counts) == [0] * 5 + [2 * len(prompts_of(stage).scenes)]
    assert all(each.number == 1 for each in library.newest("hills"))


def test_text_that_no_database_takes_is_kept_as_near_as_can_be(library):
    said = UserPrompt(entry="e", project="hills", words=storable("a\0b \ud800 ünï 🌊"), who="ann", created=NOON)
    library.record("hills", lambda _known: (), [said, said])
    assert [each.words for each in library.said()] == ["a\ufffdb ? ünï 🌊"]
    assert normalised("a\u0308 \n b") == "ä b"


def test_a_film_is_made_although_the_library_cannot_be_used(stage, tmp_path):
    lost = {"VIDEOGEN_DATABASE_URL": "postgresql+psycopg2://user:swordfish@127.0.0.1:9/films"}
    told = PromptRecords(load_settings(lost, home=tmp_path / "home")).keep(stage.store, "hills")
    assert told is not None
    assert "the prompt library was not updated" in told
    assert "swordfish" not in told
    records = PromptRecords(load_settings({}, home=tmp_path / "home"))
    assert records.keep(stage.store, "hills", who="ann") is None, "the next time records it"
    assert [(each.words, each.who) for each in records.library.said()] == [("hills", "ann")]
    assert records.library.versions(prompt_id("hills", "001", "image"))[0].tags == ("cinematic", "wide")
    assert records.keep(stage.store, "nowhere") is None


def test_likeness_is_of_letters_and_suggests_only():
    same, near, far = likeness(
        "A red shoe on sand", ["a RED shoe  on sand", "A blue shoe on sand", "Two ships at night"]
    )
    assert same == pytest.approx(1)
    assert 0.5 < near < 0.99
    assert far < 0.3
    assert likeness("", ["", "x"])[1] == pytest.approx(0, abs=0.5)


def instruction(words: str, name: str = "pictures", model: str = "a") -> Instruction:
    parameters = PromptParameters(model=model, options=(("seed", "1"),))
    return Instruction(name=name, content=PromptContent(part="instruction", words=words, parameters=parameters))


def test_an_instruction_is_a_version_for_each_text_and_model_whoever_uses_it_when(library):
    used = [instruction("Draw."), instruction("Paint."), instruction("Draw."), instruction("Draw.", model="b")]
    for each in (*used, *used):
        library.record("", lambda known, each=each: unrecorded_instructions([each], known, now=NOON))
    versions = library.versions("instructions/pictures")
    assert [(each.number, each.content.words, each.content.parameters.model) for each in versions] == [
        (1, "Draw.", "a"),
        (2, "Paint.", "a"),
        (3, "Draw.", "b"),
    ]
    assert {(each.author, each.origin) for each in versions} == {("videogen", "program")}
    assert [each.prompt for each in library.tagged(used[1].reference)] == ["instructions/pictures"]
    assert library.newest("hills") == ()


@pytest.mark.parametrize("more", [None, (), ("noir", "wide")], ids=["as recorded", "none", "several"])
def test_scenes_and_their_instruction_find_each_other_whatever_tags_the_instruction_has(library, more):
    def version(prompt: str, number: int, words: str, tags: tuple[str, ...]) -> PromptVersion:
        content = PromptContent(part="image", words=words)
        return PromptVersion(
            prompt=prompt, number=number, content=content, author="a", origin="plan", tags=tags, created=NOON
        )

    used, other = instruction("Draw."), instruction("Paint.")
    written = [
        each if more is None else each.model_copy(update={"tags": (*more, *(each.tags if more else ()))})
        for each in unrecorded_instructions([used, other], {}, now=NOON)
    ]
    library.record("", lambda _: written)
    scenes = [
        version("hills/001/image", 1, "a hill", ("noir", "wide", used.reference)),
        version("hills/002/image", 1, "a lake", ("noir", "wide", other.reference)),
        version("hills/003/image", 1, "a wood", ("noir", "wide")),
    ]
    library.record("hills", lambda _: scenes)
    first, second = library.versions("instructions/pictures")
    assert [use["prompt"] for use in uses_of(library, first)] == ["hills/001/image"]
    assert [use["prompt"] for use in uses_of(library, second)] == ["hills/002/image"]
    assert [writer_of(library, each) for each in (*scenes, first)] == [first, second, None, None]


def test_a_project_called_instructions_is_no_instruction(library, stage):
    record(library, stage, project="instructions")
    library.record("", lambda known: unrecorded_instructions([instruction("Draw.")], known, now=NOON))
    assert library.versions("instructions/001/image")[0].content.part == "image"
    assert library.versions("instructions/pictures")[0].content.part == "instruction"
    assert record(library, stage, project="instructions") == 0


def test_an_instruction_that_the_store_lost_is_left_out(stage, tmp_path):
    records = PromptRecords(load_settings({}, home=tmp_path / "home"))
    kept = tmp_path / "instruction.json"
    kept.write_text(instruction("Draw.").model_dump_json())
    known, lost = stage.store.put_file(kept), Media(sha256="0" * 64, extension="json")
    assert records.keep_instructions(stage.store, [known, lost]) is None
    assert [each.content for each in records.library.versions("instructions/pictures")] == [
        instruction("Draw.").content
    ]


def test_versions_of_scenes_keep_the_fingerprints_that_they_had_before_there_were_instructions():
    content = PromptContent(part="image", words="a  hill", parameters=PromptParameters(negative_prompt="rain", seed=3))
    told = ["image", "a hill", {"negative_prompt": "rain", "seed": 3, "size": None, "take": 1}]
    assert content.fingerprint == hashlib.sha256(canonical_json(told)).hexdigest()
