"""Stock media: what is looked for, what comes first, and who shows what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from videogen_dagster.core.credits import credits_of, credits_text
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.media import Media, Picture
from videogen_dagster.core.requests import ImageRequest, Likeness
from videogen_dagster.core.search_words import search_words, stem
from videogen_dagster.core.searching import search_for
from videogen_dagster.core.stages import ScenePicture, ScenePictures
from videogen_dagster.core.stock_media import FoundMedia, Match, MediaFile, MediaSearch, chosen, ranked

SIZE = FrameSize(width=1920, height=1080)
SEARCH = MediaSearch(words=("harbour", "boats"), size=SIZE, duration_s=6)


def media(name: str, *, footage: bool = False, wide: int = 1920, high: int = 1080, **fields) -> FoundMedia:
    told = {"licence": "CC0", "duration_s": 10.0 if footage else None} | fields
    return FoundMedia(
        provider="library",
        id=name,
        footage=footage,
        files=(MediaFile(address=f"{name}.jpg", width=wide, height=high),),
        **told,
    )


def order(*matches: tuple[FoundMedia, float], search: MediaSearch = SEARCH) -> list[str]:
    return [each.id for each in ranked([Match(found, relevance) for found, relevance in matches], search)]


@pytest.mark.parametrize(
    ("prompt", "words"),
    [
        ("wide shot, nets and crates on a quay, fishing boats behind, dawn", "nets crates quay fishing boats dawn"),
        ("Totale: ein Mann geht durch den Wald", "mann geht wald"),
        ("Ann lights the lamp", "lights lamp"),
        ("wide shot", "wide shot"),
        ("42", ""),
    ],
)
def test_a_search_has_the_words_that_say_what_is_seen(prompt, words):
    assert search_words(prompt, leave_out=("Ann",)) == tuple(words.split())


def test_a_search_has_at_most_eight_words_each_once():
    assert len(search_words(" ".join(["boat", "boat", *(f"word{chr(97 + n)}" for n in range(20))]))) == 8


@pytest.mark.parametrize(("one", "other"), [("boats", "boat"), ("berries", "berry"), ("glasses", "glass")])
def test_plural_and_singular_meet(one, other):
    assert stem(one) == stem(other)


def test_a_prompt_without_letters_is_searched_for_as_it_is():
    assert search_for(ImageRequest(prompt="1969", size=SIZE)).query == "1969"


def test_names_of_characters_are_not_searched_for():
    request = ImageRequest(prompt="Mara Lind at the harbour", size=SIZE, characters=(Likeness(name="Mara Lind"),))
    assert search_for(request).words == ("harbour",)


def test_what_answers_the_words_better_comes_first():
    assert order((media("b"), 0.4), (media("a"), 0.9)) == ["a", "b"]


def test_of_equals_clips_come_first_then_the_film_s_shape_then_pixels_then_a_known_licence():
    tall = media("tall", wide=1080, high=1920)
    matches = [
        media("clip", footage=True),
        media("good"),
        media("bare", licence=""),
        media("small", wide=960, high=540),
        tall,
    ]
    assert order(*((each, 0.5) for each in matches)) == ["clip", "good", "bare", "small", "tall"]


def test_a_clip_that_is_long_enough_comes_before_one_that_is_not():
    short, long = (media(name, footage=True, duration_s=s) for name, s in (("short", 3.0), ("long", 8.0)))
    assert order((short, 0.5), (long, 0.5)) == ["long", "short"]


def test_scenes_on_which_something_is_set_get_no_clip():
    assert order(
        (media("clip", footage=True), 1), (media("photo"), 0.1), search=SEARCH.model_copy(update={"footage": False})
    ) == ["photo"]


def test_what_must_not_be_seen_is_left_out():
    search = SEARCH.model_copy(update={"unwanted": ("people",)})
    assert order((media("a", title="People at the harbour"), 1), (media("b"), 0.5), search=search) == ["b"]


def test_scenes_choose_in_their_order_and_nothing_twice():
    a, b, c = media("a"), media("b"), media("c")
    choice = chosen({"001": [a, b], "002": [a, c]})
    assert {scene: found.id for scene, found in choice.items()} == {"001": "a", "002": "c"}


def test_a_scene_makes_do_with_its_second_choice_where_another_one_has_no_other():
    a, b, c = media("a"), media("b"), media("c")
    choice = chosen({"001": [a, b], "002": [b, c], "003": [a]})
    assert {scene: found.id for scene, found in choice.items()} == {"001": "b", "002": "c", "003": "a"}


def test_what_is_shown_elsewhere_is_not_chosen():
    assert chosen({"001": [media("a")]}, used={"library:a"}) == {}


@given(st.lists(st.sets(st.integers(0, 7)), max_size=9))
def test_no_choice_is_made_twice_and_each_is_one_that_was_found(found):
    names = {f"{scene:03}": [f"item {name}" for name in sorted(each)] for scene, each in enumerate(found, 1)}
    candidates = {scene: [media(name) for name in each] for scene, each in names.items()}
    choice = chosen(candidates)
    assert len({shown.name for shown in choice.values()}) == len(choice)
    assert all(shown in candidates[scene] for scene, shown in choice.items())
    left = {name for each in names.values() for name in each} - {shown.id for shown in choice.values()}
    assert all(scene in choice for scene, each in names.items() if left & set(each))


def test_the_smallest_file_that_fills_the_frame_is_taken_or_else_the_largest():
    files = tuple(MediaFile(address=f"{high}", width=high * 16 // 9, height=high) for high in (360, 720, 2160))
    found = media("a").model_copy(update={"files": files})
    taken = [
        found.file_for(FrameSize(width=wide, height=high)).address
        for wide, high in ((640, 360), (1280, 720), (1920, 1080), (7680, 4320))
    ]
    assert taken == ["360", "720", "2160", "2160"]


def pictures(*shown: FoundMedia | None) -> ScenePictures:
    image = Media(sha256="0" * 64, extension="png")
    rows = [
        ScenePicture(scene=f"{number:03}", fingerprint="0" * 64, result=Picture(image=image, size=SIZE, found=found))
        for number, found in enumerate(shown, 1)
    ]
    return ScenePictures(engine="library", scenes=tuple(rows))


def test_credits_name_author_licence_and_source_of_each_item_once():
    boats = media(
        "a", title="Boats\nat dusk", author="Ana Ruiz", licence="CC-BY-4.0", source_url="https://example.org/a"
    )
    told = credits_of(pictures(boats, None, media("b", licence=""), boats))
    assert [(each.scenes, each.author) for each in told] == [(("001", "004"), "Ana Ruiz"), (("003",), "")]
    assert credits_text("The harbour", told) == (
        "Photos and clips in The harbour\n\n"
        'Scene 001, 004: Photo "Boats at dusk"\n  by Ana Ruiz\n  licence: CC-BY-4.0\n  source: https://example.org/a\n\n'
        'Scene 003: Photo "b"\n  by unknown\n  licence: none noted\n'
    )


def test_pictures_that_were_drawn_keep_the_names_of_what_is_made_from_them():
    drawn = Picture(image=Media(sha256="0" * 64, extension="png"), size=SIZE)
    assert drawn.model_dump(mode="json").keys() == {"kind", "image", "size", "layers"}
    assert "found" not in ImageRequest(prompt="a hill", size=SIZE).model_dump(mode="json")
