"""Buildings: towers, town houses, shop fronts, with a lit and a shaded side and windows."""

from random import Random
from typing import Final

from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.scene import Scene
from videogen_dagster.media.illustration.sheet import Sheet
from videogen_dagster.media.illustration.svg import Point

PLASTER: Final = ("#e8d3b0", "#d9a07a", "#c7745a", "#e3c27e", "#b9c2a8", "#9fb2b8", "#d8b9a8", "#f0e2cc")
BRICKS: Final = ("#a4574a", "#8f5548", "#b5735a", "#7d5a52")
ROOFS: Final = ("#8f4a3c", "#6e4a48", "#54505c", "#a05a40")


def tower(
    sheet: Sheet, scene: Scene, chance: Random, *, box: tuple[float, float, float, float], colour: str, windows: float
) -> None:
    """Add a high-rise; `box` is left, top, width and foot row, `windows` the share of lit ones, 0 for no windows."""
    x, top, width, foot = box
    lit_left = scene.sun[0] < x + width / 2
    light, shade = mix(colour, scene.palette.light, 0.2), mix(colour, scene.palette.near, 0.26)
    fade = mix(colour, scene.palette.horizon, 0.4)
    sheet.rect(x, top, width, foot - top, sheet.vertical(top, foot, colour, mix(colour, fade, 0.5), fade))
    side = width * 0.26
    left = x if lit_left else x + width - side
    sheet.rect(left, top, side, foot - top, sheet.vertical(top, foot, light, mix(light, fade, 0.7)), opacity=0.8)
    _crown(sheet, chance, (x, top, width), colour, shade)
    if windows > 0:
        _window_grid(sheet, scene, chance, box=box, lit=windows, glass=mix(colour, scene.palette.sky, 0.4))


def _crown(sheet: Sheet, chance: Random, roof: tuple[float, float, float], colour: str, shade: str) -> None:
    x, top, width = roof
    match chance.randrange(6):
        case 0:
            sheet.rect(x + width * 0.2, top - width * 0.22, width * 0.6, width * 0.24, colour)
            sheet.rect(x + width * 0.47, top - width * 0.75, width * 0.06, width * 0.55, colour)
        case 1:
            sheet.polygon(
                [(x, top + 1), (x, top - width * 0.1), (x + width, top - width * 0.42), (x + width, top + 1)], colour
            )
        case 2:
            sheet.rect(x + width * 0.12, top - width * 0.14, width * 0.3, width * 0.16, shade)
            sheet.rect(x + width * 0.58, top - width * 0.24, width * 0.2, width * 0.25, shade)
        case 3:
            sheet.polygon(
                [(x + width * 0.15, top + 1), (x + width * 0.5, top - width * 0.8), (x + width * 0.85, top + 1)], colour
            )
        case _:
            sheet.rect(x - width * 0.03, top - width * 0.04, width * 1.06, width * 0.07, shade)


def _window_grid(
    sheet: Sheet, scene: Scene, chance: Random, *, box: tuple[float, float, float, float], lit: float, glass: str
) -> None:
    x, top, width, foot = box
    columns = max(2, round(width / (scene.unit * 2.1)))
    pitch = width / (columns + 0.6)
    rows = int((foot - top) / (pitch * 1.25))
    glow = (scene.lamp, mix(scene.lamp, scene.palette.accent, 0.6), mix(scene.lamp, "#ffffff", 0.4))
    for row in range(rows):
        for column in range(columns):
            shining = chance.random() < lit
            fill = chance.choice(glow) if shining else glass
            sheet.rect(x + pitch * (column + 0.55), top + pitch * (0.7 + 1.25 * row), pitch * 0.5, pitch * 0.72, fill,
                       opacity=0.95 if shining else 0.5)  # fmt: skip


def house(
    sheet: Sheet, scene: Scene, chance: Random, *, foot: Point, width: float, storeys: int, distance: float = 0.1
) -> None:
    """Add a town house with a pitched roof; `foot` is its lower left corner."""
    x, row = foot
    height = width * (0.42 * storeys + 0.1)
    top = row - height
    wall = scene.hazed(chance.choice(PLASTER), distance)
    roof = scene.hazed(chance.choice(ROOFS), distance)
    lit_left = scene.sun[0] < x + width / 2
    ends = (mix(wall, scene.palette.light, 0.12), mix(wall, scene.palette.near, 0.14))
    sheet.rect(x, top, width, height, sheet.horizontal(x, x + width, *(ends if lit_left else ends[::-1])))
    ridge = top - width * chance.uniform(0.34, 0.5)
    eaves = width * 0.06
    if chance.random() < 0.5:
        sheet.rect(x + width * 0.7, ridge - width * 0.02, width * 0.12, width * 0.3, mix(roof, scene.palette.near, 0.3))
    sheet.polygon(
        [(x - eaves, top + eaves * 0.4), (x + width * 0.5, ridge), (x + width + eaves, top + eaves * 0.4)], roof
    )
    sheet.polygon([(x + width * 0.5, ridge), (x + width + eaves, top + eaves * 0.4), (x + width * 0.62, top + eaves * 0.4)],
                  scene.palette.near, opacity=0.2 if lit_left else 0.05)  # fmt: skip
    sheet.rect(x - eaves, top + eaves * 0.2, width + 2 * eaves, eaves * 0.7, mix(roof, scene.palette.near, 0.35))
    _house_windows(sheet, scene, chance, box=(x, top, width, row), storeys=storeys, distance=distance)


def _house_windows(
    sheet: Sheet, scene: Scene, chance: Random, *, box: tuple[float, float, float, float], storeys: int, distance: float
) -> None:
    x, top, width, row = box
    pitch = (row - top) / storeys
    frame = scene.hazed("#fbf3e4", distance)
    for storey in range(storeys):
        ground_floor = storey == storeys - 1
        for share in (0.2, 0.5, 0.8):
            middle = x + width * share
            if ground_floor and share == 0.5:
                door(sheet, scene, foot=(middle, row), height=pitch * 0.72, colour=scene.hazed("#5d3b2c", distance))
                continue
            window(sheet, scene, box=(middle - width * 0.09, top + pitch * (storey + 0.24), width * 0.18, pitch * 0.46),
                   frame=frame, shining=scene.dark and chance.random() < 0.65, distance=distance)  # fmt: skip


def window(
    sheet: Sheet,
    scene: Scene,
    *,
    box: tuple[float, float, float, float],
    frame: str,
    shining: bool,
    distance: float = 0.0,
) -> None:
    """Add a window seen from outside; `box` is left, top, width, height."""
    x, y, width, height = box
    rim = width * 0.1
    glass = scene.lamp if shining else mix(scene.hazed("#5f7c8c", distance), scene.palette.glow, 0.35)
    if shining:
        sheet.glow(x + width / 2, y + height / 2, height * 1.3, scene.lamp, 0.3)
    sheet.rect(x - rim, y - rim, width + 2 * rim, height + 2 * rim, frame)
    sheet.rect(
        x, y, width, height, glass if sheet.flat else sheet.vertical(y, y + height, mix(glass, "#ffffff", 0.2), glass)
    )
    sheet.rect(x + width / 2 - rim * 0.3, y, rim * 0.6, height, frame)
    sheet.rect(x, y + height * 0.42, width, rim * 0.6, frame)
    sheet.rect(x - rim * 1.6, y + height + rim, width + rim * 3.2, rim * 0.8, mix(frame, scene.palette.near, 0.25))


def door(sheet: Sheet, scene: Scene, *, foot: Point, height: float, colour: str) -> None:
    """Add a door; `foot` is the middle of its sill."""
    x, row = foot
    width = height * 0.5
    sheet.rect(x - width * 0.58, row - height * 1.05, width * 1.16, height * 1.05, mix(colour, "#fff3e0", 0.5))
    sheet.rect(x - width / 2, row - height, width, height, colour)
    for share in (0.16, 0.56):
        sheet.rect(x - width * 0.34, row - height * (1 - share + 0.06), width * 0.68, height * 0.3,
                   mix(colour, scene.palette.near, 0.3))  # fmt: skip
    sheet.circle(x + width * 0.36, row - height * 0.46, width * 0.05, scene.palette.accent)


def shop_front(sheet: Sheet, scene: Scene, chance: Random, *, foot: Point, width: float, height: float) -> None:
    """Add a building of several storeys with a shop and an awning at its foot; `foot` is the lower left corner."""
    x, row = foot
    wall = scene.hazed(chance.choice(PLASTER + BRICKS), 0.06)
    top = row - height
    dim = mix(wall, scene.palette.near, 0.22)
    sheet.rect(x, top, width, height, sheet.vertical(top, row, mix(wall, scene.palette.light, 0.1), wall, dim))
    sheet.rect(x - width * 0.02, top - width * 0.05, width * 1.04, width * 0.08, mix(wall, "#fff6e6", 0.4))
    shop = min(height * 0.4, width * 0.62)
    storeys = max(1, round((height - shop) / (width * 0.42)))
    pitch = (height - shop - width * 0.08) / storeys
    for storey in range(storeys):
        for share in (0.2, 0.5, 0.8):
            box = (x + width * (share - 0.08), top + width * 0.12 + pitch * (storey + 0.1), width * 0.16, pitch * 0.58)
            window(
                sheet, scene, box=box, frame=mix(wall, "#fff6e6", 0.55), shining=scene.dark and chance.random() < 0.5
            )
    _shop(sheet, scene, chance, box=(x, row - shop, width, shop))


def _shop(sheet: Sheet, scene: Scene, chance: Random, *, box: tuple[float, float, float, float]) -> None:
    x, top, width, height = box
    front = scene.hazed(chance.choice(("#2f5d62", "#7a3b3b", "#3f4a6b", "#5b4a38", "#2f4a3f")), 0.0)
    sheet.rect(x, top, width, height, front)
    glass = (
        mix(scene.lamp, "#ffffff", 0.15) if scene.dark else mix(scene.hazed("#8fb0b8", 0.0), scene.palette.horizon, 0.3)
    )
    sheet.rect(x + width * 0.07, top + height * 0.34, width * 0.56, height * 0.5,
               sheet.vertical(top + height * 0.34, top + height * 0.84, mix(glass, front, 0.25), glass))  # fmt: skip
    sheet.rect(x + width * 0.7, top + height * 0.34, width * 0.2, height * 0.66, mix(glass, front, 0.35))
    if scene.dark:
        sheet.glow(x + width * 0.4, top + height * 0.8, width * 0.5, scene.lamp, 0.4)
    awning(sheet, scene, box=(x + width * 0.02, top + height * 0.12, width * 0.96, height * 0.26),
           colour=scene.hazed(chance.choice(("#c8453b", "#2f7a78", "#e0a030", "#4a5f9c")), 0.0))  # fmt: skip


def awning(sheet: Sheet, scene: Scene, *, box: tuple[float, float, float, float], colour: str) -> None:
    """Add a striped awning; `box` is left, top, width, height."""
    x, y, width, height = box
    count = max(4, round(width / (scene.unit * 3.2)))
    pale = mix(colour, "#fff6e6", 0.82)
    for index in range(count):
        left, right = x + width * index / count, x + width * (index + 1) / count
        inset = width * 0.03
        fill = colour if index % 2 == 0 else pale
        shape = [(left + inset * (1 - 2 * index / count), y), (right + inset * (1 - 2 * (index + 1) / count), y), (right, y + height),
                 (left, y + height)]  # fmt: skip
        sheet.polygon(shape, fill)
        sheet.circle((left + right) / 2, y + height, (right - left) / 2, fill)
    sheet.rect(x + inset, y, width - 2 * inset, height * 0.14, scene.palette.near, opacity=0.18)


def street_lamp(sheet: Sheet, scene: Scene, *, foot: Point, height: float) -> None:
    """Add a street lamp, shining when it is dark."""
    x, row = foot
    metal = scene.hazed("#2b2f38", 0.0)
    sheet.rect(x - height * 0.012, row - height * 0.86, height * 0.024, height * 0.86, metal)
    sheet.rect(x - height * 0.03, row - height * 0.06, height * 0.06, height * 0.06, metal)
    glass = scene.lamp if scene.dark else mix(metal, "#ffffff", 0.6)
    sheet.polygon([(x - height * 0.035, row - height * 0.96), (x + height * 0.035, row - height * 0.96),
                   (x + height * 0.022, row - height * 0.86), (x - height * 0.022, row - height * 0.86)], glass)  # fmt: skip
    sheet.polygon(
        [(x - height * 0.045, row - height * 0.955), (x, row - height), (x + height * 0.045, row - height * 0.955)],
        metal,
    )
    if scene.dark:
        sheet.glow(x, row - height * 0.91, height * 0.34, scene.lamp, 0.6)
