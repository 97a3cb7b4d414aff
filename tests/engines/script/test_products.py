"""Products as storyboards."""

import pytest

from tests.engines.script.planning import storyboard
from videogen_dagster.core.brief import Product
from videogen_dagster.core.media import Media
from videogen_dagster.core.storyboard import CardKind
from videogen_dagster.engines.script.rules.product_plan import claim_of
from videogen_dagster.engines.script.rules.sentences import sentences

LIPSTICK = Product(
    title="Red Lipstick",
    description=(
        "The Red Lipstick is a classic and bold choice for adding a pop of color to your lips. "
        "With a creamy and pigmented formula, it provides a vibrant and long-lasting finish."
    ),
    price="$12.99",
    brand="Chic Cosmetics",
    category="beauty",
    tags=("Beauty", "Lipstick"),
)
FRONT = Media(sha256="a" * 64, extension="png")
SIDE = Media(sha256="b" * 64, extension="jpg")


def test_a_product_is_a_hero_its_features_and_an_end_card() -> None:
    kinds = [scene.card.kind for scene in storyboard(LIPSTICK).scenes if scene.card]
    assert kinds == [CardKind.TITLE, CardKind.FEATURE, CardKind.FEATURE, CardKind.END]


def test_narration_is_the_shops_own_sentences() -> None:
    scenes = storyboard(LIPSTICK).scenes
    assert scenes[0].lines[0].text == "Red Lipstick. Chic Cosmetics."
    assert [scene.lines[0].text for scene in scenes[1:3]] == list(sentences(LIPSTICK.description))
    assert scenes[3].lines[0].text.startswith("Red Lipstick: $12.99. ")


def test_the_price_stands_on_the_end_card_exactly_as_given() -> None:
    card = storyboard(LIPSTICK).scenes[-1].card
    assert card is not None
    assert (card.price, card.label, card.title) == ("$12.99", "Chic Cosmetics", "Red Lipstick")


def test_without_photos_the_prompt_names_the_thing_and_a_stage_that_fits_it() -> None:
    prompts = [scene.image_prompt for scene in storyboard(LIPSTICK).scenes]
    assert all(prompt.startswith("red lipstick on a studio packshot stage, ") for prompt in prompts)
    assert any("vanity" in prompt or "pink" in prompt or "rose" in prompt for prompt in prompts)
    assert len(set(prompts)) == len(prompts)


def test_photos_are_shown_in_turn_and_the_stage_is_left_empty_for_them() -> None:
    scenes = storyboard(LIPSTICK.model_copy(update={"photos": (FRONT, SIDE)})).scenes
    assert [scene.photo for scene in scenes] == [FRONT, SIDE, FRONT, SIDE]
    assert all(scene.image_prompt.startswith("studio packshot stage, ") for scene in scenes)


def test_a_title_that_hides_the_thing_is_explained_by_its_tag() -> None:
    perfume = Product(title="Coco Noir", tags=("Fragrances", "Perfumes"))
    prompts = [scene.image_prompt for scene in storyboard(perfume).scenes]
    assert prompts[0].startswith("perfume (coco noir) on a studio packshot stage")


def test_a_product_without_description_price_and_brand_still_makes_a_film() -> None:
    scenes = storyboard(Product(title="Chair")).scenes
    assert len(scenes) == 3
    assert scenes[-1].card is not None
    assert scenes[-1].card.price == ""


def test_a_long_description_is_read_from_its_start_in_four_features() -> None:
    told = tuple(f"Feature number {index} is something that you will like a lot." for index in range(40))
    board = storyboard(Product(title="Lamp", description=" ".join(told)))
    features = [scene for scene in board.scenes if scene.card and scene.card.kind is CardKind.FEATURE]
    assert len(features) == 4
    spoken = " ".join(line.text for scene in features for line in scene.lines)
    assert " ".join(told).startswith(spoken)
    assert 100 <= len(spoken.split()) <= 140


def test_a_call_to_action_speaks_the_films_language_or_is_left_out() -> None:
    german = storyboard(LIPSTICK, language="de").scenes[-1].card
    finnish = storyboard(LIPSTICK, language="fi").scenes[-1].card
    assert german is not None
    assert german.text in {"Sehen Sie selbst.", "Jetzt entdecken."}
    assert finnish is not None
    assert finnish.text == ""


@pytest.mark.parametrize(
    ("sentence", "claim"),
    [
        ("With a creamy and pigmented formula, it provides a finish.", "Creamy and pigmented formula"),
        ("The Red Lipstick is a classic and bold choice for adding a pop of color.", "Classic and bold choice"),
        ("It is known for its fresh and clean scent.", "Fresh and clean scent"),
        ("Perfect for evening occasions.", "Perfect for evening occasions"),
        ("Runs 40 hours on one charge.", "Runs 40 hours on one charge"),
    ],
)
def test_a_feature_card_shows_the_point_of_the_sentence(sentence: str, claim: str) -> None:
    assert claim_of(sentence, title="Red Lipstick") == claim


def test_a_film_keeps_one_stage_and_one_heading_and_varies_where_the_product_stands() -> None:
    scenes = storyboard(LIPSTICK).scenes
    stages = {scene.image_prompt.partition(", product ")[0] for scene in scenes}
    sides = ["left" if "on the left" in scene.image_prompt else "right" for scene in scenes]
    assert len(stages) == 1
    assert {scene.heading for scene in scenes} == {"Red Lipstick"}
    assert sides[0] == "left" != sides[1]


def test_a_detail_is_shown_only_of_a_single_photo() -> None:
    single = storyboard(LIPSTICK.model_copy(update={"photos": (FRONT,)})).scenes
    several = storyboard(LIPSTICK.model_copy(update={"photos": (FRONT, SIDE)})).scenes
    assert any("detail" in scene.image_prompt for scene in single)
    assert not any("detail" in scene.image_prompt for scene in several)


def test_every_card_can_be_read_for_three_and_a_half_seconds() -> None:
    assert min(scene.duration_s for scene in storyboard(LIPSTICK).scenes if scene.card) >= 3.5
