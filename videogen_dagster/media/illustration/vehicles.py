"""Vehicles from the side, heading right. In centimetres, the road, the rails or the water at 0."""

from videogen_dagster.media.illustration.colour import mix
from videogen_dagster.media.illustration.pen import Pen

_RUBBER = "#26252b"
_GLASS = "#bfe0ee"


def _wheel(pen: Pen, x: float, radius: float) -> str:
    return (
        pen.circle((x, -radius), radius, _RUBBER)
        + pen.circle((x, -radius), radius * 0.58, "#b9bec6")
        + pen.circle((x, -radius), radius * 0.2, "#5c6068")
    )


def car(pen: Pen) -> str:
    """Return a family car, 150 high, 400 wide."""
    paint = "#c8473c"
    shell = "M-196 -34C-200 -76 -190 -88 -160 -92L-112 -98C-84 -138 -62 -148 -14 -148C40 -148 66 -134 92 -98L156 -88C186 -82 198 -70 196 -34C196 -28 190 -26 184 -26L-186 -26C-192 -26 -196 -28 -196 -34Z"
    glass = "M-92 -98C-74 -126 -58 -136 -24 -136L-24 -98ZM-12 -136C34 -136 52 -126 72 -98L-12 -98Z"
    trim = pen.stroke("M-18 -96L-18 -34M-186 -60L190 -60", mix(paint, "#14101c", 0.3), 2)
    lamps = pen.path("M174 -76L192 -68L192 -56L178 -60Z", "!#fff3c4") + pen.box((-197, -72), (10, 18), "#8c1f28", 3)
    handles = pen.box((2, -84), (18, 4), "#e6e2dc", 2) + pen.box((-80, -84), (18, 4), "#e6e2dc", 2)
    return (
        pen.path(shell, paint)
        + pen.shine(
            "M-104 -100C-80 -134 -58 -143 -14 -143C36 -143 60 -132 82 -102L76 -102C56 -128 36 -139 -14 -139C-56 -139 -76 -128 -96 -100Z",
            0.4,
        )
        + pen.path(glass, _GLASS)
        + pen.shine("M-80 -100L-56 -132L-44 -134L-64 -100ZM20 -98L0 -134L14 -135L36 -98Z", 0.5)
        + trim
        + lamps
        + handles
        + _wheel(pen, -118, 34)
        + _wheel(pen, 118, 34)
    )


def sports_car(pen: Pen) -> str:
    """Return a sports car, 115 high, 420 wide."""
    paint = "#e2a12e"
    shell = "M-206 -40C-208 -72 -200 -84 -168 -88C-120 -112 -80 -116 -30 -114C20 -112 48 -92 82 -78L168 -64C200 -58 210 -44 208 -26L-200 -24C-204 -28 -206 -34 -206 -40Z"
    glass = "M-74 -84C-62 -100 -50 -104 -26 -104C10 -103 32 -92 58 -76L-20 -80Z"
    return (
        pen.path("M-208 -94L-160 -96L-160 -90L-206 -86Z", mix(paint, "#14101c", 0.4))
        + pen.path(shell, paint)
        + pen.path(glass, "#2e3a48")
        + pen.shine("M-160 -84C-100 -90 -40 -90 20 -82C-40 -86 -100 -84 -160 -80Z", 0.5)
        + pen.path("M-96 -56L-60 -62L-70 -40L-100 -36Z", mix(paint, "#14101c", 0.5))
        + pen.path("M160 -62L192 -52L168 -50Z", "!#fff3c4")
        + pen.path("M-206 -62L-188 -64L-188 -54L-206 -52Z", "#8c1f28")
        + _wheel(pen, -132, 36)
        + _wheel(pen, 130, 34)
    )


def taxi(pen: Pen) -> str:
    """Return a yellow taxi: a car in other paint, 165 high."""
    yellow = car(pen).replace(pen.ink("#c8473c"), pen.ink("#e8b832"))
    checks = "".join(pen.box((x, -70), (10, 8), "#26252b") for x in range(-160, 150, 20))
    return yellow + checks + pen.box((-40, -164), (48, 16), "#f6efd8", 4) + pen.box((-30, -159), (28, 5), "#26252b", 1)


def bus(pen: Pen) -> str:
    """Return a city bus, 300 high, 860 wide."""
    paint = "#c23b3b"
    windows = "".join(pen.box((x, -240), (96, 92), _GLASS, 8) for x in range(-396, 280, 112))
    doors = (
        pen.box((296, -244), (84, 200), "#7f2a2e", 6)
        + pen.box((304, -236), (32, 184), _GLASS, 4)
        + pen.box((342, -236), (32, 184), _GLASS, 4)
    )
    return (
        pen.box((-428, -290), (856, 256), paint, 26)
        + pen.box((-428, -130), (856, 22), "#f1ece2")
        + windows
        + doors
        + pen.box((398, -240), (28, 110), _GLASS, 8)
        + pen.box((412, -80), (16, 20), "!#fff3c4", 4)
        + pen.box((40, -284), (160, 32), "#1d1c22", 5)
        + _wheel(pen, -270, 48)
        + _wheel(pen, 220, 48)
    )


def truck(pen: Pen) -> str:
    """Return a lorry, 350 high, 900 wide."""
    cargo = pen.box((-450, -346), (610, 276), "#e9e6df", 8) + pen.box((-450, -180), (610, 40), "#d9822e")
    cab = "M176 -60L176 -286C176 -300 186 -306 200 -306L322 -306C352 -306 376 -250 388 -190L440 -170C448 -166 450 -160 450 -150L450 -60Z"
    glass = "M250 -282L318 -282C338 -282 352 -240 360 -196L250 -196Z"
    wheels = "".join(_wheel(pen, x, 50) for x in (-350, -236, 330))
    return (
        pen.box((-440, -76), (880, 24), "#33323a")
        + cargo
        + pen.path(cab, "#2f6f8f")
        + pen.path(glass, _GLASS)
        + pen.box((432, -118), (18, 26), "!#fff3c4", 4)
        + wheels
    )


def tram(pen: Pen) -> str:
    """Return a tram, 340 high, 900 wide."""
    paint = "#2f7f78"
    windows = "".join(pen.box((x, -262), (110, 96), _GLASS, 8) for x in range(-400, 360, 130))
    body = "M-450 -40L-450 -250C-450 -296 -430 -306 -400 -306L400 -306C430 -306 450 -296 450 -250L450 -40Z"
    bogies = "".join(_wheel(pen, x, 28) for x in (-330, -250, 250, 330))
    return (
        pen.stroke("M-40 -306L20 -372L80 -306M-20 -374L60 -374", "#33323a", 6)
        + pen.path(body, paint)
        + pen.box((-450, -150), (900, 60), "#f1e6c8")
        + windows
        + bogies
        + pen.circle((432, -112), 12, "!#fff3c4")
    )


def train(pen: Pen) -> str:
    """Return a steam engine with a coach, 330 high, 1000 wide."""
    iron = "#33404f"
    boiler = (
        pen.box((40, -230), (330, 120), iron, 56)
        + pen.box((60, -300), (60, 80), iron, 6)
        + pen.path("M292 -230L284 -320L344 -320L336 -230Z", mix(iron, "#14101c", 0.3))
        + pen.oval((200, -232), (34, 30), "#c99a3c")
    )
    cab = (
        pen.box((-70, -312), (150, 210), "#9a2f33", 8)
        + pen.box((-40, -286), (86, 74), _GLASS, 6)
        + pen.box((-84, -324), (180, 18), "#26252b", 8)
    )
    smoke = "".join(
        pen.circle((x, y), r, "#eceae6", opacity=0.75)
        for x, y, r in ((310, -362, 34), (262, -398, 46), (196, -420, 56))
    )
    coach = (
        pen.box((-520, -290), (410, 200), "#2f6b4f", 14)
        + "".join(pen.box((x, -262), (74, 78), "!#ffe6a8", 6) for x in (-496, -400, -304, -208))
        + pen.box((-530, -302), (430, 18), "#26252b", 8)
    )
    wheels = "".join(
        _wheel(pen, x, r)
        for x, r in ((-450, 34), (-370, 34), (-260, 34), (-180, 34), (-10, 62), (130, 62), (256, 42), (346, 42))
    )
    base = pen.box((-530, -106), (930, 26), "#26252b", 4) + pen.path("M400 -106L470 0L380 0Z", "#9a2f33")
    return (
        smoke
        + coach
        + boiler
        + cab
        + base
        + wheels
        + pen.stroke("M-10 -62L256 -50", "#b9bec6", 10)
        + pen.circle((378, -190), 18, "!#fff0b8")
    )


def bicycle(pen: Pen) -> str:
    """Return a bicycle, 105 high, 175 wide."""
    tyres = "".join(
        pen.stroke(f"M{x - 33} -34A33 33 0 1 1 {x + 33} -34A33 33 0 1 1 {x - 33} -34", _RUBBER, 4.5) for x in (-54, 54)
    )
    spokes = "".join(
        pen.stroke(
            f"M{x - 30} -34L{x + 30} -34M{x} -64L{x} -4M{x - 21} -55L{x + 21} -13M{x + 21} -55L{x - 21} -13",
            "#9a9ea6",
            0.9,
        )
        for x in (-54, 54)
    )
    frame = pen.stroke(
        "M-54 -34L-18 -80L36 -80L-4 -32L-54 -34M-18 -80L-4 -32M36 -80L54 -34M36 -80L32 -96", "#2f7f78", 5
    )
    bars = pen.stroke("M32 -96L22 -100M32 -96L46 -100C52 -102 52 -92 46 -92M-18 -80L-22 -92", "#3a3a42", 4.5)
    return (
        tyres
        + spokes
        + frame
        + bars
        + pen.blob([(-36, -95), (-22, -97), (-8, -93), (-22, -90)], "#6b4630")
        + pen.circle((-4, -32), 8, "#3a3a42")
        + pen.stroke("M-4 -32L6 -18L14 -18", "#3a3a42", 3.5)
    )


def plane(pen: Pen) -> str:
    """Return an airliner in flight, 200 high, 640 wide."""
    body = "M-300 -96C-260 -120 -200 -124 240 -124C290 -122 320 -104 326 -90C318 -72 290 -62 240 -60L-160 -60C-230 -64 -280 -80 -300 -96Z"
    windows = "".join(pen.circle((x, -98), 6, "#4a6a86") for x in range(-160, 220, 26))
    return (
        pen.path("M40 -112L-70 -196L-30 -196L130 -112Z", "#aab6c2") + pen.path("M-286 -104L-330 -220L-276 -220L-196 -118Z", "#2f6fa8") + pen.path(body, "#f4f4f2")
        + pen.path("M-290 -92C-100 -84 160 -84 322 -84C312 -70 286 -62 240 -60L-160 -60C-230 -64 -276 -78 -290 -92Z", "#d4dbe2") + pen.path("M274 -112C296 -108 308 -102 314 -96L276 -96Z", "#33475c")
        + windows + pen.path("M70 -76L-90 30L-40 30L160 -76Z", "#c2ccd6") + pen.oval((34, -34), (40, 16), "#8d99a6") + pen.path("M-250 -90L-330 -56L-290 -54L-200 -86Z", "#c2ccd6")
    )  # fmt: skip


def rocket(pen: Pen) -> str:
    """Return a rocket, 640 high."""
    flame = pen.path("M-44 -96C-60 -20 -20 20 0 60C20 20 60 -20 44 -96Z", "!#f08a2e") + pen.path(
        "M-22 -96C-30 -50 -10 -20 0 10C10 -20 30 -50 22 -96Z", "!#ffe08a"
    )
    fins = pen.path("M-70 -240C-130 -200 -140 -130 -136 -84L-62 -130Z", "#c23b3b") + pen.path(
        "M70 -240C130 -200 140 -130 136 -84L62 -130Z", "#c23b3b"
    )
    body = "M0 -640C60 -560 84 -440 80 -300C78 -210 66 -140 54 -100L-54 -100C-66 -140 -78 -210 -80 -300C-84 -440 -60 -560 0 -640Z"
    nose = "M0 -640C36 -592 60 -530 72 -462C30 -446 -30 -446 -72 -462C-60 -530 -36 -592 0 -640Z"
    port = (
        pen.circle((0, -372), 38, "#7d8694")
        + pen.circle((0, -372), 28, "#8fd0ee")
        + pen.shine("M-18 -380C-14 -392 -4 -396 6 -396C-4 -388 -10 -382 -14 -370Z", 0.7)
    )
    return (
        flame
        + fins
        + pen.path(body, "#f1efea")
        + pen.path(nose, "#c23b3b")
        + pen.shade("M30 -600C70 -500 84 -400 80 -300C78 -210 66 -140 54 -100L24 -100C44 -240 54 -440 30 -600Z", 0.16)
        + port
        + pen.path("M-10 -230L10 -230L14 -84L-14 -84Z", "#a83232")
    )


def spacecraft(pen: Pen) -> str:
    """Return a spaceship in flight, 180 high, 460 wide."""
    hull = "M-220 -90C-160 -130 60 -140 150 -112C200 -98 228 -82 236 -72C220 -56 170 -44 120 -40L-160 -40C-210 -50 -226 -70 -220 -90Z"
    fins = pen.path("M-150 -116L-230 -180L-170 -180L-50 -124Z", "#c8553c") + pen.path(
        "M-130 -44L-210 6L-150 6L-30 -42Z", "#a8402e"
    )
    glow = pen.path(
        "M-214 -96C-270 -90 -300 -76 -330 -72C-300 -66 -270 -56 -212 -52Z", "!#6fd0f0", opacity=0.85
    ) + pen.path("M-214 -86C-250 -80 -270 -74 -284 -72C-270 -70 -250 -64 -212 -60Z", "!#e6fbff")
    return (
        glow
        + fins
        + pen.path(hull, "#dfe3ea")
        + pen.path(
            "M-214 -70C-80 -62 120 -62 236 -72C220 -56 170 -44 120 -40L-160 -40C-196 -46 -212 -58 -214 -70Z", "#aab2c0"
        )
        + pen.path("M96 -116C140 -112 176 -100 196 -90C160 -84 120 -86 92 -92Z", "#3a6a9a")
        + "".join(pen.circle((x, -92), 9, "!#ffe08a") for x in (-100, -62, -24, 14))
    )


def balloon(pen: Pen) -> str:
    """Return a hot-air balloon, 640 high."""
    envelope = "M0 -640C130 -640 210 -560 210 -450C210 -330 100 -250 50 -160L-50 -160C-100 -250 -210 -330 -210 -450C-210 -560 -130 -640 0 -640Z"
    bands = pen.path(
        "M-60 -634C-130 -560 -120 -320 -24 -160L24 -160C120 -320 130 -560 60 -634C20 -642 -20 -642 -60 -634Z", "#f6e3b8"
    ) + pen.path("M-18 -640C-60 -560 -50 -320 -8 -160L8 -160C50 -320 60 -560 18 -640Z", "#d9653c")
    ropes = pen.stroke("M-44 -160L-32 -74M44 -160L32 -74M0 -160L0 -74", "#5a4232", 3)
    basket = pen.box((-38, -76), (76, 66), "#9a6b3f", 10) + pen.stroke("M-36 -54L36 -54M-36 -34L36 -34", "#6b4630", 3)
    return (
        pen.path(envelope, "#c8473c")
        + bands
        + pen.shade(
            "M110 -610C180 -560 206 -500 210 -450C210 -330 100 -250 50 -160L28 -160C90 -260 190 -400 110 -610Z", 0.15
        )
        + ropes
        + basket
    )
