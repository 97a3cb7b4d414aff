"""Which models stay in memory: those used last, as many as the device has room for, by their measured bytes.

A process has one residency. A model is loaded when it is first used and stays for the requests, steps and runs that
follow; when another needs its room, the one that was used longest ago goes. One that is in use never goes, and only one
caller at a time uses a pipeline: diffusers' pipelines keep state while they run.
"""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import cache
from typing import Any, Final

from videogen_dagster.core.errors import EngineUnavailable
from videogen_dagster.engines.diffusion.device_memory import (
    device_failed,
    free_unused,
    is_device_failure,
    is_out_of_memory,
    peak_bytes,
    reset_peak,
    room_for_models,
)
from videogen_dagster.engines.diffusion.loading import ENGINE, chosen_device, load_pipeline, weight_bytes
from videogen_dagster.engines.diffusion.manifests import listed_files
from videogen_dagster.engines.diffusion.models import Model
from videogen_dagster.engines.diffusion.offloading import MODEL_OFFLOAD, offload_networks
from videogen_dagster.engines.protocols import Workplace
from videogen_dagster.engines.residents import ResidentModel, register

_LOG: Final = logging.getLogger(__name__)
_ASKS_EVERY_S: Final = 0.5


class Resident:
    """One model in memory.

    Attributes:
        model: Which.
        pipeline: What runs it; None before it is loaded and after it was evicted.
        device: Where (`cuda:0`).
        bytes: What its weights take.
        load_s: How long it took to load.
        largest_batch: Most results of one call that fitted, once more did not; None: not known.
        levers: What was done to make it fit, in the order in which it was done.
        peak_bytes: Most memory that the device held while it was last used; None: not known.
        uses: How often it was used since it was loaded.
    """

    def __init__(self, model: Model) -> None:
        self.model = model
        self.pipeline: Any = None
        self.device = ""
        self.bytes = 0
        self.load_s = 0.0
        self.largest_batch: int | None = None
        self.levers: list[str] = []
        self.peak_bytes: int | None = None
        self.uses = 0
        self.pins = 0
        self.lock = threading.Lock()


class Residency:
    """The models of this process."""

    def __init__(self) -> None:
        self._residents: OrderedDict[Model, Resident] = OrderedDict()
        self._table = threading.Lock()
        self._loading = threading.Lock()

    @contextmanager
    def using(
        self, model: Model, *, workspace: Workplace | None = None, load: Callable[[Model], Any] = load_pipeline
    ) -> Generator[Resident]:
        """Give the resident of `model` to one caller, loading it if it is not there; it stays while it is in use.

        Args:
            model: Which.
            workspace: Asked twice a second whether to stop while another caller uses the model.
            load: Returns what runs the model, on the CPU.

        Raises:
            Cancelled: A person asked to stop while another caller used the model.
            ModelMissing: It cannot be loaded.
            EngineUnavailable: The model libraries are not installed, or the device has no room.
        """
        resident = self._pinned(model)
        try:
            with _held(resident.lock, workspace):
                if resident.pipeline is None:
                    self._load(resident, load)
                resident.uses += 1
                reset_peak(resident.device)
                try:
                    yield resident
                finally:
                    resident.peak_bytes = peak_bytes(resident.device)
        finally:
            self._unpin(resident)

    def residents(self) -> tuple[ResidentModel, ...]:
        """Return what is in memory, the one used longest ago first."""
        with self._table:
            loaded = [each for each in self._residents.values() if each.pipeline is not None]
        return tuple(ResidentModel(name=each.model.name, bytes=each.bytes, device=each.device) for each in loaded)

    def evict_idle(self, *, device: str | None = None) -> tuple[str, ...]:
        """Free every model that nobody uses, on one device or on all; returns their names."""
        with self._table:
            idle = [each for each in self._residents.values() if each.pins == 0 and device in (None, each.device)]
            for each in idle:
                self._drop(each)
        names = tuple(each.model.name for each in idle)
        del idle
        if names:
            free_unused()
        return names

    def _pinned(self, model: Model) -> Resident:
        with self._table:
            resident = self._residents.setdefault(model, Resident(model))
            resident.pins += 1
            self._residents.move_to_end(model)
            return resident

    def _unpin(self, resident: Resident) -> None:
        with self._table:
            resident.pins -= 1
            if resident.pins == 0 and resident.pipeline is None:
                self._residents.pop(resident.model, None)

    def _load(self, resident: Resident, load: Callable[[Model], Any]) -> None:
        with self._loading:  # two at once would both count on the same room
            began_s = time.monotonic()
            device = chosen_device(resident.model.choice.device)
            self._make_room(str(device), resident.model, _bytes_on_disk(resident.model))
            loaded = load(resident.model)
            resident.bytes, resident.device = weight_bytes(loaded), str(device)
            resident.levers = self._placed(loaded, resident)
            resident.pipeline = loaded
            resident.load_s = time.monotonic() - began_s
        _LOG.info(
            "loaded %s on %s in %.1f s, %.2f GB", resident.model.name, device, resident.load_s, resident.bytes / 1e9
        )

    def _placed(self, loaded: Any, resident: Resident) -> list[str]:
        """Bring what was loaded to its device, and return what had to be done for that."""
        if _moved(loaded, resident.device):
            return []
        if self.evict_idle(device=resident.device) and _moved(loaded, resident.device):
            return []
        if offload_networks(loaded, resident.device):
            return [MODEL_OFFLOAD]
        raise EngineUnavailable(
            f"{resident.model.name} does not fit {resident.device}",
            engine=ENGINE,
            remedy="choose a smaller model, or a device with more memory",
        )

    def _make_room(self, device: str, model: Model, needed: int) -> None:
        room = room_for_models(device, model.choice.memory_gb)
        dropped = []
        with self._table:
            here = [each for each in self._residents.values() if each.device == device and each.pipeline is not None]
            used = sum(each.bytes for each in here)
            for each in here:  # the one used longest ago first
                if used + needed <= room:
                    break
                if each.pins == 0:
                    used -= each.bytes
                    dropped.append(each.model.name)
                    self._drop(each)
        if dropped:
            free_unused()
            _LOG.info("freed %s for %s on %s", ", ".join(dropped), model.name, device)

    def _drop(self, resident: Resident) -> None:
        """Forget a model that nobody uses. The caller holds the table and frees what is unused afterwards."""
        pipeline, resident.pipeline = resident.pipeline, None
        self._residents.pop(resident.model, None)
        if hasattr(pipeline, "remove_all_hooks"):  # offload hooks hold the networks
            pipeline.remove_all_hooks()


def _moved(loaded: Any, device: str) -> bool:
    """Return whether there was room for a pipeline on a device; if not, it is on the CPU again."""
    try:
        loaded.to(device)
    except RuntimeError as error:  # torch.OutOfMemoryError and torch.AcceleratorError are such
        if is_device_failure(error):
            raise device_failed(str(error).splitlines()[0], ENGINE) from error
        if not is_out_of_memory(error):
            raise
    else:
        return True
    loaded.to("cpu")
    free_unused()
    return False


@cache
def residency() -> Residency:
    """Return the residency of this process; `videogen workers` lists what is in it."""
    models = Residency()
    register(models.residents)
    return models


@contextmanager
def _held(lock: threading.Lock, workspace: Workplace | None) -> Generator[None]:
    while not lock.acquire(timeout=_ASKS_EVERY_S):
        if workspace is not None:
            workspace.check()
    try:
        yield
    finally:
        lock.release()


def _bytes_on_disk(model: Model) -> int:
    """Return about how much room a model needs: its weights as they are stored."""
    return sum(path.stat().st_size for path in listed_files(model.folder) if path.suffix == ".safetensors")
