"""Where light and power come from: wind turbines, solar panels, chimneys; a prism, a glass of water."""

from typing import Final

from videogen_dagster.media.illustration.pen import Pen
from videogen_dagster.media.illustration.svg import group, number

RAINBOW: Final = ("#e8483f", "#f28c33", "#f6d544", "#5fbf58", "#3f8fdc", "#5a55c4", "#9a4fc0")


def wind_turbine(pen: Pen) -> str:
    """Return a white tower with three blades."""
    tower = pen.path("M-11 0L-5 -400L5 -400L11 0Z", "#e6ebee") + pen.shade("M2 0L1 -400L5 -400L11 0Z", 0.16)
    blade = pen.path("M-5 0C-12 -30 -8 -60 -2 -176C6 -120 8 -40 5 0Z", "#f4f7f8")
    blades = "".join(
        group(blade, transform=f"translate(0 -404) rotate({number(18 + 120 * turn)})") for turn in range(3)
    )
    return tower + blades + pen.circle((0, -404), 12, "#d5dce1")


def solar_panel(pen: Pen) -> str:
    """Return a row of dark blue panels turned to the sun."""
    legs = pen.stroke("M-120 0L-120 -60M0 0L0 -60M120 0L120 -60", "#8d969c", 8)
    panel = pen.path("M-190 -36L-150 -150L190 -150L170 -36Z", "#24467f") + pen.path(
        "M-190 -36L-150 -150L-60 -150L-94 -36Z", "#2f5aa0"
    )
    lines = "".join(f"M{-190 + 60 * step} -36L{-150 + 56.6 * step:.1f} -150" for step in range(7))
    rows = "M-180 -64L175 -64M-170 -93L180 -93M-160 -121L185 -121"
    frame = pen.stroke("M-190 -36L-150 -150L190 -150L170 -36Z", "#c3ccd3", 6)
    return (
        legs
        + panel
        + pen.stroke(lines + rows, "#8fb0dd", 2.2)
        + frame
        + pen.shine("M-130 -60L-104 -136L-40 -136L-66 -60Z", 0.22)
    )


def chimneys(pen: Pen) -> str:
    """Return a factory: halls with saw-tooth roofs and three smoking chimneys."""
    smoke = "".join(
        pen.circle(
            (x + 26 * step + 5 * step * step, -560 + lift - 46 * step),
            26 + 13 * step,
            "#b9b3b4",
            opacity=0.62 - 0.07 * step,
        )
        for x, lift in ((-150, 0), (0, -60), (140, 40))
        for step in range(6)
    )
    stacks = "".join(
        pen.path(f"M{x - 30} 0L{x - 20} {-540 + lift}L{x + 20} {-540 + lift}L{x + 30} 0Z", "#a4573f")
        + pen.shade(f"M{x + 4} 0L{x + 3} {-540 + lift}L{x + 20} {-540 + lift}L{x + 30} 0Z")
        + pen.box((x - 24, -500 + lift), (48, 26), "#ecdccb")
        for x, lift in ((-150, 0), (0, -60), (140, 40))
    )
    hall = "M-320 0L-320 -190L-230 -240L-230 -190L-140 -240L-140 -190L-50 -240L-50 -190L40 -240L40 -190L130 -240L130 -190L220 -240L220 -190L320 -190L320 0Z"
    windows = "".join(pen.box((-290 + 88 * step, -140), (54, 62), "!#ffcf7a", 4) for step in range(7))
    return smoke + stacks + pen.path(hall, "#7b4a40") + windows + pen.box((-40, -64), (80, 64), "#3c2c2c")


def prism(pen: Pen) -> str:
    """Return a glass prism: a white ray goes in on the left, the colours come out on the right."""
    ray = pen.path("M-60 -16L-9 -24L-9 -22.4L-60 -13.6Z", "!#ffffff", opacity=0.95)
    fan = "".join(
        pen.path(
            f"M8 {-24 + 0.55 * step}L64 {-32 + 4.6 * step}L64 {-27.4 + 4.6 * step}L8 {-23.4 + 0.55 * step}Z",
            f"!{colour}",
            opacity=0.92,
        )
        for step, colour in enumerate(RAINBOW)
    )
    glass = pen.path("M-24 0L0 -42L24 0Z", "#bcd9ea", opacity=0.72) + pen.stroke("M-24 0L0 -42L24 0Z", "!#eef8ff", 1.3)
    inside = pen.path("M-11 -22.8L9 -24.4L9 -20L-11 -22Z", "!#ffffff", opacity=0.5)
    return ray + fan + glass + inside + pen.shine("M-19 -3L-1 -35L1 -30L-13 -3Z", 0.5)


def glass_of_water(pen: Pen) -> str:
    """Return a tumbler, two thirds full."""
    water = pen.path("M-6.6 -11.5L-5.4 -0.8L5.4 -0.8L6.6 -11.5Z", "#6fb8e0", opacity=0.75) + pen.oval(
        (0, -11.5), (6.6, 1.3), "#a9daf2"
    )
    glass = pen.path("M-7.6 -18L-6 0L6 0L7.6 -18Z", "#dff0f8", opacity=0.35) + pen.stroke(
        "M-7.6 -18L-6 -0.5L6 -0.5L7.6 -18", "#eef8fc", 0.7
    )
    return (
        water
        + glass
        + pen.oval((0, -18), (7.6, 1.5), "none", stroke=pen.ink("#f4fbff"), stroke_width=0.7)
        + pen.shine("M-5.6 -16L-4.6 -3L-3.4 -3L-4.2 -16Z", 0.6)
    )
