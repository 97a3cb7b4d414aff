"""The Earth as a ball: seas, continents, clouds, day and night."""

import math
from typing import Final

from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.scene import Scene
from videogen_dagster.media.illustration.sheet import Sheet
from videogen_dagster.media.illustration.svg import Point, element, group, number

CONTINENTS: Final = (
    ((-17, 14), (-16, 22), (-10, 30), (-5, 36), (10, 37), (20, 32), (32, 31), (36, 23), (43, 12), (51, 11), (42, -3), (40, -15),
     (33, -27), (27, -34), (18, -34), (13, -20), (13, -8), (9, 4), (-4, 5), (-12, 7)),
    ((-9, 37), (-9, 43), (-1, 44), (-4, 48), (4, 52), (9, 57), (6, 61), (15, 68), (27, 71), (42, 67), (60, 69), (75, 72), (95, 76),
     (110, 73), (130, 70), (120, 50), (122, 38), (115, 23), (105, 12), (98, 16), (90, 22), (80, 10), (73, 19), (66, 25), (56, 26),
     (50, 29), (56, 21), (46, 13), (38, 22), (34, 30), (36, 37), (27, 38), (22, 38), (18, 41), (12, 45), (16, 40), (10, 44), (3, 42)),
    ((-50, 60), (-44, 60), (-22, 70), (-20, 80), (-40, 83), (-60, 81), (-56, 70)),
    ((-35, -6), (-39, -16), (-48, -26), (-58, -36), (-66, -50), (-71, -54), (-73, -40), (-70, -20), (-80, -5), (-77, 7), (-62, 10),
     (-51, 3)),
    ((-56, 50), (-66, 46), (-71, 42), (-76, 35), (-81, 30), (-80, 25), (-90, 29), (-97, 26), (-94, 18), (-105, 20), (-118, 33),
     (-124, 44), (-100, 66), (-82, 66), (-78, 58), (-65, 58)),
)  # fmt: skip
"""Outlines in degrees of longitude and latitude: Africa, Eurasia, Greenland, South and North America; roughly."""


def draw_globe(sheet: Sheet, scene: Scene, centre: Point, radius: float, *, night: bool = False) -> None:
    """Add the Earth, the Atlantic and Africa in its middle, with air around it and a shadow on the side away from the sun."""
    x, y = centre
    sheet.glow(x, y, radius * 1.3, "#79bcff", 0.55)
    sea = sheet.radial(x - radius * 0.4, y - radius * 0.4, radius * 1.7, "#6fc1ee", "#2f83c6", "#174a8c", "#0c2350")
    sheet.circle(x, y, radius, "#2f83c6" if sheet.flat else sea)
    name = f"{sheet.name}-ball{number(x)}"
    clip = element("clipPath", element("circle", cx=x, cy=y, r=radius), id=name)
    body = "".join(_continent(outline, centre, radius) for outline in CONTINENTS)
    body += element("ellipse", cx=x, cy=y - radius * 0.97, rx=radius * 0.4, ry=radius * 0.09, fill="#eef6fb")
    body += element("ellipse", cx=x, cy=y + radius * 0.98, rx=radius * 0.6, ry=radius * 0.11, fill="#f4f9fc")
    body += _clouds(scene, centre, radius)
    sheet.raw(clip + group(body, clip_path=f"url(#{name})"), y - radius, y + radius)
    dark = (mix("#040815", scene.palette.near, 0.15), 0.85 if night else 0.62)
    shade = sheet.radial(
        x - radius * 0.5,
        y - radius * 0.45,
        radius * 1.75,
        (dark[0], 0.3 if night else 0.0),
        (dark[0], 0.12 + 0.4 * night),
        dark,
    )
    sheet.circle(x, y, radius, shade)
    sheet.circle(x, y, radius * 1.012, "none", stroke="#a8dcff", stroke_width=radius * 0.025, opacity=0.7)


def _continent(outline: tuple[tuple[int, int], ...], centre: Point, radius: float) -> str:
    points = [_on_ball(longitude - 5, latitude - 12, centre, radius) for longitude, latitude in outline]
    text = " ".join(f"{number(x)},{number(y)}" for x, y in points)
    return element("polygon", points=text, fill="#6ba35a", stroke="#8fbf6e", stroke_width=radius * 0.012)


def _on_ball(longitude: float, latitude: float, centre: Point, radius: float) -> Point:
    """Return where a place is seen from far away above longitude 0 and latitude 0; the far side lies on the edge."""
    lon, lat = math.radians(max(-90.0, min(90.0, longitude))), math.radians(max(-88.0, min(88.0, latitude)))
    return centre[0] + radius * math.cos(lat) * math.sin(lon), centre[1] - radius * math.sin(lat)


def _clouds(scene: Scene, centre: Point, radius: float) -> str:
    chance, parts = scene.chance("globe clouds"), []
    for _ in range(15):
        latitude, longitude = chance.uniform(-62, 66), chance.uniform(-75, 75)
        x, y = _on_ball(longitude, latitude, centre, radius)
        wide = radius * chance.uniform(0.1, 0.28) * math.cos(math.radians(longitude))
        for shift, share in ((0.0, 1.0), (0.5, 0.6), (-0.45, 0.55)):
            parts.append(element("ellipse", cx=x + wide * shift, cy=y + radius * 0.02 * shift, rx=wide * share,
                                 ry=radius * 0.028 * share, fill="#ffffff", opacity=0.6))  # fmt: skip
    return "".join(parts)


def draw_city_lights(sheet: Sheet, scene: Scene, centre: Point, radius: float, *, flashes: bool) -> None:
    """Add the lamps of towns on the dark side, and lightning in the clouds."""
    chance = scene.chance("city lights")
    for _ in range(150):
        longitude, latitude = chance.uniform(-60, 75), chance.gauss(28, 22)
        x, y = _on_ball(longitude, latitude, centre, radius)
        sheet.circle(x, y, scene.unit * chance.uniform(0.1, 0.3), "#ffd98a", opacity=0.85)
    for _ in range(7 if flashes else 0):
        x, y = _on_ball(chance.uniform(-50, 60), chance.uniform(-40, 45), centre, radius)
        sheet.glow(x, y, scene.unit * chance.uniform(3, 6), "#cfe6ff", 0.8)
        sheet.circle(x, y, scene.unit * 0.6, "#ffffff")
