"""Castles and large houses."""

from videogen_dagster.media.illustration.buildings import house
from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.places.towns import green_path
from videogen_dagster.media.illustration.places.wild import meadow_colour
from videogen_dagster.media.illustration.plants import broadleaf, bush, foliage, grass
from videogen_dagster.media.illustration.scene import Scene
from videogen_dagster.media.illustration.sheet import Sheet
from videogen_dagster.media.illustration.terrain import hills, mountain_range, path_to_horizon


def house_front(scene: Scene) -> list[Sheet]:
    """Return one large house with a drive and a garden."""
    unit, green = scene.unit, meadow_colour(scene)
    far = hills(
        scene,
        "far",
        0.15,
        row=scene.horizon + unit,
        height=12 * unit,
        colour=scene.hazed(mix(green, "#557a70", 0.5), 0.5),
        haze=0.4,
    )
    chance = scene.chance("house")
    for index in range(9):
        broadleaf(
            far,
            (scene.width * index / 8, scene.horizon + 5 * unit),
            unit * chance.uniform(20, 30),
            foliage(scene, chance, 0.4),
            chance=chance,
            light=scene.palette.light,
        )
    building = scene.sheet("house", 0.45)
    row = scene.horizon + 11 * unit
    wide = min(84 * unit, scene.width * 0.62)
    x = scene.across(0.5) - wide / 2
    house(building, scene, chance, foot=(x - wide * 0.08, row), width=wide * 0.45, storeys=2, distance=0.08)
    house(building, scene, chance, foot=(x + wide * 0.6, row), width=wide * 0.48, storeys=2, distance=0.08)
    house(building, scene, chance, foot=(x + wide * 0.26, row + unit), width=wide * 0.48, storeys=2, distance=0.02)
    ground = scene.sheet("ground", 0.6)
    grassy = scene.hazed(green, 0.05)
    _front_garden(ground, scene, row=row, grassy=grassy)
    near = scene.sheet("near", 1.0)
    grass(near, scene, row=scene.height, height=9 * unit, colour=mix(grassy, scene.palette.near, 0.3))
    return [far, building, ground, near]


def _front_garden(ground: Sheet, scene: Scene, *, row: float, grassy: str) -> None:
    unit, chance, top = scene.unit, scene.chance("front"), row - scene.unit
    ground.rect(
        0,
        top + unit,
        scene.width,
        scene.height,
        ground.vertical(
            top, scene.height, mix(grassy, scene.palette.light, 0.14), mix(grassy, scene.palette.near, 0.25)
        ),
    )
    green_path(ground, scene, top=top + unit, colour=scene.hazed("#cbb79a", 0.06))
    for index in range(10):
        share = index / 9
        if not 0.42 < share < 0.62:
            bush(
                ground,
                (scene.across(share), row + 2.5 * unit),
                13 * unit,
                foliage(scene, chance, 0.06),
                chance=chance,
                light=scene.palette.light,
            )


def castle(scene: Scene) -> list[Sheet]:
    """Return a castle on a hill over a valley."""
    unit, green = scene.unit, meadow_colour(scene)
    far = mountain_range(scene, "range0", 0.15, row=scene.horizon + 2 * unit, height=30 * unit, haze=0.62, snow=True)
    hill = scene.sheet("hill", 0.4)
    x, row = scene.across(0.68 if scene.calm else 0.58), scene.horizon - 4 * unit
    grassy = scene.hazed(green, 0.25)
    _keep(hill, scene, x=x, row=row + 3 * unit, size=40 * unit)
    hill.hill(
        [
            (-9, scene.horizon + 8 * unit),
            (x - 52 * unit, scene.horizon + 3 * unit),
            (x - 22 * unit, row + unit),
            (x + 20 * unit, row),
            (x + 60 * unit, scene.horizon + 5 * unit),
            (scene.width + 60 * unit, scene.horizon + 10 * unit),
        ],
        scene.height,
        hill.vertical(
            row, scene.height, mix(grassy, scene.palette.light, 0.15), mix(grassy, scene.palette.horizon, 0.25)
        ),
    )
    ground = hills(scene, "ground", 0.6, row=scene.down(0.84), height=6 * unit, colour=scene.hazed(green, 0.05))
    path_to_horizon(
        ground, scene, width=40 * unit, colour=scene.hazed("#cdb084", 0.04), edge=scene.hazed("#cdb084", 0.2), far_x=x
    )
    near, chance = scene.sheet("near", 1.0), scene.chance("castle")
    broadleaf(
        near,
        (scene.across(0.02), scene.height + 6 * unit),
        74 * unit,
        foliage(scene, chance, 0.0),
        chance=chance,
        light=scene.palette.light,
    )
    grass(near, scene, row=scene.height, height=11 * unit, colour=mix(scene.hazed(green, 0.0), scene.palette.near, 0.3))
    return [far, hill, ground, near]


def _keep(sheet: Sheet, scene: Scene, *, x: float, row: float, size: float) -> None:
    stone = scene.hazed("#a9a3a0", 0.28)
    roof = scene.hazed("#7a4652", 0.25)
    shade = mix(stone, scene.palette.near, 0.28)
    for dx, width, height, cap in (
        (0, 0.5, 0.5, False),
        (-0.34, 0.16, 0.72, True),
        (0.34, 0.16, 0.66, True),
        (0.02, 0.2, 0.98, True),
        (-0.56, 0.12, 0.46, True),
        (0.55, 0.12, 0.42, True),
    ):
        left, top, wide = x + (dx - width / 2) * size, row - height * size, width * size
        sheet.rect(left, top, wide, height * size, stone)
        sheet.rect(left + wide * 0.6, top, wide * 0.4, height * size, shade)
        for notch in range(4):
            sheet.rect(left + wide * (notch * 0.28), top - size * 0.03, wide * 0.16, size * 0.035, stone)
        if cap:
            sheet.polygon(
                [
                    (left - wide * 0.14, top - size * 0.02),
                    (left + wide / 2, top - wide * 1.5),
                    (left + wide * 1.14, top - size * 0.02),
                ],
                roof,
            )
            sheet.polygon(
                [
                    (left + wide / 2, top - wide * 1.5),
                    (left + wide * 1.14, top - size * 0.02),
                    (left + wide * 0.62, top - size * 0.02),
                ],
                mix(roof, scene.palette.near, 0.3),
            )
            sheet.rect(
                left + wide * 0.38,
                top + size * 0.08,
                wide * 0.22,
                size * 0.06,
                scene.lamp if scene.dark else scene.palette.near,
            )
    sheet.rect(x - size * 0.06, row - size * 0.2, size * 0.12, size * 0.2, scene.palette.near, rx=size * 0.06)
