"""The credits of a film that shows stock media: stored with it, put beside it, handed out with it."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from videogen_dagster.assets.metadata import Cell
from videogen_dagster.core.credits import Credit, credits_text
from videogen_dagster.core.errors import StorageFailure
from videogen_dagster.core.fingerprint import canonical_json
from videogen_dagster.core.media import Media
from videogen_dagster.core.stages import Film
from videogen_dagster.store.media_store import MediaStore

TEXT, DOCUMENT = "CREDITS.txt", "credits.json"
_BESIDE: Final = (".CREDITS.txt", ".credits.json")
"""How the files are called beside the film, behind its name: films of other projects lie there, too."""


def with_credits(film: Film, store: MediaStore, title: str, shown: Sequence[Credit]) -> Film:
    """Return a film with its credits, which are put into the store; one without stock media has none.

    Raises:
        StorageFailure: The store cannot be written.
    """
    if not shown:
        return film
    document = canonical_json([credit.model_dump(mode="json") for credit in shown])
    with TemporaryDirectory(prefix="videogen-credits-") as folder:
        kept = [
            _kept(store, Path(folder) / name, content)
            for name, content in ((TEXT, credits_text(title, shown).encode()), (DOCUMENT, document))
        ]
    return film.model_copy(update={"credits": kept[0], "credits_document": kept[1]})


def credit_files(film: Film) -> Iterator[tuple[str, Media]]:
    """Yield the files of credits that are handed out with a film, by their names there."""
    for name, file in ((TEXT, film.credits), (DOCUMENT, film.credits_document)):
        if file is not None:
            yield name, file


def deliver_credits(store: MediaStore, film: Film, path: Path) -> None:
    """Put the credits beside a film; those of an earlier film that had some go.

    Args:
        store: Where they are.
        film: The film.
        path: Where it lies.

    Raises:
        StorageFailure: They cannot be read or written.
    """
    for suffix, file in zip(_BESIDE, (film.credits, film.credits_document), strict=True):
        beside = path.with_suffix(suffix)
        if file is not None:
            store.export(file, beside)
            continue
        try:
            beside.unlink(missing_ok=True)
        except OSError as error:
            raise StorageFailure(f"cannot remove {beside}: {error.strerror}") from error


def row_of(credit: Credit) -> dict[str, Cell]:
    """Return a credit as the UI shows it in a table."""
    return {
        "scenes": ", ".join(credit.scenes),
        "shows": credit.title,
        "author": credit.author,
        "licence": credit.licence,
        "source": credit.source_url or f"{credit.provider} {credit.provider_id}",
    }


def _kept(store: MediaStore, path: Path, content: bytes) -> Media:
    path.write_bytes(content)
    return store.put_file(path)
