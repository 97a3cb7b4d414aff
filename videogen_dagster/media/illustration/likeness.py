"""How a person looks, read from words; what the words leave open follows steadily from the name."""

import hashlib
import random
import re
from dataclasses import dataclass, field
from typing import Final

from videogen_dagster.core.casting import Gender, age_of, gender_of, has_first_name
from videogen_dagster.core.requests import Likeness
from videogen_dagster.media.illustration.colour import mix, shift_hsv

SKINS: Final = ("#f6d3b8", "#efc09c", "#e0a67e", "#c98a5e", "#a2683f", "#7d4c2d", "#5c3721")
HAIRS: Final = {
    "black": "#231d22", "brown": "#54362a", "auburn": "#8e4526", "ginger": "#c9642b", "blond": "#d9ae62",
    "grey": "#9a9a9e", "white": "#e6e4e0",
}  # fmt: skip
COLOURS: Final = {
    "forest-green": "#2f6b45", "olive": "#7a7f45", "green": "#3f8a5b", "teal": "#2b7d83", "turquoise": "#38a3a5",
    "navy": "#27375f", "light blue": "#a3c4e4", "sky blue": "#8fc1e8", "blue": "#3b68b0", "charcoal": "#3d4149",
    "burgundy": "#7b2a3b", "crimson": "#b02a3f", "red": "#c23b3b", "orange": "#dd7b33", "mustard": "#d5a233",
    "yellow": "#e6be48", "gold": "#d0a04a", "purple": "#6d4a8e", "violet": "#7b58a5", "lavender": "#b6a5d6",
    "pink": "#e08fa5", "brown": "#7a5238", "tan": "#c79f74", "beige": "#d8c4a3", "khaki": "#a8996e", "cream": "#efe5d0",
    "white": "#f3f1ec", "light gray": "#c6c9cd", "grey": "#8a8d93", "gray": "#8a8d93", "silver": "#b9bec6",
    "black": "#2a292e",
}  # fmt: skip
CLOTHES: Final = ("#3f6f8f", "#a8503c", "#5a7d5a", "#8a5a83", "#c28b3c", "#46508a", "#2f7f78", "#b4606e", "#6c6a5d")

# The first word found wins, so the more telling words stand first.
GARMENTS: Final = {
    "spacesuit": ("astronaut", "spacesuit", "space suit", "cosmonaut"),
    "chef": ("chef", "cook", "baker"),
    "uniform": ("uniform", "police", "officer", "guard", "captain", "pilot", "soldier", "sheriff", "inspector"),
    "labcoat": ("lab coat", "doctor", "scientist", "professor", "nurse"),
    "robe": ("robe", "wizard", "monk", "witch", "cloak", "king", "queen", "priest"),
    "blazer": ("blazer", "suit", "tuxedo", "detective", "lawyer", "businessman", "businesswoman", "waistcoat"),
    "coat": ("trench coat", "raincoat", "coat", "parka", "jacket", "anorak", "fisherman", "lighthouse keeper"),
    "dress": ("dress", "gown", "princess", "bride", "ballerina"),
    "armour": ("armour", "armor", "knight", "chain mail"),
    "hoodie": ("hoodie", "sweatshirt"),
    "sweater": ("sweater", "jumper", "pullover", "cardigan", "turtleneck", "knit"),
    "shirt": ("shirt", "blouse", "button-up"),
    "tee": ("t-shirt", "tee", "tank top", "vest"),
}
GARMENT_WORDS: Final = {
    "spacesuit": ("spacesuit", "suit"), "chef": ("jacket",), "uniform": ("uniform",), "labcoat": ("coat",),
    "robe": ("robe", "cloak"), "blazer": ("blazer", "suit", "tuxedo"), "coat": ("coat", "jacket", "parka", "raincoat"),
    "dress": ("dress", "gown"), "hoodie": ("hoodie", "sweatshirt"), "sweater": ("sweater", "jumper", "cardigan"),
    "armour": ("armour", "armor"), "shirt": ("shirt", "blouse"), "tee": ("t-shirt", "tee", "top"),
}  # fmt: skip
OWN_COLOURS: Final = {
    "spacesuit": "#e9eaee", "chef": "#f4f2ee", "uniform": "#2c3a5c", "labcoat": "#f1f3f4", "blazer": "#3d4356",
    "coat": "#b08a52", "armour": "#aab2bd",
}  # fmt: skip
STYLES: Final = {
    "bald": ("bald", "shaved head", "hairless"),
    "buzz": ("buzz cut", "crew cut", "buzzcut"),
    "undercut": ("undercut", "quiff", "pompadour"),
    "afro": ("afro",),
    "bun": ("bun", "updo", "topknot"),
    "ponytail": ("ponytail", "pony tail", "pigtails"),
    "braids": ("braid", "braids", "dreadlocks", "plaits"),
    "bob": ("bob", "chin-length", "shoulder-length", "fringe"),
    "curls": ("curly", "curls", "curled", "frizzy"),
    "waves": ("wavy", "waves"),
    "long": ("long hair", "long straight", "long black", "long brown", "long blond", "long dark", "flowing hair"),
    "short": ("short hair", "short",),
}  # fmt: skip
HATS: Final = {
    "visor": ("knight", "armour", "armor"),
    "helmet": ("astronaut", "spacesuit", "space suit", "cosmonaut"),
    "toque": ("toque", "chef hat", "chef's hat"),
    "cap": ("cap", "police", "captain", "officer", "pilot"),
    "wizard": ("wizard", "witch"),
    "crown": ("crown", "king", "queen", "princess", "prince"),
    "beanie": ("beanie", "woolly hat", "knit cap", "fisherman"),
    "hat": ("hat", "fedora", "cowboy", "sheriff", "explorer"),
}


@dataclass(frozen=True, slots=True)
class Look:
    """All that is needed to draw a person the same way twice; colours are `#rrggbb`.

    Attributes:
        feminine: Softer jaw, fuller lips, longer lashes.
        age: `child`, `adult` or `old`.
        skin: Colour of the skin.
        hair: Colour of the hair.
        hair_style: A key of `STYLES`.
        eyes: Colour of the irises.
        beard: `none`, `stubble`, `moustache` or `full`.
        hat: A key of `HATS`, or `none`.
        glasses: Whether they wear glasses.
        freckles: Whether they have freckles.
        scarf: Whether they wear a scarf or neckerchief.
        apron: Whether they wear an apron.
        garment: A key of `GARMENTS`.
        cloth: Colour of the garment.
        cloth_2: Colour under or beside it (shirt, trousers).
        jaw: -1 (narrow) to 1 (broad).
        brow: -1 (thin) to 1 (bold).
        build: -1 (slender) to 1 (broad).
    """

    feminine: bool
    age: str
    skin: str
    hair: str
    hair_style: str
    eyes: str
    beard: str
    hat: str
    glasses: bool
    freckles: bool
    scarf: bool
    apron: bool
    garment: str
    cloth: str
    cloth_2: str
    jaw: float
    brow: float
    build: float


@dataclass(frozen=True, slots=True)
class _Reader:
    """Words to read a look from, and the dice that decide what they leave open."""

    text: str
    dice: random.Random = field(compare=False)

    def says(self, *words: str) -> bool:
        return any(re.search(rf"(?<![\w-]){re.escape(word)}(?![\w])", self.text) for word in words)

    def first(self, table: dict[str, tuple[str, ...]]) -> str | None:
        return next((key for key, words in table.items() if self.says(*words)), None)

    def colour_of(self, *nouns: str) -> str | None:
        """Return the colour word that stands nearest before one of `nouns`, as a colour."""
        for noun in nouns:
            before = re.search(rf"((?:[\w'-]+ ){{0,4}}){re.escape(noun)}\b", self.text)
            found = _colours_in(before.group(1)) if before else []
            if found:
                return found[-1]
        return None


def _colours_in(words: str) -> list[str]:
    plain = words.replace("forest green", "forest-green").replace("light grey", "light gray")
    pattern = "|".join(sorted(map(re.escape, COLOURS), key=len, reverse=True))
    return [COLOURS[name] for name in re.findall(rf"\b({pattern})\b", plain)]


def look_of(likeness: Likeness) -> Look:
    """Return the look of a person: the same name and description always give the same look."""
    key = f"{likeness.name.strip().lower()}|{likeness.description.strip().lower()}"
    dice = random.Random(int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big"))
    reader = _Reader(likeness.description.lower().replace("’", "'"), dice)
    trade = _Reader(f"{reader.text} {_role(likeness.name)}", dice)
    # Every die is cast whatever the words say, so that one more word changes one trait and not all of them.
    feminine = gender_of(likeness.name, likeness.description) is Gender.FEMALE
    age = str(age_of(likeness.name, likeness.description))
    skin = _skin(reader, dice.randrange(5))
    hair = _hair_colour(reader, age, dice.choice(("black", "brown", "brown", "auburn", "blond", "black")))
    garment, cloth, cloth_2 = _clothes(reader, trade, dice, child=age == "child")
    shape = [dice.uniform(-1, 1) for _ in range(3)]
    return Look(
        feminine=feminine, age=age, skin=skin, hair=hair,
        hair_style=_hair_style(reader, feminine=feminine, chance=dice.random()),
        eyes=_eyes(reader, dice.choice(("#4a3222", "#3d4f3a", "#3b5a78", "#5a4030"))),
        beard=_beard(trade, feminine=feminine, age=age, chance=dice.random()),
        hat=trade.first(HATS) or "none", glasses=reader.says("glasses", "spectacles", "bespectacled"),
        freckles=reader.says("freckles", "freckled"), scarf=reader.says("scarf", "neckerchief", "bandana"),
        apron=reader.says("apron"), garment=garment, cloth=cloth, cloth_2=cloth_2,
        jaw=shape[0], brow=shape[1], build=_build(reader, shape[2]),
    )  # fmt: skip


def _role(name: str) -> str:
    """Return a name that may tell a trade, in lower case (`CHEF`), or nothing: nobody wears a surname (`Tom Baker`)."""
    return "" if has_first_name(name) else name.lower().replace("’", "'")


def _skin(reader: _Reader, chance: int) -> str:
    said = {
        ("pale", "fair skin", "light skin", "caucasian"): 0, ("east asian", "japanese", "chinese", "korean"): 1,
        ("olive skin", "tanned", "mediterranean", "latina", "latino", "hispanic"): 2,
        ("warm brown skin", "south asian", "indian", "middle eastern"): 3, ("brown skin",): 4,
        ("dark skin", "dark brown skin", "black woman", "black man", "african"): 5, ("deep brown skin",): 6,
    }  # fmt: skip
    for words, index in said.items():
        if reader.says(*words):
            return SKINS[index]
    return SKINS[chance]


def _hair_colour(reader: _Reader, age: str, chance: str) -> str:
    words = {
        "ginger": ("ginger", "red hair", "redhead", "red-haired"), "auburn": ("auburn", "chestnut"),
        "blond": ("blond", "blonde", "golden hair", "fair hair"), "grey": ("grey hair", "gray hair", "silver hair"),
        "white": ("white hair", "white-haired", "white beard"),
        "black": ("black hair", "black bob", "black undercut", "dark hair", "raven", "black curly"),
        "brown": ("brown hair", "brunette", "brown curly"),
    }  # fmt: skip
    named = reader.first(words)
    if named is None:
        hair = re.search(
            r"\b(black|brown|gray|grey|white|red)\b(?: [\w-]+){0,3} (?:hair|bob|curls|bun|undercut|ponytail)",
            reader.text,
        )
        named = {"gray": "grey", "red": "ginger"}.get(hair.group(1), hair.group(1)) if hair else None
    return HAIRS[named or ("grey" if age == "old" else chance)]


def _hair_style(reader: _Reader, *, feminine: bool, chance: float) -> str:
    choices = (
        ("long", "bob", "waves", "bun", "ponytail", "curls") if feminine else ("short", "undercut", "short", "curls")
    )
    return reader.first(STYLES) or choices[int(chance * len(choices))]


def _eyes(reader: _Reader, chance: str) -> str:
    said = {"#3f6c9c": ("blue eyes",), "#4a7a4c": ("green eyes",), "#4a3222": ("brown eyes", "dark eyes")}
    return reader.first(said) or chance


def _beard(reader: _Reader, *, feminine: bool, age: str, chance: float) -> str:
    if feminine or age == "child" or reader.says("clean-shaven", "clean shaven", "beardless"):
        return "none"
    said = reader.first(
        {
            "full": ("beard", "bearded", "wizard", "santa"),
            "moustache": ("moustache", "mustache"),
            "stubble": ("stubble", "unshaven"),
        }
    )
    if said:
        return said
    return "full" if chance > 0.86 else "stubble" if chance > 0.72 else "none"


def _build(reader: _Reader, chance: float) -> float:
    if reader.says("slim", "slender", "thin", "lean"):
        return -0.8
    return 0.9 if reader.says("stocky", "broad", "heavy", "burly", "muscular") else chance * 0.6


def _clothes(reader: _Reader, trade: _Reader, dice: random.Random, *, child: bool) -> tuple[str, str, str]:
    chance = dice.choice(("sweater", "shirt", "coat", "tee", "hoodie", "blazer"))
    own, second = dice.choice(CLOTHES), dice.choice(("#f1ede4", "#9fb4c7", "#2f3442", "#d9c9a8"))
    garment = trade.first(GARMENTS) or ("sweater" if child and chance in {"blazer", "coat"} else chance)
    cloth = reader.colour_of(*GARMENT_WORDS[garment]) or OWN_COLOURS.get(garment) or own
    under = reader.colour_of("shirt", "blouse") if garment not in {"shirt", "tee"} else None
    return garment, cloth, under or (second if second != cloth else mix(second, cloth, 0.5))


def shadow_of(skin: str) -> str:
    """Return the colour of the shaded side of something coloured `skin`: darker, a little warmer."""
    return shift_hsv(mix(skin, "#5a2a3a", 0.22), saturation=1.1, value=0.97)
