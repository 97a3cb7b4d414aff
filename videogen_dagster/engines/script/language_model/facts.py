"""What a model may not make up: numbers. A price, a weight or a percentage that nobody gave is a lie with a shop's name on it."""

import re
import unicodedata
from typing import Final

_NUMBER: Final = re.compile(r"\d+(?:[.,'\u2019\u00a0\u202f ]\d{3})*(?:[.,]\d+)?")

_WRITTEN: Final = {
    word: str(number)
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
} | {"hundred": "100", "thousand": "1000", "million": "1000000"}


def numbers_in(text: str) -> frozenset[str]:
    """Return the numbers of a text, however they are written: `1,200.50` and `1200.5` are the same, `six` is 6."""
    plain = unicodedata.normalize("NFKC", text)
    written = {_WRITTEN[word] for word in re.findall(r"[a-z]+", plain.lower()) if word in _WRITTEN}
    return frozenset(written | {_value(found) for found in _NUMBER.findall(plain)})


def invented_numbers(told: str, *, given: str) -> tuple[str, ...]:
    """Return the numbers of `told` that `given` does not have, sorted; one and two are said without claiming anything."""
    return tuple(sorted(numbers_in(told) - numbers_in(given) - {"1", "2"}))


def _value(number: str) -> str:
    """Return a number without separators of thousands, and without zeros that say nothing."""
    whole, point, fraction = number, "", ""
    decimal = re.search(r"[.,](\d{1,2}|\d{4,})$", number)
    if decimal:
        whole, point, fraction = number[: decimal.start()], ".", decimal[1].rstrip("0")
    digits = re.sub(r"\D", "", whole).lstrip("0") or "0"
    return f"{digits}{point}{fraction}" if fraction else digits
