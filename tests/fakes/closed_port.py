"""A port at which nobody listens, and at which nobody can while it is needed."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def closed_port() -> Iterator[int]:
    """Yield a port of 127.0.0.1 that refuses connections; it is taken, so that no server of another test gets it."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]
