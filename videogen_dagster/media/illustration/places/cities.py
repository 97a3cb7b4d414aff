"""Skylines."""

from videogen_dagster.media.illustration.buildings import street_lamp, tower
from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.scene import Scene
from videogen_dagster.media.illustration.sheet import Sheet

TOWER_COLOURS = ("#5f7389", "#7d6f7c", "#4f6273", "#8a8078", "#6b7f8c", "#716a85")


def city(scene: Scene) -> list[Sheet]:
    """Return a skyline in three rows over a river front."""
    unit = scene.unit
    rise = 1.35 if scene.tall else 1.0
    sheets = [
        tower_row(
            scene, "row0", 0.15, foot=scene.horizon + 8 * unit, heights=(24 * rise, 46 * rise), width=(7, 12), haze=0.6
        ),
        tower_row(
            scene,
            "row1",
            0.35,
            foot=scene.horizon + 16 * unit,
            heights=(20 * rise, 44 * rise),
            width=(9, 15),
            haze=0.34,
        ),
        tower_row(scene, "row2", 0.5, foot=scene.horizon + 24 * unit, heights=(12, 32), width=(12, 19), haze=0.12),
    ]
    ground = scene.sheet("ground", 0.6)
    _embankment(ground, scene)
    return [*sheets, ground, _city_near(scene)]


def tower_row(
    scene: Scene,
    name: str,
    depth: float,
    *,
    foot: float,
    heights: tuple[float, float],
    width: tuple[float, float],
    haze: float,
) -> Sheet:
    """Return a row of high-rises; heights and widths are ranges in units, `haze` 0 (near) to 1 (far)."""
    sheet, chance = scene.sheet(name, depth), scene.chance(name)
    lit = (0.42 if scene.dark else 0.06) if haze < 0.5 else (0.22 if scene.dark else 0.0)
    x = -4 * scene.unit
    while x < scene.width:
        wide = chance.uniform(*width) * scene.unit
        middle = 1 - abs(2 * (x + wide / 2) / scene.width - 1)
        low = 0.55 if scene.calm and middle > 0.5 else 1.0
        high = chance.uniform(*heights) * scene.unit * (0.75 + 0.4 * middle) * low
        colour = scene.hazed(chance.choice(TOWER_COLOURS), haze)
        tower(sheet, scene, chance, box=(x, foot - high, wide, foot + 12 * scene.unit), colour=colour, windows=lit)
        x += wide + chance.choice((0, 0, 0.6, 1.6)) * scene.unit
    mist = scene.palette.horizon
    sheet.rect(
        0,
        foot - 14 * scene.unit,
        scene.width,
        26 * scene.unit,
        sheet.vertical(foot - 14 * scene.unit, foot + 10 * scene.unit, (mist, 0.0), (mist, 0.5 * haze + 0.12)),
    )
    return sheet


def _embankment(sheet: Sheet, scene: Scene) -> None:
    top = scene.down(0.8)
    stone = scene.hazed("#7d7a7c", 0.08)
    sheet.rect(
        0,
        top,
        scene.width,
        scene.height,
        sheet.vertical(top, scene.height, mix(stone, scene.palette.light, 0.1), mix(stone, scene.palette.near, 0.5)),
    )
    sheet.rect(0, top - 1.4 * scene.unit, scene.width, 1.6 * scene.unit, mix(stone, scene.palette.light, 0.25))
    vanish = scene.across(0.5)
    for index in range(-12, 13):
        x0, x1 = vanish + index * 9 * scene.unit, vanish + index * 19 * scene.unit
        sheet.line([(x0, top), (x1, scene.height)], scene.palette.near, 0.25 * scene.unit, opacity=0.35)
    for share in (0.3, 0.62):
        row = top + (scene.height - top) * share
        sheet.rect(0, row, scene.width, 0.2 * scene.unit, scene.palette.near, opacity=0.3)
    rail = scene.hazed("#33363f", 0.0)
    sheet.rect(0, top - 7 * scene.unit, scene.width, 0.7 * scene.unit, rail)
    sheet.rect(0, top - 3.6 * scene.unit, scene.width, 0.35 * scene.unit, rail)
    for index in range(round(scene.width / (7 * scene.unit)) + 1):
        sheet.rect(index * 7 * scene.unit, top - 7 * scene.unit, 0.5 * scene.unit, 7 * scene.unit, rail)
    if scene.description.weather in {"rain", "storm"}:
        sheet.rect(
            0,
            top,
            scene.width,
            scene.height - top,
            sheet.vertical(top, scene.height, (scene.palette.glow, 0.45), (scene.palette.accent, 0.08)),
        )


def _city_near(scene: Scene) -> Sheet:
    near = scene.sheet("near", 1.0)
    street_lamp(near, scene, foot=(scene.across(0.06), scene.height), height=78 * scene.unit)
    if not scene.calm:
        street_lamp(near, scene, foot=(scene.across(0.95), scene.height), height=70 * scene.unit)
    return near
