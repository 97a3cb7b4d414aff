"""Real inputs, when the folder with them stands beside the checkout."""

from pathlib import Path

import pytest

from videogen_dagster.core.brief import Outline, Product
from videogen_dagster.core.screenplay import Heading, Screenplay, Section, Speech
from videogen_dagster.scripts.draft import Draft
from videogen_dagster.scripts.open_input import read_drafts

INPUTS = Path(__file__).parents[3] / "shared" / "inputs"
pytestmark = pytest.mark.skipif(not INPUTS.is_dir(), reason="the folder with real inputs is not there")


def only(name: str) -> Draft:
    (draft,) = read_drafts([INPUTS / name])
    return draft


def script(name: str) -> Screenplay:
    content = only(f"wildwinter_{name}.fountain").content
    assert isinstance(content, Screenplay)
    return content


SPOKEN = {
    "Boneyards": ["Everyone’s coming after you mate! Scorpio, The Boy Band, Sparrow, Point Blank Sniper…"],
    "Character": [
        *("The man’s a myth!", "And now I'm padded!", "Ignoring cont.", "This one has an extension."),
        *("Luke! Come down for supper!", "This should.", "Does this work with contd?", "And this?", "Not work."),
        *(
            "Works",
            "Works",
            "Forget padding.",
            "Should work",
            "Should work.",
            "Shouldn't work",
            "Proper dual.",
            "Proper dual.",
        ),
    ],
    "Formatted": [],
    "Notes": ["Did you know Brick and Steel are retired?"],
    "Parenthetical": [
        *("A good ‘ole boy. You know, loves the Army, blood runs green. Country boy. Seems solid.",),
        *("Then let’s retire them. Permanently.", "Trying this.", "Also trying this?", "Boo!", "Boo again!"),
    ],
    "Sections": [],
    "Tags": ["Nice day, right?", "Bye!"],
}


@pytest.mark.parametrize(("name", "words"), SPOKEN.items())
def test_the_spoken_words_are_those_that_a_reader_counts(name, words):
    assert script(name).spoken_words() == tuple(" ".join(words).split())


def test_speakers_are_named_without_extensions():
    speeches = [element for element in script("Character").elements if isinstance(element, Speech)]
    assert [speech.character for speech in speeches] == [
        "STEEL", "STEEL", "STEEL", "BOB", "MOM", "Han", "STEEL", "STEEL", "3CPO", "C3PO", "3CPO", "DONT", "ME", "BUT", "AND", "TEST", "TEST2",
    ]  # fmt: skip
    assert [speech.character for speech in speeches if speech.dual] == ["BUT", "TEST2"]
    assert speeches[6].extensions == ("V.O.", "CONT'D")


def test_headings_and_sections():
    assert [element.text for element in script("Tags").elements if isinstance(element, Heading)] == [
        "INT. SCEHE 1 - DAY",
        "ext. OLYMPIA CIRCUS - NIGHT",
        "FORCED HEADER",
        "INT./EXT. HEADER WITH SCENENUM",
        "EST BUCKET LIST",
    ]
    assert [element.depth for element in script("Sections").elements if isinstance(element, Section)] == [
        1,
        1,
        2,
        3,
        4,
        5,
        6,
        2,
        1,
        1,
    ]


@pytest.mark.parametrize(
    ("name", "shots"), [("chef_international_kitchens_typeA", 8), ("detective_witness_interview_typeC", 13)]
)
def test_stories_as_shots_are_told_without_words_for_the_crew(name, shots):
    content = only(f"{name}.json").content
    assert isinstance(content, Outline)
    assert len(content.scenes) == shots
    assert all(scene.lines and scene.image_prompt and scene.motion_prompt for scene in content.scenes)
    told = " ".join(line.text for scene in content.scenes for line in scene.lines).lower()
    for word in ("lens", "camera", "shot", "mm ", "identity", "consisten", "dolly", "lighting", "climax", "frame"):
        assert word not in told


def test_the_catalogue_is_one_project_for_each_product():
    drafts = read_drafts([INPUTS / "catalogue.json"])
    assert len({draft.name for draft in drafts}) == 24
    mascara = drafts[0].content
    assert isinstance(mascara, Product)
    assert (mascara.title, mascara.price, mascara.brand, mascara.tags) == (
        "Essence Mascara Lash Princess",
        "$9.99",
        "Essence",
        ("Beauty", "Mascara"),
    )
    assert len(read_drafts([INPUTS / "catalogue.json"], limit=3)) == 3


def test_the_photo_is_a_product():
    assert only("coffee.png").title == "Coffee"
