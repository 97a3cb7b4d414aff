"""When the device runs out of memory: one lever after the other, from those that cost nothing to those that change pixels.

Evict idle models, decode slice by slice, halve the batch, keep the networks on the CPU and bring one at a time to the GPU
(model offload), bring one layer at a time (group offload), decode in tiles. Only the last changes pixels: it is pulled
where the deployment allows it. What was pulled stays with the model; the next call begins with it.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, TypeVar

from videogen_dagster.core.errors import EngineUnavailable
from videogen_dagster.engines.diffusion.device_memory import (
    device_failed,
    free_unused,
    is_device_failure,
    is_out_of_memory,
)
from videogen_dagster.engines.diffusion.offloading import MODEL_OFFLOAD, offload_layers, offload_networks
from videogen_dagster.engines.diffusion.residency import Resident, residency
from videogen_dagster.engines.model_choice import TILING

ResultT = TypeVar("ResultT")

_LOG: Final = logging.getLogger(__name__)


def within_memory(
    resident: Resident,
    call: Callable[[int], ResultT],
    *,
    batch: int = 1,
    engine: str,
    evict: Callable[[], Sequence[str]] | None = None,
) -> ResultT:
    """Return what `call` makes of as many results as fit the device.

    Args:
        resident: The model that is called; its levers are pulled.
        call: Makes that many results, at most `batch`, from the first that is not made yet. It is called again with the
            same or a smaller number after it ran out of memory, and keeps nothing of what it had begun.
        batch: How many are wanted at once.
        engine: Name of the engine, for messages.
        evict: Frees what is idle and returns the names of it; that of the process's residency if None.

    Raises:
        EngineUnavailable: It does not fit whatever is done, or the device failed.
    """
    ladder = _Ladder(resident, batch, evict or (lambda: residency().evict_idle(device=resident.device)))
    while True:
        try:
            return call(ladder.size)
        except RuntimeError as error:  # torch.OutOfMemoryError and torch.AcceleratorError are such
            reason = (str(error).strip() or type(error).__name__).splitlines()[0]
            if is_device_failure(error):
                raise device_failed(reason, engine) from error
            if not is_out_of_memory(error):
                raise
        # Here the error is gone, and with its frames what was computed.
        free_unused()
        lever = ladder.pull()
        if lever is None:
            raise _does_not_fit(resident, reason, engine)
        _LOG.warning("%s does not fit %s: %s (%s)", resident.model.name, resident.device, lever, reason)


def _does_not_fit(resident: Resident, reason: str, engine: str) -> EngineUnavailable:
    tried = f" after {', '.join(resident.levers)}" if resident.levers else ""
    allow = "" if TILING in resident.model.choice.lossy else f", allow VIDEOGEN_LOSSY={TILING}"
    return EngineUnavailable(
        f"{resident.model.name} does not fit {resident.device}{tried}: {reason}",
        engine=engine,
        remedy=f"choose a smaller model{allow}, or a device with more memory",
    )


class _Ladder:
    """The levers of one call, in their order. `size` is the batch that the next try has."""

    def __init__(self, resident: Resident, batch: int, evict: Callable[[], Sequence[str]]) -> None:
        self._resident = resident
        self._evict = evict
        self.size = min(batch, resident.largest_batch or batch)

    def pull(self) -> str | None:
        """Pull the next lever that there is and return its name; None if there is none left."""
        if self._evict():
            return "idle models evicted"
        for name, pulls in self._levers():
            if name not in self._resident.levers and pulls():
                self._resident.levers.append(name)
                return name
            if self.size > 1 and name == _SLICING:
                return self._halved()
        return None

    def _levers(self) -> Iterator[tuple[str, Callable[[], bool]]]:
        resident, vae = self._resident, getattr(self._resident.pipeline, "vae", None)
        yield _SLICING, lambda: _called(vae, "enable_slicing")
        yield MODEL_OFFLOAD, lambda: offload_networks(resident.pipeline, resident.device)
        yield "group offload", lambda: offload_layers(resident.pipeline, resident.device)
        if TILING in resident.model.choice.lossy:
            yield "vae tiling (lossy)", lambda: _called(vae, "enable_tiling")

    def _halved(self) -> str:
        self.size //= 2
        self._resident.largest_batch = self.size
        self._resident.levers = [each for each in self._resident.levers if not each.startswith("batch")]
        self._resident.levers.append(f"batch of {self.size}")
        return f"batch of {self.size}"


_SLICING: Final = "vae slicing"


def _called(part: Any, method: str) -> bool:
    """Call a method without arguments if `part` has it; returns whether it had."""
    if not hasattr(part, method):
        return False
    getattr(part, method)()
    return True
