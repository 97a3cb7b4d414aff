"""The words that the illustrator knows about places, each group with what it means."""

from typing import Final

SETTINGS: Final[dict[str, tuple[str, ...]]] = {
    "city": (
        "city", "skyline", "downtown", "metropolis", "urban", "skyscraper", "tower block", "rooftop", "new york", "tokyo",
        "factory chimney", "smokestack", "power plant", "power station", "manhattan", "london", "megacity", "cityscape",
    ),
    "street": ("street", "alley", "sidewalk", "pavement", "avenue", "lane", "crosswalk", "shopping street", "boulevard"),
    "village": ("village", "town", "town square", "cottage", "small town", "suburb", "neighbourhood", "neighborhood"),
    "house": ("house", "mansion", "villa", "bungalow", "front yard", "porch", "driveway"),
    "living_room": (
        "living room", "lounge", "apartment", "flat", "sitting room", "home", "fireplace", "sofa", "couch", "interior",
        "cabin", "cottage interior", "caravan", "trailer", "compartment", "tent",
    ),
    "office": (
        "office", "meeting room", "conference room", "boardroom", "workplace", "desk", "cubicle", "startup", "headquarters",
        "newsroom",
    ),
    "interview": ("interview room", "interrogation room", "police station", "police interview", "interrogation"),
    "kitchen": (
        "kitchen", "test kitchen", "ramen-ya", "trattoria", "tandoor", "kitchen stall", "stove", "bistro kitchen",
        "kitchen pass", "kitchen counter", "cooking",
    ),
    "restaurant": ("restaurant", "cafe", "café", "coffee shop", "coffee house", "bistro", "diner", "tea house", "bakery"),
    "bar": ("bar", "pub", "tavern", "nightclub", "club", "saloon", "inn"),
    "bedroom": ("bedroom", "hotel room", "dormitory", "nursery", "bedside", "in bed"),
    "bathroom": ("bathroom", "shower", "washroom", "bathtub", "spa"),
    "hospital": ("hospital", "clinic", "ward", "operating room", "surgery", "doctor's office", "pharmacy"),
    "laboratory": ("laboratory", "lab", "research facility", "server room", "data centre", "data center", "control room"),
    "classroom": ("classroom", "school", "lecture hall", "university", "blackboard", "lecture"),
    "library": ("library", "bookshop", "bookstore", "archive", "bookshelves", "study"),
    "shop": ("shop", "store", "boutique", "supermarket", "showroom", "gallery", "museum"),
    "palace": ("palace", "ballroom", "throne room", "palace hallway", "great hall", "grand hall", "hallway", "corridor",
               "cathedral", "church", "temple", "opera house", "lobby", "marble hall"),
    "garage": ("garage", "workshop", "warehouse", "factory", "basement", "hangar", "barn interior", "attic", "cellar"),
    "patio": ("patio", "terrace", "backyard", "balcony", "courtyard", "veranda", "barbecue", "poolside", "pool"),
    "garden": ("garden", "park", "orchard", "meadow", "playground", "greenhouse", "flower bed", "picnic"),
    "market": ("market", "bazaar", "market stall", "street food", "fair stall", "stalls", "souk", "market square"),
    "circus": ("circus", "carnival", "funfair", "fairground", "festival", "big top", "amusement park", "ferris wheel"),
    "stage": ("on stage", "theatre", "theater", "concert", "auditorium", "spotlight", "podium"),
    "forest": ("forest", "wood", "woods", "jungle", "rainforest", "grove", "trees", "woodland", "clearing", "campfire"),
    "mountains": ("mountain", "hill", "valley", "peak", "summit", "alps", "cliff", "canyon", "highlands", "ridge",
                  "glacier", "waterfall"),
    "volcano": ("volcano", "volcanic", "volcanic eruption", "lava flow", "lava fountain", "caldera", "crater rim"),
    "lava": ("lava", "lava field", "lava lake", "molten rock", "cracked dark rock", "cracked black rock", "river of fire"),
    "torn_ground": ("cracked ground", "cracked earth", "cracked land", "fault line", "earthquake", "dry riverbed", "fissure"),
    "ground_section": ("magma chamber", "rock strata", "strata", "rock layer", "layers of rock", "layered rock", "soil layer",
                       "coal seam", "layered volcano", "stratovolcano", "folded rock", "sedimentary rock", "bedrock",
                       "roots in the soil"),
    "magma": ("magma", "rising magma"),
    "earth": ("cross-section of the earth", "earth's core", "core of the earth", "layers of the earth", "earth cut open"),
    "plates": ("tectonic plate", "plate tectonics", "continental plate", "oceanic plate"),
    "sea": ("sea", "ocean", "wave", "bay", "horizon", "sail", "sailing", "on deck", "island", "lighthouse",
            "moonlight path", "path on the water"),
    "beach": ("beach", "coast", "shore", "seaside", "tropical", "lagoon", "dunes by the sea"),
    "harbour": ("harbour", "harbor", "port", "dock", "pier", "marina", "quay", "fishing village"),
    "lake": ("lake", "river", "pond", "stream", "riverbank", "lakeside", "creek", "swamp"),
    "desert": ("desert", "dune", "sahara", "wasteland", "oasis", "mesa", "western", "savanna", "savannah"),
    "field": ("field", "farm", "farmland", "countryside", "barn", "prairie", "vineyard", "crop", "pasture", "plain",
              "wheat", "windmill"),
    "snow": ("arctic", "antarctic", "tundra", "ski", "snowfield", "snowy landscape", "north pole", "iceberg", "ice",
             "snow plain", "snowy plain", "glacier ice"),
    "space": ("space", "outer space", "galaxy", "planet", "orbit", "spaceship", "spacecraft", "mars", "moon base", "nebula",
              "universe", "cosmos", "starship", "solar system", "asteroid", "rocket", "black hole", "event horizon",
              "ring of light", "supernova", "milky way", "moon dust", "lunar", "crater", "dark spot", "among stars",
              "starlight"),
    "underwater": ("underwater", "under the sea", "coral reef", "reef", "seabed", "deep sea", "ocean floor", "submarine",
                   "aquarium", "under water", "deep ocean", "dark ocean", "ocean trench", "ocean depths",
                   "deep blue water", "blue water", "dark water", "sea floor"),
    "studio": ("studio", "packshot", "product shot", "product", "pedestal", "plain background", "backdrop", "hero shot",
               "dark background", "soft background"),
    "tabletop": ("tabletop", "insert shot", "insert close-up", "top-down", "flat lay", "notepad", "on the table",
                 "wooden table", "still life", "close-up on"),
    "road": ("road", "highway", "motorway", "route", "race track", "bridge", "crossroads", "path", "trail", "railway",
             "train station", "car ride"),
    "castle": ("castle", "fortress", "ruin", "ruins", "medieval", "kingdom", "tower", "dragon", "knight"),
    "cave": ("cave", "cavern", "mine", "tunnel", "dungeon", "underground"),
}  # fmt: skip
"""Setting -> words that name it. The earliest word of a prompt decides, the longer one where two start together."""

WEAK: Final = frozenset({
    "dark background", "soft background", "dark water", "blue water", "crater", "dark spot", "starlight", "asteroid", "lava",
    "cracked ground", "cracked earth", "earthquake", "fissure",
    "home", "desk", "interior", "cabin", "caravan", "trailer", "compartment", "tent", "stove", "flat", "tower", "path", "horizon", "wave", "trees", "hill", "product", "knight",
    "bar", "club", "planet", "ice", "cooking", "sofa", "couch", "dragon", "wood", "bridge", "route", "plain", "spotlight",
    "blackboard", "ward", "study", "sail", "rocket", "wheat", "store", "shop", "port", "lecture", "studio",
    "bedside", "notepad", "on the table", "pool", "park", "town", "festival", "concert", "lab", "ridge", "inn",
    "apartment", "orbit", "spa", "surgery", "mine", "gallery", "archive", "field", "close-up on", "picnic", "urban", "western", "startup", "crop", "london", "new york", "tokyo", "backdrop", "porch", "light house", "tunnel",
})  # fmt: skip
"""Words that name a place only if no other word does: they stand as often for a thing or a manner."""

HINTS: Final[dict[str, tuple[str, ...]]] = {
    "city": ("money", "bank", "bitcoin", "stock market", "economy", "finance", "capitalism", "trade", "metro", "subway"),
    "library": ("printing press", "history", "philosophy", "language", "alphabet", "poem", "novel", "writing", "mathematics"),
    "garage": ("engine", "machine", "invention", "steam", "factory work", "tool", "carpenter", "mechanic"),
    "restaurant": ("coffee", "espresso", "tea", "waiter", "barista", "breakfast", "dinner"),
    "bedroom": ("sleep", "insomnia", "pillow", "alarm clock", "nightmare"),
    "interview": ("detective", "witness", "suspect", "interrogator", "recorder", "evidence bag", "keycard", "lawyer", "observation window", "frosted window",
                  "tan folder", "open folder"),
    "office": ("laptop", "meeting", "colleague", "boss", "manager", "employee", "spreadsheet", "deadline", "email", "printer"),
    "kitchen": ("food", "pizza", "bread", "pasta", "spice", "chocolate", "chef", "cook", "recipe", "dough", "saucepan", "frying pan", "ingredient"),
    "classroom": ("teacher", "student", "pupil", "lesson"),
    "hospital": ("nurse", "doctor", "patient", "surgeon"),
    "laboratory": ("scientist", "experiment", "microscope", "robot", "atom", "virus", "vaccine", "molecule", "chemistry", "dna", "brain", "cell", "quantum"),
    "palace": ("king", "queen", "princess", "prince", "throne", "parliament", "democracy", "senate", "law", "court", "vote", "election"),
    "castle": ("dragon", "wizard", "witch", "empire", "middle ages", "crusade", "legend", "roman", "ancient"),
    "sea": ("sailor", "captain", "whale", "dolphin", "boat", "ship", "submarine"),
    "space": ("astronaut", "alien", "satellite", "telescope", "black hole", "gravity", "big bang", "light year", "einstein"),
    "forest": ("fox", "deer", "bear", "wolf", "owl", "squirrel", "hedgehog"),
    "field": ("farmer", "cow", "tractor", "sheep", "horse", "scarecrow", "clouds", "white cloud", "storm cloud", "rain cloud",
              "sky", "rainbow", "lightning", "thunder", "tree", "ancient tree", "wind turbine"),
    "garden": ("butterfly", "bee", "flower", "rabbit", "gardener", "photosynthesis", "plant", "seed", "leaf", "pollen"),
    "stage": ("music", "song", "jazz", "opera", "guitar", "piano", "violin", "singer", "band", "orchestra", "audience", "actor", "dancer", "musician"),
    "street": ("taxi", "car", "bicycle", "bus", "traffic", "cyclist", "pedestrian"),
    "snow": ("snow", "northern lights", "snowflake", "penguin"),
    "underwater": ("jellyfish", "octopus", "shark", "coral"),
    "mountains": ("hiker", "climber", "eagle", "avalanche"),
    "living_room": ("armchair", "television", "sofa", "book", "cat", "family"),
    "desert": ("camel", "cowboy", "pyramid", "pharaoh", "caravan"),
}  # fmt: skip
"""Setting -> people and things that are at home there, for prompts that name no place."""

FURNITURE: Final = ("table", "chair", "bookshelf", "lamp", "rug", "curtain", "stool")
"""Things that stand in a room, if no other word says where."""

INSERTS: Final = (
    "insert",
    "insert shot",
    "top-down",
    "flat lay",
    "hands over",
    "detail of",
    "macro",
    "still life",
)
"""Words of a picture that shows things from near."""

SHOTS_OF_PEOPLE: Final = ("two-shot", "over-the-shoulder", "reaction", "face", "seated", "wide", "medium")

FIXTURES: Final[dict[str, tuple[str, ...]]] = {
    "kitchen": (
        "pot",
        "pan",
        "lamp",
        "lantern",
        "pendant",
        "oven",
        "table",
        "bottle",
        "light bulb",
        "stool",
        "cabinet",
    ),
    "interview": ("clock", "chair", "lamp", "window"),
    "office": ("desk", "chair", "computer", "clock", "plant", "lamp"),
    "living_room": ("sofa", "couch", "lamp", "plant", "bookshelf", "chair", "armchair", "rug"),
    "bedroom": ("bed", "lamp", "plant", "nightstand"),
    "restaurant": ("table", "chair", "bottle", "lamp"),
    "bar": ("bottle", "stool", "lamp"),
    "library": ("bookshelf", "table", "chair", "lamp"),
    "classroom": ("table", "chair", "desk", "clock"),
    "hospital": ("bed", "chair", "lamp"),
    "tabletop": ("table", "chair", "desk", "lamp"),
    "palace": ("chandelier", "lamp", "candle", "chair"),
    "circus": ("tent", "ferris wheel", "lamp"),
    "harbour": ("house", "boat", "ship", "lighthouse"),
    "castle": ("castle", "tower"),
    "patio": ("table", "chair", "plant", "lamp", "lantern"),
    "village": ("house", "church"),
    "house": ("house", "mansion"),
    "forest": ("tree", "pine"),
    "garden": ("flower", "bush"),
    "field": ("barn", "fence", "house", "flower", "sunflower", "tulip", "lavender", "poppy"),
    "city": ("building", "skyscraper", "house", "street lamp", "lamp"),
    "street": ("building", "house", "street lamp", "lamp", "shop"),
    "mountains": ("mountain",),
    "sea": ("lighthouse",),
    "beach": ("palm", "palm tree"),
    "desert": ("cactus",),
    "snow": ("bare tree",),
    "space": ("planet", "moon", "star"),
    "volcano": ("volcano", "mountain", "tree"),
    "ground_section": ("mountain", "volcano", "tree", "oak tree", "oak", "leaf", "old tree", "shell"),
    "garage": ("lamp", "table"),
}
"""Setting -> what its drawing shows by itself, so that it is not put there a second time."""

FIERY: Final = frozenset({"volcano", "lava"})
"""Settings that may shine by themselves."""

FIRE: Final = ("glowing", "glow", "lava", "molten", "fiery", "eruption", "erupting", "erupts", "fountain")
"""Words that say that they do."""

AIRLESS: Final = frozenset({"space", "underwater", "magma", "earth", "plates"})
"""Settings in the open without weather."""

ROOMS_OF: Final = {
    "city": "office",
    "space": "laboratory",
    "underwater": "laboratory",
    "castle": "palace",
    "field": "garage",
    "harbour": "garage",
    "market": "shop",
    "circus": "stage",
    "mountains": "living_room",
    "road": "garage",
}
"""Setting in the open -> the room that is meant by its inside; `living_room` for the others."""

OUTSIDE_OF: Final = {
    "living_room": "house",
    "bedroom": "house",
    "bathroom": "house",
    "kitchen": "house",
    "palace": "castle",
    "office": "city",
    "stage": "city",
    "studio": "city",
    "laboratory": "city",
}
"""Room -> what is meant by its outside; `street` for the others."""

OUTLOOKS: Final[dict[str, tuple[str, ...]]] = {
    "sea": (
        "lighthouse",
        "ship",
        "boat",
        "cabin cruiser",
        "yacht",
        "sea",
        "ocean",
        "coast",
        "coastal",
        "beach",
        "harbour",
        "harbor",
        "pier",
        "island",
        "submarine",
        "cape",
        "captain",
    ),
    "space": ("space", "spaceship", "spacecraft", "starship", "moon base", "orbit", "rocket"),
    "hills": (
        "forest",
        "mountain",
        "cabin",
        "farm",
        "farmhouse",
        "cottage",
        "lake",
        "country",
        "hut",
        "alpine",
        "village",
        "lodge",
        "chalet",
        "castle",
        "trailer",
    ),
}
"""What a room's windows show -> words of the place that say so."""

PORTHOLES: Final = ("lighthouse", "ship", "boat", "submarine", "spaceship", "spacecraft", "starship", "space", "rocket")
"""Places with round windows."""

INDOORS: Final = frozenset({
    "living_room", "office", "interview", "kitchen", "restaurant", "bar", "bedroom", "bathroom", "hospital", "laboratory",
    "classroom", "library", "shop", "palace", "garage", "studio", "tabletop", "stage",
})  # fmt: skip

STAGES: Final = frozenset({"studio", "tabletop"})
"""Settings that show things, not rooms: they stand on a plinth or a table."""

INDOOR_WORDS: Final = ("int.", "int", "interior", "indoors", "inside", "room")
OUTDOOR_WORDS: Final = ("ext.", "ext", "exterior", "outdoors", "outside", "open-air")
