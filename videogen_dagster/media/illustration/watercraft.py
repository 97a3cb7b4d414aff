"""Boats and ships from the side, heading right, afloat. In centimetres, the water at 0."""

from videogen_dagster.media.illustration.pen import Pen

_GLASS = "#bfe0ee"


def sail_boat(pen: Pen) -> str:
    """Return a sailing boat, 600 high, 460 wide, afloat."""
    hull = "M-210 -70L220 -84C196 -20 150 16 90 18L-120 18C-170 16 -200 -20 -210 -70Z"
    main = "M8 -590C120 -430 176 -270 180 -126L8 -118Z"
    jib = "M-14 -540C-90 -390 -160 -250 -190 -122L-14 -118Z"
    return (
        pen.box((-9, -610), (14, 540), "#6b4a32", 4) + pen.path(main, "#fbf3e4") + pen.shade("M120 -126C118 -280 80 -430 8 -590C120 -430 176 -270 180 -126Z", 0.14)
        + pen.path(jib, "#d9653c") + pen.stroke("M8 -240L158 -252M8 -360L128 -372", "#dccfb8", 3) + pen.path(hull, "#8a4a32")
        + pen.path("M-210 -70L220 -84L214 -62L-205 -48Z", "#f6efe2") + pen.path("M-5 -610L-5 -584L52 -596Z", "#c23b3b")
    )  # fmt: skip


def boat(pen: Pen) -> str:
    """Return a rowing or fishing boat, 190 high, 380 wide, afloat."""
    hull = "M-180 -76C-120 -56 120 -56 186 -92C176 -30 140 12 96 14L-110 14C-150 10 -174 -30 -180 -76Z"
    cabin = (
        pen.box((-66, -150), (110, 90), "#f1ece2", 6)
        + pen.box((-50, -136), (34, 34), _GLASS, 4)
        + pen.box((-4, -136), (34, 34), _GLASS, 4)
        + pen.box((-76, -160), (130, 14), "#c23b3b", 4)
    )
    return (
        cabin
        + pen.stroke("M80 -70L80 -190M80 -186L150 -96", "#6b4a32", 5)
        + pen.path(hull, "#2f6f8f")
        + pen.path("M-180 -76C-120 -56 120 -56 186 -92L183 -74C120 -42 -120 -42 -177 -58Z", "#f6efe2")
    )


def ship(pen: Pen) -> str:
    """Return a steamer, 420 high, 1000 wide, afloat."""
    hull = "M-480 -130L500 -150C480 -60 450 10 420 20L-430 20C-460 0 -476 -60 -480 -130Z"
    decks = pen.box((-330, -220), (600, 90), "#f6f2ea", 6) + pen.box((-260, -290), (430, 74), "#f6f2ea", 6)
    ports = "".join(pen.circle((x, -178), 12, _GLASS) for x in range(-290, 260, 62)) + "".join(
        pen.box((x, -274), (40, 34), _GLASS, 5) for x in range(-230, 150, 66)
    )
    funnels = "".join(
        pen.path(f"M{x} -290L{x + 8} -400L{x + 72} -400L{x + 80} -290Z", "#c8473c")
        + pen.path(f"M{x + 7} -376L{x + 8} -400L{x + 72} -400L{x + 73} -376Z", "#26252b")
        for x in (-180, -20)
    )
    smoke = "".join(
        pen.circle((x, y), r, "#e2e4e6", opacity=0.6)
        for x, y, r in ((-150, -430, 28), (-196, -456, 38), (-256, -470, 46))
    )
    return (
        smoke
        + funnels
        + decks
        + ports
        + pen.path(hull, "#27375f")
        + pen.path("M-474 -74L484 -84L478 -60L-470 -50Z", "#f6f2ea")
        + pen.path("M-464 -12L454 -18C446 4 434 16 420 20L-430 20C-446 14 -456 4 -464 -12Z", "#a83a34")
    )
