"""Notes what running a model took, while it runs."""

import logging
from typing import Final

from videogen_dagster.engines.diffusion.models import Model
from videogen_dagster.engines.diffusion.residency import Resident, residency
from videogen_dagster.engines.usage import ModelUse

_LOG: Final = logging.getLogger(__name__)


class UseRecord:
    """What one call of an engine took of its model. Begin one a call."""

    def __init__(self) -> None:
        self._use: ModelUse | None = None
        self._warnings: dict[str, None] = {}

    def warn(self, warning: str) -> None:
        """Note what a person should know, once, and write it to the log."""
        if warning not in self._warnings:
            self._warnings[warning] = None
            _LOG.warning(warning)

    def note(self, model: Model, resident: Resident) -> None:
        """Note how a resident was used; call it after each use."""
        before = self._use
        loaded_s = resident.load_s if resident.uses == 1 else 0.0
        peaks = [use.peak_bytes for use in (before, resident) if use is not None and use.peak_bytes is not None]
        self._use = ModelUse(
            model=model.name,
            revision=model.revision,
            device=resident.device,
            load_s=max(loaded_s, before.load_s if before else 0.0),
            peak_bytes=max(peaks, default=None),
            degraded=tuple(resident.levers),
        )

    def use(self) -> ModelUse | None:
        """Return what was noted; None if no model was used."""
        if self._use is None:
            return None
        told = {"residents": residency().residents(), "warnings": tuple(self._warnings)}
        return self._use.model_copy(update=told)
