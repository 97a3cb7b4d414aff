"""Receipts: which result a fingerprint stands for. They are the cache, shared by all projects."""

from decimal import Decimal
from typing import Annotated, TypeVar

from pydantic import Field, ValidationError

from videogen_dagster.core import keys
from videogen_dagster.core.media import Media, Sha256
from videogen_dagster.core.values import Value
from videogen_dagster.store.media_store import MediaStore

ResultT = TypeVar("ResultT", bound=Value)


class Receipt(Value):
    """A record of one generation.

    Attributes:
        fingerprint: What the result is named by.
        engine: Name of the engine that made it.
        request: What was asked, for people.
        result: What was made.
        took_s: Seconds from the engine's answer before this one, or from the batch's start, to this one; 0 in receipts
            that did not tell yet. Results that an engine makes side by side share the time.
        cost_usd: What the provider of an engine charged for it; None where nothing is paid, or not told.
    """

    fingerprint: Sha256
    engine: str
    request: dict[str, object]
    result: dict[str, object]
    took_s: Annotated[float, Field(ge=0)] = 0.0
    cost_usd: Annotated[Decimal, Field(ge=0)] | None = None


def find_result(store: MediaStore, fingerprint: str, result_type: type[ResultT]) -> ResultT | None:
    """Return what was made for `fingerprint`, or None if it must be made: no receipt, or its media is gone or damaged.

    Media is there before its receipt is written, so what was written after it is checked, and set aside if damaged.
    """
    receipt = store.read_dated(keys.receipt(fingerprint))
    if receipt is None:
        return None
    document, written = receipt
    try:
        result = result_type.model_validate(Receipt.model_validate_json(document).result)
    except ValidationError:  # written by another version of the program: made anew rather than guessed at
        return None
    return result if all(store.holds(media, known_good=written) for media in named_media(result)) else None


def receipt_cost(store: MediaStore, fingerprint: str) -> Decimal | None:
    """Return what a result has cost, or None if its receipt does not tell.

    Raises:
        StorageFailure: The store cannot be read.
    """
    document = store.read(keys.receipt(fingerprint))
    try:
        return None if document is None else Receipt.model_validate_json(document).cost_usd
    except ValidationError:
        return None


def write_receipt(store: MediaStore, receipt: Receipt) -> None:
    """Record a finished generation; its media is in the store before its receipt is."""
    store.write(keys.receipt(receipt.fingerprint), receipt.model_dump_json().encode())


def named_media(value: object) -> tuple[Media, ...]:
    """Return all media that a value names, at any depth."""
    if isinstance(value, Media):
        return (value,)
    if isinstance(value, Value):
        return tuple(media for field in type(value).model_fields for media in named_media(getattr(value, field)))
    if isinstance(value, tuple):
        return tuple(media for item in value for media in named_media(item))
    return ()
