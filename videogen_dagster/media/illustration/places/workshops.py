"""Garages and workshops."""

from videogen_dagster.media.illustration import furniture as set_
from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.places.homes import window_box
from videogen_dagster.media.illustration.rooms import (
    RoomLook,
    bare_wall,
    doorway,
    floor_sheet,
    pendant,
    wall_sheet,
    window,
)
from videogen_dagster.media.illustration.scene import Scene
from videogen_dagster.media.illustration.sheet import Sheet


def garage(scene: Scene) -> list[Sheet]:
    """Return a workshop with a bench, tools on the wall and shelves of boxes."""
    unit, chance = scene.unit, scene.chance("garage")
    look = RoomLook(wall="#a7a9a4", floor="#8b8a88", pattern="tiles")
    wall, floor = wall_sheet(scene, look), floor_sheet(scene, look)
    window(wall, scene, window_box(scene, 0.2, width=34, height=18), panes=3)
    board = (scene.across(0.38), scene.horizon - 52 * unit, 50 * unit, 24 * unit)
    wall.rect(*board, scene.hazed("#b98f5e", 0.0))
    for index in range(7):
        x, steel = (
            board[0] + (4 + 6.8 * index) * unit,
            scene.hazed(chance.choice(("#8d979c", "#c9523f", "#5a646b", "#d9a441")), 0.0),
        )
        wall.rect(x, board[1] + 4 * unit, 1.2 * unit, 14 * unit, scene.hazed("#5d4632", 0.0))
        wall.rect(x - 1.6 * unit, board[1] + 3 * unit, 4.4 * unit, 4 * unit, steel, rx=unit)
    set_.table(
        floor,
        scene,
        x=scene.across(0.52),
        row=scene.horizon + 8 * unit,
        width=64 * unit,
        height=27 * unit,
        colour="#9a7048",
    )
    floor.leave_room(scene.across(0.52) - 30 * unit, scene.across(0.52) + 30 * unit, scene.horizon - 20 * unit)
    _boxes(floor, scene, x=scene.across(0.9), row=scene.horizon + 4 * unit)
    if scene.description.setting == "garage" and not scene.calm:
        doorway(wall, scene, x=scene.across(0.08), height=56 * unit, colour="#6a7a80")
    pendant(floor, scene, x=scene.across(0.5), drop=scene.down(0.18), size=18 * unit, colour="#4f6a5f")
    near = scene.sheet("near", 1.0)
    crate = scene.hazed("#a67c4f", 0.0)
    near.rect(
        scene.across(-0.04),
        scene.height - 17 * unit,
        30 * unit,
        26 * unit,
        set_.shaded(near, scene, 0, 30 * unit, crate),
    )
    near.rect(scene.across(-0.04), scene.height - 17 * unit, 30 * unit, 3 * unit, mix(crate, scene.palette.light, 0.2))
    return [bare_wall(scene, look), wall, floor, near]


def _boxes(sheet: Sheet, scene: Scene, *, x: float, row: float) -> None:
    unit, chance = scene.unit, scene.chance("boxes")
    for side in (-1, 1):
        sheet.rect(x + side * 16 * unit - unit, row - 58 * unit, 2 * unit, 58 * unit, scene.hazed("#4f5a60", 0.0))
    for level in range(4):
        floor, left = row - (3 + 17 * level) * unit, x - 15 * unit
        sheet.rect(x - 17 * unit, floor, 34 * unit, 1.6 * unit, scene.hazed("#5f6a70", 0.0))
        while left < x + 9 * unit:
            wide, high = chance.uniform(7, 11) * unit, chance.uniform(7, 12) * unit
            tone = scene.hazed(chance.choice(("#b98a55", "#c9a06a", "#6f8f9c", "#a8574a")), 0.0)
            sheet.rect(left, floor - high, wide, high, set_.shaded(sheet, scene, left, left + wide, tone))
            sheet.rect(left + wide * 0.42, floor - high, wide * 0.16, high, mix(tone, "#fff6e6", 0.35))
            left += wide + unit
