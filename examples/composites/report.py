"""Two scenes that no camera makes, for `harbour.yaml`: a title beside a picture, and numbers that grow as bars.

Each public function here is a composite: it is told a scene and returns a moviepy clip. Sizes are shares of the frame, so that
both work in wide, tall and square films.
"""

from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

ACCENT = (255, 183, 77)
LIGHT = (245, 241, 232)
NIGHT = (14, 22, 36)
SMOOTH = 3
"""Shapes are drawn so many times larger and made small: PIL draws no smooth edges."""


def bar_chart(scene):
    """Numbers as bars over the darkened picture: `title`, `unit` and `bars`, a number for each name."""
    from moviepy import CompositeVideoClip

    bars = {str(name): float(number) for name, number in scene.options["bars"].items()}
    unit = _unit(scene)
    left, top = round(0.08 * scene.width), round(0.09 * scene.height)
    heading = _heading(scene, scene.options.get("title", scene.heading), width=scene.width - 2 * left)
    below = top + round(heading.h + 4 * unit)
    pitch = (_free_height(scene) - below) // len(bars)
    tall = min(pitch, round(16 * unit))
    most, measure = max(bars.values()), str(scene.options.get("unit", ""))
    widest = max(_strong(tall).getlength(_told(number, measure)) for number in bars.values())
    rows = [
        _row(
            (scene.width - 2 * left, tall),
            name,
            lambda share, number=number: _told(number * share, measure, like=number),
            share=number / most,
            longest=round(scene.width - 2 * left - widest - 0.35 * tall),
            starts_s=0.5 + 0.18 * index,
        ).with_position((left, below + index * pitch))
        for index, (name, number) in enumerate(bars.items())
    ]
    line = _layer(lambda t: _eased(t / 0.9), lambda share: _rule(scene, share))
    layers = [_backdrop(scene), heading.with_position((left, top)), line.with_position((left, below - 3 * unit)), *rows]
    return CompositeVideoClip(layers, size=(scene.width, scene.height)).with_duration(scene.duration_s)


def split_title(scene):
    """A panel with words that slides over the picture: `kicker`, `title` and `text`."""
    from moviepy import CompositeVideoClip

    size = (scene.width, scene.height)
    is_tall = scene.height > scene.width
    width = round(scene.width * (0.84 if is_tall else 0.44))
    left = round(0.08 * scene.width)
    large = 9.0 if is_tall else 9.0 * min(1.0, scene.width / scene.height / 1.5)
    words = [
        _words(scene, scene.options.get("kicker", "").upper(), 3.4, ACCENT, width, starts_s=0.55),
        _words(scene, scene.options.get("title", scene.heading), large, LIGHT, width, starts_s=0.7, bold=True),
        _words(scene, scene.options.get("text", ""), 4.2, LIGHT, width, starts_s=0.95),
    ]
    words = [clip for clip in words if clip is not None]
    gap = round(2.2 * _unit(scene))
    middle = (0.58 if scene.captioned else 0.66) if is_tall else (0.47 if scene.captioned else 0.5)
    top = middle * scene.height - (sum(clip.h for clip in words) + gap * (len(words) - 1)) / 2
    placed = []
    for clip in words:
        placed.append(clip.with_position(_rising(left, round(top), _unit(scene))))
        top += clip.h + gap
    panel = _layer(lambda t: _eased(t / 0.8), lambda share: _panel(size, share))
    clips = [_picture(scene), panel, *placed]
    return CompositeVideoClip(clips, size=size).with_duration(scene.duration_s)


def _unit(scene) -> float:
    """Return a hundredth of the frame's shorter side, in pixels; letters and gaps are so many of them."""
    return min(scene.width, scene.height) / 100


def _free_height(scene) -> int:
    """Return down to where words may stand: captions come below, or the lower margin."""
    is_tall = scene.height > scene.width
    return round(scene.height * ((0.67 if is_tall else 0.79) if scene.captioned else 0.91))


def _eased(share: float) -> float:
    """Return how far a movement is that starts quickly and arrives gently."""
    return 1 - (1 - min(1.0, max(0.0, share))) ** 3


def _picture(scene, image=None):
    """Return the scene's picture, slowly coming nearer; moved by fractions of a pixel, so that nothing trembles."""
    from moviepy import VideoClip

    still = image or Image.open(scene.picture).convert("RGB")

    def frame(t):
        zoom = 1 + 0.06 * t / scene.duration_s
        x, y = (side / 2 * (1 - 1 / zoom) for side in still.size)
        seen = (x, y, still.width - x, still.height - y)
        return np.asarray(still.resize(still.size, Image.Resampling.BICUBIC, box=seen))

    return VideoClip(frame, duration=scene.duration_s)


def _backdrop(scene):
    """Return the picture, out of focus and dark enough for words on it."""
    blurred = Image.open(scene.picture).convert("RGB").filter(ImageFilter.GaussianBlur(1.6 * _unit(scene)))
    return _picture(scene, Image.blend(blurred, Image.new("RGB", blurred.size, NIGHT), 0.72))


def _heading(scene, text: str, *, width: int):
    return _words(scene, text, 7.0, LIGHT, width, starts_s=0.1, bold=True)


def _words(scene, text: str, units: float, colour, width: int, *, starts_s: float, bold: bool = False):
    """Return words that appear at a time, or None for no words."""
    from moviepy import TextClip, vfx

    if not text:
        return None
    size = round(units * _unit(scene))
    clip = TextClip(
        font=_font_file(bold=bold),
        text=text,
        font_size=size,
        color=colour,
        method="caption",
        size=(width, None),
        text_align="left",
        horizontal_align="left",
        vertical_align="top",
        margin=(0, 0, 0, round(0.45 * size)),  # room for what hangs below the last base line
    )
    return clip.with_start(starts_s).with_duration(scene.duration_s - starts_s).with_effects([vfx.CrossFadeIn(0.45)])


def _rising(x: int, y: int, unit: float) -> Callable[[float], tuple[int, int]]:
    return lambda t: (x, round(y + 4 * unit * (1 - _eased(t / 0.6))))


def _row(
    size: tuple[int, int],
    name: str,
    told: Callable[[float], str],
    *,
    share: float,
    longest: int,
    starts_s: float,
):
    """Return a name, its bar and its number, both growing; `longest` is the bar of the greatest number in pixels."""
    height = size[1]

    def draw(grown):
        done, seen = grown
        image = Image.new("RGBA", size, (*LIGHT, 0))
        bar = _bar((longest, max(2, round(0.3 * height))), share * done, ACCENT if share == 1 else LIGHT)
        image.paste(bar, (0, round(0.52 * height)))
        words = Image.new("RGBA", size, (*LIGHT, 0))
        pen = ImageDraw.Draw(words)
        plain, fill = _font(round(0.34 * height), bold=False), (*LIGHT, round(235 * seen))
        pen.text((0, 0.41 * height), name, font=plain, fill=fill, anchor="ls")
        place, fill = (longest * share * done + 0.25 * height, 0.67 * height), (*LIGHT, round(255 * done))
        pen.text(place, told(done), font=_strong(height), fill=fill, anchor="lm")
        return Image.alpha_composite(image, words)

    return _layer(lambda t: (_eased((t - starts_s) / 1.1), _eased((t - starts_s + 0.4) / 0.6)), draw)


def _told(number: float, measure: str, *, like: float | None = None) -> str:
    """Return a number with its measure, with a digit behind the point if `like` has any."""
    exact = number if like is None else like
    return f"{number:,.{0 if exact == round(exact) else 1}f} {measure}".strip()


def _strong(height: int) -> ImageFont.FreeTypeFont:
    return _font(round(0.34 * height), bold=True)


def _bar(size: tuple[int, int], share: float, colour) -> Image.Image:
    width, height = size[0] * SMOOTH, size[1] * SMOOTH
    image = Image.new("RGBA", (width, height), (*colour, 0))
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((0, 0, width - 1, height - 1), height // 2, fill=(*LIGHT, 26))
    if share > 0:
        reach = max(height, round(share * width))
        pen.rounded_rectangle((0, 0, reach - 1, height - 1), height // 2, fill=(*colour, 255))
    return image.resize(size, Image.Resampling.BOX)


def _rule(scene, share: float) -> Image.Image:
    unit = _unit(scene)
    image = Image.new("RGBA", (scene.width - 2 * round(0.08 * scene.width), round(unit)), (*ACCENT, 0))
    ImageDraw.Draw(image).rectangle((0, 0, max(1, round(14 * unit * share)), unit), fill=(*ACCENT, 255))
    return image


def _panel(size: tuple[int, int], share: float) -> Image.Image:
    """Return a dark panel with a slanted edge: from the left, or from below in a tall frame."""
    width, height = (side * SMOOTH // 2 for side in size)
    is_tall = height > width
    image = Image.new("RGBA", (width, height), (*NIGHT, 0))
    pen = ImageDraw.Draw(image)
    for more, colour in ((0.012, (*ACCENT, 255)), (0.0, (*NIGHT, 236))):
        if is_tall:
            edge = height * (1 - (0.6 + more) * share)
            corners = [(0, edge + 0.05 * height), (width, edge - 0.03 * height), (width, height), (0, height)]
        else:
            edge = width * (0.56 + more) * share
            corners = [(0, 0), (edge + 0.05 * width * share, 0), (edge - 0.05 * width * share, height), (0, height)]
        pen.polygon(corners, fill=colour)
    return image.resize(size, Image.Resampling.LANCZOS)


def _layer(grown: Callable[[float], object], draw: Callable[[object], Image.Image]):
    """Return what is drawn with transparency as a clip with a mask; what has grown is not drawn again."""
    from moviepy import VideoClip

    @lru_cache(maxsize=2)
    def drawn(state):
        pixels = np.asarray(draw(state))
        return pixels[..., :3], pixels[..., 3] / 255

    colours = VideoClip(lambda t: drawn(grown(t))[0])
    return colours.with_mask(VideoClip(lambda t: drawn(grown(t))[1], is_mask=True))


@lru_cache(maxsize=16)
def _font(pixels: int, *, bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_font_file(bold=bold), max(6, pixels))


def _font_file(*, bold: bool) -> str:
    return str(files("videogen_dagster.media") / "fonts" / f"NotoSans-{'Bold' if bold else 'Regular'}.ttf")
