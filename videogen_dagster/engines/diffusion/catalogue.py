"""All presets, by id: the one place that knows which modules hold some."""

from collections.abc import Mapping
from functools import cache

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.engines.diffusion.image_presets import IMAGE_PRESETS
from videogen_dagster.engines.diffusion.motion_presets import LIP_SYNC_PRESETS, VIDEO_PRESETS
from videogen_dagster.engines.diffusion.presets import ModelPreset, Task
from videogen_dagster.engines.diffusion.sound_presets import MUSIC_PRESETS, SPEECH_PRESETS


@cache
def all_presets() -> Mapping[str, ModelPreset]:
    """Return every preset by its id, in the order in which they are listed to people."""
    presets = (*IMAGE_PRESETS, *VIDEO_PRESETS, *LIP_SYNC_PRESETS, *MUSIC_PRESETS, *SPEECH_PRESETS)
    return {preset.id: preset for preset in presets}


def presets_for(task: Task) -> tuple[ModelPreset, ...]:
    """Return the presets of one kind of engine; of models of one class the first is what a local folder is run like."""
    return tuple(preset for preset in all_presets().values() if preset.task == task)


def find_preset(name: str, *, field: str = "model") -> ModelPreset:
    """Return the preset of that id.

    Raises:
        InvalidInput: There is none; the remedy lists those that are.
    """
    if name in all_presets():
        return all_presets()[name]
    raise InvalidInput(
        f"no model is called {name!r}",
        field=field,
        remedy=f"choose one of: {', '.join(all_presets())}; or give the path of a model folder",
    )
