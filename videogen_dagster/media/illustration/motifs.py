"""All motifs: which words name a thing, who draws it, how big it is and where it belongs."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from videogen_dagster.media.illustration import (
    animals,
    botany,
    food,
    homeware,
    power,
    products,
    small_life,
    stationery,
    things,
    vehicles,
    watercraft,
    wildlife,
)
from videogen_dagster.media.illustration.geology import has_dishes
from videogen_dagster.media.illustration.pen import Pen


@dataclass(frozen=True, slots=True)
class Motif:
    """Something that can be drawn.

    Attributes:
        name: What it is.
        words: Words that name it, singular; the longest match in a text wins.
        draw: Draws it, standing on 0.
        extent: Left, top, right of what is drawn, in its own units.
        size_cm: How high it is in life.
        place: `ground`, `air`, `water` or `table` (small enough to hold).
    """

    name: str
    words: tuple[str, ...]
    draw: Callable[[Pen], str]
    extent: tuple[float, float, float]
    size_cm: float
    place: str

    @property
    def height(self) -> float:
        """Height of the drawing in its own units."""
        return -self.extent[1]

    @property
    def width(self) -> float:
        """Width of the drawing in its own units."""
        return self.extent[2] - self.extent[0]


def _motif(
    words: str, draw: Callable[[Pen], str], extent: tuple[float, float, float], size_cm: float, place: str
) -> Motif:
    listed = tuple(word.strip() for word in words.split(","))
    return Motif(listed[0], listed, draw, extent, size_cm, place)


_A, _W, _V, _B = animals, wildlife, vehicles, watercraft
_N, _E, _L = botany, power, small_life
_T, _S, _F, _P, _H = things, stationery, food, products, homeware

MOTIFS: Final = (
    _motif("fox, vixen", _A.fox, (-70, -68, 54), 55, "ground"),
    _motif("wolf", _A.wolf, (-108, -108, 80), 95, "ground"),
    _motif("dog, puppy, hound, terrier, labrador", _A.dog, (-50, -82, 60), 65, "ground"),
    _motif("cat, kitten, tabby", _A.cat, (-30, -54, 44), 40, "ground"),
    _motif("horse, stallion, mare, pony, foal", _A.horse, (-86, -224, 152), 220, "ground"),
    _motif("cow, bull, cattle, calf", _A.cow, (-98, -176, 144), 160, "ground"),
    _motif("sheep, lamb", _A.sheep, (-54, -96, 84), 90, "ground"),
    _motif("deer, stag, elk, moose, reindeer", _A.deer, (-48, -202, 92), 190, "ground"),
    _motif("bear, grizzly", _A.bear, (-74, -148, 128), 150, "ground"),
    _motif("lion, lioness", _A.lion, (-76, -148, 108), 130, "ground"),
    _motif("pig, piglet, boar", _A.pig, (-58, -104, 90), 85, "ground"),
    _motif("rabbit, hare, bunny", _W.rabbit, (-22, -44, 22), 38, "ground"),
    _motif("elephant, mammoth", _W.elephant, (-172, -292, 228), 300, "ground"),
    _motif("gull, seagull, bird, dove, pigeon, sparrow, stork", _W.gull, (-56, -44, 54), 32, "air"),
    _motif("crow, raven, blackbird, magpie", _W.crow, (-34, -36, 28), 38, "ground"),
    _motif("owl", _W.owl, (-18, -46, 18), 42, "ground"),
    _motif("eagle, hawk, falcon", _W.eagle, (-102, -94, 98), 75, "air"),
    _motif("duck, swan, goose, geese", _W.duck, (-26, -34, 32), 40, "water"),
    _motif("hen, chicken, rooster, chick", _W.hen, (-24, -44, 24), 42, "ground"),
    _motif("penguin", _W.penguin, (-28, -70, 28), 80, "ground"),
    _motif("fish, goldfish, trout, salmon", _W.fish, (-38, -34, 30), 30, "water"),
    _motif("whale, orca", _W.whale, (-260, -150, 196), 330, "water"),
    _motif("dolphin, porpoise", _W.dolphin, (-116, -104, 100), 110, "water"),
    _motif("butterfly, butterflies, moth", _W.butterfly, (-16, -20, 16), 16, "air"),
    _motif("turtle, tortoise", _W.turtle, (-30, -32, 42), 35, "ground"),
    _motif("bee, bumblebee, honeybee, honey bee", _L.bee, (-22, -34, 21), 24, "air"),
    _motif("jellyfish, medusa", _L.jellyfish, (-40, -114, 40), 120, "air"),
    _motif("tyrannosaurus, dinosaur, t-rex, t rex", _L.tyrannosaurus, (-346, -462, 384), 480, "ground"),
    _motif("old tree, oak tree, oak, lone tree, single tree, large tree, tall tree, big tree, tree against, bark of an old tree", _N.tree, (-335, -752, 335), 1100, "ground"),
    _motif("autumn tree, maple tree", _N.autumn_tree, (-335, -752, 335), 1100, "ground"),
    _motif("twisted ancient tree, bare tree, ancient tree, dead tree, bare branch, twisted tree", _N.bare_tree, (-330, -640, 330), 1000, "ground"),
    _motif("green leaf, single leaf, single green leaf, falling leaf, fallen leaf", _N.leaf, (-15, -47, 16), 40, "table"),
    _motif("tree stump, cut tree trunk, rings of a cut tree, tree ring, cut trunk", _N.stump, (-80, -86, 80), 70, "ground"),
    _motif("snowflake, snow crystal, ice crystal", _N.snowflake, (-22, -44, 22), 40, "table"),
    _motif("wind turbine, wind farm, wind power", _E.wind_turbine, (-168, -580, 168), 900, "ground"),
    _motif("solar panel, photovoltaic panel, solar farm", _E.solar_panel, (-195, -154, 195), 160, "ground"),
    _motif("factory chimney, chimney, smokestack, power plant, power station", _E.chimneys, (-330, -850, 330), 900, "ground"),
    _motif("prism, glass prism", _E.prism, (-60, -43, 64), 36, "table"),
    _motif("glass of water, water glass, drinking glass", _E.glass_of_water, (-8, -20, 8), 16, "table"),
    _motif("sports car, race car, racing car, supercar", _V.sports_car, (-208, -116, 208), 125, "ground"),
    _motif("taxi, cab", _V.taxi, (-198, -164, 196), 165, "ground"),
    _motif("car, automobile, sedan, station wagon, convertible", _V.car, (-198, -148, 196), 150, "ground"),
    _motif("bus", _V.bus, (-428, -290, 428), 280, "ground"),
    _motif("truck, lorry, van, pickup", _V.truck, (-450, -346, 450), 320, "ground"),
    _motif("tram, streetcar, trolley", _V.tram, (-450, -378, 450), 330, "ground"),
    _motif("train, locomotive, steam engine", _V.train, (-530, -476, 470), 380, "ground"),
    _motif("bicycle, bike, cyclist", _V.bicycle, (-90, -104, 90), 105, "ground"),
    _motif("sail boat, sailboat, sailing boat, yacht, sloop", _B.sail_boat, (-210, -610, 220), 600, "water"),
    _motif("boat, fishing boat, rowing boat, dinghy, trawler, canoe, ferry", _B.boat, (-180, -194, 186), 260, "water"),
    _motif("ship, steamer, ocean liner, cargo ship, vessel", _B.ship, (-480, -516, 500), 620, "water"),
    _motif("plane, airplane, aeroplane, airliner, aircraft, jet", _V.plane, (-330, -220, 326), 300, "air"),
    _motif("rocket, rocket ship", _V.rocket, (-138, -640, 138), 800, "ground"),
    _motif("spacecraft, spaceship, starship, space shuttle, satellite, ufo", _V.spacecraft, (-330, -180, 236), 300, "air"),
    _motif("hot-air balloon, hot air balloon, balloon, airship", _V.balloon, (-210, -640, 210), 420, "air"),
    _motif("lighthouse", _T.lighthouse, (-470, -1964, 440), 2000, "ground"),
    _motif("lantern, oil lamp", _T.lantern, (-14, -40, 14), 40, "table"),
    _motif("book, novel, diary", _S.book, (-23, -23, 23), 22, "table"),
    _motif("notebook, notepad, journal, sketchbook", _S.notebook, (-9, -24, 14), 22, "table"),
    _motif("coffee, cup of coffee, coffee cup, cup, mug, tea, espresso, cappuccino, latte", _T.cup, (-13, -25, 13), 18, "table"),
    _motif("bottle, wine, flask", _T.bottle, (-5, -33, 5), 32, "table"),
    _motif("phone, smartphone, telephone, tablet", _S.phone, (-4, -16, 4), 16, "table"),
    _motif("keypad, key pad, entry pad, number pad", _S.keypad, (-7, -20, 7), 18, "table"),
    _motif("laptop, computer, monitor", _S.laptop, (-22, -24, 22), 26, "table"),
    _motif("robot, android, droid", _T.robot, (-56, -168, 66), 150, "ground"),
    _motif("chair, stool, armchair, rocking chair", _T.chair, (-27, -94, 27), 92, "ground"),
    _motif("table, desk", _T.table, (-92, -77, 92), 76, "ground"),
    _motif("floor lamp, lamp, standard lamp", _T.lamp, (-26, -150, 26), 150, "ground"),
    _motif("clock, wall clock, alarm clock", _S.clock, (-20, -40, 20), 34, "table"),
    _motif("letter, envelope, postcard, invitation", _S.letter, (-13, -18, 13), 18, "table"),
    _motif("old key, brass key, golden key, silver key, rusty key, keys, a key, the key", _S.key, (-6, -20, 6), 14, "table"),
    _motif("umbrella, parasol", _T.umbrella, (-56, -97, 56), 95, "table"),
    _motif("ball, football, basketball", _T.ball, (-12, -24, 12), 24, "ground"),
    _motif("photo camera, vintage camera, old camera, a camera, her camera, his camera", _S.camera, (-11, -15, 11), 14, "table"),
    _motif("guitar, violin, ukulele, cello", _T.guitar, (-19, -100, 19), 100, "ground"),
    _motif("recorder, voice recorder, microphone, radio", _S.recorder, (-3, -12, 3), 13, "table"),
    _motif("folder, dossier", _S.folder, (-18, -27, 18), 24, "table"),
    _motif("map, floor plan, treasure map", _S.map_sheet, (-20, -23, 20), 22, "table"),
    _motif("suitcase, briefcase, luggage", _T.suitcase, (-30, -47, 30), 50, "ground"),
    _motif("crystal, gem, diamond, jewel, gemstone", _T.crystal, (-12, -24, 12), 20, "table"),
    _motif("apple", _F.apple, (-5.5, -11, 5.5), 10, "table"),
    _motif("bread, loaf, baguette, flatbread, tortilla", _F.bread, (-16, -14, 17), 14, "table"),
    _motif("noodles, ramen, noodle, bowl of noodles, soup, pho", _F.noodles, (-13, -27, 18), 20, "table"),
    _motif("dish, plate, meal, pasta, pizza", _F.plate, (-15, -12, 15), 12, "table"),
    _motif("bowl, fruit, bowl of fruit, fruit bowl, salad", _F.bowl, (-13, -17, 13), 16, "table"),
    _motif("cake, birthday cake, pie, cupcake", _F.cake, (-17, -23, 17), 22, "table"),
    _motif("beef steak, steak, beef, raw meat, meat", _F.steak, (-14, -16, 14), 14, "table"),
    _motif("fish steak, salmon steak, fish fillet, seafood", _F.fish_steak, (-15, -14, 16), 13, "table"),
    _motif("chicken meat, drumstick, chicken leg, roast chicken", _F.drumstick, (-13, -17, 14), 16, "table"),
    _motif("cucumber, courgette, zucchini, vegetable", _F.cucumber, (-18, -13, 15), 11, "table"),
    _motif("egg, egg carton", _F.eggs, (-17, -11, 17), 11, "table"),
    _motif("flower, bouquet, vase, red rose, roses, tulip, sunflower, floral", _F.flowers, (-18, -48, 18), 46, "table"),
    _motif("pot, saucepan, cauldron, frying pan, cookware", _F.pot, (-22, -36, 22), 30, "table"),
    _motif("mascara, eyelash, lash", _P.mascara, (-5.5, -15, 6), 14, "table"),
    _motif("eyeshadow palette, eyeshadow, palette, make-up, makeup", _P.palette, (-14, -15, 14), 14, "table"),
    _motif("powder, powder canister, face powder, powder compact", _P.powder, (-9, -12, 9), 11, "table"),
    _motif("lipstick, lip balm", _P.lipstick, (-5.5, -13, 6), 12, "table"),
    _motif("nail polish, nail varnish", _P.nail_polish, (-5, -12, 8.5), 12, "table"),
    _motif("perfume, fragrance, eau de, eau de toilette, eau de parfum, cologne", _P.perfume, (-5, -13.5, 5), 13, "table"),
    _motif("bed, mattress", _H.bed, (-116, -118, 114), 110, "ground"),
    _motif("sofa, couch, settee", _H.sofa, (-106, -86, 106), 85, "ground"),
    _motif("bedside table, nightstand, chest of drawers, dresser, cabinet", _H.bedside_table, (-34, -98, 34), 100, "ground"),
    _motif("conference chair, office chair, executive chair, desk chair, swivel chair", _H.office_chair, (-36, -104, 36), 105, "ground"),
    _motif("bathroom sink, kitchen sink, washbasin, wash basin, sink with", _H.sink, (-60, -192, 60), 190, "ground"),
    _motif("cooking oil, olive oil, vinegar", _P.cooking_oil, (-7, -30, 7), 30, "table"),
    _motif("cat food, kibble", _P.cat_food, (-11, -33, 23), 34, "table"),
    _motif("dog food, pet food, dog biscuit", _P.dog_food, (-11, -33, 23), 34, "table"),
    _motif("box, parcel, package, product, crate", _P.box, (-14, -22, 14), 24, "table"),
    _motif("jar, strawberry jam, honey, canister", _P.jar, (-8, -16, 8), 15, "table"),
    _motif("shopping bag, bag, handbag, backpack", _P.shopping_bag, (-15, -41, 15), 40, "table"),
    _motif("shoe, sneaker, trainer, boot", _P.shoe, (-16, -13, 17), 14, "table"),
    _motif("wristwatch, wrist watch, pocket watch", _P.watch, (-6, -22, 7), 22, "table"),
    _motif("headphones, headset, earphones", _P.headphones, (-11, -20, 11), 20, "table"),
)  # fmt: skip

COUNTS: Final = {
    "two": 2, "both": 2, "a pair of": 2, "couple of": 2, "three": 3, "several": 3, "some": 3, "four": 4, "many": 5,
    "five": 5, "six": 5, "a flock of": 5, "a herd of": 4, "a group of": 4, "a crowd of": 5, "a dozen": 5, "rows of": 4,
}  # fmt: skip
MOST: Final = 5
DRAWN_AS_SEVERAL: Final = (
    "egg",
    "flower",
    "noodles",
    "headphones",
    "chicken meat",
    "bowl",
    "eyeshadow palette",
    "cucumber",
    "old key",
    "factory chimney",
)
_IRREGULAR: Final = {
    "wolf": "wolves",
    "calf": "calves",
    "loaf": "loaves",
    "sheep": "sheep",
    "fish": "fish",
    "deer": "deer",
}


@dataclass(frozen=True, slots=True)
class Mention:
    """A motif that a text names, how many of it, and where the word stands."""

    motif: Motif
    count: int
    position: int


def _plural(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith(("s", "x", "ch", "sh")):
        return word + "es"
    return word[:-1] + "ies" if word.endswith("y") and word[-2] not in "aeiou" else word + "s"


def _vocabulary() -> dict[str, tuple[Motif, bool]]:
    known: dict[str, tuple[Motif, bool]] = {}
    for motif in MOTIFS:
        for word in motif.words:
            known.setdefault(_plural(word), (motif, True))
            known[word] = (motif, word in {"geese", "butterflies"})
    return known


_WORDS: Final = _vocabulary()
_PATTERN: Final = re.compile(
    r"(?<![\w-])(?:(" + "|".join(sorted(map(re.escape, COUNTS), key=len, reverse=True)) + r") (?:[\w'-]+ ){0,2}?)?"
    r"(" + "|".join(sorted(map(re.escape, _WORDS), key=len, reverse=True)) + r")(?![\w-])"
)  # fmt: skip


def mentions(text: str) -> tuple[Mention, ...]:
    """Return the motifs that `text` names, in order, each once; counts run from 1 to `MOST`."""
    found: dict[str, Mention] = {}
    for match in _PATTERN.finditer(text.lower().replace("’", "'")):
        motif, plural = _WORDS[match.group(2)]
        if match.group(2) in {"plate", "plates"} and not has_dishes(text.lower()):
            continue
        count = COUNTS.get(match.group(1) or "", 3 if plural else 1)
        if motif.name in DRAWN_AS_SEVERAL:
            count = 1
        if motif.name not in found:
            found[motif.name] = Mention(motif, min(count, MOST), match.start(2))
    named = tuple(found.values())
    # "The product" is a parcel only where no other word says what it is.
    return tuple(
        mention for mention in named if mention.motif.name != "box" or len(named) == 1 or "parcel" in text.lower()
    )
