"""Which words of a plan are translated, in which portions, and the plan that comes of it: only words and languages differ."""

import pytest
from pydantic import ValidationError

from videogen_dagster.core.dubbing import (
    MOST_CHARACTERS,
    Dubbing,
    DubbingRequest,
    SpokenText,
    dubbed_storyboard,
    dubbing_language,
    dubbing_requests,
)
from videogen_dagster.core.film_settings import FilmSettings
from videogen_dagster.core.media import Media
from videogen_dagster.core.prompting import scene_seed, write_prompts
from videogen_dagster.core.storyboard import Card, CardKind, Character, Line, Scene, Storyboard

WAV = Media(sha256="1" * 64, extension="wav")
MOV = Media(sha256="2" * 64, extension="mov")
WRITTEN = Media(sha256="3" * 64, extension="json")

CAST = (
    Character(id="narrator", name="Narrator"),
    Character(id="ada", name="Ada", voice="gmw/en-gb", language="en-GB"),
    Character(id="luc", name="Luc", language="fr"),
)


def line(who: str = "narrator", text: str = "One hill.", **others: object) -> Line:
    return Line.model_validate({"character": who, "text": text, **others})


def board(*scenes: Scene | list[Line], dub: str | None = "de", **settings: str) -> Storyboard:
    made = (
        scene
        if isinstance(scene, Scene)
        else Scene(id=f"{number:03}", image_prompt=f"hill {number}", duration_s=1, lines=tuple(scene))
        for number, scene in enumerate(scenes, 1)
    )
    asked = FilmSettings.model_validate({"dub_language": dub, **settings})
    return Storyboard(title="Hills", settings=asked, characters=CAST, scenes=tuple(made))


def german(request: DubbingRequest) -> Dubbing:
    return Dubbing(texts=tuple(f"de {each.text}" for each in request.texts), written_with=WRITTEN)


def dubbed(storyboard: Storyboard) -> Storyboard:
    requests = dubbing_requests(storyboard, "de").values()
    made = dubbed_storyboard(storyboard, "de", [german(each) for each in requests])
    assert Storyboard.model_validate_json(made.model_dump_json()) == made
    return made


def said(storyboard: Storyboard) -> list[tuple[str, str, str | None]]:
    return [(each.character, each.text, each.language) for scene in storyboard.scenes for each in scene.lines]


@pytest.mark.parametrize(
    ("language", "dub", "wanted"),
    [
        ("en", None, None),
        ("en", "de", "de"),
        ("en", "EN", None),
        ("en-GB", "en-gb", None),
        ("en", "en-GB", "en-GB"),
        ("en", "none", None),
        ("en", " None ", None),
        ("en", "", None),
    ],
)
def test_a_film_is_dubbed_where_another_language_is_asked_for(language, dub, wanted):
    assert dubbing_language(FilmSettings.model_validate({"language": language, "dub_language": dub})) == wanted


@pytest.mark.parametrize("tag", ["german", "de_DE", "d", "de, fr", "../de", "de\nfr", 7])
def test_what_is_no_language_tag_is_refused(tag):
    with pytest.raises(ValidationError):
        FilmSettings.model_validate({"dub_language": tag})


def test_a_setting_that_nobody_gave_stands_nowhere():
    assert "dub_language" not in FilmSettings().model_dump(mode="json")
    assert "dubbed_from" not in board([line()]).model_dump(mode="json")


def test_each_line_is_asked_for_with_its_speaker():
    (request,) = dubbing_requests(board([line(), line("ada", "Two hills!")]), "de").values()
    assert request.texts == (
        SpokenText(text="One hill.", speaker="Narrator"),
        SpokenText(text="Two hills!", speaker="Ada"),
    )
    assert (request.source_language, request.language, request.title, request.names) == ("en", "de", "Hills", ("Luc",))


def test_the_plan_speaks_the_other_language_and_nothing_that_is_seen_changes():
    plan = board([line(), line("ada", "Two hills!", on_screen=True, manner="softly", pause_s=1.0)], [])
    made = dubbed(plan)
    assert said(made) == [("narrator", "de One hill.", None), ("ada", "de Two hills!", None)]
    assert (made.settings.language, made.settings.dub_language, made.dubbed_from) == ("de", None, "en")
    assert made.written_with == (WRITTEN,)
    back = {"settings": plan.settings, "dubbed_from": None, "written_with": (), "characters": plan.characters}
    assert made.model_copy(update=back | {"scenes": plan.scenes}) == plan
    for before, after in zip(plan.scenes, made.scenes, strict=True):
        assert after.model_copy(update={"lines": before.lines}) == before
        assert scene_seed(plan, before) == scene_seed(made, after)
    prompts = [write_prompts(each, speaker_is_drawn_later=True).scenes for each in (plan, made)]
    assert prompts[0] == prompts[1]


def test_a_voice_that_a_person_chose_stays_and_the_language_of_the_script_goes():
    made = dubbed(board([line("ada"), line("narrator", voice="gmw/en-us")]))
    assert (made.character("ada").voice, made.character("ada").language) == ("gmw/en-gb", None)
    assert made.scenes[0].lines[1].voice == "gmw/en-us"


FOREIGN = {
    "a line in a language of its own": (line(language="fr"), ("narrator", "One hill.", "fr")),
    "a character with a language of their own": (line("luc"), ("luc", "One hill.", None)),
    "a line that is in the other language already": (line(language="de"), ("narrator", "One hill.", "de")),
    "a line in the script's language by somebody else": (line("luc", language="en"), ("luc", "de One hill.", "de")),
    "a line in a variety of the script's language": (line(language="en-AU"), ("narrator", "de One hill.", None)),
}


@pytest.mark.parametrize("what", FOREIGN)
def test_only_the_language_of_the_script_is_translated(what):
    given, expected = FOREIGN[what]
    made = dubbed(board([given, line(text="Two.")]))
    assert said(made) == [expected, ("narrator", "de Two.", None)]
    assert made.character("luc").language == "fr"


@pytest.mark.parametrize("media", [{"audio": WAV}, {"audio": MOV, "video": MOV}], ids=["recording", "own-sound"])
def test_what_a_person_recorded_stays_in_the_language_that_it_was_recorded_in(media):
    lines = (line(), line("ada"), line("luc"))
    scene = Scene(id="001", image_prompt="a hill", duration_s=1, lines=lines, **media)
    plan = board(scene)
    assert dubbing_requests(plan, "de") == {}
    assert said(dubbed(plan)) == [
        ("narrator", "One hill.", "en"),
        ("ada", "One hill.", "en-GB"),
        ("luc", "One hill.", None),
    ]


def test_title_and_text_of_a_card_are_translated_and_brand_and_price_stay():
    card = Card(kind=CardKind.FEATURE, title="Keeps warm", text="All day.", label="Acme", price="9 €")
    made = dubbed(board(Scene(id="001", image_prompt="a cup", duration_s=1, card=card, lines=(line(),))))
    assert made.scenes[0].card == card.model_copy(update={"title": "de Keeps warm", "text": "de All day."})
    assert said(made) == [("narrator", "de One hill.", None)]
    plain = card.model_copy(update={"text": ""})
    made = dubbed(board(Scene(id="001", image_prompt="a cup", duration_s=1, card=plain)))
    assert made.scenes[0].card == plain.model_copy(update={"title": "de Keeps warm"})


def test_a_silent_film_asks_for_nothing():
    made = dubbed(board([], []))
    assert (made.settings.language, made.written_with) == ("de", ())


def test_portions_are_scenes_that_follow_each_other_and_an_edit_elsewhere_leaves_them_as_they_are():
    scenes = [[line(text=f"Line {number}.")] for number in range(20)]
    requests = dubbing_requests(board(*scenes), "de")
    assert list(requests) == ["de 001-008", "de 009-016", "de 017-020"]
    scenes[9] = [line(text="Another one."), line(text="And one more.")]
    edited = dubbing_requests(board(*scenes), "de")
    assert [name for name in requests if requests[name] != edited[name]] == ["de 009-016"]
    assert sum(len(each.texts) for each in edited.values()) == 21


def test_a_scene_of_many_lines_is_divided_and_all_its_lines_come_back_in_order():
    lines = [line(text=f"Line {number}.") for number in range(130)]
    requests = dubbing_requests(board(lines), "de")
    assert list(requests) == ["de 001", "de 001 part 2", "de 001 part 3"]
    assert [len(each.texts) for each in requests.values()] == [60, 60, 10]
    made = dubbed(board(lines, [line(text="End.")]))
    assert [text for _, text, _ in said(made)] == [*(f"de Line {number}." for number in range(130)), "de End."]


def test_long_lines_are_asked_for_in_portions_that_a_model_can_answer_however_long_one_is():
    long = "word " * 1000
    requests = dubbing_requests(board([line(text=long)] * 3, [line(text=long * 10)]), "de").values()
    lengths = [sum(len(each.text) for each in request.texts) for request in requests]
    assert lengths == [5000, 5000, 5000, 50_000]
    assert all(length <= MOST_CHARACTERS for length in lengths[:3])
