"""Where products are photographed: a stage for each kind of thing, and the words that ask for a closer look."""

from typing import Final

from videogen_dagster.engines.script.rules.word_set import word_set

# Words of category, tags and title -> three stages that differ in light and surface; a film keeps one of them.
STAGES: Final[tuple[tuple[frozenset[str], tuple[str, str, str]], ...]] = (
    (
        word_set("perfume perfumes fragrance fragrances cologne scent"),
        (
            "dark glossy stage, golden rim light",
            "black marble plinth, warm spotlight",
            "deep violet backdrop, soft reflections",
        ),
    ),
    (
        word_set("beauty makeup mascara lipstick cosmetics skincare skin nail cream serum"),
        (
            "pale pink studio stage, soft light",
            "white marble vanity table, morning light",
            "rose silk backdrop, gentle shadow",
        ),
    ),
    (
        word_set("coffee tea espresso roast beans mug cafe"),
        ("warm wooden table, soft morning light", "dark slate counter, warm side light", "linen cloth, window light"),
    ),
    (
        word_set(
            "groceries grocery food fruit vegetables bread chocolate snack drink juice kitchen cooking cookware honey"
        ),
        (
            "rustic wooden kitchen table, daylight",
            "white tile counter, fresh light",
            "warm terracotta backdrop, low sun",
        ),
    ),
    (
        word_set("furniture bed sofa chair table lamp decor decoration decorations home living interior"),
        (
            "bright living room, wooden floor",
            "calm grey studio wall, large window light",
            "warm beige backdrop, evening lamp light",
        ),
    ),
    (
        word_set(
            "electronics laptop laptops phone smartphone smartphones tablet tablets camera headphones audio computer "
            "accessories watch watches keyboard"
        ),
        (
            "dark studio stage, cool blue rim light",
            "graphite desk, crisp white light",
            "deep navy gradient backdrop, reflections",
        ),
    ),
    (
        word_set("shoe shoes sneaker sneakers sport sports fitness bike bicycle ball outdoor outdoors running"),
        (
            "concrete studio floor, strong side light",
            "bold orange backdrop, hard shadow",
            "light grey cyclorama, bright light",
        ),
    ),
    (
        word_set("fashion dress dresses shirt shirts jacket bag bags jewellery jewelry sunglasses clothing top tops"),
        (
            "cream studio backdrop, soft daylight",
            "sand coloured plinth, long shadow",
            "pale blue gradient backdrop, clear light",
        ),
    ),
    (
        word_set("toy toys kids baby game games pet pets cat dog"),
        (
            "cheerful yellow backdrop, soft light",
            "light wooden floor, sunny window light",
            "sky blue backdrop, round shadows",
        ),
    ),
    (
        word_set("plant plants garden flower flowers candle candles soap natural"),
        ("pale green backdrop, leaf shadows", "light stone table, morning light", "warm wooden shelf, soft daylight"),
    ),
)
DEFAULT_STAGES: Final = (
    "neutral grey gradient backdrop, soft light",
    "warm wooden table, side light",
    "white plinth, bright clean light",
)

CALLS: Final = {
    "en": ("Take a closer look.", "See it for yourself.", "Make it yours."),
    "de": ("Sehen Sie selbst.", "Jetzt entdecken."),
    "fr": ("Découvrez par vous-même.", "À découvrir."),
    "es": ("Descúbrelo.", "Véalo usted mismo."),
    "it": ("Scoprilo da vicino.", "Da scoprire."),
    "pt": ("Veja de perto.", "Descubra."),
    "nl": ("Bekijk het van dichtbij.", "Ontdek het zelf."),
    "pl": ("Zobacz z bliska.",),
    "sv": ("Se efter själv.",),
    "tr": ("Yakından bakın.",),
    "ja": ("ぜひご覧ください。",),
    "zh": ("欢迎了解。",),
}
"""Invitations that promise nothing: a shop's claims are its own."""
