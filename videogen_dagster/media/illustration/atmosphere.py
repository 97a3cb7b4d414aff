"""The words that the illustrator knows about light, weather, mood, camera and surfaces, each group with what it means."""

from typing import Final

TIMES: Final[dict[str, tuple[str, ...]]] = {
    "night": ("night", "midnight", "moonlight", "moonlit", "moon", "starry", "stars", "nighttime", "late at night", "2 a.m", "dark blue sky", "night sky"),
    "sunset": ("sunset", "dusk", "evening", "golden hour", "twilight", "golden", "late afternoon", "sundown", "amber light"),
    "dawn": ("dawn", "sunrise", "daybreak", "early morning", "first light", "morning", "morning-like"),
    "day": ("day", "noon", "midday", "sunny", "bright", "daylight", "afternoon", "daytime", "sunlight", "sunlit", "blue sky"),
}  # fmt: skip

WEATHERS: Final[dict[str, tuple[str, ...]]] = {
    "storm": ("storm", "stormy", "thunder", "lightning", "thunderstorm", "tempest", "hurricane"),
    "rain": ("rain", "rainy", "raining", "drizzle", "downpour", "rain-soaked", "wet street"),
    "snow": ("snow", "snowy", "snowing", "snowfall", "blizzard", "snowflake", "snowstorm"),
    "fog": ("fog", "foggy", "mist", "misty", "haze", "hazy", "smoky"),
    "clear": ("clear sky", "cloudless", "clear skies"),
}

SEASONS: Final[dict[str, tuple[str, ...]]] = {
    "autumn": ("autumn", "fall colours", "fall colors", "autumnal", "october", "november", "fallen leaves", "harvest"),
    "winter": ("winter", "wintry", "christmas", "december", "january", "frozen", "frosty", "snow", "snowy"),
    "spring": ("spring", "blossom", "cherry blossom", "april", "bloom", "easter"),
    "summer": ("summer", "july", "august", "heat"),
}

MOODS: Final[dict[str, tuple[str, ...]]] = {
    "modern": ("technology", "digital", "data", "software", "computer", "network", "internet", "code", "machine", "robot",
               "artificial intelligence", "ai", "science", "engineering", "finance", "business", "electric", "energy"),
    "tense": ("tense", "danger", "dangerous", "fear", "dark", "threat", "suspense", "mystery", "mysterious", "anxious",
              "crime", "murder", "war", "angry", "panic", "ominous", "haunted", "scary", "police", "detective"),
    "happy": ("happy", "joy", "joyful", "cheerful", "fun", "party", "celebration", "smile", "laugh", "playful", "bright",
              "colourful", "colorful", "birthday", "success", "winner"),
    "sad": ("sad", "lonely", "grief", "loss", "tears", "melancholy", "alone", "farewell", "empty", "funeral", "cold"),
    "epic": ("epic", "heroic", "grand", "majestic", "battle", "adventure", "journey", "dramatic", "future", "power",
             "revolution", "history", "legend"),
    "romantic": ("romantic", "love", "tender", "kiss", "wedding", "heart", "dream", "dreamy", "intimate"),
    "calm": ("calm", "quiet", "peaceful", "serene", "gentle", "soft", "slow", "meditation", "relax", "neutral"),
}  # fmt: skip

FRAMINGS: Final[dict[str, tuple[str, ...]]] = {
    "close": ("medium close-up", "over-the-shoulder close-up", "close-up", "close up", "closeup", "macro", "insert shot", "detail of", "portrait", "headshot", "85mm", "50mm"),
    "medium": ("medium shot", "medium two-shot", "medium", "waist up", "two-shot", "over-the-shoulder"),
    "wide": ("wide", "establishing", "panorama", "panoramic", "aerial", "landscape", "vista", "long shot"),
}  # fmt: skip

SURFACES: Final = ("table", "counter", "desk", "shelf", "cloth", "worktop", "board", "vanity")
"""Where a product lies, in prompts for packshots."""

BACKDROPS: Final[dict[str, tuple[str, ...]]] = {
    "#7a4fb5": ("violet", "purple", "lavender", "lilac"),
    "#f0b3c0": ("pink", "rose", "blush"),
    "#24365f": ("navy", "deep blue", "cool blue", "midnight blue"),
    "#ee8436": ("orange",),
    "#9aa0a6": ("grey", "gray", "concrete", "graphite", "slate", "silver", "neutral"),
    "#dcc5a0": ("beige", "sand", "sand coloured", "linen"),
    "#f1e4cc": ("cream", "ivory"),
    "#8fb894": ("green", "sage", "leaf", "mint"),
    "#9cc6e4": ("blue", "sky blue", "pale blue"),
    "#f3c744": ("yellow", "golden", "gold"),
    "#c9714f": ("terracotta", "clay", "copper"),
    "#b5333f": ("red", "crimson"),
    "#2c2a33": ("black", "dark", "onyx"),
    "#eceae6": ("white", "marble", "clean light", "bright light"),
}
"""Colour of a backdrop -> words that name it; the earliest word decides."""
