"""A plan tells exactly what then happens: predicted, done and compared over the whole graph on fake engines."""

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from tests.fakes.animation_engine import FakeAnimationEngine
from tests.fakes.graph import Stage
from tests.fakes.image_engine import FakeImageEngine
from tests.fakes.lip_sync_engine import FakeLipSyncEngine
from tests.fakes.script_engine import FakeScriptEngine
from tests.fakes.speech_engine import FakeSpeechEngine
from videogen_dagster.core import keys
from videogen_dagster.core.charges import Charge
from videogen_dagster.core.choices import Part
from videogen_dagster.core.direction import read_edit
from videogen_dagster.core.errors import Cancelled, EngineRefused, InvalidInput
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.engines.protocols import Capabilities
from videogen_dagster.engines.providers.prices import Price, PriceList
from videogen_dagster.plans.project_plan import plan_project
from videogen_dagster.plans.reasons import HELD_BY
from videogen_dagster.plans.records import PlannedChange, ProjectPlan
from videogen_dagster.resources.briefing import load_brief
from videogen_dagster.resources.direction_file import edit_scene, revert_scene, use_take
from videogen_dagster.resources.stage_values import find_stage, require_stage
from videogen_dagster.resources.storyboard_file import parse_storyboard
from videogen_dagster.resources.takes_file import scene_takes

PRICES = PriceList(
    own=tuple(
        Price(provider="acme", model=model, since=date(2020, 1, 1), unit=unit, usd=Decimal(usd))
        for model, unit, usd in (("words", "requests", "0.50"), ("pictures", "images", "0.04"))
    )
)
Thing = tuple[str, str | None]
"""A stage, and a scene or None for the whole film."""


pytestmark = pytest.mark.slow


@pytest.fixture
def stage(hills, tmp_path) -> Stage:
    return Stage.copied(hills, tmp_path / "copy")


@pytest.fixture(scope="module")
def film_after(hills, tmp_path_factory) -> Callable[[PlannedChange | None], Path]:
    """Returns the folder of the film after a change, which is made once."""
    made = {repr(None): hills}

    def film_after(change: PlannedChange | None) -> Path:
        if repr(change) not in made:
            stage = Stage.copied(hills, tmp_path_factory.mktemp("changed") / "copy")
            do(stage, change)
            made[repr(change)] = stage.folder
        return made[repr(change)]

    return film_after


def plan(stage: Stage, change: PlannedChange | None = None) -> ProjectPlan:
    """Return the plan, and see that planning asks no engine and leaves the folder as it is."""
    files, calls = contents(stage.folder), stage.calls()
    planned = plan_project(stage.store, "hills", stage.engines(), change or PlannedChange(), PRICES)
    assert contents(stage.folder) == files
    assert stage.calls() == calls
    return planned


def contents(folder: Path) -> dict[str, tuple[int, str]]:
    return {
        str(path): (path.stat().st_mtime_ns, hashlib.sha256(path.read_bytes()).hexdigest())
        for path in folder.rglob("*")
        if path.is_file()
    }


def things(planned: ProjectPlan, kind: str) -> set[Thing]:
    return {(stage.stage, result.scene) for stage in planned.stages for result in getattr(stage, kind)}


def do(stage: Stage, change: PlannedChange) -> set[Thing]:
    """Change the project and make its film as the commands do; returns what was really generated."""
    before = receipts(stage)
    if change.overrides:
        load_brief(stage.store, "hills", overrides=change.overrides)
    if change.scene:
        keep(stage, change)
    stages = ("character_sheets", "scene_images", "scene_animations", "lip_sync")
    assert stage.make(**{name: {"stale_models": change.stale_models} for name in stages}).success
    written = {name for name, when in receipts(stage).items() if before.get(name) != when}
    return {thing for name in written for thing in made_as(stage, name)}


def receipts(stage: Stage) -> dict[str, int]:
    return {path.stem: path.stat().st_mtime_ns for path in (stage.folder / "store" / "receipts").glob("*.json")}


def made_as(stage: Stage, fingerprint: str) -> set[Thing]:
    """Return which stages hold a result, and as which scene; looking at a film belongs to making it."""
    kind = json.loads(stage.store.read(keys.receipt(fingerprint)))["request"]["kind"]
    if kind in {"storyboard", "scan"}:
        return {("storyboard", None)} if kind == "storyboard" else set()
    found: set[Thing] = set()
    for name, value_type in HELD_BY.items():
        held = find_stage(stage.store, "hills", name, value_type).model_dump()
        for row in held.get("scenes") or held.get("sheets") or [held]:
            if fingerprint in (row.get("fingerprint"), *row.get("fingerprints", ())):
                found.add((name, row.get("scene", row.get("character"))))
    assert found, "everything that is generated is held by a stage"
    return found


def expected(text: str) -> set[Thing]:
    """Return things from `scene_images 001 003, film`."""
    told: set[Thing] = set()
    for words in filter(None, text.split(", ")):
        name, *scenes = words.split()
        told |= {(name, scene) for scene in scenes or [None]}
    return told


def nothing(stage: Stage) -> None: ...


@dataclass(frozen=True)
class Case:
    """What is prepared, what is changed then, and what the plan says of it."""

    made: str = ""
    may: str = ""
    change: PlannedChange = field(default_factory=PlannedChange)
    before: Callable[[Stage], object] = nothing
    first: PlannedChange | None = None
    """What was changed and made even before that."""


def edit(part: Part, scene: str, *, new_take: bool = False, **given: object) -> PlannedChange:
    return PlannedChange(scene=scene, edit=read_edit(part, given), new_takes=(part,) if new_take else ())


def keep(stage: Stage, change: PlannedChange) -> None:
    """Keep an edit without making the film."""
    board = require_stage(stage.store, "hills", "storyboard", Storyboard)
    edit_scene(stage.store, "hills", change.scene, change.edit, storyboard=board, who="ann", new_takes=change.new_takes)


def in_file(change: Callable[[dict], object]) -> Callable[[Stage], None]:
    """Return what edits the storyboard's file."""

    def edited(stage: Stage) -> None:
        board = yaml.safe_load(stage.store.read(keys.storyboard("hills")))
        change(board)
        stage.store.write(keys.storyboard("hills"), yaml.safe_dump(board).encode())
        assert parse_storyboard(stage.store.read(keys.storyboard("hills")), source="file")

    return edited


def pick(part: Part, scene: str, number: int) -> Callable[[Stage], None]:
    def picked(stage: Stage) -> None:
        board = require_stage(stage.store, "hills", "storyboard", Storyboard)
        take = next(take for take in scene_takes(stage.store, "hills", scene, part) if take.number == number)
        use_take(stage.store, "hills", scene, part, take, storyboard=board, who="ann")

    return picked


def after(*steps: Callable[[Stage], object] | PlannedChange) -> Callable[[Stage], None]:
    def done(stage: Stage) -> None:
        for step in steps:
            do(stage, step) if isinstance(step, PlannedChange) else step(stage)

    return done


def reverted(scene: str, to: int) -> Callable[[Stage], object]:
    return lambda stage: revert_scene(stage.store, "hills", scene, to=to, who="ann")


def without(kind: str, scene: str) -> Callable[[Stage], None]:
    """Return what takes the media of a scene's result out of the store."""

    def taken(stage: Stage) -> None:
        value = json.loads(stage.store.read(keys.stage("hills", kind)))
        (row,) = (row for row in value["scenes"] if row["scene"] == scene)
        result = row["result"]
        media = result.get("image") or result["video"]
        stage.store.remove(f"objects/{media['sha256']}.{media['extension']}")

    return taken


def engine(**engines: object) -> Callable[[Stage], None]:
    def installed(stage: Stage) -> None:
        for name, made in engines.items():
            setattr(stage, name, made)

    return installed


def two_of_one_kind(board: dict) -> None:
    for scene in (board["scenes"][0], board["scenes"][2]):
        scene |= {"image_prompt": "the same hill", "seed": 5}


ALL = "001 002 003"
BEHIND_001 = "scene_animations 001, music, soundtrack, scene_clips 001, film"
BEHIND_002 = "scene_animations 002, lip_sync 002, music, soundtrack, scene_clips 002, film"
SEED = edit("image", "003", seed=9)
MOTION = edit("animation", "003", motion_prompt="slow push in")
FADE = edit("animation", "001", transition="crossfade")
WORDS = edit("narration", "001", text="A hill of four words.")

CASES = {
    "nothing": Case(),
    "seed": Case("scene_images 003", "scene_animations 003, scene_clips 003, film", SEED),
    "prompt": Case(
        "scene_images 002, scene_animations 002, lip_sync 002",
        "scene_clips 002, film",
        edit("image", "002", prompt="a lake"),
    ),
    "negative prompt": Case(
        "scene_images 001", "scene_animations 001, scene_clips 001, film", edit("image", "001", negative_prompt="trees")
    ),
    "size": Case(
        "scene_images 001, scene_animations 001, scene_clips 001", "film", edit("image", "001", size="320x180")
    ),
    "motion": Case("scene_animations 003", "scene_clips 003, film", MOTION),
    "motion of a speaker": Case(
        "scene_animations 002",
        "lip_sync 002, scene_clips 002, film",
        edit("animation", "002", motion_prompt="slow push in"),
    ),
    "length": Case(
        "scene_animations 001, music, soundtrack, scene_clips 001, film", "", edit("animation", "001", duration_s=3)
    ),
    "a transition": Case("transitions 001, music, soundtrack, film", "", FADE),
    "another transition": Case("transitions 001", "film", edit("animation", "001", transition="wipe-left"), first=FADE),
    "a picture behind a transition": Case(
        "scene_images 002",
        "scene_animations 002, lip_sync 002, scene_clips 002, transitions 001, film",
        edit("image", "002", seed=9),
        first=FADE,
    ),
    "a length of as many frames": Case(change=edit("animation", "003", duration_s=1.01)),
    "longer words": Case("narration 002", BEHIND_002, edit("narration", "002", text="Two hills, and a long valley!")),
    "words of the same length": Case("narration 001", BEHIND_001, edit("narration", "001", text="A hill.")),
    "words for a silent scene": Case(
        "narration 003, soundtrack, film",
        "scene_animations 003, music, scene_clips 003",
        edit("narration", "003", text="Three hills."),
    ),
    "voice": Case("narration 001", BEHIND_001, edit("narration", "001", voice="high")),
    "language of a scene": Case("narration 002", BEHIND_002, edit("narration", "002", language="de")),
    "new picture": Case(
        "scene_images 003", "scene_animations 003, scene_clips 003, film", edit("image", "003", new_take=True)
    ),
    "new clip": Case("scene_animations 003", "scene_clips 003, film", edit("animation", "003", new_take=True)),
    "new lines": Case("narration 002", BEHIND_002, edit("narration", "002", new_take=True)),
    "new lines after new lines": Case(
        "narration 002",
        BEHIND_002,
        edit("narration", "002", new_take=True),
        first=edit("narration", "002", new_take=True),
    ),
    "the same edit again": Case(change=SEED, first=SEED),
    "an edit that was kept and not made": Case(
        "scene_images 003", "scene_animations 003, scene_clips 003, film", before=lambda stage: keep(stage, SEED)
    ),
    "an earlier picture": Case(before=pick("image", "003", 1), first=SEED),
    "an earlier clip": Case(before=pick("animation", "003", 1), first=MOTION),
    "earlier lines": Case(before=pick("narration", "001", 1), first=WORDS),
    "another picture under a picked clip": Case("scene_images 003", "", SEED, pick("animation", "003", 1), MOTION),
    "an edit that replaces a pick": Case(
        "scene_images 003, scene_animations 003",
        "scene_clips 003, film",
        edit("image", "003", prompt="a lake"),
        pick("image", "003", 1),
        SEED,
    ),
    "revert of a picture": Case(before=reverted("003", 0), first=SEED),
    "revert of lines": Case(before=reverted("001", 0), first=WORDS),
    "style": Case(
        f"storyboard, character_sheets ann, scene_images {ALL}, lip_sync 002",
        f"scene_animations {ALL}, scene_clips {ALL}, film",
        PlannedChange(overrides={"style": "noir"}),
    ),
    "aspect": Case(
        f"storyboard, scene_images {ALL}, scene_animations {ALL}, lip_sync 002, scene_clips {ALL}, film",
        "",
        PlannedChange(overrides={"aspect": "9:16"}),
    ),
    "resolution": Case(
        f"scene_images {ALL}, scene_animations {ALL}, lip_sync 002, scene_clips {ALL}, film",
        "",
        PlannedChange(overrides={"resolution": "480p"}),
    ),
    "language": Case(
        "storyboard, narration 001 002, film",
        "scene_animations 001 002, lip_sync 002, music, soundtrack, scene_clips 001 002",
        PlannedChange(overrides={"language": "de"}),
    ),
    "a level of the music": Case("soundtrack", "film", PlannedChange(overrides={"music_db": "-6"})),
    "no music": Case("soundtrack", "film", PlannedChange(overrides={"music_db": "off"})),
    "music again in a film that got longer without": Case(
        "music",
        "soundtrack, film",
        PlannedChange(overrides={"music_db": "0"}),
        after(edit("animation", "003", duration_s=3)),
        PlannedChange(overrides={"music_db": "off"}),
    ),
    "seed of the film": Case(
        f"storyboard, scene_images {ALL}, scene_animations {ALL}, lip_sync 002, music",
        f"soundtrack, scene_clips {ALL}, film",
        PlannedChange(overrides={"seed": "5"}),
    ),
    "a setting that is as it was": Case(change=PlannedChange(overrides={"style": "cinematic"})),
    "a style and back": Case(
        change=PlannedChange(overrides={"style": "cinematic"}),
        first=PlannedChange(overrides={"style": "noir"}),
    ),
    "a character's voice in the file": Case(
        "narration 002", BEHIND_002, before=in_file(lambda board: board["characters"][1].update(voice="high"))
    ),
    "a character's looks in the file": Case(
        "character_sheets ann, lip_sync 002",
        "scene_clips 002, film",
        before=in_file(lambda b: b["characters"][1].update(description="tall")),
    ),
    "a style under an edited file": Case(
        f"storyboard, character_sheets ann, scene_images {ALL}, scene_animations 001, lip_sync 002",
        f"scene_animations 002 003, scene_clips {ALL}, film",
        PlannedChange(overrides={"style": "noir"}),
        in_file(lambda board: board["scenes"][0].update(image_prompt="a green hill")),
    ),
    "equal pictures in two scenes": Case(
        "scene_images 001 003, scene_animations 001 003",
        "scene_clips 001 003, film",
        before=in_file(two_of_one_kind),
    ),
    "a scene less": Case("music, soundtrack, film", "", before=in_file(lambda board: board["scenes"].pop())),
    "another image engine": Case(before=engine(images=FakeImageEngine(version="2"))),
    "another image engine that counts": Case(
        f"character_sheets ann, scene_images {ALL}",
        f"scene_animations {ALL}, lip_sync 002, scene_clips {ALL}, film",
        PlannedChange(stale_models=True),
        engine(images=FakeImageEngine(version="2")),
    ),
    "another animation engine that counts": Case(
        f"scene_animations {ALL}",
        f"lip_sync 002, scene_clips {ALL}, film",
        PlannedChange(stale_models=True),
        engine(animations=FakeAnimationEngine(version="2")),
    ),
    "another lip-sync engine that counts": Case(
        "lip_sync 002",
        "scene_clips 002, film",
        PlannedChange(stale_models=True),
        engine(lips=FakeLipSyncEngine(version="2")),
    ),
    "a retake with another image engine": Case(
        "scene_images 003",
        "scene_animations 003, scene_clips 003, film",
        SEED,
        engine(images=FakeImageEngine(version="2")),
    ),
    "another speech engine": Case(
        "narration 001 002",
        "scene_animations 001 002, lip_sync 002, music, soundtrack, scene_clips 001 002, film",
        before=engine(speech=FakeSpeechEngine(version="2")),
    ),
    "a picture that is gone": Case(
        "scene_images 001", "scene_animations 001, scene_clips 001, film", before=without("scene_images", "001")
    ),
    "a clip that is gone": Case(
        "scene_animations 002", "lip_sync 002, scene_clips 002, film", before=without("scene_animations", "002")
    ),
    "a picked picture that is gone": Case(
        "scene_images 003",
        "scene_animations 003, scene_clips 003, film",
        before=after(pick("image", "003", 1), PlannedChange(), without("scene_images", "003")),
        first=SEED,
    ),
    "no takes, only receipts": Case(before=lambda stage: shutil.rmtree(stage.folder / "store/projects/hills/takes")),
    "no stage values, only takes": Case(
        before=lambda stage: shutil.rmtree(stage.folder / "store/projects/hills/stages")
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_planned_is_what_happens(film_after, tmp_path, name):
    case = CASES[name]
    stage = Stage.copied(film_after(case.first), tmp_path / "copy")
    case.before(stage)
    planned = plan(stage, case.change)
    made, may = things(planned, "made"), things(planned, "may")
    assert (made, may) == (expected(case.made), expected(case.may))
    generated = do(stage, case.change)
    assert made <= generated <= made | may
    assert things(plan(stage), "made") == set(), "after it everything is there"


def test_of_a_new_project_everything_is_made_for_certain(tmp_path):
    stage = Stage(tmp_path)
    stage.begin()
    planned = plan(stage)
    assert things(planned, "may") == set()
    assert do(stage, PlannedChange()) == things(planned, "made")
    assert {result.why for told in planned.stages for result in told.made} == {"not made yet"}
    assert planned.estimated_s is None, "nothing was ever made here"


class CancelledAnimationEngine(FakeAnimationEngine):
    """Somebody cancels the project while its second clip is made."""

    def _count(self, request, index, workspace):
        if index == 1:
            raise Cancelled("hills was cancelled")
        return super()._count(request, index, workspace)


def test_a_cancelled_project_goes_on_as_planned(tmp_path):
    stage = Stage(tmp_path)
    stage.animations = CancelledAnimationEngine()
    assert not stage.make().success
    stage.animations = FakeAnimationEngine()
    planned = plan(stage)
    assert ("scene_animations", "001") not in things(planned, "made") | things(planned, "may")
    assert {("scene_animations", "002"), ("scene_animations", "003"), ("film", None)} <= things(planned, "made")
    generated = do(stage, PlannedChange())
    assert things(planned, "made") <= generated <= things(planned, "made") | things(planned, "may")


class PaidScriptEngine(FakeScriptEngine):
    def capabilities(self) -> Capabilities:
        return Capabilities(name="paid-script", offline=False)

    def charges(self, request):  # noqa: ARG002  # all cost the same
        return (Charge(provider="acme", model="words", amounts={"requests": Decimal(1)}),)


def test_a_script_engine_that_costs_money_is_not_asked_and_what_follows_is_open(stage):
    paid = PaidScriptEngine(storyboard=stage.plan)
    engines = replace(stage.engines(), script=paid)
    stage.engines = lambda: engines
    planned = plan(stage, PlannedChange(overrides={"style": "noir"}))
    assert paid.requests == []
    assert things(planned, "made") == {("storyboard", None)}
    assert things(planned, "may") == {(name, None) for name in HELD_BY}
    assert (planned.estimated_cost_usd, planned.estimated_s) == (0.5, None)


def test_a_script_engine_that_costs_money_plans_nothing_anew_for_a_level_or_a_size(stage):
    paid = PaidScriptEngine(storyboard=stage.plan)
    engines = replace(stage.engines(), script=paid)
    stage.engines = lambda: engines
    settings = {"music_db": "-6", "fade_in_s": "2", "captions": "box", "resolution": "480p"}
    planned = plan(stage, PlannedChange(overrides=settings))
    assert ("storyboard", None) not in things(planned, "made") | things(planned, "may")
    assert planned.estimated_cost_usd == 0


def test_of_a_film_without_music_none_is_planned_even_if_its_storyboard_is_unknown(stage):
    engines = replace(stage.engines(), script=PaidScriptEngine(storyboard=stage.plan))
    stage.engines = lambda: engines
    planned = plan(stage, PlannedChange(overrides={"style": "noir", "music_db": "off"}))
    assert things(planned, "made") == {("storyboard", None)}
    assert things(planned, "may") == {(name, None) for name in HELD_BY if name != "music"}
    (told,) = [each.made[0].why for each in planned.stages if each.stage == "storyboard"]
    assert told == "style 'cinematic' -> 'noir'"


class WritingScriptEngine(FakeScriptEngine):
    """Needs a folder to work in."""

    def generate(self, requests, workspace):
        (workspace.directory / "draft.txt").write_text("hills")
        yield from super().generate(requests, workspace)


def test_a_script_engine_that_needs_a_folder_is_not_asked_for_its_plan(stage):
    engines = replace(stage.engines(), script=WritingScriptEngine(storyboard=stage.plan))
    stage.engines = lambda: engines
    planned = plan(stage, PlannedChange(overrides={"style": "noir"}))
    assert things(planned, "made") == {("storyboard", None)}
    assert things(planned, "may") == {(name, None) for name in HELD_BY}


class PaidImageEngine(FakeImageEngine):
    def capabilities(self) -> Capabilities:
        return Capabilities(name="fake-image", offline=False)

    def charges(self, request):  # noqa: ARG002  # all cost the same
        return (Charge(provider="acme", model="pictures", amounts={"images": Decimal(1)}),)


def test_time_and_cost_are_told_by_what_such_calls_took_and_cost(stage):
    stage.images = PaidImageEngine()
    took_s = [json.loads(path.read_bytes()) for path in (stage.folder / "store" / "receipts").glob("*.json")]
    images_s = [told["took_s"] for told in took_s if told["request"]["kind"] == "image"]
    assert len(images_s) == 4, "three scenes and a character sheet"
    told = {each.stage: each for each in plan(stage, PlannedChange(overrides={"style": "noir"})).stages}
    assert told["scene_images"].estimated_cost_usd == pytest.approx(0.12)
    assert told["scene_images"].estimated_s == pytest.approx(3 * sum(images_s) / 4, abs=0.006)
    same = plan(stage)
    assert (same.estimated_cost_usd, same.estimated_s) == (0, 0)


class UnpricedImageEngine(FakeImageEngine):
    def capabilities(self) -> Capabilities:
        return Capabilities(name="fake-image", offline=False)


def test_a_stage_whose_price_nobody_knows_says_so_and_makes_the_sum_unknown(stage):
    stage.images = UnpricedImageEngine()
    planned = plan(stage, PlannedChange(overrides={"style": "noir"}))
    told = {each.stage: each for each in planned.stages}
    assert (told["scene_images"].estimated_cost_usd, told["scene_images"].unpriced) == (None, ("fake-image",))
    assert planned.estimated_cost_usd is None
    assert plan(stage).estimated_cost_usd == 0, "what is there costs nothing, whatever its price"


def test_equal_requests_are_counted_once(stage):
    stage.images = PaidImageEngine()
    in_file(two_of_one_kind)(stage)
    assert plan(stage).estimated_cost_usd == pytest.approx(0.04)


def test_an_engine_that_never_worked_here_has_no_estimate(stage):
    stage.animations = NamelessAnimationEngine()
    planned = plan(stage, MOTION)
    told = {each.stage: each for each in planned.stages}
    assert told["scene_animations"].estimated_s is None
    assert planned.estimated_s is None


class NamelessAnimationEngine(FakeAnimationEngine):
    def capabilities(self) -> Capabilities:
        return Capabilities(name="nameless", offline=True)


@pytest.mark.parametrize(
    ("change", "before", "what", "scene", "why"),
    [
        (edit("image", "003", seed=9), SEED, None, None, None),
        (edit("image", "003", seed=7), SEED, "scene_images", "003", "seed 9 -> 7"),
        (SEED, None, "scene_animations", "003", "its picture is made again"),
        (SEED, None, "scene_clips", "003", "its clip may be made again"),
        (SEED, None, "film", None, "clips of its scenes may be made again"),
        (edit("animation", "001", duration_s=3), None, "music", None, "the film gets longer"),
        (edit("animation", "001", duration_s=3), None, "scene_animations", "001", "the scene gets longer"),
        (WORDS, None, "music", None, "the film may get longer or shorter"),
        (WORDS, None, "narration", "001", "text 'One hill.' -> 'A hill of four words.'"),
        (edit("narration", "003", text="Three."), None, "narration", "003", "not made yet"),
        (
            PlannedChange(overrides={"style": "noir"}),
            None,
            "lip_sync",
            "002",
            "its clip may be made again; style 'cinematic' -> 'noir'",
        ),
    ],
)
def test_the_reason_is_told(film_after, tmp_path, change, before, what, scene, why):
    stage = Stage.copied(film_after(before), tmp_path / "copy")
    planned = plan(stage, change)
    told = {(each.stage, result.scene): result.why for each in planned.stages for result in (*each.made, *each.may)}
    assert told.get((what, scene)) == why
    if what is None:
        assert told == {}


def test_what_is_gone_or_was_made_by_another_engine_is_told_so(stage):
    without("scene_images", "001")(stage)
    stage.speech = FakeSpeechEngine(version="2")
    told = {(each.stage, result.scene): result.why for each in plan(stage).stages for result in each.made}
    assert told["scene_images", "001"] == "what was made is gone from the store"
    assert told["narration", "001"] == "made by fake-speech, another engine or version than the configured one"


def test_a_damaged_result_is_planned_to_be_made_again_and_stays_where_it_is(stage):
    value = json.loads(stage.store.read(keys.stage("hills", "scene_images")))
    media = value["scenes"][0]["result"]["image"]
    path = stage.folder / "store" / "objects" / f"{media['sha256']}.{media['extension']}"
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    assert ("scene_images", "001") in things(plan(stage), "made")
    assert path.exists()


def test_edits_that_do_not_fit_are_refused_as_the_film_would_refuse_them(stage):
    with pytest.raises(InvalidInput, match="no scene '042'"):
        plan(stage, edit("image", "042", seed=1))
    in_file(lambda board: board["scenes"][0]["lines"].append({"character": "ann", "text": "Yes."}))(stage)
    with pytest.raises(InvalidInput, match="2 lines"):
        plan(stage, edit("narration", "001", text="only one row"))


def test_a_film_that_the_script_engine_refuses_is_refused_by_the_plan(stage):
    refusing = FakeScriptEngine(failure=EngineRefused("no hills", engine="fake-script"))
    engines = replace(stage.engines(), script=refusing)
    stage.engines = lambda: engines
    with pytest.raises(EngineRefused, match="no hills"):
        plan(stage, PlannedChange(overrides={"style": "noir"}))
