"""Ports for servers that are told where to listen: free when they are asked for, and still free when they are used.

A port that the system chooses (port 0) and that is then given up may be somebody else's a moment later: the other end of a
connection, or another test's server. These are none that the system chooses, and each has one process that was given it.
"""

import random
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

_LOWEST: Final = 20_000
_CHOSEN_BY_THE_SYSTEM: Final = Path("/proc/sys/net/ipv4/ip_local_port_range")


def free_port() -> int:
    """Return a port of this machine at which nobody listens, and that no other test is given while this process lives."""
    if not sys.platform.startswith("linux"):
        return _chosen_by_the_system()
    lowest_of_system = int(_CHOSEN_BY_THE_SYSTEM.read_text().split()[0])
    ports = range(_LOWEST, max(lowest_of_system, _LOWEST + 10_000))
    for port in random.SystemRandom().sample(ports, len(ports)):
        with suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            _claim(port)
            return port
    raise AssertionError("no port is free")


def _claim(port: int) -> None:
    """Keep a port from other tests: the name belongs to this process until its end, however that ends.

    Raises:
        OSError: Another process, or this one, has it already.
    """
    claim = socket.socket(socket.AF_UNIX)
    try:
        claim.bind(f"\0videogen-tests-port-{port}")
    except OSError:
        claim.close()
        raise
    claim.detach()


def _chosen_by_the_system() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
