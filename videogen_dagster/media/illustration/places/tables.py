"""The top of a table: where things are shown close."""

import re
from dataclasses import replace
from typing import Final

from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.reading import backdrop
from videogen_dagster.media.illustration.rooms import RoomLook, bare_wall, wall_sheet
from videogen_dagster.media.illustration.scene import Scene
from videogen_dagster.media.illustration.sheet import Sheet

WOOD: Final = "#ad7c4e"
_BOARD: Final = re.compile(
    r"(?P<manner>(?:[\w'-]+ ){1,3})(?:table ?tops?|tables?|counter ?tops?|desks?|surfaces?|cloths?)\b"
)
PAPERY: Final = (
    "paper",
    "notepad",
    "notebook",
    "document",
    "map",
    "letter",
    "folder",
    "file",
    "desk",
    "office",
    "timeline",
)


def tabletop(scene: Scene) -> list[Sheet]:
    """Return the top of a wooden table, the room behind it out of focus: the ground for things shown close."""
    unit, chance = scene.unit, scene.chance("tabletop")
    look = RoomLook(wall=chance.choice(("#8f9aa0", "#a8937c", "#7f8f86")), floor="#7a6a5a")
    wall = wall_sheet(scene, look)
    for _ in range(16):
        radius = unit * chance.uniform(2.5, 7)
        place = (chance.random() * scene.width, chance.uniform(0.05, 0.85) * scene.horizon)
        wall.circle(
            *place,
            radius,
            mix(scene.palette.light, scene.palette.accent, chance.uniform(0, 0.6)),
            opacity=chance.uniform(0.06, 0.2),
        )
    board = scene.sheet("board", 0.6)
    _boards(board, scene, top=scene.horizon)
    if scene.description.setting == "tabletop" and not scene.description.mentions(*PAPERY):
        return [bare_wall(scene, look), wall, board]
    paper = scene.hazed("#f6efe0", 0.0)
    for x, y, wide, turn in ((0.1, 0.72, 34, -1), (0.92, 0.66, 30, 1)):
        _lying_paper(board, scene, (scene.across(x), scene.down(y)), wide * unit, turn, paper)
    return [bare_wall(scene, look), wall, board]


def near_board(scene: Scene) -> Sheet:
    """Return a board before the camera, in whatever place: what small things stand on when they are seen from near."""
    board = scene.sheet("board", 0.68)
    _boards(board, scene, top=scene.down(0.62))
    return board


def _surface(scene: Scene) -> str:
    """Return the colour of the board: what the prompt says right before it (`a grey metal table`), else wood."""
    said = _BOARD.search(scene.description.text)
    if said is None or scene.description.mentions("wood", "wooden"):
        return WOOD
    return backdrop(replace(scene.description, text=said["manner"])) or WOOD


def _boards(sheet: Sheet, scene: Scene, *, top: float) -> None:
    unit, wood = scene.unit, scene.hazed(_surface(scene), 0.0)
    far, near = mix(wood, scene.palette.near, 0.3), mix(wood, scene.palette.near, 0.25)
    sheet.rect(
        0,
        top,
        scene.width,
        scene.height,
        sheet.vertical(top, scene.height, far, mix(wood, scene.palette.light, 0.16), near),
    )
    x, eye = scene.across(0.5), scene.down(0.12)
    spread = (scene.height - eye) / (top - eye)
    for index in range(-12, 13):
        offset = index * 19 * unit
        sheet.line(
            [(x + offset, top), (x + offset * spread, scene.height)], scene.palette.near, 0.35 * unit, opacity=0.45
        )
    if not sheet.flat:
        middle = (scene.across(0.5), scene.down(0.78))
        light = sheet.radial(
            *middle,
            scene.width * 0.5,
            (scene.palette.light, 0.34),
            (scene.palette.light, 0.1),
            (scene.palette.light, 0.0),
        )
        sheet.rect(0, top, scene.width, scene.height - top, light)
    sheet.rect(0, top, scene.width, 0.9 * unit, mix(wood, scene.palette.light, 0.45))


def _lying_paper(sheet: Sheet, scene: Scene, centre: tuple[float, float], wide: float, turn: int, colour: str) -> None:
    (x, y), high = centre, wide * 0.34
    lean = turn * wide * 0.22
    corners = [
        (x - wide * 0.42 + lean, y - high / 2),
        (x + wide * 0.42 + lean, y - high / 2),
        (x + wide * 0.5 - lean, y + high / 2),
        (x - wide * 0.5 - lean, y + high / 2),
    ]
    sheet.polygon([(px + scene.unit, py + 1.2 * scene.unit) for px, py in corners], scene.palette.near, opacity=0.22)
    sheet.polygon(corners, colour)
    for share in (0.2, 0.38, 0.56, 0.74):
        shift, row = lean * (1 - 2 * share), y - high / 2 + high * share
        sheet.rect(
            x - wide * 0.34 + shift,
            row,
            wide * (0.62 if share < 0.7 else 0.4),
            0.5 * scene.unit,
            scene.palette.near,
            opacity=0.35,
        )
