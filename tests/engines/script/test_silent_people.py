"""People who are seen and never speak."""

import pytest

from tests.engines.script.planning import storyboard
from videogen_dagster.core.screenplay import Action, Heading, Screenplay, Speech, Spoken
from videogen_dagster.engines.script.rules.silent_people import silent_names


def seen(*actions: str) -> list[tuple[str, ...]]:
    script = Screenplay(elements=(Heading(text="INT. ROOM - DAY"), *(Action(text=text) for text in actions)))
    return [scene.characters for scene in storyboard(script).scenes]


@pytest.mark.parametrize(
    ("action", "names"),
    [
        ("As he rattles off the long list, Brick and Steel share a look.", ("Brick", "Steel")),
        ("From INCHES AWAY. Steel’s face FILLS the Leupold Mark 4 scope.", ("Steel",)),
        ("Home of THE BOY BAND, AKA DAN and JACK.", ("Dan", "Jack")),
        ("ZORK enters. The phone RINGS.", ("Zork",)),
        ("Slowly Zork opens the box.", ("Zork",)),
        ("BRICK and STEEL get into Mom’s PORSCHE, Steel at the wheel.", ("Brick", "Steel")),
        ("Rain falls. PHONE rings. Everything changes. An EXTREMELY HANDSOME MAN drinks a beer.", ()),
        ("The Porsche speeds off. MUSIC plays. Somebody waits.", ()),
        ("THE END COMES NOW", ()),
    ],
)
def test_who_acts_is_somebody(action: str, names: tuple[str, ...]) -> None:
    assert silent_names([action]) == names


def test_silent_people_are_in_the_pictures_that_name_them() -> None:
    assert seen(
        "As the list goes on and on without an end, Brick and Steel share a look. This is going to be BAD."
    ) == [("brick", "steel")]


def test_a_pronoun_means_who_acted_last() -> None:
    actions = (
        "Steel enters the code on the keypad. " * 3,
        "He dials a number, and then he hangs up again at once. " * 3,
    )
    assert set(seen(*actions)) == {("steel",)}


def test_a_pronoun_that_could_mean_two_means_nobody() -> None:
    actions = (
        "Brick and Steel share a look over the table. " * 3,
        "He dials a number and hangs up again at once. " * 3,
    )
    assert seen(*actions)[-1] == ()
    assert seen("Ann and Steel share a look. " * 5, "He dials a number and hangs up again. " * 4)[-1] == ("steel",)


def test_what_they_see_is_seen_with_them() -> None:
    assert seen("Brick and Steel share a look over the table. " * 4, "This is going to be BAD. " * 6)[-1] == (
        "brick",
        "steel",
    )


def test_somebody_with_a_full_name_is_found_by_either_name() -> None:
    actions = ("BRICK BRADDOCK, retired police detective, sits in the sun.", "Brick drinks a beer. " * 8)
    assert set(seen(*actions)) == {("brick-braddock",)}


def test_a_silent_listener_stays_in_the_picture_beside_the_speaker() -> None:
    script = Screenplay(
        elements=(Action(text="Scott nods."), Speech(character="ANN", parts=(Spoken(text="Are you there?"),)))
    )
    (scene,) = storyboard(script).scenes
    assert scene.characters == ("scott", "ann")
