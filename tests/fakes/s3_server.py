"""A real S3 server on a free port of loopback, in a process of its own."""

import contextlib
import subprocess
import sys
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
SERVE: Final = """
import threading
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
threading.Event().wait()
"""
"""The server takes a port that is free when it listens; one that was looked for before could be gone by then."""


@contextlib.contextmanager
def s3_server() -> Iterator[str]:
    """Yield the URL of the server; it ends with the block."""
    quiet = subprocess.DEVNULL
    command = [sys.executable, "-c", SERVE]
    with subprocess.Popen(command, stdin=quiet, stdout=subprocess.PIPE, stderr=quiet, text=True) as server:
        try:
            assert server.stdout is not None
            port = server.stdout.readline().strip()
            assert port, "the server did not start"
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def store_at(server: str, bucket: str) -> S3Store:
    """Make a bucket and return a client of a folder in it."""
    with urlopen(Request(f"{server}/{bucket}", method="PUT")):
        return S3Store(bucket, prefix="team", endpoint=server, **ACCESS)
