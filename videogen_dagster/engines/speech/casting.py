"""Who speaks with which voice, and what a manner does to it: pure functions of names and words."""

import hashlib
import re
from dataclasses import dataclass, replace
from typing import Final

from videogen_dagster.core.casting import Age, Gender, age_of, gender_of, is_machine, words_of
from videogen_dagster.core.storyboard import NARRATOR

# Variants that differ clearly in timbre and are easy to understand (fundamental 93 to 106 Hz, and 178 to 209 Hz); m3 is
# the narrator's own.
MALE_VARIANTS: Final = ("m1", "m2", "m4", "m6", "m7", "max", "adam")
FEMALE_VARIANTS: Final = ("f1", "f2", "f3", "f4", "f5")
MACHINE_VARIANT: Final = "m5"
WHISPERS: Final = {Gender.MALE: "whisper", Gender.FEMALE: "whisperf"}

SLOWEST, FASTEST = 100, 220
LOWEST, HIGHEST = 0, 99


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a line is spoken.

    Attributes:
        variant: Timbre, one of espeak-ng's variants, or empty.
        rate: Words a minute, as espeak-ng counts them: of short words, which dialogue has, it speaks a third more.
        pitch: 0..99, 50 is the variant's own.
        intonation: How far the pitch moves, 0..99; espeak-ng calls it range.
        gain_db: Against the level of ordinary lines.
    """

    variant: str
    rate: int = 142
    pitch: int = 50
    intonation: int = 78
    gain_db: float = 0.0


NARRATION: Final = Delivery(variant="m3", rate=136, pitch=46, intonation=72)


@dataclass(frozen=True, slots=True)
class _Manner:
    pattern: str
    rate: float = 1.0
    pitch: int = 0
    intonation: int = 0
    gain_db: float = 0.0
    whisper: bool = False


# What a direction in parentheses does; several may hold at once ("sadly, whispering").
MANNERS: Final = (
    _Manner(r"whisper|under (his|her|their) breath|sotto", rate=0.94, gain_db=-5.0, whisper=True),
    _Manner(r"\b(quiet|soft|murmur|mutter|hush|gentl|low voice|tender)", rate=0.95, pitch=-3, gain_db=-3.0),
    _Manner(r"shout|yell|scream|bellow|roar|\bcall(s|ing)?\b", rate=1.04, pitch=14, intonation=16, gain_db=3.0),
    _Manner(r"\b(loud|angr|furious|snap|bark|outrag)", rate=1.05, pitch=6, intonation=12, gain_db=2.0),
    _Manner(r"\bslow|hesita|thoughtful|ponder|tired|weary|sleep", rate=0.86, pitch=-3),
    _Manner(r"\b(quick|fast|hurr|rush|breathless|panic|urgent)", rate=1.17, pitch=4),
    _Manner(r"\bsad|cry|sob|tear|griev|mourn|broken", rate=0.88, pitch=-7, intonation=-20, gain_db=-1.5),
    _Manner(r"excit|happ|joy|cheer|laugh|delight|thrill|grin|smil", rate=1.06, pitch=7, intonation=16),
    _Manner(r"nervous|afraid|scared|frighten|terrif|trembl", rate=1.08, pitch=8, intonation=6),
    _Manner(r"\bcold|flat|deadpan|dry|monoton|bored", pitch=-4, intonation=-28),
    _Manner(r"\bcalm|sooth|reassur|warm", rate=0.95, pitch=-2, intonation=-6),
    _Manner(r"sarcas|ironic|mock|teas", rate=0.94, intonation=18),
)


def cast(speaker: str, language: str, *, description: str = "") -> Delivery:
    """Return the voice of a speaker: always the same for the same name and language, different for different names.

    Args:
        speaker: A name as a script writes it; empty and `narrator` mean the narrator, who sounds calm.
        language: BCP 47 tag.
        description: How they look; it outweighs the name (`CAPTAIN`, a woman of forty).
    """
    name = " ".join(words_of(speaker))
    if name in {"", NARRATOR}:
        return NARRATION
    # One timbre serves in all languages: who changes the language stays recognisable; only the detail differs.
    dice = hashlib.sha256(f"{name}\n{language.lower()}".encode()).digest()
    gender = gender_of(speaker, description)
    variants = FEMALE_VARIANTS if gender is Gender.FEMALE else MALE_VARIANTS
    delivery = Delivery(
        variant=variants[int.from_bytes(hashlib.sha256(name.encode()).digest()[8:12]) % len(variants)],
        rate=136 + dice[2] % 15,
        pitch=28 + dice[3] % 45,
        intonation=72 + dice[4] % 18,
    )
    if is_machine(speaker):
        timbre = MACHINE_VARIANT if gender is Gender.MALE else delivery.variant
        return replace(delivery, variant=timbre, intonation=18, rate=140)
    match age_of(speaker, description):
        case Age.CHILD:
            return replace(delivery, variant=f"f{2 + dice[5] % 2}", pitch=70 + dice[3] % 25)
        case Age.OLD:
            return replace(delivery, rate=delivery.rate - 14, pitch=max(LOWEST, delivery.pitch - 12))
        case Age.ADULT:
            return delivery


def with_manner(delivery: Delivery, manner: str) -> Delivery:
    """Return the delivery changed by a direction (`whispering`); one that says nothing about the voice changes nothing."""
    direction = manner.casefold()
    for known in MANNERS:
        if re.search(known.pattern, direction):
            delivery = _apply(delivery, known)
    return delivery


def another_take(delivery: Delivery, take: int) -> Delivery:
    """Return the delivery of the same line said once more: the first take as it is, later ones a little different."""
    if take == 1:
        return delivery
    dice = hashlib.sha256(f"take {take}".encode()).digest()
    return replace(
        delivery,
        rate=_within(round(delivery.rate * (0.94 + 0.12 * dice[0] / 255)), SLOWEST, FASTEST),
        pitch=_within(delivery.pitch - 4 + dice[1] % 9, LOWEST, HIGHEST),
        intonation=_within(delivery.intonation - 10 + dice[2] % 21, LOWEST, HIGHEST),
    )


def _apply(delivery: Delivery, manner: _Manner) -> Delivery:
    variant = delivery.variant
    if manner.whisper:
        variant = WHISPERS[Gender.FEMALE if variant.startswith("f") else Gender.MALE]
    return Delivery(
        variant=variant,
        rate=_within(round(delivery.rate * manner.rate), SLOWEST, FASTEST),
        pitch=_within(delivery.pitch + manner.pitch, LOWEST, HIGHEST),
        intonation=_within(delivery.intonation + manner.intonation, LOWEST, HIGHEST),
        gain_db=delivery.gain_db + manner.gain_db,
    )


def _within(value: int, lowest: int, highest: int) -> int:
    return max(lowest, min(highest, value))
