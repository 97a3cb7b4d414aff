"""What hangs in space: the Earth, the Moon, the Sun, galaxies, exploding stars, black holes."""

import math
from collections.abc import Callable
from typing import Final

from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.globe import draw_city_lights, draw_globe
from videogen_dagster.media.illustration.molten import Molten, molten
from videogen_dagster.media.illustration.scene import Scene
from videogen_dagster.media.illustration.sheet import Sheet
from videogen_dagster.media.illustration.svg import Point, element, number

ON_THE_MOON: Final = (
    "moon dust",
    "footprint",
    "on the moon",
    "lunar surface",
    "lunar landscape",
    "moon base",
    "moon landing",
    "moonscape",
)

Body = Callable[[Scene], list[Sheet]]


def heavenly(scene: Scene) -> list[Sheet] | None:
    """Return what the words name, the farthest first, without the starry sky behind it; None for no particular body."""
    for names, draw in BODIES:
        if scene.description.mentions(*names):
            return draw(scene)
    return None


def _middle(scene: Scene) -> Point:
    return scene.across(0.5 if not (scene.calm or scene.peopled) else 0.72), scene.down(0.48)


def _earth(scene: Scene) -> list[Sheet]:
    """Return the globe; the Moon beside it, or small planets, if they are named."""
    described, unit = scene.description, scene.unit
    if described.mentions(*ON_THE_MOON):
        return _moonscape(scene)
    far, body = scene.sheet("far", 0.25), scene.sheet("body", 0.55)
    with_moon = described.mentions("moon")
    centre, radius = _middle(scene), (30 if with_moon else 38) * unit
    centre = (scene.across(0.36), centre[1] + 5 * unit) if with_moon else centre
    night = described.mentions("night", "lightning", "city lights")
    draw_globe(body, scene, centre, radius, night=night)
    if night:
        draw_city_lights(body, scene, centre, radius, flashes=described.mentions("lightning", "thunder"))
    if with_moon:
        draw_moon(far, scene, (scene.across(0.78), scene.down(0.26)), 9 * unit)
    if described.mentions("atmosphere", "air", "blue line"):
        for share, opacity in ((1.05, 0.4), (1.1, 0.26), (1.17, 0.14)):
            far.circle(*centre, radius * share, "#7fc8ff", opacity=opacity)
    if described.mentions("young", "broken rock", "asteroid"):
        body.circle(*centre, radius, molten(scene).orange, opacity=0.5)
        debris(far, scene, count=40)
    return [far, body]


def draw_moon(sheet: Sheet, scene: Scene, centre: Point, radius: float) -> None:
    """Add the full Moon with its dark seas and its craters."""
    (x, y), chance = centre, scene.chance("moon")
    sheet.glow(x, y, radius * 1.5, "#e9ecf2", 0.35)
    sheet.circle(x, y, radius, "#cfd0d4" if sheet.flat else sheet.radial(x - radius * 0.35, y - radius * 0.35, radius * 1.5,
                 "#f3f3f0", "#d3d4d6", "#a2a5ad", "#565a68"))  # fmt: skip
    for dx, dy, rx, ry in ((-0.32, -0.38, 0.3, 0.24), (0.12, -0.42, 0.2, 0.17), (0.38, -0.16, 0.24, 0.2), (-0.46, 0.06, 0.24, 0.32),
                           (0.02, -0.08, 0.18, 0.12), (-0.16, 0.34, 0.2, 0.14)):  # fmt: skip
        sheet.ellipse(x + dx * radius, y + dy * radius, rx * radius, ry * radius, "#8f949f", opacity=0.5)
    for _ in range(46):
        turn, share = chance.uniform(0, math.tau), chance.random() ** 0.6 * 0.92
        size = radius * chance.uniform(0.015, 0.07)
        squeeze = max(0.35, 1 - share**2 * 0.6)
        cx, cy = x + radius * share * math.cos(turn), y + radius * share * math.sin(turn)
        sheet.ellipse(cx, cy, size * squeeze, size, "#7d828e", opacity=0.6)
        sheet.ellipse(cx + size * 0.18, cy + size * 0.2, size * squeeze * 0.8, size * 0.8, "#c3c6cb", opacity=0.8)


def _moon(scene: Scene) -> list[Sheet]:
    if scene.description.mentions(*ON_THE_MOON):
        return _moonscape(scene)
    body = scene.sheet("body", 0.5)
    draw_moon(body, scene, _middle(scene), 40 * scene.unit)
    return [body]


def _moonscape(scene: Scene) -> list[Sheet]:
    """Return grey dust under a black sky with the Earth over it; footprints where they are named."""
    unit, chance = scene.unit, scene.chance("dust")
    far, ground = scene.sheet("far", 0.25), scene.sheet("ground", 0.6)
    draw_globe(far, scene, (scene.across(0.74), scene.down(0.24)), 12 * unit)
    top = scene.down(0.5)
    line = [(scene.width * (-0.02 + 1.04 * step / 12), top + unit * chance.uniform(-2, 2)) for step in range(13)]
    ground.hill(line, scene.height, ground.vertical(top, scene.height, "#8a8b92", "#b9babd", "#96979d"))
    for _ in range(34):
        near = chance.random()
        x, y = chance.random() * scene.width, top + (scene.height - top) * (0.1 + 0.9 * near)
        size = unit * (1 + 6 * near) * chance.uniform(0.4, 1.0)
        ground.ellipse(x, y, size, size * 0.3, "#6a6c75", opacity=0.8)
        ground.ellipse(x, y + size * 0.07, size * 0.9, size * 0.22, "#a4a5aa")
    if scene.description.mentions("footprint"):
        for step in range(5):
            _footprint(
                ground,
                (scene.across(0.3 + 0.1 * step + 0.05 * (step % 2)), scene.down(0.98 - 0.1 * step)),
                unit * (9 - 1.4 * step),
            )
    return [far, ground]


def _footprint(sheet: Sheet, place: Point, size: float) -> None:
    x, y = place
    for dy, share in ((-0.5, 0.5), (0.42, 0.4)):
        sheet.ellipse(x, y + dy * size * 0.55, size * share, size * share * 0.66, "#54565f")
        sheet.ellipse(x, y + dy * size * 0.55 + size * 0.05, size * share * 0.9, size * share * 0.54, "#7d7f87")
    for rung in range(5):
        row = y + size * (-0.46 + 0.2 * rung)
        sheet.line([(x - size * 0.34, row), (x + size * 0.34, row)], "#4d4f58", size * 0.055)


def _sun(scene: Scene) -> list[Sheet]:
    """Return the Sun: filling the frame for its surface, else a ball with its corona, and planets where they are named."""
    described, unit, hot = scene.description, scene.unit, molten(scene)
    from_near = described.mentions("surface", "core")
    centre = (scene.across(0.5), scene.down(1.25)) if from_near else _middle(scene)
    radius = (100 if from_near else 22 if described.mentions("planet") else 32) * unit
    far, body = scene.sheet("far", 0.2), scene.sheet("body", 0.5)
    _corona(far, scene, centre, radius, rays=0.12 if from_near else 0.55)
    body.circle(
        *centre,
        radius,
        hot.orange if body.flat else body.radial(*centre, radius, hot.white, "#ffdc6e", "#ffb02e", "#ff7a1e"),
    )
    chance = scene.chance("granules")
    for _ in range(150):
        turn, share = chance.uniform(0, math.tau), chance.random() ** 0.5 * 0.97
        size = unit * chance.uniform(0.6, 2.6)
        body.ellipse(centre[0] + radius * share * math.cos(turn), centre[1] + radius * share * math.sin(turn), size, size * 0.55,
                     chance.choice((hot.white, "#ffce52", "#ff9022")), opacity=0.4)  # fmt: skip
    _prominences(body, scene, centre, radius, hot)
    if described.mentions("planet"):
        _planets(body, scene, centre, radius)
    return [far, body]


def _corona(sheet: Sheet, scene: Scene, centre: Point, radius: float, *, rays: float) -> None:
    chance, hot = scene.chance("corona"), molten(scene)
    sheet.glow(*centre, radius * 2.1, hot.orange, 0.75)
    for step in range(44):
        turn = math.tau * (step + chance.uniform(-0.3, 0.3)) / 44
        long = radius * (1 + rays * chance.uniform(0.3, 1.0))
        ends = [(centre[0] + reach * math.cos(turn + lean), centre[1] + reach * math.sin(turn + lean))
                for reach, lean in ((radius * 0.95, -0.05), (long, 0.0), (radius * 0.95, 0.05))]  # fmt: skip
        sheet.polygon(ends, hot.yellow, opacity=0.3)


def _prominences(sheet: Sheet, scene: Scene, centre: Point, radius: float, hot: Molten) -> None:
    for turn, wide, high in ((-2.3, 0.16, 0.1), (-0.75, 0.2, 0.13), (-1.5, 0.12, 0.06), (2.4, 0.18, 0.1)):
        arc = [(centre[0] + radius * reach * math.cos(turn + lean), centre[1] + radius * reach * math.sin(turn + lean))
               for lean, reach in ((-wide, 0.99), (-wide * 0.8, 1 + high * 0.7), (0.0, 1 + high), (wide * 0.8, 1 + high * 0.7),
                                   (wide, 0.99))]  # fmt: skip
        for colour, width in ((hot.red, 2.0), (hot.orange, 1.2), (hot.yellow, 0.5)):
            sheet.line(arc, colour, width * scene.unit)


def _planets(sheet: Sheet, scene: Scene, centre: Point, radius: float) -> None:
    tones = ("#9a8f86", "#e3c48a", "#4f9bd6", "#c2603c", "#d8b48c", "#e2cf9a", "#9fd6d9", "#4a6fd0")
    sizes = (0.7, 1.1, 1.2, 0.9, 3.2, 2.6, 1.8, 1.7)
    span = scene.safe[2] - centre[0] - radius
    for index, (tone, size) in enumerate(zip(tones, sizes, strict=True)):
        reach = radius + max(span, 30 * scene.unit) * (index + 0.7) / 8.2
        sheet.ellipse(
            *centre, reach, reach * 0.34, "none", stroke="#ffffff", stroke_width=0.12 * scene.unit, opacity=0.3
        )
        turn = 0.25 + 0.9 * (index % 3 - 1) * (1 if index % 2 else -1)
        x, y = centre[0] + reach * math.cos(turn), centre[1] + reach * 0.34 * math.sin(turn)
        sheet.circle(x, y, size * scene.unit, tone)
        sheet.circle(
            x - size * 0.25 * scene.unit,
            y - size * 0.2 * scene.unit,
            size * 0.55 * scene.unit,
            mix(tone, "#ffffff", 0.35),
        )


def _galaxy(scene: Scene) -> list[Sheet]:
    """Return a spiral galaxy seen at an angle."""
    body, chance, unit = scene.sheet("body", 0.35), scene.chance("galaxy"), scene.unit
    x, y = _middle(scene)
    flat, reach = 0.5, 56 * unit
    body.glow(x, y, reach * 0.9, "#6f5bd0", 0.5)
    for arm in range(4):
        for _ in range(420):
            share = chance.random() ** 0.75
            turn = arm * math.tau / 4 + share * 4.6 + chance.gauss(0, 0.16 + 0.1 * share)
            radius = reach * share * (1 + chance.gauss(0, 0.05))
            px, py = x + radius * math.cos(turn), y + radius * flat * math.sin(turn)
            tone = chance.choice(("#bcd6ff", "#ffffff", "#ff9ecf", "#8fb4ff")) if share > 0.3 else "#ffe7b0"
            body.circle(
                px,
                py,
                unit * chance.uniform(0.12, 0.55) * (1.2 - 0.6 * share),
                tone,
                opacity=chance.uniform(0.35, 0.95),
            )
    body.glow(x, y, reach * 0.42, "#ffdf9a", 0.9)
    body.ellipse(x, y, 6 * unit, 4.2 * unit, "#fff8e0")
    return [body]


def _supernova(scene: Scene) -> list[Sheet]:
    """Return a star that bursts: a shell of gas, rays, and what flies away."""
    far, body = scene.sheet("far", 0.2), scene.sheet("body", 0.5)
    (x, y), unit, chance, hot = _middle(scene), scene.unit, scene.chance("nova"), molten(scene)
    far.glow(x, y, 95 * unit, "#ff5f6d", 0.5)
    for radius, colour, opacity in (
        (46, "#7a4bd0", 0.4),
        (38, "#e0487e", 0.45),
        (28, hot.orange, 0.55),
        (18, hot.yellow, 0.7),
    ):
        shape = [(x + unit * radius * chance.uniform(0.82, 1.18) * math.cos(math.tau * step / 26),
                  y + unit * radius * chance.uniform(0.82, 1.18) * math.sin(math.tau * step / 26)) for step in range(26)]  # fmt: skip
        far.blob(shape, colour, opacity=opacity)
    for step in range(40):
        turn = math.tau * (step + chance.uniform(-0.4, 0.4)) / 40
        long = unit * chance.uniform(26, 70)
        side = complex(math.cos(turn), math.sin(turn))
        body.polygon([(x - side.imag * unit * 0.5, y + side.real * unit * 0.5), (x + side.real * long, y + side.imag * long),
                      (x + side.imag * unit * 0.5, y - side.real * unit * 0.5)], hot.white, opacity=0.7)  # fmt: skip
    debris(body, scene, count=60)
    body.glow(x, y, 26 * unit, hot.white, 1.0)
    body.circle(x, y, 7 * unit, "#ffffff")
    return [far, body]


def debris(sheet: Sheet, scene: Scene, *, count: int) -> None:
    """Add glowing rocks that fly about."""
    chance, hot = scene.chance("debris"), molten(scene)
    for _ in range(count):
        x, y, size = scene.across(chance.random()), scene.down(chance.random()), scene.unit * chance.uniform(0.3, 1.6)
        shape = [(x + turn.real * size * chance.uniform(0.6, 1.2), y + turn.imag * size * chance.uniform(0.6, 1.2))
                 for turn in (complex(0, 1) ** (4 * step / 6) for step in range(6))]  # fmt: skip
        sheet.polygon(shape, mix("#4a3a3a", hot.orange, chance.uniform(0.0, 0.8)))


def _black_hole(scene: Scene) -> list[Sheet]:
    """Return a black disc, the ring of light around it, and the disc of gas that bends over and under it.

    The bent image of the disc follows Luminet (1979), "Image of a spherical black hole with thin accretion disk".
    """
    far, body = scene.sheet("far", 0.2), scene.sheet("body", 0.5)
    (x, y), unit, hot = _middle(scene), scene.unit, molten(scene)
    radius = 17 * unit
    far.glow(x, y, radius * 4, hot.orange, 0.5)
    for share, colour, width, opacity in ((1.62, hot.red, 5.0, 0.5), (1.45, hot.orange, 4.4, 0.7), (1.3, hot.yellow, 3.2, 0.9),
                                          (1.17, hot.white, 1.7, 1.0)):  # fmt: skip
        body.circle(x, y, radius * share, "none", stroke=colour, stroke_width=width * unit, opacity=opacity)
    body.circle(x, y, radius * 1.08, "#030308")
    for share, colour, opacity in (
        (3.0, hot.red, 0.55),
        (2.6, hot.orange, 0.75),
        (2.2, hot.yellow, 0.85),
        (1.75, hot.white, 0.95),
    ):
        wide, thin = radius * share, radius * 0.15 * share / 2.2
        path = (f"M{number(x - wide)},{number(y)}Q{number(x)},{number(y + thin * 4.2)} {number(x + wide)},{number(y)}"
                f"Q{number(x)},{number(y + thin * 1.6)} {number(x - wide)},{number(y)}Z")  # fmt: skip
        body.raw(element("path", d=path, fill=colour, opacity=opacity), y, y + thin * 3)
    return [far, body]


BODIES: Final[tuple[tuple[tuple[str, ...], Body], ...]] = (
    (
        ("black hole", "event horizon", "ring of light", "glowing orange ring", "black sphere", "around darkness"),
        _black_hole,
    ),
    (("galaxy", "milky way", "andromeda"), _galaxy),
    (("exploding star", "star exploding", "supernova", "exploding", "big bang"), _supernova),
    (("sun", "solar system"), _sun),
    (("earth",), _earth),
    (("moon", "lunar"), _moon),
)
"""Words -> what they show in space; the first line that fits counts."""
