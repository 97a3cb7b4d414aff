"""Places that people built: skylines, streets, villages, markets, castles."""

from videogen_dagster.media.illustration.buildings import house
from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.places.wild import meadow_colour
from videogen_dagster.media.illustration.plants import broadleaf, bush, foliage, grass
from videogen_dagster.media.illustration.scene import Scene
from videogen_dagster.media.illustration.sheet import Sheet
from videogen_dagster.media.illustration.terrain import hills


def village(scene: Scene) -> list[Sheet]:
    """Return houses along a green with a church and hills behind."""
    unit, green = scene.unit, meadow_colour(scene)
    far = hills(
        scene,
        "far",
        0.15,
        row=scene.horizon,
        height=14 * unit,
        colour=scene.hazed(mix(green, "#6f8fa0", 0.5), 0.55),
        haze=0.5,
    )
    back, chance = scene.sheet("back", 0.35), scene.chance("village")
    _church(back, scene, x=scene.across(0.33 if scene.calm else 0.64), row=scene.horizon + 3 * unit, size=34 * unit)
    _houses(back, scene, row=scene.horizon + 4 * unit, width=13, distance=0.28)
    front = scene.sheet("front", 0.5)
    _houses(front, scene, row=scene.horizon + 13 * unit, width=24, distance=0.08, gap=scene.calm)
    ground = scene.sheet("ground", 0.6)
    top = scene.horizon + 11 * unit
    grassy = scene.hazed(green, 0.06)
    _green(ground, scene, top=top, grassy=grassy)
    near = scene.sheet("near", 1.0)
    broadleaf(
        near,
        (scene.across(-0.01), scene.height + 8 * unit),
        84 * unit,
        foliage(scene, chance, 0.0),
        chance=chance,
        light=scene.palette.light,
    )
    grass(near, scene, row=scene.height, height=9 * unit, colour=mix(grassy, scene.palette.near, 0.3))
    return [far, back, front, ground, near]


def _green(ground: Sheet, scene: Scene, *, top: float, grassy: str) -> None:
    unit, chance = scene.unit, scene.chance("green")
    ground.hill(
        [(-9, top + unit), (scene.width * 0.3, top - unit), (scene.width * 0.7, top + unit), (scene.width + 9, top)],
        scene.height,
        ground.vertical(
            top, scene.height, mix(grassy, scene.palette.light, 0.15), mix(grassy, scene.palette.near, 0.25)
        ),
    )
    for share in (0.08, 0.2, 0.83, 0.93):
        bush(
            ground,
            (scene.across(share), top + 2 * unit),
            12 * unit,
            foliage(scene, chance, 0.1),
            chance=chance,
            light=scene.palette.light,
        )
    sand = scene.hazed("#d9bd8c", 0.06)
    green_path(ground, scene, top=top, colour=sand)


def green_path(sheet: Sheet, scene: Scene, *, top: float, colour: str) -> None:
    """Add a path over the green, from the row `top` to the bottom of the canvas."""
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
        if not (distance < 0.2 and 0.45 < share < 0.61) and not (gap and 0.25 < share < 0.75):
            house(
                sheet,
                scene,
                chance,
                foot=(x, row + chance.uniform(-0.6, 0.6) * scene.unit),
                width=wide,
                storeys=chance.choice((1, 2, 2)),
                distance=distance,
            )
        x += wide * chance.uniform(1.08, 1.3)


def _church(sheet: Sheet, scene: Scene, *, x: float, row: float, size: float) -> None:
    stone, roof = scene.hazed("#d8cdbb", 0.3), scene.hazed("#5f5a66", 0.3)
    sheet.rect(x - size * 0.1, row - size * 0.6, size * 0.2, size * 0.6, stone)
    sheet.rect(x + size * 0.02, row - size * 0.6, size * 0.08, size * 0.6, mix(stone, scene.palette.near, 0.2))
    sheet.polygon([(x - size * 0.13, row - size * 0.6), (x, row - size), (x + size * 0.13, row - size * 0.6)], roof)
    sheet.circle(x, row - size * 0.5, size * 0.045, scene.lamp if scene.dark else mix(stone, "#ffffff", 0.6))
