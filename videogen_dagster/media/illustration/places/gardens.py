"""Gardens and patios."""

from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.places.wild import meadow_colour
from videogen_dagster.media.illustration.plants import bare_tree, broadleaf, bush, flowers, foliage, grass
from videogen_dagster.media.illustration.scene import Scene
from videogen_dagster.media.illustration.sheet import Sheet
from videogen_dagster.media.illustration.terrain import hills

BLOSSOMS = ("#f7c6d0", "#f2b441", "#e86f7c", "#fff6e0", "#b78ad6")


def garden(scene: Scene) -> list[Sheet]:
    """Return a park with trees, hedges, flower beds and a path."""
    unit, green = scene.unit, meadow_colour(scene)
    chance = scene.chance("garden")
    far = hills(
        scene, "far", 0.2, row=scene.horizon + 2 * unit, height=7 * unit, colour=scene.hazed(green, 0.5), haze=0.4
    )
    total = max(6, round(13 * scene.width / (178 * unit)))
    for index in range(total):
        broadleaf(
            far,
            (scene.width * (index + chance.random()) / total, scene.horizon + 3 * unit),
            unit * chance.uniform(22, 36),
            foliage(scene, chance, 0.45),
            chance=chance,
            light=scene.palette.light,
        )
    middle = scene.sheet("middle", 0.45)
    for share in (0.06, 0.27, 0.78, 0.98):
        broadleaf(
            middle,
            (scene.across(share), scene.horizon + 11 * unit),
            unit * chance.uniform(44, 60),
            foliage(scene, chance, 0.16),
            chance=chance,
            light=scene.palette.light,
        )
    ground = scene.sheet("ground", 0.6)
    top, grassy = scene.horizon + 8 * unit, scene.hazed(green, 0.05)
    _lawn(ground, scene, top=top, grassy=grassy)
    if scene.description.season in {"spring", "summer"}:
        flowers(ground, scene, rows=(scene.down(0.86), scene.height), count=70, colours=BLOSSOMS)
    near = scene.sheet("near", 1.0)
    if scene.description.season == "winter":
        bare_tree(near, (scene.across(0.03), scene.height), 74 * unit, scene.hazed("#3a3440", 0.0), chance=chance)
    grass(near, scene, row=scene.height, height=12 * unit, colour=mix(grassy, scene.palette.near, 0.25))
    return [far, middle, ground, near]


def _lawn(ground: Sheet, scene: Scene, *, top: float, grassy: str) -> None:
    unit, chance = scene.unit, scene.chance("lawn")
    ground.hill(
        [(-9, top), (scene.width * 0.4, top + unit), (scene.width + 9, top - unit)],
        scene.height,
        ground.vertical(top, scene.height, mix(grassy, scene.palette.light, 0.2), mix(grassy, scene.palette.near, 0.2)),
    )
    _park_path(ground, scene, top=top + unit)
    for share in (0.1, 0.2, 0.3, 0.72, 0.84, 0.95):
        bush(
            ground,
            (scene.across(share), top + 4 * unit),
            15 * unit,
            foliage(scene, chance, 0.08),
            chance=chance,
            light=scene.palette.light,
        )


def _park_path(sheet: Sheet, scene: Scene, *, top: float) -> None:
    unit, sand = scene.unit, scene.hazed("#dcc39a", 0.05)
    x = scene.across(0.55)
    left = [
        (x - 1.5 * unit, top),
        (x - 12 * unit, top + 6 * unit),
        (x + unit, top + 14 * unit),
        (scene.across(0.3), scene.height),
    ]
    right = [
        (scene.across(0.72), scene.height),
        (x + 17 * unit, top + 14 * unit),
        (x - 4 * unit, top + 6 * unit),
        (x + 2 * unit, top),
    ]
    sheet.blob([*left, *right], sand)


def patio(scene: Scene) -> list[Sheet]:
    """Return a terrace with a brick wall, a pergola, strings of lamps and a table in the evening air."""
    unit, chance = scene.unit, scene.chance("patio")
    far = scene.sheet("far", 0.2)
    for index in range(8):
        broadleaf(
            far,
            (scene.width * (index + chance.random()) / 8, scene.horizon + 4 * unit),
            unit * chance.uniform(30, 46),
            foliage(scene, chance, 0.4),
            chance=chance,
            light=scene.palette.light,
        )
    wall = scene.sheet("wall", 0.4)
    _brick_wall(wall, scene, top=scene.horizon - 16 * unit, foot=scene.horizon + 10 * unit)
    for share in (0.08, 0.2, 0.8, 0.92):
        bush(
            wall,
            (scene.across(share), scene.horizon + 11 * unit),
            17 * unit,
            foliage(scene, chance, 0.08),
            chance=chance,
            light=scene.palette.light,
        )
    ground = scene.sheet("ground", 0.6)
    _flagstones(ground, scene, top=scene.horizon + 10 * unit)
    if not scene.calm:
        _garden_table(ground, scene, x=scene.across(0.76), row=scene.down(0.93), size=30 * unit)
    near = scene.sheet("near", 0.95)
    _lamp_strings(near, scene)
    _planter(near, scene, x=scene.across(0.05), size=26 * unit)
    return [far, wall, ground, near]


def _brick_wall(sheet: Sheet, scene: Scene, *, top: float, foot: float) -> None:
    brick, unit = scene.hazed("#b0664c", 0.12), scene.unit
    chance = scene.chance("bricks")
    sheet.rect(0, top, scene.width, foot - top, mix(brick, scene.palette.horizon, 0.25))
    rows = 9
    high, wide = (foot - top) / rows, 7 * unit
    for row in range(rows):
        for column in range(-1, round(scene.width / wide) + 1):
            tone = mix(
                brick, scene.palette.near if chance.random() < 0.5 else scene.palette.light, chance.uniform(0.0, 0.16)
            )
            sheet.rect(
                column * wide + (row % 2) * wide / 2, top + row * high, wide - 0.5 * unit, high - 0.5 * unit, tone
            )
    sheet.rect(0, top - 1.8 * unit, scene.width, 2.2 * unit, scene.hazed("#d9cbb4", 0.1))


def _flagstones(sheet: Sheet, scene: Scene, *, top: float) -> None:
    stone, unit = scene.hazed("#bfae98", 0.05), scene.unit
    sheet.rect(
        0,
        top,
        scene.width,
        scene.height,
        sheet.vertical(top, scene.height, mix(stone, scene.palette.light, 0.12), mix(stone, scene.palette.near, 0.28)),
    )
    vanish = scene.across(0.5)
    for index in range(-9, 10):
        sheet.line(
            [(vanish + index * 12 * unit, top), (vanish + index * 26 * unit, scene.height)],
            scene.palette.near,
            0.3 * unit,
            opacity=0.3,
        )
    for share in (0.08, 0.2, 0.38, 0.64):
        sheet.rect(0, top + (scene.height - top) * share, scene.width, 0.3 * unit, scene.palette.near, opacity=0.26)


def _garden_table(sheet: Sheet, scene: Scene, *, x: float, row: float, size: float) -> None:
    metal = scene.hazed("#3f4a4a", 0.0)
    sheet.ellipse(x, row, size * 0.7, size * 0.06, scene.palette.near, opacity=0.3)
    for side in (-1, 1):
        seat = x + side * size * 0.62
        sheet.rect(seat - size * 0.16, row - size * 0.36, size * 0.32, size * 0.05, metal, rx=size * 0.02)
        sheet.rect(seat + side * size * 0.13, row - size * 0.8, size * 0.035, size * 0.8, metal)
        sheet.rect(seat - side * size * 0.14, row - size * 0.34, size * 0.03, size * 0.34, metal)
        sheet.rect(
            seat + side * size * 0.1 - size * 0.05,
            row - size * 0.8,
            size * 0.12,
            size * 0.3,
            mix(metal, scene.palette.light, 0.2),
            rx=size * 0.03,
        )
    sheet.rect(x - size * 0.025, row - size * 0.5, size * 0.05, size * 0.5, metal)
    sheet.ellipse(x, row, size * 0.18, size * 0.035, metal)
    sheet.ellipse(x, row - size * 0.5, size * 0.44, size * 0.07, mix(metal, "#f3e6d0", 0.75))
    sheet.rect(x - size * 0.05, row - size * 0.64, size * 0.1, size * 0.13, scene.hazed("#c96f4a", 0), rx=size * 0.02)
    bush(
        sheet,
        (x, row - size * 0.62),
        size * 0.24,
        scene.hazed("#5f9c4d", 0),
        chance=scene.chance("pot"),
        light=scene.palette.light,
    )


def _lamp_strings(sheet: Sheet, scene: Scene) -> None:
    unit = scene.unit
    for start, sag in ((scene.down(0.04), 8), (scene.down(0.1), 11)):
        points = [(scene.width * step / 16, start + sag * unit * (1 - (step / 8 - 1) ** 2)) for step in range(-1, 18)]
        sheet.line(points, scene.hazed("#33302f", 0.0), 0.25 * unit)
        for x, y in points:
            if scene.dark:
                sheet.glow(x, y + 1.4 * unit, 5 * unit, scene.lamp, 0.6)
            sheet.circle(x, y + 1.4 * unit, 0.95 * unit, mix(scene.lamp, "#ffffff", 0.5))


def _planter(sheet: Sheet, scene: Scene, *, x: float, size: float) -> None:
    clay, row = scene.hazed("#b5623f", 0.0), scene.height + 2 * scene.unit
    chance = scene.chance("planter")
    for _ in range(9):
        tip = (x + size * chance.uniform(-0.55, 0.6), row - size * chance.uniform(0.9, 1.7))
        sheet.blob(
            [
                (x, row - size * 0.5),
                (x + (tip[0] - x) * 0.3, tip[1] + size * 0.3),
                tip,
                (x + (tip[0] - x) * 0.7, row - size * 0.6),
            ],
            mix(scene.hazed("#3f7d4a", 0.0), scene.palette.near, chance.uniform(0.05, 0.4)),
        )
    sheet.polygon(
        [
            (x - size * 0.4, row - size * 0.5),
            (x + size * 0.4, row - size * 0.5),
            (x + size * 0.3, row),
            (x - size * 0.3, row),
        ],
        sheet.horizontal(
            x - size * 0.4, x + size * 0.4, mix(clay, scene.palette.light, 0.2), mix(clay, scene.palette.near, 0.3)
        ),
    )
    sheet.rect(x - size * 0.44, row - size * 0.58, size * 0.88, size * 0.12, clay, rx=size * 0.02)
