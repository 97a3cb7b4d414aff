"""What shops call things: names of columns and keys, and values in the shapes that exports give them."""

from collections.abc import Mapping
from typing import Final

from videogen_dagster.core.errors import InvalidInput

ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    "title": ("title", "name", "product", "product name", "product title", "item name"),
    "description": ("description", "body (html)", "body html", "body", "product description", "details", "summary"),
    "price": ("price", "variant price", "sale price", "regular price", "unit price"),
    "currency": ("currency", "price currency", "currency code"),
    "brand": ("brand", "vendor", "manufacturer", "maker"),
    "image": ("image", "image src", "photo", "photos", "images", "image link", "image url", "picture", "thumbnail"),
    "category": ("category", "type", "product type", "product category"),
    "tags": ("tags", "keywords", "labels"),
    "key": ("handle", "sku", "id", "variant sku", "product id"),
}
"""The best name first. Case, `_` and `-` do not matter."""


def field_of(name: str) -> tuple[str, int] | None:
    """Return which field a column or key means, and how good the name is (0 is best); None for others."""
    plain = " ".join(name.replace("_", " ").replace("-", " ").casefold().split())
    for field, aliases in ALIASES.items():
        if plain in aliases:
            return field, aliases.index(plain)
    return None


def by_field(names: Mapping[str, object]) -> dict[str, object]:
    """Return the values by field; of several names for one field the best one with a value wins."""
    found: dict[str, tuple[int, object]] = {}
    for name, value in names.items():
        meaning = field_of(name)
        if meaning is None or value is None or value == "":
            continue
        field, rank = meaning
        if field not in found or rank < found[field][0]:
            found[field] = (rank, value)
    return {field: value for field, (_, value) in found.items()}


def text_of(value: object, *, source: str, field: str) -> str:
    """Return a text or number as text; nothing is the empty text.

    Raises:
        InvalidInput: It is something else.
    """
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise InvalidInput("the value is no text", source=source, field=field, remedy="write it as a text")
    return str(value).strip()


def texts_of(value: object) -> tuple[str, ...]:
    """Return the texts of a list, or of one text with commas; of a mapping, its address (`src`, `url`)."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    if isinstance(value, dict):
        address = value.get("src") or value.get("url")
        return (address,) if isinstance(address, str) else ()
    if isinstance(value, list):
        return tuple(text for item in value for text in ((item,) if isinstance(item, str) else texts_of(item)))
    return ()
