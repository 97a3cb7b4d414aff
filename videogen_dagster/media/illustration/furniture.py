"""Furniture and fittings seen from the front; `x` is the middle, `row` the floor under it, sizes are in pixels."""

from random import Random
from typing import Final

from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.scene import Scene
from videogen_dagster.media.illustration.sheet import Sheet

BOOKS: Final = ("#a8443c", "#2f5d7a", "#d9a441", "#3f6b52", "#7a4a6b", "#c9793f", "#e8dcc0", "#4a4f63")


def shadow(sheet: Sheet, scene: Scene, *, x: float, row: float, width: float) -> None:
    """Add the soft shadow where something stands on the floor."""
    for share, opacity in ((1.0, 0.1), (0.86, 0.12)):
        sheet.ellipse(x, row, width * share / 2, width * 0.035 * share, scene.palette.near, opacity=opacity)


def shaded(sheet: Sheet, scene: Scene, x0: float, x1: float, colour: str) -> str:
    """Return a paint for a rounded or boxy body, lighter on the side of the lamp."""
    light, dark = mix(colour, scene.palette.light, 0.18), mix(colour, scene.palette.near, 0.26)
    stops = (light, colour, dark) if scene.sun[0] < scene.width / 2 else (dark, colour, light)
    return sheet.horizontal(x0, x1, *stops)


def table(sheet: Sheet, scene: Scene, *, x: float, row: float, width: float, height: float, colour: str) -> None:
    """Add a table with four legs."""
    sheet.furnish("table", left=x - width / 2, right=x + width / 2, top=row - height, foot=row)
    wood = scene.hazed(colour, 0.0)
    dark, thick = mix(wood, scene.palette.near, 0.35), height * 0.1
    shadow(sheet, scene, x=x, row=row, width=width * 1.05)
    for side in (-1, 1):
        sheet.rect(
            x + side * width * 0.36 - thick * 0.3,
            row - height,
            thick * 0.6,
            height * 0.94,
            mix(dark, scene.palette.near, 0.3),
        )
        sheet.rect(x + side * width * 0.45 - thick * 0.4, row - height, thick * 0.8, height, dark)
    sheet.rect(x - width * 0.46, row - height + thick * 0.6, width * 0.92, thick * 1.3, dark)
    sheet.polygon(
        [
            (x - width * 0.46, row - height - thick * 1.3),
            (x + width * 0.46, row - height - thick * 1.3),
            (x + width / 2, row - height),
            (x - width / 2, row - height),
        ],
        mix(wood, scene.palette.light, 0.22),
    )
    sheet.rect(
        x - width / 2, row - height, width, thick * 0.8, shaded(sheet, scene, x - width / 2, x + width / 2, wood)
    )


def chair(sheet: Sheet, scene: Scene, *, x: float, row: float, height: float, colour: str, facing: int) -> None:
    """Add a chair seen from the side; `facing` is -1 (left) or 1 (right)."""
    wood = scene.hazed(colour, 0.0)
    dark, thick, seat = mix(wood, scene.palette.near, 0.3), height * 0.055, row - height * 0.47
    half = height * 0.22
    sheet.furnish("chair", left=x - half, right=x + half, top=row - height, foot=row)
    shadow(sheet, scene, x=x, row=row, width=height * 0.6)
    for leg in (-1, 1):
        sheet.line([(x + leg * half * 0.85, seat), (x + leg * half, row - thick * 0.4)], dark, thick * 0.8)
    back = x - facing * half
    sheet.line([(back, seat), (back - facing * height * 0.06, row - height)], dark, thick * 0.9)
    sheet.line(
        [(back - facing * height * 0.02, row - height * 0.68), (back - facing * height * 0.055, row - height * 0.96)],
        wood,
        thick * 2.1,
    )
    sheet.rect(
        x - half * 1.1, seat - thick, half * 2.2, thick * 1.7, mix(wood, scene.palette.light, 0.12), rx=thick * 0.6
    )


def sofa(sheet: Sheet, scene: Scene, *, x: float, row: float, width: float, colour: str) -> None:
    """Add a sofa with cushions."""
    cloth, height = scene.hazed(colour, 0.0), width * 0.38
    dark, light = mix(cloth, scene.palette.near, 0.28), mix(cloth, scene.palette.light, 0.14)
    sheet.furnish("sofa", left=x - width / 2, right=x + width / 2, top=row - height, foot=row)
    shadow(sheet, scene, x=x, row=row, width=width * 1.06)
    for side in (-1, 1):
        sheet.rect(
            x + side * width * 0.42 - width * 0.012,
            row - height * 0.14,
            width * 0.024,
            height * 0.14,
            scene.hazed("#4a3628", 0),
        )
    sheet.rect(
        x - width * 0.44,
        row - height,
        width * 0.88,
        height * 0.8,
        shaded(sheet, scene, x - width * 0.44, x + width * 0.44, cloth),
        rx=height * 0.12,
    )
    for side in (-1, 1):
        sheet.rect(
            x + side * width * 0.205 - width * 0.2,
            row - height * 0.52,
            width * 0.4,
            height * 0.24,
            light,
            rx=height * 0.06,
        )
    sheet.rect(x - width * 0.44, row - height * 0.32, width * 0.88, height * 0.2, dark)
    for side in (-1, 1):
        sheet.rect(
            x + side * width * 0.46 - width * 0.05,
            row - height * 0.66,
            width * 0.1,
            height * 0.54,
            cloth,
            rx=width * 0.04,
        )
    _cushions(sheet, scene, x=x, row=row, width=width, cloth=cloth)


def _cushions(sheet: Sheet, scene: Scene, *, x: float, row: float, width: float, cloth: str) -> None:
    height = width * 0.38
    for place, tone in ((-0.3, scene.palette.accent), (0.28, mix(scene.palette.accent, "#fff6e6", 0.6))):
        sheet.rect(
            x + place * width - height * 0.16,
            row - height * 0.78,
            height * 0.32,
            height * 0.3,
            mix(tone, cloth, 0.15),
            rx=height * 0.05,
            transform=f"rotate({12 * (1 if place < 0 else -1)} {x + place * width:.2f} {row - height * 0.6:.2f})",
        )


def bookshelf(
    sheet: Sheet, scene: Scene, *, x: float, row: float, width: float, height: float, colour: str = "#8a6242"
) -> None:
    """Add a shelf full of books and a few objects."""
    wood, chance = scene.hazed(colour, 0.0), scene.chance(f"books{x:.0f}")
    dark, rim = mix(wood, scene.palette.near, 0.5), width * 0.035
    sheet.rect(x - width / 2, row - height, width, height, wood)
    shelves = max(3, round(height / (13 * scene.unit)))
    pitch = (height - rim) / shelves
    for shelf in range(shelves):
        top = row - height + rim + shelf * pitch
        sheet.rect(x - width / 2 + rim, top, width - 2 * rim, pitch - rim, dark)
        _books(
            sheet, scene, chance, left=x - width / 2 + rim, floor=top + pitch - rim, room=(width - 2 * rim, pitch - rim)
        )


def _books(sheet: Sheet, scene: Scene, chance: Random, *, left: float, floor: float, room: tuple[float, float]) -> None:
    end, tall, x = left + room[0], room[1], left
    while x < end - room[0] * 0.05:
        if chance.random() < 0.1:
            x += room[0] * chance.uniform(0.06, 0.16)
            continue
        wide = min(scene.unit * chance.uniform(1.0, 2.1), end - x)
        high = tall * chance.uniform(0.62, 0.92)
        tone = scene.hazed(chance.choice(BOOKS), 0.05)
        sheet.rect(x, floor - high, wide * 0.92, high, tone)
        sheet.rect(x, floor - high * 0.8, wide * 0.92, high * 0.07, mix(tone, "#ffe9b8", 0.5))
        x += wide


def plant(sheet: Sheet, scene: Scene, *, x: float, row: float, height: float) -> None:
    """Add a potted plant."""
    pot, chance = scene.hazed("#c2704a", 0.0), scene.chance(f"plant{x:.0f}")
    shadow(sheet, scene, x=x, row=row, width=height * 0.4)
    for _ in range(8):
        tip = (x + height * chance.uniform(-0.38, 0.38), row - height * chance.uniform(0.62, 1.0))
        leaf = mix(
            scene.hazed("#3f8552", 0.0),
            scene.palette.light if chance.random() < 0.4 else scene.palette.near,
            chance.uniform(0.05, 0.25),
        )
        sheet.blob(
            [
                (x, row - height * 0.3),
                (x + (tip[0] - x) * 0.2, (tip[1] + row) / 2 - height * 0.22),
                tip,
                (x + (tip[0] - x) * 0.9, (tip[1] + row) / 2 - height * 0.08),
            ],
            leaf,
        )
    sheet.polygon(
        [
            (x - height * 0.15, row - height * 0.32),
            (x + height * 0.15, row - height * 0.32),
            (x + height * 0.11, row),
            (x - height * 0.11, row),
        ],
        shaded(sheet, scene, x - height * 0.15, x + height * 0.15, pot),
    )
    sheet.rect(x - height * 0.17, row - height * 0.36, height * 0.34, height * 0.07, mix(pot, scene.palette.light, 0.1))


def floor_lamp(sheet: Sheet, scene: Scene, *, x: float, row: float, height: float) -> None:
    """Add a standing lamp."""
    metal = scene.hazed("#3a3633", 0.0)
    sheet.glow(x, row - height * 0.86, height * 0.5, scene.palette.light, 0.65 if scene.dark else 0.25)
    sheet.rect(x - height * 0.008, row - height * 0.9, height * 0.016, height * 0.9, metal)
    sheet.ellipse(x, row, height * 0.1, height * 0.018, metal)
    cloth = mix(scene.hazed("#f2dcb0", 0.0), scene.palette.light, 0.5 if scene.dark else 0.1)
    sheet.polygon(
        [
            (x - height * 0.09, row - height),
            (x + height * 0.09, row - height),
            (x + height * 0.14, row - height * 0.8),
            (x - height * 0.14, row - height * 0.8),
        ],
        cloth,
    )


def counter(
    sheet: Sheet, scene: Scene, *, x: float, row: float, width: float, height: float, colour: str, top: str = "#e8e0d2"
) -> None:
    """Add a run of base cabinets with a worktop."""
    sheet.furnish("counter", left=x - width / 2, right=x + width / 2, top=row - height * 1.04, foot=row)
    _cabinets(sheet, scene, x=x, row=row, width=width, height=height, colour=colour, top=top)


def nightstand(sheet: Sheet, scene: Scene, *, x: float, row: float, height: float) -> None:
    """Add a bedside cabinet."""
    width = height * 0.87
    sheet.furnish("nightstand", left=x - width / 2, right=x + width / 2, top=row - height * 1.04, foot=row)
    _cabinets(sheet, scene, x=x, row=row, width=width, height=height, colour="#8a6242", top="#a67c55")


def _cabinets(
    sheet: Sheet, scene: Scene, *, x: float, row: float, width: float, height: float, colour: str, top: str
) -> None:
    front, board = scene.hazed(colour, 0.0), scene.hazed(top, 0.0)
    doors = max(1, round(width / (height * 0.72)))
    left, pitch = x - width / 2, width / doors
    sheet.rect(left, row - height, width, height, mix(front, scene.palette.near, 0.12))
    for door in range(doors):
        sheet.rect(
            left + door * pitch + pitch * 0.05,
            row - height * 0.86,
            pitch * 0.9,
            height * 0.74,
            shaded(sheet, scene, left + door * pitch, left + (door + 1) * pitch, front),
            rx=height * 0.02,
        )
        sheet.rect(
            left + door * pitch + pitch * 0.36,
            row - height * 0.8,
            pitch * 0.28,
            height * 0.03,
            scene.hazed("#b9b4aa", 0.0),
        )
    sheet.rect(left, row - height * 0.08, width, height * 0.08, scene.palette.near, opacity=0.4)
    sheet.rect(left - height * 0.02, row - height * 1.04, width + height * 0.04, height * 0.1, board)
    sheet.rect(
        left - height * 0.02, row - height * 0.95, width + height * 0.04, height * 0.02, scene.palette.near, opacity=0.3
    )


def rug(sheet: Sheet, scene: Scene, *, x: float, row: float, width: float, colour: str) -> None:
    """Add an oval rug."""
    wool = scene.hazed(colour, 0.0)
    for share, tone in ((1.0, wool), (0.86, mix(wool, "#fff6e6", 0.35)), (0.78, mix(wool, scene.palette.near, 0.08))):
        sheet.ellipse(x, row, width * share / 2, width * 0.085 * share, tone)
