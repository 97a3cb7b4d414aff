"""Grand rooms and shows: palaces, theatres, circuses, and the table top seen from above."""

from videogen_dagster.media.illustration import furniture as set_
from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.rooms import RoomLook, bare_wall, floor_sheet, wall_sheet
from videogen_dagster.media.illustration.scene import Scene
from videogen_dagster.media.illustration.sheet import Sheet
from videogen_dagster.media.illustration.svg import number


def palace(scene: Scene) -> list[Sheet]:
    """Return a hall of arches and columns with chandeliers and a carpet that leads to the far door."""
    unit = scene.unit
    look = RoomLook(wall="#d8c49a", floor="#b59a78", pattern="tiles")
    wall, floor = wall_sheet(scene, look), floor_sheet(scene, look)
    _arches(wall, scene)
    _carpet(floor, scene)
    columns = scene.sheet("columns", 0.6)
    for share, size in ((0.12, 1.0), (0.88, 1.0), (0.29, 0.72), (0.71, 0.72)):
        row = scene.horizon + (9 if size == 1.0 else 1) * unit
        _column(columns, scene, x=scene.across(share), row=row, width=11 * unit * size)
    for share, drop, size in (
        ((0.5, 0.26, 1.0),) if scene.calm or scene.tall else ((0.33, 0.2, 0.7), (0.67, 0.2, 0.7), (0.5, 0.3, 1.1))
    ):
        _chandelier(columns, scene, x=scene.across(share), drop=scene.down(drop), size=24 * unit * size)
    near = scene.sheet("near", 1.0)
    cloth = scene.hazed("#8c2f3a", 0.0)
    for side, edge in ((1, 0.0), (-1, scene.width)):
        wide = scene.safe[0] + 11 * unit
        points = [
            (edge, -9),
            (edge + side * wide * 1.5, -9),
            (edge + side * wide * 1.25, scene.down(0.32)),
            (edge + side * wide * 0.72, scene.down(0.56)),
            (edge, scene.down(0.64)),
        ]
        near.blob(
            points,
            near.horizontal(
                edge,
                edge + side * wide * 1.5,
                mix(cloth, scene.palette.near, 0.5),
                cloth,
                mix(cloth, scene.palette.near, 0.3),
                cloth,
            ),
        )
    return [bare_wall(scene, look), wall, floor, columns, near]


def _arches(sheet: Sheet, scene: Scene) -> None:
    unit, row = scene.unit, scene.horizon
    gold = scene.hazed("#d9a94f", 0.0)
    sheet.rect(0, scene.down(0.07), scene.width, 1.6 * unit, gold)
    sheet.rect(0, scene.down(0.07) + 2.6 * unit, scene.width, 0.7 * unit, gold)
    pitch, half = 33 * unit, 11.5 * unit
    count = round(scene.width / pitch / 2) + 1
    for index in range(-count, count + 1):
        x, top = scene.across(0.5) + index * pitch, scene.down(0.24)
        arch = f"M{number(x - half)},{number(row)}V{number(top + half)}A{number(half)},{number(half)} 0 0 1 {number(x + half)},{number(top + half)}V{number(row)}Z"
        fill = (
            sheet.vertical(top, row, scene.view.sky, scene.view.glow, scene.view.horizon)
            if index
            else scene.hazed("#6f3f35", 0.0)
        )
        sheet.raw(f'<path d="{arch}" fill="{fill}" stroke="{gold}" stroke-width="{number(1.4 * unit)}"/>', top, row)
        if index:
            for share in (-0.33, 0.33):
                sheet.rect(
                    x + share * half - 0.3 * unit,
                    top + half * 0.4,
                    0.6 * unit,
                    row - top - half * 0.4,
                    mix(gold, scene.palette.near, 0.2),
                )
            for level in (0.35, 0.6, 0.85):
                sheet.rect(
                    x - half, top + (row - top) * level, 2 * half, 0.6 * unit, mix(gold, scene.palette.near, 0.2)
                )
        else:
            sheet.rect(x - 0.3 * unit, top + unit, 0.6 * unit, row - top, mix(gold, scene.palette.near, 0.2))
            sheet.circle(x - 2 * unit, row - 18 * unit, 0.9 * unit, gold)
            sheet.circle(x + 2 * unit, row - 18 * unit, 0.9 * unit, gold)


def _carpet(sheet: Sheet, scene: Scene) -> None:
    x, top, unit = scene.across(0.5), scene.horizon, scene.unit
    red, gold = scene.hazed("#a8323a", 0.0), scene.hazed("#d9a94f", 0.0)
    for near, far, tone in (
        (46, 12, gold),
        (43, 11.2, red),
        (36, 9.4, gold),
        (35, 9.1, mix(red, scene.palette.near, 0.12)),
    ):
        sheet.polygon(
            [
                (x - far * unit, top),
                (x + far * unit, top),
                (x + near * unit, scene.height),
                (x - near * unit, scene.height),
            ],
            tone,
        )


def _column(sheet: Sheet, scene: Scene, *, x: float, row: float, width: float) -> None:
    marble, gold = scene.hazed("#efe4d0", 0.0), scene.hazed("#d9a94f", 0.0)
    set_.shadow(sheet, scene, x=x, row=row, width=width * 2.4)
    sheet.rect(x - width / 2, -9, width, row + 9, set_.shaded(sheet, scene, x - width / 2, x + width / 2, marble))
    for flute in (-0.3, -0.1, 0.1, 0.3):
        sheet.rect(x + flute * width - width * 0.03, -9, width * 0.06, row, scene.palette.near, opacity=0.12)
    for wide, low, high in ((1.5, 0, 0.5), (1.25, 0.5, 0.4)):
        sheet.rect(
            x - width * wide / 2,
            row - width * (low + high),
            width * wide,
            width * high,
            mix(marble, scene.palette.near, 0.1),
        )
    top = scene.down(0.06)
    sheet.rect(x - width * 0.62, top, width * 1.24, width * 0.3, gold)
    sheet.polygon(
        [
            (x - width * 0.95, top - width * 0.8),
            (x + width * 0.95, top - width * 0.8),
            (x + width * 0.58, top),
            (x - width * 0.58, top),
        ],
        mix(marble, gold, 0.25),
    )


def _chandelier(sheet: Sheet, scene: Scene, *, x: float, drop: float, size: float) -> None:
    gold, light = scene.hazed("#e0b45a", 0.0), scene.palette.light
    sheet.rect(x - size * 0.012, -9, size * 0.024, drop + 9, gold)
    sheet.glow(x, drop, size * 1.5, light, 0.6)
    for reach, level in ((0.5, 0.0), (0.3, -0.2)):
        arc = f"M{number(x - reach * size)},{number(drop + level * size)}Q{number(x)},{number(drop + (level + 0.34) * size)} {number(x + reach * size)},{number(drop + level * size)}"
        sheet.raw(
            f'<path d="{arc}" fill="none" stroke="{gold}" stroke-width="{number(size * 0.03)}"/>',
            drop - size * 0.3,
            drop + size * 0.4,
        )
        for share in (-1.0, -0.5, 0.0, 0.5, 1.0):
            px = x + share * reach * size
            py = drop + (level + 0.17 * (1 - share * share)) * size
            sheet.rect(px - size * 0.018, py - size * 0.12, size * 0.036, size * 0.12, mix(gold, "#fff6e6", 0.7))
            sheet.ellipse(px, py - size * 0.16, size * 0.025, size * 0.05, mix(light, "#ffffff", 0.5))
    for share in (-0.2, 0.0, 0.2):
        sheet.circle(x + share * size, drop + size * (0.26 - abs(share) * 0.3), size * 0.03, mix(light, "#ffffff", 0.3))
