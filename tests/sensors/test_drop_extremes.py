"""The drop folder where clocks are wrong, ten thousand files lie, and the disk is full."""

import json
import os
import resource
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.fakes.graph import PLAN, Stage
from tests.fakes.instance import Records, instance_in_lists
from tests.fakes.small_disk import on_small_disk
from videogen_dagster.core.drops import DropState
from videogen_dagster.jobs import PUBLICATION, STAGES
from videogen_dagster.resources.drop_folder import MOST_KEYS
from videogen_dagster.resources.drops import Drops
from videogen_dagster.sensors.dropped import LONGEST_TICK_S, MOST_RUNS, Position, Tick
from videogen_dagster.sensors.failed_drops import tell_failure
from videogen_dagster.settings import load_settings

DAY_S = 86_400.0
TOO_LITTLE_BYTES = 400_000
"""Stands for a full disk: the inbox and what is told of a drop fit, the sound of a film does not."""


def put(home: Path, name: str, content: bytes, *, at: float) -> None:
    path = home / "drop" / "in" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (at, at))


@pytest.mark.parametrize("skew_s", [-400 * DAY_S, -DAY_S, -2.0, 90.0, DAY_S, 400 * DAY_S])
def test_a_file_is_taken_once_whatever_the_clock_of_its_writer_says(tmp_path, skew_s):
    drops, instance = Drops(load_settings({}, home=tmp_path)), instance_in_lists(tmp_path, Records())
    position, asked = Position(), []
    now = time.time()
    for name, at in {"first": now + skew_s, "second": now - 60, "third": now + skew_s, "fourth": now + 60}.items():
        put(tmp_path, f"{name}.txt", f"Ann: The {name} kettle is on.\n".encode(), at=at)
        result = Tick(drops, instance, clock=lambda: 0.0).result(position)
        position = Position.model_validate_json(result.cursor or "")
        asked += [request.partition_key for request in result.run_requests or []]
    assert asked == ["first", "second", "third", "fourth"], "neither older nor newer files than the last one are lost"


def test_a_file_that_was_replaced_by_one_of_an_earlier_time_and_the_same_size_is_another_version(tmp_path):
    drops, instance = Drops(load_settings({}, home=tmp_path)), instance_in_lists(tmp_path, Records())
    now = time.time()
    put(tmp_path, "kettle.txt", b"Ann: The kettle is on.\n", at=now - 60)
    first = Tick(drops, instance, clock=lambda: 0.0).result(Position())
    put(tmp_path, "kettle.txt", b"Ann: The kettle is ok.\n", at=now - DAY_S)
    second = Tick(drops, instance, clock=lambda: 0.0).result(Position.model_validate_json(first.cursor or ""))
    assert [request.partition_key for request in second.run_requests or []] == ["kettle"]
    assert drops.inbox.counts() == {DropState.REQUESTED: 1, DropState.PENDING: 1}


def test_one_tick_lists_ten_thousand_files_and_asks_for_a_hundred_runs(tmp_path):
    """By the time that this process computes: what else the machine does is not the tick's."""
    drops, instance = Drops(load_settings({}, home=tmp_path)), instance_in_lists(tmp_path, Records())
    drops.folder._settled_s, drops.folder._clock = 0.0, time.process_time
    folder = tmp_path / "drop" / "in" / "large"
    folder.mkdir(parents=True)
    for number in range(MOST_KEYS - 150):  # one group, which is too large
        (folder / f"{number:05}.png").touch()
    for number in range(150):
        put(tmp_path, f"film-{number:03}.txt", b"Ann: The kettle is on.\n", at=time.time() - 60)
    began = time.process_time()
    result = Tick(drops, instance, clock=time.process_time).result(Position())
    assert time.process_time() - began < LONGEST_TICK_S
    assert len(result.run_requests or []) == MOST_RUNS
    assert Position.model_validate_json(result.cursor or "").after is None, "all of it was seen in one tick"
    assert drops.inbox.counts() == {DropState.PENDING: 150, DropState.REJECTED: 1}
    rest = Tick(drops, instance, clock=time.process_time).result(Position.model_validate_json(result.cursor or ""))
    assert len(rest.run_requests or []) == 50


def test_a_full_disk_ends_the_run_of_a_drop_in_a_failure_that_is_told_and_it_goes_on_later(tmp_path):
    long = PLAN.scenes[2].model_copy(update={"duration_s": 3})
    stage = Stage(tmp_path, plan=PLAN.model_copy(update={"scenes": (long,)}))
    put(tmp_path, "hills/metadata.json", json.dumps({"prompt": "hills", "resolution": "360p"}).encode(), at=1e9)
    (request,) = Tick(stage.drops, stage.instance, clock=lambda: 0.0).result(Position()).run_requests or []
    with files_of_at_most(TOO_LITTLE_BYTES):
        failed = stage.make(only=[*STAGES, PUBLICATION], brief={"drop": request.run_key})
        assert not failed.success
        tell_failure(stage.instance, failed.dagster_run.with_tags(request.tags), stage.drops)
    told = json.loads((tmp_path / "drop" / "out" / "hills" / "status.json").read_text())
    assert (told["state"], told["reason"]["code"]) == ("failed", "storage_failed")
    assert "free" in told["reason"]["remedy"]
    assert sorted(stage.drops.folder.handed_out("hills")) == ["status.json"]
    assert list((tmp_path / "scratch").glob("*")) == []

    assert stage.make(only=[*STAGES, PUBLICATION], brief={"drop": request.run_key}).success
    told = json.loads((tmp_path / "drop" / "out" / "hills" / "status.json").read_text())
    assert (told["state"], told["reason"]) == ("completed", None)
    assert stage.drops.inbox.counts() == {DropState.COMPLETED: 1}


def test_on_a_disk_that_is_full_to_the_last_byte_nothing_is_lost_and_nothing_half_written(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    program = (sys.executable, "-m", "tests.sensors.full_disk", str(disk))
    code, out, err = on_small_disk(disk, "4m", *program, environment=dict(os.environ))
    assert code == 0, err
    told = json.loads(out)
    assert [("is full" in each, "No space left" in each) for each in told["full"]] == [(True, True)] * 2
    assert told["kept"] == []
    assert (told["asked"], told["states"], told["reason"]) == (["kettle"], {"requested": 1, "rejected": 1}, "style")


@contextmanager
def files_of_at_most(size: int) -> Generator[None]:
    """Refuse larger files to this process, and to those that it starts."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
