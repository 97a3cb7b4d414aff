"""Colours as `#rrggbb` text, and the palette that one picture is drawn with."""

import colorsys
from dataclasses import dataclass

WHITE = "#ffffff"
BLACK = "#000000"


def mix(first: str, second: str, share: float) -> str:
    """Return the colour `share` (0..1) of the way from `first` to `second`, in sRGB."""
    pairs = zip(channels(first), channels(second), strict=True)
    return to_hex(tuple(a + (b - a) * share for a, b in pairs))


def multiply(colour: str, light: str) -> str:
    """Return `colour` as it looks under coloured light; white light leaves it unchanged."""
    return to_hex(tuple(a * b / 255 for a, b in zip(channels(colour), channels(light), strict=True)))


def channels(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue, 0..255, of `#rrggbb`."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def to_hex(rgb: tuple[float, ...]) -> str:
    """Return `#rrggbb` of red, green and blue in 0..255; values outside are clipped."""
    return "#" + "".join(f"{min(255, max(0, round(value))):02x}" for value in rgb)


def shift_hsv(colour: str, *, hue: float = 0.0, saturation: float = 1.0, value: float = 1.0) -> str:
    """Return `colour` with its hue turned by `hue` (1 is the full circle), saturation and value multiplied."""
    h, s, v = colorsys.rgb_to_hsv(*(channel / 255 for channel in channels(colour)))
    turned = colorsys.hsv_to_rgb((h + hue) % 1.0, min(1.0, s * saturation), min(1.0, v * value))
    return to_hex(tuple(channel * 255 for channel in turned))


def luminance(colour: str) -> float:
    """Return relative luminance 0..1 (WCAG 2.2, definition of relative luminance)."""
    linear = [_linear(channel / 255) for channel in channels(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one picture, all `#rrggbb`.

    Attributes:
        sky: Top of the sky or of the wall.
        glow: Middle of the sky.
        horizon: Bottom of the sky; haze takes its colour.
        light: Sun, moon, lamp.
        far: Distant ground.
        near: Closest ground, darkest large area.
        accent: Lit windows, flags, the colour that draws the eye.
        key: How bright the scene's light is, 0 (night) to 1 (noon).
    """

    sky: str
    glow: str
    horizon: str
    light: str
    far: str
    near: str
    accent: str
    key: float

    def tint(self, colour: str, distance: float) -> str:
        """Return an object's own `colour` as it looks in this light, `distance` 0 (near) to 1 (lost in haze)."""
        coloured = multiply(colour, mix(WHITE, mix(self.glow, self.light, 0.35), 0.85 * (1 - self.key)))
        lit = mix(mix(self.near, coloured, 0.4 + 0.6 * self.key), coloured, 0.25)
        return mix(lit, self.horizon, 0.85 * distance)
