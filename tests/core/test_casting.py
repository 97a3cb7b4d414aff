"""One decision on who is a woman, a man, a child, old, a machine."""

import pytest

from videogen_dagster.core.casting import Age, Gender, age_of, gender_of, gender_told, has_first_name, is_machine


@pytest.mark.parametrize(
    "name", ["MOM", "Mrs Brown", "Sarah", "WAITRESS", "Madame Élise", "Königin", "Ольга", "Zoë", "CAPTAIN ELIZABETH"]
)
def test_women_are_known_by_name_and_role(name):
    assert gender_told(name) is Gender.FEMALE


@pytest.mark.parametrize(
    "name", ["DAD", "Mr. Anna", "John", "KING", "Señor Pérez", "BRICK", "Иван", "Old Tom", "CAPTAIN"]
)
def test_men_are_known_by_name_and_role(name):
    assert gender_told(name) is Gender.MALE


@pytest.mark.parametrize(
    ("name", "description", "gender"),
    [
        ("CAPTAIN", "an old woman", Gender.FEMALE),
        ("KAREN", "he wears a coat", Gender.MALE),
        ("Steel", "a man who lost his wife", Gender.MALE),
        ("Zorblax", "misses his wife", Gender.MALE),
        ("Zorblax", "short beard, his wife waits", Gender.MALE),
        ("father", "and her father", Gender.MALE),
        ("DAD", "tired, in a grey coat", Gender.MALE),
    ],
)
def test_a_description_outweighs_the_name(name, description, gender):
    assert gender_of(name, description) is gender


def test_a_name_that_tells_nothing_falls_by_dice_the_same_way_each_time():
    assert gender_told("Zorblax") is None
    assert gender_of("Zorblax") is gender_of(" ZORBLAX ")
    assert {gender_of(f"Person {number}") for number in range(20)} == {Gender.FEMALE, Gender.MALE}


@pytest.mark.parametrize(
    ("name", "description", "age"),
    [
        ("GIRL #2", "", Age.CHILD),
        ("Old Man", "", Age.OLD),
        ("Tom", "", Age.ADULT),
        ("Tom", "adult man, 34, tired", Age.ADULT),
        ("DAUGHTER", "a 32-year-old chef", Age.ADULT),
        ("Tom", "72, white hair", Age.OLD),
        ("Tom", "8, freckles", Age.CHILD),
    ],
)
def test_age_is_known_by_years_words_and_role(name, description, age):
    assert age_of(name, description) is age


@pytest.mark.parametrize(("name", "machine"), [("C3PO", True), ("HAL9000", True), ("ROBOT", True), ("GUARD2", False)])
def test_machines_are_known_by_role_and_code(name, machine):
    assert is_machine(name) is machine


def test_a_surname_is_no_trade():
    assert has_first_name("Tom Baker")
    assert not has_first_name("BAKER")
