"""Gets a model from the hub: the files that its pipeline needs, of one commit, checked against the hub's own hashes."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, Final

from videogen_dagster.core.errors import EngineFailure, EngineUnavailable, ModelMissing
from videogen_dagster.engines.diffusion.loading import ENGINE, require
from videogen_dagster.engines.diffusion.manifests import (
    UNFINISHED,
    Manifest,
    ModelFile,
    hash_files,
    read_manifest,
    read_pins,
    write_manifest,
    write_pin,
)
from videogen_dagster.engines.diffusion.models import pipeline_of, read_index, scheduler_of
from videogen_dagster.engines.diffusion.presets import INDEX_FILES, ModelPreset

NEWEST: Final = "main"
_TEXTS: Final = (".json", ".txt", ".model", ".jinja")
_PLAIN: Final = re.compile(r"[^.]+\.safetensors(\.index\.json)?")
_HALF: Final = re.compile(r"[^.]+\.(fp16(-\d+-of-\d+)?\.safetensors|safetensors\.index\.fp16\.json)")


@dataclass(frozen=True, slots=True)
class _Listing:
    """What the hub has of one repository: the commit, and its files with the SHA-256 of those that are stored as large."""

    repository: str
    revision: str
    files: Mapping[str, str | None]


def pull_model(preset: ModelPreset, models: Path, *, update: bool = False) -> Manifest:
    """Get a model into the models folder, or what of it is not there yet, and pin what was got.

    Args:
        preset: Which.
        models: Folder that holds the models.
        update: Take the newest commit instead of the one that is pinned.

    Raises:
        EngineUnavailable: The hub cannot be reached, or the packages are not installed.
        EngineFailure: The hub refuses, or what arrived is not what the hub has.
        ModelMissing: The repository has no weights as safetensors, or another class than the preset says.
    """
    pins = read_pins(models)
    pin = None if update else pins.get(preset.id)
    listing = _listing(preset.hub_id, preset.revision or (pin.revision if pin else NEWEST))
    folder = models / preset.id
    folder.mkdir(parents=True, exist_ok=True)
    (folder / UNFINISHED).touch()
    _check_class(preset, listing, folder)
    index = read_index(folder, engine=ENGINE)
    expected = dict(_fetched(listing, wanted_files(tuple(listing.files), index, preset), folder))
    part_revisions = {}
    for part in preset.parts:
        known = pin.part_revisions.get(part.name) if pin else None
        found = _listing(part.hub_id, part.revision or known or NEWEST)
        part_revisions[part.name] = found.revision
        for path, digest in _fetched(found, _weights("", tuple(found.files), preset), folder / part.name):
            expected[f"{part.name}/{path}"] = digest
    if preset.library == "diffusers":
        index = _write_index(folder, index, preset)
        expected.pop(INDEX_FILES["diffusers"], None)
    _remove_former(folder, expected)
    manifest = Manifest(
        model=preset.id,
        hub_id=preset.hub_id,
        revision=listing.revision,
        part_revisions=part_revisions,
        licence=preset.licence,
        pipeline=pipeline_of(index),
        scheduler=scheduler_of(index),
        files=_checked(hash_files(folder), expected, preset),
    )
    write_manifest(folder, manifest)
    write_pin(models, preset.id, manifest.pin())
    (folder / UNFINISHED).unlink()
    return manifest


def wanted_files(names: Sequence[str], index: Mapping[str, object], preset: ModelPreset) -> tuple[str, ...]:
    """Return which files of a repository a pipeline needs: its components' configurations and weights, once.

    Repositories keep the same weights as one file, for other libraries, in full and in half precision.

    Args:
        names: All files of the repository.
        index: Its `model_index.json` (or `config.json` of one model).
        preset: The model.

    Raises:
        ModelMissing: A component has no weights as safetensors.
    """
    index_file = INDEX_FILES[preset.library]
    if preset.library != "diffusers":
        return _weights("", names, preset)
    folders = [name for name, told in index.items() if isinstance(told, list) and len(told) == 2 and told[0]]
    wanted = [name for folder in folders for name in _weights(f"{folder}/", names, preset)]
    return (index_file, *wanted)


def _weights(folder: str, names: Sequence[str], preset: ModelPreset) -> tuple[str, ...]:
    """Return the files of one component; of its weights those in half precision, if there are and the model runs in it."""
    skipped = (name for name in names if not any(fnmatch(name, pattern) for pattern in preset.skipped))
    here = [name for name in skipped if name.startswith(folder) and "/" not in name.removeprefix(folder)]
    half = [name for name in here if _HALF.fullmatch(name.removeprefix(folder))]
    plain = [name for name in here if _PLAIN.fullmatch(name.removeprefix(folder))]
    weights = half if half and preset.dtype == "float16" else plain
    if not weights and any(name.endswith((".bin", ".ckpt", ".pt")) for name in here):
        raise ModelMissing(
            f"{preset.hub_id} has no safetensors for {folder.rstrip('/') or 'the model'}; other files run code",
            engine=ENGINE,
            remedy="choose another model",
        )
    texts = [name for name in here if name.endswith(_TEXTS) and ".safetensors.index." not in name]
    return tuple(sorted({*texts, *weights}))


def _listing(repository: str, revision: str) -> _Listing:
    require("huggingface_hub")
    from huggingface_hub import HfApi  # 0.5 s; only pull needs it

    info = _asked(repository, lambda: HfApi().model_info(repository, revision=revision, files_metadata=True))
    files = {each.rfilename: each.lfs.sha256 if each.lfs else None for each in info.siblings or ()}
    return _Listing(repository, str(info.sha), files)


def _fetched(listing: _Listing, names: Sequence[str], folder: Path) -> Iterator[tuple[str, str | None]]:
    """Get files of a repository into a folder; yields their names and, of large ones, the hub's hashes."""
    from huggingface_hub import snapshot_download  # as above

    _asked(
        listing.repository,
        lambda: snapshot_download(
            listing.repository, revision=listing.revision, local_dir=folder, allow_patterns=list(names)
        ),
    )
    yield from ((name, listing.files[name]) for name in names)


def _asked(repository: str, call: Any) -> Any:
    """Return what the hub answers to a call.

    Raises:
        EngineUnavailable: It cannot be reached.
        EngineFailure: It refuses.
    """
    import httpx2  # comes with the hub's client
    from huggingface_hub.errors import GatedRepoError, HfHubHTTPError, RepositoryNotFoundError, RevisionNotFoundError

    try:
        return call()
    except GatedRepoError as error:
        raise EngineFailure(
            f"{repository} wants its terms to be accepted first",
            engine=ENGINE,
            remedy="accept them on its page at the hub, and set HF_TOKEN",
        ) from error
    except (RepositoryNotFoundError, RevisionNotFoundError) as error:
        raise EngineFailure(
            f"the hub has no {repository}, or not to you", engine=ENGINE, remedy="set HF_TOKEN if it is private"
        ) from error
    except HfHubHTTPError as error:
        raise EngineUnavailable(
            f"the hub refused {repository}: {error}", engine=ENGINE, remedy="try again later"
        ) from error
    except (httpx2.HTTPError, OSError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise EngineUnavailable(
            f"{repository} cannot be got: {reason}",
            engine=ENGINE,
            remedy="try again: what has arrived is kept; HF_ENDPOINT names another hub, HF_HUB_OFFLINE=1 forbids all",
        ) from error


def _check_class(preset: ModelPreset, listing: _Listing, folder: Path) -> None:
    """Get the file that tells the class, and see that it is the expected one before gigabytes follow."""
    name = INDEX_FILES[preset.library]
    if name not in listing.files:
        raise ModelMissing(
            f"{listing.repository} is no model folder: it has no {name}", engine=ENGINE, remedy="choose another model"
        )
    if not (preset.parts and (folder / name).is_file()):
        list(_fetched(listing, (name,), folder))
    named = pipeline_of(read_index(folder, engine=ENGINE))
    if not preset.parts and named != preset.pipeline:
        raise ModelMissing(
            f"{listing.repository} is a {named} now, and {preset.id} is a {preset.pipeline}",
            engine=ENGINE,
            remedy="pull the pinned revision, or choose another model",
        )


def _remove_former(folder: Path, expected: Mapping[str, str | None]) -> None:
    """Remove what an earlier commit had and this one has no more."""
    former = read_manifest(folder)
    for file in former.files if former else ():
        if file.path not in expected and file.path not in INDEX_FILES.values():
            (folder / file.path).unlink(missing_ok=True)


def _write_index(folder: Path, index: Mapping[str, object], preset: ModelPreset) -> Mapping[str, object]:
    """Write what the folder really holds into its index: parts from elsewhere are in it, what was skipped is not."""
    there = {name: told for name, told in index.items() if not _is_component(told) or (folder / name).is_dir()}
    parts = {part.name: ["diffusers", part.kind] for part in preset.parts}
    told = {**there, "_class_name": preset.pipeline, **parts}
    if told != index:
        (folder / INDEX_FILES["diffusers"]).write_text(json.dumps(told, indent=2) + "\n")
    return told


def _is_component(told: object) -> bool:
    return isinstance(told, list) and len(told) == 2 and isinstance(told[0], str)


def _checked(
    files: tuple[ModelFile, ...], expected: Mapping[str, str | None], preset: ModelPreset
) -> tuple[ModelFile, ...]:
    """Return the files if they are those that the hub has."""
    for file in files:
        digest = expected.get(file.path)
        if digest is not None and digest != file.sha256:
            raise EngineFailure(
                f"{file.path} of {preset.id} is not what the hub has",
                engine=ENGINE,
                remedy=f"remove that file and call videogen models pull {preset.id} again",
            )
    return files
