"""How values are shown in the UI: thumbnails inline, tables of scenes, data versions."""

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeVar

import dagster as dg

from videogen_dagster.core.fingerprint import canonical_json
from videogen_dagster.core.values import Value

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


def gallery(pictures: Iterable[tuple[str, Path]]) -> dg.MarkdownMetadataValue:
    """Return thumbnails with their scene ids, drawn inline by the UI; at most `GALLERY_LENGTH` of them.

    Args:
        pictures: Scene id and a picture file each.
    """
    shown = list(pictures)
    cells = [f"![{scene}]({thumbnail_uri(path)})" for scene, path in shown[:GALLERY_LENGTH]]
    more = f" and {len(shown) - GALLERY_LENGTH} more" if len(shown) > GALLERY_LENGTH else ""
    return dg.MetadataValue.md(" ".join(cells) + more)


def thumbnail_uri(path: Path) -> str:
    """Return a small JPEG of a picture or video file as a data URI."""
    from videogen_dagster.media.stills import thumbnail  # Pillow, 0.1 s; only a step that shows pictures needs it

    return f"data:image/jpeg;base64,{base64.b64encode(thumbnail(path, longest_side=THUMBNAIL_PX)).decode()}"
