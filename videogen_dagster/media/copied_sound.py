"""The sound of a film: packets of AAC are copied into it as its pictures go on."""

from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

from av.container import OutputContainer

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.timeline import SAMPLE_RATE_HZ
from videogen_dagster.media.languages import iso_639_2
from videogen_dagster.media.probing import open_safely


class Silence:
    """The soundtrack of a silent film."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def play_until(self, seconds: Fraction) -> None:
        """Write nothing."""

    def finish(self, seconds: Fraction) -> None:
        """Write nothing."""


class CopiedSound:
    """Copies the packets of a soundtrack as the film's pictures go on."""

    def __init__(self, film: OutputContainer, path: Path, language: str) -> None:
        self._film, self._path = film, path
        self._source = open_safely(path)
        encoded = next((stream for stream in self._source.streams.audio if stream.codec_context.name == "aac"), None)
        if encoded is None:
            self._source.close()
            raise InvalidInput("holds no AAC sound", source=path.name, remedy="encode the soundtrack again")
        self._seconds = (encoded.duration or 0) * (encoded.time_base or Fraction(0))
        self._stream = film.add_stream_from_template(encoded)
        self._stream.metadata["language"] = iso_639_2(language)
        self._packets = (packet for packet in self._source.demux(encoded) if packet.pts is not None)
        self._next = next(self._packets, None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._source.close()

    def play_until(self, seconds: Fraction) -> None:
        """Write what is heard before a time in the film."""
        while self._next is not None and (self._next.pts or 0) * self._next.time_base < seconds:
            self._next.stream = self._stream
            self._film.mux(self._next)
            self._next = next(self._packets, None)

    def finish(self, seconds: Fraction) -> None:
        """Write the rest.

        Raises:
            InvalidInput: Sound and pictures do not end together.
        """
        off_s = self._seconds - seconds
        if abs(off_s) * SAMPLE_RATE_HZ >= 1:
            raise InvalidInput(
                f"the soundtrack is {'longer' if off_s > 0 else 'shorter'} than the pictures ({float(seconds):.3f} s) "
                f"by {abs(float(off_s)):.6f} s",
                source=self._path.name,
                remedy="mix it again for these scenes",
            )
        self.play_until(self._seconds)


def copied_sound(film: OutputContainer, audio: Path | None, language: str) -> CopiedSound | Silence:
    """Return what writes a film's soundtrack; a context manager.

    Args:
        film: Where it is written.
        audio: The soundtrack as `encode_sound` wrote it, or None for a silent film.
        language: BCP 47 tag.

    Raises:
        InvalidInput: The file holds no AAC sound.
    """
    return Silence() if audio is None else CopiedSound(film, audio, language)
