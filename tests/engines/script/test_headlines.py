"""Headlines of cards: whole phrases, whatever the shop writes."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engines.script.planning import storyboard
from videogen_dagster.core.brief import Product
from videogen_dagster.core.storyboard import CardKind
from videogen_dagster.engines.script.rules.headline import headline
from videogen_dagster.engines.script.rules.product_plan import claim_of
from videogen_dagster.scripts.open_input import read_drafts

INPUTS = Path(__file__).parents[3].parent / "shared" / "inputs"
LOOSE_END = re.compile(
    r"(?:\b(?:with|for|to|in|on|at|by|of|from|into|and|or|a|an|the|its|your|that|which|it|designed|formulated|suitable"
    r"|crafted|providing|featuring)|[,;:…]|\.\.\.)$",
    re.IGNORECASE,
)


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("a finely milled setting powder designed to set makeup and control shine.", "Finely milled setting powder"),
        ("Nutritious cat food formulated to meet the needs of your friend.", "Nutritious cat food"),
        ("blend of ylang-ylang, rose, and jasmine", "Blend of ylang-ylang, rose, and jasmine"),
        ("high-quality materials for a comfortable and stylish bedroom", "High-quality materials"),
        ("a wooden sink countertop and a matching mirror", "Wooden sink countertop and a matching mirror"),
        ("a rich and glossy red hue for vibrant and polished nails", "Rich and glossy red hue"),
        ("Versatile cooking oil suitable for frying and various culinary uses", "Versatile cooking oil"),
        ("Ten-year warranty on the motor — and it can be repaired", "Ten-year warranty on the motor"),
        ("These lamps turn off at 10:30 sharp", "These lamps turn off at 10:30 sharp"),
        ("Waterproof to 50 metres and tested by divers in the sea", "Waterproof to 50 metres and tested by divers"),
        ("eine Tasse aus weißem Porzellan mit goldenem Rand und Unterteller", "Tasse aus weißem Porzellan"),
    ],
)
def test_a_headline_ends_where_a_phrase_ends(text: str, head: str) -> None:
    assert headline(text, words=7) == head


def test_a_text_that_cannot_be_cut_gives_no_headline() -> None:
    assert headline(" ".join(["word"] * 20), words=7) == ""
    assert headline("for the", words=7) == ""


def test_a_feature_without_a_headline_is_shown_without_a_card() -> None:
    scenes = storyboard(Product(title="Lamp", description=" ".join(["word"] * 30))).scenes
    assert [scene.card.kind if scene.card else None for scene in scenes] == [CardKind.TITLE, None, CardKind.END]


@given(st.text(max_size=80), st.integers(1, 9))
def test_any_text_has_a_headline_of_its_own_words_or_none(text: str, words: int) -> None:
    head = headline(text, words=words)
    assert len(head.split()) <= 12
    assert head.casefold() in " ".join(text.split()).casefold()


@pytest.mark.skipif(not INPUTS.is_dir(), reason="the folder with real products is not beside the checkout")
def test_every_headline_of_real_products_is_a_whole_phrase() -> None:
    cards = [
        (card.title, scene.action)
        for draft in read_drafts([INPUTS / "catalogue.json"])
        for scene in storyboard(draft.content).scenes
        if (card := scene.card) and card.kind is CardKind.FEATURE
    ]
    assert len(cards) >= 30
    assert [title for title, _ in cards if LOOSE_END.search(title) or len(title.split()) < 2] == []
    assert [title for title, text in cards if title[1:] not in text] == []


def test_a_claim_is_read_out_of_its_sentence() -> None:
    sentence = "The Powder Canister is a finely milled setting powder designed to set makeup."
    assert claim_of(sentence, title="Powder Canister") == "Finely milled setting powder"
    assert claim_of("It's a joyful and youthful scent.", title="Dolce") == "Joyful and youthful scent"
