"""Which Ray cluster a deployment uses, and the one on this machine that it starts when it was told of none."""

import importlib
import logging
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from videogen_dagster.core.errors import EngineUnavailable
from videogen_dagster.executor.local.places import FileLock

START_S: Final = 60.0
OBJECT_STORE_BYTES: Final = 100_000_000
"""Media go through the store, not through Ray."""
ONLY_LOOPBACK: Final = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}
"""Ray 2.60 replaces 127.0.0.1 by the machine's address, and listens on every interface, unless it runs as on a laptop."""
NOTHING_ON_STDOUT: Final = {"RAY_DEDUP_LOGS_SKIP_REGEX": ".*"}
"""Ray prints to stdout, of all places, that a worker died; the last line there is the film's path."""
NAME: Final = "ray"


@dataclass(frozen=True, slots=True)
class Capacity:
    """What the cluster that is started here offers: `cpus` workers without a GPU and `gpus` with one."""

    cpus: int
    gpus: int


class Cluster:
    """The cluster of a deployment.

    Args:
        address: Where it is (`10.0.0.2:6379`, `ray://…`, `auto`); None for one of our own on this machine.
        namespace: The deployment; see `plan.namespace_of`.
        folder: Where our own cluster is remembered; nobody else can enter it.
        capacity: What our own cluster offers.
    """

    def __init__(self, *, address: str | None, namespace: str, folder: Path, capacity: Capacity) -> None:
        self._address = address
        self._namespace = namespace
        self._own = OwnCluster(folder, capacity)
        self._is_connected = False

    def connect(self, *, start: bool = True) -> bool:
        """Connect this process to the cluster; nothing if it is connected. Returns whether it is.

        Args:
            start: Start one on this machine if there should be one and is none.

        Raises:
            EngineUnavailable: It cannot be reached, refuses the token, or does not start.
        """
        address = self._address or self._own.address(start=start)
        if address is None:
            return False
        variables = self._own.variables if self._address is None else {}
        os.environ.update({**NOTHING_ON_STDOUT, **variables})  # Ray reads them when it is imported and when it connects
        ray: Any = importlib.import_module("ray")
        if ray.is_initialized():
            return True
        logging.getLogger("ray").setLevel(logging.ERROR)  # it tells of every signal handler that it cannot set
        try:
            ray.init(
                address=address,
                namespace=self._namespace,
                log_to_driver=False,
                configure_logging=False,
            )
        except (ConnectionError, RuntimeError, TimeoutError, ValueError, ray.exceptions.RayError) as error:
            raise EngineUnavailable(
                f"cannot connect to the cluster at {address}: {_line(error)}",
                engine=NAME,
                remedy="see that it runs, that RAY_ADDRESS names it and that RAY_AUTH_TOKEN or ~/.ray/auth_token is its token",
            ) from error
        self._is_connected = True
        return True

    def disconnect(self) -> None:
        """Disconnect this process, if it was connected here."""
        if self._is_connected:
            self._is_connected = False
            importlib.import_module("ray").shutdown()

    def end(self) -> None:
        """End the cluster if it is our own on this machine; others go on."""
        if self._address is None:
            self._own.end()


class OwnCluster:
    """A cluster of one node on this machine, bound to loopback, with a token; it stays until it is ended.

    Args:
        folder: Its files.
        capacity: What it offers.
    """

    def __init__(self, folder: Path, capacity: Capacity) -> None:
        self._folder = folder
        self._capacity = capacity
        self._lock = FileLock(folder / "ray.lock")

    @property
    def variables(self) -> dict[str, str]:
        """The variables with which a process may connect."""
        return {**ONLY_LOOPBACK, "RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN_PATH": str(self._token)}

    @property
    def _token(self) -> Path:
        return self._folder / "ray.token"

    @property
    def _log(self) -> Path:
        return self._folder / "ray.log"

    def address(self, *, start: bool) -> str | None:
        """Return where it is, once it can be reached; None if there is none and none should be started.

        Raises:
            EngineUnavailable: It does not start.
        """
        until_s = time.monotonic() + START_S
        while time.monotonic() < until_s:
            if self._lock.take(told=""):
                if not start:
                    self._lock.leave()
                    return None
                self._start(_free_port())
            _, _, told = self._lock.holder().partition(" ")
            if told.isdigit() and _listens(int(told)):
                return f"127.0.0.1:{told}"
            time.sleep(0.1)
        raise EngineUnavailable(
            f"no cluster started on this machine within {START_S:.0f} s", engine=NAME, remedy=f"see {self._log}"
        )

    def end(self) -> None:
        """End it, if there is one; only the process that was started, which ends those that it started."""
        if self._lock.take(told=""):
            self._lock.leave()
            return
        pid, _, _ = self._lock.holder().partition(" ")
        if pid.isdigit():
            os.kill(int(pid), signal.SIGTERM)

    def _start(self, port: int) -> None:
        """Start it, detached; it holds the lock for as long as it lives."""
        if not self._token.exists():
            self._token.touch(mode=0o600)
            self._token.write_text(secrets.token_hex(32))
        command = [
            *(sys.executable, "-m", "ray.scripts.scripts", "start"),
            *("--head", "--block", "--disable-usage-stats", "--include-dashboard=false"),
            *(
                "--node-ip-address=127.0.0.1",
                f"--port={port}",
                f"--ray-client-server-port={_free_port()}",
                f"--object-store-memory={OBJECT_STORE_BYTES}",
            ),
            *(f"--num-cpus={self._capacity.cpus}", f"--num-gpus={self._capacity.gpus}", "--include-log-monitor=false"),
        ]
        variables = {"RAY_process_group_cleanup_enabled": "1", "RAY_worker_niceness": "0"}
        with self._log.open("wb") as log:
            started = subprocess.Popen(  # noqa: S603  # Ray's own program
                command,
                env={**os.environ, **self.variables, **variables},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                pass_fds=self._lock.descriptors,
            )
        self._lock.tell(f"{started.pid} {port}")
        self._lock.leave()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1.0)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _line(error: BaseException) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
