"""Whether a service is well is seen by asking it."""

import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import dagster as dg
import pytest
import sqlalchemy as sa
from dagster_postgres.utils import retry_pg_connection_fn

from tests.e2e.serving import until
from tests.ports import free_port
from videogen_dagster.services.health import (
    Reading,
    Unknown,
    Watch,
    after,
    answers,
    beats,
    serves_code,
    silent,
    takes_runs,
)

PATIENCE_S = 120


def test_being_well_counts_from_the_first_look_that_found_it_so():
    reading = after(None, "no answer", 1.0)
    assert reading == Reading("no answer", 1.0)
    reading = after(reading, "another reason", 2.0)
    assert reading == Reading("another reason", 1.0)
    reading = after(reading, None, 3.0)
    assert after(reading, None, 9.0) == Reading(None, 3.0)


def test_parts_of_the_daemon_that_are_silent_are_named():
    told = {"SENSOR": 100.0, "SCHEDULER": 40.0}
    assert silent(["SENSOR"], told, after_s=60) is None
    assert silent(["SENSOR", "SCHEDULER", "BACKFILL"], told, after_s=60) == "no sign of life from: scheduler, backfill"


def test_a_server_that_answers_is_well_and_one_that_is_gone_is_not():
    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/good" else 500)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *_: object) -> None:
            return

    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with HTTPServer(("127.0.0.1", port), Page) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        assert answers(f"{address}/good")() is None
        assert answers(f"{address}/bad")() == f"{address}/bad answers 500"
        server.shutdown()
        thread.join()
    assert "refused" in str(answers(f"{address}/good")())


def test_a_code_server_that_is_not_there_is_told(tmp_path):
    assert str(serves_code(str(tmp_path / "code"))()).startswith("the code server does not answer")


def test_a_run_host_that_is_not_there_is_told(tmp_path):
    assert (
        takes_runs(str(tmp_path / "run-host"))() == "the run host does not answer: [Errno 2] No such file or directory"
    )


def test_a_server_that_does_not_speak_http_is_not_well():
    with socket.create_server(("127.0.0.1", 0)) as server:

        def greet() -> None:
            with server.accept()[0] as connection:
                connection.sendall(b"good day\r\n\r\n")

        thread = threading.Thread(target=greet)
        thread.start()
        assert "does not answer" in str(answers(f"http://127.0.0.1:{server.getsockname()[1]}/")())
        thread.join()


def test_a_database_that_is_away_tells_nothing_of_the_daemon():
    away = sa.create_engine("postgresql+psycopg2://user:swordfish@127.0.0.1:9/films")

    def open_instance() -> dg.DagsterInstance:
        retry_pg_connection_fn(away.connect, retry_limit=0)
        return dg.DagsterInstance.ephemeral()

    with pytest.raises(Unknown):
        beats(open_instance, started_s=0)()


def test_a_watch_goes_on_when_a_look_fails():
    looks = iter([RuntimeError("odd"), None])

    def probe() -> str | None:
        if error := next(looks, None):
            raise error
        return None

    watch = Watch(probe)
    until(lambda: watch.reading, bool, within_s=PATIENCE_S)
    until(lambda: watch.is_well, bool, within_s=PATIENCE_S)
    watch.end()


@pytest.mark.parametrize("readings", [[None], ["bad", None], [Unknown, None]])
def test_a_watch_looks_on_until_all_is_well(readings):
    left = list(readings)

    def probe() -> str | None:
        found = left.pop(0) if len(left) > 1 else left[0]
        if found is Unknown:
            raise Unknown
        return found

    watch = Watch(probe)
    until(lambda: watch.is_well, bool, within_s=PATIENCE_S)
    watch.end()
