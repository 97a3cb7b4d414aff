"""Water: open sea with its lighthouse, beaches, harbours."""

from videogen_dagster.media.illustration.buildings import house
from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.places.lighthouses import headland, near_lighthouse
from videogen_dagster.media.illustration.places.wild import meadow_colour
from videogen_dagster.media.illustration.plants import grass, palm
from videogen_dagster.media.illustration.scene import Scene
from videogen_dagster.media.illustration.sheet import Sheet
from videogen_dagster.media.illustration.terrain import hills, ridge, water


def sea(scene: Scene) -> list[Sheet]:
    """Return the open sea with waves in front and a lighthouse: far off, or near if it is the place of the scene."""
    unit = scene.unit
    near_by = "lighthouse" in scene.description.place
    surface = water(scene, "surface", 0.4, row=scene.horizon, deep="#1f5f86")
    swell = scene.sheet("swell", 0.6)
    near = scene.sheet("near", 1.0)
    deep = mix(mix(scene.hazed("#1f5f86", 0), scene.palette.sky, 0.5), scene.palette.near, 0.2)
    _wave(swell, scene, row=scene.down(0.86), height=5 * unit, colour=mix(deep, scene.palette.glow, 0.12))
    _wave(near, scene, row=scene.down(0.985), height=8 * unit, colour=mix(deep, scene.palette.near, 0.2))
    afloat = scene.description.mentions("boat", "ship", "sail", "yacht", "whale", "dolphin", "raft", "canoe")
    if scene.peopled and not afloat:
        _pier(swell, scene)
    if near_by:
        return [surface, near_lighthouse(scene), swell, near]
    far = scene.sheet("far", 0.2)
    headland(far, scene, foot=scene.horizon + 3 * unit, rise=15 * unit, size=26 * unit)
    return [far, surface, swell, near]


def _wave(sheet: Sheet, scene: Scene, *, row: float, height: float, colour: str) -> None:
    line = ridge(scene, scene.chance(f"wave{row:.0f}"), row=row, height=height, waves=2.6, count=26)
    sheet.hill(
        line,
        scene.height,
        sheet.vertical(row - height, row + 3 * height, mix(colour, scene.palette.light, 0.16), colour),
    )


def beach(scene: Scene) -> list[Sheet]:
    """Return a sandy bay with palms and foam."""
    unit, green = scene.unit, meadow_colour(scene)
    far = hills(
        scene,
        "far",
        0.2,
        row=scene.horizon + 0.5 * unit,
        height=9 * unit,
        colour=scene.hazed(mix(green, "#4f7f8a", 0.5), 0.5),
        haze=0.3,
    )
    surface = water(scene, "surface", 0.35, row=scene.horizon, deep="#1f8fa0")
    ground = scene.sheet("ground", 0.6)
    _shore(ground, scene)
    near, chance = scene.sheet("near", 1.0), scene.chance("beach")
    leaf = scene.hazed("#2f7a4f", 0.0)
    palm(near, (scene.across(0.03), scene.height + 4 * unit), 88 * unit, leaf, chance=chance)
    if not scene.calm:
        palm(near, (scene.across(0.93), scene.height + 6 * unit), 70 * unit, leaf, chance=chance)
    grass(near, scene, row=scene.height, height=7 * unit, colour=mix(leaf, scene.palette.near, 0.3), density=0.4)
    return [far, surface, ground, near]


def _shore(ground: Sheet, scene: Scene) -> None:
    unit = scene.unit
    sand = scene.hazed("#eccb94", 0.05)
    shore = [
        (-9.0, scene.down(0.80)),
        (scene.width * 0.25, scene.down(0.76)),
        (scene.width * 0.55, scene.down(0.82)),
        (scene.width * 0.8, scene.down(0.75)),
        (scene.width + 9, scene.down(0.7)),
    ]
    for drop, colour, opacity in (
        (-2.6, mix(scene.palette.light, "#ffffff", 0.5), 0.45),
        (-1.2, mix(sand, "#7a5f40", 0.35), 0.9),
        (0.0, sand, 1.0),
    ):
        fill = (
            colour
            if opacity < 1
            else ground.vertical(
                scene.down(0.72),
                scene.height,
                mix(sand, scene.palette.light, 0.25),
                sand,
                mix(sand, scene.palette.near, 0.2),
            )
        )
        ground.hill([(x, y + drop * unit) for x, y in shore], scene.height, fill, opacity=opacity)


def harbour(scene: Scene) -> list[Sheet]:
    """Return a quay with bright houses, moored boats and a pier in front."""
    unit, green = scene.unit, meadow_colour(scene)
    far = hills(
        scene,
        "far",
        0.15,
        row=scene.horizon,
        height=16 * unit,
        colour=scene.hazed(mix(green, "#5f7f8a", 0.5), 0.55),
        haze=0.4,
    )
    if scene.description.mentions("lighthouse"):
        headland(far, scene, foot=scene.horizon + unit, rise=21 * unit, size=33 * unit)
    town, chance = scene.sheet("town", 0.35), scene.chance("harbour")
    x = -5 * unit
    while x < scene.width:
        wide = chance.uniform(11, 16) * unit
        house(
            town,
            scene,
            chance,
            foot=(x, scene.horizon + unit),
            width=wide,
            storeys=chance.choice((2, 3, 3)),
            distance=0.22,
        )
        x += wide
    town.rect(0, scene.horizon, scene.width, 2.6 * unit, scene.hazed("#8d8378", 0.2))
    surface = water(scene, "surface", 0.45, row=scene.horizon + 2.5 * unit, deep="#2a6a80")
    for share in (0.16, 0.36, 0.8):
        if not (scene.calm and 0.3 < share < 0.7):
            boat(
                surface,
                scene,
                x=scene.across(share),
                row=scene.horizon + (8 + 12 * share) * unit,
                size=(17 + 8 * share) * unit,
            )
    pier = scene.sheet("pier", 0.6)
    _pier(pier, scene)
    near = scene.sheet("near", 1.0)
    _mooring_posts(near, scene)
    return [far, town, surface, pier, near]


def _mooring_posts(near: Sheet, scene: Scene) -> None:
    unit = scene.unit
    for share in (0.03, 0.97):
        post = scene.across(share)
        near.rect(
            post - 2.6 * unit,
            scene.down(0.72),
            5.2 * unit,
            scene.height,
            near.horizontal(post - 3 * unit, post + 3 * unit, scene.hazed("#5a4433", 0), scene.hazed("#3a2c24", 0)),
        )
        for turn in range(3):
            near.rect(
                post - 3 * unit,
                scene.down(0.8) + turn * 1.5 * unit,
                6 * unit,
                1.1 * unit,
                scene.hazed("#d9c49a", 0),
                rx=0.5 * unit,
            )


def _pier(sheet: Sheet, scene: Scene) -> None:
    top, unit = scene.down(0.83), scene.unit
    wood = scene.hazed("#9a744e", 0.04)
    sheet.rect(
        0,
        top,
        scene.width,
        scene.height,
        sheet.vertical(top, scene.height, mix(wood, scene.palette.light, 0.2), mix(wood, scene.palette.near, 0.4)),
    )
    vanish = scene.across(0.5)
    for index in range(-14, 15):
        sheet.line(
            [(vanish + index * 8 * unit, top), (vanish + index * 14 * unit, scene.height)],
            scene.palette.near,
            0.3 * unit,
            opacity=0.5,
        )
    sheet.rect(0, top, scene.width, 1.2 * unit, mix(wood, scene.palette.near, 0.45))


def boat(sheet: Sheet, scene: Scene, *, x: float, row: float, size: float) -> None:
    """Add a small sailing boat at anchor."""
    hull, sail = scene.hazed("#b5453a", 0.12), scene.hazed("#f5ead6", 0.12)
    sheet.ellipse(x, row + size * 0.08, size * 0.55, size * 0.05, scene.palette.near, opacity=0.35)
    sheet.rect(x - size * 0.01, row - size * 1.1, size * 0.022, size * 1.05, scene.hazed("#4a382c", 0.1))
    sheet.polygon(
        [
            (x + size * 0.03, row - size * 1.05),
            (x + size * 0.44, row - size * 0.16),
            (x + size * 0.03, row - size * 0.16),
        ],
        sail,
    )
    sheet.polygon(
        [
            (x - size * 0.03, row - size * 0.95),
            (x - size * 0.32, row - size * 0.16),
            (x - size * 0.03, row - size * 0.16),
        ],
        mix(sail, scene.palette.glow, 0.3),
    )
    sheet.polygon(
        [
            (x - size * 0.5, row - size * 0.1),
            (x + size * 0.54, row - size * 0.1),
            (x + size * 0.36, row + size * 0.08),
            (x - size * 0.36, row + size * 0.08),
        ],
        hull,
    )
    sheet.rect(x - size * 0.5, row - size * 0.12, size * 1.04, size * 0.04, mix(hull, "#fff6e6", 0.75))
