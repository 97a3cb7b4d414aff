"""Keys of providers: they can be used and never be seen."""

from typing import Final, NoReturn
from urllib.parse import quote

HIDDEN: Final = "***"


class Secret:
    """A key. It shows itself as stars, wherever it is printed, logged or put into a record.

    Args:
        text: The key; not empty.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the key itself, for the one header that needs it."""
        return self._text

    def redacted(self, text: str) -> str:
        """Return `text` without the key, as it is or as URLs write it."""
        for shown in (self._text, quote(self._text, safe="")):
            text = text.replace(shown, HIDDEN)
        return text

    def __repr__(self) -> str:
        return f"Secret({HIDDEN})"

    def __str__(self) -> str:
        return HIDDEN

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key is read from the environment by each process, and written nowhere")
