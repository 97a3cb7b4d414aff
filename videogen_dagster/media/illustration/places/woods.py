"""Places under trees and under ground: forests, gardens, patios, caves."""

from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.places.wild import meadow_colour
from videogen_dagster.media.illustration.plants import broadleaf, conifer, foliage, grass
from videogen_dagster.media.illustration.scene import Scene
from videogen_dagster.media.illustration.sheet import Sheet
from videogen_dagster.media.illustration.svg import Point
from videogen_dagster.media.illustration.terrain import hills


def forest(scene: Scene) -> list[Sheet]:
    """Return a clearing between rows of trees that fade into the light."""
    unit = scene.unit
    leafy = scene.description.mentions("jungle", "rainforest", "oak", "beech") or scene.description.season in {
        "autumn",
        "spring",
    }
    sheets: list[Sheet] = []
    for index, (drop, height, haze, count) in enumerate(((3, 40, 0.72, 26), (7, 52, 0.5, 17), (13, 62, 0.28, 10))):
        sheet = hills(
            scene,
            f"wood{index}",
            (0.15, 0.28, 0.45)[index],
            row=scene.horizon + drop * unit,
            height=3 * unit,
            colour=scene.hazed(meadow_colour(scene), haze),
            haze=0.35,
        )
        _row_of_trees(
            sheet, scene, row=scene.horizon + drop * unit, height=height * unit, look=(haze, count), leafy=leafy
        )
        sheets.append(sheet)
    _light_shafts(sheets[1], scene)
    ground = hills(
        scene,
        "ground",
        0.6,
        row=scene.horizon + 19 * unit,
        height=3 * unit,
        colour=scene.hazed(meadow_colour(scene), 0.06),
    )
    _leaf_litter(ground, scene)
    near = _forest_front(scene)
    return [*sheets, ground, near]


def _forest_front(scene: Scene) -> Sheet:
    unit = scene.unit
    near = scene.sheet("near", 1.0)
    bark = mix(scene.hazed("#4a3528", 0.0), scene.palette.near, 0.45)
    for x, wide in ((scene.across(0.0), 11), (scene.across(1.0), 9)):
        _trunk(near, scene, x=x, width=wide * unit, colour=bark)
    grass(
        near,
        scene,
        row=scene.height,
        height=12 * unit,
        colour=mix(scene.hazed("#3a5f3c", 0.0), scene.palette.near, 0.4),
    )
    return near


def _row_of_trees(
    sheet: Sheet, scene: Scene, *, row: float, height: float, look: tuple[float, int], leafy: bool
) -> None:
    haze, count = look
    chance = scene.chance(f"trees{row:.0f}")
    total = max(5, round(count * scene.width / (178 * scene.unit)))
    gap = 0.16 if haze < 0.4 else 0.0
    for index in range(total):
        x = scene.width * (index + chance.uniform(0.1, 0.9)) / total
        if abs(x / scene.width - 0.5) < (gap if not scene.calm else gap * 1.6):
            continue
        size, foot = height * chance.uniform(0.75, 1.2), (x, row + chance.uniform(-0.5, 1.5) * scene.unit)
        if leafy and chance.random() < 0.75:
            broadleaf(
                sheet,
                foot,
                size * 0.9,
                foliage(scene, chance, haze),
                chance=chance,
                light=mix(scene.palette.light, scene.palette.horizon, haze),
            )
        else:
            green = "#dbe7ec" if scene.description.season == "winter" and chance.random() < 0.4 else "#2f6249"
            conifer(sheet, foot, size, scene.hazed(green, haze), light=scene.palette.light, sun_left=scene.sun[0] < x)


def _light_shafts(sheet: Sheet, scene: Scene) -> None:
    if scene.description.time == "storm" or scene.description.weather == "rain":
        return
    chance, light = scene.chance("shafts"), scene.palette.light
    strength = 0.1 if scene.description.time == "night" else 0.26
    for _ in range(5):
        x = scene.sun[0] + chance.uniform(-24, 24) * scene.unit
        lean = (scene.width / 2 - scene.sun[0]) * chance.uniform(0.3, 0.6)
        wide = scene.unit * chance.uniform(3, 7)
        paint = sheet.vertical(scene.down(0.05), scene.down(0.85), (light, strength), (light, 0.0))
        sheet.polygon(
            [(x, 0), (x + wide, 0), (x + wide * 2.4 + lean, scene.down(0.85)), (x + lean, scene.down(0.85))], paint
        )


def _leaf_litter(sheet: Sheet, scene: Scene) -> None:
    chance = scene.chance("litter")
    for _ in range(70):
        depth = chance.random()
        y = scene.horizon + scene.unit * 20 + (scene.height - scene.horizon - 20 * scene.unit) * depth
        tone = foliage(scene, chance, 0.15 * (1 - depth))
        sheet.ellipse(
            chance.random() * scene.width,
            y,
            scene.unit * (0.5 + depth),
            scene.unit * (0.2 + 0.35 * depth),
            tone,
            opacity=0.7,
        )


def _trunk(sheet: Sheet, scene: Scene, *, x: float, width: float, colour: str) -> None:
    half = width / 2
    left: list[Point] = [
        (x - half * 0.8, -9),
        (x - half * 0.85, scene.down(0.5)),
        (x - half * 1.1, scene.down(0.85)),
        (x - half * 2.2, scene.height + 9),
    ]
    right: list[Point] = [
        (x + half * 2.4, scene.height + 9),
        (x + half * 1.1, scene.down(0.85)),
        (x + half * 0.8, scene.down(0.5)),
        (x + half * 0.75, -9),
    ]
    sheet.polygon([*left, *right], sheet.horizontal(x - half, x + half, mix(colour, scene.palette.light, 0.14), colour))
    for share in (-0.4, 0.05, 0.45):
        sheet.line(
            [(x + half * share, 0), (x + half * share * 1.2, scene.down(0.45)), (x + half * share, scene.height)],
            scene.palette.near,
            width * 0.03,
            opacity=0.5,
        )


def cave(scene: Scene) -> list[Sheet]:
    """Return a cave that opens towards the light."""
    unit, palette = scene.unit, scene.palette
    opening = scene.sheet("far", 0.2)
    x, y = scene.across(0.5), scene.horizon - 4 * unit
    opening.glow(x, y, 62 * unit, palette.light, 0.75)
    sheets = [opening]
    for index, (reach, tone) in enumerate(((30, 0.35), (43, 0.62), (60, 0.88))):
        sheet = scene.sheet(f"rock{index}", (0.35, 0.6, 1.0)[index])
        _rock_frame(
            sheet,
            scene,
            centre=(x, y),
            reach=reach * unit,
            colour=mix(mix("#6b5a58", palette.horizon, 0.4), palette.near, tone),
        )
        sheets.append(sheet)
    return sheets


def _rock_frame(sheet: Sheet, scene: Scene, *, centre: Point, reach: float, colour: str) -> None:
    chance, (x, y) = scene.chance(f"rock{reach:.0f}"), centre
    count, rough = 40, []
    stretch = 1.35 if not scene.tall else 0.95
    for index in range(count):
        turn = complex(0, 1) ** (4 * index / count)
        radius = reach * chance.uniform(0.88, 1.12)
        rough.append((x + turn.real * radius * stretch, y + min(turn.imag, 0.62) * radius))
    hole = "L".join(f"{px:.2f},{py:.2f}" for px, py in rough)
    outer = f"M-20,-20H{scene.width + 20:.2f}V{scene.height + 20:.2f}H-20Z"
    paint = sheet.radial(
        x, y, reach * 2.2, mix(colour, scene.palette.light, 0.3), colour, mix(colour, scene.palette.near, 0.5)
    )
    sheet.raw(f'<path fill-rule="evenodd" fill="{paint}" d="{outer}M{hole}Z"/>', 0, scene.height)
