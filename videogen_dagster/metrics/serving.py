"""Serves the figures over HTTP."""

from collections.abc import Generator
from contextlib import contextmanager

from prometheus_client import start_http_server

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.metrics.exporter import Exporter


@contextmanager
def serving(exporter: Exporter, host: str, port: int) -> Generator[str]:
    """Answer scrapes during the block, and get ready for the first one; yields the address.

    Raises:
        InvalidInput: The address is taken, or not one of this machine.
    """
    try:
        server, thread = start_http_server(port, host, exporter.registry)
    except OSError as error:
        raise InvalidInput(
            f"cannot listen at {host}:{port}: {(error.strerror or str(error)).lower()}",
            field="--port",
            remedy="choose another port, or end what listens there",
        ) from error
    exporter.look_ahead()
    try:
        yield f"http://{host}:{server.server_port}/metrics"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
