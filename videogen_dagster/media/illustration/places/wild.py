"""Open country: mountains, fields, deserts, snow."""

from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.plants import (
    bare_tree,
    broadleaf,
    bush,
    cactus,
    conifer,
    flowers,
    foliage,
    grass,
)
from videogen_dagster.media.illustration.scene import Scene
from videogen_dagster.media.illustration.sheet import Sheet
from videogen_dagster.media.illustration.terrain import hills, mountain_range, path_to_horizon, water

GREENS = {"spring": "#86b558", "summer": "#5f9c4d", "autumn": "#b98a3c", "winter": "#dde8ef"}

BLOOMS = {
    "sunflower": ("#f7c52e", "#ffd84f", "#f0b21e"),
    "lavender": ("#8a6fc9", "#a88be0", "#7459b5"),
    "tulip": ("#e2483f", "#f4b73a", "#e97fa6", "#f6f0e4"),
    "poppy": ("#df3f30", "#e8564a", "#c93226"),
    "flower": ("#fff6e0", "#f2b441", "#e86f7c", "#c77dc9"),
}
"""Flower that a field is full of -> its colours."""


def meadow_colour(scene: Scene) -> str:
    """Return the colour of grass in the season."""
    return "#e4edf3" if scene.description.weather == "snow" else GREENS[scene.description.season]


def mountains(scene: Scene) -> list[Sheet]:
    """Return ranges of peaks behind a wooded valley."""
    unit, green = scene.unit, meadow_colour(scene)
    volume = 1.25 if scene.tall else 1.0
    far = mountain_range(
        scene, "range0", 0.15, row=scene.horizon + 2 * unit, height=44 * unit * volume, haze=0.62, snow=True
    )
    middle = mountain_range(
        scene, "range1", 0.25, row=scene.horizon + 6 * unit, height=28 * unit * volume, haze=0.38, snow=True
    )
    wood = hills(
        scene, "wood", 0.4, row=scene.horizon + 9 * unit, height=8 * unit, colour=scene.hazed(green, 0.3), haze=0.5
    )
    firs(wood, scene, row=scene.horizon + 5 * unit, height=9 * unit, count=46, distance=0.36)
    ground = hills(scene, "ground", 0.6, row=scene.down(0.84), height=5 * unit, colour=scene.hazed(green, 0.06))
    flowers(ground, scene, rows=(scene.down(0.86), scene.height), count=60, colours=("#fff6e0", "#f2b441", "#e86f7c"))
    near = scene.sheet("near", 1.0)
    for share, height in ((0.03, 62), (0.12, 44), (0.9, 52), (0.985, 70)):
        foot = (scene.width * share, scene.height + 4 * unit)
        conifer(near, foot, height * unit, scene.hazed("#1f4a3c", 0.0), light=scene.palette.light,
                sun_left=scene.sun[0] < scene.width / 2)  # fmt: skip
    return [far, middle, wood, ground, near]


def firs(sheet: Sheet, scene: Scene, *, row: float, height: float, count: int, distance: float) -> None:
    """Add a line of fir trees across the canvas around a row."""
    chance = scene.chance(f"firs{row:.0f}")
    green = "#2f5d4c" if scene.description.season != "winter" else "#5d7c86"
    total = round(count * scene.width / (178 * scene.unit))
    for index in range(max(8, total)):
        x = (index + chance.uniform(-0.4, 0.4)) * scene.width / max(8, total)
        size = height * chance.uniform(0.6, 1.15)
        conifer(sheet, (x, row + size * 0.25 + chance.uniform(0, 0.35) * height), size, scene.hazed(green, distance),
                light=scene.palette.light, sun_left=scene.sun[0] < x)  # fmt: skip


def field(scene: Scene) -> list[Sheet]:
    """Return farmland: hills with hedges, a barn, crop rows that run to the horizon."""
    unit, green = scene.unit, meadow_colour(scene)
    far = hills(scene, "far", 0.15, row=scene.horizon, height=11 * unit, colour=scene.hazed(mix(green, "#6f8fa0", 0.5), 0.55),
                haze=0.6)  # fmt: skip
    middle = hills(scene, "middle", 0.35, row=scene.horizon + 4 * unit, height=8 * unit, colour=scene.hazed(green, 0.32),
                   haze=0.3)  # fmt: skip
    chance = scene.chance("hedges")
    for index in range(12):
        x = scene.width * (index + chance.random()) / 12
        broadleaf(middle, (x, scene.horizon + 3.5 * unit), unit * chance.uniform(7, 12), foliage(scene, chance, 0.35),
                  chance=chance, light=scene.palette.light)  # fmt: skip
    if not scene.calm:
        _barn(middle, scene, scene.across(0.72), scene.horizon + 4 * unit, 13 * unit)
    ground = scene.sheet("ground", 0.6)
    _crop_rows(ground, scene, green)
    for name, colours in BLOOMS.items():
        if scene.description.mentions(name):
            flowers(ground, scene, rows=(scene.horizon + 5 * unit, scene.height), count=520, colours=colours)
            break
    near = scene.sheet("near", 1.0)
    grass(near, scene, row=scene.height, height=13 * unit, colour=scene.hazed(mix(green, "#d9b24a", 0.4), 0.0))
    return [far, middle, ground, near]


def _crop_rows(sheet: Sheet, scene: Scene, green: str) -> None:
    top, bottom = scene.horizon + 3.5 * scene.unit, scene.height
    snow = scene.description.weather == "snow" or scene.description.season == "winter"
    crop = "#eef4f8" if snow else mix(green, "#e2b64a", 0.55)
    light, dark = scene.hazed(crop, 0.12), scene.hazed(mix(crop, "#5b3d22", 0.3), 0.06)
    sheet.rect(
        0, top, scene.width, bottom - top, sheet.vertical(top, bottom, mix(light, scene.palette.horizon, 0.3), light)
    )
    vanish = scene.across(0.46)
    for index in range(-16, 17):
        x0, x1 = vanish + index * 3.2 * scene.unit, vanish + index * 21 * scene.unit
        sheet.polygon([(x0, top), (x0 + 1.3 * scene.unit, top), (x1 + 9 * scene.unit, bottom), (x1, bottom)], dark,
                      opacity=0.5)  # fmt: skip


def _barn(sheet: Sheet, scene: Scene, x: float, row: float, size: float) -> None:
    red, roof = scene.hazed("#a8423a", 0.18), scene.hazed("#5d3a3a", 0.15)
    wall = mix(red, scene.palette.light, 0.12)
    sheet.polygon([(x, row), (x, row - size * 0.5), (x + size * 0.1, row - size * 0.72), (x + size * 0.3, row - size * 0.86),
                   (x + size * 0.5, row - size * 0.72), (x + size * 0.6, row - size * 0.5), (x + size * 0.6, row)],
                  wall)  # fmt: skip
    sheet.rect(x + size * 0.6, row - size * 0.5, size * 0.8, size * 0.5, mix(red, scene.palette.near, 0.3))
    sheet.polygon([(x + size * 0.3, row - size * 0.88), (x + size * 1.12, row - size * 0.88), (x + size * 1.42, row - size * 0.5),
                   (x + size * 0.6, row - size * 0.5), (x + size * 0.5, row - size * 0.74)], roof)  # fmt: skip
    sheet.rect(x + size * 0.2, row - size * 0.3, size * 0.2, size * 0.3, mix(red, "#fff3e0", 0.75))
    sheet.rect(x + size * 0.25, row - size * 0.6, size * 0.1, size * 0.12, scene.lamp if scene.dark else roof)


def desert(scene: Scene) -> list[Sheet]:
    """Return dunes with sharp shaded sides, table mountains behind them."""
    unit = scene.unit
    far = scene.sheet("far", 0.15)
    _mesas(far, scene)
    sheets = [far]
    for index, (drop, height, haze) in enumerate(((2, 7, 0.5), (10, 11, 0.26), (22, 12, 0.08))):
        sheet = scene.sheet(f"dune{index}", 0.3 + 0.15 * index)
        _dune(sheet, scene, row=scene.horizon + drop * unit, height=height * unit, haze=haze)
        sheets.append(sheet)
    near = scene.sheet("near", 1.0)
    for share, height in ((0.06, 42), (0.95, 34)):
        cactus(near, (scene.width * share, scene.height + 3 * unit), height * unit, scene.hazed("#35553f", 0.0))
        bush(near, (scene.width * share + 9 * unit, scene.height + unit), 14 * unit, scene.hazed("#7a6a3f", 0.0),
             chance=scene.chance("scrub"), light=scene.palette.light)  # fmt: skip
    return [*sheets, near]


def _mesas(sheet: Sheet, scene: Scene) -> None:
    chance, row = scene.chance("mesas"), scene.horizon + 3 * scene.unit
    for share in (0.08, 0.34, 0.83):
        x, half = scene.width * (share + chance.uniform(-0.05, 0.05)), scene.unit * chance.uniform(9, 17)
        top = row - scene.unit * chance.uniform(11, 22)
        rock = scene.hazed("#b5654a", 0.5)
        sheet.polygon(
            [
                (x - half * 1.5, row),
                (x - half, top + 4 * scene.unit),
                (x - half * 0.9, top),
                (x + half * 0.8, top),
                (x + half, top + 5 * scene.unit),
                (x + half * 1.6, row),
            ],
            sheet.vertical(top, row, mix(rock, scene.palette.light, 0.2), mix(rock, scene.palette.horizon, 0.5)),
        )
        sheet.polygon([(x + half * 0.25, top), (x + half * 0.8, top), (x + half, top + 5 * scene.unit), (x + half * 1.6, row),
                       (x + half * 0.4, row)], scene.palette.near, opacity=0.16)  # fmt: skip


def _dune(sheet: Sheet, scene: Scene, *, row: float, height: float, haze: float) -> None:
    chance = scene.chance(f"dune{row:.0f}")
    sand = scene.hazed("#e2a868", haze)
    lit, shade = mix(sand, scene.palette.light, 0.2), mix(sand, scene.palette.near, 0.42)
    sheet.rect(0, row, scene.width, scene.height - row, sheet.vertical(row, scene.height, sand, mix(sand, shade, 0.25)))
    spread = height * 4.2
    for index in range(round(scene.width / spread) + 2):
        x = (index - 0.5 + chance.uniform(-0.2, 0.2)) * spread
        top = (x + chance.uniform(-0.1, 0.1) * spread, row - height * chance.uniform(0.6, 1.0))
        foot = row + height * 0.9
        outline = [(x - spread * 0.8, foot), (x - spread * 0.42, row + height * 0.1), top, (x + spread * 0.4, row + height * 0.3),
                   (x + spread * 0.8, foot)]  # fmt: skip
        sheet.hill(outline, scene.height, sheet.vertical(top[1], foot + height * 2, lit, sand))
        crest = [
            top,
            (x + spread * 0.06, row - height * 0.2),
            (x - spread * 0.04, row + height * 0.3),
            (x + spread * 0.1, foot),
        ]
        sheet.polygon([*crest, (x + spread * 0.8, foot), (x + spread * 0.4, row + height * 0.3)], shade, opacity=0.75)


def snow(scene: Scene) -> list[Sheet]:
    """Return a white landscape with firs and far peaks."""
    unit, white = scene.unit, "#f4f9fd"
    far = mountain_range(scene, "range0", 0.15, row=scene.horizon + 2 * unit, height=30 * unit, haze=0.55, snow=True)
    middle = hills(
        scene, "middle", 0.35, row=scene.horizon + 6 * unit, height=9 * unit, colour=scene.hazed(white, 0.4), haze=0.4
    )
    firs(middle, scene, row=scene.horizon + 1 * unit, height=15 * unit, count=26, distance=0.3)
    ground = hills(
        scene, "ground", 0.6, row=scene.horizon + 20 * unit, height=6 * unit, colour=scene.hazed(white, 0.06)
    )
    near = scene.sheet("near", 1.0)
    chance = scene.chance("bare")
    for share, height in ((0.05, 70), (0.95, 58)):
        bare_tree(near, (scene.width * share, scene.height), height * unit, scene.hazed("#3a3440", 0.0), chance=chance)
    return [far, middle, ground, near]


def road(scene: Scene) -> list[Sheet]:
    """Return a road that winds through open country to the horizon."""
    unit, green = scene.unit, meadow_colour(scene)
    far = mountain_range(scene, "range0", 0.15, row=scene.horizon + unit, height=20 * unit, haze=0.6, snow=False)
    middle = hills(
        scene, "middle", 0.3, row=scene.horizon + 3 * unit, height=6 * unit, colour=scene.hazed(green, 0.4), haze=0.4
    )
    firs(middle, scene, row=scene.horizon + 1.5 * unit, height=7 * unit, count=22, distance=0.42)
    ground = scene.sheet("ground", 0.6)
    grassy = scene.hazed(green, 0.1)
    top = scene.horizon + 1.5 * unit
    ground.rect(
        0,
        top,
        scene.width,
        scene.height,
        ground.vertical(top, scene.height, mix(grassy, scene.palette.horizon, 0.35), grassy),
    )
    far_x = scene.across(0.56)
    asphalt = scene.hazed("#5a5d66", 0.05)
    path_to_horizon(
        ground,
        scene,
        width=120 * unit,
        colour=mix(asphalt, "#ffffff", 0.55),
        edge=mix(asphalt, "#ffffff", 0.4),
        far_x=far_x,
    )
    path_to_horizon(
        ground, scene, width=113 * unit, colour=asphalt, edge=mix(asphalt, scene.palette.horizon, 0.4), far_x=far_x
    )
    path_to_horizon(
        ground, scene, width=3 * unit, colour=scene.hazed("#f2c14a", 0.0), edge=scene.hazed("#f2c14a", 0.3), far_x=far_x
    )
    near = scene.sheet("near", 1.0)
    grass(near, scene, row=scene.height, height=10 * unit, colour=mix(grassy, scene.palette.near, 0.4))
    return [far, middle, ground, near]


def lake(scene: Scene) -> list[Sheet]:
    """Return still water before wooded hills that it mirrors."""
    unit, green = scene.unit, meadow_colour(scene)
    far = mountain_range(scene, "range0", 0.15, row=scene.horizon, height=26 * unit, haze=0.55, snow=True)
    shore = hills(scene, "shore", 0.3, row=scene.horizon, height=4 * unit, colour=scene.hazed(green, 0.4), haze=0.2)
    firs(shore, scene, row=scene.horizon - 3 * unit, height=10 * unit, count=44, distance=0.36)
    surface = water(scene, "surface", 0.45, row=scene.horizon, deep="#2d6c86")
    mirrored = mix(scene.hazed("#2f5d4c", 0.36), scene.palette.glow, 0.3)
    surface.rect(0, scene.horizon, scene.width, 12 * unit,
                 surface.vertical(scene.horizon, scene.horizon + 12 * unit, (mirrored, 0.75), (mirrored, 0.0)))  # fmt: skip
    ground = hills(scene, "ground", 0.65, row=scene.down(0.9), height=5 * unit, colour=scene.hazed(green, 0.04))
    near = scene.sheet("near", 1.0)
    grass(
        near,
        scene,
        row=scene.height,
        height=16 * unit,
        colour=mix(scene.hazed(green, 0.0), scene.palette.near, 0.35),
        density=0.7,
    )
    return [far, shore, surface, ground, near]
