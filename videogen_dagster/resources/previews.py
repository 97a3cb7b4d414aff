"""Where the preview of a project appears."""

from dataclasses import dataclass
from pathlib import Path

from videogen_dagster.core.errors import StorageFailure


@dataclass(frozen=True, slots=True)
class PreviewFolder:
    """The folder of a project's preview; the stream's own files stand beside these."""

    path: Path

    @property
    def playlist(self) -> Path:
        """What players open."""
        return self.path / "index.m3u8"

    @property
    def contact_sheet(self) -> Path:
        """A picture a scene."""
        return self.path / "contact-sheet.jpg"

    @property
    def poster(self) -> Path:
        """A still of the film."""
        return self.path / "poster.png"

    def is_of_finished_film(self) -> bool:
        """Return whether all of it is there; while a film grows, there are no stills beside the stream."""
        if not all(file.is_file() for file in (self.playlist, self.contact_sheet, self.poster)):
            return False
        from videogen_dagster.media.streams import named_files  # PyAV; only a preview needs it

        return all((self.path / name).is_file() for name in named_files(self.playlist))

    def remove_stills(self) -> None:
        """Remove the stills: what grows from now on is another film.

        Raises:
            StorageFailure: They cannot be removed.
        """
        try:
            for file in (self.contact_sheet, self.poster):
                file.unlink(missing_ok=True)
        except OSError as error:
            raise StorageFailure(f"cannot remove {file}: {error.strerror}", remedy="mend the permissions") from error
