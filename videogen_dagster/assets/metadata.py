"""How values are shown in the UI: thumbnails inline, tables of scenes, data versions."""

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeVar

import dagster as dg

from videogen_dagster.core import keys
from videogen_dagster.core.fingerprint import canonical_json
from videogen_dagster.core.media import Media
from videogen_dagster.core.values import Value
from videogen_dagster.store.media_store import MediaStore

ValueT = TypeVar("ValueT", bound=Value)

OWNERS: Final = ["team:film"]
SHOWN_DIGITS: Final = 12
"""Of a fingerprint in a table: enough to tell rows apart, short enough to leave room for the prompts."""
THUMBNAIL_PX: Final = 192
GALLERY_LENGTH: Final = 24
"""Thumbnails in one gallery; at 5 KB each more would make the UI's event pages slow."""

Cell = str | int | float | bool | None


def stage_output(value: ValueT, metadata: Mapping[str, dg.MetadataValue | Cell]) -> dg.MaterializeResult[ValueT]:
    """Return an asset's value with its metadata and a data version that depends on nothing but the value.

    An identical result therefore leaves everything downstream fresh.
    """
    digest = hashlib.sha256(canonical_json(value.model_dump(mode="json"))).hexdigest()
    return dg.MaterializeResult(value=value, metadata=dict(metadata), data_version=dg.DataVersion(digest[:16]))


def table(rows: Sequence[Mapping[str, Cell]]) -> dg.TableMetadataValue | dg.TextMetadataValue:
    """Return rows as a table; all rows have the keys of the first."""
    if not rows:
        return dg.MetadataValue.text("none")
    return dg.MetadataValue.table([dg.TableRecord(dict(row)) for row in rows])


def gallery(store: MediaStore, pictures: Iterable[tuple[str, Media]]) -> dg.MarkdownMetadataValue:
    """Return thumbnails with their scene ids, drawn inline by the UI; at most `GALLERY_LENGTH` of them.

    Args:
        store: Where the pictures are; thumbnails are kept there too.
        pictures: Scene id and a stored picture or video each.
    """
    shown = list(pictures)
    cells = [f"![{scene}]({thumbnail_uri(store, media)})" for scene, media in shown[:GALLERY_LENGTH]]
    more = f" and {len(shown) - GALLERY_LENGTH} more" if len(shown) > GALLERY_LENGTH else ""
    return dg.MetadataValue.md(" ".join(cells) + more)


def thumbnail_uri(store: MediaStore, media: Media) -> str:
    """Return a small JPEG of a stored picture or video as a data URI."""
    key = keys.thumbnail(media, THUMBNAIL_PX)
    jpeg = store.read(key)
    if jpeg is None:
        from videogen_dagster.media.stills import (
            thumbnail,  # Pillow, 0.1 s; only a step that shows new pictures needs it
        )

        jpeg = thumbnail(store.fetch(media), longest_side=THUMBNAIL_PX)
        store.write(key, jpeg)
    return f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}"
