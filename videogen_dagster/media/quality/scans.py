"""What was seen in a segment when it was decoded: kept, so that a film of it need not be decoded again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import zip_longest
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np

from videogen_dagster.core.assembly_requests import BurnedCaptions
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.media.joining import Part, part_packets
from videogen_dagster.media.probing import open_safely
from videogen_dagster.media.quality.decoding import DecodedPicture, Decoding, decode_film
from videogen_dagster.media.quality.lettering import CaptionMeter, SeenCaption


@dataclass(frozen=True, slots=True)
class SeenPart:
    """A stretch of a segment, and what was seen in the whole segment.

    Attributes:
        part: What was copied into the film.
        scan: The file that `scan_segment` wrote of it.
    """

    part: Part
    scan: Path


def scan_segment(path: Path, target: Path, *, frames_per_second: int, captions: BurnedCaptions | None = None) -> None:
    """Decode a segment strictly and keep of each picture what gates need: some 0.1 MB a scene.

    Args:
        path: A segment.
        target: Where the scan is written (NPZ): `small` `uint8[frames, height, width]`, `darkest` and `brightest`
            `uint8[frames]`, `change` `float32[frames]`, `size` `int64[2]` as width and height; with captions
            `caption_places` `int64[n, 4]` as frame, right,
            down and outside, `caption_likeness` `float64[n, 2]` and `caption_rows` `str[n]` of what was seen of captions.
        frames_per_second: Its frame rate.
        captions: The captions in its pictures, on its own frames, or None.

    Raises:
        InvalidInput: It cannot be decoded without a complaint, or its frames are not evenly spaced.
    """
    decoding = Decoding()
    meter = CaptionMeter([captions]) if captions else None
    pictures = [
        picture
        for picture in decode_film(path, decoding, frames_per_second=frames_per_second, captions=meter)
        if isinstance(picture, DecodedPicture)
    ]
    even = all(picture.position == number for number, picture in enumerate(pictures))
    if decoding.complaints or not pictures or not even:
        reason = decoding.complaints[0].text if decoding.complaints else "frames are missing"
        raise InvalidInput(f"the clip is damaged: {reason}", source=path.name, remedy="render the scene again")
    with target.open("wb") as file:
        np.savez_compressed(
            file,
            small=np.array([picture.small for picture in pictures]),
            darkest=np.array([picture.darkest for picture in pictures], np.uint8),
            brightest=np.array([picture.brightest for picture in pictures], np.uint8),
            change=np.array([picture.change for picture in pictures], np.float32),
            size=np.array([decoding.width, decoding.height]),
            **_packed([seen for picture in pictures for seen in picture.captions], has_captions=captions is not None),
        )


def _packed(seen: Sequence[SeenCaption], *, has_captions: bool) -> dict[str, Any]:
    if not has_captions:
        return {}
    places = [(one.frame, one.right_px, one.down_px, one.outside_px) for one in seen]
    return {
        "caption_places": np.array(places, np.int64).reshape(-1, 4),
        "caption_likeness": np.array([(one.likeness, one.least) for one in seen], np.float64).reshape(-1, 2),
        "caption_rows": np.array(["\n".join(one.rows) for one in seen], np.str_),
    }


def _unpacked(scan: Mapping[str, np.ndarray]) -> Iterator[SeenCaption]:
    if "caption_rows" not in scan:
        return
    names = "caption_places", "caption_likeness", "caption_rows"
    for place, alike, rows in zip(*(scan[name] for name in names), strict=True):
        frame, right, down, outside = map(int, place)
        yield SeenCaption(frame, tuple(str(rows).split("\n")), float(alike[0]), float(alike[1]), right, down, outside)


def scanned_pictures(parts: Sequence[SeenPart], decoding: Decoding) -> Iterator[DecodedPicture]:
    """Yield the pictures of a film from the scans of its parts, as if it were decoded.

    Args:
        parts: In order.
        decoding: Gets the size of the pictures.
    """
    position = 0
    before = None
    for seen in parts:
        with np.load(seen.scan) as scan:
            small, darkest, brightest, change = (scan[name] for name in ("small", "darkest", "brightest", "change"))
            decoding.width, decoding.height = map(int, scan["size"])
            captions = list(_unpacked(scan))
        for index in range(seen.part.first, len(small) if seen.part.stop is None else seen.part.stop):
            is_first = index == seen.part.first
            # Across a joint only the small pictures tell how much changed; inside a part it was measured on all pixels.
            changed = float(change[index]) if not is_first else _difference(small[index], before)
            at_hand = tuple(replace(one, frame=position) for one in captions if one.frame == index)
            yield DecodedPicture(
                Fraction(position), small[index], int(darkest[index]), int(brightest[index]), changed, at_hand
            )
            before = small[index]
            position += 1


def is_joined_of(film: Path, parts: Sequence[SeenPart]) -> bool:
    """Return whether a film's pictures are, packet by packet, those of its parts, one shown after the other."""
    try:
        with open_safely(film) as container:
            stream = container.streams.video[0]
            scale = (stream.time_base or Fraction(0)) * (stream.average_rate or Fraction(0))
            shown = (
                ((packet.pts or 0) * scale, bytes(packet))
                for packet in container.demux(stream)
                if packet.pts is not None
            )
            return all(one == other for one, other in zip_longest(shown, _packets(parts)))
    except (av.FFmpegError, IndexError, InvalidInput):
        return False  # decoding tells what is wrong


def has_sound_of(film: Path, soundtrack: Path) -> bool:
    """Return whether a film's sound is, packet by packet and at the same times, that of a soundtrack."""
    try:
        return all(one == other for one, other in zip_longest(_sound(film), _sound(soundtrack)))
    except (av.FFmpegError, IndexError):
        return False


def _sound(path: Path) -> Iterator[tuple[Fraction, bytes]]:
    with open_safely(path) as container:
        stream = container.streams.audio[0]
        yield Fraction(stream.duration or 0) * (stream.time_base or 0), b""
        for packet in container.demux(stream):
            if packet.pts is not None:
                yield packet.pts * packet.time_base, bytes(packet)


def _packets(parts: Sequence[SeenPart]) -> Iterator[tuple[Fraction, bytes]]:
    base = 0
    for seen in parts:
        frames = 0
        for position, packet in part_packets(seen.part):
            frames += 1
            yield Fraction(base + position), bytes(packet)
        base += frames


def _difference(small: np.ndarray, before: np.ndarray | None) -> float:
    if before is None or before.shape != small.shape:
        return 0.0
    return cv2.norm(small, before, cv2.NORM_L1) / small.size
