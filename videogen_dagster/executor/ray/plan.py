"""What a crew of Ray workers is: its name, its size, the code and the environment that its steps run with."""

import hashlib
import os
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

import videogen_dagster
from videogen_dagster.core.values import Value
from videogen_dagster.executor.backends import PoolName, PoolSize
from videogen_dagster.executor.local.identity import KEY_DIGITS

ROUTER: Final = "router-"
"""Names of routers begin so, in every version: a new one asks older ones for GPUs."""
SHIPPED: Final = re.compile(r"VIDEOGEN_.*|DAGSTER_.*|HF_.*|PYTHONPATH")
"""Variables that go with a run to other machines: its settings. Paths of programs are each machine's own."""
SECRETS: Final = frozenset({"VIDEOGEN_DATABASE_URL", "VIDEOGEN_CALLBACK_SECRET"})
"""Settings that hold a password: each machine's own as well. What goes with a run is kept by the cluster's head."""
RAYS: Final = re.compile(r"RAY_.*|CUDA_VISIBLE_DEVICES|OMP_NUM_THREADS")
"""Variables that Ray sets for each of its workers."""


class RayPlan(Value):
    """All that workers on any machine of the cluster have to know.

    Attributes:
        namespace: The deployment, as Ray calls it; see `namespace_of`.
        key: Name of the crew; see `identity.pool_key`.
        code: Version of this package; a machine that has another one runs no steps.
        sizes: The pools and their workers.
        environment: Variables that the workers see beside their machine's own.
        secrets: Names of variables that the run has and each machine needs a value of its own for.
        module: The module of the definitions, imported before the first step; None if they are in no module.
        directory: From where that is imported, or None.
    """

    namespace: str
    key: str
    code: str
    sizes: Mapping[PoolName, PoolSize]
    environment: Mapping[str, str]
    secrets: tuple[str, ...] = ()
    module: str | None = None
    directory: str | None = None

    @property
    def router(self) -> str:
        """Name of the actor that gives steps to the workers: one for each version of the code."""
        return f"{ROUTER}{self.code}"

    def lacking(self, machine: Mapping[str, str]) -> tuple[str, ...]:
        """Return which secrets a machine with these variables has not."""
        return tuple(name for name in self.secrets if not (self.environment.get(name) or machine.get(name)))


def namespace_of(home: Path, store_url: str | None) -> str:
    """Return what Ray calls a deployment: the same on all machines that share its home's name and its store."""
    told = hashlib.sha256(os.fsencode(home) + b"\0" + (store_url or "").encode())
    return f"videogen-{told.hexdigest()[:8]}"


def shipped(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that go with a run to other machines."""
    return {name: value for name, value in environment.items() if SHIPPED.fullmatch(name) and name not in SECRETS}


def secrets_of(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of the settings that do not go with a run although it has them."""
    return tuple(sorted(name for name in SECRETS if environment.get(name)))


def left_to_ray(environment: Mapping[str, str]) -> dict[str, str]:
    """Return all variables but those that Ray sets for each worker."""
    return {name: value for name, value in environment.items() if not RAYS.fullmatch(name)}


@cache
def package_version() -> str:
    """Return what changes with every change of this package's Python files, wherever they are installed.

    By content, as installations of the same version on two machines differ in times and paths; 10 ms, once in a process.
    """
    package = Path(videogen_dagster.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        digest.update(f"{path.relative_to(package).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:KEY_DIGITS]
