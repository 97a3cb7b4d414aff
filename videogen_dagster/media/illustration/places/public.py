"""Rooms that people work, learn, eat and meet in."""

from videogen_dagster.media.illustration import fittings
from videogen_dagster.media.illustration import furniture as set_
from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.places.homes import plant_in_front, window_box
from videogen_dagster.media.illustration.rooms import (
    RoomLook,
    bare_wall,
    doorway,
    floor_sheet,
    pendant,
    sunlight,
    wall_sheet,
    window,
)
from videogen_dagster.media.illustration.scene import Scene
from videogen_dagster.media.illustration.sheet import Sheet


def office(scene: Scene) -> list[Sheet]:
    """Return an office with desks, screens and a wide window over the town."""
    unit = scene.unit
    look = RoomLook(wall="#cfd6d8", floor="#8c959c", pattern="carpet")
    wall, floor = wall_sheet(scene, look), floor_sheet(scene, look)
    box = window_box(scene, 0.36, width=62 if not scene.tall else 46, height=40)
    window(wall, scene, box, panes=4)
    sunlight(floor, scene, box)
    fittings.clock(wall, scene, x=scene.across(0.74), y=scene.down(0.2), size=11 * unit)
    set_.bookshelf(
        floor,
        scene,
        x=scene.across(0.93),
        row=scene.horizon + unit,
        width=26 * unit,
        height=54 * unit,
        colour="#7d6a58",
    )
    for share in (0.22, 0.64) if not scene.tall else (0.45,):
        x, row = scene.across(share), scene.horizon + 10 * unit
        set_.chair(floor, scene, x=x + 8 * unit, row=row - 2 * unit, height=34 * unit, colour="#3f4a55", facing=-1)
        set_.table(floor, scene, x=x, row=row, width=46 * unit, height=25 * unit, colour="#b98d5f")
        fittings.monitor(floor, scene, x=x - 5 * unit, row=row - 26 * unit, size=21 * unit)
        floor.leave_room(x + 7 * unit, x + 22 * unit, row - 26 * unit)
    set_.plant(floor, scene, x=scene.across(0.04), row=scene.horizon + 8 * unit, height=36 * unit)
    return [bare_wall(scene, look), wall, floor, plant_in_front(scene)]


def interview(scene: Scene) -> list[Sheet]:
    """Return an interview room: a table with two chairs, a frosted window, a clock, a lamp over the table."""
    unit = scene.unit
    look = RoomLook(wall="#9fb0b0", floor="#7d8388", pattern="tiles", dado="#7f9296")
    wall, floor = wall_sheet(scene, look), floor_sheet(scene, look)
    window(wall, scene, window_box(scene, 0.3, width=44 if not scene.tall else 34, height=20), panes=3, frosted=True)
    fittings.clock(wall, scene, x=scene.across(0.62), y=scene.down(0.22), size=12 * unit)
    doorway(wall, scene, x=scene.across(0.87), height=56 * unit, colour="#5d6f7a")
    pendant(floor, scene, x=scene.across(0.5), drop=scene.down(0.19), size=24 * unit, colour="#4a5a5f")
    if not scene.peopled:
        _interview_table(floor, scene)
    return [bare_wall(scene, look), wall, floor]


def _interview_table(floor: Sheet, scene: Scene) -> None:
    unit = scene.unit
    x, row = scene.across(0.5), scene.horizon + 12 * unit
    for side in (-1, 1):
        set_.chair(
            floor, scene, x=x + side * 31 * unit, row=row + unit, height=42 * unit, colour="#4a545e", facing=-side
        )
    set_.table(floor, scene, x=x, row=row, width=56 * unit, height=26 * unit, colour="#a98560")
    top = row - 27.5 * unit
    floor.polygon(
        [
            (x - 13 * unit, top - unit),
            (x - 2 * unit, top - unit),
            (x - unit, top + 0.8 * unit),
            (x - 14 * unit, top + 0.8 * unit),
        ],
        scene.hazed("#d9b27a", 0.0),
    )
    floor.rect(x + 4 * unit, top - 2 * unit, 6 * unit, 2.6 * unit, scene.hazed("#2c2e35", 0.0), rx=0.5 * unit)
    floor.circle(x + 5.4 * unit, top - 0.8 * unit, 0.5 * unit, "#e8452f")
    floor.rect(x + 15 * unit, top - 4 * unit, 3.4 * unit, 4.4 * unit, scene.hazed("#f4efe6", 0.0))


def restaurant(scene: Scene) -> list[Sheet]:
    """Return a café: a counter with bottles, small tables, lamps, a menu board."""
    unit, chance = scene.unit, scene.chance("cafe")
    look = RoomLook(wall=chance.choice(("#b5674a", "#5f7f78", "#c9a878")), floor="#8f6442", dado="#6f4a35")
    wall, floor = wall_sheet(scene, look), floor_sheet(scene, look)
    box = window_box(scene, 0.22, width=40, height=38)
    window(wall, scene, box, panes=3)
    sunlight(floor, scene, box)
    _menu_board(wall, scene, x=scene.across(0.56), y=scene.horizon - 46 * unit)
    _bar_shelves(wall, scene, x=scene.across(0.86), width=44 * unit)
    set_.counter(
        floor,
        scene,
        x=scene.across(0.86),
        row=scene.horizon + 8 * unit,
        width=58 * unit,
        height=29 * unit,
        colour="#5d3f30",
        top="#c9a06a",
    )
    floor.leave_room(scene.across(0.86) - 27 * unit, scene.across(0.86) + 27 * unit, scene.horizon - 22 * unit)
    for share in (0.16, 0.46) if not scene.tall else (0.3,):
        _cafe_table(floor, scene, x=scene.across(share), row=scene.horizon + 13 * unit, calm=scene.calm and share > 0.3)
    for share in (0.3, 0.5, 0.7):
        pendant(floor, scene, x=scene.across(share), drop=scene.down(0.17), size=12 * unit, colour="#2f3a3f")
    return [bare_wall(scene, look), wall, floor, plant_in_front(scene)]


def _cafe_table(sheet: Sheet, scene: Scene, *, x: float, row: float, calm: bool) -> None:
    unit = scene.unit
    for side in (-1, 1):
        set_.chair(sheet, scene, x=x + side * 15 * unit, row=row, height=32 * unit, colour="#7a4f35", facing=-side)
    dark = scene.hazed("#33302f", 0.0)
    sheet.rect(x - 0.7 * unit, row - 24 * unit, 1.4 * unit, 24 * unit, dark)
    sheet.ellipse(x, row, 6 * unit, 1.1 * unit, dark)
    sheet.ellipse(x, row - 24 * unit, 12 * unit, 1.9 * unit, scene.hazed("#c9a06a", 0.0))
    if not calm:
        sheet.rect(x - 3.5 * unit, row - 28 * unit, 4 * unit, 3.6 * unit, scene.hazed("#f6f1e6", 0.0), rx=0.8 * unit)
        sheet.rect(x + 3 * unit, row - 30.5 * unit, 1.6 * unit, 6 * unit, scene.hazed("#8fb0a0", 0.0))
        sheet.circle(x + 3.8 * unit, row - 32 * unit, 1.8 * unit, scene.hazed("#e07a6a", 0.0))


def _menu_board(sheet: Sheet, scene: Scene, *, x: float, y: float) -> None:
    unit = scene.unit
    sheet.rect(x - 15 * unit, y - 11 * unit, 30 * unit, 22 * unit, scene.hazed("#8a6242", 0.0))
    sheet.rect(x - 13.6 * unit, y - 9.6 * unit, 27.2 * unit, 19.2 * unit, scene.hazed("#2f3a38", 0.0))
    for index, length in enumerate((12, 20, 17, 21, 14)):
        sheet.rect(x - 11 * unit, y - (7 - 3.2 * index) * unit, length * unit, 0.8 * unit, "#f2ead8", opacity=0.75)


def _bar_shelves(sheet: Sheet, scene: Scene, *, x: float, width: float) -> None:
    unit = scene.unit
    for level in range(3):
        row = scene.horizon - (32 + 14 * level) * unit
        sheet.glow(x, row - 4 * unit, 26 * unit, scene.palette.light, 0.18)
        fittings.bottles(sheet, scene, left=x - width / 2, floor=row, width=width - 3 * unit, height=11 * unit)
        sheet.rect(x - width / 2 - unit, row, width + 2 * unit, 1.2 * unit, scene.hazed("#6f4a35", 0.0))


def bar(scene: Scene) -> list[Sheet]:
    """Return a bar: a long counter, lit bottle shelves, stools."""
    unit = scene.unit
    look = RoomLook(wall="#5a3f4a", floor="#6a4a3a", dado="#4a3038")
    wall, floor = wall_sheet(scene, look), floor_sheet(scene, look)
    _bar_shelves(wall, scene, x=scene.across(0.5), width=min(110 * unit, scene.width * 0.8))
    row = scene.horizon + 11 * unit
    set_.counter(
        floor,
        scene,
        x=scene.across(0.5),
        row=row,
        width=scene.width * 1.02,
        height=33 * unit,
        colour="#4a2f2a",
        top="#b57a45",
    )
    floor.leave_room(scene.across(0.36), scene.across(0.64), row - 34 * unit)
    floor.leave_room(scene.across(0.04), scene.across(0.96), row - 34 * unit)
    for share in (0.12, 0.3, 0.7, 0.88):
        x = scene.across(share)
        set_.shadow(floor, scene, x=x, row=row + 9 * unit, width=14 * unit)
        floor.rect(x - 0.8 * unit, row - 14 * unit, 1.6 * unit, 23 * unit, scene.hazed("#2c2a2e", 0.0))
        floor.ellipse(x, row + 9 * unit, 6 * unit, 1.2 * unit, scene.hazed("#2c2a2e", 0.0))
        floor.rect(x - 7 * unit, row - 17 * unit, 14 * unit, 4 * unit, scene.hazed("#a8443c", 0.0), rx=2 * unit)
    for share in (0.2, 0.5, 0.8):
        pendant(floor, scene, x=scene.across(share), drop=scene.down(0.2), size=15 * unit, colour="#c9953f")
    return [bare_wall(scene, look), wall, floor]


def hospital(scene: Scene) -> list[Sheet]:
    """Return a hospital room: a bed, a monitor, a curtain, a bright window."""
    unit = scene.unit
    look = RoomLook(wall="#cfe0dd", floor="#b9c9c6", pattern="tiles", dado="#a8c9c4")
    wall, floor = wall_sheet(scene, look), floor_sheet(scene, look)
    box = window_box(scene, 0.26, width=40, height=34)
    window(wall, scene, box, panes=3)
    sunlight(floor, scene, box)
    x, row, white = scene.across(0.6), scene.horizon + 12 * unit, scene.hazed("#f4f6f5", 0.0)
    set_.shadow(floor, scene, x=x, row=row, width=66 * unit)
    steel = scene.hazed("#9aa6ab", 0.0)
    for side in (-1, 1):
        floor.rect(x + side * 27 * unit - 0.7 * unit, row - 16 * unit, 1.4 * unit, 15 * unit, steel)
        floor.circle(x + side * 27 * unit, row - 1.2 * unit, 1.4 * unit, scene.hazed("#3a4046", 0.0))
    floor.rect(x - 30 * unit, row - 34 * unit, 2 * unit, 22 * unit, steel)
    floor.rect(x + 29 * unit, row - 27 * unit, 2 * unit, 15 * unit, steel)
    floor.rect(x - 29 * unit, row - 20 * unit, 59 * unit, 6 * unit, white, rx=2 * unit)
    floor.rect(x - 14 * unit, row - 22 * unit, 44 * unit, 8 * unit, scene.hazed("#8fc4c0", 0.0), rx=2 * unit)
    floor.rect(x - 28 * unit, row - 25 * unit, 14 * unit, 6 * unit, mix(white, "#ffffff", 0.6), rx=2.6 * unit)
    fittings.monitor(floor, scene, x=scene.across(0.9), row=scene.horizon - 22 * unit, size=19 * unit)
    set_.counter(
        floor,
        scene,
        x=scene.across(0.9),
        row=scene.horizon + 4 * unit,
        width=24 * unit,
        height=26 * unit,
        colour="#dfe8e6",
        top="#f4f6f5",
    )
    return [bare_wall(scene, look), wall, floor, plant_in_front(scene)]


def shop(scene: Scene) -> list[Sheet]:
    """Return a shop: shelves of goods, a counter, lamps."""
    unit, chance = scene.unit, scene.chance("shop")
    look = RoomLook(wall="#d6c8b4", floor="#b39a7d", dado="#8fa08f")
    wall, floor = wall_sheet(scene, look), floor_sheet(scene, look)
    for share in (0.14, 0.5, 0.86):
        x = scene.across(share)
        for level in range(3):
            row = scene.horizon - (28 + 15 * level) * unit
            wall.rect(x - 23 * unit, row, 46 * unit, 1.4 * unit, scene.hazed("#8a6242", 0.0))
            left = x - 21 * unit
            while left < x + 16 * unit:
                wide, high, tone = chance.uniform(4, 7) * unit, chance.uniform(5, 11) * unit, chance.choice(set_.BOOKS)
                wall.rect(
                    left,
                    row - high,
                    wide,
                    high,
                    set_.shaded(wall, scene, left, left + wide, scene.hazed(tone, 0.0)),
                    rx=0.5 * unit,
                )
                wall.rect(left, row - high * 0.62, wide, high * 0.28, scene.hazed("#f7f0e2", 0.0), opacity=0.85)
                left += wide + chance.uniform(0.6, 2.4) * unit
    set_.counter(
        floor,
        scene,
        x=scene.across(0.76),
        row=scene.horizon + 11 * unit,
        width=62 * unit,
        height=27 * unit,
        colour="#4f6f6a",
        top="#e3d3b4",
    )
    floor.leave_room(scene.across(0.76) - 29 * unit, scene.across(0.76) + 29 * unit, scene.horizon - 17 * unit)
    for share in (0.2, 0.5, 0.8):
        pendant(floor, scene, x=scene.across(share), drop=scene.down(0.14), size=13 * unit, colour="#c9793f")
    return [bare_wall(scene, look), wall, floor, plant_in_front(scene)]
