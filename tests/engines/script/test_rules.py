"""The small rules: grammar, clauses, headings, timing, mood, framing, knowledge."""

import re

import pytest

from videogen_dagster.core.storyboard import Line
from videogen_dagster.engines.script.rules.beats import transition_of
from videogen_dagster.engines.script.rules.clause import event_in
from videogen_dagster.engines.script.rules.explaining import announced
from videogen_dagster.engines.script.rules.framing import motion_for
from videogen_dagster.engines.script.rules.grammar import gerund, is_plural, plural, third_person, with_article
from videogen_dagster.engines.script.rules.headings import Setting, read_heading
from videogen_dagster.engines.script.rules.knowledge.arcs import ARCS, OTHER_ARC
from videogen_dagster.engines.script.rules.knowledge.library import SUBJECTS, subjects_in
from videogen_dagster.engines.script.rules.mood import mood_of
from videogen_dagster.engines.script.rules.scenery import statement
from videogen_dagster.engines.script.rules.sentences import clauses, sentences, shortened
from videogen_dagster.engines.script.rules.timing import lines_s, silent_s, speech_s
from videogen_dagster.engines.script.rules.tongues import foreign_language
from videogen_dagster.engines.script.rules.wording import calmed

KNOWLEDGE = [
    text
    for subject in SUBJECTS
    for text in (*subject.hook, *subject.seen, *subject.known, *subject.steps, *subject.past, *subject.close)
] + [text for arc in (*ARCS, OTHER_ARC) for text in (*arc.want, *arc.turn, *arc.close)]


@pytest.mark.parametrize(
    ("one", "many"),
    [("fox", "foxes"), ("city", "cities"), ("wolf", "wolves"), ("tea shop", "tea shops"), ("child", "children")],
)
def test_plurals(one: str, many: str) -> None:
    assert plural(one) == many
    assert is_plural(many.rsplit(maxsplit=1)[-1])
    assert not is_plural(one.rsplit(maxsplit=1)[-1])


@pytest.mark.parametrize(
    ("verb", "third", "ing"),
    [
        ("find", "finds", "finding"),
        ("go", "goes", "going"),
        ("carry", "carries", "carrying"),
        ("run", "runs", "running"),
        ("make", "makes", "making"),
        ("watch", "watches", "watching"),
        ("see", "sees", "seeing"),
        ("play", "plays", "playing"),
    ],
)
def test_verb_forms(verb: str, third: str, ing: str) -> None:
    assert (third_person(verb), gerund(verb)) == (third, ing)


def test_articles_follow_the_sound() -> None:
    assert [with_article(word) for word in ("owl", "unicorn", "hour", "fox")] == [
        "an owl",
        "a unicorn",
        "an hour",
        "a fox",
    ]


@pytest.mark.parametrize(
    ("prompt", "sentence"),
    [
        ("a lighthouse keeper finds a message", "a lighthouse keeper finds a message"),
        ("an old robot learning to paint", "an old robot learns to paint"),
        ("a girl who collects sounds", "a girl collects sounds"),
        ("two astronauts lost on Mars", "two astronauts are lost on Mars"),
        ("three cats plan to rob a bank", "three cats plan to rob a bank"),
        ("Maria climbs a mountain", "Maria climbs a mountain"),
        ("a knight befriends a dragon", "a knight befriends a dragon"),
    ],
)
def test_who_does_what_is_told_in_the_present(prompt: str, sentence: str) -> None:
    event = event_in(prompt)
    assert event is not None
    assert event.sentence(known=False) == sentence


@pytest.mark.parametrize("prompt", ["a sleeping cat", "rainy night in Tokyo", "the streets in Paris", "photosynthesis"])
def test_a_prompt_without_a_verb_has_no_event(prompt: str) -> None:
    assert event_in(prompt) is None


@pytest.mark.parametrize(
    ("heading", "setting"),
    [
        ("INT. KITCHEN - NIGHT", Setting("kitchen", "interior", "night")),
        ("ext. OLYMPIA CIRCUS - DUSK", Setting("olympia circus", "exterior", "dusk")),
        ("INT./EXT. TOM'S CAR - MOMENTS LATER", Setting("Tom's car", "interior", "")),
        ("EXT HARBOUR", Setting("harbour", "exterior", "")),
        ("The old mill", Setting("The old mill", "", "")),
        ("SCENE 3: Beach – Sunset", Setting("Beach", "", "sunset")),
    ],
)
def test_headings_tell_place_side_and_light(heading: str, setting: Setting) -> None:
    assert read_heading(heading) == setting


@pytest.mark.parametrize(
    ("words", "transition"),
    [
        ("CUT TO:", "cut"),
        ("SMASH CUT TO:", "cut"),
        ("DISSOLVE TO:", "crossfade"),
        ("FADE OUT.", "dip-black"),
        ("FADE IN:", "cut"),
    ],
)
def test_transitions_are_read(words: str, transition: str) -> None:
    assert transition_of(words) == transition


def test_cutting_text_keeps_every_word() -> None:
    text = 'Mr. Hill said: "No!" Then, at 5 p.m., he left… And J. R. Smith stayed.'
    assert sentences(text) == ('Mr. Hill said: "No!"', "Then, at 5 p.m., he left…", "And J. R. Smith stayed.")
    assert " ".join(clauses(text)) == text


def test_shortening_ends_at_a_clause_if_one_is_near() -> None:
    assert shortened("He runs, jumps over the wall, and is gone for ever", 8) == "He runs, jumps over the wall"


def test_speech_takes_as_long_as_espeak_needs() -> None:
    # 165 words a minute are 2.75 a second: eleven short words need four seconds.
    assert speech_s("one two six ten a b c d e f g", "en") == pytest.approx(4.0)
    assert speech_s("1984", "en") > speech_s("nine", "en")
    assert speech_s("雨の夜の東京です", "ja") > 1.2


def test_a_shot_has_lead_gap_and_tail_around_its_lines() -> None:
    line = Line(character="narrator", text="one two six ten a b c d e f g")
    assert lines_s((line, line), "en") == pytest.approx(0.4 + 4.0 + 0.25 + 4.0 + 0.6)
    assert lines_s((), "en") == 0
    assert (silent_s(""), silent_s("word " * 100)) == (3.0, 6.0)


@pytest.mark.parametrize(
    ("text", "mood"),
    [
        ("The killer hides in the shadows", "tense"),
        ("They laugh and dance at the party", "uplifting"),
        ("She cries alone at the grave", "sad"),
        ("The army marches to battle for the empire", "epic"),
        ("Zzz", "calm"),
    ],
)
def test_mood_follows_the_words(text: str, mood: str) -> None:
    assert mood_of(text) == mood


def test_camera_moves_fit_the_action_and_never_repeat() -> None:
    assert motion_for("medium shot", "They fight.", index=0, previous="") == "handheld"
    assert motion_for("medium shot", "They fight.", index=0, previous="handheld") != "handheld"
    assert motion_for("wide shot", "a risky plan", index=1, previous="") != "tilt up"


def test_script_capitals_are_calmed_and_names_kept() -> None:
    assert (
        calmed("We see BRICK get into Mom's PORSCHE -- FAST.", names=("BRICK",))
        == "Brick get into Mom's porsche, fast."
    )


@pytest.mark.parametrize(
    ("topic", "sentence"),
    [
        ("how volcanoes form", "This is how volcanoes form."),
        ("how to make bread", "Here is how to make bread."),
        ("Why do cats purr?", "Why do cats purr?"),
        ("what is a black hole", "What is a black hole?"),
        ("the history of coffee", "This is the history of coffee."),
        ("5 tips for better sleep", "Here are 5 tips for better sleep."),
        ("photosynthesis", "This is photosynthesis."),
        ("black holes", "This is about black holes."),
        ("DNA explained", "This is about DNA."),
    ],
)
def test_topics_are_announced_in_their_own_words(topic: str, sentence: str) -> None:
    assert announced(topic) == sentence


@pytest.mark.parametrize(
    ("prompt", "sentence"),
    [
        ("rainy night in Tokyo", "It is a rainy night in Tokyo."),
        ("the last tree on Earth", "This is the last tree on Earth."),
        ("two empty chairs by the sea", "These are two empty chairs by the sea."),
        ("Autumn leaves in Kyoto", "Autumn leaves in Kyoto."),
        ("Happy birthday Maria!", "Happy birthday Maria!"),
    ],
)
def test_moods_are_stated_in_their_own_words(prompt: str, sentence: str) -> None:
    assert statement(prompt) == sentence


def test_languages_are_told_apart_by_small_words_and_script() -> None:
    assert foreign_language("a fox in the snow") is None
    assert foreign_language("ein Fuchs und eine Katze im Schnee") == "de"
    assert foreign_language("雨の夜") == "ja"


def test_every_text_of_the_tables_is_a_sentence_and_a_picture() -> None:
    for text in KNOWLEDGE:
        say, show = text.split(" | ")
        assert say[-1] in ".!?", text
        assert show[-1].isalnum() or show[-1] == "}", text
        assert not re.sub(r"\{(?:who|Who|their|Their|them|thing|figure)\}|<[a-z]+>", "", text).count("{"), text
        assert len(say.split()) <= 32, text


def test_the_tables_know_enough() -> None:
    assert len(SUBJECTS) >= 100
    assert len(KNOWLEDGE) == len(set(KNOWLEDGE)) >= 400


def test_subjects_are_found_in_the_plural_and_in_order_but_not_inside_words_or_owners() -> None:
    found = [subject.names[0] for subject in subjects_in("Foxes and old men in Tokyo, grandmother's seagull")]
    assert found == ["fox", "old man", "tokyo"]
