"""What a pool is: where it meets, how large it is, what code its workers run."""

import importlib
import logging
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from dagster._core.code_pointer import load_python_module  # imports as Dagster does, with its working directory

from videogen_dagster.core.values import Value
from videogen_dagster.executor.backends import PoolName, PoolSize
from videogen_dagster.executor.local.places import PoolPlace

LOG: Final = logging.getLogger("videogen.workers")


class PoolPlan(Value):
    """All that a supervisor has to know.

    Attributes:
        folder: Where the pools of its home meet.
        key: Name of the pool; see `identity.pool_key`.
        runtime: Where all pools of the user meet.
        home: The deployment's home.
        sizes: The pools and their workers.
        sources: Files and folders of the code that its workers run.
        module: The module of the definitions, imported before workers are forked; None if they are in no module.
        directory: From where that is imported, or None.
    """

    folder: Path
    key: str
    runtime: Path
    home: Path
    sizes: Mapping[PoolName, PoolSize]
    sources: tuple[Path, ...]
    module: str | None = None
    directory: str | None = None

    @property
    def place(self) -> PoolPlace:
        """Its files."""
        return PoolPlace(self.folder, self.key)


def preload(plan: PoolPlan) -> None:
    """Import what every worker needs, so that they share it; what cannot be imported is told by the steps that need it."""
    importlib.import_module("dagster")
    if plan.module is None:
        return
    try:
        load_python_module(plan.module, plan.directory)
    except Exception:  # somebody's module: it may raise anything, and the run that has it for its own tells so
        LOG.exception("cannot import %s before it is needed", plan.module)
    sys.stderr.flush()
