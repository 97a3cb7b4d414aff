"""A film's folder for streaming (HLS): players find all of the film that is there, and more of it as it grows."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Final

from videogen_dagster.core.errors import InvalidInput, StorageFailure
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.timeline import SAMPLE_RATE_HZ
from videogen_dagster.media.hls import (
    PACKET_SAMPLES,
    Fragment,
    Header,
    write_fragment,
    write_header,
    write_sound_fragment,
    write_sound_header,
)
from videogen_dagster.media.hls_playlists import (
    Rendition,
    busiest_bits_per_s,
    captions_playlist_text,
    master_text,
    playlist_text,
    write_playlist,
)
from videogen_dagster.media.joining import Part
from videogen_dagster.media.new_files import new_file

_PICTURES, _SOUND = "pictures.m3u8", "sound.m3u8"
_STREAM: Final = frozenset({".m3u8", ".m4s", ".mp4", ".vtt"})
_REMOVED: Final = _STREAM | {".part"}
"""What is removed if no playlist names it; parts are what killed processes left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamPlan:
    """What is known of a film before its pictures are.

    Attributes:
        size: Of the pictures.
        frames_per_second: Of the film.
        lengths: In frames, of each of its parts.
        sound: The soundtrack as `encode_sound` wrote it, at least as long as the film, or None.
        language: Of the sound, BCP 47.
        captions: Files of captions (WebVTT) with their languages (BCP 47), in the order in which they are offered.
    """

    size: FrameSize
    frames_per_second: int
    lengths: tuple[int, ...]
    sound: Path | None = None
    language: str = "en"
    captions: tuple[tuple[str, Path], ...] = ()

    @property
    def duration_s(self) -> Fraction:
        """Exact length of the film."""
        return Fraction(sum(self.lengths), self.frames_per_second)

    @property
    def target_duration_s(self) -> int:
        """What no fragment is longer than; those of sound end up to one packet later than the pictures."""
        longest_s = Fraction(max(self.lengths), self.frames_per_second)
        return ceil(longest_s + Fraction(PACKET_SAMPLES, SAMPLE_RATE_HZ))


class FilmStream:
    """Adds to a film's folder for streaming, part by part.

    What stood in the folder before is replaced by the first part. Files are named by their contents, playlists change as a
    whole: a player that follows finds more lines each time, and one that plays what stood before can go on with it until the
    film after the next one is complete.

    Args:
        playlist: What players open; all that it names is written beside it, into a folder that is made if need be.
        plan: What is known of the film.
    """

    def __init__(self, playlist: Path, plan: StreamPlan) -> None:
        self._playlist, self._folder, self._plan = playlist, playlist.parent, plan
        self._pictures: list[Fragment] = []
        self._sounds: list[Fragment] = []
        self._headers: dict[str, Header] = {}
        self._appended = 0
        self._replaced: frozenset[str] = frozenset()

    @property
    def frames(self) -> int:
        """How many frames of the film are there."""
        return sum(self._plan.lengths[: self._appended])

    @property
    def is_complete(self) -> bool:
        """Whether all parts are there."""
        return self._appended == len(self._plan.lengths)

    def append(self, parts: Sequence[Part]) -> None:
        """Add the next parts of the film; behind the last one, players are told that the film is complete.

        Args:
            parts: Of files that are named by their contents. As long as was planned.

        Raises:
            InvalidInput: A part is of another size or rate than those before, cannot be cut there or is longer than was
                planned; or the soundtrack is too short.
            StorageFailure: The folder cannot be written.
        """
        if not parts:
            return
        try:
            if not self._appended:
                self._begin(parts[0])
            for part in parts:
                self._write_fragments(part)
                self._appended += 1
            self._write_playlists()
            if self.is_complete:
                self._remove_unnamed()
        except OSError as error:
            raise StorageFailure(
                f"cannot write into {self._folder}: {error.strerror}", remedy="mend the permissions"
            ) from error

    def _begin(self, first: Part) -> None:
        plan = self._plan
        self._folder.mkdir(parents=True, exist_ok=True)
        self._replaced = named_files(self._playlist)
        self._headers[_PICTURES] = write_header(first, self._folder / "pictures.mp4")
        if plan.sound:
            self._headers[_SOUND] = write_sound_header(plan.sound, self._folder / "sound.mp4")
        for language, file in plan.captions:
            with new_file(self._folder / f"captions-{language}.vtt") as copy:
                copy.write(file.read_bytes())
            text = captions_playlist_text(f"captions-{language}.vtt", duration_s=plan.duration_s)
            write_playlist(text, self._folder / f"captions-{language}.m3u8")

    def _write_fragments(self, part: Part) -> None:
        plan, first = self._plan, self.frames
        stop, rate = first + plan.lengths[self._appended], plan.frames_per_second
        name = _name(first, part.path.name, part.first, part.stop)
        pictures = write_fragment(part, self._folder / name, first_frame=first, frames_per_second=rate)
        if pictures.duration_s * rate != stop - first:
            raise InvalidInput(
                f"has {pictures.duration_s * rate} frames, {stop - first} were announced",
                source=part.path.name,
                remedy="plan the stream from the film's timeline",
            )
        self._pictures.append(pictures)
        if plan.sound:
            target = self._folder / _name(first, plan.sound.name, first, stop)
            fragment = write_sound_fragment(
                plan.sound, target, first_frame=first, stop_frame=stop, frames_per_second=rate
            )
            self._sounds += [fragment] if fragment else []

    def _write_playlists(self) -> None:
        """Write the sound's before the pictures': a player that finds pictures finds what is heard with them."""
        for name, fragments in ((_SOUND, self._sounds), (_PICTURES, self._pictures)):
            if name in self._headers:
                text = playlist_text(
                    fragments,
                    header=self._headers[name],
                    target_duration_s=self._plan.target_duration_s,
                    is_complete=self.is_complete,
                )
                write_playlist(text, self._folder / name)
        write_playlist(self._master_text(), self._playlist)

    def _master_text(self) -> str:
        plan = self._plan
        sound = self._headers.get(_SOUND)
        tracks = (self._pictures, self._sounds)
        return master_text(
            _PICTURES,
            self._headers[_PICTURES],
            size=plan.size,
            frames_per_second=plan.frames_per_second,
            bits_per_s=sum(busiest_bits_per_s(track, plan.target_duration_s) for track in tracks if track),
            sound=(Rendition(_SOUND, plan.language, plan.language), sound) if sound else None,
            captions=[Rendition(f"captions-{language}.m3u8", language, language) for language, _ in plan.captions],
        )

    def _remove_unnamed(self) -> None:
        """Remove what neither these playlists name nor those that they replaced."""
        named = self._replaced | named_files(self._playlist)
        for file in self._folder.iterdir():
            if file.suffix in _REMOVED and file.name not in named:
                file.unlink(missing_ok=True)


def named_files(playlist: Path) -> frozenset[str]:
    """Return the names of all files that a stream consists of, its own playlist among them; none if it is not there.

    Of a playlist that is named and is not there, the name alone.

    Args:
        playlist: What players open.
    """
    if not playlist.is_file():
        return frozenset()
    words = frozenset(playlist.read_text().replace('"', "\n").splitlines())
    tracks = (playlist.with_name(word) for word in words if word.endswith(".m3u8"))
    named = (word for word in words if Path(word).suffix in _STREAM)
    return frozenset({playlist.name}).union(named, *map(named_files, tracks))


def _name(first_frame: int, *content: object) -> str:
    digest = hashlib.sha256(" ".join(map(str, content)).encode()).hexdigest()
    return f"{first_frame:06d}-{digest[:12]}.m4s"
