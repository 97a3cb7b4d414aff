"""What `videogen up` does."""

import logging
import selectors
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from videogen_dagster.cli.reporting import printable
from videogen_dagster.instance_configuration import FILE, State
from videogen_dagster.services.line_log import LineLog, Readable
from videogen_dagster.services.member import Member
from videogen_dagster.services.preparing import (
    alone,
    check_port,
    places_of,
    prepare,
    private_folder,
    secrets_in,
)
from videogen_dagster.services.processes import kill
from videogen_dagster.services.supervisor import Supervisor
from videogen_dagster.services.table import LOOPBACK, Group, address_of, services_of, workspace_of
from videogen_dagster.settings import Settings, load_settings, shared_environment

if TYPE_CHECKING:
    import dagster as dg

METRICS_ABOVE: Final = 70
BECAME: Final[Mapping[State, str]] = {
    "missing": "was written",
    "current": "is this version's",
    "old": "was brought up to date",
    "edited": "was edited by a person and stays as it is",
}
"""What `--check` tells of the instance's file."""
LONGEST_END_S: Final = 12.0
"""A database that is away may not hold up the end."""


@dataclass(frozen=True, slots=True)
class UpOptions:
    """What `videogen up` was asked for; see its help."""

    port: int
    host: str
    production: bool
    read_only: bool
    metrics_port: int | None
    verbose: bool
    check: bool

    @property
    def port_of_metrics(self) -> int:
        """Port of the figures; two homes on one machine differ in theirs as in that of their pages."""
        return min(65535, self.port + METRICS_ABOVE) if self.metrics_port is None else self.metrics_port


def keep_up(options: UpOptions) -> None:
    """Run the services until somebody says stop.

    Raises:
        AlreadyUp: They run already.
        InvalidInput: A port is taken, or something is not set that is needed; nothing was started.
        ServiceFailed: One cannot be started; all others were stopped.
        StorageFailure: A folder, the database or a bucket cannot be used.
    """
    settings = load_settings()
    settings.check_engines()
    address = address_of(options.host, options.port)
    with alone(settings, address):
        check_port(options.host, options.port, field="--port")
        if options.port_of_metrics:
            check_port(LOOPBACK, options.port_of_metrics, field="--metrics-port")
        found = prepare(settings, production=options.production)
        if options.check:
            sys.stdout.write(f"all that it needs is there; {settings.instance_directory / FILE} {BECAME[found]}\n")
            return
        with private_folder(settings) as folder:
            _keep_up(settings, options, folder)


def _keep_up(settings: Settings, options: UpOptions, folder: Path) -> None:
    environment = {**shared_environment(settings), "DAGSTER_HOME": str(settings.instance_directory)}
    instance = cache(lambda: _instance(settings))
    group = Group(
        environment=environment,
        folder=folder,
        open_instance=instance,
        host=options.host,
        port=options.port,
        read_only=options.read_only,
        metrics_port=options.port_of_metrics,
    )
    group.workspace.write_text(workspace_of(group))
    log = LineLog(settings.home / "logs" / "up.log")
    secrets = secrets_in(environment, settings.database_url)
    least = logging.DEBUG if options.verbose else logging.WARNING
    selector = selectors.DefaultSelector()
    team = [Member(service, environment, log, Readable(least, secrets), selector) for service in services_of(group)]
    supervisor = Supervisor(
        team,
        selector,
        log,
        on_ready=lambda: _tell_ready(settings, group, log),
        on_stop=lambda: _within(LONGEST_END_S, lambda: _end_work(settings, instance(), group, log)),
    )
    log.own(f"starting {', '.join(member.name for member in team)} for {settings.home}")
    try:
        supervisor.run()
    finally:
        log.close()


def _tell_ready(settings: Settings, group: Group, log: LineLog) -> None:
    drop, out = places_of(settings)
    if group.host not in {LOOPBACK, "localhost", "::1"}:
        log.own(
            f"warning: whoever reaches {group.host}:{group.port} can start, change and remove films; nobody is asked who they are"
        )
    told = f"films: {group.address}\ndrop files into {drop}; films appear in {out}\nstop with Ctrl-C; the log is {log.path}\n"
    sys.stdout.write(printable(told))
    sys.stdout.flush()


def _instance(settings: Settings) -> "dg.DagsterInstance":
    import dagster as dg  # 0.7 s, while the services start
    from dagster._core.instance.ref import InstanceRef  # the only way to open an instance without DAGSTER_HOME

    return dg.DagsterInstance.from_ref(InstanceRef.from_dir(str(settings.instance_directory)))


def _end_work(settings: Settings, instance: "dg.DagsterInstance", group: Group, log: LineLog) -> None:
    """End the runs that the services launched, and the workers that nobody else uses."""
    from videogen_dagster.launching.wire import host_name
    from videogen_dagster.services.run_ends import WORKERS_S, end_idle_workers, end_runs

    runs = end_runs(instance, group.socket, kill, host=host_name(settings.home))
    if runs:
        log.own(
            f"{runs} run{'' if runs == 1 else 's'} stopped; the next start begins {'it' if runs == 1 else 'them'} again"
        )
    workers = end_idle_workers(settings, wait_s=WORKERS_S if runs else 0.0)
    if workers:
        log.own(f"{workers} idle worker{'' if workers == 1 else 's'} ended")


def _within(seconds: float, work: Callable[[], None]) -> None:
    """Do something in a thread of its own, and go on without it if it takes too long."""
    thread = threading.Thread(target=work, name="ending", daemon=True)
    thread.start()
    thread.join(seconds)
