"""What a text feels like, in the five moods that music is composed for."""

import re
from collections import Counter
from typing import Final

DEFAULT_MOOD: Final = "calm"

_WORDS: Final = {
    "calm": """calm quiet quietly gentle gently peaceful peace slow slowly soft softly still silence silent morning dawn tea coffee
        garden lake breeze rest sleep breath breathe meditation forest sunlight warm mist serene evening rain photosynthesis""",
    "tense": """gun knife blood scream screams chase chases escape escapes danger dangerous threat fear afraid dark shadow
        shadows murder killer detective police crime steal thief bomb alarm siren panic hide hides trap hunted suspicious
        nervous interview suspect interrogation nightmare haunted ghost creeps attack fight weapon storm crash volcano""",
    "uplifting": """happy joy joyful laugh laughs laughing smile smiles party dance dances dancing birthday celebrate wedding friend
        friends new bright fresh sunny sunshine delicious taste tasty perfect vibrant colorful colourful play playful success
        win wins hope bakery market festival summer spring promo advert sale learn learns build builds invent kitchen chef""",
    "sad": """sad cry cries crying tears weep weeps grief lost loss lonely alone goodbye farewell funeral grave death dies dying
        dead empty remember remembers memory widow orphan miss missing regret last leaving abandoned broken""",
    "epic": """battle war army king queen kingdom empire dragon sword hero legend destiny mountain mountains summit ocean universe
        galaxy space planet planets stars rocket world ancient civilization giant thunder conquer warrior knight
        voyage expedition eternal million billion dinosaurs dinosaur""",
}
_MOOD_OF: Final = {word: mood for mood, words in _WORDS.items() for word in words.split()}


def mood_of(text: str) -> str:
    """Return one of `calm`, `tense`, `uplifting`, `sad`, `epic`: the mood that most words of `text` speak for.

    Ties go to the mood whose word comes first; a text without such words is calm.
    """
    found = Counter(scored_moods(text))
    return found.most_common(1)[0][0] if found else DEFAULT_MOOD


def scored_moods(text: str) -> list[str]:
    """Return the mood of every word of `text` that has one, in order."""
    words = re.findall(r"[a-z]+", text.lower())
    return [_MOOD_OF[word] for word in words if word in _MOOD_OF]
