"""The ground seen from the side, as if cut with a knife: what lies under mountains, volcanoes, trees and fields."""

from videogen_dagster.media.illustration.ash import ash_plume, fire_light, smoke
from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.molten import embers, molten, stream
from videogen_dagster.media.illustration.places import volcanoes
from videogen_dagster.media.illustration.places.wild import meadow_colour
from videogen_dagster.media.illustration.plants import broadleaf, bush
from videogen_dagster.media.illustration.scene import Scene
from videogen_dagster.media.illustration.sheet import Sheet
from videogen_dagster.media.illustration.strata import (
    DARK_ROCKS,
    ROCKS,
    chamber,
    coal_seam,
    conduit,
    fossils,
    plumes,
    rock_layers,
    roots,
    surface_line,
)
from videogen_dagster.media.illustration.svg import Point
from videogen_dagster.media.illustration.terrain import mountain_range
from videogen_dagster.media.illustration.volcano import STEPS, Cone, draw_cone, draw_fountain, draw_lava_flows

MAGMA = ("magma", "magma chamber", "lava", "volcano", "conduit", "molten", "volcanic", "geyser")
MOUNTAIN = ("mountain", "volcano", "volcanic", "peak", "cone", "stratovolcano")
TREE = ("tree", "root", "oak", "forest", "fungus")


def ground_section(scene: Scene) -> list[Sheet]:
    """Return layers of rock under the open sky, with what the words put on them and into them."""
    described, unit = scene.description, scene.unit
    far = mountain_range(scene, "range0", 0.15, row=scene.horizon + 4 * unit, height=20 * unit, haze=0.6, snow=False)
    cut = scene.sheet("cut", 0.6)
    top = surface_line(scene, scene.chance("surface"), scene.horizon + 3 * unit, 0.9 * unit)
    if described.mentions(*MAGMA):
        return [far, *_over_magma(scene, cut, top), _frame(scene)]
    rock_layers(cut, scene, top, ROCKS, heat=0.0)
    _turf(cut, scene, top)
    if described.mentions("coal", "coal seam"):
        coal_seam(cut, scene, [(x, y + 24 * unit) for x, y in top], 9 * unit)
    if described.mentions("fossil", "shell", "bone", "dinosaur", "coal"):
        fossils(cut, scene, (scene.down(0.68), scene.down(0.92)))
    if described.mentions(*TREE):
        _rooted(cut, scene)
    elif described.mentions(*MOUNTAIN):
        _peak(cut, scene, top)
    return [far, cut, _frame(scene)]


def _turf(sheet: Sheet, scene: Scene, top: list[Point]) -> None:
    green = scene.hazed(meadow_colour(scene), 0.04)
    sheet.line([(x, y - 0.4 * scene.unit) for x, y in top], green, 2.2 * scene.unit)
    sheet.line([(x, y - 1.2 * scene.unit) for x, y in top], mix(green, scene.palette.light, 0.25), 0.6 * scene.unit)


def _rooted(sheet: Sheet, scene: Scene) -> None:
    unit, foot = scene.unit, (scene.across(0.42), scene.horizon + 3 * scene.unit)
    roots(sheet, scene, foot, 62 * unit)
    broadleaf(sheet, (foot[0], foot[1] + unit), 37 * unit, scene.hazed("#3f8f4f", 0.04), chance=scene.chance("oak"),
              light=scene.palette.light)  # fmt: skip
    for share in (0.1, 0.78, 0.9):
        bush(sheet, (scene.across(share), foot[1] + unit), 11 * unit, scene.hazed("#4a9350", 0.04),
             chance=scene.chance(f"bush{share}"), light=scene.palette.light)  # fmt: skip


def _peak(sheet: Sheet, scene: Scene, top: list[Point]) -> None:
    cone = _cone(scene, rim=0.02)
    draw_cone(sheet, scene, cone, haze=0.08, hot=False)
    _turf(sheet, scene, [(x, y + 0.8 * scene.unit) for x, y in top])


def _cone(scene: Scene, *, rim: float) -> Cone:
    height = (30 if scene.wide else 36) * scene.unit
    x = scene.across(0.5 if not (scene.calm or scene.peopled) else 0.32)
    half = height * 1.25 * (0.8 if scene.tall else 1.0)
    return Cone(x=x, row=scene.horizon + 4 * scene.unit, height=height, half=half, rim=height * rim)


def _over_magma(scene: Scene, cut: Sheet, top: list[Point]) -> list[Sheet]:
    """Return a chamber with its conduit: up into a volcano, or not yet through the mountain above it."""
    described, unit = scene.description, scene.unit
    open_vent = described.mentions("volcano", "volcanic", "stratovolcano", *volcanoes.ERUPTING)
    erupting = described.mentions(*volcanoes.ERUPTING)
    cone = _cone(scene, rim=0.12 if open_vent else 0.02)
    sheets = [fire_light(scene, cone, reach=46 * unit)] if open_vent else []
    if open_vent:
        sheets.append(ash_plume(scene, cone, glowing=True) if erupting else smoke(scene, cone))
    if erupting:
        draw_fountain(cut, scene, cone, height=18 * unit)
    draw_cone(cut, scene, cone, haze=0.06, hot=open_vent)
    if described.mentions("layered", "layer", "stratovolcano", "inside"):
        _built_of_layers(cut, scene, cone)
    rock_layers(cut, scene, top, ROCKS, heat=0.75)
    if not open_vent:
        _turf(cut, scene, top)
    room = (cone.x, scene.down(0.8))
    chamber(cut, scene, room, (27 * unit * (0.8 if scene.tall else 1.0), 9.5 * unit))
    vent = cone.top + cone.rim * 0.2 if open_vent else cone.row - cone.height * 0.42
    conduit(cut, scene, (room[0], room[1] - 6 * unit), (cone.x, vent), 4.2 * unit)
    if open_vent and described.mentions(*volcanoes.LAVA, "lava flow"):
        draw_lava_flows(cut, scene, cone, (-0.93, 0.9))
    return [*sheets, cut]


def _built_of_layers(sheet: Sheet, scene: Scene, cone: Cone) -> None:
    """Add what many eruptions left: sheets of ash and lava, one over the other, parallel to the slopes."""
    tones = ("#4d3d40", "#a3806a", "#5d474a", "#8d7a6c", "#43363b", "#7d6a62")
    for index, tone in enumerate(tones):
        drop = cone.height * (0.1 + 0.14 * index)
        colour = mix(scene.hazed(tone, 0.05), tone, 0.25)
        shares = [step / STEPS * (1 - drop / cone.height) for step in range(STEPS + 1)]
        left, right = ([(x, y + drop) for x, y in (cone.at(side, share) for share in shares)] for side in (-1, 1))
        sheet.polygon([*left, *reversed(right)], colour)
        for edge in (left, right):
            sheet.line(edge, mix(colour, scene.palette.light, 0.3), 0.3 * scene.unit)


def _frame(scene: Scene) -> Sheet:
    """Return dark rock in the lower corners: it stands nearer than the cut and moves with the camera."""
    near = scene.sheet("near", 1.0)
    dark = mix(scene.palette.near, "#140f14", 0.5)
    chance = scene.chance("frame")
    for side in (0, 1):
        corner = scene.width * side
        inward = 1 - 2 * side
        points = [(corner + inward * scene.unit * reach * chance.uniform(0.85, 1.1), scene.height - scene.unit * rise)
                  for reach, rise in ((4, 40), (8, 26), (16, 17), (24, 9), (40, 5), (52, -6))]  # fmt: skip
        near.polygon(
            [(corner - inward * 9, scene.height - 46 * scene.unit), *points, (corner - inward * 9, scene.height + 9)],
            dark,
        )
    return near


def rising_magma(scene: Scene) -> list[Sheet]:
    """Return the deep underground: dark rock that magma rises through."""
    unit, hot = scene.unit, molten(scene)
    back = scene.sheet("sky", 0.0)
    back.rect(0, 0, scene.width, scene.height, back.vertical(0, scene.height, "#241d26", "#3a2428", hot.dim))
    rock = scene.sheet("rock", 0.3)
    rock_layers(
        rock, scene, surface_line(scene, scene.chance("surface"), scene.down(0.06), 2 * unit), DARK_ROCKS * 2, heat=0.7
    )
    fire = scene.sheet("fire", 0.6)
    plumes(fire, scene, floor=scene.height + 2 * unit, ceiling=scene.down(0.08))
    _cracks(fire, scene)
    near = _frame(scene)
    embers(near, scene, centre=(scene.across(0.5), scene.down(1.0)), reach=(80 * unit, 70 * unit), count=50)
    return [back, rock, fire, near]


def _cracks(sheet: Sheet, scene: Scene) -> None:
    chance, hot, unit = scene.chance("cracks"), molten(scene), scene.unit
    for _ in range(9):
        x, y = scene.across(chance.random()), scene.down(chance.uniform(0.12, 0.6))
        points = [(x + unit * chance.uniform(-2, 2), y - unit * 3.2 * step) for step in range(4)]
        stream(sheet, points, [unit * 0.9, unit * 0.7, unit * 0.5, unit * 0.15], hot)
