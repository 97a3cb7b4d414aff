"""A prompt as a plan: narration that says something, and pictures that show what it says."""

from collections.abc import Callable
from typing import Final

from videogen_dagster.core.brief import Idea
from videogen_dagster.core.film_settings import FilmSettings
from videogen_dagster.core.storyboard import Character
from videogen_dagster.engines.script.rules.advertising import advert_moments, end_card
from videogen_dagster.engines.script.rules.cast import NARRATOR_CHARACTER
from videogen_dagster.engines.script.rules.choice import Dice
from videogen_dagster.engines.script.rules.clause import noun_phrase
from videogen_dagster.engines.script.rules.explaining import topic_moments
from videogen_dagster.engines.script.rules.headline import headline
from videogen_dagster.engines.script.rules.idea_reading import Form, Reading, read_idea
from videogen_dagster.engines.script.rules.knowledge.arcs import arc_of
from videogen_dagster.engines.script.rules.knowledge.subject import Kind, Moment
from videogen_dagster.engines.script.rules.mood import DEFAULT_MOOD, scored_moods
from videogen_dagster.engines.script.rules.names import character_id
from videogen_dagster.engines.script.rules.retelling import foreign_moments, told_moments
from videogen_dagster.engines.script.rules.scene_pictures import Surroundings, narrated_shots
from videogen_dagster.engines.script.rules.scenery import scenery_moments
from videogen_dagster.engines.script.rules.sentences import shortened
from videogen_dagster.engines.script.rules.shot import Plan
from videogen_dagster.engines.script.rules.storytelling import story_moments, subject_of
from videogen_dagster.engines.script.rules.word_set import word_set

_TITLE_WORDS: Final = 9
_SMALL_WORDS: Final = word_set("a an the of in on at to for and or with from by into as")
_TELLERS: Final[dict[Form, Callable[[Reading, Dice], tuple[Moment, ...]]]] = {
    Form.STORY: story_moments,
    Form.TOPIC: topic_moments,
    Form.ADVERT: advert_moments,
    Form.SCENERY: scenery_moments,
}


def plan_idea(idea: Idea, *, settings: FilmSettings, take: int) -> Plan:
    """Return the plan of a prompt: four to eight narrated shots.

    A story prompt gets an arc, a topic an explanation, an advertisement an invitation, a mood its views. Several sentences
    are read out as they are, and so is a prompt in another language (`retelling`). What the knowledge tables do not know
    is told in words that are true of anything of its kind.

    Args:
        idea: The prompt.
        settings: Language, and the seed that chooses among variants.
        take: Another take chooses others.
    """
    reading = read_idea(idea.text, language=settings.language)
    dice = Dice(f"{settings.seed}/{take}/{reading.text}")
    figure = _figure(reading)
    end = end_card(reading, dice) if reading.form is Form.ADVERT else None
    narrator = NARRATOR_CHARACTER.model_copy(update={"language": reading.language})
    told = _told(reading, dice, language=reading.language or settings.language)
    shots = narrated_shots(told, surroundings=_surroundings(reading), title=_title(reading), figure=figure, end=end)
    return Plan(
        shots=shots,
        characters=(narrator, *([figure] if figure else [])),
        words=idea.text,
        mood="" if scored_moods(idea.text) else _mood(reading),
    )


def title_case(text: str) -> str:
    """Return `text` as a film title is written; words that have capitals of their own keep them."""
    words = text.split()
    small = (index and word.lower() in _SMALL_WORDS for index, word in enumerate(words))
    return " ".join(word if lower else word[:1].upper() + word[1:] for word, lower in zip(words, small, strict=True))


def _mood(reading: Reading) -> str:
    if reading.event:
        return arc_of(reading.event.deed(), transitive=reading.event.thing() is not None).mood
    return {Form.ADVERT: "uplifting"}.get(reading.form, DEFAULT_MOOD)


def _told(reading: Reading, dice: Dice, *, language: str) -> tuple[Moment, ...]:
    if reading.form is Form.TOLD:
        return told_moments(reading, language=language)
    if reading.form is Form.FOREIGN:
        return foreign_moments(reading, language=language)
    return _TELLERS[reading.form](reading, dice)


def _title(reading: Reading) -> str:
    if reading.form in {Form.TOLD, Form.FOREIGN, Form.ADVERT}:
        return ""
    if reading.event and (len(reading.text.split()) > 6 or len(reading.event.who.words) > 1):
        return title_case(reading.event.who.definite())[:300]
    text = reading.text.rstrip(".!")
    whole = text if len(text.split()) <= _TITLE_WORDS else headline(text, words=_TITLE_WORDS)
    return title_case(whole or shortened(text, _TITLE_WORDS))[:300]


def _figure(reading: Reading) -> Character | None:
    if reading.event is None:
        return None
    who = reading.event.who
    subject = subject_of(who)
    if subject is None and not who.is_name:
        return None
    look = f"{who.bare()}, {subject.look}" if subject else who.bare()
    name = who.bare()
    return Character(id=character_id(name, taken={"narrator"}), name=name[:200], description=look)


def _surroundings(reading: Reading) -> Surroundings:
    if reading.form is Form.ADVERT:
        offer = reading.first(Kind.BUSINESS, Kind.FOOD, Kind.THING)
        return Surroundings(stage=offer.stage if offer else "")
    if reading.form in {Form.FOREIGN, Form.TOPIC}:
        return Surroundings()
    stage, mark = _stage(reading)
    hours = dict.fromkeys(hour.names[0] for hour in (reading.season, reading.hour) if hour)
    weather = reading.weather.names[0] if reading.weather else ""
    return Surroundings(stage=stage, mark=mark, hour=" ".join(hours), weather=weather)


def _stage(reading: Reading) -> tuple[str, str]:
    """Return the surroundings and the word that must not be missing: `cyberpunk city` in place of any city street."""
    city, place = reading.first(Kind.CITY), reading.place
    if city:
        return city.stage, city.stage.removesuffix(" city street")
    phrase = noun_phrase(reading.text)
    if (
        place
        and reading.form is Form.SCENERY
        and phrase
        and len(phrase.words) > 1
        and phrase.head.lower() in place.names
    ):
        return phrase.bare(), phrase.words[0]
    own = next((subject.stage for subject in reading.subjects if subject.stage), "")
    return (place.stage if place else own), ""
