"""Which models stay in memory, with networks of a few bytes: what loads them is told by the test.

Tests import torch themselves: it takes 3 s, which only the process that runs them should pay.
"""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.fakes.workspace import FolderWorkspace
from videogen_dagster.core.errors import Cancelled, EngineUnavailable, ModelMissing
from videogen_dagster.engines.diffusion.catalogue import all_presets
from videogen_dagster.engines.diffusion.loading import weight_bytes
from videogen_dagster.engines.diffusion.memory import within_memory
from videogen_dagster.engines.diffusion.models import Model
from videogen_dagster.engines.diffusion.preloading import preload
from videogen_dagster.engines.diffusion.residency import Residency, Resident
from videogen_dagster.engines.diffusion.sampling import generators, noise_seed
from videogen_dagster.engines.model_choice import ModelChoice

if TYPE_CHECKING:
    import torch

KILO = 1000
ROOM = 2500
"""Bytes that stay: two networks of a thousand."""


def network() -> "torch.nn.Module":
    """A thousand bytes of weights."""
    import torch

    return torch.nn.Linear(KILO // 4, 1, bias=False)


def model(folder: Path, name: str) -> Model:
    place = folder / name
    place.mkdir(exist_ok=True)
    (place / "weights.safetensors").write_bytes(b"0" * KILO)
    choice = ModelChoice(folder, model=str(place), device="cpu", memory_gb=ROOM / 1e9)
    return Model(all_presets()["sd15"], place, "local", name, "StableDiffusionPipeline", "", choice)


def use(residency: Residency, folder: Path, *names: str) -> list[str]:
    for name in names:
        with residency.using(model(folder, name), load=lambda _: network()):
            pass
    return [resident.name for resident in residency.residents()]


def test_the_model_that_was_used_longest_ago_goes_when_another_needs_its_room(tmp_path: Path) -> None:
    residency = Residency()
    assert use(residency, tmp_path, "a", "b") == ["a", "b"]
    assert use(residency, tmp_path, "a", "c") == ["a", "c"]
    assert [(each.bytes, each.device) for each in residency.residents()] == [(KILO, "cpu")] * 2


def test_a_model_that_is_in_use_never_goes(tmp_path: Path) -> None:
    residency = Residency()
    with residency.using(model(tmp_path, "a"), load=lambda _: network()) as resident:
        assert use(residency, tmp_path, "b", "c") == ["a", "c"]
        assert residency.evict_idle() == ("c",)
        assert resident.pipeline is not None
    assert residency.evict_idle() == ("a",)


def test_a_model_is_loaded_once_and_used_by_one_caller_at_a_time(tmp_path: Path) -> None:
    residency, loads, inside, most = Residency(), [], [], []

    def load(_: Model) -> "torch.nn.Module":
        loads.append(1)
        return network()

    def work() -> None:
        with residency.using(model(tmp_path, "a"), load=load):
            inside.append(1)
            most.append(len(inside))
            inside.pop()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(loads), max(most)) == (1, 1)


def test_who_waits_for_a_model_can_be_stopped(tmp_path: Path) -> None:
    residency = Residency()
    stopped = FolderWorkspace(tmp_path, cancel_after=0)
    with (
        residency.using(model(tmp_path, "a"), load=lambda _: network()),
        pytest.raises(Cancelled),
        residency.using(model(tmp_path, "a"), workspace=stopped),
    ):
        pass


def test_a_model_that_cannot_be_loaded_leaves_nothing_behind(tmp_path: Path) -> None:
    def fail(_: Model) -> "torch.nn.Module":
        raise ModelMissing("not there", engine="diffusers")

    residency = Residency()
    with pytest.raises(ModelMissing), residency.using(model(tmp_path, "a"), load=fail):
        pass
    assert use(residency, tmp_path, "a") == ["a"]


class Crowded:
    """Finds no room on its device for so many times; the way back to the CPU is free."""

    def __init__(self, refusals: int) -> None:
        self.components = {"network": network()}
        self.refusals = refusals
        self.is_back = True

    def to(self, device: str) -> None:
        if self.is_back and self.refusals > 0:
            self.refusals -= 1
            self.is_back = False
            import torch

            raise torch.OutOfMemoryError(f"CUDA out of memory on {device}")
        self.is_back = True


def test_a_device_without_room_for_another_model_is_cleared_before_it_is_given_up(tmp_path: Path) -> None:
    residency = Residency()
    use(residency, tmp_path, "a")
    with residency.using(model(tmp_path, "b"), load=lambda _: Crowded(1)) as resident:
        assert resident.levers == []
    assert [each.name for each in residency.residents()] == ["b"]
    with (
        pytest.raises(EngineUnavailable, match="c does not fit cpu"),
        residency.using(model(tmp_path, "c"), load=lambda _: Crowded(2)),
    ):
        pass
    assert residency.residents() == ()


def test_weights_that_parts_share_are_counted_once() -> None:
    import torch

    one, other = network(), network()
    other.weight = one.weight
    assert weight_bytes(torch.nn.ModuleList([one, other])) == KILO


class Pipeline:
    """Has what the levers pull; each pull is noted."""

    def __init__(self) -> None:
        self.vae = self
        self.pulled: list[str] = []

    def enable_slicing(self) -> None:
        self.pulled.append("slicing")

    def enable_tiling(self) -> None:
        self.pulled.append("tiling")


def resident_of(folder: Path, *, lossy: tuple[str, ...] = ()) -> Resident:
    known = model(folder, "a")
    choice = ModelChoice(folder, lossy=lossy)
    resident = Resident(Model(known.preset, known.folder, "local", "a", known.pipeline, "", choice))
    resident.pipeline, resident.device = Pipeline(), "cpu"
    return resident


def fits(most: int, tried: list[int]) -> Callable[[int], int]:
    def call(size: int) -> int:
        tried.append(size)
        if size > most:
            raise RuntimeError("CUDA out of memory")
        return size

    return call


def idle(*names: Sequence[str]) -> Callable[[], Sequence[str]]:
    left = [*names]
    return lambda: left.pop() if left else ()


def test_levers_are_pulled_from_those_that_cost_nothing_to_the_one_that_changes_pixels(tmp_path: Path) -> None:
    resident, tried = resident_of(tmp_path, lossy=("tiling",)), []
    assert within_memory(resident, fits(1, tried), batch=4, engine="e", evict=idle(("other",))) == 1
    assert tried == [4, 4, 4, 2, 1]
    assert resident.levers == ["vae slicing", "batch of 1"]
    tried.clear()
    with pytest.raises(EngineUnavailable, match="vae tiling"):
        within_memory(resident, fits(0, tried), batch=4, engine="e", evict=idle())
    assert tried == [1, 1]
    assert resident.pipeline.pulled == ["slicing", "tiling"]


def test_nothing_that_changes_pixels_is_done_unless_it_is_allowed(tmp_path: Path) -> None:
    resident = resident_of(tmp_path)
    with pytest.raises(EngineUnavailable, match="VIDEOGEN_LOSSY=tiling"):
        within_memory(resident, fits(0, []), engine="e", evict=idle())
    assert resident.pipeline.pulled == ["slicing"]


def test_other_mistakes_are_not_taken_for_a_lack_of_memory(tmp_path: Path) -> None:
    def mistaken(_: int) -> int:
        raise RuntimeError("sizes of tensors must match")

    with pytest.raises(RuntimeError, match="must match"):
        within_memory(resident_of(tmp_path), mistaken, engine="e", evict=idle())


def test_takes_of_one_seed_have_noise_of_their_own() -> None:
    import torch

    seeds = [noise_seed(7, take) for take in (1, 2, 3)]
    assert seeds[0] == 7
    assert len(set(seeds)) == 3
    assert all(0 <= seed < 2**63 for seed in seeds)
    first, same = generators([5, 5])
    assert torch.equal(torch.randn(4, generator=first), torch.randn(4, generator=same))


def test_a_model_that_cannot_be_preloaded_stops_no_worker(tmp_path: Path) -> None:
    assert preload([ModelChoice(tmp_path, model="sdxl"), ModelChoice(tmp_path, model="nothing")]) == ()
