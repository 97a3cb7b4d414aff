"""How somebody looks, told over several sentences."""

import pytest

from tests.engines.script.planning import storyboard
from videogen_dagster.core.brief import Outline, OutlineScene
from videogen_dagster.core.screenplay import Action, Screenplay, Speech, Spoken
from videogen_dagster.engines.script.rules.looks import LONGEST_LOOK, with_more_looks


@pytest.mark.parametrize(
    ("following", "look"),
    [
        (
            "He wears a grey coat. He is dressed for winter.",
            "a tall man. He wears a grey coat. He is dressed for winter",
        ),
        ("His hair is white, and he nods. He stands at the door.", "a tall man. His hair is white"),
        ("He opens the door. He wears a hat.", "a tall man. He wears a hat"),
        ("The dog has brown hair. He wears a hat.", "a tall man"),
        ("She wears a red dress, no jewelry, no hat.", "a tall man. She wears a red dress"),
        ("He wears a blue shirt and no hat.", "a tall man. He wears a blue shirt"),
        ("", "a tall man"),
    ],
)
def test_sentences_about_the_look_belong_to_it(following: str, look: str) -> None:
    assert with_more_looks("a tall man", following) == look


def test_a_look_has_an_end() -> None:
    assert len(with_more_looks("a tall man", "He wears a very long grey coat. " * 40)) <= LONGEST_LOOK


def test_a_role_is_dressed_as_the_sentence_after_its_introduction_says() -> None:
    outline = Outline(
        scenes=(
            OutlineScene(
                image_prompt="A 32-year-old chef with a scar; a black undercut. He wears a white jacket, no hat. He stands still."
            ),
            OutlineScene(image_prompt="The same chef at a market stall."),
            OutlineScene(image_prompt="Steam hides the chef."),
        )
    )
    assert storyboard(outline).character("chef").description == (
        "32-year-old chef with a scar; a black undercut. He wears a white jacket"
    )


@pytest.mark.parametrize(
    "action",
    [
        "ANN (40, tired) sits down. She wears a green scarf.",
        "ANN, 40, tired, sits down.",
        "ANN is a tired woman of 40. She wears a green scarf. She sits.",
        "ANN, a tired woman of 40, wearing a green scarf, sits down.",
    ],
)
def test_a_screenplay_describes_somebody_over_sentences_too(action: str) -> None:
    script = Screenplay(elements=(Action(text=action), Speech(character="ANN", parts=(Spoken(text="Yes."),))))
    look = storyboard(script).character("ann").description
    assert "40" in look
    assert ("green scarf" in look) == ("green scarf" in action)
    assert "sits" not in look
