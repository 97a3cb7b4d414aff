"""Models that a worker loads before it is asked for anything: the first step of the day waits for none."""

import logging
from collections.abc import Sequence
from typing import Final, get_args

from videogen_dagster.core.errors import VideogenError
from videogen_dagster.engines.diffusion.loading import ENGINE
from videogen_dagster.engines.diffusion.models import chosen_preset, resolve_model
from videogen_dagster.engines.diffusion.presets import Task
from videogen_dagster.engines.diffusion.residency import residency
from videogen_dagster.engines.model_choice import ModelChoice

_LOG: Final = logging.getLogger(__name__)


def preload(choices: Sequence[ModelChoice]) -> tuple[str, ...]:
    """Load models and let them stay; returns the names of those that are loaded.

    One that cannot be loaded is told in the log: the step that needs it fails with the same error.

    Args:
        choices: Which; nothing is imported for none.
    """
    loaded = []
    for choice in choices:
        try:
            with residency().using(resolve_model(choice, _task(choice), engine=ENGINE)) as resident:
                loaded.append(resident.model.name)
        except VideogenError as error:
            _LOG.warning("cannot preload %s: %s", choice.model, error)
    return tuple(loaded)


def _task(choice: ModelChoice) -> Task:
    """Return what a model is for; of one that no preset knows a picture is expected, and resolving it tells the error."""
    tasks = (task for task in get_args(Task) if (preset := chosen_preset(choice, task)) and preset.task == task)
    return next(tasks, "image")
