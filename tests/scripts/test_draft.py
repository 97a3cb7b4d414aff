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
        "seed": "7",
        "author": 1,
    }
    settings = check_settings(found)
    assert settings == {"style": "noir", "aspect": "9:16", "resolution": "720p", "language": "pt-BR", "seed": "7"}
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
        ("seed", "-1", "whole number"),
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


def test_a_misspelt_style_is_corrected_in_the_remedy():
    with pytest.raises(InvalidInput, match="did you mean cinematic"):
        check_settings({"style": "cinematik"})
