"""Whether captions are read when their words are heard: in the tracks of a film and in its pictures."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from fractions import Fraction
from itertools import groupby
from pathlib import Path
from typing import Final

import av

from videogen_dagster.core.cues import CaptionTrack, Cue
from videogen_dagster.media.languages import iso_639_2
from videogen_dagster.media.quality.caption_tracks import ReadCaption, ReadTrack, read_tracks
from videogen_dagster.media.quality.expected import ExpectedFilm
from videogen_dagster.media.quality.findings import Finding, Gate
from videogen_dagster.media.quality.lettering import SeenCaption, watched_frames
from videogen_dagster.media.sound import SAMPLE_RATE_HZ

LATEST_S: Final = 0.1
"""How much later than its first word the first caption of a line may appear."""

_LONGEST_TEXT: Final = 40


def track_findings(path: Path, film: ExpectedFilm) -> list[Finding]:
    """Return what is wrong with the caption tracks of a film: one finding for each stretch of captions.

    Args:
        path: The film.
        film: What is expected; its first track is in its own language.
    """
    try:
        tracks = read_tracks(path)
    except av.FFmpegError:
        return []  # decoding tells what is wrong
    meant = [track for track in film.tracks if track.cues]
    found = list(_languages(film, meant, tracks))
    for wanted, read in zip(meant, tracks, strict=False):
        found += _differences(film, wanted, read)
    if meant and tracks and not found:
        found += _unread_lines(film, tracks[0].captions)
    return found


def _languages(film: ExpectedFilm, meant: Sequence[CaptionTrack], tracks: Sequence[ReadTrack]) -> Iterator[Finding]:
    wanted, read = [iso_639_2(track.language) for track in meant], [track.language for track in tracks]
    if wanted != read:
        message = f"the caption tracks are {_listed(read)} instead of {_listed(wanted)}; join the film again"
        yield film.of_frame(Gate.CAPTIONS, message, 0)


def _listed(languages: Sequence[str]) -> str:
    return ", ".join(language or "of no language" for language in languages) or "none"


def _differences(film: ExpectedFilm, meant: CaptionTrack, read: ReadTrack) -> Iterator[Finding]:
    """Yield where texts and times of a track are others than they should be."""
    wanted = ["\n".join(cue.rows) for cue in meant.cues]
    shown = [caption.text for caption in read.captions]
    pairs: list[tuple[Cue, ReadCaption]] = []
    for kind, first, stop, at, end in SequenceMatcher(None, wanted, shown, autojunk=False).get_opcodes():
        cues, captions = meant.cues[first:stop], read.captions[at:end]
        if kind == "equal":
            pairs += zip(cues, captions, strict=True)
        elif cues:
            told = f"; {_quoted(captions[0].text)} is" if captions else " is not"
            message = f"the caption {_quoted(wanted[first])}{_more(len(cues))}{told} in the {read.language} track"
            yield film.of_frame(Gate.CAPTIONS, f"{message}; join the film again", cues[0].first_frame)
        else:
            message = f"the caption {_quoted(captions[0].text)}{_more(len(captions))} should not be in the track"
            frame = int(captions[0].first_s * film.frames_per_second)
            yield film.of_frame(Gate.CAPTIONS, f"{message}; join the film again", frame)
    yield from _untimely(film, pairs, read)


def _untimely(film: ExpectedFilm, pairs: Sequence[tuple[Cue, ReadCaption]], read: ReadTrack) -> Iterator[Finding]:
    """Yield each stretch of captions that are more than a frame early, late, long or short."""
    frame_s = Fraction(1, film.frames_per_second)
    for is_wrong, stretch in groupby(pairs, key=lambda pair: _off_s(pair, frame_s) > frame_s):
        if not is_wrong:
            continue
        places = list(stretch)
        cue, caption = places[0]
        late_s, longer_s = caption.first_s - cue.first_frame * frame_s, caption.end_s - cue.end_frame * frame_s
        what = _late(late_s) if abs(late_s) > frame_s else f"ends {_late(longer_s)}"
        message = f"the caption {_quoted(caption.text)}{_more(len(places))} is {what} in the {read.language} track"
        yield film.of_frame(Gate.CAPTIONS, f"{message}; join the film again", cue.first_frame)


def _off_s(pair: tuple[Cue, ReadCaption], frame_s: Fraction) -> Fraction:
    cue, caption = pair
    return max(abs(caption.first_s - cue.first_frame * frame_s), abs(caption.end_s - cue.end_frame * frame_s))


def _late(seconds: Fraction) -> str:
    return f"{abs(float(seconds)) * 1000:.0f} ms too {'late' if seconds > 0 else 'early'}"


def _unread_lines(film: ExpectedFilm, captions: Sequence[ReadCaption]) -> Iterator[Finding]:
    """Yield the lines at whose first word no caption begins, or at whose last word none is read."""
    frame_s = Fraction(1, film.frames_per_second)
    starts = [caption.first_s for caption in captions]
    for number, line in enumerate(film.lines, 1):
        if line.read is None:
            continue
        first_s, last_s = (Fraction(line.first_sample + at, SAMPLE_RATE_HZ) for at in line.read)
        begun = bisect_right(starts, first_s + Fraction(LATEST_S)) - 1
        heard = bisect_right(starts, last_s - frame_s) - 1
        if begun < 0 or starts[begun] < Fraction(line.first_sample, SAMPLE_RATE_HZ) - frame_s:
            what = "begins without a caption"
        elif captions[heard].end_s < last_s - frame_s:
            what = "is heard longer than its caption is read"
        else:
            continue
        message = f"line {number} of the film {what}; make the captions again"
        yield film.of_sample(Gate.CAPTIONS, message, line.first_sample)


def picture_findings(film: ExpectedFilm, seen: Iterable[SeenCaption]) -> Iterator[Finding]:
    """Yield the captions that are not in the pictures when they should be, are when they should not, or stand elsewhere.

    Args:
        film: What is expected.
        seen: What was seen in the watched frames of the film.
    """
    looked: defaultdict[tuple[tuple[str, ...], int], list[SeenCaption]] = defaultdict(list)
    for one in seen:
        looked[one.rows, one.frame].append(one)
    if film.burned and not looked:
        yield film.of_frame(Gate.CAPTIONS, "nobody looked for captions in the pictures; scan the clips again", 0)
    shown = sorted((cue.first_frame, cue.end_frame) for burned in film.burned for cue in burned.cues)
    for burned in film.burned:
        faults = [fault for cue in burned.cues if (fault := _fault(film, cue, looked, shown))]
        for _, group in groupby(faults, key=lambda fault: fault[0]):
            alike = list(group)
            _, told, cue, frame = alike[0]
            message = f"the caption {_quoted(' / '.join(cue.rows))}{_more(len(alike))} {told}"
            yield film.of_frame(Gate.CAPTIONS, f"{message}; render the scene again", frame)


def _fault(
    film: ExpectedFilm,
    cue: Cue,
    looked: Mapping[tuple[tuple[str, ...], int], Sequence[SeenCaption]],
    shown: Sequence[tuple[int, int]],
) -> tuple[str, str, Cue, int] | None:
    """Return what is wrong with a caption: its kind, what is told, the caption, and from which frame on; or None."""
    seen = [
        one
        for frame in watched_frames(cue)
        if not film.transition_at(frame) and (_is_in(cue, frame) or not _is_any(shown, frame))
        for one in looked.get((cue.rows, frame), ())
    ]
    inside = [one for one in seen if _is_in(cue, one.frame)]
    astray = max((one for one in inside if one.is_seen), key=_displacement, default=None)
    missed = [one.frame for one in inside if not one.is_seen]
    beyond = [one.frame for one in seen if one.is_seen and not _is_in(cue, one.frame)]
    if astray and astray.outside_px:
        return "outside", f"reaches {astray.outside_px} pixels out of the safe area", cue, astray.frame
    if astray and _displacement(astray):
        return "moved", f"stands {_displacement(astray)} pixels from its place", cue, astray.frame
    if missed and len(missed) == len(inside):
        return "missing", "is not in the picture", cue, missed[0]
    if missed or beyond:
        return *_mistimed(cue, missed, beyond), cue, min(missed + beyond)
    misread = [one.frame for one in inside if one.is_misread]
    return ("misread", "has other words in the picture", cue, misread[0]) if misread else None


def _mistimed(cue: Cue, missed: Sequence[int], beyond: Sequence[int]) -> tuple[str, str]:
    """Return how a caption comes and goes that is not in the picture from its first frame to its last."""
    if cue.first_frame in missed:
        return "late", "comes late: it is not in the picture yet"
    if cue.first_frame - 1 in beyond:
        return "early", "comes before it is due"
    if cue.end_frame in beyond:
        return "stays", "is still in the picture behind its time"
    return "short", "is gone from the picture before its time"


def _is_in(cue: Cue, frame: int) -> bool:
    return cue.first_frame <= frame < cue.end_frame


def _is_any(shown: Sequence[tuple[int, int]], frame: int) -> bool:
    """Return whether a caption should stand in a frame."""
    index = bisect_right(shown, frame, key=lambda span: span[0]) - 1
    return index >= 0 and frame < shown[index][1]


def _displacement(one: SeenCaption) -> int:
    return max(abs(one.right_px), abs(one.down_px), one.outside_px)


def _quoted(text: str) -> str:
    plain = " ".join(text.split())
    return f'"{plain}"' if len(plain) <= _LONGEST_TEXT else f'"{plain[: _LONGEST_TEXT - 3].rstrip()}..."'


def _more(count: int) -> str:
    return f" and {count - 1} more" if count > 1 else ""
