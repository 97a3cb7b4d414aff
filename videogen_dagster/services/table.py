"""The services, as data: another one is one more entry."""

import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from videogen_dagster.launching.wire import RUN_HOST
from videogen_dagster.services.health import Probe, answers, beats, serves_code, takes_runs

if TYPE_CHECKING:
    import dagster as dg

LOCATION: Final = "videogen_dagster"
EVERYWHERE: Final = frozenset({"0.0.0.0", "::", ""})  # noqa: S104  # recognised, not bound
LOOPBACK: Final = "127.0.0.1"
COMMAND: Final = "from videogen_dagster.cli import main; main()"
"""This program, wherever its script was installed."""


@dataclass(frozen=True, slots=True)
class Group:
    """What the services of one deployment have in common.

    Attributes:
        environment: The variables that they see.
        folder: Private folder of this start, for the socket of the code server.
        open_instance: Opens the Dagster instance.
        host: The address that the pages are at.
        port: Their port.
        read_only: Whether the pages only show.
        metrics_port: Port of the metrics on loopback; 0: there are none.
    """

    environment: Mapping[str, str]
    folder: Path
    open_instance: "Callable[[], dg.DagsterInstance]"
    host: str = LOOPBACK
    port: int = 3000
    read_only: bool = False
    metrics_port: int = 0

    @property
    def socket(self) -> str:
        """Where the code server listens: who reaches it may run code, so no port of the machine's users is its place."""
        return str(self.folder / "code")

    @property
    def run_host(self) -> Path:
        """Where the run host listens: beside that folder, in one for all starts, as runs outlive a supervisor that is killed."""
        return self.folder.parent / RUN_HOST

    @property
    def workspace(self) -> Path:
        """The file that tells webserver and daemon of the one code server."""
        return self.folder / "workspace.yaml"

    @property
    def address(self) -> str:
        """Where a browser of this machine finds the pages."""
        return address_of(self.host, self.port)


@dataclass(frozen=True, slots=True)
class Service:
    """One process that is kept running.

    Attributes:
        name: What the log calls it.
        command: The program, with its path, and its arguments.
        probe: Makes the probe of a process that was started at a time, in seconds since the epoch.
        after: Services that must be well when it is started: it would look for them again only after a minute.
        ending: What its process gets if the supervisor dies.
    """

    name: str
    command: tuple[str, ...]
    probe: Callable[[float], Probe]
    after: tuple[str, ...] = ()
    ending: signal.Signals = signal.SIGKILL


def services_of(group: Group) -> tuple[Service, ...]:
    """Return the services in the order in which they are started; they are stopped in the other one."""
    workspace = ("--workspace", str(group.workspace), "--log-format", "colored")
    found = (
        Service(
            "code",
            _code_server(group),
            lambda _: serves_code(group.socket),
            ending=signal.SIGTERM,  # it stays for its runs, and ends behind them
        ),
        Service(
            "runs",
            _module("videogen_dagster.launching.host"),
            lambda _: takes_runs(str(group.run_host)),
            ending=signal.SIGTERM,  # its runs go on
        ),
        Service(
            "webserver",
            _module(
                "dagster_webserver",
                "--host",
                group.host,
                "--port",
                str(group.port),
                *workspace,
                *(("--read-only",) if group.read_only else ()),
            ),
            lambda _: answers(f"{group.address}/server_info"),
            after=("code",),
        ),
        Service(
            "daemon",
            _module("dagster._daemon", "run", *workspace),
            lambda started_s: beats(group.open_instance, started_s=started_s),
            after=("code",),
        ),
        Service(
            "metrics",
            (sys.executable, "-c", COMMAND, "metrics", "--host", LOOPBACK, "--port", str(group.metrics_port)),
            lambda _: answers(f"http://{LOOPBACK}:{group.metrics_port}/metrics"),
            after=("code",),
        ),
    )
    return tuple(service for service in found if service.name != "metrics" or group.metrics_port)


def _code_server(group: Group) -> tuple[str, ...]:
    return _module(
        "dagster",
        "code-server",
        "start",
        "--socket",
        group.socket,
        "--module-name",
        f"{LOCATION}.definitions",
        "--location-name",
        LOCATION,
        "--startup-timeout",
        "180",
        "--heartbeat-ttl",
        "20",
    )


def address_of(host: str, port: int) -> str:
    """Return where a browser of this machine finds pages that are served there."""
    near = LOOPBACK if host in EVERYWHERE else host
    return f"http://{f'[{near}]' if ':' in near else near}:{port}"


def workspace_of(group: Group) -> str:
    """Return what the workspace's file says."""
    return f"load_from:\n  - grpc_server:\n      socket: {group.socket}\n      location_name: {LOCATION}\n"


def _module(name: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", name, *arguments)
