"""Looks are read from words, and steady."""

import pytest

from videogen_dagster.core.requests import Likeness
from videogen_dagster.media.illustration.likeness import COLOURS, HAIRS, SKINS, look_of

CHEF = Likeness(
    name="Marcus",
    description="adult male chef, warm brown skin, short black undercut, white chef jacket with black piping, gray apron",
)
DETECTIVE = Likeness(
    name="Mira Chen",
    description="adult woman, East Asian, neat chin-length black bob, charcoal blazer over a light blue button-up shirt",
)
WITNESS = Likeness(
    name="Jordan Hale",
    description="adult man, light skin, short curly auburn hair, light freckles, clean-shaven, forest-green crewneck sweater",
)


def test_the_same_likeness_always_looks_the_same():
    assert look_of(CHEF) == look_of(Likeness(name=CHEF.name, description=CHEF.description))
    assert look_of(Likeness(name="Steel")) == look_of(Likeness(name="STEEL "))


def test_different_names_look_different():
    looks = {look_of(Likeness(name=name)) for name in ("Ana", "Boris", "Chidi", "Dora", "Emil", "Farah")}
    assert len(looks) == 6


def test_a_chef_wears_what_the_script_says():
    look = look_of(CHEF)
    assert (look.garment, look.hair_style, look.hair, look.skin) == ("chef", "undercut", HAIRS["black"], SKINS[3])
    assert look.apron
    assert not look.feminine


def test_a_detective_wears_a_charcoal_blazer_over_light_blue():
    look = look_of(DETECTIVE)
    assert (look.garment, look.cloth, look.cloth_2) == ("blazer", COLOURS["charcoal"], COLOURS["light blue"])
    assert (look.feminine, look.hair_style, look.hair) == (True, "bob", HAIRS["black"])


def test_a_witness_has_auburn_curls_and_freckles():
    look = look_of(WITNESS)
    assert (look.hair_style, look.hair, look.freckles, look.beard) == ("curls", HAIRS["auburn"], True, "none")
    assert look.cloth == COLOURS["forest-green"]


@pytest.mark.parametrize(
    ("words", "trait", "value"),
    [
        ("an old man", "age", "old"),
        ("a little girl", "age", "child"),
        ("a bearded man", "beard", "full"),
        ("a woman with glasses", "glasses", True),
        ("a police officer", "hat", "cap"),
        ("an astronaut", "garment", "spacesuit"),
        ("a queen", "hat", "crown"),
        ("a man with a moustache", "beard", "moustache"),
    ],
)
def test_words_decide_traits(words, trait, value):
    assert getattr(look_of(Likeness(name="X", description=words)), trait) == value


def test_what_words_leave_open_is_not_shaken_by_one_more_word():
    plain, glasses = look_of(Likeness(name="Ana")), look_of(Likeness(name="Ana", description=""))
    assert plain == glasses


def test_a_name_is_not_read_as_looks():
    bobs = {look_of(Likeness(name=f"BOB {surname}")).hair_style for surname in ("", "Grey", "Short", "White", "Ash")}
    assert "bob" not in bobs
    assert look_of(Likeness(name="Tom Baker")).garment == look_of(Likeness(name="Tom Baker ")).garment != "chef"


def test_a_role_is_worn():
    assert look_of(Likeness(name="CHEF")).garment == "chef"
    assert look_of(Likeness(name="KING")).hat == "crown"
