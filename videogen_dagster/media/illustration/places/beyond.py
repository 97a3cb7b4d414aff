"""Places away from the ground: space, abstract compositions, product stages."""

from videogen_dagster.media.illustration.colour import mix, shift_hsv
from videogen_dagster.media.illustration.places.heavens import heavenly
from videogen_dagster.media.illustration.scene import Scene
from videogen_dagster.media.illustration.sheet import Sheet
from videogen_dagster.media.illustration.sky import draw_stars
from videogen_dagster.media.illustration.svg import Point
from videogen_dagster.media.illustration.terrain import ridge

PLANETS = (("#d98a5a", "#a3523f"), ("#5fa3c9", "#2d5f8f"), ("#b58ad6", "#6a4a9c"), ("#e0c07a", "#a5763f"))


def space(scene: Scene) -> list[Sheet]:
    """Return what the words name in space, else a planet over the curve of another one, before nebulae and stars."""
    sky = _starry_sky(scene)
    named = heavenly(scene)
    return [sky, *(_strange_planets(scene) if named is None else named)]


def _starry_sky(scene: Scene) -> Sheet:
    unit, palette = scene.unit, scene.palette
    chance = scene.chance("space")
    sky = scene.sheet("sky", 0.0)
    dark, violet = mix("#05060f", palette.near, 0.3), mix("#1c1846", palette.sky, 0.35)
    sky.rect(0, 0, scene.width, scene.height, sky.slanted((0, 0), (scene.width, scene.height), dark, violet, dark))
    tints = (
        mix("#7a3f9c", palette.accent, 0.25),
        mix("#2f6fae", palette.glow, 0.3),
        mix("#b34a7d", palette.accent, 0.3),
    )
    for index in range(9):
        place = (
            scene.width * (0.05 + 0.11 * index),
            scene.height * (0.78 - 0.075 * index) + chance.uniform(-9, 9) * unit,
        )
        sky.glow(*place, unit * chance.uniform(26, 46), tints[index % 3], 0.34)
    draw_stars(sky, scene, count=260, floor=scene.height)
    return sky


def _strange_planets(scene: Scene) -> list[Sheet]:
    unit, chance = scene.unit, scene.chance("planets")
    far = scene.sheet("far", 0.25)
    body, shade = PLANETS[chance.randrange(len(PLANETS))]
    x = scene.across(0.74 if chance.random() < 0.5 or scene.calm else 0.3)
    _planet(far, centre=(x, scene.down(0.33)), radius=19 * unit, tones=(body, shade), ringed=True)
    middle = scene.sheet("middle", 0.45)
    _planet(
        middle,
        centre=(scene.across(0.16), scene.down(0.2)),
        radius=5 * unit,
        tones=("#cfc8bd", "#7d7780"),
        ringed=False,
    )
    stage = scene.sheet("ground", 0.6)
    _curved_ground(stage, scene, tones=PLANETS[chance.randrange(len(PLANETS))])
    return [far, middle, stage]


def _planet(sheet: Sheet, *, centre: Point, radius: float, tones: tuple[str, str], ringed: bool) -> None:
    (x, y), (body, shade) = centre, tones
    sheet.glow(x, y, radius * 1.6, body, 0.35)
    if ringed:
        _ring(sheet, centre, radius, mix(body, "#ffffff", 0.4), front=False)
    lit = sheet.radial(
        x - radius * 0.45,
        y - radius * 0.45,
        radius * 1.6,
        mix(body, "#ffffff", 0.45),
        body,
        shade,
        mix(shade, "#05060f", 0.75),
    )
    sheet.circle(x, y, radius, body if sheet.flat else lit)
    for share, high, opacity in ((-0.45, 0.1, 0.3), (-0.1, 0.16, 0.25), (0.3, 0.12, 0.3), (0.6, 0.07, 0.3)):
        half = radius * (1 - share * share) ** 0.5
        sheet.ellipse(x, y + share * radius, half * 0.985, high * radius * 0.6, shade, opacity=opacity)
    if ringed:
        _ring(sheet, centre, radius, mix(body, "#ffffff", 0.4), front=True)
    sheet.circle(x, y, radius, "none", stroke=mix(body, "#ffffff", 0.6), stroke_width=radius * 0.02, opacity=0.4)


def _ring(sheet: Sheet, centre: Point, radius: float, colour: str, *, front: bool) -> None:
    x, y = centre
    sweep = 0 if front else 1
    for share, thick, opacity in ((1.9, 0.13, 0.55), (1.62, 0.08, 0.8)):
        arc = f"M{x - radius * share:.2f},{y:.2f}A{radius * share:.2f},{radius * share * 0.3:.2f} 0 0 {sweep} {x + radius * share:.2f},{y:.2f}"
        path = f'<path d="{arc}" fill="none" stroke="{colour}" stroke-width="{radius * thick:.2f}" opacity="{opacity}" transform="rotate(-16 {x:.2f} {y:.2f})"/>'
        sheet.raw(path, y - radius * 1.2, y + radius * 1.2)


def _curved_ground(sheet: Sheet, scene: Scene, *, tones: tuple[str, str]) -> None:
    radius = max(scene.width, scene.height) * 1.5
    x, top = scene.across(0.45), scene.down(0.76)
    dust = mix(tones[0], "#8a8078", 0.35)
    deep = mix(tones[1], "#0a0a16", 0.55)
    sheet.circle(x, top + radius, radius * 1.006, mix(dust, "#ffffff", 0.5), opacity=0.35)
    sheet.circle(x, top + radius, radius, sheet.vertical(top, scene.height, mix(dust, "#ffffff", 0.2), dust, deep))
    chance = scene.chance("craters")
    for _ in range(16):
        depth = chance.random()
        cx, cy = chance.random() * scene.width, top + (scene.height - top) * (0.22 + 0.75 * depth)
        size = scene.unit * (1.5 + 7 * depth) * chance.uniform(0.5, 1.1)
        sheet.ellipse(cx, cy, size, size * 0.3, mix(dust, deep, 0.55), opacity=0.8)
        sheet.ellipse(cx, cy + size * 0.07, size * 0.93, size * 0.24, mix(dust, deep, 0.25), opacity=0.8)


def abstract(scene: Scene) -> list[Sheet]:
    """Return flowing bands of colour around a disc of light: for what has no place."""
    unit, palette = scene.unit, scene.palette
    chance = scene.chance("abstract")
    back = _disc_of_light(scene)
    sheets = [back]
    tones = [
        mix(palette.horizon, palette.accent, 0.35),
        mix(palette.glow, palette.far, 0.45),
        mix(palette.far, palette.near, 0.45),
        palette.near,
    ]
    for index, tone in enumerate(tones):
        sheet = scene.sheet(f"band{index}", (0.22, 0.4, 0.6, 1.0)[index])
        row = scene.down(0.66 + 0.115 * index)
        line = ridge(scene, chance, row=row, height=(26 - 4 * index) * unit, waves=0.75, count=12)
        top = min(py for _, py in line)
        turned = shift_hsv(tone, hue=0.015 * index)
        sheet.hill(
            line,
            scene.height,
            sheet.vertical(
                top, row + 30 * unit, mix(turned, palette.light, 0.3), turned, mix(turned, palette.near, 0.35)
            ),
        )
        sheet.line([(px, py + 1.2 * unit) for px, py in line], palette.light, 0.3 * unit, opacity=0.35)
        sheets.append(sheet)
    return sheets


def _disc_of_light(scene: Scene) -> Sheet:
    unit, palette = scene.unit, scene.palette
    back = scene.sheet("sky", 0.0)
    back.rect(
        0,
        0,
        scene.width,
        scene.height,
        back.slanted((0, 0), (scene.width, scene.height), palette.sky, palette.glow, palette.horizon),
    )
    x, y = scene.sun[0], scene.down(0.42)
    back.glow(x, y, 70 * unit, palette.light, 0.6)
    back.circle(
        x,
        y,
        20 * unit,
        back.vertical(y - 20 * unit, y + 20 * unit, palette.light, mix(palette.light, palette.accent, 0.6)),
    )
    for radius in (26, 33, 41):
        back.circle(
            x, y, radius * unit, "none", stroke=palette.light, stroke_width=0.25 * unit, opacity=0.5 - radius / 100
        )
    if scene.description.mood == "modern":
        _network(back, scene)
    return back


def _network(sheet: Sheet, scene: Scene) -> None:
    """Add points that are joined to their neighbours, as networks are drawn."""
    chance, palette = scene.chance("network"), scene.palette
    points = [(scene.across(chance.random()), scene.down(0.04 + 0.66 * chance.random())) for _ in range(46)]
    for index, (x, y) in enumerate(points):
        near = sorted(points, key=lambda other, x=x, y=y: (other[0] - x) ** 2 + (other[1] - y) ** 2)[1:3]
        for other in near:
            sheet.line([(x, y), other], palette.light, 0.18 * scene.unit, opacity=0.4)
        size = scene.unit * (0.9 if index % 5 == 0 else 0.45)
        if index % 5 == 0:
            sheet.glow(x, y, size * 5, palette.accent, 0.5)
        sheet.circle(x, y, size, palette.light)
