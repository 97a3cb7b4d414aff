import json
from pathlib import Path

import pytest
from PIL import Image

from videogen_dagster.core.brief import Idea, Outline, Product
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.screenplay import Screenplay
from videogen_dagster.scripts.brief_file import read_brief


def brief(folder: Path, document: object, name: str = "my_film.json"):
    path = folder / name
    path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    (draft,) = read_brief(path)
    return draft


def test_a_prompt_with_settings(tmp_path):
    draft = brief(
        tmp_path,
        "prompt: A quiet harbour.\ntitle: 1984\nstyle: noir\naspect: 9:16\nresolution: 720\nseed: 7",
        "sea.yaml",
    )
    assert draft.content == Idea(text="A quiet harbour.")
    assert (draft.name, draft.title) == ("sea", "1984")
    assert draft.settings == {"style": "noir", "aspect": "9:16", "resolution": "720p", "seed": "7"}


@pytest.mark.parametrize("given", ["[9:16, 1:1@720p]", "9:16, 1:1@720p"])
def test_renditions_are_a_list_or_one_text(tmp_path, given):
    found = brief(tmp_path, f"prompt: hills\nrenditions: {given}\n", "sea.yaml")
    assert found.settings == {"renditions": "9:16, 1:1@720p"}


def test_levels_of_music_and_words(tmp_path):
    document = "prompt: A harbour.\nmusic_db: off\nspeech_db: 2\nfade_out_s: 2.5"
    assert brief(tmp_path, document, "sea.yaml").settings == {"music_db": "off", "speech_db": "2", "fade_out_s": "2.5"}


def test_a_script_inside_a_brief(tmp_path):
    plain = brief(tmp_path, {"script": "SCENE 1: Sea\n\nANNA: Hi."})
    assert isinstance(plain.content, Screenplay)
    assert plain.content.spoken_words() == ("Hi.",)
    fountain = brief(tmp_path, "script: |\n  Title: The Sea\n\n  INT. BAR\n\n  BOB\n  Hi.\n", "a.yml")
    assert (fountain.title, fountain.content.spoken_words()) == ("The Sea", ("Hi.",))


def test_scenes_with_characters_and_lines_in_every_form(tmp_path):
    draft = brief(
        tmp_path,
        {
            "title": "The Sea",
            "overview": "Two friends.",
            "characters": [{"name": "Anna", "description": "red coat", "voice": "gmw/en"}],
            "scenes": [
                {
                    "heading": "EXT. SEA",
                    "action": "Waves.",
                    "narration": "Long ago.",
                    "lines": ["Anna: Hi: you.", "And so it began.", {"character": "Ben", "text": "Yo"}],
                    "duration_s": 5,
                },
                {"image_prompt": "a boat", "motion_prompt": "pan", "lines": None},
                {"lines": "Anna: Bye."},
            ],
        },
    )
    assert isinstance(draft.content, Outline)
    first, second, third = draft.content.scenes
    assert [(line.character, line.text) for line in first.lines] == [
        (None, "Long ago."),
        ("Anna", "Hi: you."),
        (None, "And so it began."),
        ("Ben", "Yo"),
    ]
    assert (first.heading, first.action, first.duration_s) == ("EXT. SEA", "Waves.", 5.0)
    assert (second.image_prompt, second.motion_prompt, second.lines) == ("a boat", "pan", ())
    assert third.lines[0].character == "Anna"
    assert draft.content.characters[0].voice == "gmw/en"
    assert draft.content.overview == "Two friends."


def test_a_product_with_photos_beside_the_file(tmp_path):
    Image.new("RGB", (20, 20)).save(tmp_path / "mug.png")
    draft = brief(
        tmp_path,
        {
            "product": {
                "title": "Mug",
                "description": "<p>Big</p>",
                "price": 9.5,
                "currency": "EUR",
                "tags": "new",
                "photos": ["mug.png"],
            }
        },
    )
    assert draft.content == Product(title="Mug", description="Big", price="€9.50", tags=("new",))
    assert draft.photos == (tmp_path / "mug.png",)
    assert draft.name == "mug"


def test_a_bare_product_needs_no_wrapping(tmp_path):
    draft = brief(tmp_path, {"title": "Mug", "description": "Big", "price": 9.5, "brand": None, "stock": 3})
    assert draft.content == Product(title="Mug", description="Big", price="$9.50")


def test_products_under_their_own_key_are_a_catalogue(tmp_path):
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"products": [{"title": "A"}, {"title": "B"}], "total": 2}))
    assert [draft.name for draft in read_brief(path)] == ["a", "b"]
    assert [draft.name for draft in read_brief(path, limit=1)] == ["a"]


def test_a_story_told_as_shots(tmp_path):
    story = {
        "story_overview": "A dog runs.",
        "style": "pastel",
        "metadata": {"x": 1},
        "scenes": [
            {
                "scene_num": 1,
                "shots": [{"shot_id": 1, "first_frame": "A field.", "video_prompt": "Wide shot. A dog runs home."}],
            },
            {"scene_num": 2, "shots": [{"shot_id": 2, "first_frame": "A door.", "video_prompt": "Close-up."}]},
        ],
    }
    draft = brief(tmp_path, story)
    assert draft.settings == {"style": "pastel"}
    assert draft.content.overview == "A dog runs."
    assert [scene.image_prompt for scene in draft.content.scenes] == ["A field.", "A door."]
    assert [len(scene.lines) for scene in draft.content.scenes] == [1, 0]


SCENE = {"action": "Waves."}


@pytest.mark.parametrize(
    ("document", "field", "told"),
    [
        ({}, None, "nothing to film"),
        ({"title": "x"}, None, "nothing to film"),
        ({"prompt": "x", "scenes": [SCENE]}, "scenes", "prompt and scenes are given"),
        ({"prompt": "  "}, "prompt", "empty"),
        ({"prompt": ["x"]}, "prompt", "a list is not a text"),
        ({"prompt": "x" * 4001}, "prompt", "4001"),
        ({"script": " "}, "script", "empty"),
        ({"script": "Title: only"}, "script", "no scene"),
        ({"scenes": []}, "scenes", "0 entries"),
        ({"scenes": "x"}, "scenes", "not a list"),
        ({"scenes": ["x"]}, "scenes[0]", "not a mapping"),
        ({"scenes": [SCENE, {}]}, "scenes[1]", "nothing to see or hear"),
        ({"scenes": [SCENE] * 1001}, "scenes", "entries"),
        ({"scenes": [SCENE, SCENE, {**SCENE, "duration_s": 0}]}, "scenes[2].duration_s", "0.5 to 600 seconds"),
        ({"scenes": [{**SCENE, "duration_s": 36_000}]}, "scenes[0].duration_s", "0.5 to 600 seconds"),
        ({"scenes": [{**SCENE, "duration_s": -1}]}, "scenes[0].duration_s", "0.5 to 600 seconds"),
        ({"scenes": [{**SCENE, "duration_s": "5s"}]}, "scenes[0].duration_s", "number"),
        ({"scenes": [{**SCENE, "duration_s": True}]}, "scenes[0].duration_s", "number"),
        ({"scenes": [{**SCENE, "duraton_s": 5}]}, "scenes[0].duraton_s", "did you mean duration_s"),
        ({"scenes": [{**SCENE, "lines": [{"txt": "x"}]}]}, "scenes[0].lines[0].text", "missing"),
        ({"scenes": [{**SCENE, "lines": [7]}]}, "scenes[0].lines[0]", "not a mapping"),
        ({"scenes": [SCENE], "characters": [{"name": ""}]}, "characters[0].name", "empty"),
        ({"scenes": [SCENE], "colour": "red"}, "colour", "known keys"),
        ({"scenes": [SCENE], "style": "baroque"}, "style", "cinematic"),
        ({"scenes": [SCENE], "aspect": "4:3"}, "aspect", "16:9"),
        ({"scenes": [SCENE], "language": "klingon"}, "language", "language tag"),
        ({"scenes": [SCENE], "dub_language": "klingon"}, "dub_language", "language tag"),
        ({"scenes": [SCENE], "dub_language": ["de"]}, "dub_language", "a text"),
        ({"product": {"description": "x"}}, "product.title", "missing"),
        ({"product": {"title": "x", "price": -3}}, "product.price", "no price"),
        ({"product": {"title": "x", "price": [1]}}, "product.price", "9.99"),
        ({"product": {"title": "x", "photos": ["gone.png"]}}, "product.photos", "no such file"),
        ({"product": {"title": "x", "photos": ["../gone.png"]}}, "product.photos", "not inside"),
        ({"scenes": [{"shots": []}]}, "scenes[0].shots", "0 entries"),
        ({"scenes": [{"shots": [{"shot_id": 1}]}]}, "scenes[0].shots[0]", "neither"),
        ("7", None, "neither a mapping nor a list"),
        ("[]", None, "no products"),
        ("[1]", "[0]", "no product"),
        ('{"prompt": "a", "prompt": "b"}', "prompt", "twice"),
    ],
)
def test_a_wrong_brief_is_refused_with_its_field_and_a_remedy(tmp_path, document, field, told):
    with pytest.raises(InvalidInput) as caught:
        brief(tmp_path, document)
    line = str(caught.value)
    assert told in line
    assert caught.value.field == field
    assert caught.value.remedy
    assert "my_film.json" in line or "gone.png" in line
    assert "\n" not in line
    assert len(line) < 600
