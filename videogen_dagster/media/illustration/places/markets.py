"""Markets."""

from videogen_dagster.media.illustration.buildings import awning, shop_front
from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.scene import Scene
from videogen_dagster.media.illustration.sheet import Sheet

GOODS = ("#d8452f", "#e8912d", "#f0c53a", "#6fa03c", "#8c3f6b", "#c9643f")


def market(scene: Scene) -> list[Sheet]:
    """Return market stalls full of goods under awnings, bunting above them."""
    unit = scene.unit
    far, chance = scene.sheet("far", 0.2), scene.chance("market")
    x = -6 * unit
    while x < scene.width:
        wide = chance.uniform(20, 30) * unit
        shop_front(
            far, scene, chance, foot=(x, scene.horizon + 5 * unit), width=wide, height=chance.uniform(30, 46) * unit
        )
        x += wide
    far.rect(0, 0, scene.width, scene.horizon + 5 * unit, scene.palette.horizon, opacity=0.28)
    ground = scene.sheet("ground", 0.45)
    stone, top = scene.hazed("#b9a288", 0.08), scene.horizon + 4 * unit
    ground.rect(
        0,
        top,
        scene.width,
        scene.height,
        ground.vertical(
            top, scene.height, mix(stone, scene.palette.horizon, 0.35), stone, mix(stone, scene.palette.near, 0.35)
        ),
    )
    stalls = scene.sheet("stalls", 0.6)
    count = max(2, round(scene.width / (52 * unit)))
    for index in range(count + 1):
        if not (scene.calm and 0.3 < index / count < 0.7):
            _stall(stalls, scene, x=scene.width * index / count, row=scene.horizon + 20 * unit, size=40 * unit)
    near = scene.sheet("near", 0.95)
    _bunting(near, scene)
    return [far, ground, stalls, near]


def _stall(sheet: Sheet, scene: Scene, *, x: float, row: float, size: float) -> None:
    chance = scene.chance(f"stall{x:.0f}")
    wood = scene.hazed("#8a5f3c", 0.0)
    for side in (-1, 1):
        sheet.rect(
            x + side * size * 0.46 - size * 0.015,
            row - size * 0.82,
            size * 0.03,
            size * 0.82,
            mix(wood, scene.palette.near, 0.3),
        )
    if scene.dark:
        sheet.glow(x, row - size * 0.5, size * 0.6, scene.lamp, 0.5)
    sheet.rect(
        x - size * 0.48,
        row - size * 0.34,
        size * 0.96,
        size * 0.34,
        sheet.vertical(row - size * 0.34, row, wood, mix(wood, scene.palette.near, 0.4)),
    )
    for plank in range(1, 5):
        sheet.rect(
            x - size * 0.48,
            row - size * 0.34 + plank * size * 0.068,
            size * 0.96,
            size * 0.008,
            scene.palette.near,
            opacity=0.3,
        )
    _crates(sheet, scene, x=x, row=row, size=size)
    awning(
        sheet,
        scene,
        box=(x - size * 0.54, row - size * 0.92, size * 1.08, size * 0.2),
        colour=scene.hazed(chance.choice(("#c8453b", "#2f7a78", "#e0a030", "#6b4a8c")), 0.0),
    )


def _crates(sheet: Sheet, scene: Scene, *, x: float, row: float, size: float) -> None:
    chance, wood = scene.chance(f"crates{x:.0f}"), scene.hazed("#8a5f3c", 0.0)
    for crate in range(4):
        left, tone = x - size * (0.44 - 0.225 * crate), scene.hazed(GOODS[chance.randrange(len(GOODS))], 0.0)
        for index in range(9):
            cx, cy = (
                left + size * (0.03 + 0.035 * (index % 5) + 0.017 * (index // 5)),
                row - size * (0.37 + 0.03 * (index // 5)),
            )
            sheet.circle(cx, cy, size * 0.026, tone)
            sheet.circle(cx - size * 0.007, cy - size * 0.009, size * 0.009, mix(tone, "#ffffff", 0.5))
        sheet.rect(left, row - size * 0.36, size * 0.21, size * 0.06, mix(wood, "#f0d8a8", 0.25))


def _bunting(sheet: Sheet, scene: Scene) -> None:
    chance, unit = scene.chance("bunting"), scene.unit
    for start, sag in ((scene.down(0.03), 9), (scene.down(0.12), 12)):
        points = [
            (scene.width * share / 20, start + sag * unit * (1 - (2 * share / 20 - 1) ** 2)) for share in range(-1, 22)
        ]
        sheet.line(points, scene.hazed("#4a3f3a", 0.0), 0.25 * unit)
        for x, y in points:
            colour = scene.hazed(chance.choice(("#d8452f", "#e8a52d", "#2f8f8a", "#c25a8c", "#4a6fae")), 0.0)
            sheet.polygon([(x - 2 * unit, y), (x + 2 * unit, y), (x, y + 4.6 * unit)], colour)
