"""Shows photos and clips of a folder on this machine: what people have, and have noted of it."""

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Final

from videogen_dagster.core.errors import EngineRefused, InvalidInput
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.search_words import stem
from videogen_dagster.core.stock_media import FoundMedia, Match, MediaFile, MediaSearch, ranked
from videogen_dagster.engines.provider_choice import ProviderChoice
from videogen_dagster.engines.stock.conditions import Conditions, conditions_of
from videogen_dagster.engines.stock.library_index import Entry, read_index
from videogen_dagster.engines.stock.likeness import Likeness
from videogen_dagster.engines.stock.notes import Note, Notes
from videogen_dagster.engines.stock.refusals import nothing_found
from videogen_dagster.engines.stock.stock_images import StockImageEngine, StockSource
from videogen_dagster.store.whole_files import sha256_of

LIBRARY: Final = "library"
OPTIONS: Final = ("media", "licences", "match")
ALIKE: Final = 0.25
"""Less is by chance: words of one language share some runs of letters."""
_AT_ONCE: Final = 4


_Tags = frozenset[frozenset[str]]
"""The tags of a file as sets of stems: all words of a tag must be looked for."""
_Item = tuple[FoundMedia, _Tags]


class Library:
    """A folder with photos and clips, as it is now.

    Args:
        folder: The folder.
        conditions: What may be shown.
        kept: Where its index is kept.
        check: Raises if the work should end.

    Raises:
        InvalidInput: The folder or its notes cannot be read.
    """

    at_once = _AT_ONCE

    def __init__(self, folder: Path, conditions: Conditions, kept: Path, check: Callable[[], None]) -> None:
        self._folder = folder
        self._conditions = conditions
        self._kept = kept
        self._check = check
        self._lock = Lock()
        self._read: tuple[list[_Item], Likeness] | None = None

    def find(self, search: MediaSearch) -> tuple[FoundMedia, ...]:
        items, likeness = self._contents()
        words = {stem(word) for word in search.words}
        least = -1.0 if self._conditions.match == "any" else ALIKE
        matches = []
        for (media, tags), alike in zip(items, likeness.to(search.query), strict=True):
            named = sum(1 for tag in tags if tag <= words)
            if self._conditions.allow(media, search) and (named or alike >= least):
                matches.append(Match(media, named + float(alike)))
        found = ranked(matches, search)
        if not found:
            raise nothing_found(LIBRARY, search, where=f"among the {len(items)} photos and clips of {self._folder}")
        return found

    def fetch(self, found: FoundMedia, size: FrameSize, path: Path) -> Path:  # noqa: ARG002  # it is there
        name = found.files[0].address
        file = self._folder / name
        if not file.resolve().is_relative_to(self._folder.resolve()) or not file.is_file():
            raise _gone(f"{name} is not in {self._folder} any more")
        if sha256_of(file) != found.id:
            raise _gone(f"{name} was changed since it was chosen")
        return file

    def _contents(self) -> "tuple[list[_Item], Likeness]":
        """Return what can be shown, and what tells how like its words are to others; read once, by whoever asks first."""
        with self._lock:
            if self._read is None:
                notes = Notes(self._folder)
                noted = [
                    (entry, notes.of(entry.name)) for entry in read_index(self._folder, self._kept, self._check).shown()
                ]
                items = [(_media(entry, note), _tags(entry, note)) for entry, note in noted]
                self._read = items, Likeness([_told(media, tags) for media, tags in items])
            return self._read


def library_folder(choice: ProviderChoice | None) -> Path:
    """Return where the library is.

    Raises:
        InvalidInput: The deployment does not say, or there is no such folder.
    """
    folder = choice.library if choice else None
    if folder is None:
        raise InvalidInput(
            "no library is named", field="VIDEOGEN_LIBRARY", remedy="name a folder with photos and clips"
        )
    if not folder.is_dir():
        raise InvalidInput(
            f"{folder} is no folder", field="VIDEOGEN_LIBRARY", remedy="name a folder with photos and clips"
        )
    return folder


@contextmanager
def open_library(choice: ProviderChoice | None, check: Callable[[], None]) -> Generator[Library]:
    """Open the library of a deployment.

    Raises:
        InvalidInput: It is not named, not there, or an option is wrong.
    """
    conditions = conditions_of(choice, known=OPTIONS)
    folder = library_folder(choice)
    kept = choice.shared / LIBRARY if choice else folder
    yield Library(folder, conditions, kept, check)


def library_image_engine() -> StockImageEngine:
    """Return the engine."""
    return StockImageEngine(StockSource(LIBRARY, offline=True, facts=_facts, open=open_library))


def library_told(choice: ProviderChoice | None) -> str:
    """Return how it stands with a library: what lies in it, and what of that cannot be shown. Looks at what is new.

    Raises:
        InvalidInput: It is not named, not there, or its notes cannot be read.
    """
    folder = library_folder(choice)
    missing = Notes(folder).missing()
    index = read_index(folder, choice.shared / LIBRARY if choice else folder, lambda: None)
    clips = sum(entry.footage for entry in index.shown())
    told = f"{len(index.shown()) - clips} photos and {clips} clips in {folder}"
    broken = [f"{entry.name} {entry.problem}" for entry in index.entries if entry.problem]
    rest = [*broken, *(f"library.toml names {name}, which is not there" for name in missing)]
    more = f"; and {len(rest) - 3} more" if len(rest) > 3 else ""
    return "; ".join([told, *rest[:3]]) + more


def _facts(choice: ProviderChoice | None) -> Mapping[str, object]:
    """Return what decides what is found, but for the files: what a scene shows is named by their bytes."""
    conditions = conditions_of(choice, known=OPTIONS)
    return {"media": conditions.media, "licences": list(conditions.licences), "match": conditions.match}


def _media(entry: Entry, note: Note) -> FoundMedia:
    return FoundMedia(
        provider=LIBRARY,
        id=entry.sha256,
        footage=entry.footage,
        files=(MediaFile(address=entry.name, width=entry.width, height=entry.height),),
        duration_s=entry.duration_s,
        title=note.title or Path(entry.name).stem.replace("_", " ").replace("-", " ").strip(),
        author=note.author,
        author_url=note.author_url,
        licence=note.licence,
        licence_url=note.licence_url,
        source_url=note.source,
    )


def _told(media: FoundMedia, tags: _Tags) -> str:
    return " ".join([media.title, *sorted({word for tag in tags for word in tag})])


def _tags(entry: Entry, note: Note) -> _Tags:
    """Return the tags of a file: those that are noted, and each word of its name and folders."""
    path = entry.name.rpartition(".")[0]
    named = "".join(character if character.isalpha() else " " for character in path).split()
    phrases = [*note.tags, *(word for word in named if len(word) > 2)]
    tags = (frozenset(stem(word) for word in phrase.replace("-", " ").split()) for phrase in phrases)
    return frozenset(tag for tag in tags if tag)


def _gone(message: str) -> EngineRefused:
    return EngineRefused(message, engine=LIBRARY, remedy="put it back, or ask for a new take of the scene")
