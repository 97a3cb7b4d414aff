"""Whatever strangers drop is refused with its reason or harmless: it stops nobody, calls nobody and tells no secret."""

import json
import os
import pickle
import socket
import subprocess
import sys
import threading
from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.e2e.serving import until
from tests.fakes.graph import Stage
from tests.fakes.instance import Records, instance_in_lists
from tests.security.corpus import CORPUS, Row
from tests.sensors.test_dropped import SCRIPT, Dropping
from videogen_dagster.core.drops import DropState, Reason
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.resources.briefing import load_brief

SECRET = "canary-9f1c2e"  # noqa: S105  # none of ours
INSPECTION = ["-P", "-m", "videogen_dagster.inspection.process"]


@dataclass
class Guard:
    """What this process tried to do beside its work, while somebody looks.

    Threads that were there before, of whatever else this process tests, do work of their own.
    """

    is_on: bool = False
    seen: list[str] = field(default_factory=list)
    others: frozenset[int | None] = frozenset()

    def watch(self) -> None:
        self.others = frozenset(thread.ident for thread in threading.enumerate()) - {threading.get_ident()}
        self.seen.clear()
        self.is_on = True

    def hear(self, event: str, arguments: tuple) -> None:
        if not self.is_on or threading.get_ident() in self.others:
            return
        if event != "socket.gethostname" and event.startswith(
            ("socket.", "os.system", "os.exec", "os.posix_spawn", "ctypes.dlopen", "pickle.")
        ):
            self.seen.append(f"{event} {arguments[:2]}")
        if event == "subprocess.Popen" and list(arguments[1])[1:] != INSPECTION:
            self.seen.append(f"{event} {arguments[:2]}")


@pytest.fixture(scope="module")
def guard() -> Guard:
    guard = Guard()
    sys.addaudithook(
        guard.hear
    )  # for the rest of the process: it cannot be taken back, and is off outside of these tests
    return guard


def test_the_guard_hears_what_must_not_happen(guard, listener):
    address = urlsplit(listener[0].decode())
    deeds = {
        "socket.connect": lambda: socket.create_connection((address.hostname, address.port)).close(),
        "socket.getaddrinfo": lambda: socket.getaddrinfo("127.0.0.1", 80),
        "os.system": lambda: os.system("true"),  # noqa: S605
        "subprocess.Popen": lambda: subprocess.run(["true"], check=True),
        "pickle.find_class": lambda: pickle.loads(pickle.dumps(Guard)),  # noqa: S301
    }
    for deed, act in deeds.items():
        guard.watch()
        act()
        guard.is_on = False
        assert any(seen.startswith(f"{deed} ") for seen in guard.seen), deed
    until(lambda: listener[1], bool, within_s=30)
    listener[1].clear()


@pytest.fixture(scope="module")
def listener() -> Generator[tuple[bytes, list[str]]]:
    """A server whose address stands in the files, and who called it: decoders are no Python, and no guard hears them."""
    called: list[str] = []
    server = socket.create_server(("127.0.0.1", 0))

    def listen() -> None:
        with suppress(OSError):
            while True:
                caller, address = server.accept()
                called.append(str(address))
                caller.close()

    threading.Thread(target=listen, daemon=True).start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}".encode(), called
    server.shutdown(socket.SHUT_RDWR)
    server.close()


@pytest.fixture
def dropping(tmp_path, monkeypatch):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    (tmp_path / "secret.txt").write_text(f"Ann: {SECRET}\n")
    os.utime(tmp_path / "secret.txt", (1, 1))
    return Dropping(tmp_path / "home", instance_in_lists(tmp_path, Records()))


@pytest.mark.parametrize("name", CORPUS)
def test_what_strangers_drop(dropping, tmp_path, caplog, capfd, guard, listener, name):
    row = CORPUS[name]
    put(dropping, row, listener[0], tmp_path / "secret.txt")
    dropping.put("good.fountain", SCRIPT)
    before = files_of(tmp_path)
    guard.watch()
    try:
        asked = {request.partition_key: request for request in dropping.tick()}
        assert "good" in asked, "the sensor goes on"
        outcome = run(dropping, row, asked, tmp_path / "stage") if row.project in asked else None
    finally:
        guard.is_on = False
    at = "ignored" if outcome is None and status_file(dropping, row) is None else outcome or "sensor"
    assert at == row.at
    assert guard.seen == []
    assert listener[1] == []
    told = status_file(dropping, row) or {}
    if row.at in ("sensor", "run"):
        assert told["state"] == "rejected"
        assert told["reason"]["code"] == row.code
        assert row.told.lower() in f"{told['reason']['message']} {told['reason']['field']}".lower()
        assert told["reason"]["remedy"]
    else:
        assert told.get("state") in ("pending", None)
    new = {path for path in files_of(tmp_path) - before if "stage" not in path and "videogen.db" not in path}
    assert new <= {f"home/drop/out/{project}/status.json" for project in (row.project, "good")}
    tags = [request.tags for request in asked.values()]
    everything = [json.dumps(told), json.dumps(tags), caplog.text, *capfd.readouterr()]
    assert not any(SECRET in text or str(tmp_path) in text for text in everything)
    assert dropping.tick() == [], "nothing is taken twice"


def put(dropping: Dropping, row: Row, address: bytes, secret: Path) -> None:
    for path, content in row.files.items():
        dropping.put(path, content(address) if callable(content) else content)
    for path, target in (row.links or {}).items():
        link = dropping.home / "drop" / "in" / path
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(secret if target == "OUTSIDE" else target)


def run(dropping: Dropping, row: Row, asked: dict, folder: Path) -> str:
    """Do what the run's first step does, and what the failure sensor tells of it; returns where it ended."""
    version, studio = asked[row.project].run_key, Stage(folder).studio()
    try:
        dropping.drops.take(studio, row.project, version)
    except InvalidInput as error:
        reason = Reason.of(error.report())
        ended = dropping.drops.inbox.end(version, DropState.REJECTED, reason=reason)
        dropping.drops.tell(ended)
        return "run"
    brief = load_brief(studio.store, row.project).model_dump_json()
    assert json.dumps(row.told, ensure_ascii=False)[1:-1] in brief
    assert SECRET not in brief
    return "inert"


def status_file(dropping: Dropping, row: Row) -> dict | None:
    path = dropping.home / "drop" / "out" / row.project / "status.json"
    return json.loads(path.read_text()) if path.exists() else None


def files_of(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_the_corpus_is_large_and_of_every_kind():
    assert len(CORPUS) >= 150
    assert {name.partition(":")[0] for name in CORPUS} >= {"name", "metadata", "image", "video", "sound", "text", "URL"}
    assert sum(row.at in ("sensor", "run") for row in CORPUS.values()) >= 110
