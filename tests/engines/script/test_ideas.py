"""Prompts as storyboards."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engines.script.planning import storyboard
from videogen_dagster.core.brief import Idea
from videogen_dagster.core.storyboard import CardKind, Storyboard
from videogen_dagster.engines.script.rules.idea_reading import Form, read_idea
from videogen_dagster.engines.script.rules.sentences import sentences

PROMPTS = {
    "a lighthouse keeper finds a message in a bottle": ("keeper", "message", "bottle"),
    "how volcanoes form": ("volcanoes", "mountain", "melt"),
    "photosynthesis": ("photosynthesis", "leaf", "oxygen"),
    "promo for a bakery in Lisbon": ("bakery", "Lisbon"),
    "rainy night in Tokyo": ("rain", "night", "Tokyo"),
    "an old robot learning to paint": ("robot", "paint"),
    "the history of coffee": ("coffee",),
    "Why do cats purr?": ("cats", "purr"),
    "the last tree on Earth": ("tree", "Earth"),
    "a dog waiting at a train station in winter": ("dog", "waits", "station", "winter"),
    "two sisters run a tea shop in Kyoto": ("sisters", "tea shop", "Kyoto"),
    "the history of zippers": ("zippers",),
    "an astronaut lost on Mars dreams of rain": ("astronaut", "Mars", "rain"),
    "a programmer debugs a haunted server": ("programmer", "server"),
    "5 tips for better sleep": ("tips", "sleep"),
    "ad for a new electric bicycle": ("bicycle",),
    "Happy birthday Maria!": ("birthday", "Maria"),
    "quokkas": ("quokkas",),
}


def narration(board: Storyboard) -> str:
    return " ".join(line.text for scene in board.scenes for line in scene.lines)


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("prompt", PROMPTS)
def test_a_prompt_becomes_four_to_eight_scenes_that_say_something_about_it(prompt: str, seed: int) -> None:
    board = storyboard(Idea(text=prompt), seed=seed)
    spoken = narration(board)
    assert 4 <= len(board.scenes) <= 8
    assert all(word.lower() in spoken.lower() for word in PROMPTS[prompt])
    assert len(set(sentences(spoken))) == len(sentences(spoken))
    assert len({scene.image_prompt for scene in board.scenes}) == len(board.scenes)
    assert 20 <= sum(scene.duration_s for scene in board.scenes) <= 80
    assert all(scene.duration_s <= 14 for scene in board.scenes)


@pytest.mark.parametrize("prompt", PROMPTS)
def test_narration_has_no_open_place_no_doubled_word_and_ends_its_sentences(prompt: str) -> None:
    for seed in range(8):
        board = storyboard(Idea(text=prompt), seed=seed)
        for line in (line for scene in board.scenes for line in scene.lines):
            assert not re.search(r"[{}<>|]|\ba [aeiou]\w*|\b(a|the|an|to) \1\b|  ", line.text), line.text
            assert line.text[0].isupper() or not line.text[0].isalpha()
            assert line.text[-1] in ".!?"


def test_other_seeds_and_takes_tell_it_differently_and_the_same_seed_alike() -> None:
    prompt = Idea(text="a lighthouse keeper finds a message in a bottle")
    told = [narration(storyboard(prompt, seed=seed)) for seed in range(6)]
    assert len(set(told)) >= 4
    assert narration(storyboard(prompt, seed=3)) == told[3]
    assert len({narration(storyboard(prompt, take=take)) for take in range(1, 7)}) >= 4


def test_the_figure_of_a_story_looks_the_same_in_every_picture() -> None:
    board = storyboard(Idea(text="a lighthouse keeper finds a message in a bottle"))
    keeper = board.character("lighthouse-keeper")
    assert "wool cap" in keeper.description
    shown = [scene for scene in board.scenes if "lighthouse keeper" in scene.image_prompt]
    assert len(shown) >= 3
    assert all(scene.characters == ("lighthouse-keeper",) for scene in shown)


def test_a_night_piece_shows_no_daylight() -> None:
    for seed in range(10):
        board = storyboard(Idea(text="rainy night in Tokyo"), seed=seed)
        for scene in board.scenes:
            assert not re.search(r"\b(sun|sunny|daylight|sunset)\b", scene.image_prompt)
            assert "night" in scene.image_prompt


def test_an_advertisement_ends_with_a_card_that_promises_nothing() -> None:
    card = storyboard(Idea(text="commercial for Aurora, a café in Berlin")).scenes[-1].card
    assert card is not None
    assert (card.kind, card.title) == (CardKind.END, "Aurora, a café in Berlin")


def test_several_sentences_are_read_out_as_they_are() -> None:
    text = "A storm hits the harbour. The boats break loose. Old Tom runs out with a rope. He saves the last one."
    board = storyboard(Idea(text=text))
    assert narration(board) == text
    assert len(board.scenes) == 4
    assert "Old Tom saves the last one" in board.scenes[3].image_prompt
    assert board.mood == "tense"


def test_instructions_about_the_film_are_not_read_out() -> None:
    board = storyboard(Idea(text="Make a 30 second video about a fox in the snow at dawn. Use cinematic lighting."))
    assert "cinematic" not in narration(board)
    assert "This is a fox in the snow at dawn." in narration(board)


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_prompt_in_another_language_keeps_its_own_words_and_gets_four_pictures(language: str) -> None:
    text = "Ein Leuchtturmwärter findet eine Flaschenpost am Strand"
    board = storyboard(Idea(text=text), language=language)
    assert narration(board) == text
    assert len(board.scenes) >= 4
    assert any("lighthouse" in scene.image_prompt for scene in board.scenes)


@pytest.mark.parametrize(
    ("prompt", "form"),
    [
        ("a knight befriends a lonely dragon", Form.STORY),
        ("a girl who collects sounds", Form.STORY),
        ("three cats plan to rob a fish market", Form.STORY),
        ("Maria climbs the highest mountain in the world", Form.STORY),
        ("How does the internet work?", Form.TOPIC),
        ("black holes", Form.TOPIC),
        ("benefits of yoga", Form.TOPIC),
        ("teaser for our startup conference", Form.ADVERT),
        ("a quiet forest at dawn", Form.SCENERY),
        ("zen garden", Form.SCENERY),
        ("Una noche de lluvia en la ciudad", Form.FOREIGN),
        ("東京の雨の夜", Form.FOREIGN),
        ("One. Two. Three.", Form.TOLD),
    ],
)
def test_the_sort_of_film_is_read_from_the_prompt(prompt: str, form: Form) -> None:
    assert read_idea(prompt, language="en").form is form


@given(
    st.text(min_size=1, max_size=120)
    | st.lists(st.sampled_from(["a", "the", "fox", "runs", "in", "how", "cats", ",", ".", "night", "of", "his"])).map(
        " ".join
    )
)
@settings(max_examples=150, deadline=None)
def test_any_prompt_makes_a_film(text: str) -> None:
    if text:
        board = storyboard(Idea(text=text))
        assert len(board.scenes) >= 4


@pytest.mark.parametrize("text", [".", ". 0", ", 0 RUNS", "night dreams", "🎉", "a", "'s cats", "how"])
def test_prompts_with_hardly_a_word_make_a_film(text: str) -> None:
    assert 4 <= len(storyboard(Idea(text=text)).scenes) <= 8
