"""What the drop folder's sensor does, tick by tick: each version becomes one run or one clear rejection."""

import json
import os
import shutil
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import dagster as dg
import pytest
from PIL import Image

from tests.fakes.graph import Stage
from tests.fakes.instance import Records, instance_in_lists
from videogen_dagster.core import keys
from videogen_dagster.core.brief import Idea, Product
from videogen_dagster.core.drops import DropState
from videogen_dagster.core.errors import DropChanged, InvalidInput
from videogen_dagster.partitions import VERSION_TAG
from videogen_dagster.resources.briefing import load_brief
from videogen_dagster.resources.direction_file import scene_history
from videogen_dagster.resources.dropped_direction import read_direction
from videogen_dagster.resources.drops import Drops
from videogen_dagster.resources.project_budgets import project_budget
from videogen_dagster.sensors.dropped import Position, Tick
from videogen_dagster.settings import load_settings

SCRIPT = "INT. KITCHEN - DAY\n\nANN\nThe kettle is on.\n"


@dataclass
class Dropping:
    """A drop folder, and the sensor that looks at it."""

    home: Path
    instance: dg.DagsterInstance
    now: float = 0.0
    cursor: Position = field(default_factory=Position)

    def __post_init__(self) -> None:
        self.drops = Drops(load_settings({}, home=self.home))
        self.drops.folder.look()

    def put(self, name: str, content: str | bytes | dict) -> Path:
        path = self.home / "drop" / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = json.dumps(content) if isinstance(content, dict) else content
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        earlier = path.stat().st_mtime - 60
        os.utime(path, (earlier, earlier))
        return path

    def tick(self, *, grace_s: float = 600.0, is_kept: bool = True) -> list[dg.RunRequest]:
        """Look once; `is_kept` tells whether Dagster kept the cursor, or died before."""
        # Its clock stands still: however busy this machine is, there is time for everything.
        result = Tick(self.drops, self.instance, clock=lambda: 0.0, grace_s=grace_s).result(self.cursor)
        assert result.cursor is not None
        if is_kept:
            self.cursor = Position.model_validate_json(result.cursor)
        return list(result.run_requests or [])

    def status(self, project: str) -> dict:
        return json.loads((self.home / "drop" / "out" / project / "status.json").read_text())

    def states(self) -> dict[str, int]:
        return {state.value: count for state, count in self.drops.inbox.counts().items()}


@pytest.fixture
def dropping(tmp_path):
    return Dropping(tmp_path / "home", instance_in_lists(tmp_path, Records()))


def test_a_script_becomes_one_run_of_its_project(dropping):
    dropping.put("My Kettle.fountain", SCRIPT)
    (request,) = dropping.tick()
    assert request.partition_key == "my-kettle"
    assert request.tags["videogen/source"] == "drop"
    assert request.run_config["ops"]["brief"]["config"]["drop"] == request.run_key == request.tags[VERSION_TAG]
    assert dropping.status("my-kettle")["state"] == "pending"
    assert dropping.tick() == []
    assert dropping.states() == {"requested": 1}


def test_a_tick_that_dagster_never_kept_is_repeated_with_the_same_keys(dropping):
    dropping.put("kettle.md", "# Kettle\n\nThe kettle is on.\n")
    (lost,) = dropping.tick(is_kept=False)
    (again,) = dropping.tick()
    assert lost.run_key == again.run_key
    assert dropping.tick() == []


def test_a_group_waits_for_its_marker_and_people_are_told_what_is_missing(dropping):
    dropping.put("mug/front.png", b"...")
    assert dropping.tick() == []
    assert not (dropping.home / "drop" / "out" / "mug").exists()
    assert dropping.tick(grace_s=0) == []
    told = dropping.status("mug")
    assert told["reason"]["message"] == "metadata.json is missing"
    dropping.put("mug/metadata.json", {"title": "Mug", "members": [{"name": "front.png"}, {"name": "back.png"}]})
    assert dropping.tick() == []
    dropping.put("mug/back.png", b"...")
    (request,) = dropping.tick()
    assert request.partition_key == "mug"
    assert dropping.status("mug")["state"] == "pending"
    assert dropping.status("mug").keys() == told.keys()


def test_an_overwritten_file_runs_once_more_and_one_that_waits_is_superseded(dropping):
    dropping.put("kettle.fountain", SCRIPT)
    (first,) = dropping.tick(is_kept=False)
    dropping.put("kettle.fountain", SCRIPT + "\nANN\nAgain.\n")
    (second,) = dropping.tick()
    assert first.run_key != second.run_key
    assert dropping.states() == {"superseded": 1, "pending": 1}
    dropping.put("kettle.fountain", SCRIPT + "\nANN\nAnd again.\n")
    (third,) = dropping.tick()
    assert third.run_key not in {first.run_key, second.run_key}
    assert dropping.tick() == []


def test_premium_goes_before_free_and_higher_priorities_before_lower_ones(dropping):
    for name, delivery in {
        "a": {},
        "b": {"priority": 4},
        "c": {"tier": "premium", "priority": -4},
        "d": {"tier": "premium"},
    }.items():
        dropping.put(f"{name}/metadata.json", {"prompt": f"A harbour {name}", **delivery})
    asked = dropping.tick()
    assert [request.partition_key for request in asked] == ["d", "c", "b", "a"]
    priorities = [int(request.tags["dagster/priority"]) for request in asked]
    assert priorities == sorted(priorities, reverse=True)


def test_each_product_of_a_catalogue_is_a_project(dropping):
    dropping.put("spring.csv", "title,description,price\nMug,Holds tea.,9.99\nLamp,Gives light.,19.99\n")
    assert sorted(request.partition_key for request in dropping.tick()) == ["lamp", "mug"]
    assert dropping.status("lamp")["source"] == "spring.csv"
    assert dropping.tick() == []


def test_a_file_that_is_still_written_to_is_left_for_the_next_tick(dropping):
    path = dropping.put("kettle.txt", "Ann: The kettle is on.\n")
    os.utime(path)
    dropping.drops.folder._settled_s = 3600.0  # this machine may be slow
    dropping.put("half.txt.part", "Ann: The")
    dropping.put(".hidden.txt", "Ann: The")
    assert dropping.tick() == []
    assert dropping.states() == {}
    at_rest_s = path.stat().st_mtime - 3600.0
    os.utime(path, (at_rest_s, at_rest_s))
    assert [request.partition_key for request in dropping.tick()] == ["kettle"]


REJECTED = {
    "an unknown kind of file": ("film.exe", b"MZ", "film", "single file"),
    "a group that cannot name a project": ("Mug!/metadata.json", b"{}", "mug", "cannot name a project"),
    "metadata that is not JSON": ("mug/metadata.json", b"{", "mug", "JSON"),
    "metadata that is a list": ("mug/metadata.json", b"[]", "mug", "object"),
    "metadata that is not UTF-8": ("mug/metadata.json", b'{"prompt": "\xff"}', "mug", "UTF-8"),
    "metadata of megabytes": ("mug/metadata.json", b" " * 1_048_577, "mug", "bytes"),
    "an unknown tier": ("mug/metadata.json", b'{"tier": "gold"}', "mug", "premium"),
    "a hash that is none": ("mug/metadata.json", b'{"members": [{"name": "a", "sha256": "x"}]}', "mug", "pattern"),
    "a setting that there is not": ("mug/metadata.json", b'{"style": "cubist"}', "mug", "cubist"),
    "a folder in a group": ("mug/photos/front.png", b"...", "mug", "no folders"),
    "a catalogue without titles": ("spring.csv", b"price\n9.99\n", "spring", "title"),
    "a brief for which there is nothing to film": ("kettle.json", b'{"style": "noir"}', "kettle", "nothing to film"),
}


@pytest.mark.parametrize(("name", "content", "project", "told"), REJECTED.values(), ids=REJECTED)
def test_what_cannot_be_used_is_rejected_with_its_reason_and_runs_nothing(dropping, name, content, project, told):
    dropping.put(name, content)
    dropping.put("kettle.fountain", SCRIPT)
    assert [request.partition_key for request in dropping.tick()] in (["kettle"], [])
    status = dropping.status(project)
    assert status["state"] == "rejected"
    assert told in status["reason"]["message"]
    assert status["reason"]["code"] == "invalid_input"
    assert str(dropping.home) not in json.dumps(status)
    assert dropping.states()["rejected"] == 1
    dropping.tick()
    assert dropping.states()["rejected"] == 1


def test_a_name_that_is_no_text_a_pipe_and_a_dangling_link_stop_nobody(dropping):
    folder = dropping.home / "drop" / "in"
    for name in (b"caf\xe9.txt", b"two\nrows.txt"):
        path = folder / os.fsdecode(name)
        path.write_text("Ann: Tea?")
        os.utime(path, (1, 1))
    os.mkfifo(folder / "pipe.txt")
    (folder / "nowhere.txt").symlink_to(folder / "gone.txt")
    (folder / "loop").mkdir()
    (folder / "loop" / "again").symlink_to(folder)
    dropping.put("kettle.fountain", SCRIPT)
    assert [request.partition_key for request in dropping.tick()] == ["kettle"]
    assert dropping.states() == {"rejected": 3, "pending": 1}, "two names, and a folder in a group"


def test_a_link_out_of_the_folder_is_not_followed(dropping, tmp_path):
    (tmp_path / "secret.txt").write_text("Ann: The password is swordfish.\n")
    (dropping.home / "drop" / "in" / "kettle.txt").symlink_to(tmp_path / "secret.txt")
    os.utime(tmp_path / "secret.txt", (1, 1))
    (request,) = dropping.tick()
    with pytest.raises(InvalidInput, match="leads out"):
        dropping.drops.take(Stage(tmp_path / "stage").studio(), "kettle", request.run_key)


def test_a_run_takes_the_files_of_its_version_and_no_later_ones(dropping, tmp_path):
    studio = Stage(tmp_path / "stage").studio()
    dropping.put("harbour/metadata.json", {"prompt": "A harbour at dawn", "style": "noir"})
    (request,) = dropping.tick()
    dropping.drops.take(studio, "harbour", request.run_key)
    brief = load_brief(studio.store, "harbour")
    assert (brief.content, brief.settings.style) == (Idea(text="A harbour at dawn"), "noir")
    shutil.rmtree(dropping.home / "drop" / "in" / "harbour")
    dropping.drops.take(studio, "harbour", request.run_key)
    assert load_brief(studio.store, "harbour") == brief


def test_a_version_that_was_overwritten_before_its_run_took_it_makes_no_film(dropping, tmp_path):
    studio = Stage(tmp_path / "stage").studio()
    dropping.put("kettle.fountain", SCRIPT)
    (request,) = dropping.tick()
    dropping.put("kettle.fountain", SCRIPT + "\nANN\nAgain.\n")
    with pytest.raises(DropChanged):
        dropping.drops.take(studio, "kettle", request.run_key)
    assert not studio.store.exists(keys.brief("kettle"))


def test_a_product_is_its_photos_and_what_the_metadata_says(dropping, tmp_path):
    studio = Stage(tmp_path / "stage").studio()
    Image.new("RGB", (64, 64), "white").save(tmp_path / "front.png")
    photo = (tmp_path / "front.png").read_bytes()
    dropping.put("mug/front.png", photo)
    dropping.put("mug/side.png", photo)
    dropping.put("mug/metadata.json", {"title": "Enamel Mug", "price": "9.99", "description": "Holds tea."})
    (request,) = dropping.tick()
    dropping.drops.take(studio, "mug", request.run_key)
    product = load_brief(studio.store, "mug").content
    assert isinstance(product, Product)
    assert (product.title, product.price, len(product.photos)) == ("Enamel Mug", "$9.99", 2)


def test_settings_beside_a_brief_count(dropping, tmp_path):
    studio = Stage(tmp_path / "stage").studio()
    dropping.put("mug/metadata.json", {"title": "Mug", "description": "Holds tea.", "aspect": "9:16"})
    (request,) = dropping.tick()
    dropping.drops.take(studio, "mug", request.run_key)
    assert load_brief(studio.store, "mug").settings.aspect == "9:16"


def test_a_direction_edits_scenes_of_the_film_and_is_all_or_nothing(dropping, tmp_path):
    stage = Stage(tmp_path / "stage")
    assert stage.make(only=["brief", "storyboard"]).success
    dropping.put("hills/direction.yaml", 'scenes: {"001": {image: {seed: 9}}, "009": {image: {seed: 9}}}')
    (request,) = dropping.tick()
    with pytest.raises(InvalidInput, match="no scene '009'") as refused:
        dropping.drops.take(stage.studio(), "hills", request.run_key)
    assert refused.value.field == "scenes.009.scene"
    assert stage.edits() == {}
    dropping.put("hills/direction.yaml", 'scenes: {"001": {image: {seed: 9}, narration: {text: "A hill."}}}')
    (request,) = dropping.tick()
    dropping.drops.take(stage.studio(), "hills", request.run_key)
    dropping.drops.take(stage.studio(), "hills", request.run_key)
    assert (stage.edits()["001"].image.seed, stage.edits()["001"].narration.text) == (9, "A hill.")
    assert len(scene_history(stage.store, "hills", "001")) == 1


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("scenes: []", "scenes"),
        ("scenes: {}\nwho: me", "scenes"),
        ('scenes: {"001": {sound: {seed: 1}}}', "scenes.001.sound"),
        ('scenes: {"001": {image: {seed: -1}}}', "scenes.001.image.seed"),
        ('scenes: {"001": {image: {colour: red}}}', "scenes.001.image.colour"),
    ],
)
def test_a_direction_that_is_wrong_says_where(text, field):
    with pytest.raises(InvalidInput) as refused:
        read_direction(text)
    assert refused.value.field == field


def test_a_member_whose_hash_is_another_one_is_refused(dropping, tmp_path):
    studio = Stage(tmp_path / "stage").studio()
    dropping.put("kettle/script.fountain", SCRIPT)
    dropping.put("kettle/metadata.json", {"members": [{"name": "script.fountain", "sha256": "0" * 64}]})
    (request,) = dropping.tick()
    with pytest.raises(InvalidInput, match="SHA-256") as refused:
        dropping.drops.take(studio, "kettle", request.run_key)
    assert refused.value.source == "script.fountain"


def test_a_run_that_dagster_lost_is_asked_for_again(dropping):
    dropping.put("kettle.fountain", SCRIPT)
    (first,) = dropping.tick()
    assert dropping.tick() == []
    dropping.drops.inbox._clock = lambda: 1e12
    (again,) = dropping.tick()
    assert again.run_key == first.run_key
    assert dropping.states() == {"pending": 1}


def test_bytes_that_the_inbox_forgot_and_that_come_again_have_a_run_of_their_own(dropping):
    dropping.put("kettle.fountain", SCRIPT)
    (first,) = dropping.tick()
    run = dg.DagsterRun(job_name="make_dropped_film", tags=first.tags, status=dg.DagsterRunStatus.SUCCESS)
    dropping.instance.add_run(run)  # Dagster makes none with the key of one that there is
    assert dropping.tick() == []
    dropping.drops.inbox._clock = lambda: 1e12
    (again,) = dropping.tick()
    assert again.run_key == f"{first.run_key}-1"


def test_a_state_that_was_reached_is_told_once(dropping):
    dropping.put("kettle.fountain", SCRIPT)
    (request,) = dropping.tick()
    assert dropping.drops.inbox.end(request.run_key, DropState.FAILED) is not None
    assert dropping.drops.inbox.end(request.run_key, DropState.FAILED) is None


def test_a_dropped_budget_is_that_of_the_project(dropping, tmp_path):
    dropping.put("lamp/metadata.json", {"prompt": "A lamp", "budget_usd": 2.5})
    (request,) = dropping.tick()
    studio = Stage(tmp_path / "stage").studio()
    dropping.drops.take(studio, "lamp", request.run_key)
    assert project_budget(studio.store, "lamp") == Decimal("2.5")


@pytest.mark.parametrize("given", [0, -1, "five", 1e9, True])
def test_a_dropped_budget_that_is_none_is_rejected(given, dropping):
    dropping.put("lamp/metadata.json", {"prompt": "A lamp", "budget_usd": given})
    assert dropping.tick() == []
    reason = dropping.status("lamp")["reason"]
    assert (reason["code"], reason["field"]) == ("invalid_input", "budget_usd")


def test_a_dropped_brief_may_give_a_budget_and_its_metadata_another(dropping, tmp_path):
    dropping.put("lamp.yaml", "prompt: A lamp\nbudget_usd: 3\n")
    dropping.put("mug/brief.yaml", "prompt: A mug\nbudget_usd: 3\n")
    dropping.put("mug/metadata.json", {"budget_usd": 2.5})
    requests = dropping.tick()
    studio = Stage(tmp_path / "stage").studio()
    for request in requests:
        dropping.drops.take(studio, request.partition_key, request.run_key)
    assert [project_budget(studio.store, name) for name in ("lamp", "mug")] == [Decimal(3), Decimal("2.5")]


def test_a_dropped_brief_gives_its_project_no_more_than_the_deployment_does(dropping, tmp_path):
    dropping.drops = Drops(load_settings({"VIDEOGEN_BUDGET_USD": "2"}, home=dropping.home))
    dropping.put("lamp.yaml", "prompt: A lamp\nbudget_usd: 2.01\n")
    (request,) = dropping.tick()
    studio = Stage(tmp_path / "stage").studio()
    with pytest.raises(InvalidInput, match="more than a project may cost here") as refused:
        dropping.drops.take(studio, "lamp", request.run_key)
    assert (refused.value.source, refused.value.field) == ("lamp.yaml", "budget_usd")
    assert project_budget(studio.store, "lamp") is None


def test_a_dropped_budget_above_what_a_project_may_cost_is_rejected(dropping):
    dropping.drops = Drops(load_settings({"VIDEOGEN_BUDGET_USD": "2"}, home=dropping.home))
    dropping.put("lamp/metadata.json", {"prompt": "A lamp", "budget_usd": 2.01})
    dropping.put("mug/metadata.json", {"prompt": "A mug", "budget_usd": 2})
    assert [request.partition_key for request in dropping.tick()] == ["mug"]
    reason = dropping.status("lamp")["reason"]
    assert (reason["field"], "2 or less" in reason["remedy"]) == ("budget_usd", True)
