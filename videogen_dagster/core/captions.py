"""Captions on the film's timeline: what is shown when, from the times at which words are heard."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, zip_longest
from math import ceil
from typing import Final

from videogen_dagster.core.caption_rows import ROW_CHARACTERS, Piece, divide
from videogen_dagster.core.caption_text import Atom, is_full_width, joined, split
from videogen_dagster.core.caption_times import atom_frames, distinct
from videogen_dagster.core.choices import Aspect
from videogen_dagster.core.cues import CaptionTrack, Cue, CueWord
from videogen_dagster.core.media import Speech
from videogen_dagster.core.stages import Narration
from videogen_dagster.core.storyboard import NARRATOR, Line, Scene, Storyboard
from videogen_dagster.core.timeline import SceneTiming, Timeline

READING_SPEED: Final = 17.0
"""Characters a second that adults read beside the picture (Netflix Timed Text Style Guide: 17 to 20)."""
FULL_WIDTH_READING_SPEED: Final = 9.0
SHORTEST_S: Final = 1.0
LINGER_S: Final = 0.25
"""How long a caption stays after its last word where nothing follows."""
PAUSE_S: Final = 0.7
"""A longer pause inside a caption tells what comes before it is said."""
JOINED_S: Final = 0.4
"""A shorter gap between two captions of a scene is closed: it would flicker."""
ROW_LIMITS: Final = {Aspect.WIDE: ROW_CHARACTERS, Aspect.SQUARE: 32, Aspect.TALL: 24}
"""Longest rows at a readable size: narrow pictures hold fewer characters."""

_TOO_FAST: Final = 10.0
_TOO_SHORT: Final = 6.0
_TOO_EARLY: Final = 10.0


@dataclass(frozen=True, slots=True)
class _Draft:
    """A caption whose end is not settled: `frames` are when its words begin and end."""

    rows: tuple[tuple[Atom, ...], ...]
    frames: tuple[tuple[int, int], ...]
    first_frame: int
    speaker: str


def reading_s(text: str) -> float:
    """Return how long a text takes to be read, in seconds."""
    full = sum(map(is_full_width, text))
    return full / FULL_WIDTH_READING_SPEED + (len(text) - full) / READING_SPEED


def caption_track(storyboard: Storyboard, narration: Narration, timeline: Timeline) -> CaptionTrack:
    """Return the captions of a film: all words that are heard, in the script's spelling.

    A line that lasts no time at all has no captions.

    Args:
        storyboard: What is said.
        narration: When each word of a line is heard.
        timeline: When each line is heard.
    """
    limit = ROW_LIMITS[storyboard.settings.aspect]
    spoken = {scene.scene: scene.lines for scene in narration.scenes}
    cues: list[Cue] = []
    for scene, timing in zip(storyboard.scenes, timeline.scenes, strict=True):
        lines = _lines(scene, spoken.get(scene.id, ()), timing)
        drafts = [
            draft
            for line, speech, first, end in lines
            for draft in _drafts(storyboard, line, speech, (first, end), limit, timeline.frames_per_second)
        ]
        cues += _timed(drafts, scene.id, _seen_until(timing), timeline.frames_per_second)
    return CaptionTrack(
        language=storyboard.settings.language,
        frames_per_second=timeline.frames_per_second,
        frames=timeline.frames,
        row_characters=limit,
        cues=tuple(_without_flicker(cues)),
    )


def _seen_until(timing: SceneTiming) -> int:
    """Return the first frame in which a scene is not seen alone any more."""
    return timing.end_frame - timing.transition_frames


def _lines(scene: Scene, speeches: Sequence[Speech], timing: SceneTiming) -> Iterator[tuple[Line, Speech, int, int]]:
    """Yield the lines of a scene with the frames from which and until which there is room for their captions."""
    starts = [min(timing.first_frame + line.first_frame, _seen_until(timing)) for line in timing.lines]
    ends = [*starts[1:], _seen_until(timing)]
    yield from zip(scene.lines, speeches, starts, ends, strict=False)


def _drafts(
    board: Storyboard, line: Line, speech: Speech, room: tuple[int, int], limit: int, rate: int
) -> Iterator[_Draft]:
    """Yield the captions of a line; there are never more than frames for them."""
    speaker = board.character(line.character)
    atoms = split(line.text, ROW_CHARACTERS)
    frames = atom_frames(atoms, line.text, speech, room, rate)
    pieces = divide(
        atoms,
        language=line.language or speaker.language or board.settings.language,
        row_characters=limit,
        price=_time_price(atoms, frames, room[1], rate),
    )
    starts = distinct([frames[piece.first][0] for piece in pieces], room)
    name = "" if line.character == NARRATOR else " ".join(speaker.name.split())
    for piece, start in zip(pieces, starts, strict=False):
        yield _Draft(_rows(atoms, piece), tuple(frames[piece.first : piece.end]), start, name)


def _rows(atoms: Sequence[Atom], piece: Piece) -> tuple[tuple[Atom, ...], ...]:
    middle = piece.end if piece.middle is None else piece.middle
    rows = tuple(atoms[piece.first : middle]), tuple(atoms[middle : piece.end])
    return rows if rows[1] else rows[:1]


def _time_price(
    atoms: Sequence[Atom], frames: Sequence[tuple[int, int]], until: int, rate: int
) -> Callable[[int, int], float]:
    """Return the function that tells how badly a caption fits the time until the next one begins."""
    reads = [reading_s(f" {atom.text}" if atom.is_spaced else atom.text) for atom in atoms]
    passed = [0.0, *accumulate(reads)]
    starts = [*(first for first, _ in frames), until]
    silent = ((after - heard) / rate for (_, heard), after in zip(frames, starts[1:], strict=True))
    pauses = [0.0, *accumulate(max(0.0, pause_s - PAUSE_S) for pause_s in silent)]

    def price(first: int, end: int) -> float:
        has_s = (starts[end] - starts[first]) / rate
        late_s = max(0.0, passed[end] - passed[first] - has_s)
        ahead_s = pauses[end - 1] - pauses[first]
        return _TOO_FAST * late_s + _TOO_SHORT * max(0.0, SHORTEST_S - has_s) + _TOO_EARLY * ahead_s

    return price


def _timed(drafts: Sequence[_Draft], scene: str, until: int, rate: int) -> Iterator[Cue]:
    """Yield the captions of a scene with their ends."""
    for index, draft in enumerate(drafts):
        follows = drafts[index + 1].first_frame if index + 1 < len(drafts) else None
        room = until if follows is None else follows
        rows = tuple(map(joined, draft.rows))
        stay_s = max(SHORTEST_S, reading_s(" ".join(rows)))
        heard = draft.frames[-1][1] + ceil(LINGER_S * rate)
        end = min(room, max(heard, draft.first_frame + ceil(stay_s * rate)))
        if follows is not None and follows - end < JOINED_S * rate:
            end = follows
        yield Cue(
            first_frame=draft.first_frame,
            end_frame=max(end, draft.first_frame + 1),
            rows=rows,
            words=tuple(_words(draft, max(end, draft.first_frame + 1), rate)),
            speaker=draft.speaker,
            scene=scene,
        )


def _words(draft: _Draft, end: int, rate: int) -> Iterator[CueWord]:
    """Yield when each word of a caption is heard; in short pauses the word before stays the one that is spoken."""
    starts = [max(draft.first_frame, first) for first, _ in draft.frames]
    index = 0
    for row, atoms in enumerate(draft.rows):
        place = 0
        for number, atom in enumerate(atoms):
            place += bool(number and atom.is_spaced)
            following = starts[index + 1] if index + 1 < len(starts) else end
            heard = draft.frames[index][1]
            stays = following - heard < JOINED_S * rate or heard > following
            yield CueWord(
                row=row,
                start_char=place,
                end_char=place + len(atom.text),
                first_frame=min(starts[index], end),
                end_frame=min(following if stays else heard, end),
            )
            place += len(atom.text)
            index += 1


def _without_flicker(cues: Sequence[Cue]) -> Iterator[Cue]:
    """Yield captions of which no two are one frame apart: a gap is seen as a gap, or there is none."""
    for cue, following in zip_longest(cues, cues[1:]):
        is_flicker = following is not None and following.first_frame - cue.end_frame == 1
        if is_flicker and cue.end_frame - cue.first_frame > 1:
            yield cue.model_copy(
                update={
                    "end_frame": cue.end_frame - 1,
                    "words": tuple(
                        word.model_copy(update={"end_frame": min(word.end_frame, cue.end_frame - 1)})
                        for word in cue.words
                    ),
                }
            )
        else:
            yield cue
