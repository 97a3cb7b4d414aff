"""The sea from below."""

from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.scene import Scene
from videogen_dagster.media.illustration.sheet import CLEAR, Sheet
from videogen_dagster.media.illustration.terrain import ridge


def underwater(scene: Scene) -> list[Sheet]:
    """Return the sea from below: shafts of light, reefs, kelp, bubbles."""
    unit, palette = scene.unit, scene.palette
    bright = mix("#4fd0d8", palette.glow, 0.25)
    deep = mix("#0b3a63", palette.near, 0.35)
    water_sheet = scene.sheet("sky", 0.0)
    water_sheet.rect(
        0,
        0,
        scene.width,
        scene.height,
        water_sheet.vertical(0, scene.height, mix(bright, "#ffffff", 0.35), bright, mix(bright, deep, 0.65), deep),
    )
    chance = scene.chance("shafts")
    for index in range(7):
        x = scene.width * (index + chance.random()) / 7
        wide = unit * chance.uniform(4, 11)
        shaft = water_sheet.vertical(0, scene.down(0.85), ("#ffffff", 0.28), ("#ffffff", 0.0))
        water_sheet.polygon(
            [(x, 0), (x + wide, 0), (x + wide * 2.6 - 24 * unit, scene.down(0.85)), (x - 30 * unit, scene.down(0.85))],
            shaft,
        )
    sheets = [water_sheet]
    for index, (row, height, haze) in enumerate(((0.82, 26, 0.72), (0.9, 18, 0.45), (0.97, 8, 0.15))):
        sheet = scene.sheet(f"reef{index}", 0.2 + 0.2 * index)
        colour = mix(deep, bright, 0.55 * haze + 0.05)
        sheet.hill(
            ridge(scene, scene.chance(f"reef{index}"), row=scene.down(row), height=height * unit, waves=1.8),
            scene.height,
            sheet.vertical(scene.down(row) - height * unit, scene.height, mix(colour, bright, 0.22), colour),
        )
        _corals(sheet, scene, row=scene.down(row) - height * 0.2 * unit, haze=haze, tone=(bright, deep))
        sheets.append(sheet)
    near = scene.sheet("near", 1.0)
    _kelp(near, scene, mix(deep, "#0a2a30", 0.4))
    return [*sheets, near]


def _corals(sheet: Sheet, scene: Scene, *, row: float, haze: float, tone: tuple[str, str]) -> None:
    chance, unit = scene.chance(f"coral{row:.0f}"), scene.unit
    for _ in range(round(7 * scene.width / (100 * unit))):
        x, size = chance.random() * scene.width, unit * chance.uniform(5, 12) * (1.3 - haze)
        colour = mix(
            mix(chance.choice(("#ef6f6c", "#f2a65a", "#c77dc9", "#f7d36b", "#e85d8e")), tone[1], 0.25),
            tone[0],
            haze * 0.75,
        )
        for branch in range(-2, 3):
            tip = (x + branch * size * 0.28, row - size * (1.1 - 0.12 * branch * branch))
            sheet.line([(x, row + size * 0.5), (x + branch * size * 0.16, row - size * 0.2), tip], colour, size * 0.13)
            sheet.circle(*tip, size * 0.1, mix(colour, "#ffffff", 0.25))


def _kelp(sheet: Sheet, scene: Scene, colour: str) -> None:
    chance, unit = scene.chance("kelp"), scene.unit
    for share in (0.02, 0.06, 0.11, 0.88, 0.93, 0.985):
        x, height = scene.across(share), unit * chance.uniform(34, 70)
        points = [(x + unit * 2.4 * (1 if step % 2 else -1), scene.height - height * step / 7) for step in range(8)]
        sheet.line(points, colour, 1.3 * unit)
        for step, (px, py) in enumerate(points[1:]):
            side = 1 if step % 2 else -1
            sheet.blob(
                [
                    (px, py),
                    (px + side * 3 * unit, py - 3.4 * unit),
                    (px + side * 7 * unit, py - 3 * unit),
                    (px + side * 3.4 * unit, py),
                ],
                colour,
            )
    for _ in range(26):
        x, y = chance.random() * scene.width, chance.random() * scene.height
        sheet.circle(
            x, y, unit * chance.uniform(0.3, 1.1), CLEAR, stroke="#ffffff", stroke_width=0.18 * unit, opacity=0.5
        )
