"""How values are shown in the UI: thumbnails inline, tables of scenes, data versions."""

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final, TypeVar

import dagster as dg

from videogen_dagster.core import keys
from videogen_dagster.core.fingerprint import canonical_json
from videogen_dagster.core.media import Media
from videogen_dagster.core.values import Value
from videogen_dagster.engines.usage import TellsUse
from videogen_dagster.store.media_store import MediaStore

ValueT = TypeVar("ValueT", bound=Value)

OWNERS: Final = ["team:film"]
SHOWN_DIGITS: Final = 12
"""Of a fingerprint in a table: enough to tell rows apart, short enough to leave room for the prompts."""
THUMBNAIL_BYTES: Final = 690
"""In base64 and Markdown below the 1,000 characters up to which the UI draws an entry inline and not behind a link."""
MOST_THUMBNAILS: Final = 48
"""More would make an event's page long and slow."""

Cell = str | int | float | bool | None


def stage_output(value: ValueT, metadata: Mapping[str, dg.MetadataValue | Cell]) -> dg.MaterializeResult[ValueT]:
    """Return an asset's value with its metadata and a data version that depends on nothing but the value.

    An identical result therefore leaves everything downstream fresh.
    """
    version = dg.DataVersion(content_version(value))
    return dg.MaterializeResult(value=value, metadata=dict(metadata), data_version=version)


def model_metadata(engine: object) -> dict[str, Cell]:
    """Return what running a model took in the last call of an engine; nothing for an engine that runs none."""
    use = engine.last_use() if isinstance(engine, TellsUse) else None
    if use is None:
        return {}
    told: dict[str, Cell] = {
        "model": use.model,
        "model_revision": use.revision,
        "device": use.device,
        "model_load_s": round(use.load_s, 3),
        "models_in_memory": ", ".join(f"{each.name} {each.bytes / 1e9:.2f} GB" for each in use.residents),
    }
    if use.peak_bytes is not None:
        told["gpu_peak_gb"] = round(use.peak_bytes / 1e9, 3)
    if use.degraded:
        told["memory_was_short"] = ", ".join(use.degraded)
    if use.warnings:
        told["model_warnings"] = "\n".join(use.warnings)
    return told


def cost_metadata(cost_usd: Decimal | None) -> dict[str, Cell]:
    """Return what was paid, in US dollars; nothing where nobody was."""
    return {} if cost_usd is None else {"cost_usd": float(cost_usd)}


def content_version(*values: Value) -> str:
    """Return what names the content of values, whatever it was made from: results count, their fingerprints do not."""
    documents = [_content(value.model_dump(mode="json")) for value in values]
    return hashlib.sha256(canonical_json(documents)).hexdigest()[:16]


def _content(document: object) -> object:
    if isinstance(document, dict):
        return {
            name: _content(value) for name, value in document.items() if name not in {"fingerprint", "fingerprints"}
        }
    return [_content(value) for value in document] if isinstance(document, list) else document


def table(rows: Sequence[Mapping[str, Cell]]) -> dg.TableMetadataValue | dg.TextMetadataValue:
    """Return rows as a table; all rows have the keys of the first."""
    if not rows:
        return dg.MetadataValue.text("none")
    return dg.MetadataValue.table([dg.TableRecord(dict(row)) for row in rows])


def thumbnails(store: MediaStore, pictures: Iterable[tuple[str, Media]]) -> dict[str, dg.MarkdownMetadataValue]:
    """Return a small picture for each scene, one metadata entry each, so that the UI draws them inline.

    Args:
        store: Where the pictures are; thumbnails are kept there too.
        pictures: What the entry is called, and a stored picture or video each; those past `MOST_THUMBNAILS` are left out.
    """
    shown = list(pictures)[:MOST_THUMBNAILS]
    return {name: dg.MetadataValue.md(f"![{name}]({thumbnail_uri(store, media)})") for name, media in shown}


def thumbnail_uri(store: MediaStore, media: Media) -> str:
    """Return a small WebP of a stored picture or video as a data URI."""
    key = keys.thumbnail(media, THUMBNAIL_BYTES)
    webp = store.read(key)
    if webp is None:
        from videogen_dagster.media.stills import tiny_picture  # Pillow, 0.1 s; only a step with new pictures needs it

        webp = tiny_picture(store.fetch(media), most_bytes=THUMBNAIL_BYTES)
        store.write(key, webp)
    return f"data:image/webp;base64,{base64.b64encode(webp).decode()}"
