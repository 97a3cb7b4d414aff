"""Plants and ice as subjects of a picture: a tree, a leaf, a trunk's rings, a snowflake."""

import math

from videogen_dagster.media.illustration.pen import Pen
from videogen_dagster.media.illustration.svg import Point, group, number


def tree(pen: Pen) -> str:
    """Return an old broad tree: trunk, boughs and a wide crown."""
    return _trunk(pen, "#6a4a32") + _crown(pen, ("#2f6a3c", "#3f8a48", "#62ab58"))


def autumn_tree(pen: Pen) -> str:
    """Return the same tree in yellow and red."""
    return _trunk(pen, "#5e4232") + _crown(pen, ("#a8401f", "#d9762b", "#f0ad38"))


def bare_tree(pen: Pen) -> str:
    """Return an old tree without leaves: gnarled boughs that fork."""
    boughs = "".join(_bough(pen, (0.0, -230.0), turn, 190.0, 34.0) for turn in (-2.5, -2.05, -1.6, -1.1, -0.65))
    return _trunk(pen, "#54402f") + boughs


def _trunk(pen: Pen, colour: str) -> str:
    body = (
        "M-92 0C-52 -26 -48 -120 -56 -236C-60 -300 -130 -340 -190 -380L-176 -396C-110 -366 -50 -350 -14 -318"
        "C-18 -372 -30 -420 -52 -470L-30 -476C4 -420 16 -380 22 -326C60 -366 110 -392 176 -420L186 -400"
        "C130 -366 72 -320 62 -250C50 -130 62 -30 104 0Z"
    )
    bark = "M-30 -20C-22 -100 -24 -180 -34 -250M10 -10C6 -110 14 -190 6 -290M44 -24C32 -110 34 -170 40 -230"
    return (
        pen.path(body, colour)
        + pen.stroke(bark, "#3c2a1e", 7)
        + pen.shade("M22 -326C60 -366 72 -320 62 -250C50 -130 62 -30 104 0L40 0Z")
    )


def _crown(pen: Pen, tones: tuple[str, str, str]) -> str:
    dark, middle, light = tones
    lobes = ((-215, -420, 118), (215, -430, 120), (-120, -545, 138), (130, -550, 136), (0, -620, 130), (0, -470, 150))
    parts = [pen.circle((x, y), radius, dark) for x, y, radius in lobes]
    parts += [pen.circle((x - 6, y - 20), radius * 0.85, middle) for x, y, radius in lobes]
    parts += [pen.circle((x - 22, y - 48), radius * 0.46, light, opacity=0.75) for x, y, radius in lobes]
    return "".join(parts)


def _bough(pen: Pen, start: Point, turn: float, length: float, width: float) -> str:
    end = (start[0] + length * math.cos(turn), start[1] + length * math.sin(turn))
    own = pen.limb((start, end), (width, width * 0.62), "#54402f")
    if width < 7:
        return own
    return own + "".join(_bough(pen, end, turn + lean, length * 0.68, width * 0.56) for lean in (-0.48, 0.36))


def leaf(pen: Pen) -> str:
    """Return one green leaf standing on its stalk, with its veins."""
    blade = "M0 -3C-11 -7 -15 -19 -9 -31C-6 -37 -2 -42 1 -47C5 -41 10 -36 12 -29C16 -18 11 -7 0 -3Z"
    half = "M0 -3C11 -7 16 -18 12 -29C10 -36 5 -41 1 -47Z"
    veins = "".join(
        f"M0 {-8 - 6 * step}L{-9 + step * 0.9} {-14 - 6 * step}M0 {-8 - 6 * step}L{10 - step} {-15 - 6 * step}"
        for step in range(6)
    )
    return (
        pen.stroke("M-3 0C-1 -2 0 -4 0 -8", "#5f8f3a", 1.5)
        + pen.path(blade, "#4f9a44")
        + pen.path(half, "#6cb955")
        + pen.stroke("M0 -3C0 -18 0 -34 1 -45", "#b5dd8c", 0.9)
        + pen.stroke(veins, "#a5d37f", 0.45)
    )


def stump(pen: Pen) -> str:
    """Return a cut trunk, its year rings seen from above."""
    side = pen.path("M-60 -52C-60 -20 -70 -8 -80 0C-30 8 30 8 80 0C68 -10 60 -24 60 -52Z", "#6a4a34")
    bark = pen.stroke("M-46 -30L-50 -2M-20 -24L-22 2M8 -24L8 4M32 -26L36 1", "#493022", 3)
    face = pen.oval((0, -56), (61, 29), "#7d5a3e") + pen.oval((0, -56), (56, 26), "#dfb98a")
    rings = "".join(
        pen.oval((-3 + 0.3 * step, -56), (52 - 6.4 * step, 24 - 2.95 * step), "none", stroke=pen.ink("#a9774a"), stroke_width=1.1 + 0.5 * (step % 3))
        for step in range(8)
    )  # fmt: skip
    return side + bark + face + rings + pen.stroke("M8 -56L48 -48", "#8a5d3a", 1.2)


def snowflake(pen: Pen) -> str:
    """Return a crystal of snow with six arms."""
    arm = "M0 0L0 -20M0 -8L-5 -13M0 -8L5 -13M0 -13L-4.4 -17.4M0 -13L4.4 -17.4M0 -17L-2.4 -19.6M0 -17L2.4 -19.6M0 -4L-2.6 -6.6M0 -4L2.6 -6.6"
    arms = "".join(
        group(pen.stroke(arm, "!#d8efff", 1.5), transform=f"rotate({number(60 * turn)})") for turn in range(6)
    )
    inner = "".join(
        group(pen.stroke(arm, "!#ffffff", 0.6), transform=f"rotate({number(60 * turn)})") for turn in range(6)
    )
    heart = pen.path("M0 -4L3.5 -2L3.5 2L0 4L-3.5 2L-3.5 -2Z", "!#eaf7ff")
    return group(pen.glow((0, 0), 24, "#bfe3ff", strength=0.5) + arms + inner + heart, transform="translate(0 -22)")
