"""The shell of a room seen from the front: walls, floor, windows with a view, doors, light."""

from dataclasses import dataclass

from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.outlooks import Box, has_portholes, portholes, view
from videogen_dagster.media.illustration.scene import FLAT_STYLES, Scene
from videogen_dagster.media.illustration.sheet import Sheet


@dataclass(frozen=True, slots=True)
class RoomLook:
    """Materials of a room.

    Attributes:
        wall: Colour of the wall in white light.
        floor: Colour of the floor in white light.
        pattern: `boards`, `tiles` or `carpet`.
        dado: Colour of the lower part of the wall, or None.
        tiled: Whether the wall is tiled.
    """

    wall: str
    floor: str
    pattern: str = "boards"
    dado: str | None = None
    tiled: bool = False


def bare_wall(scene: Scene, look: RoomLook) -> Sheet:
    """Return the opaque wall in the light of the room, without anything on it."""
    sheet = scene.sheet("wall", 0.0, soft=scene.style not in FLAT_STYLES)
    palette, foot = scene.palette, scene.horizon
    colour = scene.hazed(look.wall, 0.0)
    dim = mix(colour, palette.near, 0.34)
    sheet.rect(0, foot - 1, scene.width, scene.height, colour)
    sheet.rect(
        0,
        0,
        scene.width,
        foot,
        sheet.vertical(0, foot, dim, colour, mix(colour, palette.light, 0.08), mix(colour, palette.near, 0.12)),
    )
    if not sheet.flat:
        bright = sheet.radial(
            scene.sun[0],
            scene.down(0.3),
            scene.width * 0.6,
            (palette.light, 0.3),
            (palette.light, 0.08),
            (palette.light, 0.0),
        )
        sheet.rect(0, 0, scene.width, foot, bright)
    return sheet


def wall_sheet(scene: Scene, look: RoomLook) -> Sheet:
    """Return what is fixed to the wall: tiles or panels and the skirting board; pictures and windows are added to it."""
    sheet = scene.sheet("fittings", 0.0)
    unit, palette, foot = scene.unit, scene.palette, scene.horizon
    colour = scene.hazed(look.wall, 0.0)
    if look.tiled:
        _wall_tiles(sheet, scene, colour)
    if look.dado:
        _dado(sheet, scene, scene.hazed(look.dado, 0.0))
    sheet.rect(0, foot - 2.6 * unit, scene.width, 2.6 * unit, mix(scene.hazed("#f4ede0", 0.0), colour, 0.25))
    sheet.rect(0, foot - 3.0 * unit, scene.width, 0.5 * unit, palette.near, opacity=0.18)
    return sheet


def _wall_tiles(sheet: Sheet, scene: Scene, colour: str) -> None:
    size = 6.5 * scene.unit
    line = mix(colour, scene.palette.near, 0.18)
    for column in range(1, round(scene.width / size) + 1):
        sheet.rect(column * size, 0, 0.2 * scene.unit, scene.horizon, line)
    row = scene.horizon
    while row > 0:
        sheet.rect(0, row, scene.width, 0.2 * scene.unit, line)
        row -= size * 0.6


def _dado(sheet: Sheet, scene: Scene, colour: str) -> None:
    unit, foot = scene.unit, scene.horizon
    top = foot - 22 * unit
    sheet.rect(0, top, scene.width, 22 * unit, sheet.vertical(top, foot, colour, mix(colour, scene.palette.near, 0.2)))
    sheet.rect(0, top - 1.2 * unit, scene.width, 1.6 * unit, mix(colour, "#fff6e6", 0.35))
    for column in range(round(scene.width / (15 * unit)) + 1):
        left = column * 15 * unit + 2 * unit
        sheet.rect(
            left,
            top + 4 * unit,
            11 * unit,
            12 * unit,
            "none",
            stroke=mix(colour, scene.palette.near, 0.25),
            stroke_width=0.5 * unit,
        )


def floor_sheet(scene: Scene, look: RoomLook) -> Sheet:
    """Return the floor, its lines running to the vanishing point at eye level; furniture is added to this sheet."""
    sheet = scene.sheet("floor", 0.6)
    unit, palette, top = scene.unit, scene.palette, scene.horizon
    colour = scene.hazed(look.floor, 0.0)
    far, near = mix(colour, palette.near, 0.2), mix(colour, palette.near, 0.32)
    sheet.rect(
        0,
        top,
        scene.width,
        scene.height,
        sheet.vertical(top, scene.height, far, mix(colour, palette.light, 0.08), near),
    )
    line = mix(colour, palette.near, 0.4)
    eye, x = scene.down(0.42), scene.across(0.5)
    if look.pattern in {"boards", "tiles"}:
        pitch = (7 if look.pattern == "boards" else 13) * unit
        spread = (scene.height - eye) / (top - eye)
        for index in range(-26, 27):
            offset = index * pitch
            sheet.line([(x + offset, top), (x + offset * spread, scene.height)], line, 0.28 * unit, opacity=0.55)
    if look.pattern == "tiles":
        for index in range(1, 6):
            row = eye + (top - eye) / (1 - index * 0.1)
            sheet.rect(0, row, scene.width, 0.28 * unit, line, opacity=0.55)
    sheet.rect(0, top, scene.width, 1.6 * unit, palette.near, opacity=0.22)
    return sheet


def window(
    sheet: Sheet, scene: Scene, box: Box, *, panes: int = 2, curtain: str | None = None, frosted: bool = False
) -> None:
    """Add a window with what lies outside at this time of day; aboard and in lighthouses it is round."""
    if has_portholes(scene) and not frosted:
        portholes(sheet, scene, box)
        return
    x, y, width, height = box
    frame, rim = mix(scene.hazed("#f7f1e6", 0.0), scene.palette.near, 0.04), 1.3 * scene.unit
    sheet.rect(x - rim * 1.6, y - rim * 1.6, width + rim * 3.2, height + rim * 3.2, scene.palette.near, opacity=0.14)
    sheet.rect(x - rim, y - rim, width + 2 * rim, height + 2 * rim, frame)
    view(sheet, scene, box)
    if frosted:
        sheet.rect(x, y, width, height, mix(scene.view.glow, "#ffffff", 0.35), opacity=0.9)
    for pane in range(1, panes):
        sheet.rect(x + width * pane / panes - rim * 0.35, y, rim * 0.7, height, frame)
    sheet.rect(x, y + height * 0.36, width, rim * 0.6, frame)
    sheet.rect(x - rim * 2.2, y + height + rim, width + rim * 4.4, rim * 1.1, mix(frame, scene.palette.near, 0.16))
    if curtain:
        _curtains(sheet, scene, box, scene.hazed(curtain, 0.0))
    if scene.description.time in {"day", "dawn", "sunset"}:
        sheet.glow(x + width / 2, y + height / 2, max(width, height) * 0.95, scene.view.light, 0.24)


def _curtains(sheet: Sheet, scene: Scene, box: Box, colour: str) -> None:
    x, y, width, height = box
    unit, shade = scene.unit, mix(colour, scene.palette.near, 0.3)
    top, foot = y - 4 * unit, y + height + 7 * unit
    sheet.rect(x - width * 0.26, top - unit, width * 1.52, 0.9 * unit, scene.hazed("#6a5140", 0.0), rx=0.45 * unit)
    for left in (x - width * 0.24, x + width * 0.98):
        wide = width * 0.26
        sheet.rect(
            left,
            top,
            wide,
            foot - top,
            sheet.horizontal(left, left + wide, colour, shade, colour, shade, mix(colour, scene.palette.light, 0.15)),
        )


def sunlight(sheet: Sheet, scene: Scene, box: Box) -> None:
    """Add the light that falls through a window onto the floor."""
    if scene.description.time in {"night", "storm"}:
        return
    x, _, width, _ = box
    unit, top = scene.unit, scene.horizon + 1.5 * scene.unit
    lean = 22 * unit if x + width / 2 < scene.width / 2 else -22 * unit
    paint = sheet.vertical(top, scene.height, (scene.view.light, 0.34), (scene.view.light, 0.06))
    for part in (0.0, 0.52):
        left, right = x + width * part, x + width * (part + 0.46)
        sheet.polygon(
            [
                (left + lean * 0.3, top),
                (right + lean * 0.3, top),
                (right + lean * 1.5, scene.height),
                (left + lean * 1.5 - 3 * unit, scene.height),
            ],
            paint,
        )


def doorway(sheet: Sheet, scene: Scene, *, x: float, height: float, colour: str) -> None:
    """Add a closed door in the back wall; `x` is its middle."""
    row, width = scene.horizon, height * 0.46
    sheet.furnish("door", left=x - width / 2, right=x + width / 2, top=row - height, foot=row)
    leaf = scene.hazed(colour, 0.0)
    sheet.rect(x - width * 0.6, row - height * 1.05, width * 1.2, height * 1.05, mix(leaf, "#fff6e6", 0.45))
    sheet.rect(
        x - width / 2,
        row - height,
        width,
        height,
        sheet.horizontal(x - width / 2, x + width / 2, mix(leaf, scene.palette.light, 0.1), leaf),
    )
    for top, high in ((0.92, 0.36), (0.48, 0.36)):
        sheet.rect(
            x - width * 0.34,
            row - height * top,
            width * 0.68,
            height * high,
            "none",
            stroke=mix(leaf, scene.palette.near, 0.35),
            stroke_width=0.5 * scene.unit,
        )
    sheet.circle(x + width * 0.38, row - height * 0.48, width * 0.05, scene.palette.accent)


def pendant(sheet: Sheet, scene: Scene, *, x: float, drop: float, size: float, colour: str) -> None:
    """Add a lamp that hangs from the ceiling down to the row `drop`, with its cone of light."""
    shade = scene.hazed(colour, 0.0)
    sheet.rect(x - 0.2 * scene.unit, 0, 0.4 * scene.unit, drop - size * 0.4, scene.palette.near)
    if scene.dark or scene.description.mood == "tense":
        reach = scene.horizon + 8 * scene.unit
        cone = sheet.vertical(drop, reach, (scene.palette.light, 0.34), (scene.palette.light, 0.0))
        sheet.polygon(
            [(x - size * 0.4, drop), (x + size * 0.4, drop), (x + size * 2.4, reach), (x - size * 2.4, reach)], cone
        )
    sheet.glow(x, drop + size * 0.06, size * 1.7, scene.palette.light, 0.6)
    sheet.polygon(
        [
            (x - size * 0.12, drop - size * 0.42),
            (x + size * 0.12, drop - size * 0.42),
            (x + size * 0.5, drop),
            (x - size * 0.5, drop),
        ],
        sheet.horizontal(
            x - size / 2, x + size / 2, mix(shade, scene.palette.light, 0.2), shade, mix(shade, scene.palette.near, 0.3)
        ),
    )
    sheet.ellipse(x, drop, size * 0.48, size * 0.08, mix(scene.palette.light, "#ffffff", 0.4))
