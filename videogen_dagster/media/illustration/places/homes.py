"""Rooms that people live in."""

from videogen_dagster.media.illustration import fittings
from videogen_dagster.media.illustration import furniture as set_
from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.outlooks import Box
from videogen_dagster.media.illustration.rooms import (
    RoomLook,
    bare_wall,
    floor_sheet,
    sunlight,
    wall_sheet,
    window,
)
from videogen_dagster.media.illustration.scene import Scene
from videogen_dagster.media.illustration.sheet import Sheet

WALLS = ("#d9cfbd", "#c3d2c6", "#d8bfae", "#b9c8d2", "#e2d3a8")


def window_box(scene: Scene, share: float, *, width: float, height: float) -> Box:
    """Return where a window stands in the wall: its middle at a share of the frame, sizes in units."""
    high = height * scene.unit * (1.3 if scene.tall else 1.0)
    top = scene.horizon - 24 * scene.unit - high
    return scene.across(share) - width * scene.unit / 2, top, width * scene.unit, high


def living_room(scene: Scene) -> list[Sheet]:
    """Return a living room with a sofa, a window, shelves and a lamp."""
    unit, chance = scene.unit, scene.chance("living")
    look = RoomLook(wall=chance.choice(WALLS), floor="#a9784e")
    wall, floor = wall_sheet(scene, look), floor_sheet(scene, look)
    box = window_box(scene, 0.3, width=34, height=36)
    window(wall, scene, box, curtain=chance.choice(("#c97b5a", "#6f8f8a", "#d8b25a")))
    sunlight(floor, scene, box)
    set_.rug(floor, scene, x=scene.across(0.5), row=scene.down(0.93), width=96 * unit, colour="#b5654a")
    set_.bookshelf(floor, scene, x=scene.across(0.88), row=scene.horizon + unit, width=30 * unit, height=58 * unit)
    if not scene.calm:
        fittings.picture_frame(wall, scene, x=scene.across(0.6), y=scene.down(0.3), width=20 * unit, height=15 * unit)
    set_.sofa(
        floor,
        scene,
        x=scene.across(0.58),
        row=scene.horizon + 8 * unit,
        width=64 * unit,
        colour=chance.choice(("#4f7f86", "#a8615a", "#c79a4a", "#6a6f9c")),
    )
    set_.floor_lamp(
        floor, scene, x=scene.across(0.1 if not scene.tall else 0.05), row=scene.horizon + 6 * unit, height=56 * unit
    )
    set_.plant(floor, scene, x=scene.across(0.2), row=scene.horizon + 9 * unit, height=26 * unit)
    if scene.description.mentions("fireplace", "fire"):
        fireplace(floor, scene, x=scene.across(0.16), row=scene.horizon + unit, size=40 * unit)
    return [bare_wall(scene, look), wall, floor, plant_in_front(scene)]


def plant_in_front(scene: Scene) -> Sheet:
    """Return a plant close to the camera, at the edge of the frame."""
    near = scene.sheet("near", 1.0)
    set_.plant(near, scene, x=scene.across(-0.01), row=scene.height + 10 * scene.unit, height=62 * scene.unit)
    return near


def fireplace(sheet: Sheet, scene: Scene, *, x: float, row: float, size: float) -> None:
    """Add a fireplace with a burning fire."""
    stone = scene.hazed("#cfc4b4", 0.0)
    sheet.rect(x - size * 0.5, row - size * 0.86, size, size * 0.86, stone)
    sheet.rect(x - size * 0.56, row - size * 0.94, size * 1.12, size * 0.1, mix(stone, "#fff6e6", 0.3))
    sheet.rect(x - size * 0.32, row - size * 0.58, size * 0.64, size * 0.58, "#241a1a")
    sheet.glow(x, row - size * 0.16, size * 0.9, "#ff9a3c", 0.6)
    for wide, high, tone in ((0.22, 0.42, "#f2702a"), (0.15, 0.3, "#ffae3c"), (0.08, 0.18, "#ffe9a0")):
        sheet.blob(
            [
                (x - size * wide, row - size * 0.03),
                (x - size * wide * 0.7, row - size * high * 0.6),
                (x, row - size * high),
                (x + size * wide * 0.8, row - size * high * 0.5),
                (x + size * wide, row - size * 0.03),
            ],
            tone,
        )


def bedroom(scene: Scene) -> list[Sheet]:
    """Return a bedroom with a bed, bedside lamps and a window."""
    unit, chance = scene.unit, scene.chance("bedroom")
    look = RoomLook(wall=chance.choice(("#a9b4c9", "#d8c2b8", "#b5c4b6")), floor="#9a7450")
    wall, floor = wall_sheet(scene, look), floor_sheet(scene, look)
    box = window_box(scene, 0.22, width=28, height=34)
    window(wall, scene, box, curtain="#e3cfa8")
    sunlight(floor, scene, box)
    x, row, wide = scene.across(0.62), scene.horizon + 14 * unit, 68 * unit
    fittings.picture_frame(wall, scene, x=x, y=scene.down(0.24), width=26 * unit, height=14 * unit)
    _bed(floor, scene, x=x, row=row, width=wide)
    for side in (-1, 1):
        stand = x + side * (wide / 2 + 9 * unit)
        set_.nightstand(floor, scene, x=stand, row=scene.horizon + 9 * unit, height=15 * unit)
        _table_lamp(floor, scene, x=stand, row=scene.horizon - 6.5 * unit, size=15 * unit)
    return [bare_wall(scene, look), wall, floor, plant_in_front(scene)]


def _bed(sheet: Sheet, scene: Scene, *, x: float, row: float, width: float) -> None:
    wood, linen = scene.hazed("#7f5a3c", 0.0), scene.hazed("#f3ede2", 0.0)
    cover = scene.hazed(scene.chance("cover").choice(("#4a6f8f", "#a8615a", "#6f8f6a")), 0.0)
    set_.shadow(sheet, scene, x=x, row=row, width=width * 1.1)
    sheet.rect(
        x - width / 2,
        row - width * 0.62,
        width,
        width * 0.5,
        set_.shaded(sheet, scene, x - width / 2, x + width / 2, wood),
        rx=width * 0.04,
    )
    sheet.rect(x - width * 0.46, row - width * 0.36, width * 0.92, width * 0.2, linen, rx=width * 0.03)
    _pillows(sheet, x=x, row=row, width=width, linen=linen)
    sheet.polygon(
        [
            (x - width * 0.46, row - width * 0.27),
            (x + width * 0.46, row - width * 0.27),
            (x + width * 0.52, row - width * 0.04),
            (x - width * 0.52, row - width * 0.04),
        ],
        cover,
    )
    sheet.polygon(
        [
            (x - width * 0.46, row - width * 0.27),
            (x + width * 0.46, row - width * 0.27),
            (x + width * 0.475, row - width * 0.21),
            (x - width * 0.475, row - width * 0.21),
        ],
        mix(cover, "#fff6e6", 0.6),
    )
    sheet.rect(x - width * 0.52, row - width * 0.05, width * 1.04, width * 0.05, mix(wood, scene.palette.near, 0.3))


def _pillows(sheet: Sheet, *, x: float, row: float, width: float, linen: str) -> None:
    for side in (-1, 1):
        sheet.rect(
            x + side * width * 0.22 - width * 0.17,
            row - width * 0.46,
            width * 0.34,
            width * 0.15,
            mix(linen, "#ffffff", 0.4),
            rx=width * 0.06,
        )


def _table_lamp(sheet: Sheet, scene: Scene, *, x: float, row: float, size: float) -> None:
    sheet.glow(x, row - size * 0.7, size * 1.5, scene.palette.light, 0.7 if scene.dark else 0.25)
    sheet.rect(x - size * 0.05, row - size * 0.5, size * 0.1, size * 0.5, scene.hazed("#b98a4a", 0.0))
    sheet.polygon(
        [
            (x - size * 0.2, row - size),
            (x + size * 0.2, row - size),
            (x + size * 0.34, row - size * 0.45),
            (x - size * 0.34, row - size * 0.45),
        ],
        mix(scene.hazed("#f2dcb0", 0.0), scene.palette.light, 0.5),
    )


def bathroom(scene: Scene) -> list[Sheet]:
    """Return a bathroom with a tub, a basin and a mirror."""
    unit = scene.unit
    look = RoomLook(wall="#bcd3d6", floor="#d8dcd8", pattern="tiles", tiled=True)
    wall, floor = wall_sheet(scene, look), floor_sheet(scene, look)
    window(wall, scene, window_box(scene, 0.22, width=22, height=26), frosted=True)
    x, white = scene.across(0.74), scene.hazed("#f6f5f0", 0.0)
    wall.rect(x - 14 * unit, scene.horizon - 56 * unit, 28 * unit, 32 * unit, scene.hazed("#8a6a4a", 0), rx=3 * unit)
    wall.rect(
        x - 12.5 * unit,
        scene.horizon - 54.5 * unit,
        25 * unit,
        29 * unit,
        wall.slanted((x - 12 * unit, 0), (x + 12 * unit, scene.horizon), "#e8f4f6", "#b8d4da", "#dcecee"),
        rx=2 * unit,
    )
    set_.counter(
        floor,
        scene,
        x=x,
        row=scene.horizon + 6 * unit,
        width=36 * unit,
        height=24 * unit,
        colour="#a67c55",
        top="#f2efe8",
    )
    floor.ellipse(x, scene.horizon - 19 * unit, 9 * unit, 2.2 * unit, white)
    left, row = scene.across(0.3), scene.horizon + 13 * unit
    set_.shadow(floor, scene, x=left, row=row, width=70 * unit)
    floor.raw(
        f'<path d="M{left - 33 * unit:.2f},{row - 24 * unit:.2f}h{66 * unit:.2f}q{-2 * unit:.2f},{21 * unit:.2f} {-14 * unit:.2f},{23 * unit:.2f}h{-38 * unit:.2f}'
        f'q{-12 * unit:.2f},{-2 * unit:.2f} {-14 * unit:.2f},{-23 * unit:.2f}Z" fill="{set_.shaded(floor, scene, left - 33 * unit, left + 33 * unit, white)}"/>',
        row - 24 * unit,
        row,
    )
    floor.rect(left - 35 * unit, row - 26 * unit, 70 * unit, 3.4 * unit, mix(white, "#ffffff", 0.5), rx=1.7 * unit)
    set_.plant(floor, scene, x=scene.across(0.93), row=scene.horizon + 10 * unit, height=24 * unit)
    return [bare_wall(scene, look), wall, floor]
