"""Which models are there and whole, for `videogen models` and `videogen doctor`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from videogen_dagster.core.values import Value
from videogen_dagster.engines.diffusion.catalogue import all_presets
from videogen_dagster.engines.diffusion.manifests import hash_files, listed_files, read_manifest, read_pins
from videogen_dagster.engines.diffusion.models import LOCAL, UNSAFE, is_there
from videogen_dagster.engines.diffusion.presets import ModelPreset


class ModelState(Value):
    """One preset, and what of it is on this machine.

    Attributes:
        model: Its id.
        task: Kind of the engine that runs it.
        hub_id: Where it is published.
        licence: Under which terms.
        download_gb: About how much is downloaded, in 10^9 bytes.
        memory_gb: About how much GPU memory it takes.
        state: `there`, `pinned` (known, and its files are not here) or `absent`.
        revision: Commit that is pinned, `local` for a folder that was not pulled, or None.
        bytes: What its files take here.
    """

    model: str
    task: str
    hub_id: str
    licence: str
    download_gb: float
    memory_gb: float
    state: Literal["there", "pinned", "absent"]
    revision: str | None
    bytes: int


def model_states(models: Path) -> tuple[ModelState, ...]:
    """Return every preset with what of it is in the models folder."""
    return tuple(_state(preset, models) for preset in all_presets().values())


def _state(preset: ModelPreset, models: Path) -> ModelState:
    folder, pin = models / preset.id, read_pins(models).get(preset.id)
    arrived = is_there(preset, models)
    return ModelState(
        model=preset.id,
        task=preset.task,
        hub_id=preset.hub_id,
        licence=preset.licence,
        download_gb=preset.download_gb,
        memory_gb=preset.memory_gb,
        state="there" if arrived else "pinned" if pin else "absent",
        revision=pin.revision if pin else LOCAL if arrived else None,
        bytes=sum(path.stat().st_size for path in listed_files(folder)) if arrived else 0,
    )


def wrong_files(folder: Path) -> Sequence[str]:
    """Return what is wrong with the files of a model folder, a sentence each; reads every byte.

    Args:
        folder: A model folder. Without a manifest only files that would run code are found.
    """
    unsafe = [f"{path} would run code" for path in listed_files(folder) if path.suffix.lower() in UNSAFE]
    manifest = read_manifest(folder)
    if manifest is None:
        return unsafe
    found = {file.path: file for file in hash_files(folder)}
    missing = [f"{folder / file.path} is missing" for file in manifest.files if file.path not in found]
    changed = [
        f"{folder / file.path} is not what was pulled"
        for file in manifest.files
        if file.path in found and found[file.path] != file
    ]
    return [*unsafe, *missing, *changed]
