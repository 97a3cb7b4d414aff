"""The GPUs of this machine, found without loading a driver: the code server and every step ask for them."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

DEVICES: Final = Path("/dev")


def present_gpus(environment: Mapping[str, str], *, devices: Path = DEVICES) -> tuple[str, ...]:
    """Return the GPUs that programs of this process may use, as `CUDA_VISIBLE_DEVICES` names them.

    Args:
        environment: The process's variables.
        devices: Where the driver puts a file for each GPU (`nvidia0`); a container has those that it was given, and CUDA
            counts them from 0 whatever their number is.
    """
    visible = environment.get("CUDA_VISIBLE_DEVICES")
    if visible is not None:
        names = [name.strip() for name in visible.split(",")]
        return tuple(name for name in names if name and name != "-1")
    found = [path for path in devices.glob("nvidia*") if re.fullmatch(r"nvidia\d+", path.name)]
    return tuple(str(number) for number in range(len(found)))
