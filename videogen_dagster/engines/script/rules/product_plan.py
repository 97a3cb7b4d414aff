"""A product as a plan: hero, what its description says, price or brand.

The narration is the description's own sentences: an advertisement that invents a claim is a lie with the shop's name on it.
"""

import re
from itertools import cycle, islice
from typing import Final

from videogen_dagster.core.brief import Product
from videogen_dagster.core.film_settings import FilmSettings
from videogen_dagster.core.media import Media
from videogen_dagster.core.storyboard import NARRATOR, Card, CardKind, Line
from videogen_dagster.core.transition import TransitionKind
from videogen_dagster.engines.script.rules.cast import with_narrator
from videogen_dagster.engines.script.rules.choice import Dice
from videogen_dagster.engines.script.rules.framing import STAGE
from videogen_dagster.engines.script.rules.headline import headline
from videogen_dagster.engines.script.rules.product_stages import CALLS, DEFAULT_STAGES, STAGES
from videogen_dagster.engines.script.rules.sentences import packed, sentences
from videogen_dagster.engines.script.rules.shot import Plan, Shot
from videogen_dagster.engines.script.rules.timing import speech_s

MOST_FEATURES: Final = 4
SPOKEN_WORDS: Final = 120
"""A description is read up to the sentence in which it passes this many words: about 50 s."""
_FEATURE_WORDS: Final = 7
_CARD_S: Final = 3.5
_FRAMINGS: Final = (
    "product on the left",
    "product detail, on the right",
    "product on the left, from slightly above",
    "product on the right",
    "product detail, on the left",
)
"""Where the product stands in shot after shot; words stand on the other side."""

_LAST_FRAMING: Final = "product on the left, straight on"

_MOTIONS: Final = ("slow push in", "orbit", "slow pull out", "slow push in", "orbit")
"""Small moves: the product stays beside the words and large in the frame."""

_CLAIM_STARTS: Final = (
    r"known for (?:its|their|her|his)",
    r"featur(?:ing|es)(?: notes of)?",
    r"with (?:its|an?|the)",
    r"(?:offers?|provides?|delivers?|gives?|embod(?:y|ies)|combines?)(?: an?)?",
    r"made (?:of|from|with|in)",
    r"crafted (?:with|from|in)",
    r"(?:is|are|it['’]s)(?: an?| the)?",
)
"""What the point of a sentence stands behind; a sentence without any of it begins with its point."""


def plan_product(product: Product, *, settings: FilmSettings, take: int) -> Plan:
    """Return the plan of a product film: a hero shot, one to four features, an end card.

    Every shot shows one of the product's photos in turn, on one stage that fits its category; without photos the prompt
    names the thing. The shots differ in framing, side and camera move, and share their heading and so their seed. Spoken are the title, the description's sentences as they stand, and price and brand exactly as given.

    Args:
        product: What the shop says.
        settings: Language of the call to action; a language without one gets none.
        take: Another take chooses another stage and another call.
    """
    dice = Dice(f"{settings.seed}/{take}/{product.title}")
    stage = dice.pick(_stages(product), "stages")
    shots = [_hero(product), *_features(product, settings.language), _end(product, settings.language, dice)]
    staged = [
        _on_stage(shot, product, framing=framing, motion=_MOTIONS[index % len(_MOTIONS)], stage=stage, photo=photo)
        for index, (shot, photo, framing) in enumerate(
            zip(shots, _photos(product, len(shots)), _framings(product, len(shots)), strict=True)
        )
    ]
    words = f"{product.title} {product.description} new bright"
    return Plan(shots=tuple(staged), characters=with_narrator(()), words=words)


def claim_of(sentence: str, *, title: str) -> str:
    """Return the point of a sentence as a card shows it: its own words, about seven, a whole phrase; or nothing."""
    plain = re.sub(rf"^(?:the\s+|our\s+)?{re.escape(title)}\s*", "", sentence.strip(), flags=re.IGNORECASE)
    found = (re.search(rf"\b{start}\s+(\S.*)$", plain, re.IGNORECASE) for start in _CLAIM_STARTS)
    points = [headline(match[1], words=_FEATURE_WORDS) for match in found if match]
    whole = headline(plain, words=_FEATURE_WORDS)
    return next((point for point in (*points, whole) if len(point.split()) > 1), points[0] if points else whole)[:300]


def _hero(product: Product) -> Shot:
    spoken = (
        product.title if not product.brand or product.brand in product.title else f"{product.title}. {product.brand}"
    )
    card = Card(kind=CardKind.TITLE, title=product.title, label=product.brand or "")
    return Shot(image_prompt="", card=card, lines=(_said(_closed(spoken)),), action=product.title, silent_s=_CARD_S)


def _features(product: Product, language: str) -> list[Shot]:
    groups = _feature_texts(product.description, language)
    shots: list[Shot] = []
    for text in groups:
        claim = claim_of(sentences(text)[0], title=product.title)
        card = Card(kind=CardKind.FEATURE, title=claim) if claim else None
        shots.append(Shot(image_prompt="", card=card, lines=(_said(text),), action=text, silent_s=_CARD_S))
    return shots or [Shot(image_prompt="", action=product.title, silent_s=_CARD_S)]


def _feature_texts(description: str, language: str) -> tuple[str, ...]:
    heard: list[str] = []
    for sentence in sentences(description):
        if heard and sum(len(text.split()) for text in heard) >= SPOKEN_WORDS:
            break
        heard.append(sentence)
    if len(heard) <= MOST_FEATURES:
        return tuple(heard)
    longest_s = sum(speech_s(text, language) for text in heard) / MOST_FEATURES * 1.3
    groups = list(packed(heard, fits=lambda text: speech_s(text, language) <= longest_s))
    return (*groups[: MOST_FEATURES - 1], " ".join(groups[MOST_FEATURES - 1 :]))


def _end(product: Product, language: str, dice: Dice) -> Shot:
    calls = CALLS.get(language.split("-", maxsplit=1)[0].lower(), ())
    call = dice.pick(calls, "call") if calls else ""
    card = Card(kind=CardKind.END, title=product.title, text=call, label=product.brand or "", price=product.price or "")
    price = f"{product.title}: {product.price}." if product.price else f"{product.title}."
    spoken = f"{price} {call}".strip()
    return Shot(
        image_prompt="",
        card=card,
        lines=(_said(spoken),),
        action=spoken,
        silent_s=_CARD_S,
        transition=TransitionKind.DIP_BLACK,
    )


def _framings(product: Product, count: int) -> tuple[str, ...]:
    """Return where the product stands in each shot; a detail is shown only where there is no other photo to show."""
    turns = (*islice(cycle(_FRAMINGS), count - 1), _LAST_FRAMING)
    return tuple(turn.replace("detail, ", "") for turn in turns) if len(product.photos) > 1 else turns


def _on_stage(shot: Shot, product: Product, *, framing: str, motion: str, stage: str, photo: Media | None) -> Shot:
    thing = "" if photo else f"{_thing(product)} on a "
    return Shot(
        image_prompt=f"{thing}studio packshot stage, {stage}, {framing}",
        motion_prompt=motion,
        framing=STAGE,
        heading=product.title,
        action=shot.action,
        lines=shot.lines,
        card=shot.card,
        photo=photo,
        silent_s=shot.silent_s,
        transition=shot.transition if shot.transition is not TransitionKind.CUT else TransitionKind.CROSSFADE,
    )


def _thing(product: Product) -> str:
    """Name the object itself, so that a picture can be drawn of it: the title, and the kind of thing if it hides it."""
    title = product.title.lower()
    kinds = [_singular(tag.lower()) for tag in (*reversed(product.tags), product.category or "") if tag]
    if not kinds or any(kind in title for kind in kinds):
        return title
    return f"{kinds[0]} ({title})"


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _stages(product: Product) -> tuple[str, ...]:
    own = re.findall(r"[a-z]+", " ".join((product.category or "", *product.tags, product.title)).lower())
    told = re.findall(r"[a-z]+", product.description.lower())
    for words in (set(own), set(told)):
        scored = [(len(words & keys), stages) for keys, stages in STAGES]
        best, stages = max(scored, key=lambda pair: pair[0])
        if best:
            return stages
    return DEFAULT_STAGES


def _photos(product: Product, count: int) -> tuple[Media | None, ...]:
    return tuple(islice(cycle(product.photos), count)) if product.photos else (None,) * count


def _closed(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…", "。")) else f"{text}."


def _said(text: str) -> Line:
    return Line(character=NARRATOR, text=text)
