import itertools

import pytest

from videogen_dagster.core.casting import (
    FEMALE_NAMES,
    FEMALE_ROLES,
    MALE_BY_CUSTOM,
    MALE_NAMES,
    MALE_ROLES,
    Age,
    age_of,
)
from videogen_dagster.core.requests import Likeness
from videogen_dagster.engines.speech.casting import (
    FEMALE_VARIANTS,
    MALE_VARIANTS,
    NARRATION,
    another_take,
    cast,
    with_manner,
)
from videogen_dagster.media.illustration.likeness import look_of


@pytest.mark.parametrize("name", ["MOM", "Mrs Brown", "Sarah", "WAITRESS", "Madame Élise", "Königin", "Ольга", "Zoë"])
def test_women_are_known_by_name_and_role(name):
    assert cast(name, "en").variant in FEMALE_VARIANTS


@pytest.mark.parametrize("name", ["DAD", "Mr. Anna", "John", "KING", "Señor Pérez", "BRICK", "Иван", "Old Tom"])
def test_men_are_known_by_name_and_role(name):
    assert cast(name, "en").variant in MALE_VARIANTS


def test_a_name_that_tells_nothing_has_no_gender_but_a_voice():
    assert cast("Zorblax", "en").variant in {*MALE_VARIANTS, *FEMALE_VARIANTS}


def test_age_is_known_by_role():
    assert cast("BOY", "en").pitch > 60
    assert cast("GRANDPA", "en").rate < cast("DAD", "en").rate


NAMES = sorted(FEMALE_NAMES | MALE_NAMES | FEMALE_ROLES | MALE_ROLES | MALE_BY_CUSTOM)
FILMS = [
    "DAD",
    "KAREN",
    "CAPTAIN",
    "ELIZABETH",
    "COGNITO",
    "3CPO",
    "C3PO",
    "ROBOT GIRL",
    "CAPTAIN ELIZABETH",
    "BUT",
    "ME",
]


@pytest.mark.parametrize("name", [*NAMES, *FILMS, *(f"Person {number}" for number in range(40))])
def test_a_voice_is_that_of_the_person_who_is_drawn(name):
    if age_of(name) is Age.CHILD:
        return  # children of both sexes have high voices
    woman = cast(name, "en").variant in FEMALE_VARIANTS

    assert woman is look_of(Likeness(name=name)).feminine
    assert woman is (cast(name, "de").variant in FEMALE_VARIANTS)


@pytest.mark.parametrize(
    ("name", "looks"), [("CAPTAIN", "an old woman"), ("KAREN", "he wears a coat"), ("SAM", "she is tall")]
)
def test_a_description_outweighs_the_name_for_voice_and_drawing(name, looks):
    woman = cast(name, "en", description=looks).variant in FEMALE_VARIANTS

    assert woman is look_of(Likeness(name=name, description=looks)).feminine
    assert woman is ("wom" in looks or "she" in looks)


def test_the_narrator_is_always_the_same():
    assert cast("narrator", "en") == cast("", "de") == cast("Narrator", "fr") == NARRATION


def test_a_character_keeps_timbre_in_every_language():
    assert {cast("BRICK", language).variant for language in ("en", "de", "ja")} == {cast("BRICK", "en").variant}


def test_spelling_does_not_change_the_voice():
    assert cast("STEEL", "en") == cast(" Steel ", "EN")


def test_the_voices_of_a_film_differ():
    names = ["BRICK", "STEEL", "COGNITO", "JACK", "DAN", "MOM", "HAN", "SARAH", "DETECTIVE", "C3PO", "narrator"]

    for one, other in itertools.combinations(names, 2):
        assert cast(one, "en") != cast(other, "en")


def test_many_names_spread_over_many_voices():
    voices = {(cast(f"Person {number}", "en").variant, cast(f"Person {number}", "en").pitch) for number in range(200)}

    assert len(voices) > 120


def test_manners_change_the_delivery():
    plain = cast("TOM", "en")

    assert with_manner(plain, "whispering").variant == "whisper"
    assert with_manner(cast("ANNA", "en"), "in a whisper").variant == "whisperf"
    assert with_manner(plain, "slowly").rate < plain.rate < with_manner(plain, "quickly, breathless").rate
    assert with_manner(plain, "SHOUTING").gain_db > 0 > with_manner(plain, "quietly").gain_db
    assert with_manner(plain, "sadly").pitch < plain.pitch


@pytest.mark.parametrize("manner", ["", "starting the engine", "in Vietnamese, subtitled", "to Steel"])
def test_a_direction_that_says_nothing_about_the_voice_changes_nothing(manner):
    assert with_manner(cast("TOM", "en"), manner) == cast("TOM", "en")


def test_a_new_take_is_another_reading_by_the_same_voice():
    first = cast("TOM", "en")
    readings = {another_take(first, take) for take in range(1, 6)}

    assert another_take(first, 1) == first
    assert len(readings) == 5
    assert {reading.variant for reading in readings} == {first.variant}
    assert all(abs(reading.rate - first.rate) <= 10 for reading in readings)


def test_many_manners_at_once_stay_within_what_the_library_knows():
    delivery = with_manner(cast("BOY", "en"), "shouting angrily, excited, scared, quickly, panicking")

    assert 80 <= delivery.rate <= 450
    assert 0 <= delivery.pitch <= 99
    assert 0 <= delivery.intonation <= 99
