"""Small fittings: pictures, clocks, screens, bottles, pots."""

from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.furniture import BOOKS, shaded
from videogen_dagster.media.illustration.plants import bush
from videogen_dagster.media.illustration.scene import Scene
from videogen_dagster.media.illustration.sheet import Sheet


def picture_frame(sheet: Sheet, scene: Scene, *, x: float, y: float, width: float, height: float) -> None:
    """Add a framed picture; `y` is its middle."""
    chance = scene.chance(f"frame{x:.0f}")
    left, top = x - width / 2, y - height / 2
    sheet.rect(left - width * 0.02, top + height * 0.03, width * 1.08, height * 1.06, scene.palette.near, opacity=0.15)
    sheet.rect(
        left - width * 0.04, top - width * 0.04, width * 1.08, height + width * 0.08, scene.hazed("#7a5a3c", 0.0)
    )
    sheet.rect(left, top, width, height, scene.hazed("#f6eedd", 0.0))
    tones = [scene.hazed(chance.choice(BOOKS), 0.05) for _ in range(3)]
    inner = (left + width * 0.12, top + height * 0.12, width * 0.76, height * 0.76)
    sheet.rect(*inner, mix(tones[0], "#fff6e6", 0.5))
    sheet.circle(inner[0] + inner[2] * 0.65, inner[1] + inner[3] * 0.34, min(inner[2], inner[3]) * 0.16, tones[1])
    sheet.polygon(
        [
            (inner[0], inner[1] + inner[3]),
            (inner[0], inner[1] + inner[3] * 0.7),
            (inner[0] + inner[2] * 0.4, inner[1] + inner[3] * 0.45),
            (inner[0] + inner[2], inner[1] + inner[3] * 0.8),
            (inner[0] + inner[2], inner[1] + inner[3]),
        ],
        tones[2],
    )


def clock(sheet: Sheet, scene: Scene, *, x: float, y: float, size: float) -> None:
    """Add a round wall clock."""
    sheet.circle(x + size * 0.06, y + size * 0.1, size * 0.5, scene.palette.near, opacity=0.18)
    sheet.circle(x, y, size * 0.5, scene.hazed("#35353d", 0.0))
    sheet.circle(x, y, size * 0.42, scene.hazed("#f7f4ec", 0.0))
    for hand, length, width in (((0.55, -0.8), 0.22, 0.05), ((-0.3, -0.95), 0.33, 0.035)):
        sheet.line(
            [(x, y), (x + hand[0] * size * length, y + hand[1] * size * length)],
            scene.hazed("#25252c", 0.0),
            size * width,
        )


def monitor(sheet: Sheet, scene: Scene, *, x: float, row: float, size: float) -> None:
    """Add a computer screen standing on a desk whose top is `row`."""
    dark = scene.hazed("#2b2e36", 0.0)
    sheet.rect(x - size * 0.05, row - size * 0.2, size * 0.1, size * 0.2, dark)
    sheet.rect(x - size * 0.2, row - size * 0.03, size * 0.4, size * 0.03, dark)
    sheet.rect(x - size * 0.5, row - size * 0.78, size, size * 0.6, dark, rx=size * 0.03)
    glass = sheet.slanted(
        (x - size / 2, row - size * 0.8), (x + size / 2, row - size * 0.2), "#8fd3e8", "#3f7fae", "#2b4f86"
    )
    sheet.rect(x - size * 0.46, row - size * 0.74, size * 0.92, size * 0.52, glass)
    for line, length in enumerate((0.5, 0.36, 0.44, 0.28)):
        sheet.rect(
            x - size * 0.4, row - size * (0.66 - 0.09 * line), size * length, size * 0.03, "#eaf7fb", opacity=0.75
        )
    if scene.dark:
        sheet.glow(x, row - size * 0.45, size, "#8fd3e8", 0.3)


def bottles(sheet: Sheet, scene: Scene, *, left: float, floor: float, width: float, height: float) -> None:
    """Add a row of bottles and jars standing on a shelf."""
    chance, x = scene.chance(f"bottles{left:.0f}{floor:.0f}"), left
    while x < left + width:
        wide, high = height * chance.uniform(0.22, 0.34), height * chance.uniform(0.6, 1.0)
        tone = scene.hazed(chance.choice(("#3f7a5a", "#b5693c", "#c9a04a", "#7a3b4a", "#4a6f8f", "#d8d2c4")), 0.0)
        sheet.rect(x, floor - high * 0.66, wide, high * 0.66, shaded(sheet, scene, x, x + wide, tone), rx=wide * 0.16)
        sheet.rect(x + wide * 0.33, floor - high, wide * 0.34, high * 0.4, tone)
        sheet.rect(x + wide * 0.1, floor - high * 0.44, wide * 0.8, high * 0.2, mix(tone, "#fff6e6", 0.75))
        x += wide * chance.uniform(1.25, 1.8)


def pot_plant_sill(sheet: Sheet, scene: Scene, *, x: float, row: float, size: float) -> None:
    """Add a small pot with herbs."""
    sheet.polygon(
        [
            (x - size * 0.3, row - size * 0.5),
            (x + size * 0.3, row - size * 0.5),
            (x + size * 0.22, row),
            (x - size * 0.22, row),
        ],
        scene.hazed("#c2704a", 0),
    )
    bush(
        sheet,
        (x, row - size * 0.45),
        size,
        scene.hazed("#5a9c55", 0.0),
        chance=scene.chance(f"herb{x:.0f}"),
        light=scene.palette.light,
    )
