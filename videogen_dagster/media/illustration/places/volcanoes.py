"""Volcanoes as the place of a picture, and far behind another one."""

from videogen_dagster.media.illustration.ash import ash_plume, fire_light, smoke
from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.molten import lit_by_lava, molten
from videogen_dagster.media.illustration.places.lava_fields import boulders, cracked_ground, pane
from videogen_dagster.media.illustration.places.wild import firs, meadow_colour
from videogen_dagster.media.illustration.plants import conifer, flowers
from videogen_dagster.media.illustration.scene import Scene
from videogen_dagster.media.illustration.sheet import Sheet
from videogen_dagster.media.illustration.terrain import hills, mountain_range, water
from videogen_dagster.media.illustration.volcano import Cone, draw_cone, draw_fountain, draw_lava_flows

ERUPTING = (
    "erupting",
    "erupts",
    "eruption",
    "erupted",
    "lava fountain",
    "explodes",
    "exploding",
    "fire fountain",
    "outbreak",
)
LAVA = (*ERUPTING, "lava", "glowing", "glow", "glows", "molten", "magma", "active", "fiery")
SMOKING = ("smoking", "smoke", "smokes", "steam", "steaming")
ASH = (*ERUPTING, "ash", "plume", "ash cloud", "ash column", "pyroclastic")
ASLEEP = ("dormant", "extinct", "sleeping", "asleep", "old volcano", "quiet volcano")
GREEN = ("green", "field", "meadow", "farm", "village", "soil", "vineyard", "forest", "grass", "plain", "flower")
SEA = ("sea", "ocean", "island", "coast", "bay", "beach", "shore", "water")


def volcano(scene: Scene) -> list[Sheet]:
    """Return a volcano as the words describe it: at rest, smoking, glowing or erupting, by the sea, over fields or ash."""
    unit, described = scene.unit, scene.description
    erupting = described.mentions(*ERUPTING)
    hot = described.mentions(*LAVA) and not described.mentions(*ASLEEP)
    cone = _cone(scene, lower=erupting or described.mentions(*ASH))
    far = mountain_range(scene, "range0", 0.08, row=scene.horizon + 2 * unit, height=17 * unit, haze=0.6, snow=False)
    sheets = [far]
    if hot:
        sheets.append(fire_light(scene, cone, reach=(78 if erupting else 52) * unit))
    if described.mentions(*ASH):
        sheets.append(ash_plume(scene, cone, glowing=hot))
    elif not described.mentions(*ASLEEP):
        sheets.append(smoke(scene, cone))
    if erupting:
        fountain = scene.sheet("fountain", 0.2)
        draw_fountain(fountain, scene, cone, height=21 * unit)
        sheets.append(fountain)
    mountain = scene.sheet("cone", 0.28)
    draw_cone(mountain, scene, cone, haze=0.1, hot=hot)
    if hot:
        draw_lava_flows(mountain, scene, cone, (-0.55, -0.12, 0.38, 0.72) if erupting else (-0.3, 0.22))
    return [*sheets, mountain, *_foreground(scene, cone, hot=hot)]


def _cone(scene: Scene, *, lower: bool) -> Cone:
    aside = scene.calm or scene.peopled
    x = scene.across(0.5 if not aside else 0.3 if scene.chance("cone").random() < 0.5 else 0.7)
    row = scene.horizon + 8 * scene.unit
    volume = (0.8 if aside else 1.0) * (1.25 if scene.tall else 1.0)
    height = (31 if lower else 44) * scene.unit * volume
    return Cone(x=x, row=row, height=height, half=height * 1.5 * (0.75 if scene.tall else 1.0), rim=height * 0.13)


def _foreground(scene: Scene, cone: Cone, *, hot: bool) -> list[Sheet]:
    if scene.description.mentions(*SEA):
        return _shore(scene, cone, hot=hot)
    if scene.description.mentions(*GREEN) or not hot:
        return _green_country(scene)
    return _lava_country(scene)


def _shore(scene: Scene, cone: Cone, *, hot: bool) -> list[Sheet]:
    row = scene.horizon + 6 * scene.unit
    surface = water(scene, "surface", 0.45, row=row, deep="#1f5f86")
    if hot:
        colours, chance = molten(scene), scene.chance("mirrored")
        for index in range(46):
            down = row + (scene.height - row) * (index / 46) ** 1.5
            x = cone.x + chance.gauss(0, 0.5) * (6 + index * 0.35) * scene.unit
            surface.ellipse(x, down, scene.unit * chance.uniform(1, 5), scene.unit * 0.3, colours.orange, opacity=0.5)
    near = scene.sheet("near", 1.0)
    boulders(near, scene, scene.hazed("#3b3338", 0.0))
    return [surface, near]


def _green_country(scene: Scene) -> list[Sheet]:
    unit, green = scene.unit, meadow_colour(scene)
    wood = hills(
        scene, "wood", 0.4, row=scene.horizon + 10 * unit, height=6 * unit, colour=scene.hazed(green, 0.28), haze=0.3
    )
    firs(wood, scene, row=scene.horizon + 8 * unit, height=7 * unit, count=40, distance=0.3)
    ground = hills(scene, "ground", 0.6, row=scene.down(0.84), height=6 * unit, colour=scene.hazed(green, 0.05))
    flowers(ground, scene, rows=(scene.down(0.86), scene.height), count=60, colours=("#fff6e0", "#f2b441", "#e86f7c"))
    near = scene.sheet("near", 1.0)
    for share, height in ((0.02, 54), (0.98, 62)):
        conifer(near, (scene.width * share, scene.height + 4 * unit), height * unit, scene.hazed("#1f4a3c", 0.0),
                light=scene.palette.light, sun_left=scene.sun[0] < scene.width / 2)  # fmt: skip
    return [wood, ground, near]


def _lava_country(scene: Scene) -> list[Sheet]:
    """Return black rock whose cracks glow."""
    ash = lit_by_lava(scene.hazed("#453a3e", 0.1), scene, 0.12)
    slope = hills(
        scene, "slope", 0.45, row=scene.horizon + 10 * scene.unit, height=5 * scene.unit, colour=ash, haze=0.12
    )
    ground = scene.sheet("ground", 0.6)
    cracked_ground(ground, scene, pane(scene, top=scene.horizon + 13 * scene.unit), rock=mix(ash, scene.palette.near, 0.3),
                   glowing=True)  # fmt: skip
    near = scene.sheet("near", 1.0)
    boulders(near, scene, lit_by_lava(scene.hazed("#2d262b", 0.0), scene, 0.08))
    return [slope, ground, near]


def far_volcano(scene: Scene) -> list[Sheet]:
    """Return a small volcano on the horizon, for pictures of other places that name one."""
    described = scene.description
    hot = described.mentions(*LAVA) and not described.mentions(*ASLEEP)
    height = 24 * scene.unit
    x = scene.across(0.28 if scene.chance("far volcano").random() < 0.5 else 0.7)
    cone = Cone(x=x, row=scene.horizon + 3 * scene.unit, height=height, half=height * 1.45, rim=height * 0.13)
    mountain = scene.sheet("farcone", 0.13)
    draw_cone(mountain, scene, cone, haze=0.34, hot=hot)
    if hot:
        draw_lava_flows(mountain, scene, cone, (-0.25, 0.3))
    above = ash_plume(scene, cone, glowing=hot) if described.mentions(*ASH) else smoke(scene, cone)
    return [fire_light(scene, cone, reach=34 * scene.unit), above, mountain] if hot else [above, mountain]
