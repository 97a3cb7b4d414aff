"""Products: from photos and options, and from the values that shops write."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

from videogen_dagster.core.brief import Product
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.scripts.draft import Draft
from videogen_dagster.scripts.names import readable, slug
from videogen_dagster.scripts.photos import check_photo

LONGEST_TITLE: Final = 300
LONGEST_DESCRIPTION: Final = 20_000
_SIGNS: Final = {
    "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "CNY": "¥", "INR": "₹", "KRW": "₩", "BRL": "R$", "AUD": "A$",
    "CAD": "C$", "NZD": "NZ$", "MXN": "MX$", "ILS": "₪", "TRY": "₺", "UAH": "₴", "VND": "₫", "PHP": "₱", "NGN": "₦",
}  # fmt: skip
_WITHOUT_CENTS: Final = frozenset({"JPY", "KRW", "VND", "CLP", "ISK"})
_NUMBER: Final = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,6})?")
_HAS_HTML: Final = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:[a-zA-Z]{2,31}|#[0-9xX][0-9a-fA-F]*);")
_BLOCK_TAGS: Final = "p div br li ul ol h1 h2 h3 h4 h5 h6 tr table section article header footer hr dd dt"
_BLOCKS: Final = frozenset(_BLOCK_TAGS.split(" "))
_UNSEEN: Final = frozenset({"script", "style", "head", "template"})


@dataclass(frozen=True, slots=True)
class ShopValues:
    """A product as shops write it: HTML in the description, the price a number or a text, anything but the title empty.

    `currency` is an ISO code or a sign, for a price that is a bare number.
    """

    title: str
    description: str = ""
    price: object = None
    brand: str | None = None
    category: str | None = None
    tags: Sequence[str] = ()
    currency: str | None = None


def product_draft(
    photos: Sequence[Path] = (),
    *,
    title: str | None = None,
    description: str = "",
    price: str | None = None,
    brand: str | None = None,
) -> Draft:
    """Return the draft of one product.

    Args:
        photos: Its photo files, the best one first.
        title: Its name; the first photo's file name says it if none is given.
        description: What there is to say about it; may be HTML.
        price: Price to show; a bare number is taken for dollars.
        brand: Who makes it.

    Raises:
        InvalidInput: There is neither title nor photo, or a photo cannot be used.
    """
    checked = tuple(check_photo(photo) for photo in photos)
    title = " ".join((title or "").split()) or (readable(photos[0].stem) if photos else "")
    if not title:
        raise InvalidInput("a product needs a title", field="--title", remedy="add --title")
    product = make_product(ShopValues(title=title, description=description, price=price, brand=brand), field="--")
    return Draft(name=slug(title), title=title, content=product, settings={}, photos=checked)


def make_product(values: ShopValues, *, source: str | None = None, field: str = "") -> Product:
    """Return the product that a shop describes.

    Args:
        values: What the shop says.
        source: The file it stands in, for messages.
        field: Where in the file, as a prefix (`[3].`).

    Raises:
        InvalidInput: The title is empty or too long, or the price no price; `field` and `source` say where.
    """
    name = " ".join(plain_html(values.title).split())
    if not name or len(name) > LONGEST_TITLE:
        raise InvalidInput(
            f"the title has {len(name)} characters, 1 to {LONGEST_TITLE} are allowed",
            source=source,
            field=f"{field}title",
            remedy="give the product a short name",
        )
    return Product(
        title=name,
        description=plain_html(values.description)[:LONGEST_DESCRIPTION],
        price=price_text(values.price, currency=values.currency, source=source, field=f"{field}price"),
        brand=_text_or_none(values.brand),
        category=_text_or_none(values.category),
        tags=tuple(dict.fromkeys(tag.strip() for tag in values.tags if tag.strip())),
    )


def price_text(
    value: object, *, currency: str | None = None, source: str | None = None, field: str = "price"
) -> str | None:
    """Return a price as it is shown: `$9.99` from 9.99, `€1,250.00` from `1250` in EUR; other texts stay as they are.

    Nothing, and a price of zero, is None.

    Args:
        value: A number or a text.
        currency: ISO code or sign; None means USD.
        source: File, for messages.
        field: Where in it.

    Raises:
        InvalidInput: The number is negative, endless or not a number.
    """
    if value is None or isinstance(value, bool):
        return None
    text = " ".join(str(value).split())
    if not isinstance(value, int | float) and not _NUMBER.fullmatch(text):
        if text.startswith("-"):
            raise InvalidInput(f"the price {text[:40]!r} is negative", source=source, field=field, remedy="correct it")
        return text[:60] or None
    amount = float(value) if isinstance(value, int | float) else float(text)
    if not math.isfinite(amount) or amount < 0:
        raise InvalidInput(
            f"the price {text[:40]!r} is no price", source=source, field=field, remedy="write it as 9.99"
        )
    return _money(amount, (currency or "USD").strip()) if amount else None


def plain_html(text: str) -> str:
    """Return what a page made of `text` would show, one line a paragraph or list item; plain text stays as it is."""
    if not _HAS_HTML.search(text):
        return text.strip()
    reader = _TextOfHtml()
    reader.feed(text)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.words).split("\n"))
    return "\n".join(line for line in lines if line)


class _TextOfHtml(HTMLParser):
    """Collects visible words; block elements end lines."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - HTMLParser's interface
        self._unseen += tag in _UNSEEN
        if tag in _BLOCKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN and self._unseen > 0
        if tag in _BLOCKS:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.words.append(data.replace("\n", " "))


def _money(amount: float, currency: str) -> str:
    code = currency.upper()
    number = f"{amount:,.0f}" if code in _WITHOUT_CENTS else f"{amount:,.2f}"
    if code in _SIGNS:
        return f"{_SIGNS[code]}{number}"
    return f"{number} {code}" if code.isalpha() and len(code) == 3 else f"{currency}{number}"


def _text_or_none(text: str | None) -> str | None:
    return " ".join(plain_html(text or "").split()) or None
