"""Catalogues: one project for each product of a CSV or JSON list."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as member
from pathlib import Path
from typing import Final

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.scripts.draft import Draft
from videogen_dagster.scripts.names import distinct_names, slug
from videogen_dagster.scripts.photos import PhotosOf, local_photos
from videogen_dagster.scripts.product import ShopValues, make_product
from videogen_dagster.scripts.reading import CATALOGUE_LIMIT_BYTES, read_text
from videogen_dagster.scripts.shop_values import by_field, field_of, text_of, texts_of

MOST_PRODUCTS: Final = 1000
"""More films than this are started only when a person says the number."""
_DELIMITERS: Final = (",", ";", "\t", "|")


@dataclass(slots=True)
class _Entry:
    """One product: where it stands, what its first row says by field, and the photos that all its rows name."""

    where: str
    values: dict[str, object]
    images: list[str] = member(default_factory=list)

    @property
    def key(self) -> str:
        return str(self.values.get("key", ""))

    def takes(self, values: dict[str, object]) -> bool:
        """Return whether a row with these values tells more of this product: a variant, or one more picture."""
        same_key = bool(self.key) and str(values.get("key", "")) == self.key
        only_image = values.keys() == {"image"}
        return only_image or (same_key and values.get("title", self.values["title"]) == self.values["title"])

    def add(self, values: dict[str, object]) -> None:
        self.images.extend(texts_of(values.get("image")))
        for name, value in values.items():
            self.values.setdefault(name, value)


def read_catalogue(path: Path, *, limit: int | None = None, photos_of: PhotosOf = local_photos) -> tuple[Draft, ...]:
    """Return a draft for each product of a CSV file, in the order of the file.

    The delimiter is found from the header. Rows with the key (handle, SKU) of the product before and no other title
    tell more about it: they add photos, and what its first row left open.

    Args:
        path: The file.
        limit: Read the first `limit` products only.
        photos_of: Finds the photos that a row names.

    Raises:
        InvalidInput: The file cannot be read, has no title column, no row or a broken one, or more than 1000 products
            and no limit was given.
    """
    source = str(path)
    text = read_text(path, limit_bytes=CATALOGUE_LIMIT_BYTES)
    rows = _merged(_rows(text, source), source)
    return _drafts(rows, path.parent, source=source, limit=limit, photos_of=photos_of)


def list_drafts(
    items: Sequence[object],
    *,
    folder: Path,
    source: str,
    limit: int | None = None,
    path: str = "",
    photos_of: PhotosOf = local_photos,
) -> tuple[Draft, ...]:
    """Return a draft for each product of a JSON or YAML list.

    Args:
        items: Mappings with the same names as the columns of a CSV catalogue.
        folder: Folder of the file; photos are named relative to it.
        source: The file, for messages.
        limit: Take the first `limit` products only.
        path: Where in the file the list stands.
        photos_of: Finds the photos that an item names.

    Raises:
        InvalidInput: The list is empty or too long, or an item is no mapping or has no title.
    """
    return _drafts(_listed(items, source, path), folder, source=source, limit=limit, photos_of=photos_of)


def _drafts(
    entries: Iterable[_Entry], folder: Path, *, source: str, limit: int | None, photos_of: PhotosOf
) -> tuple[Draft, ...]:
    if limit is not None and limit < 1:
        raise InvalidInput(f"{limit} is no number of products", field="--limit", remedy="give 1 or more")
    drafts: list[Draft] = []
    names: list[str] = []
    taken: set[str] = set()
    for entry in entries:
        if limit is None and len(drafts) == MOST_PRODUCTS:
            raise InvalidInput(
                f"the catalogue has more than {MOST_PRODUCTS:,} products",
                source=source,
                remedy="say with --limit how many films to make",
            )
        draft = _draft(entry, folder, source, photos_of)
        drafts.append(draft)
        names.append(slug(f"{draft.title} {entry.key}") if draft.name in taken and entry.key else draft.name)
        taken.add(names[-1])
        if limit is not None and len(drafts) == limit:
            break
    if not drafts:
        raise InvalidInput("the catalogue has no products", source=source, remedy="add a row for each product")
    return tuple(replace(draft, name=name) for draft, name in zip(drafts, distinct_names(names), strict=True))


def _draft(entry: _Entry, folder: Path, source: str, photos_of: PhotosOf) -> Draft:
    values = entry.values
    texts = {
        name: text_of(values.get(name), source=source, field=f"{entry.where}{name}")
        for name in ("title", "description", "currency", "brand")
    }
    category = values.get("category")
    product = make_product(
        ShopValues(
            **texts,
            price=values.get("price"),
            category=", ".join(texts_of(category)) if category else None,
            tags=texts_of(values.get("tags")),
        ),
        source=source,
        field=entry.where,
    )
    photos = photos_of(entry.images, folder, source=source, field=f"{entry.where}image")
    return Draft(name=slug(product.title), title=product.title, content=product, settings={}, photos=photos)


def _listed(items: Sequence[object], source: str, path: str) -> Iterator[_Entry]:
    for index, item in enumerate(items):
        where = f"{path}[{index}]"
        if not isinstance(item, dict):
            raise InvalidInput(
                "the item is no product", source=source, field=where, remedy="write it as a mapping with a title"
            )
        values = by_field(item)
        if "title" not in values:
            raise InvalidInput("the product has no title", source=source, field=f"{where}.title", remedy="add a title")
        entry = _Entry(f"{where}.", values)
        entry.images.extend(texts_of(values.get("image")))
        yield entry


def _merged(rows: Iterable[tuple[int, dict[str, object]]], source: str) -> Iterator[_Entry]:
    """Yield the products of rows; each comes when the row after its last one was read."""
    entry: _Entry | None = None
    for line, values in rows:
        if entry is not None and entry.takes(values):
            entry.add(values)
            continue
        if entry is not None:
            yield entry
        if "title" not in values:
            raise InvalidInput(
                "the product has no title", source=source, field=f"line {line}, title", remedy="add a title"
            )
        entry = _Entry(f"line {line}, ", values)
        entry.images.extend(texts_of(values.get("image")))
    if entry is not None:
        yield entry


def _rows(text: str, source: str) -> Iterator[tuple[int, dict[str, object]]]:
    """Yield line number and values by field of each row that is not empty."""
    first, _, rest = text.partition("\n")
    if first.lower().startswith("sep="):  # a hint that spreadsheet programs write
        text, first = rest, rest.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(first), strict=True)
    try:
        header = next(reader, [])
        if not any(meaning and meaning[0] == "title" for meaning in map(field_of, header)):
            raise InvalidInput(
                f"no title column; the columns are {', '.join(header)[:200]}",
                source=source,
                field="line 1",
                remedy="name a column title or name",
            )
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, _by_column(header, cells, source, reader.line_num)
    except csv.Error as error:
        raise InvalidInput(
            f"not valid CSV: {error}",
            source=source,
            field=f"line {reader.line_num}",
            remedy='close each quote, and write a quote inside a text twice ("")',
        ) from error


def _by_column(header: Sequence[str], cells: Sequence[str], source: str, line: int) -> dict[str, object]:
    if any(cell.strip() for cell in cells[len(header) :]):
        raise InvalidInput(
            f"the row has {len(cells)} values, the header {len(header)}",
            source=source,
            field=f"line {line}",
            remedy="put texts that contain the delimiter in quotes",
        )
    return by_field({name: cell.strip() for name, cell in zip(header, cells, strict=False)})


def _delimiter(header: str) -> str:
    """Return the delimiter that makes most known columns of a header line."""
    return max(_DELIMITERS, key=lambda mark: sum(field_of(name.strip(' "')) is not None for name in header.split(mark)))
