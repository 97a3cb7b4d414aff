"""The colours of a picture: by time of day, mood, season and style."""

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Final

from videogen_dagster.core.choices import Style
from videogen_dagster.media.illustration.colour import Palette, luminance, mix, shift_hsv
from videogen_dagster.media.illustration.reading import SceneDescription

# sky, glow, horizon, light, far, near, accent, key
OUTDOORS: Final = {
    "dawn": (
        Palette("#33467f", "#c9788d", "#ffd9ae", "#fff3d6", "#9a86ab", "#3a2f52", "#ffb98a", 0.62),
        Palette("#3f6f9c", "#e7a795", "#ffe7bf", "#fff6dd", "#a698b3", "#37405c", "#ffc48f", 0.68),
    ),
    "day": (
        Palette("#2c7fce", "#79c0ef", "#e3f4f8", "#fffbe6", "#8db8cb", "#24584a", "#ffc94a", 1.0),
        Palette("#3a93c9", "#8fd0ea", "#f3f3e2", "#fff8dc", "#94bcb5", "#2c5a3f", "#ff9f5a", 1.0),
    ),
    "sunset": (
        Palette("#2b1d4f", "#c24c62", "#ffb565", "#ffecb0", "#8c4c70", "#241433", "#ff9a4d", 0.46),
        Palette("#24385f", "#d86a54", "#ffcf7d", "#fff0bd", "#94586a", "#26203c", "#ffb054", 0.5),
    ),
    "night": (
        Palette("#060c22", "#13264f", "#33538a", "#f4f2dc", "#2a4068", "#080f20", "#ffc964", 0.16),
        Palette("#0a0a24", "#231f52", "#4d4a86", "#f1ecff", "#343364", "#0b0a1e", "#ffb86b", 0.16),
    ),
    "storm": (Palette("#1f2731", "#43535f", "#8796a0", "#e3ebef", "#566773", "#171e24", "#cfe0e6", 0.42),),
}

INDOORS: Final = {
    "dawn": Palette("#8f8798", "#dfc1ae", "#f3e0c6", "#fff1d6", "#b79f94", "#352b3a", "#f2a760", 0.86),
    "day": Palette("#9fb4ba", "#d6dfda", "#f3ede0", "#fff8e6", "#b9b4a6", "#2f2b36", "#ef9f45", 0.96),
    "sunset": Palette("#6b4a58", "#d99a6e", "#f0b981", "#ffe3ae", "#99705e", "#2a1d2b", "#ff9d4d", 0.7),
    "night": Palette("#2b2a3f", "#9c7a58", "#c99a66", "#ffe2a6", "#5e4a48", "#171320", "#ffb35c", 0.5),
    "storm": Palette("#3d454f", "#8d979f", "#a9aeb0", "#f3e7cc", "#5e6468", "#1a1c24", "#e8b06a", 0.58),
}
"""What the light in a room makes of colours; by night the lamps are on."""

MOOD_SHIFTS: Final = {
    "tense": (0.0, 0.78, 0.86),
    "sad": (0.02, 0.6, 0.92),
    "happy": (-0.01, 1.15, 1.04),
    "romantic": (-0.03, 1.05, 1.0),
    "epic": (0.0, 1.12, 0.97),
    "modern": (0.02, 1.0, 0.97),
    "calm": (0.0, 0.95, 1.0),
}
"""Mood -> hue turned, saturation and value multiplied."""

NEON: Final = Palette("#0a0620", "#2b1066", "#b4237f", "#7df9ff", "#3a1c78", "#070312", "#ff3df0", 0.2)
NEON_DAY: Final = Palette("#140a38", "#5a1f9c", "#ff5fa8", "#fff27d", "#5230a0", "#0b0520", "#28f0ff", 0.3)


def palette_for(description: SceneDescription, style: Style, seed: int) -> Palette:
    """Return the colours that fit the described scenery in a style; the seed chooses among variants."""
    if description.indoors:
        return _in_mood(INDOORS[description.time], description, style)
    return outdoor_palette(description, style, seed)


def outdoor_palette(description: SceneDescription, style: Style, seed: int) -> Palette:
    """Return the colours outdoors, which a room shows through its windows."""
    chosen = Random(f"{seed}|palette").choice(OUTDOORS[description.time])
    if description.weather in {"rain", "snow", "fog"} and description.time == "day":
        chosen = _overcast(chosen)
    return _in_mood(chosen, description, style)


def _in_mood(chosen: Palette, description: SceneDescription, style: Style) -> Palette:
    hue, saturation, value = MOOD_SHIFTS[description.mood]
    return _styled(_mapped(chosen, hue=hue, saturation=saturation, value=value), style)


def _styled(palette: Palette, style: Style) -> Palette:
    match style:
        case Style.STORYBOOK:
            return _towards(_mapped(palette, saturation=0.9, value=1.03), "#f6e3bd", 0.22, key=palette.key)
        case Style.PASTEL:
            return _towards(_mapped(palette, saturation=0.72, value=1.12), "#fff1f0", 0.42, key=0.5 + palette.key / 2)
        case Style.NEON:
            return NEON_DAY if palette.key > 0.55 else NEON
        case Style.NOIR:
            return _grey(palette)
        case Style.PAPERCUT:
            return _mapped(palette, saturation=1.12, value=1.02)
        case Style.RETRO:
            return _mapped(palette, saturation=0.95)
        case Style.CINEMATIC:
            return replace(palette, near=mix(palette.near, "#0d2230", 0.25))


def _overcast(palette: Palette) -> Palette:
    return replace(
        _towards(_mapped(palette, saturation=0.45, value=0.86), "#9fb0ba", 0.35, key=0.7), accent=palette.accent
    )


def _grey(palette: Palette) -> Palette:
    def grey(colour: str) -> str:
        tone = luminance(colour) ** 0.5
        return mix("#08080b", "#f2efe9", min(1.0, max(0.0, (tone - 0.12) * 1.15)))

    return _each(palette, grey, key=min(0.55, palette.key))


def _mapped(palette: Palette, *, hue: float = 0.0, saturation: float = 1.0, value: float = 1.0) -> Palette:
    return _each(palette, lambda colour: shift_hsv(colour, hue=hue, saturation=saturation, value=value))


def _towards(palette: Palette, target: str, share: float, *, key: float) -> Palette:
    return _each(palette, lambda colour: mix(colour, target, share), key=key)


def _each(palette: Palette, change: Callable[[str], str], *, key: float | None = None) -> Palette:
    names = ("sky", "glow", "horizon", "light", "far", "near", "accent")
    changed = {name: change(getattr(palette, name)) for name in names}
    return Palette(**changed, key=palette.key if key is None else key)
