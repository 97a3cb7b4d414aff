"""What people note of the files in their library: tags, title, author, licence, source. In TOML, beside the files."""

import tomllib
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import AliasChoices, Field, ValidationError

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.values import Value

NOTES: Final = "library.toml"
DEFAULTS: Final = "defaults"
_MOST_BYTES: Final = 8 * 2**20
_FIELDS: Final = "title, tags, author, author_url, licence, licence_url, source"

_Text = Annotated[str, Field(max_length=500)]


class Note(Value):
    """What is noted of a file; everything may be left out.

    Attributes:
        title: What it shows, in words.
        tags: Words and phrases; a scene whose words name one finds the file before all others.
        author: Who made it.
        author_url: Their page.
        licence: Name of the licence.
        licence_url: Its text.
        source: The page that it came from.
    """

    title: _Text = ""
    tags: tuple[_Text, ...] = ()
    author: _Text = ""
    author_url: _Text = ""
    licence: Annotated[_Text, Field(validation_alias=AliasChoices("licence", "license"))] = ""
    licence_url: Annotated[_Text, Field(validation_alias=AliasChoices("licence_url", "license_url"))] = ""
    source: _Text = ""

    def over(self, other: "Note") -> "Note":
        """Return what this says, and for the rest what another note says; another licence or author has another page."""
        said = {name: value for name in type(self).model_fields if (value := getattr(self, name))}
        pages = {f"{name}_url": "" for name in ("licence", "author") if name in said}
        return other.model_copy(update={**pages, **said})


class Notes:
    """All notes of a library.

    Args:
        folder: The library.

    Raises:
        InvalidInput: `library.toml` cannot be read; file and place are named.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        document = _document(folder / NOTES)
        self._defaults = _note(document.pop(DEFAULTS, {}), folder / NOTES, DEFAULTS)
        self._listed = {name: _note(fields, folder / NOTES, name) for name, fields in document.items()}

    def of(self, name: str) -> Note:
        """Return what is noted of a file: in `<file>.toml`, then in `library.toml`, then there for all.

        Args:
            name: Its path below the library's folder, with `/`.

        Raises:
            InvalidInput: `<file>.toml` cannot be read.
        """
        beside = self._folder / f"{name}.toml"
        own = _note(_document(beside), beside, None)
        return own.over(self._listed.get(name, Note())).over(self._defaults)

    def missing(self) -> tuple[str, ...]:
        """Return the names in `library.toml` for which there is no file."""
        return tuple(name for name in self._listed if not (self._folder / name).is_file())


def _document(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise InvalidInput("is larger than any notes", source=path.name, remedy="divide it over `<file>.toml`")
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidInput(f"is no TOML: {error}", source=path.name, remedy="correct it there") from error
    except OSError as error:
        raise InvalidInput(f"cannot be read: {error.strerror}", source=path.name, remedy="check its rights") from error


def _note(fields: object, path: Path, field: str | None) -> Note:
    try:
        return Note.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in (*([field] if field else []), *first["loc"]))
        raise InvalidInput(
            f"{first['msg'].lower()}", source=path.name, field=place, remedy=f"fields are {_FIELDS}"
        ) from error
