"""The drop folder's sensor on a bad day: each version becomes one run or one clear rejection, and no tick takes longer than 40 s."""

import hashlib
import json
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import dagster as dg
import obstore
import pytest

from tests.fakes.chaos_proxy import BAD_DAY, ChaosProxy, Plan, bad_network
from tests.fakes.instance import Records, instance_in_lists
from tests.fakes.s3_server import ACCESS, store_at
from videogen_dagster.assets.failures import failures
from videogen_dagster.core.errors import InvalidInput, StorageFailure, StorageUnavailable
from videogen_dagster.definitions import defs
from videogen_dagster.partitions import VERSION_TAG
from videogen_dagster.resources.drops import Drops
from videogen_dagster.sensors.dropped import LONGEST_TICK_S, RECONCILED_S, Position, Tick
from videogen_dagster.sensors.failed_drops import MAX_RETRIES_TAG, MOST_STARTS, RETRIED_TAG, tell_failure
from videogen_dagster.settings import load_settings
from videogen_dagster.store.object_stores import HURRIED, Patience

PATIENT = replace(HURRIED, request_s=120.0, silence_s=120.0)
"""Asks again no longer than sensors do, and waits for an answer however busy this machine is."""


@pytest.fixture(scope="module")
def proxy(s3):
    with bad_network(s3) as proxy:
        yield proxy, s3


@dataclass
class Bucket:
    """A drop folder in a bucket behind the proxy, and the sensor that looks at it."""

    home: Path
    instance: dg.DagsterInstance
    chaos: ChaosProxy
    server: str
    cursor: Position = field(default_factory=Position)

    def __post_init__(self) -> None:
        self.name = f"b{hashlib.sha256(str(self.home).encode()).hexdigest()[:16]}"
        self.direct = store_at(self.server, self.name)
        self.asked: list[dg.RunRequest] = []
        self.be(PATIENT)

    def be(self, patience: Patience) -> None:
        """Wait for the server as long as that."""
        settings = load_settings({"VIDEOGEN_DROP_URL": f"s3://{self.name}/team"}, home=self.home)
        self.drops = Drops(settings, patience=patience)

    def put(self, project: str, document: dict) -> None:
        obstore.put(self.direct, f"in/{project}/metadata.json", json.dumps(document).encode())

    def tick(self, *, reconciled_s: float = RECONCILED_S, clock: Callable[[], float] = lambda: 0.0) -> float:
        """Look once, as Dagster does: a tick that fails is told, and the cursor stays; returns how long it took by the clock.

        A clock that stands still has time for everything, however busy this machine is.
        """
        began = clock()
        with suppress(StorageFailure):
            result = Tick(self.drops, self.instance, clock=clock, reconciled_s=reconciled_s).result(self.cursor)
            self.cursor = Position.model_validate_json(result.cursor or "")
            known = {request.run_key for request in self.asked}
            self.asked += [request for request in result.run_requests or [] if request.run_key not in known]
        return clock() - began

    def status(self, project: str) -> dict:
        return json.loads(bytes(obstore.get(self.direct, f"out/{project}/status.json").bytes()))

    def states(self) -> dict[str, int]:
        return {state.value: count for state, count in self.drops.inbox.counts().items()}


@pytest.fixture
def bucket(proxy, tmp_path):
    chaos, server = proxy
    chaos.plan = Plan()
    return Bucket(tmp_path / "home", instance_in_lists(tmp_path, Records()), chaos, server)


GOOD, BAD = {"prompt": "A harbour at dawn"}, {"style": "cubist"}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_each_version_is_asked_for_once_or_rejected_once_through_a_whole_bad_day(bucket, seed):
    for number in range(12):
        bucket.put(f"mug-{number}", BAD if number % 4 == 3 else GOOD)
    bucket.be(HURRIED)
    bucket.chaos.plan = Plan(BAD_DAY, seed=seed, late_s=0.2)
    for _ in range(25):
        assert bucket.tick(clock=time.monotonic) < LONGEST_TICK_S
        if bucket.states() == {"requested": 9, "rejected": 3}:
            break
    assert bucket.chaos.plan.happened.total() > 5
    assert bucket.states() == {"requested": 9, "rejected": 3}
    assert sorted(request.partition_key for request in bucket.asked) == sorted(
        f"mug-{number}" for number in range(12) if number % 4 != 3
    )
    assert {bucket.status(f"mug-{number}")["state"] for number in (3, 7, 11)} == {"rejected"}


def test_a_server_that_does_not_answer_ends_the_tick_soon_and_the_next_one_goes_on(bucket):
    bucket.put("mug", GOOD)
    bucket.be(HURRIED)
    bucket.chaos.plan, before = Plan({"stall": 1.0}), bucket.chaos.requests.total()
    assert bucket.tick(clock=time.monotonic) < LONGEST_TICK_S
    assert bucket.chaos.requests.total() - before <= 1, "two would take longer than one call may"
    assert 2 * HURRIED.request_s > HURRIED.longest_s
    assert bucket.asked == []
    bucket.be(PATIENT)
    bucket.chaos.plan = Plan()
    bucket.tick()
    assert [request.partition_key for request in bucket.asked] == ["mug"]


def test_no_tick_takes_longer_than_it_may_however_slow_the_server_is(bucket):
    """By a clock that goes on with each request, by the longest that one may take."""
    for number in range(12):
        bucket.put(f"mug-{number}", BAD if number % 2 else GOOD)
    took = bucket.tick(clock=lambda: bucket.chaos.requests.total() * HURRIED.longest_s)
    assert LONGEST_TICK_S / 2 < took < LONGEST_TICK_S
    begun, asked = sum(bucket.states().values()), len(bucket.asked)
    assert 0 < begun < 12, "what is seen is kept, and the rest is left for the next tick"
    bucket.tick()
    states = {"requested": asked, "pending": 6 - asked, "rejected": 6}
    assert bucket.states() == {state: count for state, count in states.items() if count}
    assert len(bucket.asked) == 6


def test_a_file_that_cannot_be_read_stops_nobody_behind_it(bucket):
    bucket.put("a-lamp", GOOD)
    bucket.put("mug", GOOD)
    bucket.chaos.plan = Plan({"error": 1.0}, only="GET /[^?]*in/a-lamp/")
    bucket.tick()
    assert [request.partition_key for request in bucket.asked] == ["mug"]
    bucket.chaos.plan = Plan()
    bucket.tick()
    assert [request.partition_key for request in bucket.asked] == ["mug", "a-lamp"]


def test_a_rejection_that_could_not_be_told_is_told_by_the_next_tick(bucket):
    bucket.put("mug", BAD)
    bucket.chaos.plan = Plan({"error": 1.0}, only="PUT .*status.json")
    bucket.tick()
    assert bucket.states() == {}
    bucket.chaos.plan = Plan()
    bucket.tick()
    assert bucket.status("mug")["reason"]["field"] == "style"


def test_a_file_that_came_short_is_not_taken_for_the_whole_one(bucket, tmp_path):
    bucket.put("mug", {"prompt": "A harbour at dawn, " * 20})
    (drop,) = bucket.drops.folder.look().drops
    bucket.chaos.plan = Plan({"short": 1.0}, only="GET /[^?]*metadata")
    with pytest.raises(StorageUnavailable, match="bytes"):
        bucket.drops.folder.fetch(drop, tmp_path)


def test_an_upload_in_parts_is_not_seen_before_its_last_part(bucket):
    import boto3  # moto brings it

    name = str(bucket.direct.config["bucket"])
    client = boto3.client("s3", endpoint_url=bucket.server, region_name=ACCESS["region"])
    where = {"Bucket": name, "Key": "team/in/mug/metadata.json"}
    upload = client.create_multipart_upload(**where)["UploadId"]
    part = client.upload_part(**where, UploadId=upload, PartNumber=1, Body=json.dumps(GOOD).encode())
    bucket.tick()
    assert (bucket.asked, bucket.states()) == ([], {})
    told = {"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]}
    client.complete_multipart_upload(**where, UploadId=upload, MultipartUpload=told)
    bucket.tick()
    assert [request.partition_key for request in bucket.asked] == ["mug"]


def test_uploads_of_the_same_second_are_all_versions(bucket):
    bucket.put("mug", GOOD)
    bucket.tick()
    for text in ("A harbour at noon", "A harbour at night"):
        bucket.put("mug", {"prompt": text})
        bucket.put(f"mug-{len(text)}", {"prompt": text})
        bucket.tick()
    assert sorted(request.partition_key for request in bucket.asked) == ["mug", "mug", "mug", "mug-17", "mug-18"]
    assert len({request.run_key for request in bucket.asked}) == 5


def test_what_there_was_no_time_for_is_done_by_the_ticks_behind_it(bucket):
    for number in range(30):
        bucket.put(f"mug-{number:02}", GOOD)
    clock = iter(range(10_000))
    ticks = 0
    while len(bucket.asked) < 30:
        result = Tick(bucket.drops, bucket.instance, clock=lambda: float(next(clock))).result(bucket.cursor)
        bucket.cursor = Position.model_validate_json(result.cursor or "")
        bucket.asked += [request for request in result.run_requests or [] if request not in bucket.asked]
        ticks += 1
        assert ticks < 10
    assert ticks > 1, "the clock goes a second further at each look: not all fits into one tick"
    assert len({request.run_key for request in bucket.asked}) == 30


def run_of(bucket: Bucket, request: dg.RunRequest, **tags: str) -> dg.DagsterRun:
    """Record a failed run of a request, as Dagster tells it."""
    job = defs.resolve_job_def("make_dropped_film")
    run = bucket.instance.create_run_for_job(job, tags={**request.tags, **tags})
    bucket.instance.report_run_failed(run)
    return bucket.instance.get_run_by_id(run.run_id)


def refused(bucket: Bucket, request: dg.RunRequest) -> dg.DagsterRun:
    """Make a run of a request whose first step refuses what was dropped."""

    @dg.asset
    def brief(context: dg.AssetExecutionContext) -> None:
        with failures(context):
            raise InvalidInput("there is nothing to film", field="prompt")

    quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
    made = dg.materialize(
        [brief], instance=bucket.instance, tags=request.tags, raise_on_error=False, run_config=quiet
    ).dagster_run
    return bucket.instance.get_run_by_id(made.run_id)


def test_a_version_whose_run_was_never_started_is_asked_for_again_a_few_times(bucket):
    bucket.put("mug", GOOD)
    for starts in range(1, MOST_STARTS + 1):
        bucket.tick()
        bucket.tick()
        assert len(bucket.asked) == starts
        tell_failure(bucket.instance, run_of(bucket, bucket.asked[-1]), bucket.drops)
    assert len({request.run_key for request in bucket.asked}) == MOST_STARTS
    assert len({request.tags[VERSION_TAG] for request in bucket.asked}) == 1
    bucket.tick()
    assert bucket.states() == {"failed": 1}
    assert bucket.status("mug")["state"] == "failed"


def test_a_version_is_started_as_often_as_the_deployment_starts_lost_runs(bucket, tmp_path):
    retries = {"run_retries": {"enabled": True, "max_retries": MOST_STARTS + 2}}
    records = Records()
    bucket.instance = instance_in_lists(tmp_path, records)
    configured = instance_in_lists(tmp_path, records, settings=retries)
    bucket.put("mug", GOOD)
    for starts in range(1, MOST_STARTS + 4):
        bucket.tick()
        bucket.tick()
        assert len(bucket.asked) == starts
        tell_failure(configured, run_of(bucket, bucket.asked[-1]), bucket.drops)
    version = bucket.asked[0].run_key
    assert [request.run_key for request in bucket.asked[1:]] == [f"{version}-{n}" for n in range(1, MOST_STARTS + 3)]
    bucket.tick()
    assert bucket.states() == {"failed": 1}


def test_runs_that_were_stopped_with_the_services_do_not_count(bucket):
    bucket.put("mug", GOOD)
    bucket.tick()
    bucket.tick()
    (request,) = bucket.asked
    for _ in range(MOST_STARTS):
        run = run_of(bucket, request, **{MAX_RETRIES_TAG: str(MOST_STARTS)})
    tell_failure(bucket.instance, run, bucket.drops)
    bucket.tick()
    assert [each.run_key for each in bucket.asked] == [request.run_key, f"{request.run_key}-{MOST_STARTS}"]


def test_a_retry_that_dagster_lost_is_made_up_for_however_many_there_were_before(bucket):
    bucket.put("mug", GOOD)
    bucket.tick()
    bucket.tick()
    (request,) = bucket.asked
    for _ in range(MOST_STARTS + 2):
        run_of(bucket, request, **{RETRIED_TAG: "true"})
    time.sleep(0.1)
    bucket.tick(reconciled_s=0.0)
    assert bucket.asked[-1].run_key == f"{request.run_key}-{MOST_STARTS + 2}"


def test_a_failure_that_is_told_twice_starts_one_run(bucket):
    bucket.put("mug", GOOD)
    bucket.tick()
    bucket.tick()
    lost = run_of(bucket, bucket.asked[0])
    tell_failure(bucket.instance, lost, bucket.drops)
    bucket.tick()
    bucket.tick()
    assert len(bucket.asked) == 2
    bucket.instance.create_run_for_job(defs.resolve_job_def("make_dropped_film"), tags=bucket.asked[1].tags)
    tell_failure(bucket.instance, lost, bucket.drops)
    bucket.tick()
    assert (len(bucket.asked), bucket.states()) == (2, {"requested": 1})


def test_a_run_that_refuses_what_was_dropped_is_not_started_again(bucket):
    bucket.put("mug", GOOD)
    bucket.tick()
    bucket.tick()
    tell_failure(bucket.instance, refused(bucket, bucket.asked[0]), bucket.drops)
    bucket.tick()
    assert (len(bucket.asked), bucket.states()) == (1, {"rejected": 1})
    assert bucket.status("mug")["reason"]["field"] == "prompt"


def test_a_retry_that_dagster_lost_is_made_up_for_behind_a_while(bucket):
    bucket.put("mug", GOOD)
    bucket.tick()
    bucket.tick()
    run = run_of(bucket, bucket.asked[0], **{RETRIED_TAG: "true"})
    tell_failure(bucket.instance, run, bucket.drops)
    bucket.tick()
    assert len(bucket.asked) == 1
    time.sleep(0.1)
    bucket.tick(reconciled_s=0.0)
    assert [request.run_key for request in bucket.asked] == [run.tags[VERSION_TAG], f"{run.tags[VERSION_TAG]}-1"]


def test_a_failure_that_could_not_be_told_is_told_when_it_is_looked_at_again(bucket):
    bucket.put("mug", GOOD)
    bucket.tick()
    bucket.tick()
    run = refused(bucket, bucket.asked[0])
    bucket.chaos.plan = Plan({"error": 1.0}, only="PUT .*status.json")
    with pytest.raises(StorageUnavailable):
        tell_failure(bucket.instance, run, bucket.drops)
    assert bucket.states() == {"requested": 1}
    bucket.chaos.plan = Plan()
    tell_failure(bucket.instance, run, bucket.drops)
    assert bucket.status("mug")["state"] == "rejected"


def test_two_sensors_by_mistake_ask_for_the_same_run(bucket):
    other = Bucket(bucket.home, bucket.instance, bucket.chaos, bucket.server)
    for number in range(6):
        bucket.put(f"mug-{number}", BAD if number == 5 else GOOD)
    for _ in range(3):
        bucket.tick()
        other.tick()
    keys = {request.run_key for request in bucket.asked}
    assert {request.run_key for request in other.asked} <= keys
    assert len(keys) == 5
    assert bucket.states() == {"requested": 5, "rejected": 1}
