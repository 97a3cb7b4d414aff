"""Circuses and stages."""

from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.places.wild import meadow_colour
from videogen_dagster.media.illustration.plants import grass
from videogen_dagster.media.illustration.rooms import RoomLook, bare_wall, floor_sheet, wall_sheet
from videogen_dagster.media.illustration.scene import Scene
from videogen_dagster.media.illustration.sheet import Sheet
from videogen_dagster.media.illustration.svg import number
from videogen_dagster.media.illustration.terrain import hills


def stage(scene: Scene) -> list[Sheet]:
    """Return a theatre stage: curtains, boards, beams of light."""
    unit = scene.unit
    look = RoomLook(wall="#3f2f4f", floor="#9a6a42")
    wall, floor = wall_sheet(scene, look), floor_sheet(scene, look)
    for share, lean in ((0.24, 0.1), (0.5, 0.0), (0.76, -0.1)):
        x, foot = scene.across(share), scene.across(share + lean)
        beam = floor.vertical(0, scene.horizon + 14 * unit, (scene.palette.light, 0.42), (scene.palette.light, 0.05))
        floor.polygon(
            [
                (x - 2 * unit, 0),
                (x + 2 * unit, 0),
                (foot + 17 * unit, scene.horizon + 14 * unit),
                (foot - 17 * unit, scene.horizon + 14 * unit),
            ],
            beam,
        )
        floor.ellipse(foot, scene.horizon + 14 * unit, 18 * unit, 4.4 * unit, scene.palette.light, opacity=0.4)
    near = scene.sheet("near", 0.95)
    _stage_curtain(near, scene)
    return [bare_wall(scene, look), wall, floor, near]


def _stage_curtain(sheet: Sheet, scene: Scene) -> None:
    red, unit = scene.hazed("#a8242f", 0.0), scene.unit
    dark = mix(red, scene.palette.near, 0.5)
    wide = scene.safe[0] + 0.13 * (scene.safe[2] - scene.safe[0])
    for left in (-9.0, scene.width - wide + 9):
        sheet.rect(
            left, 0, wide, scene.down(0.9), sheet.horizontal(left, left + wide, red, dark, red, dark, red, dark, red)
        )
    swags = max(3, round(scene.width / (40 * unit)))
    for index in range(swags):
        x0, x1 = scene.width * index / swags, scene.width * (index + 1) / swags
        low = scene.down(0.14)
        sheet.raw(
            f'<path d="M{number(x0)},-9V{number(low * 0.62)}Q{number((x0 + x1) / 2)},{number(low * 1.5)} {number(x1)},{number(low * 0.62)}V-9Z" '
            f'fill="{sheet.vertical(0, low * 1.2, dark, red, dark)}" stroke="{scene.hazed("#d9a94f", 0.0)}" stroke-width="{number(0.8 * unit)}"/>',
            0,
            low * 1.3,
        )


def circus(scene: Scene) -> list[Sheet]:
    """Return a fairground: the big top, a wheel, booths, strings of lamps."""
    unit, green = scene.unit, meadow_colour(scene)
    far = hills(
        scene,
        "far",
        0.15,
        row=scene.horizon + unit,
        height=7 * unit,
        colour=scene.hazed(mix(green, "#5f7f8a", 0.4), 0.5),
        haze=0.4,
    )
    _wheel(far, scene, x=scene.across(0.82), row=scene.horizon + 3 * unit, radius=21 * unit)
    tent = scene.sheet("tent", 0.45)
    x = scene.across(0.4 if not scene.calm else 0.3)
    _big_top(tent, scene, x=x, row=scene.horizon + 9 * unit, size=78 * unit)
    _small_tent(tent, scene, x=scene.across(0.93), row=scene.horizon + 10 * unit, size=26 * unit, colour="#2f7a8a")
    ground = scene.sheet("ground", 0.6)
    top, grassy = scene.horizon + 8 * unit, scene.hazed(mix(green, "#b59a5f", 0.3), 0.04)
    _trodden_ground(ground, scene, x=x, top=top, grassy=grassy)
    near = scene.sheet("near", 0.95)
    _fair_lamps(near, scene)
    grass(near, scene, row=scene.height, height=8 * unit, colour=mix(grassy, scene.palette.near, 0.4))
    return [far, tent, ground, near]


def _trodden_ground(ground: Sheet, scene: Scene, *, x: float, top: float, grassy: str) -> None:
    unit = scene.unit
    ground.hill(
        [(-9, top + unit), (scene.width * 0.5, top), (scene.width + 9, top + unit)],
        scene.height,
        ground.vertical(
            top,
            scene.height,
            mix(grassy, scene.lamp if scene.dark else scene.palette.light, 0.22),
            mix(grassy, scene.palette.near, 0.35),
        ),
    )
    ground.polygon(
        [
            (x - 5 * unit, top + unit),
            (x + 5 * unit, top + unit),
            (scene.across(0.78), scene.height),
            (scene.across(0.22), scene.height),
        ],
        scene.hazed("#d9bd8c", 0.04),
        opacity=0.8,
    )
    if scene.dark:
        ground.glow(x, top + 10 * unit, 70 * unit, scene.lamp, 0.3)


def _fair_lamps(near: Sheet, scene: Scene) -> None:
    unit = scene.unit
    for start, sag in ((scene.down(0.02), 8), (scene.down(0.09), 12)):
        points = [(scene.width * step / 18, start + sag * unit * (1 - (step / 9 - 1) ** 2)) for step in range(-1, 20)]
        near.line(points, scene.hazed("#2a2630", 0.0), 0.25 * unit)
        for index, (px, py) in enumerate(points):
            tone = ("#ffd977", "#ff7a6b", "#7ad6c8", "#ffb35c")[index % 4]
            if scene.dark:
                near.glow(px, py + 1.2 * unit, 4 * unit, tone, 0.6)
            near.circle(px, py + 1.2 * unit, 0.9 * unit, mix(tone, "#ffffff", 0.3))


def _lamplit(scene: Scene, colour: str) -> str:
    """Return a colour of the fair, which has its own light by night."""
    own = mix(colour, mix(scene.lamp, colour, 0.6), 0.3)
    return mix(scene.hazed(colour, 0.06), own, 0.62 if scene.dark else 0.0)


def _big_top(sheet: Sheet, scene: Scene, *, x: float, row: float, size: float) -> None:
    red, cream = _lamplit(scene, "#c8363a"), _lamplit(scene, "#f6e6c4")
    if scene.dark:
        sheet.glow(x, row - size * 0.3, size * 0.75, scene.lamp, 0.5)
    top, eave = row - size * 0.78, row - size * 0.36
    count = 12
    for index in range(count):
        low, high = index / count * 2 - 1, (index + 1) / count * 2 - 1
        tone = red if index % 2 == 0 else cream
        shade = mix(tone, scene.palette.near, 0.12 + 0.24 * abs(low + high) / 2)
        sheet.polygon([(x, top), (x + size * 0.56 * low, eave), (x + size * 0.56 * high, eave)], shade)
        sheet.rect(
            x + size * 0.5 * low,
            eave,
            size * 0.5 * (high - low) + 0.6,
            row - eave,
            mix(shade, scene.palette.near, 0.12),
        )
    pitch = size * 1.12 / count
    for index in range(count):
        sheet.circle(
            x - size * 0.56 + pitch * (index + 0.5),
            eave,
            pitch * 0.5,
            cream if index % 2 else mix(red, "#d9a94f", 0.75),
        )
    gap = scene.lamp if scene.dark else mix(red, scene.palette.near, 0.7)
    sheet.polygon([(x, eave + size * 0.02), (x + size * 0.09, row), (x - size * 0.09, row)], gap)
    sheet.rect(x - size * 0.006, top - size * 0.12, size * 0.012, size * 0.13, scene.hazed("#5a4436", 0.0))
    sheet.polygon(
        [(x, top - size * 0.12), (x + size * 0.12, top - size * 0.09), (x, top - size * 0.05)], scene.palette.accent
    )


def _small_tent(sheet: Sheet, scene: Scene, *, x: float, row: float, size: float, colour: str) -> None:
    cloth, cream = _lamplit(scene, colour), _lamplit(scene, "#f6e6c4")
    for index in range(6):
        low, high = index / 3 - 1, (index + 1) / 3 - 1
        tone = cloth if index % 2 else cream
        sheet.polygon(
            [(x, row - size), (x + size * 0.5 * low, row - size * 0.5), (x + size * 0.5 * high, row - size * 0.5)], tone
        )
        sheet.rect(
            x + size * 0.44 * low,
            row - size * 0.5,
            size * 0.44 / 3 + 0.6,
            size * 0.5,
            mix(tone, scene.palette.near, 0.18),
        )


def _wheel(sheet: Sheet, scene: Scene, *, x: float, row: float, radius: float) -> None:
    steel, unit = scene.hazed("#6a6f86", 0.3), scene.unit
    y = row - radius * 1.2
    for side in (-1, 1):
        sheet.line([(x, y), (x + side * radius * 0.55, row)], steel, 0.9 * unit)
    for share in (1.0, 0.9):
        sheet.circle(x, y, radius * share, "none", stroke=steel, stroke_width=0.5 * unit)
    for index in range(12):
        turn = complex(0, 1) ** (4 * index / 12)
        tip = (x + radius * turn.real, y + radius * turn.imag)
        sheet.line([(x, y), tip], steel, 0.3 * unit)
        tone = scene.hazed(("#e0574a", "#f0b44a", "#4fa8b0", "#b56fc4")[index % 4], 0.2)
        if scene.dark:
            sheet.glow(*tip, 3.2 * unit, ("#ff7a6b", "#ffd977", "#7ad6e8", "#e09bff")[index % 4], 0.6)
        sheet.rect(tip[0] - 1.5 * unit, tip[1], 3 * unit, 2.6 * unit, tone, rx=unit)
    sheet.circle(x, y, 1.6 * unit, steel)
