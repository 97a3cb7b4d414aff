"""Captions in another language: texts that a person gave or a model wrote, laid on the film's timeline."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from videogen_dagster.core.caption_rows import ROW_CHARACTERS, divide
from videogen_dagster.core.caption_text import joined, split, width
from videogen_dagster.core.captions import reading_s
from videogen_dagster.core.cues import CaptionTrack, Cue
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.media.caption_files import TimedText, clock


def translated_track(
    track: CaptionTrack, texts: Sequence[TimedText], *, language: str, source: str | None = None
) -> CaptionTrack:
    """Return given captions on a film's timeline: their times count, to the nearest frame.

    Rows that are short enough stay as given. A caption that two rows do not hold becomes several, which share its time.

    Args:
        track: The film's own captions: they tell its frame rate and length, and who speaks in which scene.
        texts: What `read_captions` returned.
        language: BCP 47 tag of the texts.
        source: The file's name, for messages.

    Raises:
        InvalidInput: A caption begins after the end of the film.
    """
    starts = [_frame(text.start_ms, track) for text in texts]
    ends = [min(_frame(text.end_ms, track), track.frames) for text in texts]
    cues: list[Cue] = []
    for index, text in enumerate(texts):
        if starts[index] >= track.frames:
            raise InvalidInput(
                f"it begins at {clock(text.start_ms)}, but the film ends at "
                f"{clock(track.frames * 1000 // track.frames_per_second)}",
                source=source,
                field=f"caption {index + 1}, line {text.line}",
                remedy="shift the captions, or leave this one out",
            )
        first = max(starts[index], cues[-1].end_frame if cues else 0)
        cues += _cues(text, track, language, (first, ends[index]))
    return track.model_copy(update={"language": language, "cues": tuple(cues)})


def retold_track(track: CaptionTrack, texts: Sequence[str], *, language: str) -> CaptionTrack:
    """Return captions with other texts at the same times; one that two rows do not hold becomes several.

    Args:
        track: The film's own captions.
        texts: One for each of them, in order.
        language: BCP 47 tag of the texts.
    """
    told = [_timed(track, cue, (text,)) for cue, text in zip(track.cues, texts, strict=True)]
    return translated_track(track, told, language=language)


def fitted_track(track: CaptionTrack, translated: CaptionTrack) -> CaptionTrack:
    """Return translated captions in rows as long as another shape of the film has room for.

    Args:
        track: The film's own captions in that shape.
        translated: The captions of the film's own shape, in another language.
    """
    told = [_timed(track, cue, cue.rows) for cue in translated.cues]
    return translated_track(track, told, language=translated.language)


def _timed(track: CaptionTrack, cue: Cue, rows: tuple[str, ...]) -> TimedText:
    first, end = (
        (frame * 2000 + track.frames_per_second) // (2 * track.frames_per_second)
        for frame in (cue.first_frame, cue.end_frame)
    )
    return TimedText(start_ms=first, end_ms=end, rows=rows, speaker=cue.speaker)


def _frame(milliseconds: int, track: CaptionTrack) -> int:
    return (milliseconds * track.frames_per_second + 500) // 1000


def _cues(text: TimedText, track: CaptionTrack, language: str, room: tuple[int, int]) -> Iterator[Cue]:
    rows = _rows(text, track.row_characters, language)
    frames = max(room[1] - room[0], 0)
    reads = [reading_s(" ".join(pair)) for pair in rows][:frames]
    passed = [0.0]
    for read in reads:
        passed.append(passed[-1] + read)
    cuts = [room[0] + max(index, round(frames * share / (passed[-1] or 1.0))) for index, share in enumerate(passed)]
    for index, (first, end) in enumerate(pairwise(cuts)):
        # Each part is seen for a frame at least, however short the time is that they share.
        last = room[1] - (len(reads) - 1 - index)
        original = _original(track, first, end)
        yield Cue(
            first_frame=min(first, last - 1),
            end_frame=min(end, last),
            rows=rows[index],
            speaker=text.speaker or (original.speaker if original else ""),
            scene=original.scene if original else "",
        )


def _rows(text: TimedText, limit: int, language: str) -> list[tuple[str, ...]]:
    """Return the rows of each caption that a text becomes."""
    given = [split(row, ROW_CHARACTERS) for row in text.rows]
    shown = [joined(atoms) for atoms in given if atoms]
    if 0 < len(shown) <= 2 and all(width(row) <= limit for row in shown):
        return [tuple(shown)]
    atoms = split(" ".join(text.rows), ROW_CHARACTERS)
    return [piece.rows(atoms) for piece in divide(atoms, language=language, row_characters=limit)]


def _original(track: CaptionTrack, first: int, end: int) -> Cue | None:
    """Return the film's caption that is seen longest between two frames."""
    left = bisect_right(track.cues, first, key=lambda cue: cue.end_frame)
    right = bisect_left(track.cues, end, key=lambda cue: cue.first_frame)
    return max(
        track.cues[left:right],
        key=lambda cue: min(end, cue.end_frame) - max(first, cue.first_frame),
        default=None,
    )
