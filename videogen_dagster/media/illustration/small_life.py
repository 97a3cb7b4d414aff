"""Small animals: a bee, a jellyfish, a dinosaur that was not small."""

from videogen_dagster.media.illustration.pen import Pen


def bee(pen: Pen) -> str:
    """Return a bee in flight, seen from the side."""
    wings = pen.path("M-1 -16C-8 -30 -20 -30 -17 -22C-15 -18 -8 -15 -1 -16Z", "#e8f3fa", opacity=0.8) + pen.path(
        "M2 -16C2 -31 14 -33 14 -25C14 -20 8 -16 2 -16Z", "#f4fafd", opacity=0.85)  # fmt: skip
    body = pen.oval((-4, -10), (13, 8), "#f0b429") + "".join(
        pen.path(
            f"M{x} -17.4C{x + 3} -13 {x + 3} -7 {x} -2.6L{x + 3.4} -2.9C{x + 6} -7 {x + 6} -13 {x + 3.4} -17Z",
            "#33251a",
        )
        for x in (-13, -6, 1)
    )
    head = (
        pen.circle((11, -11), 5.6, "#3a2a1c")
        + pen.circle((12.6, -12.4), 1.6, "#ffffff")
        + pen.stroke("M13 -16C15 -20 18 -21 20 -20M10 -16C11 -21 14 -23 16 -23", "#3a2a1c", 0.9)
    )
    return body + head + wings + pen.stroke("M-17 -9L-21 -8", "#33251a", 1.2)


def jellyfish(pen: Pen) -> str:
    """Return a glowing jellyfish: bell and trailing arms."""
    arms = "".join(
        pen.stroke(f"M{x} -58C{x - 8} -44 {x + 9} -34 {x} -20C{x - 6} -12 {x + 5} -6 {x} 0", "!#c9a6ff", width)
        for x, width in ((-24, 2.2), (-12, 3.6), (0, 4.4), (12, 3.6), (24, 2.2))
    )
    bell = pen.path(
        "M-36 -56C-40 -96 -18 -112 0 -112C18 -112 40 -96 36 -56C28 -62 22 -52 14 -58C8 -62 4 -54 0 -56C-6 -54 -10 -62 -15 -58C-22 -52 -28 -62 -36 -56Z",
        "!#8f7bf0",
    )
    light = pen.path(
        "M-27 -66C-28 -92 -14 -104 0 -104C14 -104 28 -92 27 -66C18 -70 -18 -70 -27 -66Z", "!#b9b0ff", opacity=0.8
    )
    return (
        pen.glow((0, -72), 84, "#8fb4ff", strength=0.55)
        + arms
        + bell
        + light
        + pen.shine("M-18 -84C-16 -96 -8 -101 -2 -102C-8 -96 -12 -90 -13 -82Z", 0.6)
    )


def tyrannosaurus(pen: Pen) -> str:
    """Return a tyrannosaurus striding to the left."""
    skin, dark = "#6f7f4a", "#55633a"
    far_leg = pen.limb(((46, -220), (14, -130), (52, -60), (24, 0)), (90, 62, 34, 26), dark) + pen.path(
        "M40 0L-16 0C-14 -14 6 -22 36 -20Z", dark
    )
    tail = pen.path("M60 -300C170 -330 260 -290 380 -330C290 -240 180 -200 70 -190Z", skin)
    body = pen.path(
        "M-150 -396C-90 -420 -10 -400 60 -330C130 -270 120 -170 40 -160C-40 -152 -110 -200 -132 -280C-146 -320 -190 -350 -170 -380Z",
        skin,
    )
    leg = pen.limb(((10, -230), (-44, -130), (10, -60), (-30, 0)), (110, 74, 38, 30), skin) + pen.path(
        "M-12 0L-84 0C-80 -16 -56 -26 -20 -22Z", skin
    )
    head = pen.path(
        "M-130 -400C-160 -450 -220 -462 -290 -440C-330 -428 -346 -404 -338 -386C-300 -372 -260 -366 -216 -362L-326 -352C-316 -326 -250 -316 -190 -326C-150 -334 -128 -360 -130 -400Z",
        skin,
    )
    teeth = pen.path(
        "".join(f"M{x} {-378 + (x + 330) * 0.09:.0f}l7 18l7 -16Z" for x in range(-324, -230, 18)), "#f3ecd8"
    )
    eye = pen.circle((-222, -424), 12, "#e8c13f") + pen.circle((-225, -424), 5, "#201a14")
    arm = pen.limb(((-112, -262), (-152, -232), (-176, -246)), (30, 20, 12), dark)
    stripes = pen.stroke(
        "M-40 -396L-56 -350M10 -372L-10 -322M56 -330L34 -286M120 -300L108 -262M190 -300L182 -262", dark, 12
    )
    return far_leg + tail + body + stripes + leg + head + teeth + eye + arm
