"""The services as a person starts them: real processes on free ports, killed one by one and all at once."""

import json
import os
import signal
import socket
import urllib.request
from contextlib import closing

import pytest

from tests.e2e.conftest import Workplace
from tests.e2e.holding import Hold
from tests.e2e.services import SERVICES, services
from tests.e2e.serving import until
from tests.ports import free_port
from videogen_dagster.store.workspace import is_running

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]

SCRIPT = "Title: The kettle\nresolution: 360p\n\nEXT. HARBOUR - DAY\n\nANN\nThe kettle it is.\n"


@pytest.fixture(scope="module")
def hold(tmp_path_factory) -> Hold:
    """What holds the films of these services while it lasts."""
    return Hold(tmp_path_factory.mktemp("held"))


@pytest.fixture(scope="module")
def up(tmp_path_factory, hold):
    with services(Workplace(tmp_path_factory.mktemp("up")), more=hold.lay()) as running:
        yield running


def test_it_says_where_the_pages_and_the_folders_are(up):
    told = up.told()
    for each in (up.address, f"{up.place.home}/drop/in", f"{up.place.home}/drop/out", f"{up.place.home}/logs/up.log"):
        assert each in told
    with urllib.request.urlopen(f"{up.address}/server_info", timeout=240) as answer:
        assert "dagster_version" in json.load(answer)
    assert {name: len(pids) for name, pids in up.pids().items()} == dict.fromkeys(SERVICES, 1)


def test_a_second_one_for_the_same_home_is_refused(up):
    refused = up.place.run("up", "--port", str(free_port()))
    assert refused.code == 2
    assert "already_up" in refused.err
    assert str(up.process.pid) in refused.err
    assert up.address in refused.err


def test_a_port_that_is_taken_is_told_before_anything_starts(tmp_path):
    place = Workplace(tmp_path)
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        refused = place.run("up", "--port", str(port))
    assert refused.code == 2
    assert f"error[invalid_input]: --port: port {port} of 127.0.0.1 is taken" in refused.err
    assert not (place.home / "logs").exists()


def test_production_without_its_variables_is_refused_with_a_list_of_them(tmp_path):
    place = Workplace(tmp_path)
    refused = place.run("up", "--production", "--port", str(free_port()), "--metrics-port", "0")
    assert refused.code == 2
    for variable in ("VIDEOGEN_DATABASE_URL", "VIDEOGEN_STORE_URL", "VIDEOGEN_DROP_URL"):
        assert variable in refused.err
    assert not (place.home / "dagster").exists()


def test_a_dropped_script_becomes_a_film_although_every_service_is_killed_meanwhile(up, hold):
    drop = up.place.home / "drop"
    hold.begin()  # the film is not done before all this has happened

    def status() -> dict:
        path = drop / "out" / "kettle" / "status.json"
        return json.loads(path.read_text()) if path.exists() else {"state": ""}

    (drop / "in" / "kettle.fountain").write_text(SCRIPT)
    until(lambda: status()["state"], lambda state: state == "pending", within_s=300)
    until(lambda: any((up.place.home / "store" / "objects").glob("*")), bool, within_s=300)
    before, runs = up.pids(), up.forked()
    assert runs, "a run is forked from a process that has imported all it needs"
    for name in SERVICES:
        os.kill(before[name][-1], signal.SIGKILL)
    assert all(is_running(pid) for pid in runs), "a run goes on when its host is gone"
    until(up.are_started_again, bool, within_s=400)
    after = up.pids()
    assert all(is_running(after[name][-1]) for name in SERVICES)
    assert not any(is_running(before[name][-1]) for name in SERVICES)
    for name in SERVICES:
        assert f"{name} died (SIGKILL); it is started again in 1 s" in up.log
    assert all(is_running(pid) for pid in runs)
    hold.end()
    told = until(status, lambda told: told["state"] == "completed", within_s=400)
    assert told["film"]["frames"] > 24
    assert (drop / "out" / "kettle" / "kettle.mp4").stat().st_size > 10_000
    with urllib.request.urlopen(f"{up.address}/server_info", timeout=240) as answer:
        assert answer.status == 200


def test_nobody_listens_but_on_this_machine(up):
    assert up.listening() == {"127.0.0.1"}


def test_a_backfill_that_is_waited_for_ends_with_its_runs(up):
    done = up.place.run("backfill", "--projects", "kettle", "--wait", "--json")  # the daemon looks twice a minute
    assert done.code == 0, done.err
    record = json.loads(done.out)
    assert (record["status"], record["runs"]) == ("completed", {"success": 1})
    assert done.err.splitlines()[-1] == "runs: 1 success"


def test_a_signal_stops_everything_and_leaves_no_process(up):
    everyone = up.everyone()
    assert len(everyone) > len(SERVICES) + 1
    up.process.send_signal(signal.SIGTERM)
    assert up.process.wait(timeout=180) == 0
    assert not [pid for pid in everyone if is_running(pid)]
    assert up.log.endswith("stopped\n")
    assert "Traceback" not in up.log
