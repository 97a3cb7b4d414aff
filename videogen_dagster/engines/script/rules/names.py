"""Names of characters: what is a name, what is an extension, and the ids made from names."""

import hashlib
import re
import unicodedata
from typing import Final

from videogen_dagster.core.storyboard import NARRATOR
from videogen_dagster.engines.script.rules.word_set import word_set

_UNSEEN_EXTENSIONS: Final = word_set(
    "VO OS OC OOV VOICEOVER OFFSCREEN OFFCAMERA OFF OFFSTAGE PHONE ONPHONE FILTERED RADIO ONRADIO ONTV TV INTERCOM"
    " PRELAP RECORDING ONRECORDING"
)
_NARRATORS: Final = frozenset({"narrator", "voiceover", "voice over", "voice-over", "vo", "v.o.", "announcer"})
_PARENTHESES = re.compile(r"\s*\([^()]*\)\s*$")
_VOICE_OF = re.compile(r"^(?P<name>.+?)['’]s\s+voice$", re.IGNORECASE)


def clean_name(written: str) -> str:
    """Return a cue's name without extensions, `'S VOICE` and surplus white space; `Speaker` if nothing is left."""
    name = " ".join(written.split())
    while (shorter := _PARENTHESES.sub("", name)) and shorter != name:
        name = shorter
    voice = _VOICE_OF.match(name)
    return (voice["name"] if voice else name)[:200] or "Speaker"


def is_unseen(written: str, extensions: tuple[str, ...]) -> bool:
    """Return whether a cue says that its speaker is heard but not seen (`V.O.`, `O.S.`, `'S VOICE`, a narrator)."""
    marks = {re.sub(r"[^A-Z]", "", extension.upper()) for extension in extensions}
    return bool(marks & _UNSEEN_EXTENSIONS) or bool(_VOICE_OF.match(" ".join(written.split()))) or is_narrator(written)


def is_narrator(name: str) -> bool:
    """Return whether `name` is what scripts call a voice without a body."""
    return clean_name(name).casefold() in _NARRATORS


def name_key(name: str) -> str:
    """Return what two spellings of one name have in common."""
    return unicodedata.normalize("NFC", clean_name(name)).casefold()


def character_id(name: str, *, taken: frozenset[str] | set[str]) -> str:
    """Return an id for `name` that is not in `taken`: lower-case ASCII, with a hash where ASCII cannot tell names apart.

    Args:
        name: As the script writes it, in any script.
        taken: Ids of other characters.
    """
    if is_narrator(name):
        return NARRATOR
    ascii_text = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")[:48].strip("-")
    letters = sum(character.isalnum() for character in name)
    if slug and slug != NARRATOR and slug not in taken and len(slug.replace("-", "")) * 2 >= letters:
        return slug
    digest = hashlib.sha256(name_key(name).encode()).hexdigest()
    candidates = (f"{slug or 'c'}-{digest[:length]}" for length in range(8, 16))
    return next(candidate for candidate in candidates if candidate not in taken)


def spoken_case(name: str) -> str:
    """Return `name` as running text writes it: `BRICK BRADDOCK` becomes `Brick Braddock`, mixed case stays."""
    words = (
        word.capitalize() if re.fullmatch(r"[^\W\d_]+(?:['’.-][^\W\d_]*)*", word) else word for word in name.split()
    )
    return " ".join(words) if name.isupper() else name
