"""A real S3 server on a free port of loopback, in a process of its own."""

import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any, Final
from urllib.request import Request, urlopen

from obstore.store import S3Store

ACCESS: Final[dict[str, Any]] = {
    "access_key_id": "test",
    "secret_access_key": "test",
    "region": "us-east-1",
    "client_options": {"allow_http": True},
}
"""What a client of the server says."""


@contextlib.contextmanager
def s3_server() -> Iterator[str]:
    """Yield the URL of the server; it ends with the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet) as server:
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_for(url)
            yield url
        finally:
            server.terminate()


def _wait_for(url: str, *, at_most_s: float = 60) -> None:
    until = time.monotonic() + at_most_s
    while True:
        try:
            with urlopen(f"{url}/moto-api/"):
                return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def store_at(server: str, bucket: str) -> S3Store:
    """Make a bucket and return a client of a folder in it."""
    with urlopen(Request(f"{server}/{bucket}", method="PUT")):
        return S3Store(bucket, prefix="team", endpoint=server, **ACCESS)
