"""Opens what a person gives: chooses the parser by the file's extension."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from videogen_dagster.core.brief import Idea, Product
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.screenplay import Screenplay
from videogen_dagster.scripts.brief_file import read_brief, read_list
from videogen_dagster.scripts.catalogue import read_catalogue
from videogen_dagster.scripts.draft import Draft, check_budget, check_settings
from videogen_dagster.scripts.final_draft import parse_final_draft
from videogen_dagster.scripts.fountain import parse_fountain
from videogen_dagster.scripts.markdown import parse_markdown
from videogen_dagster.scripts.names import distinct_names, readable, slug
from videogen_dagster.scripts.photos import PHOTO_SUFFIXES, check_photo, named_photos
from videogen_dagster.scripts.plain_text import parse_plain_text
from videogen_dagster.scripts.product import product_draft
from videogen_dagster.scripts.reading import SCRIPT_LIMIT_BYTES, read_bytes, read_text, shown_path
from videogen_dagster.scripts.sayable import refuse_empty_script

LONGEST_IDEA: Final = 4000
_LONGEST_IDEA_TITLE: Final = 60


def read_drafts(paths: Sequence[Path], *, limit: int | None = None) -> tuple[Draft, ...]:
    """Return the drafts of all files, with distinct names.

    Photos make one product together; beside a single product (a brief, a catalogue of one) they are its photos.

    Args:
        paths: The files; the extension says what each is.
        limit: At most so many products of each catalogue.

    Raises:
        InvalidInput: There is no file, an extension is unknown, photos stand beside something that is no product, or
            a file cannot be used.
    """
    if not paths:
        raise InvalidInput("no input was given", field="INPUT", remedy=f"name a file of {_known()}")
    readers = [(path, _reader(path)) for path in paths if path.suffix.lower() not in PHOTO_SUFFIXES]
    photos = [path for path in paths if path.suffix.lower() in PHOTO_SUFFIXES]
    drafts = [draft for path, read in readers for draft in read(path, limit)]
    if photos and not drafts:
        return (product_draft(photos),)
    if photos:
        drafts = [_with_photos(drafts, photos)]
    names = distinct_names(draft.name for draft in drafts)
    return tuple(replace(draft, name=name) for draft, name in zip(drafts, names, strict=True))


def read_products(path: Path) -> tuple[Draft, ...]:
    """Return the products of a catalogue, or nothing if the file is none; nobody looks at the photos that it names.

    Raises:
        InvalidInput: The file cannot be read, or is no catalogue that can be used.
    """
    if path.suffix.lower() == ".csv":
        return read_catalogue(path, photos_of=named_photos)
    return read_list(path, photos_of=named_photos)


def idea_draft(prompt: str) -> Draft:
    """Return the draft of a prompt or topic.

    Raises:
        InvalidInput: It is empty, longer than 4000 characters, or holds control characters.
    """
    text = prompt.strip()
    if not any(map(str.isalnum, text)) or len(text) > LONGEST_IDEA:
        raise InvalidInput(
            f"the prompt has {len(text)} characters, 1 to {LONGEST_IDEA} are allowed"
            if text
            else "the prompt is empty",
            field="--prompt",
            remedy="say in a sentence or a few what the film shows",
        )
    if any(char < " " and not char.isspace() for char in text):
        raise InvalidInput("the prompt holds control characters", field="--prompt", remedy="write plain text")
    title = _idea_title(text)
    return Draft(name=slug(title) if title == text else slug(text), title=title, content=Idea(text=text), settings={})


def _idea_title(text: str) -> str:
    """Return the first sentence, cut at a word if it is long."""
    line = " ".join(text.split())
    for mark in (". ", "! ", "? ", ": "):
        line = line.partition(mark)[0]
    line = line.rstrip(".!?: ")
    if len(line) > _LONGEST_IDEA_TITLE:
        line = line[: _LONGEST_IDEA_TITLE + 1].rpartition(" ")[0] or line[:_LONGEST_IDEA_TITLE]
        line = f"{line.rstrip(' ,;')}…"
    return (line[:1].upper() + line[1:]) or "Film"


def _fountain(path: Path, _limit: int | None) -> tuple[Draft, ...]:
    return _script_draft(path, parse_fountain(read_text(path)))


def _plain_text(path: Path, _limit: int | None) -> tuple[Draft, ...]:
    return _script_draft(path, parse_plain_text(read_text(path)))


def _markdown(path: Path, _limit: int | None) -> tuple[Draft, ...]:
    return _script_draft(path, parse_markdown(read_text(path), source=str(path)))


def _final_draft(path: Path, _limit: int | None) -> tuple[Draft, ...]:
    data = read_bytes(path, limit_bytes=FINAL_DRAFT_LIMIT_BYTES)
    return _script_draft(path, parse_final_draft(data, source=str(path)))


def _brief(path: Path, limit: int | None) -> tuple[Draft, ...]:
    return read_brief(path, limit=limit)


def _catalogue(path: Path, limit: int | None) -> tuple[Draft, ...]:
    return read_catalogue(path, limit=limit)


FINAL_DRAFT_LIMIT_BYTES: Final = 5 * SCRIPT_LIMIT_BYTES
"""XML around each paragraph makes the same script several times as long."""
READERS: Final[Mapping[str, Callable[[Path, int | None], tuple[Draft, ...]]]] = {
    ".fountain": _fountain,
    ".spmd": _fountain,
    ".fdx": _final_draft,
    ".md": _markdown,
    ".markdown": _markdown,
    ".txt": _plain_text,
    ".json": _brief,
    ".yaml": _brief,
    ".yml": _brief,
    ".csv": _catalogue,
}


def _reader(path: Path) -> Callable[[Path, int | None], tuple[Draft, ...]]:
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        what = f"unknown extension {path.suffix[:20]!a}" if path.suffix else "the file has no extension"
        raise InvalidInput(what, source=shown_path(path), remedy=f"known are {_known()}")
    return reader


def _known() -> str:
    return " ".join((*READERS, *sorted(PHOTO_SUFFIXES)))


def _script_draft(path: Path, script: Screenplay) -> tuple[Draft, ...]:
    source = str(path)
    refuse_empty_script(script, source=source)
    found = {key.lower(): value for key, value in script.title_page.items()}
    draft = Draft(
        name=slug(path.stem),
        title=script.title or readable(path.stem),
        content=script,
        settings=check_settings(found, source=source, field="title page: "),
        budget_usd=check_budget(found, source=source, field="title page: "),
    )
    return (draft,)


def _with_photos(drafts: Sequence[Draft], photos: Sequence[Path]) -> Draft:
    if len(drafts) != 1 or not isinstance(drafts[0].content, Product):
        raise InvalidInput(
            "photos belong to a product, but the other files are none or several",
            source=str(photos[0]),
            remedy="give the photos with --title and --description, or beside one product",
        )
    return replace(drafts[0], photos=(*drafts[0].photos, *map(check_photo, photos)))
