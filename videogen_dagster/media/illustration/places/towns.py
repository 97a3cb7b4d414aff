"""Places that people built: skylines, streets, villages, markets, castles."""

from videogen_dagster.media.illustration.buildings import awning, house, shop_front, street_lamp, tower
from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.places.wild import meadow_colour
from videogen_dagster.media.illustration.plants import broadleaf, bush, foliage, grass
from videogen_dagster.media.illustration.scene import Scene
from videogen_dagster.media.illustration.sheet import Sheet
from videogen_dagster.media.illustration.terrain import hills, mountain_range, path_to_horizon

TOWER_COLOURS = ("#5f7389", "#7d6f7c", "#4f6273", "#8a8078", "#6b7f8c", "#716a85")
GOODS = ("#d8452f", "#e8912d", "#f0c53a", "#6fa03c", "#8c3f6b", "#c9643f")


def city(scene: Scene) -> list[Sheet]:
    """Return a skyline in three rows over a river front."""
    unit = scene.unit
    rise = 1.35 if scene.tall else 1.0
    sheets = [
        _tower_row(scene, "row0", 0.15, foot=scene.horizon + 8 * unit, heights=(24 * rise, 46 * rise), width=(7, 12), haze=0.6),
        _tower_row(scene, "row1", 0.35, foot=scene.horizon + 16 * unit, heights=(20 * rise, 44 * rise), width=(9, 15), haze=0.34),
        _tower_row(scene, "row2", 0.5, foot=scene.horizon + 24 * unit, heights=(12, 32), width=(12, 19), haze=0.12),
    ]
    ground = scene.sheet("ground", 0.6)
    _embankment(ground, scene)
    return [*sheets, ground, _city_near(scene)]


def _tower_row(
    scene: Scene, name: str, depth: float, *, foot: float, heights: tuple[float, float], width: tuple[float, float], haze: float
) -> Sheet:
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
    sheet.rect(0, foot - 14 * scene.unit, scene.width, 26 * scene.unit,
               sheet.vertical(foot - 14 * scene.unit, foot + 10 * scene.unit, (mist, 0.0), (mist, 0.5 * haze + 0.12)))
    return sheet


def _embankment(sheet: Sheet, scene: Scene) -> None:
    top = scene.down(0.8)
    stone = scene.hazed("#7d7a7c", 0.08)
    sheet.rect(0, top, scene.width, scene.height, sheet.vertical(top, scene.height, mix(stone, scene.palette.light, 0.1), mix(stone, scene.palette.near, 0.5)))
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
        sheet.rect(0, top, scene.width, scene.height - top,
                   sheet.vertical(top, scene.height, (scene.palette.glow, 0.45), (scene.palette.accent, 0.08)))


def _city_near(scene: Scene) -> Sheet:
    near = scene.sheet("near", 1.0)
    street_lamp(near, scene, foot=(scene.across(0.06), scene.height), height=78 * scene.unit)
    if not scene.calm:
        street_lamp(near, scene, foot=(scene.across(0.95), scene.height), height=70 * scene.unit)
    return near


def street(scene: Scene) -> list[Sheet]:
    """Return a street of shops in perspective, a skyline at its end."""
    unit = scene.unit
    far = _tower_row(scene, "row0", 0.15, foot=scene.horizon + 4 * unit, heights=(16, 32), width=(7, 12), haze=0.6)
    ground = scene.sheet("ground", 0.6)
    vanish = (scene.across(0.5), scene.horizon)
    _street_floor(ground, scene, vanish)
    rows = scene.sheet("rows", 0.45)
    chance = scene.chance("shops")
    for side in (-1, 1):
        for reach in (1, 2, 3):
            half = (18 + 15 * (3 - reach) + 6 * (3 - reach) ** 2) * unit
            width = (15 + 9 * (3 - reach) ** 1.2) * unit
            foot = scene.horizon + (2 + 6.5 * (3 - reach)) * unit
            height = (26 + 15 * (3 - reach)) * unit * (1.5 if scene.tall else 1.0)
            left = vanish[0] + half - 6 * unit if side > 0 else vanish[0] - half + 6 * unit - width
            shop_front(rows, scene, chance, foot=(left, foot), width=width, height=height)
    near = scene.sheet("near", 1.0)
    for share in (0.04, 0.96):
        street_lamp(near, scene, foot=(scene.across(share), scene.height - 3 * unit), height=74 * unit)
    return [far, rows, ground, near]


def _street_floor(sheet: Sheet, scene: Scene, vanish: tuple[float, float]) -> None:
    unit, (x, top) = scene.unit, vanish
    asphalt = scene.hazed("#5b5c66", 0.04)
    wet = scene.description.weather in {"rain", "storm"} or scene.dark
    top += 2 * unit
    pave = scene.hazed("#a89c90", 0.06)
    sheet.polygon([(x - 16 * unit, top), (x + 16 * unit, top), (scene.width * 1.3, top + 16 * unit), (scene.width * 1.3, scene.height),
                   (-scene.width * 0.3, scene.height), (-scene.width * 0.3, top + 16 * unit)], pave)
    sheet.polygon([(x - 7 * unit, top), (x + 7 * unit, top), (x + 92 * unit, scene.height), (x - 92 * unit, scene.height)],
                  sheet.vertical(top, scene.height, mix(asphalt, scene.palette.horizon, 0.4), asphalt, mix(asphalt, scene.palette.near, 0.4)))
    for index in range(7):
        share0, share1 = (index + 0.1) / 7, (index + 0.55) / 7
        y0, y1 = (top + (scene.height - top) * share**1.9 for share in (share0, share1))
        w0, w1 = (unit * (0.3 + 2.6 * share**1.9) for share in (share0, share1))
        sheet.polygon([(x - w0 / 2, y0), (x + w0 / 2, y0), (x + w1 / 2, y1), (x - w1 / 2, y1)], scene.hazed("#f3ead2", 0.1))
    if wet:
        for side, tone in ((-1, scene.lamp), (1, scene.palette.accent), (-0.35, scene.palette.accent), (0.5, scene.lamp)):
            middle = x + side * 40 * unit
            sheet.rect(middle - 5 * unit, top + 8 * unit, 10 * unit, scene.height - top,
                       sheet.vertical(top + 8 * unit, scene.height, (tone, 0.0), (tone, 0.25), (tone, 0.0)))


def village(scene: Scene) -> list[Sheet]:
    """Return houses along a green with a church and hills behind."""
    unit, green = scene.unit, meadow_colour(scene)
    far = hills(scene, "far", 0.15, row=scene.horizon, height=14 * unit, colour=scene.hazed(mix(green, "#6f8fa0", 0.5), 0.55), haze=0.5)
    back, chance = scene.sheet("back", 0.35), scene.chance("village")
    _church(back, scene, x=scene.across(0.33 if scene.calm else 0.64), row=scene.horizon + 3 * unit, size=34 * unit)
    _houses(back, scene, row=scene.horizon + 4 * unit, width=13, distance=0.28)
    front = scene.sheet("front", 0.5)
    _houses(front, scene, row=scene.horizon + 13 * unit, width=24, distance=0.08, gap=scene.calm)
    ground = scene.sheet("ground", 0.6)
    top = scene.horizon + 11 * unit
    grassy = scene.hazed(green, 0.06)
    ground.hill([(-9, top + unit), (scene.width * 0.3, top - unit), (scene.width * 0.7, top + unit), (scene.width + 9, top)], scene.height,
                ground.vertical(top, scene.height, mix(grassy, scene.palette.light, 0.15), mix(grassy, scene.palette.near, 0.25)))
    for share in (0.08, 0.2, 0.83, 0.93):
        bush(ground, (scene.across(share), top + 2 * unit), 12 * unit, foliage(scene, chance, 0.1), chance=chance, light=scene.palette.light)
    sand = scene.hazed("#d9bd8c", 0.06)
    _green_path(ground, scene, top=top, colour=sand)
    near = scene.sheet("near", 1.0)
    broadleaf(near, (scene.across(-0.01), scene.height + 8 * unit), 84 * unit, foliage(scene, chance, 0.0), chance=chance, light=scene.palette.light)
    grass(near, scene, row=scene.height, height=9 * unit, colour=mix(grassy, scene.palette.near, 0.3))
    return [far, back, front, ground, near]


def _green_path(sheet: Sheet, scene: Scene, *, top: float, colour: str) -> None:
    x, unit = scene.across(0.52), scene.unit
    left = [(x - 2 * unit, top), (x - 5 * unit, top + 8 * unit), (x - 22 * unit, scene.height)]
    right = [(x + 24 * unit, scene.height), (x + 7 * unit, top + 8 * unit), (x + 2.5 * unit, top)]
    sheet.polygon([*left, *right], sheet.vertical(top, scene.height, mix(colour, scene.palette.horizon, 0.2), colour))


def _houses(sheet: Sheet, scene: Scene, *, row: float, width: float, distance: float, gap: bool = False) -> None:
    chance = scene.chance(f"houses{width}")
    x = -chance.uniform(0, width) * scene.unit
    while x < scene.width:
        wide = width * chance.uniform(0.8, 1.2) * scene.unit
        share = (x + wide / 2) / scene.width
        if not (0.42 < share < 0.62) and not (gap and 0.25 < share < 0.75):
            house(sheet, scene, chance, foot=(x, row + chance.uniform(-0.6, 0.6) * scene.unit), width=wide,
                  storeys=chance.choice((1, 2, 2)), distance=distance)
        x += wide * chance.uniform(1.08, 1.3)


def _church(sheet: Sheet, scene: Scene, *, x: float, row: float, size: float) -> None:
    stone, roof = scene.hazed("#d8cdbb", 0.3), scene.hazed("#5f5a66", 0.3)
    sheet.rect(x - size * 0.1, row - size * 0.6, size * 0.2, size * 0.6, stone)
    sheet.rect(x + size * 0.02, row - size * 0.6, size * 0.08, size * 0.6, mix(stone, scene.palette.near, 0.2))
    sheet.polygon([(x - size * 0.13, row - size * 0.6), (x, row - size), (x + size * 0.13, row - size * 0.6)], roof)
    sheet.circle(x, row - size * 0.5, size * 0.045, scene.lamp if scene.dark else mix(stone, "#ffffff", 0.6))


def house_front(scene: Scene) -> list[Sheet]:
    """Return one large house with a drive and a garden."""
    unit, green = scene.unit, meadow_colour(scene)
    far = hills(scene, "far", 0.15, row=scene.horizon + unit, height=12 * unit, colour=scene.hazed(mix(green, "#557a70", 0.5), 0.5), haze=0.4)
    chance = scene.chance("house")
    for index in range(9):
        broadleaf(far, (scene.width * index / 8, scene.horizon + 5 * unit), unit * chance.uniform(20, 30), foliage(scene, chance, 0.4),
                  chance=chance, light=scene.palette.light)
    building = scene.sheet("house", 0.45)
    row = scene.horizon + 11 * unit
    wide = min(84 * unit, scene.width * 0.62)
    x = scene.across(0.5) - wide / 2
    house(building, scene, chance, foot=(x - wide * 0.08, row), width=wide * 0.45, storeys=2, distance=0.08)
    house(building, scene, chance, foot=(x + wide * 0.6, row), width=wide * 0.48, storeys=2, distance=0.08)
    house(building, scene, chance, foot=(x + wide * 0.26, row + unit), width=wide * 0.48, storeys=2, distance=0.02)
    ground = scene.sheet("ground", 0.6)
    grassy, top = scene.hazed(green, 0.05), row - unit
    ground.rect(0, top + unit, scene.width, scene.height, ground.vertical(top, scene.height, mix(grassy, scene.palette.light, 0.14), mix(grassy, scene.palette.near, 0.25)))
    _green_path(ground, scene, top=top + unit, colour=scene.hazed("#cbb79a", 0.06))
    for index in range(10):
        share = index / 9
        if not 0.42 < share < 0.62:
            bush(ground, (scene.across(share), row + 2.5 * unit), 13 * unit, foliage(scene, chance, 0.06), chance=chance, light=scene.palette.light)
    near = scene.sheet("near", 1.0)
    grass(near, scene, row=scene.height, height=9 * unit, colour=mix(grassy, scene.palette.near, 0.3))
    return [far, building, ground, near]


def market(scene: Scene) -> list[Sheet]:
    """Return market stalls full of goods under awnings, bunting above them."""
    unit = scene.unit
    far, chance = scene.sheet("far", 0.2), scene.chance("market")
    x = -6 * unit
    while x < scene.width:
        wide = chance.uniform(20, 30) * unit
        shop_front(far, scene, chance, foot=(x, scene.horizon + 5 * unit), width=wide, height=chance.uniform(30, 46) * unit)
        x += wide
    far.rect(0, 0, scene.width, scene.horizon + 5 * unit, scene.palette.horizon, opacity=0.28)
    ground = scene.sheet("ground", 0.45)
    stone, top = scene.hazed("#b9a288", 0.08), scene.horizon + 4 * unit
    ground.rect(0, top, scene.width, scene.height, ground.vertical(top, scene.height, mix(stone, scene.palette.horizon, 0.35), stone, mix(stone, scene.palette.near, 0.35)))
    stalls = scene.sheet("stalls", 0.6)
    count = max(2, round(scene.width / (52 * unit)))
    for index in range(count + 1):
        if not (scene.calm and 0.3 < index / count < 0.7):
            _stall(stalls, scene, x=scene.width * index / count, row=scene.horizon + 20 * unit, size=40 * unit)
    near = scene.sheet("near", 0.95)
    _bunting(near, scene)
    return [far, ground, stalls, near]


def _stall(sheet: Sheet, scene: Scene, *, x: float, row: float, size: float) -> None:
    chance = scene.chance(f"stall{x:.0f}")
    wood = scene.hazed("#8a5f3c", 0.0)
    for side in (-1, 1):
        sheet.rect(x + side * size * 0.46 - size * 0.015, row - size * 0.82, size * 0.03, size * 0.82, mix(wood, scene.palette.near, 0.3))
    if scene.dark:
        sheet.glow(x, row - size * 0.5, size * 0.6, scene.lamp, 0.5)
    sheet.rect(x - size * 0.48, row - size * 0.34, size * 0.96, size * 0.34, sheet.vertical(row - size * 0.34, row, wood, mix(wood, scene.palette.near, 0.4)))
    for plank in range(1, 5):
        sheet.rect(x - size * 0.48, row - size * 0.34 + plank * size * 0.068, size * 0.96, size * 0.008, scene.palette.near, opacity=0.3)
    for crate in range(4):
        left, tone = x - size * (0.44 - 0.225 * crate), scene.hazed(GOODS[chance.randrange(len(GOODS))], 0.0)
        for index in range(9):
            cx, cy = left + size * (0.03 + 0.035 * (index % 5) + 0.017 * (index // 5)), row - size * (0.37 + 0.03 * (index // 5))
            sheet.circle(cx, cy, size * 0.026, tone)
            sheet.circle(cx - size * 0.007, cy - size * 0.009, size * 0.009, mix(tone, "#ffffff", 0.5))
        sheet.rect(left, row - size * 0.36, size * 0.21, size * 0.06, mix(wood, "#f0d8a8", 0.25))
    awning(sheet, scene, box=(x - size * 0.54, row - size * 0.92, size * 1.08, size * 0.2),
           colour=scene.hazed(chance.choice(("#c8453b", "#2f7a78", "#e0a030", "#6b4a8c")), 0.0))


def _bunting(sheet: Sheet, scene: Scene) -> None:
    chance, unit = scene.chance("bunting"), scene.unit
    for start, sag in ((scene.down(0.03), 9), (scene.down(0.12), 12)):
        points = [(scene.width * share / 20, start + sag * unit * (1 - (2 * share / 20 - 1) ** 2)) for share in range(-1, 22)]
        sheet.line(points, scene.hazed("#4a3f3a", 0.0), 0.25 * unit)
        for x, y in points:
            colour = scene.hazed(chance.choice(("#d8452f", "#e8a52d", "#2f8f8a", "#c25a8c", "#4a6fae")), 0.0)
            sheet.polygon([(x - 2 * unit, y), (x + 2 * unit, y), (x, y + 4.6 * unit)], colour)


def castle(scene: Scene) -> list[Sheet]:
    """Return a castle on a hill over a valley."""
    unit, green = scene.unit, meadow_colour(scene)
    far = mountain_range(scene, "range0", 0.15, row=scene.horizon + 2 * unit, height=30 * unit, haze=0.62, snow=True)
    hill = scene.sheet("hill", 0.4)
    x, row = scene.across(0.68 if scene.calm else 0.58), scene.horizon - 4 * unit
    grassy = scene.hazed(green, 0.25)
    _keep(hill, scene, x=x, row=row + 3 * unit, size=40 * unit)
    hill.hill([(-9, scene.horizon + 8 * unit), (x - 52 * unit, scene.horizon + 3 * unit), (x - 22 * unit, row + unit), (x + 20 * unit, row),
               (x + 60 * unit, scene.horizon + 5 * unit), (scene.width + 60 * unit, scene.horizon + 10 * unit)], scene.height,
              hill.vertical(row, scene.height, mix(grassy, scene.palette.light, 0.15), mix(grassy, scene.palette.horizon, 0.25)))
    ground = hills(scene, "ground", 0.6, row=scene.down(0.84), height=6 * unit, colour=scene.hazed(green, 0.05))
    path_to_horizon(ground, scene, width=40 * unit, colour=scene.hazed("#cdb084", 0.04), edge=scene.hazed("#cdb084", 0.2), far_x=x)
    near, chance = scene.sheet("near", 1.0), scene.chance("castle")
    broadleaf(near, (scene.across(0.02), scene.height + 6 * unit), 74 * unit, foliage(scene, chance, 0.0), chance=chance, light=scene.palette.light)
    grass(near, scene, row=scene.height, height=11 * unit, colour=mix(scene.hazed(green, 0.0), scene.palette.near, 0.3))
    return [far, hill, ground, near]


def _keep(sheet: Sheet, scene: Scene, *, x: float, row: float, size: float) -> None:
    stone = scene.hazed("#a9a3a0", 0.28)
    roof = scene.hazed("#7a4652", 0.25)
    shade = mix(stone, scene.palette.near, 0.28)
    for dx, width, height, cap in ((0, 0.5, 0.5, False), (-0.34, 0.16, 0.72, True), (0.34, 0.16, 0.66, True), (0.02, 0.2, 0.98, True),
                                   (-0.56, 0.12, 0.46, True), (0.55, 0.12, 0.42, True)):
        left, top, wide = x + (dx - width / 2) * size, row - height * size, width * size
        sheet.rect(left, top, wide, height * size, stone)
        sheet.rect(left + wide * 0.6, top, wide * 0.4, height * size, shade)
        for notch in range(4):
            sheet.rect(left + wide * (notch * 0.28), top - size * 0.03, wide * 0.16, size * 0.035, stone)
        if cap:
            sheet.polygon([(left - wide * 0.14, top - size * 0.02), (left + wide / 2, top - wide * 1.5), (left + wide * 1.14, top - size * 0.02)], roof)
            sheet.polygon([(left + wide / 2, top - wide * 1.5), (left + wide * 1.14, top - size * 0.02), (left + wide * 0.62, top - size * 0.02)], mix(roof, scene.palette.near, 0.3))
            sheet.rect(left + wide * 0.38, top + size * 0.08, wide * 0.22, size * 0.06, scene.lamp if scene.dark else scene.palette.near)
    sheet.rect(x - size * 0.06, row - size * 0.2, size * 0.12, size * 0.2, scene.palette.near, rx=size * 0.06)
