"""`videogen models`: list what engines can run, get it, and see that it is whole."""

import sys
from pathlib import Path

from videogen_dagster.cli.reporting import print_json
from videogen_dagster.core.errors import InvalidInput, ModelMissing
from videogen_dagster.engines.diffusion.catalogue import find_preset
from videogen_dagster.engines.diffusion.model_states import ModelState, model_states, wrong_files
from videogen_dagster.engines.diffusion.pulling import pull_model
from videogen_dagster.settings import load_settings


def tell_models(*, as_json: bool) -> None:
    """Print every model with its task, licence and size, and whether it is there."""
    states = model_states(load_settings().models_folder)
    if as_json:
        print_json([state.model_dump() for state in states])
        return
    for state in states:
        sys.stdout.write(
            f"{state.state:<7} {state.model:<22} {state.task:<10} {_size(state):>8}  {_told(state.memory_gb):>6} of GPU"
            f"  {state.licence}\n"
        )


def _size(state: ModelState) -> str:
    return _told(state.bytes / 1e9) if state.bytes else f"~{_told(state.download_gb)}"


def _told(gigabytes: float) -> str:
    return f"{gigabytes:.0f} GB" if gigabytes >= 1 else f"{gigabytes * 1000:.0f} MB"


def pull_models(names: tuple[str, ...], *, update: bool, as_json: bool) -> None:
    """Get models from the hub into the models folder, and print where they are.

    Raises:
        InvalidInput: No model is called so.
        EngineUnavailable: The hub cannot be reached.
        ModelMissing: The hub's repository cannot be used.
    """
    models = load_settings().models_folder
    presets = [find_preset(name, field="MODEL") for name in names]
    pulled = []
    for preset in presets:
        sys.stderr.write(f"{preset.id}: {preset.hub_id}, licence {preset.licence}, about {_told(preset.download_gb)}\n")
        manifest = pull_model(preset, models, update=update)
        pulled.append(
            {
                "model": preset.id,
                "revision": manifest.revision,
                "bytes": manifest.bytes,
                "path": str(models / preset.id),
            }
        )
        if not as_json:
            sys.stdout.write(f"{models / preset.id}\n")
    if as_json:
        print_json(pulled)


def verify_models(names: tuple[str, ...], *, as_json: bool) -> None:
    """Read every byte of models and see that it is what was pulled; without names of all that are there.

    Raises:
        InvalidInput: No model is called so.
        ModelMissing: One is not there, or not what was pulled.
    """
    models = load_settings().models_folder
    there = [models / state.model for state in model_states(models) if state.state == "there"]
    folders = [_folder(name, models) for name in names] or there
    found = {str(folder): list(wrong_files(folder)) for folder in folders}
    if as_json:
        print_json([{"path": folder, "wrong": wrong} for folder, wrong in found.items()])
    else:
        for folder, wrong in found.items():
            sys.stdout.write("".join(f"{line}\n" for line in wrong) or f"ok {folder}\n")
    if bad := [folder for folder, wrong in found.items() if wrong]:
        raise ModelMissing(
            f"{', '.join(bad)} cannot be used as it is",
            engine="models",
            remedy=f"videogen models pull {Path(bad[0]).name}",
        )


def _folder(name: str, models: Path) -> Path:
    """Return the folder of a model, or a model folder that is given itself."""
    folder = Path(name).expanduser() if "/" in name else models / find_preset(name, field="MODEL").id
    if not folder.is_dir():
        raise InvalidInput(f"{folder} is no folder", field="MODEL", remedy=f"videogen models pull {folder.name}")
    return folder.resolve()
