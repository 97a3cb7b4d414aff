"""Rooms to learn and to find things out in."""

from videogen_dagster.media.illustration import fittings
from videogen_dagster.media.illustration import furniture as set_
from videogen_dagster.media.illustration.places.homes import plant_in_front, window_box
from videogen_dagster.media.illustration.rooms import (
    RoomLook,
    bare_wall,
    floor_sheet,
    wall_sheet,
    window,
)
from videogen_dagster.media.illustration.scene import Scene
from videogen_dagster.media.illustration.sheet import Sheet


def laboratory(scene: Scene) -> list[Sheet]:
    """Return a laboratory or a control room: benches, flasks, screens."""
    unit = scene.unit
    look = RoomLook(wall="#b9c9d2", floor="#9aa8b0", pattern="tiles")
    wall, floor = wall_sheet(scene, look), floor_sheet(scene, look)
    for index, share in enumerate((0.16, 0.5, 0.84)):
        if not (scene.calm and index == 1):
            fittings.monitor(wall, scene, x=scene.across(share), row=scene.horizon - 34 * unit, size=30 * unit)
    row, high = scene.horizon + 10 * unit, 29 * unit
    set_.counter(
        floor,
        scene,
        x=scene.across(0.5),
        row=row,
        width=scene.width * 0.96,
        height=high,
        colour="#e3eaec",
        top="#5f6f7a",
    )
    floor.leave_room(scene.across(0.4), scene.across(0.64), row - high * 1.03)
    for share, tone, size in (
        (0.1, "#4fb5a8", 10),
        (0.2, "#e0744f", 8),
        (0.34, "#6f8fd6", 11),
        (0.7, "#e0b04f", 9),
        (0.86, "#b56fc4", 11),
    ):
        _flask(floor, scene, x=scene.across(share), row=row - high * 1.04, size=size * unit, tone=tone)
    return [bare_wall(scene, look), wall, floor, plant_in_front(scene)]


def _flask(sheet: Sheet, scene: Scene, *, x: float, row: float, size: float, tone: str) -> None:
    glass = scene.hazed("#e8f4f6", 0.0)
    sheet.polygon(
        [
            (x - size * 0.1, row - size),
            (x + size * 0.1, row - size),
            (x + size * 0.1, row - size * 0.6),
            (x + size * 0.4, row),
            (x - size * 0.4, row),
            (x - size * 0.1, row - size * 0.6),
        ],
        glass,
        opacity=0.65,
    )
    sheet.polygon(
        [
            (x - size * 0.22, row - size * 0.36),
            (x + size * 0.22, row - size * 0.36),
            (x + size * 0.38, row - size * 0.03),
            (x - size * 0.38, row - size * 0.03),
        ],
        scene.hazed(tone, 0.0),
    )
    sheet.rect(x - size * 0.14, row - size * 1.04, size * 0.28, size * 0.07, glass)
    sheet.glow(x, row - size * 0.2, size * 0.6, tone, 0.25)


def classroom(scene: Scene) -> list[Sheet]:
    """Return a classroom: a blackboard, rows of desks, a window."""
    unit = scene.unit
    look = RoomLook(wall="#d8cfae", floor="#a67c50", dado="#8fa38a")
    wall, floor = wall_sheet(scene, look), floor_sheet(scene, look)
    wide = min(76 * unit, scene.width * 0.56)
    left, top = scene.across(0.58) - wide / 2, scene.horizon - 58 * unit
    wall.rect(left - 1.6 * unit, top - 1.6 * unit, wide + 3.2 * unit, 35.2 * unit, scene.hazed("#8a6242", 0.0))
    wall.rect(left, top, wide, 32 * unit, scene.hazed("#2f4f45", 0.0))
    for row, length in ((5, 0.5), (11, 0.34), (17, 0.42)):
        wall.rect(left + 5 * unit, top + row * unit, wide * length, 0.9 * unit, "#f2f4ec", opacity=0.7)
    wall.circle(
        left + wide * 0.8, top + 15 * unit, 8 * unit, "none", stroke="#f2f4ec", stroke_width=0.7 * unit, opacity=0.7
    )
    window(wall, scene, window_box(scene, 0.12, width=28, height=38))
    fittings.clock(wall, scene, x=scene.across(0.95), y=scene.down(0.2), size=10 * unit)
    for line, (row, size) in enumerate(((scene.horizon + 7 * unit, 1.0), (scene.horizon + 18 * unit, 1.3))):
        for index in range(5):
            share = 0.02 + 0.24 * index + 0.1 * (line % 2)
            if not (scene.calm and 0.25 < share < 0.75):
                set_.chair(
                    floor,
                    scene,
                    x=scene.across(share) + 9 * unit * size,
                    row=row,
                    height=26 * unit * size,
                    colour="#c9793f",
                    facing=-1,
                )
                set_.table(
                    floor,
                    scene,
                    x=scene.across(share),
                    row=row,
                    width=24 * unit * size,
                    height=17 * unit * size,
                    colour="#c9a06a",
                )
    return [bare_wall(scene, look), wall, floor]


def library(scene: Scene) -> list[Sheet]:
    """Return a library: walls of books, a reading table with a lamp."""
    unit = scene.unit
    look = RoomLook(wall="#8a6a4f", floor="#7a5238", dado="#5d3f2c")
    wall, floor = wall_sheet(scene, look), floor_sheet(scene, look)
    count = max(2, round(scene.width / (48 * unit)))
    for index in range(count + 1):
        x = scene.width * index / count
        set_.bookshelf(
            wall,
            scene,
            x=x,
            row=scene.horizon,
            width=40 * unit,
            height=scene.horizon - scene.down(0.06),
            colour="#6f4a32",
        )
    window(wall, scene, window_box(scene, 0.5, width=22, height=44), curtain="#8c3f3a")
    set_.rug(floor, scene, x=scene.across(0.5), row=scene.down(0.92), width=100 * unit, colour="#8c3f3a")
    if not scene.calm:
        x, row = scene.across(0.26), scene.horizon + 14 * unit
        set_.chair(floor, scene, x=x + 22 * unit, row=row, height=33 * unit, colour="#7a4f35", facing=-1)
        set_.table(floor, scene, x=x, row=row, width=48 * unit, height=26 * unit, colour="#8f6040")
        floor.leave_room(x - 23 * unit, x + 23 * unit, row - 27 * unit)
    set_.floor_lamp(floor, scene, x=scene.across(0.9), row=scene.horizon + 9 * unit, height=58 * unit)
    return [bare_wall(scene, look), wall, floor, plant_in_front(scene)]
