"""From what a deployment chose to the model that runs: preset or folder, checked before anything is loaded."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from videogen_dagster.core.errors import EngineUnavailable, InvalidInput, ModelMissing
from videogen_dagster.engines.diffusion.catalogue import all_presets, find_preset, presets_for
from videogen_dagster.engines.diffusion.manifests import (
    OVERRIDES,
    UNFINISHED,
    listed_files,
    local_content,
    read_manifest,
    read_pins,
)
from videogen_dagster.engines.diffusion.overrides import overridden, read_overrides
from videogen_dagster.engines.diffusion.presets import INDEX_FILES, ModelPreset, Task
from videogen_dagster.engines.model_choice import AUTO, DTYPES, LOSSY_LEVERS, Adapter, ModelChoice

LOCAL: Final = "local"
"""Revision of a folder that was not pulled: its content alone names it."""

UNSAFE: Final = (".bin", ".ckpt", ".pt", ".pth", ".pickle", ".pkl", ".py")
"""Files that run code when they are loaded, or are code."""


@dataclass(frozen=True)
class Model:
    """A model as a deployment runs it; equal ones share one pipeline in memory.

    Attributes:
        preset: What is known of it, with what its folder says otherwise.
        folder: Where its files are.
        revision: Commit at the hub, or `local`.
        content: SHA-256 over all its files.
        pipeline: Class that its folder names.
        scheduler: Class of its scheduler, or empty.
        choice: What the deployment said.
    """

    preset: ModelPreset
    folder: Path
    revision: str
    content: str
    pipeline: str
    scheduler: str
    choice: ModelChoice

    @property
    def name(self) -> str:
        """How it is called in messages and lists: the preset's id, or the folder's name."""
        return self.preset.id if self.revision != LOCAL else self.folder.name

    @property
    def dtype(self) -> str:
        """Precision of its weights: what the deployment says, else the preset's, on every machine the same."""
        return self.preset.dtype if self.choice.dtype == AUTO else self.choice.dtype

    @cached_property
    def facts(self) -> Mapping[str, object]:
        """All that can change a result, for the fingerprint of the engine that runs it."""
        return {
            "model": self.preset.id,
            "revision": self.revision,
            "content": self.content,
            "class": self.pipeline,
            "scheduler": self.scheduler,
            "steps": self.preset.steps,
            "guidance": self.preset.guidance,
            "size": list(self.preset.size),
            "dtype": self.dtype,
            "lossy": sorted(self.choice.lossy),
            "loras": [self._adapter_facts(each) for each in self.choice.loras],
            "ip_adapter": self._adapter_facts(self.choice.ip_adapter) if self.choice.ip_adapter else None,
            self.preset.library: _library_version(self.preset.library),
        }

    def _adapter_facts(self, adapter: Adapter) -> list[object]:
        return [local_content(adapter.path, self.choice.models), adapter.scale]


def resolve_model(choice: ModelChoice, task: Task, *, engine: str) -> Model:
    """Return the model that a deployment chose. Reads small files only, the first time of a local folder its weights.

    Args:
        choice: What it said.
        task: What the engine needs it for.
        engine: Name of the engine, for messages.

    Raises:
        InvalidInput: No such preset, one for another task, or a setting that does not fit.
        ModelMissing: Its files are not there; the remedy is the command that gets them.
    """
    _check_choice(choice)
    if not choice.model:
        raise InvalidInput(
            f"the engine {engine!r} runs a model, and none is chosen",
            field=choice.setting,
            remedy=f"choose one of: {', '.join(preset.id for preset in presets_for(task))}; or a model folder",
        )
    if _is_path(choice.model):
        return _local_model(Path(choice.model).expanduser().resolve(), choice, task, engine=engine)
    preset = find_preset(choice.model, field=choice.setting)
    if preset.task != task:
        raise InvalidInput(
            f"{preset.id} is a model for {preset.task}, not for {task}",
            field=choice.setting,
            remedy=f"choose one of: {', '.join(each.id for each in presets_for(task))}",
        )
    return _pulled_model(preset, choice, engine=engine)


def _check_choice(choice: ModelChoice) -> None:
    if choice.dtype not in {AUTO, *DTYPES}:
        raise InvalidInput(
            f"no precision is called {choice.dtype!r}",
            field="VIDEOGEN_DTYPE",
            remedy=f"choose one of: {AUTO}, {', '.join(DTYPES)}",
        )
    for lever in choice.lossy:
        if lever not in LOSSY_LEVERS:
            raise InvalidInput(
                f"nothing that saves memory is called {lever!r}",
                field="VIDEOGEN_LOSSY",
                remedy=f"choose from: {', '.join(LOSSY_LEVERS)}",
            )


def _is_path(model: str) -> bool:
    return model.startswith((".", "~")) or "/" in model or "\\" in model


def _pulled_model(preset: ModelPreset, choice: ModelChoice, *, engine: str) -> Model:
    folder = choice.models / preset.id
    pin = read_pins(choice.models).get(preset.id)
    if pin is not None:
        return Model(overridden(preset, folder), folder, pin.revision, pin.content, pin.pipeline, pin.scheduler, choice)
    if not is_there(preset, choice.models):
        raise missing(preset, choice.models, engine=engine)
    return _local_model(folder, choice, preset.task, engine=engine, preset=preset)


def is_there(preset: ModelPreset, models: Path) -> bool:
    """Return whether the files of a model have arrived in the models folder."""
    folder = models / preset.id
    return (folder / INDEX_FILES[preset.library]).is_file() and not (folder / UNFINISHED).exists()


def missing(preset: ModelPreset, models: Path, *, engine: str) -> ModelMissing:
    """Return the error that tells how to get a model."""
    return ModelMissing(
        f"the model {preset.id} is not in {models} ({preset.hub_id}, licence {preset.licence}, "
        f"about {preset.download_gb:.0f} GB)",
        engine=engine,
        field=None,
        remedy=f"videogen models pull {preset.id}",
    )


def _local_model(
    folder: Path, choice: ModelChoice, task: Task, *, engine: str, preset: ModelPreset | None = None
) -> Model:
    index = read_index(folder, engine=engine)
    pipeline = pipeline_of(index)
    overrides = read_overrides(folder)
    if overrides.preset is not None:
        preset = find_preset(overrides.preset, field=str(folder / OVERRIDES))
    known = preset or _preset_like(pipeline, task, folder=folder, field=choice.setting)
    return Model(
        preset=overridden(known, folder),
        folder=folder,
        revision=LOCAL,
        content=local_content(folder, choice.models),
        pipeline=pipeline,
        scheduler=scheduler_of(index),
        choice=choice,
    )


def _preset_like(pipeline: str, task: Task, *, folder: Path, field: str) -> ModelPreset:
    for preset in presets_for(task):
        if preset.pipeline == pipeline:
            return preset
    raise InvalidInput(
        f"{folder} is a {pipeline}; for {task} this program runs {', '.join(sorted({p.pipeline for p in presets_for(task)}))}",
        field=field,
        remedy="choose another model folder",
    )


def read_index(folder: Path, *, engine: str) -> Mapping[str, object]:
    """Return what a model folder says about itself.

    Raises:
        ModelMissing: It is no model folder. The library itself would look for it at the hub and fail obscurely.
    """
    for name in INDEX_FILES.values():
        path = folder / name
        if path.is_file():
            try:
                return json.loads(path.read_bytes())
            except ValueError as error:
                raise ModelMissing(
                    f"{path} is damaged: {error}", engine=engine, remedy="get the model again"
                ) from error
    raise ModelMissing(
        f"{folder} is no model folder: it has no model_index.json",
        engine=engine,
        remedy="give the folder that save_pretrained wrote, or the id of a preset",
    )


def pipeline_of(index: Mapping[str, object]) -> str:
    """Return the class that a model folder names; of a pipeline that brings its own code the name of that file, too."""
    named = index.get("_class_name") or index.get("architectures") or ""
    return ".".join(named) if isinstance(named, list) else str(named)


def scheduler_of(index: Mapping[str, object]) -> str:
    """Return the class of a pipeline's scheduler, or empty."""
    named = index.get("scheduler")
    return str(named[1]) if isinstance(named, list) and len(named) == 2 else ""


def check_files(model: Model, *, engine: str) -> None:
    """See that what is about to be loaded is whole and runs no code of its own.

    Raises:
        ModelMissing: Files are missing or have another size than the manifest says, or some would run code.
    """
    if not (model.folder / INDEX_FILES[model.preset.library]).is_file() or (model.folder / UNFINISHED).exists():
        raise missing(model.preset, model.choice.models, engine=engine)
    for path in listed_files(model.folder):
        if path.suffix.lower() in UNSAFE:
            raise ModelMissing(
                f"{path} would run code when it is loaded; only safetensors are read",
                engine=engine,
                remedy="remove it, or convert the weights with save_pretrained(safe_serialization=True)",
            )
    manifest = read_manifest(model.folder)
    if manifest is None or model.revision == LOCAL:
        return
    if manifest.content != model.content:
        raise ModelMissing(
            f"{model.folder} holds revision {manifest.revision}, and {model.revision} is pinned",
            engine=engine,
            remedy=f"videogen models pull {model.preset.id}",
        )
    for file in manifest.files:
        path = model.folder / file.path
        if not path.is_file() or path.stat().st_size != file.bytes:
            raise ModelMissing(
                f"{path} is missing or cut short", engine=engine, remedy=f"videogen models pull {model.preset.id}"
            )


def _library_version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError as error:
        raise EngineUnavailable(
            f"{library} is not installed", engine="diffusers", remedy="pip install 'videogen-dagster[gpu]'"
        ) from error


def chosen_preset(choice: ModelChoice, task: Task) -> ModelPreset | None:
    """Return the preset that a deployment's choice comes to, as far as that shows without the model; None if it does not."""
    if not _is_path(choice.model):
        return all_presets().get(choice.model)
    folder = Path(choice.model).expanduser()
    if not any((folder / name).is_file() for name in INDEX_FILES.values()):
        return None
    pipeline = pipeline_of(read_index(folder, engine=choice.setting))
    return next((preset for preset in presets_for(task) if preset.pipeline == pipeline), None)
