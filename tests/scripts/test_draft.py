import pytest

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.film_settings import FilmSettings, Style
from videogen_dagster.scripts.draft import check_settings


def test_settings_are_taken_out_of_other_values_and_fit_the_film():
    found = {
        "Title": "x",
        "style": "Noir",
        "aspect": "9:16",
        "resolution": 720,
        "language": "pt-BR",
        "dub_language": "de",
        "seed": "7",
        "author": 1,
    }
    settings = check_settings(found)
    assert settings == {
        "style": "noir",
        "aspect": "9:16",
        "resolution": "720p",
        "language": "pt-BR",
        "dub_language": "de",
        "seed": "7",
    }
    assert FilmSettings.model_validate(settings).style is Style.NOIR


def test_empty_values_are_no_settings():
    assert check_settings({"style": None, "seed": ""}) == {}


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("style", "baroque", "cinematic, storybook, noir"),
        ("aspect", "4:3", "16:9, 9:16, 1:1"),
        ("resolution", "999p", "1080p"),
        ("language", "klingon", "en, de"),
        ("language", "../../etc", "en, de"),
        ("dub_language", "klingon", "or none"),
        ("dub_language", "de, fr", "or none"),
        ("dub_language", "../../etc", "or none"),
        ("renditions", "4:3", "16:9, 9:16, 1:1"),
        ("renditions", "9:16@999p", "1080p"),
        ("seed", "-1", "whole number"),
        ("music_db", "loud", "-40 to 12"),
        ("music_db", "13", "or off"),
        ("speech_db", "nan", "-12 to 12"),
        ("ducking_db", "1", "-40 to 0"),
        ("fade_out_s", "1 s", "0 to 30 seconds"),
        ("seed", "many", "whole number"),
        ("seed", str(2**63), "whole number"),
    ],
)
def test_an_unknown_setting_is_refused_with_file_field_and_what_is_allowed(name, value, allowed):
    with pytest.raises(InvalidInput) as caught:
        check_settings({name: value}, source="a.md", field="title page: ")
    assert caught.value.source == "a.md"
    assert caught.value.field == f"title page: {name}"
    assert allowed in str(caught.value.remedy)
    assert value[:20] in caught.value.message


@pytest.mark.parametrize(("value", "kept"), [(False, "off"), ("Off", "off"), (-6, "-6"), (0, "0"), ("3.5", "3.5")])
def test_music_is_louder_or_softer_or_off_which_yaml_takes_for_false(value, kept):
    settings = check_settings({"music_db": value})
    assert settings == {"music_db": kept}
    assert str(FilmSettings.model_validate(settings).balance.music_db).removesuffix(".0") == kept


def test_a_misspelt_style_is_corrected_in_the_remedy():
    with pytest.raises(InvalidInput, match="did you mean cinematic"):
        check_settings({"style": "cinematik"})


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (["9:16", "1:1@720p"], "9:16, 1:1@720p"),
        (("9:16",), "9:16"),
        ("9:16, 1:1@720", "9:16, 1:1@720p"),
        ("9:16 1:1@720P", "9:16, 1:1@720p"),
        ("none", "none"),
        (["None"], "none"),
    ],
)
def test_renditions_are_a_list_or_one_text(given, text):
    assert check_settings({"renditions": given}) == {"renditions": text}
    listed = FilmSettings.model_validate({"renditions": text}).renditions
    assert ", ".join(map(str, listed)) == ("" if text == "none" else text)


def test_an_empty_list_of_renditions_is_no_setting():
    assert check_settings({"renditions": []}) == {}
