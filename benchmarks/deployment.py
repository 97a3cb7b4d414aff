"""The real daemon, code server and run host over a drop folder on a disk, or over a bucket and Postgres, started again when they die."""

import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

import dagster as dg
import obstore
import psutil
import yaml
from obstore.store import LocalStore, ObjectStore

from tests.homes import unfinished
from tests.ports import free_port
from videogen_dagster.executor.local.places import meeting_folder
from videogen_dagster.executor.local.workforce import LocalWorkforce
from videogen_dagster.resources.database import connect, upgrade
from videogen_dagster.resources.drops import Drops
from videogen_dagster.settings import load_settings, runtime_folder

if TYPE_CHECKING:
    from tests.fakes.chaos_proxy import Plan

ROOT: Final = Path(__file__).parents[1]
BIN: Final = Path(sys.executable).parent
STARTS_WITHIN_S: Final = 300.0


@dataclass
class Place:
    """A home, its drop folder, and what stands behind it.

    Attributes:
        home: The home.
        bucket: The drop folder, as the person who drops sees it.
        settings: What the environment says beside the home.
        storage: The storage in `dagster.yaml`; none: SQLite in the home.
        spared: Processes that serve the deployment and are none of it.
        postgres: The server behind it, if there is one, with `stop` and `start`.
    """

    home: Path
    bucket: ObjectStore
    settings: Mapping[str, str] = field(default_factory=dict)
    storage: Mapping[str, object] = field(default_factory=dict)
    spared: frozenset[int] = frozenset()
    postgres: Any = None

    @property
    def environment(self) -> dict[str, str]:
        """The environment of its processes."""
        home = {"VIDEOGEN_HOME": str(self.home), "DAGSTER_HOME": str(self.home / "dagster")}
        return {**os.environ, **home, **self.settings}

    @cached_property
    def drops(self) -> Drops:
        """Its inbox."""
        return Drops(load_settings(self.environment))

    @cached_property
    def instance(self) -> dg.DagsterInstance:
        """Its runs."""
        folder = self.home / "dagster"
        folder.mkdir(parents=True, exist_ok=True)
        document = yaml.safe_load((ROOT / "dagster.yaml").read_text())
        (folder / "dagster.yaml").write_text(yaml.safe_dump({**document, **self.storage}))
        return dg.DagsterInstance.from_config(str(folder))

    def put(self, key: str, content: bytes) -> None:
        """Drop a file."""
        obstore.put(self.bucket, key, content)

    def status(self, project: str) -> dict:
        """Return what is told of a project."""
        try:
            return json.loads(bytes(obstore.get(self.bucket, f"out/{project}/status.json").bytes()))
        except FileNotFoundError:
            return {}

    def sha256(self, key: str) -> str:
        """Return the SHA-256 of what is handed out."""
        return hashlib.sha256(bytes(obstore.get(self.bucket, key).bytes())).hexdigest()

    def left_behind(self) -> list[Path]:
        """Return files that are not finished and that nobody works on."""
        return unfinished(self.home)


@contextmanager
def in_folder(home: Path) -> Generator[Place]:
    """Yield a home whose drop folder is a folder, and whose tables are in SQLite."""
    (home / "drop" / "in").mkdir(parents=True)
    yield Place(home, LocalStore(home / "drop"))


@contextmanager
def in_bucket(home: Path, plan: "Plan | None" = None) -> Generator[Place]:
    """Yield a home whose drop folder and store are in an S3 server's buckets, and whose tables are in Postgres.

    Args:
        home: The home.
        plan: What goes wrong between the deployment and the server.
    """
    from tests.fakes.chaos_proxy import chaos_proxy
    from tests.fakes.postgres import postgres_server
    from tests.fakes.s3_server import ACCESS, s3_server, store_at

    home.mkdir(parents=True)
    before = _children()
    with postgres_server(home / "postgres") as postgres, s3_server() as server, chaos_proxy(server, plan) as proxy:
        url = postgres.url
        store_at(server, "media")
        settings = {
            "VIDEOGEN_DROP_URL": "s3://films/team",
            "VIDEOGEN_STORE_URL": "s3://media/team",
            "VIDEOGEN_DATABASE_URL": url,
            "AWS_ENDPOINT_URL": proxy.url if plan else server,
            "AWS_REGION": ACCESS["region"],
            "AWS_ACCESS_KEY_ID": ACCESS["access_key_id"],
            "AWS_SECRET_ACCESS_KEY": ACCESS["secret_access_key"],
        }
        upgrade(connect(settings["VIDEOGEN_DATABASE_URL"]))
        storage: dict[str, object] = {"storage": {"postgres": {"postgres_url": url}}}
        bucket = store_at(server, "films")
        place = Place(home, bucket, settings, storage, spared=frozenset(_children() - before), postgres=postgres)
        with _spoken_to(settings):
            yield place


@contextmanager
def _spoken_to(settings: Mapping[str, str]) -> Generator[None]:
    """Let this process speak to the same server: object stores read their access from the environment."""
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


class Deployment:
    """Code server, run host and daemon of a place; one that died is started again, as a supervisor would.

    Args:
        place: The place.
        daemons: How many daemons there are; one is right, two are a mistake.
        has_webserver: Whether there is one.
    """

    def __init__(self, place: Place, *, daemons: int = 1, has_webserver: bool = False) -> None:
        self._place = place
        self._port, self._ui_port = free_port(), free_port()
        workspace = ("-w", str(place.home / "workspace.yaml"))
        here = ("-h", "127.0.0.1", "-p")
        module = ("-m", "videogen_dagster.definitions", "-d", str(ROOT))
        self._commands: dict[str, tuple[str, ...]] = {
            "code": ("dagster", "api", "grpc", *here, str(self._port), *module),
            "runs": ("python", "-m", "videogen_dagster.launching.host"),
        }
        for number in range(daemons):
            self._commands[f"daemon {number}"] = ("dagster-daemon", "run", *workspace)
        if has_webserver:
            self._commands["webserver"] = ("dagster-webserver", *here, str(self._ui_port), *workspace)
        self._log = place.home / "processes.log"
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        """Start them."""
        self._place.instance  # noqa: B018  # it writes dagster.yaml
        server = {"host": "127.0.0.1", "port": self._port, "location_name": "videogen_dagster"}
        workspace = self._place.home / "workspace.yaml"
        workspace.write_text(json.dumps({"load_from": [{"grpc_server": server}]}))
        self.supervise_for(0)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End them, and whatever they left behind."""
        for process in self._processes.values():
            process.terminate()
        for process in self._processes.values():
            process.wait(timeout=180)
        LocalWorkforce(meeting_folder(runtime_folder(), self._place.home)).stop()
        for pid in self.work():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._reap()

    @property
    def address(self) -> str:
        """Where the webserver listens."""
        return f"http://127.0.0.1:{self._ui_port}"

    def process(self, name: str) -> int:
        """Return the id of `code`, `runs`, `daemon 0` or `webserver`."""
        return self._processes[name].pid

    @property
    def names(self) -> dict[int, str]:
        """The processes that were started here, by their ids."""
        return {process.pid: name for name, process in self._processes.items()}

    def work(self) -> list[int]:
        """Return the processes of runs and the workers."""
        own = {process.pid for process in self._processes.values()}
        return sorted(_children() - own - self._place.spared)

    def supervise_for(self, seconds: float) -> None:
        """Wait, and start again what died."""
        ends_s = time.monotonic() + seconds
        while True:
            self._reap()
            for name, command in self._commands.items():
                self._keep(name, *command)
            if time.monotonic() >= ends_s:
                return
            time.sleep(0.5)

    def _keep(self, name: str, program: str, *arguments: str) -> None:
        running = self._processes.get(name)
        if running is not None and running.poll() is None:
            return
        with self._log.open("ab") as log:
            command = [str(BIN / program), *arguments]
            self._processes[name] = subprocess.Popen(  # noqa: S603  # Dagster's own commands
                command, cwd=ROOT, env=self._place.environment, stdout=log, stderr=log
            )
        if name == "code":
            self._wait_for_code()

    def _wait_for_code(self) -> None:
        until_s = time.monotonic() + STARTS_WITHIN_S
        while time.monotonic() < until_s:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self._port)) == 0:
                    return
            time.sleep(0.2)
        raise TimeoutError(f"the code server did not start; see {self._log}")

    def _reap(self) -> None:
        """Take note of orphans that ended: their CPU time counts from then on."""
        own = {*(process.pid for process in self._processes.values()), *self._place.spared}
        for child in psutil.Process().children():
            with suppress(psutil.NoSuchProcess, ChildProcessError):
                if child.pid not in own and child.status() == psutil.STATUS_ZOMBIE:
                    os.waitpid(child.pid, 0)


def _children() -> set[int]:
    """Return the processes below this one, Postgres aside, which has others when it is started again."""
    found = set()
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            if process.name() != "postgres":
                found.add(process.pid)
    return found
