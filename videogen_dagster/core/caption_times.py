"""When each part of a line is heard, in frames of the film."""

from bisect import bisect_right
from collections.abc import Sequence
from math import ceil, floor

from videogen_dagster.core.caption_text import Atom
from videogen_dagster.core.media import Speech, WordTime


def atom_frames(
    atoms: Sequence[Atom], text: str, speech: Speech, room: tuple[int, int], rate: int
) -> list[tuple[int, int]]:
    """Return for each atom the frames of the film from which and until which it is heard: rising, inside the room.

    Args:
        atoms: The line.
        text: The line as written.
        speech: When its words are heard; without word times, each character takes the same time.
        room: The frame at which the line begins, and the one at which its captions must be over.
        rate: Frames a second.
    """
    words = speech.words or (
        WordTime(start_char=0, end_char=max(1, len(text)), start_s=0.0, end_s=float(speech.duration_s)),
    )
    ends = [word.end_char for word in words]
    found: list[tuple[int, int]] = []
    earliest = room[0]
    for atom in atoms:
        first = _heard_s(words[min(bisect_right(ends, atom.start), len(words) - 1)], atom.start)
        end = _heard_s(words[min(bisect_right(ends, atom.end - 1), len(words) - 1)], atom.end)
        start = min(max(earliest, room[0] + floor(first * rate)), room[1])
        found.append((start, min(max(start, room[0] + ceil(end * rate)), room[1])))
        earliest = start
    return found


def distinct(starts: Sequence[int], room: tuple[int, int]) -> list[int]:
    """Return rising frames inside a room, as near to `starts` as can be; as many as there is room for."""
    kept = list(starts[: room[1] - room[0]])
    for index, start in enumerate(kept):
        earliest = kept[index - 1] + 1 if index else room[0]
        kept[index] = max(earliest, min(start, room[1] - len(kept) + index))
    return kept


def _heard_s(word: WordTime, place: int) -> float:
    """Return when a place of the text is heard, in seconds from the start of the line."""
    length = max(1, word.end_char - word.start_char)
    share = min(1.0, max(0.0, (place - word.start_char) / length))
    return word.start_s + share * (word.end_s - word.start_s)
