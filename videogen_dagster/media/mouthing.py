"""Speech sounds of recorded words, guessed from their letters: nobody wrote down how a person says them.

Lips that open on vowels and close on m, b and p while a word is heard look right; which vowel it was is seen less.
"""

import unicodedata
from collections.abc import Sequence
from typing import Final

from videogen_dagster.core.media import PhonemeTime, WordTime

_SOUNDS: Final = {
    **{letter: letter for letter in "mbpfvtdnlszkghrwaeou"},
    "c": "k", "q": "k", "j": "ʒ", "x": "s", "y": "i", "i": "i",
}  # fmt: skip
_PAIRS: Final = {"th": "θ", "sh": "ʃ", "ch": "tʃ", "ph": "f", "ee": "i", "oo": "u", "ou": "ɔ", "ng": "ŋ"}
_OTHER: Final = ("a", "t", "o", "n")
"""For letters of other scripts: a mouth that moves."""
_SHORTEST_S: Final = 0.07
"""Lips do not move faster than some fourteen sounds a second."""
_PAUSE_S: Final = 0.08


def guessed_sounds(text: str, words: Sequence[WordTime]) -> tuple[PhonemeTime, ...]:
    """Return when which speech sound is heard; between words that are apart there is silence.

    Args:
        text: The line as written.
        words: When its words are heard.
    """
    found: list[PhonemeTime] = []
    for index, word in enumerate(words):
        sounds = _sounds(text[word.start_char : word.end_char])
        lasts_s = word.end_s - word.start_s
        count = min(len(sounds), int(lasts_s / _SHORTEST_S) or 1)
        for number in range(count if sounds else 0):
            sound = sounds[number * len(sounds) // count]
            found.append(PhonemeTime(symbol=sound, start_s=round(word.start_s + lasts_s * number / count, 5)))
        follows_s = words[index + 1].start_s if index + 1 < len(words) else None
        if follows_s is None or follows_s - word.end_s >= _PAUSE_S:
            found.append(PhonemeTime(symbol="", start_s=word.end_s))
    return tuple(found)


def _sounds(word: str) -> list[str]:
    letters = [letter for letter in unicodedata.normalize("NFKD", word.casefold()) if letter.isalnum()]
    sounds: list[str] = []
    index = 0
    while index < len(letters):
        pair = _PAIRS.get("".join(letters[index : index + 2]))
        sounds.append(pair or _SOUNDS.get(letters[index], _OTHER[ord(letters[index]) % len(_OTHER)]))
        index += 2 if pair else 1
    return sounds
