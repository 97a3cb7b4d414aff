"""From what a picture should show to the words that one would type into the search of a picture library."""

import re
from collections.abc import Collection
from typing import Final

MOST_WORDS: Final = 8


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")

# What articles, prepositions and the like are called in the languages whose scripts leave spaces between words.
_STOP_WORDS: Final = _set(
    """
    a an and are as at be been but by can for from had has have he her his i if in into is it its like near not of off on onto
    or our over own she so some that the their them then there these they this those through to under up upon very was we were
    what when where which while who will with without you your
    aber als am an auf aus bei bis das dem den der des die durch ein eine einem einen einer eines er es für hinter ihr im in
    ist mit nach nicht oder sich sie sind über um und unter von vor war was wie wir zu zum zur
    au aux avec ce ces cette dans de des du elle en est et il ils la le les leur mais ou où par pas pour qui sa se ses son sont
    sous sur un une vers
    al con como de del el ella en entre es esta este la las lo los más no o para pero por que se sin sobre su sus un una y
    ai alla che col da dal dei della delle di e è gli i il le lo nel nella per più sul sulla tra un uno
    ao à as com da das de do dos e em no na nos nas o os ou para pela pelo por sem um uma
    aan bij een en het in is met naar niet of om op te uit van voor zijn
    """
)
# How it is filmed and drawn, which no picture library has under its key words.
_FILM_WORDS: Final = _set(
    """
    ambient angle atmospheric background behind beautiful blurred bokeh calm camera centered centred cinematic close close-up
    closeup composition cross-section depth detailed detail establishing extreme eye-level field film focus footage foreground
    frame full full-length grain high high-angle hd image insert landscape-format lens light lighting lit long low low-angle
    medium mm motion natural over-the-shoulder pan panning panorama perspective photo photograph photorealistic picture
    portrait-format realistic scene shallow sharp shot show showing shows side soft static still style subtle tilt tracking
    view visible warm wide wide-angle zoom
    aufnahme bild detailaufnahme einstellung großaufnahme halbnah kamera nahaufnahme sanft szene totale weich
    """
)


def search_words(text: str, *, leave_out: Collection[str] = ()) -> tuple[str, ...]:
    """Return the words of a picture's prompt that say what is seen, in lower case, at most eight, each once.

    Words of grammar and of filming are dropped; if nothing else is there, the prompt's own first words stand for it.

    Args:
        text: The prompt.
        leave_out: Words that nobody else uses: the names of characters.

    Returns:
        The words in the order of the prompt; none for a prompt without letters.
    """
    names = {word for name in leave_out for word in _words(name)}
    words = [word for word in _words(text) if word not in names]
    telling = [word for word in words if len(word) > 1 and word not in _STOP_WORDS and word not in _FILM_WORDS]
    return tuple(dict.fromkeys(telling or words))[:MOST_WORDS]


def stem(word: str) -> str:
    """Return a word without the ending of its plural, roughly: enough to meet `boat` with `boats`."""
    folded = word.casefold()
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch")):
        if folded.endswith(ending) and len(folded) > len(ending) + 2:
            return folded.removesuffix(ending) + instead
    return folded[:-1] if folded.endswith("s") and not folded.endswith("ss") and len(folded) > 3 else folded


def _words(text: str) -> list[str]:
    return [found.group().casefold() for found in _WORD.finditer(text)]
