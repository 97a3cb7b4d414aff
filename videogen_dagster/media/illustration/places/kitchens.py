"""Kitchens, tiled or rustic."""

from videogen_dagster.media.illustration import fittings
from videogen_dagster.media.illustration import furniture as set_
from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.pen import Pen
from videogen_dagster.media.illustration.places.homes import window_box
from videogen_dagster.media.illustration.rooms import (
    RoomLook,
    bare_wall,
    floor_sheet,
    pendant,
    wall_sheet,
    window,
)
from videogen_dagster.media.illustration.scene import Scene
from videogen_dagster.media.illustration.sheet import Sheet
from videogen_dagster.media.illustration.svg import group, number
from videogen_dagster.media.illustration.things import lantern

RUSTIC = ("rustic", "trattoria", "tandoor", "ramen-ya", "farmhouse", "cottage", "clay")


def kitchen(scene: Scene) -> list[Sheet]:
    """Return a kitchen: counters, a stove under its hood, a rail of pans, shelves, a window."""
    unit, rustic = scene.unit, scene.description.mentions(*RUSTIC)
    look, front, top = _kitchen_look(scene, rustic=rustic)
    wall, floor = wall_sheet(scene, look), floor_sheet(scene, look)
    box = window_box(scene, 0.24, width=32, height=30)
    window(wall, scene, box, frosted=scene.description.mentions("frosted"))
    _pan_rail(wall, scene, x=scene.across(0.5 if scene.tall else 0.49), row=scene.horizon - 47 * unit)
    _jar_shelves(wall, scene, x=scene.across(0.9), top=scene.horizon - 62 * unit)
    row, high = scene.horizon + 9 * unit, 30 * unit
    set_.counter(
        floor,
        scene,
        x=scene.across(0.5),
        row=row,
        width=scene.width * 1.02,
        height=high,
        colour=front,
        top=top,
    )
    stove_x = scene.across(0.68)
    if rustic:
        _brick_oven(floor, scene, x=stove_x, row=row, size=50 * unit)
    else:
        _stove(floor, scene, x=stove_x, row=row, size=30 * unit)
    _worktop_things(floor, scene, row=row - high * 1.04)
    floor.leave_room(scene.across(0.3) + 14 * unit, stove_x - (28 if rustic else 18) * unit, row - high * 1.03)
    floor.leave_room(stove_x + (28 if rustic else 18) * unit, scene.across(0.93) - 7 * unit, row - high * 1.03)
    if scene.description.mentions("table") and not scene.peopled:
        set_.table(
            floor, scene, x=scene.across(0.4), row=scene.down(0.97), width=66 * unit, height=24 * unit, colour="#9a6f46"
        )
    if scene.description.mentions("lantern"):
        _hanging_lantern(floor, scene, x=scene.across(0.5), row=scene.down(0.56), size=17 * unit)
    for share in _pendants(scene):
        pendant(
            floor,
            scene,
            x=scene.across(share),
            drop=scene.down(0.2),
            size=13 * unit,
            colour="#c9793f" if rustic else "#2f3f46",
        )
    # From nearer, what stands at the edge would be cut off by the frame.
    near = [_island(scene)] if scene.description.framing == "wide" and scene.wide else []
    return [bare_wall(scene, look), wall, floor, *near]


def _pendants(scene: Scene) -> tuple[float, ...]:
    """Return where lamps hang: none where the prompt hangs up a lantern."""
    if scene.description.mentions("lantern"):
        return ()
    return (0.35,) if scene.tall else (0.2, 0.45)


def _hanging_lantern(sheet: Sheet, scene: Scene, *, x: float, row: float, size: float) -> None:
    """Add a lit lantern on a chain from the ceiling, its foot on `row`."""
    sheet.rect(x - 0.2 * scene.unit, 0, 0.4 * scene.unit, row - size * 0.9, scene.palette.near)
    sheet.glow(x, row - size * 0.4, size * 3.4, scene.lamp, 0.55)
    place = f"translate({number(x)} {number(row)}) scale({number(size / 40)})"
    sheet.raw(group(lantern(Pen(scene.palette)), transform=place), row - size * 2, row + size)


def _kitchen_look(scene: Scene, *, rustic: bool) -> tuple[RoomLook, str, str]:
    """Return the room, and the colours of cabinets and worktop."""
    pale = scene.description.mentions(
        "scandinavian", "minimalist", "modern", "test kitchen", "stainless", "stainless-steel"
    )
    look = RoomLook(
        wall="#d9b48a" if rustic else "#d5e0e2" if pale else "#e2d6bc",
        floor="#b5663f" if rustic else "#b3aca0",
        pattern="tiles",
        tiled=not rustic,
    )
    front = (
        "#7a4f33"
        if rustic
        else "#c3cdd2"
        if pale
        else scene.chance("kitchen").choice(("#4f7a78", "#c9d2c4", "#3f5a73"))
    )
    return look, front, "#efe7d8" if not pale else "#d9dfe2"


def _pan_rail(sheet: Sheet, scene: Scene, *, x: float, row: float) -> None:
    unit = scene.unit
    copper = scene.hazed(
        "#c27a48" if not scene.description.mentions("stainless", "stainless-steel") else "#a9b3b8", 0.0
    )
    sheet.rect(x - 24 * unit, row, 48 * unit, 0.8 * unit, scene.hazed("#4a4a50", 0.0))
    for index, radius in enumerate((3.2, 4.2, 3.0, 4.8, 3.6)):
        px = x + (index - 2) * 10 * unit
        sheet.rect(px - 0.4 * unit, row, 0.8 * unit, 8 * unit, mix(copper, scene.palette.near, 0.45))
        sheet.circle(
            px,
            row + (8 + radius) * unit,
            radius * unit,
            set_.shaded(sheet, scene, px - radius * unit, px + radius * unit, copper),
        )
        sheet.circle(px, row + (8 + radius) * unit, radius * 0.72 * unit, mix(copper, scene.palette.light, 0.25))


def _jar_shelves(sheet: Sheet, scene: Scene, *, x: float, top: float) -> None:
    unit = scene.unit
    for level in (0, 1, 2):
        row = top + level * 14 * unit
        fittings.bottles(sheet, scene, left=x - 16 * unit, floor=row, width=31 * unit, height=9.5 * unit)
        sheet.rect(x - 18 * unit, row, 36 * unit, 1.3 * unit, scene.hazed("#8a6242", 0.0))


def _stove(sheet: Sheet, scene: Scene, *, x: float, row: float, size: float) -> None:
    steel, dark, unit = scene.hazed("#aeb6bb", 0.0), scene.hazed("#2c2e35", 0.0), scene.unit
    sheet.rect(
        x - size / 2, row - size * 1.05, size, size * 1.05, set_.shaded(sheet, scene, x - size / 2, x + size / 2, steel)
    )
    sheet.rect(x - size * 0.4, row - size * 0.68, size * 0.8, size * 0.5, dark, rx=size * 0.03)
    sheet.glow(x, row - size * 0.42, size * 0.4, "#ff9a3c", 0.45)
    for knob in range(5):
        sheet.circle(x + (knob - 2) * size * 0.17, row - size * 0.85, size * 0.04, dark)
    sheet.rect(x - size * 0.52, row - size * 1.1, size * 1.04, size * 0.06, dark)
    pot = scene.hazed("#c2553f", 0.0)
    sheet.rect(
        x - size * 0.36,
        row - size * 1.4,
        size * 0.34,
        size * 0.3,
        set_.shaded(sheet, scene, x - size * 0.36, x - size * 0.02, pot),
        rx=size * 0.03,
    )
    sheet.rect(
        x - size * 0.39, row - size * 1.42, size * 0.4, size * 0.05, mix(pot, scene.palette.near, 0.3), rx=size * 0.02
    )
    sheet.rect(x + size * 0.1, row - size * 1.24, size * 0.3, size * 0.13, dark, rx=size * 0.03)
    for lift, sway in ((1.6, 0.03), (1.85, -0.04), (2.08, 0.03)):
        sheet.ellipse(x - size * (0.19 - sway), row - size * lift, size * 0.1, size * 0.12, "#ffffff", opacity=0.2)
    hood = scene.horizon - 60 * unit
    sheet.polygon(
        [
            (x - size * 0.14, 0),
            (x + size * 0.14, 0),
            (x + size * 0.16, hood),
            (x + size * 0.62, hood + size * 0.34),
            (x - size * 0.62, hood + size * 0.34),
            (x - size * 0.16, hood),
        ],
        set_.shaded(sheet, scene, x - size * 0.6, x + size * 0.6, steel),
    )
    sheet.rect(x - size * 0.63, hood + size * 0.32, size * 1.26, size * 0.07, mix(steel, scene.palette.near, 0.35))


def _brick_oven(sheet: Sheet, scene: Scene, *, x: float, row: float, size: float) -> None:
    brick = scene.hazed("#a8573c", 0.0)
    dome = f"M{x - size * 0.5:.2f},{row:.2f}V{row - size * 0.75:.2f}A{size * 0.5:.2f},{size * 0.5:.2f} 0 0 1 {x + size * 0.5:.2f},{row - size * 0.75:.2f}V{row:.2f}Z"
    sheet.raw(
        f'<path d="{dome}" fill="{set_.shaded(sheet, scene, x - size / 2, x + size / 2, brick)}"/>',
        row - size * 1.3,
        row,
    )
    for level in range(9):
        y = row - size * (0.06 + 0.085 * level)
        for column in range(6):
            left = x - size * 0.47 + size * 0.16 * column + (level % 2) * size * 0.06
            sheet.rect(left, y, size * 0.13, size * 0.06, mix(brick, scene.palette.light, 0.12), opacity=0.5)
    mouth = f"M{x - size * 0.28:.2f},{row - size * 0.5:.2f}A{size * 0.28:.2f},{size * 0.3:.2f} 0 0 1 {x + size * 0.28:.2f},{row - size * 0.5:.2f}Z"
    sheet.raw(
        f'<path d="{mouth}" fill="#2a1512" stroke="{mix(brick, "#f0d8b0", 0.5)}" stroke-width="{size * 0.04:.2f}"/>',
        row - size,
        row,
    )
    sheet.glow(x, row - size * 0.55, size * 0.8, "#ff9a3c", 0.7)
    for dx, wide, high, tone in (
        (-0.1, 0.09, 0.19, "#f2702a"),
        (0.08, 0.08, 0.22, "#f58a2e"),
        (0.0, 0.06, 0.15, "#ffd977"),
    ):
        foot = x + dx * size
        sheet.blob(
            [
                (foot - wide * size, row - size * 0.51),
                (foot - wide * size * 0.5, row - size * (0.5 + high * 0.6)),
                (foot, row - size * (0.5 + high)),
                (foot + wide * size, row - size * 0.51),
            ],
            tone,
        )


def _worktop_things(sheet: Sheet, scene: Scene, *, row: float) -> None:
    unit = scene.unit
    fittings.bottles(sheet, scene, left=scene.across(0.03), floor=row, width=13 * unit, height=13 * unit)
    x = scene.across(0.3)
    if not scene.calm:
        sheet.rect(x - 12 * unit, row - 1.2 * unit, 24 * unit, 1.4 * unit, scene.hazed("#b5824f", 0.0), rx=0.5 * unit)
        for dx, tone, size in ((-7, "#d8452f", 2.1), (-3, "#e8a52d", 2.3), (1, "#6fa03c", 1.9), (6, "#d8452f", 2.0)):
            sheet.circle(x + dx * unit, row - (1.0 + size) * unit, size * unit, scene.hazed(tone, 0.0))
            sheet.circle(x + (dx - 0.6) * unit, row - (1.6 + size) * unit, size * 0.3 * unit, "#ffffff", opacity=0.4)
    fittings.pot_plant_sill(sheet, scene, x=scene.across(0.93), row=row, size=9 * unit)


def _island(scene: Scene) -> Sheet:
    """Return the end of a kitchen island close to the camera, with a bowl of fruit on it."""
    near, unit = scene.sheet("near", 1.0), scene.unit
    row, right = scene.down(0.9), scene.across(0.0) + 38 * unit
    wood = scene.hazed("#8f6540", 0.0)
    light, dark = mix(wood, scene.palette.light, 0.16), mix(wood, scene.palette.near, 0.4)
    near.rect(-9, row, right + 6 * unit, scene.height - row + 9, near.vertical(row, scene.height, wood, dark))
    near.polygon([(-9, row - 4 * unit), (right - 5 * unit, row - 4 * unit), (right, row), (-9, row)], light)
    near.rect(-9, row, right + 9, 1.6 * unit, mix(wood, scene.palette.near, 0.2))
    x, foot = scene.across(0.0) + 17 * unit, row - 1.2 * unit
    near.ellipse(x, foot, 9 * unit, 1.2 * unit, scene.palette.near, opacity=0.25)
    for dx, tone in ((-5.2, "#e8912d"), (0.0, "#d8452f"), (4.8, "#e8c22d")):
        near.circle(x + dx * unit, foot - 8.2 * unit, 3.4 * unit, scene.hazed(tone, 0.0))
        near.circle(x + (dx - 1) * unit, foot - 9.4 * unit, 0.7 * unit, "#ffffff", opacity=0.4)
    bowl = scene.hazed("#e8dfd0", 0.0)
    outline = f"M{x - 10 * unit:.2f},{foot - 7.6 * unit:.2f}h{20 * unit:.2f}C{x + 9 * unit:.2f},{foot - 2 * unit:.2f} {x + 5 * unit:.2f},{foot:.2f} {x + 4 * unit:.2f},{foot:.2f}h{-8 * unit:.2f}C{x - 5 * unit:.2f},{foot:.2f} {x - 9 * unit:.2f},{foot - 2 * unit:.2f} {x - 10 * unit:.2f},{foot - 7.6 * unit:.2f}Z"
    paint = set_.shaded(near, scene, x - 10 * unit, x + 10 * unit, bowl)
    near.raw(f'<path d="{outline}" fill="{paint}"/>', foot - 8 * unit, foot)
    return near
