"""Cleaning as a whole: the home's folders, the command, and the jobs with their schedules."""

import json
import os
import shutil
import socket
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest

from tests.fakes.graph import Stage
from videogen_dagster.cli.commands import run
from videogen_dagster.core.drops import Drop, DropState, InboxRow, Member
from videogen_dagster.core.keys import OBJECTS
from videogen_dagster.definitions import defs
from videogen_dagster.resources.drops import Drops
from videogen_dagster.schedules.cleaning import clean_store_and_home, index_receipts
from videogen_dagster.settings import load_settings
from videogen_dagster.store.media_store import MediaStore
from videogen_dagster.store.workspace import scratch_directory
from videogen_dagster.upkeep.cleaning import Rules, clean_store
from videogen_dagster.upkeep.inbox import clean_inbox
from videogen_dagster.upkeep.leftovers import clean_cache, clean_previews, clean_scratch, clean_unfinished

DAY_S = 86400
NOBODY = 2**22 + 1
"""No process of Linux has a number above 2**22."""


def aged(path: Path, days: float) -> Path:
    old = time.time() - days * DAY_S
    for each in [*path.rglob("*"), path]:
        os.utime(each, (old, old))
    return path


def test_scratch_of_killed_processes_goes_and_that_of_others_stays(tmp_path):
    host = socket.gethostname()
    gone = (f"{NOBODY}@{host}-a", f"{os.getpid()}.1@{host}-d")  # the second one's process had the same number
    for name in (*gone, f"{os.getpid()}@{host}-b", f"{NOBODY}@elsewhere-c", "somebody's"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "frames").write_bytes(b"x" * 100)
    with scratch_directory(tmp_path / "own") as own:
        assert clean_scratch(own.parent, dry_run=True).count == 0
    promised = clean_scratch(tmp_path, dry_run=True)
    assert (promised.count, promised.bytes) == (2, 200)
    assert clean_scratch(tmp_path, dry_run=False) == promised
    assert {path.name for path in tmp_path.iterdir()} == {
        "own",
        f"{os.getpid()}@{host}-b",
        f"{NOBODY}@elsewhere-c",
        "somebody's",
    }
    assert clean_scratch(tmp_path / "not there", dry_run=False).count == 0


def test_files_that_nobody_finished_go_after_a_day(tmp_path):
    names = ("a.png#1", ".a.mp4.12ab.part", "a.png", "b.png#x", "c#.png")
    for name in names:
        aged_file = tmp_path / name
        aged_file.write_bytes(b"x")
        aged(aged_file, days=2)
    (tmp_path / "d.png#2").write_bytes(b"x")
    now = datetime.now(UTC)
    assert clean_unfinished(iter([tmp_path, tmp_path / "none"]), now=now, dry_run=False).count == 2
    assert {path.name for path in tmp_path.iterdir()} == {*names[2:], "d.png#2"}


def test_what_obstore_leaves_when_it_is_killed_is_called_so(tmp_path):
    """The name of unfinished files is obstore's own: seen while it writes one."""
    store = MediaStore.in_folder(tmp_path)
    seen: set[str] = set()

    def parts():
        for _ in range(3):
            yield b"x" * 6_000_000
            seen.update(path.name for path in tmp_path.rglob("*") if path.is_file())

    import obstore

    obstore.put(store._bucket, f"{OBJECTS}/big.bin", parts())
    assert seen == {"big.bin#1"}


def test_previews_go_that_nobody_made_anew(tmp_path):
    for project, days in (("old", 40), ("new", 1), ("touched", 40)):
        (tmp_path / project).mkdir()
        (tmp_path / project / "index.m3u8").write_bytes(b"x" * 10)
        aged(tmp_path / project, days=days)
    (tmp_path / "touched" / "index.m3u8").touch()
    until = datetime.now(UTC) - timedelta(days=30)
    found = clean_previews(tmp_path, until=until, dry_run=False)
    assert (found.count, found.bytes) == (1, 10)
    assert {path.name for path in tmp_path.iterdir()} == {"new", "touched"}


def test_the_inbox_forgets_what_ended_long_ago_and_does_not_lie_there_any_more(tmp_path):
    drops = Drops(load_settings({}, home=tmp_path))
    for number in range(3):  # three versions of the kettle, of which the last one lies there, and two of the mug
        path = tmp_path / "drop" / "in" / "kettle.fountain"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"INT. KITCHEN - DAY\n\nANN\n{number} kettles.\n")
        aged(path, days=number + 1)
        (kettle,) = drops.folder.look().drops
        add(drops, kettle, "kettle")
    mug = Drop(place="mug.md", members=(Member(name="mug.md", size=1, etag="x"),))
    add(drops, mug, "mug")
    until = datetime.now(UTC) + timedelta(days=1)
    assert clean_inbox(drops, until=until - timedelta(days=2), dry_run=False).count == 0
    assert clean_inbox(drops, until=until, dry_run=True).count == 2
    assert clean_inbox(drops, until=until, dry_run=False).count == 2
    assert drops.inbox.find(kettle.version) is not None, "the sensor would take it for new"
    assert drops.inbox.find(mug.version) is not None, "the newest of its project"
    assert drops.inbox.counts() == {DropState.COMPLETED: 2}


def add(drops: Drops, drop: Drop, project: str) -> None:
    """Let a version be dropped and made."""
    drops.inbox.add(drop.version, [InboxRow(version=drop.version, project=project, drop=drop)])
    drops.inbox.end(drop.version, DropState.COMPLETED, run_id="r", film={"sha256": drop.version})


def test_copies_of_objects_that_a_bucket_does_not_have_any_more_go(tmp_path):
    bucket = MediaStore.in_folder(tmp_path / "bucket")
    (tmp_path / "song.wav").write_text("la")
    kept = bucket.put_file(tmp_path / "song.wav")
    cache = tmp_path / "cache"
    cache.mkdir()
    for name in (kept.name, "0" * 64 + ".png", ".x.part"):
        (cache / name).write_bytes(b"la")
    assert clean_cache(cache, bucket, dry_run=True).count == 1
    assert clean_cache(cache, bucket, dry_run=False).count == 1
    assert {path.name for path in cache.iterdir()} == {kept.name, ".x.part"}


@pytest.fixture
def home(hills, tmp_path, monkeypatch) -> Path:
    """The home of a finished film, with one object that nothing names."""
    home = tmp_path / "home"
    shutil.copytree(hills, home)
    (tmp_path / "stray.bin").write_bytes(b"nobody's" * 100)
    MediaStore.in_folder(home / "store").put_file(tmp_path / "stray.bin")
    aged(home / "store", days=3)
    monkeypatch.setenv("VIDEOGEN_HOME", str(home))
    return home


def test_of_a_finished_film_nothing_is_taken_that_it_is_made_of(home):
    before = {path.name for path in (home / "store" / OBJECTS).iterdir()}
    assert len(before) > 20
    done = {each.what: each for each in clean_store(load_settings(home=home), Rules(), dry_run=False)}
    assert (done["objects set apart"].count, done["objects set apart"].bytes) == (1, 800)
    left = {path.name for path in (home / "store" / OBJECTS).iterdir()}
    assert len(before - left) == 1
    stage = Stage(home)
    assert stage.make().success
    assert stage.calls() == {"image": 0, "animation": 0, "speech": 0, "lips": 0, "music": 0}


def test_receipts_that_a_film_uses_are_in_use(home):
    """With every receipt old, all that is made again is what no stage and no take names: what films are inspected by."""
    rules = replace(Rules(), receipts=1)
    done = {each.what: each for each in clean_store(load_settings(home=home), rules, dry_run=False)}
    stage = Stage(home)
    assert stage.make().success
    assert stage.calls() == {"image": 0, "animation": 0, "speech": 0, "lips": 0, "music": 0}
    assert done["unused receipts"].count < 10


def test_the_command_tells_what_it_would_do_and_does_it(home, capsys):
    assert run(["clean", "--dry-run", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["dry_run"] is True
    assert {"what": "objects set apart", "count": 1, "bytes": 800} in told["cleaned"]
    assert run(["clean", "--dry-run"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "       1      800 B  objects set apart",
        "a dry run: nothing was changed",
    ]
    assert run(["clean"]) == 0
    assert capsys.readouterr().out.splitlines() == ["       1      800 B  objects set apart"]
    assert run(["clean"]) == 0
    assert capsys.readouterr().out == "nothing to clean\n"


def test_the_command_refuses_days_that_are_none(capsys):
    assert run(["clean", "--runs", "0"]) == 2
    assert "--runs" in capsys.readouterr().err


def test_where_nothing_was_ever_made_nothing_is_made_to_be_cleaned(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("VIDEOGEN_HOME", str(tmp_path / "none"))
    assert run(["clean"]) == 0
    assert capsys.readouterr().out == "nothing to clean\n"
    assert not (tmp_path / "none").exists()


def test_the_jobs_tell_what_they_did(home):
    with dg.DagsterInstance.ephemeral() as instance:
        indexed = index_receipts.execute_in_process(instance=instance)
        config = {"ops": {"clean_the_store": {"config": {"dry_run": True}}}}
        looked = clean_store_and_home.execute_in_process(instance=instance, run_config=config)
        cleaned = clean_store_and_home.execute_in_process(instance=instance)
    assert _metadata(indexed)["read"] == _metadata(indexed)["receipts"] > 10
    assert (_metadata(looked)["dry_run"], _metadata(looked)["bytes"]) == (True, 800)
    assert (_metadata(cleaned)["dry_run"], _metadata(cleaned)["bytes"]) == (False, 800)
    assert {"what": "objects set apart", "count": 1, "bytes": 800} in [
        record.data for record in _metadata(cleaned)["cleaned"]
    ]


def _metadata(done: dg.ExecuteInProcessResult) -> dict[str, object]:
    (output,) = (event for event in done.all_events if event.event_type_value == "STEP_OUTPUT")
    values = {name: value.value for name, value in output.step_output_data.metadata.items()}
    if isinstance(output.step_output_data.metadata.get("cleaned"), dg.TableMetadataValue):
        values["cleaned"] = output.step_output_data.metadata["cleaned"].records
    return values


def test_only_what_deletes_nothing_that_people_see_runs_by_itself():
    schedules = {each.name: each for each in defs.schedules or []}
    on = {name for name, each in schedules.items() if each.default_status is dg.DefaultScheduleStatus.RUNNING}
    assert on == {"store_is_cleaned"}
    assert {each.execution_timezone for each in schedules.values()} == {"UTC"}
    assert all(each.description for each in schedules.values())
