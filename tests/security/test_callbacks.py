"""Programs that want to be told how a version ended are told at least once, and nobody else is called."""

import base64
import hashlib
import hmac
import json
import os
import signal
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import dagster as dg
import pytest

from tests.e2e.serving import until
from tests.fakes.connect_proxy import certificate
from tests.fakes.graph import Stage
from tests.fakes.instance import Records, instance_in_lists
from tests.sensors.test_dropped import SCRIPT, Dropping
from videogen_dagster.core.drops import Callback, Drop, DropState, InboxRow, Member, Reason
from videogen_dagster.core.errors import InvalidInput, StorageFailure
from videogen_dagster.definitions import defs
from videogen_dagster.jobs import PUBLICATION
from videogen_dagster.resources import callbacks as under_test
from videogen_dagster.resources.callbacks import AllowedHost, Callbacks, call_back, permitted_address
from videogen_dagster.resources.drops import Drops, told_of
from videogen_dagster.resources.inbox import Inbox
from videogen_dagster.sensors.callbacks import ends_of_drops_are_posted
from videogen_dagster.sensors.dropped import Tick
from videogen_dagster.sensors.failed_drops import MOST_STARTS
from videogen_dagster.settings import load_settings

SECRET = "swordfish"  # noqa: S105  # nobody's
PATIENCE_S = 120.0


@dataclass
class Receiver:
    """A server that keeps what it is sent, and answers as soon as it may."""

    statuses: list[int] = field(default_factory=list)
    may_answer: threading.Event = field(default_factory=threading.Event)
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    port: int = 0

    def __post_init__(self) -> None:
        self.may_answer.set()

    def url(self, path: str = "/hook?team=1") -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@contextmanager
def receiving(receiver: Receiver, context: ssl.SSLContext | None = None) -> Generator[Receiver]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            content = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.got.append((self.path, {name.lower(): text for name, text in self.headers.items()}, content))
            receiver.may_answer.wait()
            self.send_response(receiver.statuses.pop(0) if receiver.statuses else 204)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *told):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None  # whoever hangs up early is what these tests are about
    receiver.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.may_answer.set()
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def receiver():
    with receiving(Receiver()) as started:
        yield started


@pytest.fixture
def dropping(tmp_path, receiver):
    dropping = Dropping(tmp_path / "home", instance_in_lists(tmp_path, Records()))
    here = f"http://127.0.0.1:{receiver.port}"
    dropping.drops = Drops(load_settings(allowing(here), home=dropping.home))
    dropping.drops.callbacks = patient(here)
    return dropping


def patient(host: str) -> Callbacks:
    """Who calls one host, and waits for it however busy this machine is."""
    return Callbacks([host], SECRET, answer_s=PATIENCE_S, longest_post_s=PATIENCE_S)


def allowing(*hosts: str) -> dict[str, str]:
    return {"VIDEOGEN_CALLBACK_HOSTS": ",".join(hosts), "VIDEOGEN_CALLBACK_SECRET": SECRET}


def posted(dropping: Dropping, *, later_s: float = 0.0, longest_s: float = PATIENCE_S) -> int:
    """Post what is due so much later than at the first call of this, however long the test itself takes."""
    began_s = dropping.now = dropping.now or time.time()
    dropping.drops.inbox._clock = lambda: began_s + later_s
    return call_back(dropping.drops.callbacks, dropping.drops.inbox, told_of, longest_s=longest_s)


def drop(dropping: Dropping, receiver: Receiver, project: str = "mug", **metadata: object) -> list[dg.RunRequest]:
    dropping.put(f"{project}/metadata.json", {"prompt": "A mug of tea", "callback": receiver.url(), **metadata})
    return dropping.tick()


def test_the_end_of_a_version_is_posted_once_with_a_signature_and_what_the_status_says(dropping, receiver):
    began_s = int(time.time())
    (request,) = drop(dropping, receiver)
    assert posted(dropping) == 0, "it has not ended"
    film = {"name": "mug.mp4", "frames": 150}
    dropping.drops.inbox.end(request.run_key, DropState.COMPLETED, run_id="r1", film=film)
    assert posted(dropping) == 1
    assert posted(dropping, later_s=9e4) == 0
    ((path, headers, content),) = receiver.got
    told = json.loads(content)
    assert path == "/hook?team=1"
    assert (told["state"], told["project"], told["run_id"], told["film"]) == ("completed", "mug", "r1", film)
    assert headers["webhook-id"] == f"{request.run_key}.completed"
    assert began_s <= int(headers["webhook-timestamp"]) <= time.time()
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + content
    expected = base64.b64encode(hmac.new(SECRET.encode(), signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert headers["host"] == f"127.0.0.1:{receiver.port}"
    assert SECRET.encode() not in content


def test_a_rejected_a_failed_and_a_superseded_version_are_told_too(dropping, receiver):
    drop(dropping, receiver, "cubist", style="cubist")
    (broken,) = drop(dropping, receiver, "broken")
    why = Reason(code="engine_failed", message="out of paint")
    dropping.drops.inbox.end(broken.run_key, DropState.FAILED, reason=why)
    dropping.put("old/metadata.json", {"prompt": "One", "callback": receiver.url()})
    dropping.tick(is_kept=False)
    dropping.put("old/metadata.json", {"prompt": "Two", "callback": receiver.url()})
    dropping.tick()
    posted(dropping)
    told = {json.loads(content)["project"]: json.loads(content) for _, _, content in receiver.got}
    states = {project: (each["state"], each["reason"]["code"]) for project, each in told.items()}
    assert states == {
        "cubist": ("rejected", "invalid_input"),
        "broken": ("failed", "engine_failed"),
        "old": ("superseded", "superseded"),
    }
    assert told["cubist"]["reason"]["field"] == "style"


def test_a_failed_version_that_is_completed_later_is_told_again_as_another_message(dropping, receiver):
    (request,) = drop(dropping, receiver)
    for state in (DropState.FAILED, DropState.COMPLETED):
        dropping.drops.inbox.end(request.run_key, state)
        posted(dropping)
    assert [headers["webhook-id"].partition(".")[2] for _, headers, _ in receiver.got] == ["failed", "completed"]


def test_what_is_not_taken_is_posted_again_later_and_later(dropping, receiver):
    receiver.statuses = [500, 302, 404]
    drop(dropping, receiver, style="cubist")
    assert posted(dropping) == 1
    assert posted(dropping, later_s=5) == 0
    assert posted(dropping, later_s=11) == 1
    assert posted(dropping, later_s=25) == 0
    assert posted(dropping, later_s=32) == 1
    assert posted(dropping, later_s=80) == 1
    assert posted(dropping, later_s=9e4) == 0, "it was taken"
    assert len({headers["webhook-id"] for _, headers, _ in receiver.got}) == 1
    assert [path for path, _, _ in receiver.got] == ["/hook?team=1"] * 4, "a redirect is not followed"


def test_nobody_is_called_for_ever(dropping, receiver):
    receiver.statuses = [500] * 100
    drop(dropping, receiver, style="cubist")
    assert [posted(dropping, later_s=hour * 4000.0) for hour in range(30)] == [1] * 24 + [0] * 6


def test_a_receiver_that_answers_late_keeps_nobody_waiting_and_is_not_asked_again(dropping, receiver):
    receiver.may_answer.clear()
    drop(dropping, receiver, style="cubist")
    assert posted(dropping, longest_s=0.2) == 1
    assert dropping.drops.inbox.newest("mug").callback.owed, "it has not answered yet"
    receiver.may_answer.set()
    until(lambda: dropping.drops.inbox.newest("mug").callback.owed, lambda owed: not owed, within_s=PATIENCE_S)


def test_a_process_that_is_killed_while_it_posts_loses_nothing(dropping, receiver):
    receiver.may_answer.clear()
    drop(dropping, receiver, style="cubist")
    program = (
        "import sys; from pathlib import Path\n"
        "from videogen_dagster.resources.callbacks import call_back\n"
        "from videogen_dagster.resources.drops import Drops, told_of\n"
        "from videogen_dagster.settings import load_settings\n"
        "drops = Drops(load_settings(home=Path(sys.argv[1])))\n"
        "call_back(drops.callbacks, drops.inbox, told_of, longest_s=60)\n"
    )
    environment = {**os.environ, **allowing(f"http://127.0.0.1:{receiver.port}")}
    process = subprocess.Popen([sys.executable, "-c", program, str(dropping.home)], env=environment)
    while not receiver.got:
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    receiver.may_answer.set()
    assert posted(dropping, later_s=60) == 1
    first, second = (headers["webhook-id"] for _, headers, _ in receiver.got)
    assert first == second
    assert not dropping.drops.inbox.newest("mug").callback.owed


REFUSED = {
    "another host": "https://example.com/hook",
    "another port": "http://127.0.0.1:1/hook",
    "cloud metadata": "http://169.254.169.254/latest/meta-data/",
    "localhost": "https://localhost/",
    "a file": "file:///etc/passwd",
    "gopher": "gopher://127.0.0.1:6379/_FLUSHALL",
    "a user and a password": "http://user:pass@127.0.0.1:{port}/",
    "a host that looks allowed": "http://127.0.0.1:{port}@example.com/",
    "a line break": "http://127.0.0.1:{port}/\r\nX: y",
    "no URL": "hook",
    "https where http is allowed": "https://127.0.0.1:{port}/",
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_callback_to_anybody_else_is_rejected_and_nobody_is_called(dropping, receiver, name):
    url = REFUSED[name].format(port=receiver.port)
    assert drop(dropping, receiver, callback=url) == []
    reason = dropping.status("mug")["reason"]
    assert (reason["code"], reason["field"]) == ("invalid_input", "callback")
    assert reason["remedy"]
    assert "user:pass" not in reason["message"]
    assert posted(dropping) == 0
    assert receiver.got == []


def test_without_a_host_or_a_secret_callbacks_are_rejected(dropping, receiver):
    for variables in ({}, {"VIDEOGEN_CALLBACK_HOSTS": f"http://127.0.0.1:{receiver.port}"}):
        dropping.drops = Drops(load_settings(variables, home=dropping.home))
        project = f"mug-{len(variables)}"
        assert drop(dropping, receiver, project) == []
        assert "VIDEOGEN_CALLBACK" in dropping.status(project)["reason"]["remedy"]
        told = ends_of_drops_are_posted(dg.build_sensor_context(), drops=dropping.drops)
        assert "names nobody" in told.skip_message


def test_the_sensor_posts_what_is_due(dropping, receiver):
    drop(dropping, receiver, style="cubist")
    told = ends_of_drops_are_posted(dg.build_sensor_context(), drops=dropping.drops)
    assert told.skip_message == "1 posted"
    until(lambda: len(receiver.got), lambda posts: posts == 1, within_s=PATIENCE_S)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "fe80::1",
        "fd00::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::",
    ],
)
def test_a_private_address_is_called_only_if_the_deployment_names_its_port(address):
    shown = f"[{address}]" if ":" in address else address
    with pytest.raises(InvalidInput, match="no public address"):
        permitted_address(AllowedHost.named(shown))
    assert permitted_address(AllowedHost.named(f"{shown}:8443"))


def test_a_public_address_is_called():
    assert permitted_address(AllowedHost.named("93.184.216.34")) == "93.184.216.34"


@pytest.mark.parametrize("text", ["ftp://host", "host/path", "user@host", "host:x", "https://", "host?query"])
def test_what_names_no_host_is_told(text):
    with pytest.raises(InvalidInput) as refused:
        AllowedHost.named(text)
    assert refused.value.field == "VIDEOGEN_CALLBACK_HOSTS"


def test_the_inbox_says_whom_to_call_for_single_scripts_too_nobody(dropping, receiver):
    dropping.put("kettle.fountain", SCRIPT)
    (request,) = dropping.tick()
    dropping.drops.inbox.end(request.run_key, DropState.COMPLETED)
    assert posted(dropping) == 0


def test_a_server_is_called_over_tls_only_if_its_certificate_is_trusted(tmp_path, monkeypatch):
    file = certificate(tmp_path, "localhost")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    with receiving(Receiver(), context) as receiver:
        hosts = patient(f"localhost:{receiver.port}")
        url = f"https://localhost:{receiver.port}/hook"
        with pytest.raises(OSError, match="certificate verify failed"):
            hosts.post(url, b"{}", message="v1.completed", timestamp_s=1)
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        hosts.post(url, b"{}", message="v1.completed", timestamp_s=1)
        assert [path for path, _, _ in receiver.got] == ["/hook"]


def test_a_secret_of_a_signing_library_is_read_as_they_read_it():
    key = b"0123456789abcdef01234567"
    secret = "whsec_" + base64.b64encode(key).decode()
    expected = base64.b64encode(hmac.new(key, b"m.1.{}", hashlib.sha256).digest()).decode()
    assert Callbacks([], secret).signature("m", 1, b"{}") == f"v1,{expected}"
    assert under_test.LONGEST_LOOK_S <= 5


class LosingInbox(Inbox):
    """An inbox whose database goes away when the end of a version is kept, as if the process had been killed there."""

    def end(self, *_args, **_told):
        raise StorageFailure("the database is gone")

    def add(self, *_args):
        raise StorageFailure("the database is gone")


def losing(drops: Drops, kept: Inbox | None = None) -> Inbox:
    """Give a drop folder an inbox that loses ends, or the one that it had; returns that."""
    had = drops.inbox
    drops.inbox = kept or LosingInbox(had._engine)
    return had


ENDS = {
    dg.DagsterRunStatus.FAILURE: "the run failed outside its steps",
    dg.DagsterRunStatus.CANCELED: "a person cancelled the run",
}


@pytest.mark.parametrize("status", ENDS)
def test_an_end_that_was_told_and_not_kept_is_posted_once_it_was_seen_again(dropping, receiver, status):
    (request,) = drop(dropping, receiver)
    dropping.tick()
    for _ in range(MOST_STARTS if status is dg.DagsterRunStatus.FAILURE else 1):  # else it is started again
        run = dropping.instance.create_run_for_job(defs.resolve_job_def("make_dropped_film"), tags=request.tags)
        if status is dg.DagsterRunStatus.FAILURE:
            dropping.instance.report_run_failed(run)
        else:
            dropping.instance.report_run_canceled(run)
    inbox = losing(dropping.drops)
    with pytest.raises(StorageFailure):
        Tick(dropping.drops, dropping.instance, clock=lambda: 0.0, reconciled_s=0.0).result(dropping.cursor)
    assert dropping.status("mug")["state"] == "failed"
    losing(dropping.drops, inbox)
    assert posted(dropping) == 0, "its end was not kept"
    Tick(dropping.drops, dropping.instance, clock=lambda: 0.0, reconciled_s=0.0).result(dropping.cursor)
    assert (posted(dropping), posted(dropping, later_s=9e4)) == (1, 0)
    told = json.loads(receiver.got[0][2])
    assert (told["state"], told["reason"]["message"]) == ("failed", ENDS[status])
    assert {name: dropping.status("mug")[name] for name in told} == told


def test_a_rejection_that_was_told_and_not_kept_is_told_again_and_posted(dropping, receiver):
    inbox = losing(dropping.drops)
    drop(dropping, receiver, style="cubist")
    assert dropping.status("mug")["state"] == "rejected"
    losing(dropping.drops, inbox)
    assert posted(dropping) == 0
    dropping.tick()
    assert (posted(dropping), posted(dropping, later_s=9e4)) == (1, 0)
    assert json.loads(receiver.got[0][2])["state"] == "rejected"


def test_a_catalogue_that_is_rejected_is_told_and_posted_once_for_the_group(dropping, receiver):
    dropping.put("shop/list.csv", "price\n9.99\n4.99\n")
    dropping.put("shop/metadata.json", {"callback": receiver.url()})
    assert dropping.tick() == []
    assert dropping.status("shop")["state"] == "rejected"
    assert (posted(dropping), posted(dropping, later_s=9e4)) == (1, 0)
    told = json.loads(receiver.got[0][2])
    assert (told["project"], told["source"], told["state"]) == ("shop", "shop/", "rejected")
    assert "title" in told["reason"]["message"]


class Handing(Stage):
    """A stage whose drop folder is one object, so that its inbox can fail."""

    def __post_init__(self):
        super().__post_init__()
        self.own = Drops(load_settings({}, home=self.folder))

    @property
    def drops(self) -> Drops:
        return self.own


def test_a_film_is_told_before_it_is_posted_and_a_retake_posts_nothing(hills, tmp_path):
    stage = Handing.copied(hills, tmp_path / "stage")
    told = Drop(place="hills/", members=(Member(name="metadata.json", size=1, etag="e"),))
    wanted = Callback(url="https://example.com/")
    stage.drops.inbox.add(told.version, [InboxRow(version=told.version, project="hills", drop=told, callback=wanted)])
    status = stage.folder / "drop" / "out" / "hills" / "status.json"
    inbox = losing(stage.drops)
    assert not stage.make(only=[PUBLICATION]).success
    assert json.loads(status.read_text())["state"] == "completed"
    losing(stage.drops, inbox)
    assert inbox.owed(9) == ()
    assert stage.make(only=[PUBLICATION]).success, "the run is started again"
    (row,) = inbox.owed(9)
    assert (row.state, row.film) == (DropState.COMPLETED, json.loads(status.read_text())["film"])
    inbox.keep_callback(row, Callback(url=wanted.url))
    status.unlink()
    assert stage.make(only=[PUBLICATION]).success
    assert json.loads(status.read_text())["state"] == "completed", "it is handed out again"
    assert inbox.owed(9) == (), "its version has not ended anew"
