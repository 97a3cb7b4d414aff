"""All quality gates over a finished film, in one pass."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from statistics import median
from typing import Final

from videogen_dagster.media.quality.captions import picture_findings, track_findings
from videogen_dagster.media.quality.cuts import CutMeter
from videogen_dagster.media.quality.decoding import DecodedPicture, DecodedSound, Decoding, decode_film
from videogen_dagster.media.quality.expected import ExpectedFilm
from videogen_dagster.media.quality.findings import Finding, Gate
from videogen_dagster.media.quality.lettering import CaptionMeter, SeenCaption
from videogen_dagster.media.quality.levels import SoundLevels
from videogen_dagster.media.quality.pictures import PlainPictures, StillPictures
from videogen_dagster.media.quality.repeats import RepeatedScenes
from videogen_dagster.media.quality.scans import SeenPart, has_sound_of, is_joined_of, scanned_pictures
from videogen_dagster.media.quality.speech import HeardPiece, SpeechMeter
from videogen_dagster.media.quality.sync import sync_findings
from videogen_dagster.media.sound import SAMPLE_RATE_HZ

_HEARD: Final = 0.25
"""Correlation below which a line is not in the sound; chance reaches 0.15, speech under music has 0.9."""

_SOFT: Final = 0.25
"""Level of a line as a factor of what is usual in the film, below which it is hardly heard."""

_MOST_COMPLAINTS: Final = 5


def inspect_film(
    path: Path, expected: ExpectedFilm, parts: Sequence[SeenPart] = (), known_sound: Path | None = None
) -> tuple[Finding, ...]:
    """Return all that is wrong with a finished film; nothing for one that may be delivered.

    The film is decoded once, and memory does not grow with its length but for some numbers a second. Pictures that are
    bit by bit those of parts which were decoded before are not decoded again.

    Args:
        path: The film, MP4.
        expected: What it must be.
        parts: What its pictures were joined from, each with what was seen in it; none, or all in order.
        known_sound: A soundtrack that passed in another film with the same lines at the same times. If the film has its
            very packets, sound is not decoded again.

    Raises:
        InvalidInput: The mix or a line that the film is compared with is not a 16-bit PCM WAV file.
    """
    inspection = _Inspection(expected)
    decoding = Decoding()
    is_known = bool(parts) and is_joined_of(path, parts)
    with inspection.levels:
        for picture in scanned_pictures(parts, decoding) if is_known else ():
            inspection.see(picture)
        is_heard = known_sound is not None and has_sound_of(path, known_sound)
        if is_heard:
            inspection.heard_before()
        for part in _decoded(path, decoding, expected, pictures=not is_known, sound=not is_heard):
            if isinstance(part, DecodedPicture):
                inspection.see(part)
            else:
                inspection.levels.add(part.samples)
                inspection.speech.add(part.samples)
        found = [
            *_undecodable(decoding, expected),
            *inspection.findings(decoding),
            *track_findings(path, expected),
            *_implausible(path, expected),
        ]
    order = list(Gate)
    return tuple(sorted(found, key=lambda finding: (order.index(finding.gate), finding.at_s or 0.0)))


def _decoded(
    path: Path, decoding: Decoding, expected: ExpectedFilm, *, pictures: bool, sound: bool
) -> Iterator[DecodedPicture | DecodedSound]:
    if not (pictures or sound):
        return iter(())
    rate = expected.frames_per_second
    captions = CaptionMeter(expected.burned) if pictures and expected.burned else None
    return decode_film(path, decoding, frames_per_second=rate, pictures=pictures, sound=sound, captions=captions)


class _Inspection:
    """All that measures a film while it goes by."""

    def __init__(self, film: ExpectedFilm) -> None:
        self._film = film
        self._plain, self._still = PlainPictures(film), StillPictures(film)
        self._cuts, self._repeats = CutMeter(film), RepeatedScenes(film)
        self.speech = SpeechMeter(film)
        self.levels = SoundLevels(film)
        self._captions: list[SeenCaption] = []
        self._frames = 0
        self._next = Fraction(0)
        self._misplaced: list[Finding] = []
        self._is_heard_before = False

    def heard_before(self) -> None:
        """Take the sound as one that passed: it is as long as it should be, and every line is heard in time."""
        self._is_heard_before = True

    def see(self, picture: DecodedPicture) -> None:
        """Look at the next picture."""
        frame = round(picture.position)
        self._plain.add(frame, picture)
        self._still.add(frame, picture)
        self._cuts.add(frame, picture.small)
        self._repeats.add(frame, picture.small)
        self._captions += picture.captions
        if picture.position != self._next and len(self._misplaced) < _MOST_COMPLAINTS:
            message = f"{float(picture.position - self._next):g} frames are missing; join the film again"
            self._misplaced.append(self._film.of_frame(Gate.LENGTH, message, int(self._next)))
        self._next = picture.position + 1
        self._frames += 1

    def findings(self, decoding: Decoding) -> Iterator[Finding]:
        """Yield what is wrong; of a film that breaks off no more than what was seen."""
        self._plain.end()
        self._still.end()
        yield from self._length(decoding)
        yield from (*self._plain.findings, *self._still.findings, *self._repeats.findings())
        yield from picture_findings(self._film, self._captions)
        if self._is_heard_before:
            yield from sync_findings(self._film, self._cuts.seen, ())
            return
        if decoding.stopped or self.levels.samples < self._film.samples // 2:
            return
        self.speech.end()
        yield from sync_findings(self._film, self._cuts.seen, self.speech.heard)
        unheard = list(_unheard(self._film, self.speech.heard))
        yield from unheard
        yield from self.levels.findings()

    def _length(self, decoding: Decoding) -> Iterator[Finding]:
        film = self._film
        if (decoding.width, decoding.height) != (film.size.width, film.size.height):
            message = (
                f"the pictures are {decoding.width}x{decoding.height} instead of {film.size}; render the film again"
            )
            yield film.of_frame(Gate.LENGTH, message, 0)
        yield from self._misplaced
        if self._frames != film.frames:
            message = f"the film has {self._frames} frames instead of {film.frames}; join it again"
            yield film.of_frame(Gate.LENGTH, message, min(self._frames, film.frames))
        samples = film.samples if film.mix else 0
        if self.levels.samples != samples and not self._is_heard_before:
            heard_s, meant_s = self.levels.samples / SAMPLE_RATE_HZ, samples / SAMPLE_RATE_HZ
            message = f"the sound lasts {heard_s:.4f} s instead of {meant_s:.4f} s; mix and encode it again"
            yield film.of_sample(Gate.LENGTH, message, min(self.levels.samples, samples))


def _undecodable(decoding: Decoding, film: ExpectedFilm) -> Iterator[Finding]:
    complaints = decoding.complaints
    for complaint in complaints[:_MOST_COMPLAINTS]:
        frame = max(0, int(complaint.at_s * film.frames_per_second))
        message = f"the file is damaged: {complaint.text}; join the film again"
        yield film.of_frame(Gate.DECODES, message, frame)


def _unheard(film: ExpectedFilm, heard: Sequence[HeardPiece]) -> Iterator[Finding]:
    """Yield a finding for the first stretch of each line that is not heard, or hardly."""
    spoken = [piece for piece in heard if piece.piece.line is not None]
    gains = [piece.gain for piece in spoken if piece.likeness >= _HEARD]
    usual = median(gains) if gains else 0.0
    told: set[int] = set()
    for piece in spoken:
        number = piece.piece.line
        is_soft = piece.gain < _SOFT * usual
        if number is None or number in told or (piece.likeness >= _HEARD and not is_soft):
            continue
        told.add(number)
        how = "is not heard" if piece.likeness < _HEARD else "is hardly heard"
        message = f"line {number + 1} of the film {how} here; mix the soundtrack again"
        yield film.of_sample(Gate.SILENCE, message, piece.piece.first_sample)


def _implausible(path: Path, film: ExpectedFilm) -> Iterator[Finding]:
    size = path.stat().st_size
    if not film.least_bytes <= size <= film.most_bytes:
        message = (
            f"the film has {size} bytes; between {film.least_bytes} and {film.most_bytes} are plausible: join it again"
        )
        yield Finding(Gate.SIZE_PLAUSIBLE, message, None, None)
