"""What the windows of a room show: a town, the sea, hills, or space; through panes or a porthole."""

from videogen_dagster.media.illustration import words
from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.scene import Scene
from videogen_dagster.media.illustration.sheet import Sheet
from videogen_dagster.media.illustration.svg import element, group

Box = tuple[float, float, float, float]
"""Left, top, width and height, in pixels."""


def has_portholes(scene: Scene) -> bool:
    """Return whether the room's windows are round: in ships, lighthouses and under water."""
    return any(word in scene.description.place for word in words.PORTHOLES)


def portholes(sheet: Sheet, scene: Scene, box: Box) -> None:
    """Add round windows where a window of panes would be: two where it is wide."""
    x, y, width, height = box
    radius = min(height, width) * 0.46
    shares = (0.26, 0.74) if width > 1.5 * height else (0.5,)
    metal = mix(scene.hazed("#b58a4e", 0.0), scene.palette.near, 0.08)
    for index, share in enumerate(shares):
        middle = (x + width * share, y + height / 2)
        sheet.circle(*middle, radius * 1.22, scene.palette.near, opacity=0.2)
        sheet.circle(*middle, radius * 1.17, metal)
        _clipped_view(sheet, scene, middle, radius, name=f"{sheet.name}-round{index}")
        sheet.circle(*middle, radius, "none", stroke=mix(metal, scene.palette.near, 0.45), stroke_width=radius * 0.07)
        for turn in range(8):
            spot = complex(0, 1) ** (turn / 2) * radius * 1.09
            sheet.circle(middle[0] + spot.real, middle[1] + spot.imag, radius * 0.03, mix(metal, "#ffffff", 0.35))


def _clipped_view(sheet: Sheet, scene: Scene, middle: tuple[float, float], radius: float, *, name: str) -> None:
    x, y = middle
    seen = Sheet(name, 0.0, flat=sheet.flat)
    view(seen, scene, (x - radius, y - radius, 2 * radius, 2 * radius))
    clip = element("clipPath", element("circle", cx=x, cy=y, r=radius), id=f"{name}-clip")
    sheet.raw(clip + group(seen.fragment, clip_path=f"url(#{name}-clip)"), y - radius, y + radius)


def view(sheet: Sheet, scene: Scene, box: Box) -> None:
    """Add what lies outside at this time of day."""
    x, y, width, height = box
    light = scene.view
    sheet.rect(x, y, width, height, sheet.vertical(y, y + height, light.sky, light.glow, light.horizon))
    if scene.description.time == "night" or scene.description.outlook == "space":
        _stars(sheet, scene, box)
    match scene.description.outlook:
        case "sea":
            _sea(sheet, scene, box)
        case "hills":
            _hills(sheet, scene, box)
        case "space":
            _planet(sheet, box)
        case _:
            _town(sheet, scene, box)


def _stars(sheet: Sheet, scene: Scene, box: Box) -> None:
    x, y, width, height = box
    chance = scene.chance(f"view{x:.0f}")
    if scene.description.outlook == "space":
        sheet.rect(x, y, width, height, "#10132b")
    for _ in range(16):
        spot = (x + width * chance.uniform(0.04, 0.96), y + height * chance.uniform(0.04, 0.5))
        sheet.circle(*spot, 0.16 * scene.unit, scene.view.light)


def _sea(sheet: Sheet, scene: Scene, box: Box) -> None:
    x, y, width, height = box
    light, row = scene.view, y + height * 0.56
    chance = scene.chance(f"sea{x:.0f}")
    deep = mix(mix(light.tint("#1f5f86", 0.1), light.sky, 0.4), light.near, 0.1)
    sheet.rect(x, row, width, y + height - row, sheet.vertical(row, y + height, mix(light.horizon, deep, 0.35), deep))
    for _ in range(22):
        down = chance.random()
        left, long = x + width * chance.uniform(0.02, 0.86), width * (0.03 + 0.1 * down)
        sheet.rect(left, row + (y + height - row) * down, long, height * 0.008, light.light, opacity=0.3)
    if scene.description.time == "night":
        moon = (x + width * 0.68, y + height * 0.24)
        sheet.glow(*moon, height * 0.3, light.light, 0.5)
        sheet.circle(*moon, height * 0.065, light.light)
    boat = (x + width * 0.3, row)
    sheet.rect(boat[0], row - height * 0.1, height * 0.012, height * 0.1, light.near)
    sheet.rect(
        boat[0] - height * 0.05, row - height * 0.015, height * 0.11, height * 0.03, light.near, rx=height * 0.01
    )
    if scene.dark:
        sheet.circle(boat[0], row - height * 0.1, height * 0.014, light.accent)


def _hills(sheet: Sheet, scene: Scene, box: Box) -> None:
    x, y, width, height = box
    light, bottom = scene.view, y + height
    green = mix(light.tint("#5f9a5c", 0.2), light.near, 0.12)
    for level, (rise, share) in enumerate(((0.5, 0.55), (0.34, 0.25), (0.2, 0.0))):
        line = [(x + width * part, bottom - height * rise * (0.75 + 0.25 * ((index + level) % 2)))
                for index, part in enumerate((0.0, 0.25, 0.5, 0.75, 1.0))]  # fmt: skip
        sheet.hill(line, bottom, mix(green, light.horizon, share))


def _planet(sheet: Sheet, box: Box) -> None:
    x, y, width, height = box
    radius = min(width, height) * 0.3
    middle = (x + width * 0.62, y + height * 0.6)
    paint = sheet.slanted(
        (middle[0] - radius, middle[1] - radius),
        (middle[0] + radius, middle[1] + radius),
        "#9fd0ea",
        "#3f6fb0",
        "#14224a",
    )
    sheet.circle(*middle, radius, paint)


def _town(sheet: Sheet, scene: Scene, box: Box) -> None:
    x, y, width, height = box
    light, chance, left = scene.view, scene.chance(f"town{x:.0f}"), x
    while left < x + width:
        wide = min(width * chance.uniform(0.1, 0.2), x + width - left)
        high = height * chance.uniform(0.16, 0.42)
        sheet.rect(left, y + height - high, wide, high, mix(light.far, light.horizon, 0.35))
        if scene.description.time in {"night", "sunset"}:
            for _ in range(4):
                spot = (left + wide * chance.uniform(0.1, 0.8), y + height - high * chance.uniform(0.15, 0.9))
                sheet.rect(*spot, wide * 0.1, wide * 0.14, light.accent)
        left += wide
    green = mix(light.tint("#4f8a58", 0.25), light.near, 0.15)
    for share in (0.12, 0.5, 0.85):
        radius = height * chance.uniform(0.1, 0.17)
        middle = min(max(x + width * share, x + radius), x + width - radius)
        outline = f"M{middle - radius:.2f},{y + height:.2f}a{radius:.2f},{radius:.2f} 0 0 1 {2 * radius:.2f},0Z"
        sheet.raw(element("path", d=outline, fill=green), y, y + height)
