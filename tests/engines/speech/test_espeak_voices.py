from pathlib import Path

import espeakng_loader
import pytest

from videogen_dagster.engines.speech.casting import FEMALE_VARIANTS, MACHINE_VARIANT, MALE_VARIANTS, NARRATION, WHISPERS
from videogen_dagster.engines.speech.espeak_voices import read_catalogue

CATALOGUE = read_catalogue(Path(espeakng_loader.get_data_path()))


@pytest.mark.parametrize(
    ("language", "voice"),
    [
        ("en", "gmw/en-US"),
        ("en-GB", "gmw/en"),
        ("en_AU", "gmw/en"),
        ("de-AT", "gmw/de"),
        ("fr", "roa/fr"),
        ("fr-BE", "roa/fr-BE"),
        ("es-MX", "roa/es-419"),
        ("pt", "roa/pt-BR"),
        ("pt-PT", "roa/pt"),
        ("zh", "sit/cmn"),
        ("zh-Hans-CN", "sit/cmn"),
        ("zh-Hant-HK", "sit/yue"),
        ("yue", "sit/yue"),
        ("no", "gmq/nb"),
        ("iw", "sem/he"),
        ("sr-Latn-RS", "zls/sr"),
        ("ko-KR", "ko"),
        ("EN-us", "gmw/en-US"),
    ],
)
def test_a_language_tag_finds_its_voice(language, voice):
    found = CATALOGUE.speaks(language)

    assert found is not None
    assert found.identifier == voice


def test_an_unknown_language_has_no_voice_but_neighbours():
    assert CATALOGUE.speaks("xq") is None
    assert "sq (Albanian)" in CATALOGUE.near_languages("xq-Latn")


def test_knows_voices_and_variants_exactly():
    assert CATALOGUE.knows("gmw/en-US+f3")
    assert CATALOGUE.knows("roa/fr")
    assert not CATALOGUE.knows("gmw/en-US+f99")
    assert not CATALOGUE.knows("gmw/en-US+")
    assert not CATALOGUE.knows("gmw/en-us")
    assert not CATALOGUE.knows("")


def test_near_voices_of_a_language_code_begin_with_its_voice():
    assert CATALOGUE.near_voices("de")[0] == "gmw/de"


def test_every_variant_that_is_cast_exists():
    cast = {*MALE_VARIANTS, *FEMALE_VARIANTS, *WHISPERS.values(), MACHINE_VARIANT, NARRATION.variant}

    assert cast <= CATALOGUE.variants


def test_identifiers_are_unique_and_known():
    identifiers = CATALOGUE.identifiers()

    assert len(set(identifiers)) == len(identifiers)
    assert all(CATALOGUE.knows(identifier) for identifier in identifiers)
