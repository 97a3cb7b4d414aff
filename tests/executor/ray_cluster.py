"""A real Ray cluster of two machines, both of which are this one: addresses of the loopback, a head and a raylet each."""

import json
import os
import secrets
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.ports import free_port

ROOT = Path(__file__).parents[2]
LIPS = Path(__file__).with_name("ray_lips.py")
HEAD, OTHER = "127.0.0.2", "127.0.0.3"
START_S = ANSWER_S = 120.0
SMALL = ("--num-cpus=1", "--num-gpus=1", "--object-store-memory=80000000", "--include-log-monitor=false")


@dataclass(frozen=True)
class Machines:
    """The cluster, as a deployment is told of it."""

    address: str
    token: Path

    @property
    def environment(self) -> Mapping[str, str]:
        return {
            "RAY_ADDRESS": self.address,
            "RAY_AUTH_MODE": "token",
            "RAY_AUTH_TOKEN_PATH": str(self.token),
            "RAY_process_group_cleanup_enabled": "1",
            "RAY_worker_niceness": "0",
        }


@contextmanager
def two_machines() -> Iterator[Machines]:
    """Start the cluster; nothing of it is left behind, and no other one is touched."""
    folder = Path(tempfile.mkdtemp(prefix="vr-", dir="/tmp"))  # Ray's sockets need a short name
    (folder / "token").write_text(secrets.token_hex(32))
    (folder / "token").chmod(0o600)
    port = free_port()
    machines = Machines(f"{HEAD}:{port}", folder / "token")
    client = f"--ray-client-server-port={free_port()}"
    head = ("--head", f"--port={port}", client, "--include-dashboard=false", "--no-monitor", f"--temp-dir={folder}")
    with ExitStack() as started:
        started.callback(shutil.rmtree, folder, ignore_errors=True)
        started.enter_context(_raylet("one", HEAD, *head, machines=machines))
        _wait_for(HEAD, port)
        started.enter_context(_raylet("two", OTHER, f"--address={machines.address}", machines=machines))
        yield machines


@contextmanager
def _raylet(name: str, ip: str, *options: str, machines: Machines) -> Iterator[None]:
    """Start one machine's processes, and kill them in the end: told to end, they take 20 s."""
    command = [sys.executable, "-m", "ray.scripts.scripts", "start", "--block", "--disable-usage-stats"]
    named = (f"--node-name={name}", f"--node-ip-address={ip}")
    with (machines.token.parent / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, *named, *SMALL, *options],
            env={**os.environ, **machines.environment},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield
    finally:
        _kill_session(process.pid)
        process.wait()


def _kill_session(leader: int) -> None:
    """Kill all processes of a session that was started here."""
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == leader:
            try:
                os.kill(int(status.parent.name), signal.SIGKILL)
            except ProcessLookupError:
                continue


def _wait_for(host: str, port: int) -> None:
    until_s = time.monotonic() + START_S
    while time.monotonic() < until_s:
        with socket.socket() as probe:
            if probe.connect_ex((host, port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(f"nothing listens on {host}:{port}")


@dataclass
class Driver:
    """A process that runs jobs in the cluster; see `ray_driver`."""

    home: Path
    machines: Machines
    process: subprocess.Popen[str] = field(init=False)

    def __post_init__(self) -> None:
        self.lips.mkdir(exist_ok=True)
        words = (sys.executable, str(LIPS), str(self.lips), "{video}", "{audio}", "{output}")
        settings = {
            "EXECUTOR": "ray",
            "HOME": str(self.home),
            "GPUS": "0,1",
            "WORKERS": "2",
            "LIP_SYNC_ENGINE": "external",
            "LIP_SYNC_COMMAND": shlex.join(words),
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.executor.ray_driver"],
            cwd=ROOT,
            env={
                **os.environ,
                **self.machines.environment,
                **{f"VIDEOGEN_{name}": value for name, value in settings.items()},
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    @property
    def lips(self) -> Path:
        """Where the command for lip sync tells on which machines it ran; see `ray_lips`."""
        return self.home / "lips"

    def ask(self, question: str, about: str = "") -> Any:
        """Ask, and wait for the answer."""
        self.tell(question, about)
        line = self.process.stdout.readline() if self.process.stdout else ""
        return json.loads(line)

    def tell(self, question: str, about: str) -> None:
        """Ask, and wait for nothing."""
        assert self.process.stdin
        print(json.dumps([question, about]), file=self.process.stdin, flush=True)

    def workers(self, pool: str) -> dict[int, str]:
        """Return on which machine each worker of a pool is, once there are two or time is up."""
        until_s = time.monotonic() + ANSWER_S
        while True:
            found = {each["pid"]: each["node"] for each in self.ask("workers") if each["pool"] == pool and each["pid"]}
            if len(found) == 2 or time.monotonic() > until_s:
                return found
            time.sleep(0.5)

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()
