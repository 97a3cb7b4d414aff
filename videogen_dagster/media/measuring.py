"""How long a film is and how large its pictures are, as they are shown."""

from fractions import Fraction
from pathlib import Path

import av

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.media.frame_colours import pixel_aspect_of
from videogen_dagster.media.given_files import check_footage, film_stream, open_given, pictures


def measure_footage(path: Path) -> tuple[Fraction, int, int]:
    """See that a film can be shown, and return its seconds, and width and height of its pictures: upright, of square pixels.

    Raises:
        InvalidInput: It is no film, holds no pictures, lasts no time, breaks off, or cannot be decoded.
    """
    lasts_s = check_footage(path).duration_s
    remedy = "give a file that plays from beginning to end"
    try:
        with open_given(path) as container:
            stream = film_stream(container)
            frame = next(pictures(container, stream), None) if stream else None
            if stream is None or frame is None:
                raise InvalidInput("holds no moving pictures", source=path.name, remedy=remedy)
            wide = max(1, round(frame.width * pixel_aspect_of(stream)))
            is_turned = round(frame.rotation / 90) % 2 == 1
            return (lasts_s, frame.height, wide) if is_turned else (lasts_s, wide, frame.height)
    except av.FFmpegError as error:
        raise InvalidInput(f"is damaged ({error.strerror})", source=path.name, remedy=remedy) from error
