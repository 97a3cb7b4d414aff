"""What is in a model folder, file by file: written down when it is pulled, compared when it is verified.

`<models>/<id>/videogen-manifest.json` lists the files of one model. `<models>/models.lock.json` pins what was pulled
for all: a machine that only plans needs no more of a model than this file.
"""

import hashlib
import json
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from videogen_dagster.core.media import Sha256
from videogen_dagster.core.values import Value

MANIFEST: Final = "videogen-manifest.json"
LOCK: Final = "models.lock.json"
OVERRIDES: Final = "videogen.json"
UNFINISHED: Final = ".pulling"
"""Stands in a model folder until all of its files have arrived."""

_DIGESTS: Final = ".digests"
_OWN: Final = frozenset({MANIFEST, OVERRIDES})
_PART: Final = 1 << 22


class ModelFile(Value):
    """One file of a model, by its path in the folder."""

    path: str
    bytes: int
    sha256: Sha256


class Manifest(Value):
    """What one model folder holds, and where it came from."""

    model: str
    hub_id: str
    revision: str
    part_revisions: Mapping[str, str] = {}
    licence: str
    pipeline: str
    scheduler: str
    files: tuple[ModelFile, ...]

    @property
    def content(self) -> str:
        """SHA-256 over all paths and hashes: two folders with the same one hold the same model."""
        return content_of(self.files)

    @property
    def bytes(self) -> int:
        """Size of all files."""
        return sum(file.bytes for file in self.files)

    def pin(self) -> "Pin":
        """Return what the lock file keeps of it."""
        return Pin(
            hub_id=self.hub_id,
            revision=self.revision,
            part_revisions=self.part_revisions,
            content=self.content,
            pipeline=self.pipeline,
            scheduler=self.scheduler,
            bytes=self.bytes,
        )


class Pin(Value):
    """What a deployment runs of one model: enough to name its results without the files."""

    hub_id: str
    revision: str
    part_revisions: Mapping[str, str] = {}
    content: Sha256
    pipeline: str
    scheduler: str
    bytes: int


class _Pins(Value):
    models: Mapping[str, Pin] = {}


def content_of(files: tuple[ModelFile, ...]) -> str:
    """Return the SHA-256 over the paths and hashes of files, in the order of their paths."""
    lines = sorted(f"{file.sha256}  {file.path}\n" for file in files)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def listed_files(folder: Path) -> Iterator[Path]:
    """Yield the files of a model folder, without what we or the hub's client keep there, in the order of their paths."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and parts[-1] not in _OWN and not any(part.startswith(".") for part in parts):
            yield path


def hash_files(folder: Path) -> tuple[ModelFile, ...]:
    """Return all files of a model folder with their hashes; reads every byte."""
    return tuple(_hashed(folder, path) for path in listed_files(folder))


def _hashed(folder: Path, path: Path) -> ModelFile:
    digest = hashlib.sha256()
    with path.open("rb") as opened:
        while part := opened.read(_PART):
            digest.update(part)
    return ModelFile(path=path.relative_to(folder).as_posix(), bytes=path.stat().st_size, sha256=digest.hexdigest())


def read_manifest(folder: Path) -> Manifest | None:
    """Return the manifest of a model folder, or None if it has none that can be read."""
    try:
        return Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    except (OSError, ValidationError):
        return None


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest of a model folder."""
    _replace(folder / MANIFEST, manifest.model_dump_json(indent=1))


def read_pins(models: Path) -> Mapping[str, Pin]:
    """Return what is pinned, by the id of the model; nothing if there is no lock file that can be read."""
    try:
        return _Pins.model_validate_json((models / LOCK).read_bytes()).models
    except (OSError, ValidationError):
        return {}


def write_pin(models: Path, model: str, pin: Pin) -> None:
    """Pin one model; what is pinned of others stays."""
    pins = {**read_pins(models), model: pin}
    _replace(models / LOCK, _Pins(models=dict(sorted(pins.items()))).model_dump_json(indent=1))


def local_content(place: Path, models: Path) -> str:
    """Return the content hash of a file, or of a folder without a manifest.

    A file is hashed once: what it came to is remembered in the models folder until its size or time changes.
    """
    remembered = models / _DIGESTS / f"{hashlib.sha256(str(place).encode()).hexdigest()[:16]}.json"
    before = _read_digests(remembered)
    now: dict[str, tuple[int, int, str]] = {}
    folder = place if place.is_dir() else place.parent
    for path in listed_files(place) if place.is_dir() else (place,):
        stat, name = path.stat(), path.relative_to(folder).as_posix()
        known = before.get(name)
        fresh = known is not None and (known[0], known[1]) == (stat.st_size, stat.st_mtime_ns)
        now[name] = known if known and fresh else (stat.st_size, stat.st_mtime_ns, _hashed(folder, path).sha256)
    if now != before:
        remembered.parent.mkdir(parents=True, exist_ok=True)
        _replace(remembered, json.dumps(now))
    return content_of(tuple(ModelFile(path=name, bytes=each[0], sha256=each[2]) for name, each in now.items()))


def _read_digests(path: Path) -> dict[str, tuple[int, int, str]]:
    try:
        return {
            name: (int(size), int(time), str(digest))
            for name, (size, time, digest) in json.loads(path.read_bytes()).items()
        }
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def _replace(path: Path, text: str) -> None:
    """Write a file whole or not at all, as other processes read it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.part")  # its own: two may write the same at once
    try:
        unfinished.write_text(text)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
