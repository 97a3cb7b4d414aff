"""Animals that no four equal legs describe: birds, fish, whales, elephants, rabbits. Looking right, ground or water at 0."""

from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.pen import Pen

_DARK = "#1d1418"


def rabbit(pen: Pen) -> str:
    """Return a sitting rabbit, 36 high."""
    coat, light = "#a48a72", "#efe4d6"
    ears = (
        pen.limb([(8, -24), (2, -38)], [5, 6], mix(coat, _DARK, 0.2))
        + pen.limb([(11, -24), (8, -40)], [5, 6], coat)
        + pen.limb([(11, -26), (8.4, -38)], [2, 2.4], "#d9a79a")
    )
    body = pen.blob([(-15, -8), (-10, -17), (0, -20), (8, -16), (10, -6), (6, 0), (-12, 0)], coat)
    return (
        pen.circle((-16, -6), 4.5, light) + ears + body + pen.oval((-8, -6), (8, 7), mix(coat, _DARK, 0.12)) + pen.oval((-3, -1.6), (8, 2.2), coat)
        + pen.limb([(7, -8), (8, -1.5)], [4.5, 3.6], coat) + pen.oval((12, -21), (8, 6.6), coat) + pen.oval((17, -18.5), (3.6, 3), light)
        + pen.circle((14, -23), 1.4, _DARK) + pen.circle((19.6, -20), 1, "#b06a64")
    )  # fmt: skip


def elephant(pen: Pen) -> str:
    """Return an elephant, 290 high."""
    coat, far = "#8d8f98", "#6d6f79"
    legs = "".join(
        pen.limb([(x, -130), (x, -8)], [70, 54], colour)
        for x, colour in ((-66, far), (66, far), (-100, coat), (34, coat))
    )
    toes = "".join(
        pen.path(f"M{x - 27} 0C{x - 27} -14 {x + 27} -14 {x + 27} 0Z", mix(coat, "#efe6dc", 0.4)) for x in (-100, 34)
    )
    body = pen.blob(
        [(-142, -170), (-120, -236), (-30, -262), (60, -250), (104, -200), (90, -130), (0, -104), (-110, -110)], coat
    )
    trunk = pen.limb([(150, -190), (186, -130), (188, -74), (172, -30), (190, -14)], [70, 46, 34, 25, 20], coat)
    head = pen.blob([(80, -240), (120, -290), (172, -276), (192, -220), (178, -160), (120, -150), (84, -180)], coat)
    ear = pen.blob([(96, -262), (40, -276), (24, -220), (48, -160), (92, -140), (112, -190)], mix(coat, _DARK, 0.16))
    tusk = pen.stroke("M158 -150C176 -130 204 -126 222 -142", "#f3ead8", 11)
    tail = pen.stroke("M-140 -190C-166 -170 -160 -130 -166 -104", coat, 9)
    return tail + legs + body + toes + trunk + tusk + head + ear + pen.circle((152, -226), 6, _DARK)


def gull(pen: Pen) -> str:
    """Return a gull in flight, 40 high, 110 wide."""
    wing = "M-2 -18C-16 -40 -40 -42 -56 -32C-38 -32 -22 -22 -8 -10Z"
    other = "M2 -18C14 -42 38 -46 54 -38C38 -36 22 -24 10 -10Z"
    body = pen.blob([(-26, -12), (-10, -19), (10, -19), (20, -15), (12, -8), (-8, -7)], "#f6f5f2")
    tips = pen.path("M-56 -32C-50 -38 -44 -40 -38 -40C-44 -37 -48 -34 -56 -32Z", "#3b4048") + pen.path(
        "M54 -38C48 -43 42 -44 36 -44C42 -41 47 -40 54 -38Z", "#3b4048"
    )
    return (
        pen.path(other, "#c9d0d8")
        + body
        + pen.path(wing, "#dfe4ea")
        + tips
        + pen.path("M19 -17L28 -13L19 -12Z", "#e0a33c")
        + pen.circle((15, -16), 1.2, _DARK)
    )


def crow(pen: Pen) -> str:
    """Return a standing crow, 40 high."""
    coat = "#2a2c36"
    body = pen.blob(
        [(-34, -8), (-16, -20), (-4, -30), (6, -36), (15, -34), (17, -26), (12, -14), (0, -9), (-14, -10)], coat
    )
    wing = pen.blob([(-30, -9), (-12, -22), (4, -24), (4, -16), (-10, -11)], "#3f4352")
    return (
        pen.stroke("M-2 -10L-2 0L4 0M4 -10L4 0L10 0", "#23242c", 2)
        + body
        + wing
        + pen.path("M15 -34L28 -29L16 -27Z", "#1c1d24")
        + pen.circle((11, -32), 1.5, "#f1ece2")
    )


def owl(pen: Pen) -> str:
    """Return an owl, 42 high."""
    coat, light = "#8a6a4c", "#e6d3b4"
    body = pen.blob([(0, -42), (-13, -38), (-16, -22), (-13, -6), (0, -1), (13, -6), (16, -22), (13, -38)], coat)
    tufts = pen.path("M-13 -36L-15 -46L-4 -40Z", coat) + pen.path("M13 -36L15 -46L4 -40Z", coat)
    chest = pen.blob([(0, -24), (-9, -20), (-9, -9), (0, -4), (9, -9), (9, -20)], light)
    marks = pen.stroke("M-4 -18L-2 -16L0 -18M2 -18L4 -16L6 -18M-6 -12L-4 -10L-2 -12M1 -12L3 -10L5 -12", coat, 1.2)
    eyes = "".join(
        pen.circle((s * 6.2, -31), 6.4, light)
        + pen.circle((s * 6.2, -31), 4, "#e6a83c")
        + pen.circle((s * 6.2, -31), 2.2, _DARK)
        for s in (-1, 1)
    )
    wings = pen.blob([(-15, -26), (-18, -14), (-12, -4), (-10, -14)], mix(coat, _DARK, 0.25)) + pen.blob(
        [(15, -26), (18, -14), (12, -4), (10, -14)], mix(coat, _DARK, 0.25)
    )
    return (
        tufts
        + body
        + chest
        + marks
        + wings
        + eyes
        + pen.path("M-2 -28L2 -28L0 -23Z", "#c9862e")
        + pen.stroke("M-5 -1L-5 1M5 -1L5 1", "#c9862e", 3)
    )


def eagle(pen: Pen) -> str:
    """Return an eagle in flight, 90 high, 200 wide."""
    brown = "#4e3728"
    wing = "M0 -40C-30 -84 -70 -92 -102 -80L-92 -72L-100 -66L-86 -60L-92 -52L-74 -48C-50 -44 -24 -30 -6 -24Z"
    other = "M4 -40C30 -88 66 -98 98 -90L88 -82L96 -74L82 -68L86 -60L70 -56C46 -50 24 -34 10 -24Z"
    body = pen.blob([(-34, -18), (-8, -40), (12, -42), (26, -36), (14, -22), (-10, -14)], brown)
    tail = pen.path("M-26 -28L-56 -18L-50 -10L-24 -16Z", "#f1ece2")
    head = pen.blob([(14, -44), (26, -46), (34, -40), (28, -33), (16, -32)], "#f6f2ea")
    return (
        pen.path(other, mix(brown, _DARK, 0.25))
        + tail
        + body
        + pen.path(wing, brown)
        + head
        + pen.path("M33 -43C40 -42 42 -38 39 -34L31 -37Z", "#e2a93a")
        + pen.circle((28, -41), 1.5, _DARK)
    )


def duck(pen: Pen) -> str:
    """Return a swimming duck, 34 high."""
    body = pen.blob([(-26, -16), (-14, -13), (4, -15), (16, -12), (16, -3), (0, 2), (-16, 0)], "#9a7a5a")
    head = pen.limb([(12, -10), (14, -24)], [10, 9], "#2f6b4f") + pen.circle((15, -26), 7, "#2f6b4f")
    return (
        body
        + pen.blob([(-20, -12), (-4, -12), (8, -8), (-4, -3), (-16, -6)], "#c9b08c")
        + head
        + pen.path("M20 -28L31 -24L20 -22Z", "#e0a33c")
        + pen.stroke("M8.5 -14L17 -14", "#f6f2ea", 2.4)
        + pen.circle((17, -28), 1.3, _DARK)
    )


def hen(pen: Pen) -> str:
    """Return a hen, 40 high."""
    body = pen.blob(
        [(-24, -30), (-18, -16), (-8, -7), (8, -7), (16, -16), (17, -32), (10, -36), (4, -24), (-10, -20)], "#f1e9dc"
    )
    comb = pen.path("M6 -36C4 -44 10 -44 11 -40C12 -46 18 -44 16 -36Z", "#c8323c")
    return (
        pen.stroke("M-3 -8L-3 0L2 0M4 -8L4 0L9 0", "#d9952e", 2)
        + comb
        + body
        + pen.blob([(-14, -20), (0, -20), (4, -14), (-6, -10)], "#d9cab4")
        + pen.path("M16 -32L24 -29L16 -27Z", "#e0a33c")
        + pen.circle((12, -32), 1.5, _DARK)
        + pen.oval((17, -24), (2, 4), "#c8323c")
    )


def penguin(pen: Pen) -> str:
    """Return a penguin, 70 high."""
    coat = "#26303c"
    body = pen.blob(
        [(0, -70), (-12, -66), (-15, -52), (-20, -28), (-14, -4), (0, 0), (14, -4), (20, -28), (15, -52), (12, -66)],
        coat,
    )
    front = pen.blob([(0, -50), (-10, -44), (-13, -24), (-8, -6), (0, -3), (8, -6), (13, -24), (10, -44)], "#f6f4ef")
    face = "".join(pen.circle((s * 5, -58), 5.4, "#f6f4ef") + pen.circle((s * 5, -58), 1.9, _DARK) for s in (-1, 1))
    feet = pen.oval((-8, -1), (8, 3), "#e0963a") + pen.oval((8, -1), (8, 3), "#e0963a")
    wings = pen.blob([(-16, -46), (-27, -24), (-22, -16), (-17, -30)], coat) + pen.blob(
        [(16, -46), (27, -24), (22, -16), (17, -30)], coat
    )
    return feet + wings + body + front + face + pen.path("M-4 -54L4 -54L0 -48Z", "#e0963a")


def fish(pen: Pen) -> str:
    """Return a fish, 30 high, 62 wide."""
    scales = "#e08a3c"
    tail = pen.path(
        "M-20 -15C-28 -24 -34 -28 -38 -28C-34 -18 -34 -12 -38 -2C-34 -2 -28 -6 -20 -15Z", mix(scales, "#b03a2a", 0.45)
    )
    fin = pen.path("M-6 -25C0 -36 12 -34 14 -26Z", mix(scales, "#b03a2a", 0.45))
    body = pen.blob([(-22, -15), (-8, -25), (10, -27), (26, -19), (30, -15), (24, -9), (8, -3), (-8, -6)], scales)
    bands = pen.stroke("M2 -26C6 -18 6 -12 2 -4M-9 -23C-6 -18 -6 -12 -9 -7", "#f8efe2", 3.6)
    return tail + fin + body + bands + pen.circle((20, -17), 2.6, "#ffffff") + pen.circle((20.6, -17), 1.5, _DARK)


def whale(pen: Pen) -> str:
    """Return a whale at the surface of the water, 150 high, 440 wide."""
    back, light = "#3d5870", "#c9d4da"
    tail = pen.path(
        "M-176 -30C-196 -60 -206 -92 -240 -104C-236 -82 -226 -72 -212 -64C-232 -66 -252 -58 -260 -40C-236 -34 -206 -26 -184 -8Z",
        back,
    )
    body = pen.blob(
        [(-190, -18), (-110, -56), (0, -92), (110, -96), (176, -70), (196, -34), (170, -4), (60, 8), (-80, 4)], back
    )
    belly = pen.path(
        "M192 -30C150 -22 90 -20 40 -26C20 -10 10 2 4 8C70 12 140 8 172 -4C188 -14 192 -20 192 -30Z", light
    )
    grooves = pen.stroke("M170 -8C130 -6 90 -8 60 -12M160 -16C130 -14 90 -16 70 -18", mix(light, back, 0.4), 2)
    fin = pen.blob([(60, -18), (40, 22), (8, 36), (30, -8)], mix(back, _DARK, 0.2))
    spout = pen.stroke(
        "M118 -98C116 -124 100 -140 84 -140M120 -98C124 -126 140 -142 158 -140M119 -98L120 -146",
        "#dcecf4",
        5,
        opacity=0.85,
    )
    return tail + spout + body + belly + grooves + fin + pen.circle((146, -38), 4, _DARK)


def dolphin(pen: Pen) -> str:
    """Return a leaping dolphin, 90 high, 200 wide."""
    back = "#5c7f98"
    body = pen.blob(
        [
            (-90, -12),
            (-60, -46),
            (-14, -76),
            (40, -84),
            (74, -66),
            (98, -42),
            (88, -36),
            (66, -42),
            (30, -46),
            (-20, -40),
            (-66, -16),
        ],
        back,
    )
    belly = pen.blob([(84, -38), (60, -46), (30, -54), (-10, -48), (-20, -40), (30, -44), (66, -40)], "#dfe8ea")
    tail = pen.path(
        "M-82 -18C-98 -18 -112 -8 -116 8C-104 2 -96 0 -88 2C-90 12 -86 22 -78 28C-72 12 -70 0 -72 -14Z", back
    )
    fin = pen.path("M4 -78C-6 -98 -22 -104 -34 -104C-22 -94 -20 -82 -22 -72Z", back)
    return (
        tail
        + fin
        + body
        + belly
        + pen.blob([(24, -50), (10, -28), (-6, -22), (8, -48)], mix(back, _DARK, 0.2))
        + pen.circle((62, -60), 2.2, _DARK)
    )


def butterfly(pen: Pen) -> str:
    """Return a butterfly, 20 high."""
    wings = pen.blob([(-1, -10), (-12, -20), (-16, -12), (-8, -8), (-12, -2), (-4, -1)], "#e07a3c") + pen.blob(
        [(1, -10), (12, -20), (16, -12), (8, -8), (12, -2), (4, -1)], "#e89a4c"
    )
    spots = "".join(pen.circle((s * 11, -14), 1.8, "#fbeedd") for s in (-1, 1))
    return (
        wings
        + spots
        + pen.limb([(0, -14), (0, -3)], [2, 1.4], _DARK)
        + pen.stroke("M0 -14L-3 -19M0 -14L3 -19", _DARK, 0.6)
    )


def turtle(pen: Pen) -> str:
    """Return a tortoise, 34 high."""
    skin, shell = "#8a9a5a", "#6b5a36"
    legs = pen.limb([(-18, -8), (-20, -2)], [9, 8], skin) + pen.limb([(16, -8), (18, -2)], [9, 8], skin)
    head = pen.limb([(22, -12), (36, -20)], [9, 11], skin) + pen.circle((39, -22), 1.3, _DARK)
    return (
        legs
        + head
        + pen.path("M-30 -8C-28 -40 28 -40 30 -8C12 -3 -12 -3 -30 -8Z", shell)
        + pen.stroke(
            "M-14 -30L-8 -18L8 -18L14 -30M-8 -18L-14 -7M8 -18L14 -7M-8 -18L-24 -18M8 -18L24 -18",
            mix(shell, "#e6d3a0", 0.45),
            1.6,
        )
    )
