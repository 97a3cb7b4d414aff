"""What the workers of a machine share of a provider, over real HTTP: places for jobs, and what they know of one that is down."""

import subprocess
import sys
import threading
import time

import pytest

from tests.fakes import hosted_process
from tests.fakes.forks import forks
from tests.fakes.hosted import write_clip
from tests.fakes.hosted_kinds import KINDS
from tests.fakes.job_servers import FalServer
from tests.fakes.scripted_server import Reply, ScriptedServer
from tests.fakes.workspace import FolderWorkspace
from videogen_dagster.core.errors import EngineUnavailable
from videogen_dagster.core.media import Clip
from videogen_dagster.engines.providers.addresses import AddressRules
from videogen_dagster.engines.providers.breaker import FAILURES, Breaker, CircuitOpen
from videogen_dagster.engines.providers.endpoint import Endpoint
from videogen_dagster.engines.providers.pacing import Limits, slot
from videogen_dagster.engines.providers.provider import Provider

GRANTED = 2
PROCESSES = 4


class CountingFalServer(FalServer):
    """Knows how many of its jobs were not done at the same time.

    Attributes:
        most: So many.
    """

    def __init__(self, clip) -> None:
        super().__init__(clip)
        self.most = 0
        self._open: set[str] = set()

    def begin(self, inputs) -> str:
        job = super().begin(inputs)
        self._open.add(job)
        self.most = max(self.most, len(self._open))
        return job

    def stage(self, job: str) -> int | None:
        polls = super().stage(job)
        if polls is not None and polls >= self.polls_until_done:
            self._open.discard(job)
        return polls


@pytest.mark.slow
def test_no_more_jobs_are_in_the_making_than_the_provider_grants_whatever_process_began_them(tmp_path):
    context = forks()
    with CountingFalServer(write_clip(tmp_path / "made.mp4")) as server:
        server.polls_until_done = 20
        settings = {"shared": tmp_path / "shared", "limits": Limits(at_once=GRANTED)}
        workers = [
            context.Process(
                target=hosted_process.main,
                args=("fal clip", server.url, tmp_path / str(number), "never", 1, settings),
            )
            for number in range(PROCESSES)
        ]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(timeout=240)
        assert [worker.exitcode for worker in workers] == [0] * PROCESSES
        assert server.charges == PROCESSES
        assert server.most <= GRANTED


def test_a_job_that_was_begun_is_fetched_though_all_places_are_taken(tmp_path):
    kind = KINDS["fal clip"]
    limits = Limits(at_once=1)
    with kind.serve(tmp_path) as served:
        engine = kind.engine(served.url, tmp_path / "shared", limits=limits)
        workspace = FolderWorkspace(tmp_path / "work")
        request = kind.request(workspace)
        served.server._polls["job-9"] = 0
        workspace.jobs[0] = "job-9"
        endpoint, _ = engine._clips.provider.endpoint_of(engine._clips.choice)
        with slot(endpoint.paced / "jobs", limits.at_once, lambda: None):
            (clip,) = engine.generate([request], workspace)
    assert isinstance(clip, Clip), clip
    assert served.charges == 0


ASKS = """
import sys
from pathlib import Path
from videogen_dagster.core.errors import EngineUnavailable
from videogen_dagster.engines.providers.addresses import AddressRules
from videogen_dagster.engines.providers.endpoint import Endpoint
from videogen_dagster.engines.providers.provider import Provider
endpoint = Endpoint(engine="acme", base_url=sys.argv[1], shared=Path(sys.argv[2]), rules=AddressRules(frozenset({"127.0.0.1"})))
with Provider(endpoint, lambda: None) as provider:
    for _ in range(2):
        try:
            provider.get("/jobs/7")
        except EngineUnavailable:
            pass
"""


def endpoint_at(url: str, tmp_path) -> Endpoint:
    return Endpoint(engine="acme", base_url=url, shared=tmp_path, rules=AddressRules(frozenset({"127.0.0.1"})))


def test_a_provider_that_one_process_found_to_be_down_is_left_alone_by_another(tmp_path):
    with ScriptedServer(lambda _: Reply(status=500)) as server:
        subprocess.run([sys.executable, "-c", ASKS, server.url, tmp_path], check=True, timeout=240)
        asked = len(server.asked)
        assert asked == FAILURES
        with (
            Provider(endpoint_at(server.url, tmp_path), lambda: None) as provider,
            pytest.raises(CircuitOpen, match=r"failed 5 times in a row .last: HTTP 500.") as told,
        ):
            provider.get("/jobs/8")
        assert len(server.asked) == asked
        assert server.url in told.value.remedy


def test_a_provider_that_works_again_is_asked_by_all_again(tmp_path):
    with ScriptedServer(lambda _: Reply({"status": "done"}, delay_s=0.05)) as server:
        endpoint = endpoint_at(server.url, tmp_path)
        breaker = Breaker(endpoint.place, "acme", open_s=0.3)
        for _ in range(FAILURES):
            breaker.failed("HTTP 500")
        with Provider(endpoint, lambda: None) as provider:
            until = time.monotonic() + 120
            while True:
                try:
                    assert provider.get("/jobs/7").status == 200
                    break
                except EngineUnavailable:
                    assert server.asked == []
                    assert time.monotonic() < until
                    time.sleep(0.05)
            assert len(server.asked) == 1, "one request tries"
            threads = [threading.Thread(target=provider.get, args=("/jobs/8",)) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert len(server.asked) == 5
        for _ in range(FAILURES - 1):
            breaker.failed("HTTP 500")
        breaker.enter()  # they are counted from one
