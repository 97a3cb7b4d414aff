"""What the pages of providers say is what the program does: kinds, variables, limits, what each engine can do."""

import re
from pathlib import Path
from typing import Any, get_args

import pytest

from videogen_dagster.cli.provider_diagnosis import _ENDPOINTS, _FREE_CALLS
from videogen_dagster.engines.language_protocols import TranslatesCaptions, TranslatesSpeech
from videogen_dagster.engines.protocols import FindsMedia
from videogen_dagster.engines.provider_choice import ProviderChoice
from videogen_dagster.engines.providers.pacing import Limits
from videogen_dagster.engines.providers.prices import PACKAGED, read_prices
from videogen_dagster.engines.providers.secret import Secret
from videogen_dagster.engines.registry import EngineKind, engine_names, load_engine
from videogen_dagster.provider_settings import KEY_VARIABLES

DOCS = Path(__file__).parents[3] / "docs"
FOLDER = DOCS / "reference" / "providers"
PAGES = {page.stem: page.read_text() for page in FOLDER.glob("*.md")}
PROVIDERS = {"openai": "openai", "compatible-servers": "openai"} | {
    name: name for name in ("fal", "replicate", "sync", "pexels")
}
"""The engine of each page."""

CLAIM = re.compile(r"Engine `(\w+)` of the kinds? (.+?);")
LINK = re.compile(r"\[[^]]+\]\(([\w-]+)\.md\)")
VARIABLE = re.compile(r"\b(?:VIDEOGEN_(?:<KIND>|[A-Z])[A-Z_]*|[A-Z]+_(?:API_KEY|KEY|API_TOKEN)(?:_FILE)?)\b")
KINDS: tuple[EngineKind, ...] = get_args(EngineKind)


def table() -> tuple[list[str], dict[str, dict[str, str]]]:
    """Return the columns of the overview and its rows, by page."""
    lines = [line for line in PAGES["README"].splitlines() if line.startswith("|")]
    header, _, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    found = {}
    for row in rows:
        page = LINK.match(row[0])
        assert page, row
        found[page[1]] = dict(zip(header[1:], row[1:], strict=True))
    return header, found


COLUMNS, ROWS = table()


def engine(kind: EngineKind, name: str) -> Any:
    return load_engine(kind, name)


def does(name: str) -> dict[str, bool]:
    """Return what the engines of a provider can do, as the overview calls it."""
    kinds = {kind for kind in KINDS if name in engine_names(kind)}
    pictures = engine("image", name) if "image" in kinds else None
    finds = isinstance(pictures, FindsMedia)
    return {
        "text": "script" in kinds,
        "captions": "script" in kinds and isinstance(engine("script", name), TranslatesCaptions),
        "dubbing": "script" in kinds and isinstance(engine("script", name), TranslatesSpeech),
        "pictures": pictures is not None and not finds,
        "references": pictures is not None and not finds and pictures.capabilities().takes_references,
        "speech": "speech" in kinds,
        "clips": "animation" in kinds,
        "lip sync": "lip_sync" in kinds,
        "stock media": finds,
    }


def test_every_provider_has_a_page_and_a_row():
    assert set(PAGES) == {*PROVIDERS, "README"} == {*ROWS, "README"}
    assert set(PROVIDERS.values()) == set(KEY_VARIABLES) == set(_ENDPOINTS)


@pytest.mark.parametrize("page", PROVIDERS)
def test_the_overview_tells_what_engines_can_do(page):
    told = {column: ROWS[page][column] in {"yes", "some"} for column in does(PROVIDERS[page])}
    assert told == does(PROVIDERS[page])


@pytest.mark.parametrize("page", [page for page in PROVIDERS if page not in {"compatible-servers", "pexels"}])
def test_the_overview_tells_whose_prices_come_with_the_program_and_who_charges_a_key_once(page):
    name = PROVIDERS[page]
    known = {price.provider for price in read_prices(PACKAGED)}
    assert (ROWS[page]["price known"] in {"yes", "some"}) == (name in known)
    choice = ProviderChoice(shared=Path("/nowhere"), model="a/b", key=Secret("k"), key_setting="K", prefix="P")
    endpoint, _ = _ENDPOINTS[name](choice)
    assert (ROWS[page]["key sent twice is charged once"] == "yes") == endpoint.honours_keys


@pytest.mark.parametrize("page", [page for page in PROVIDERS if page != "compatible-servers"])
def test_a_page_names_the_kinds_of_its_engine(page):
    found = CLAIM.search(PAGES[page])
    assert found, page
    listed = {kind.lower() for kind in re.findall(r"`(\w+)`", found[2])}
    assert found[1] == PROVIDERS[page]
    assert listed == {kind for kind in KINDS if found[1] in engine_names(kind)}


@pytest.mark.parametrize("page", PAGES)
def test_every_variable_of_a_page_is_one_of_the_settings(page):
    settings = (DOCS / "reference" / "settings.md").read_text()
    kinds = "|".join(kind.upper() for kind in KINDS)
    for name in set(VARIABLE.findall(PAGES[page])):
        general = re.sub(rf"VIDEOGEN_({kinds})_", "VIDEOGEN_<KIND>_", name)
        of_a_kind = name.replace("<KIND>", "IMAGE")
        known = {name, general, of_a_kind, name.removesuffix("_FILE")}
        assert any(f"`{each}`" in settings for each in known), f"{page}: {name}"


@pytest.mark.parametrize("page", [page for page in PROVIDERS if page != "compatible-servers"])
def test_a_page_names_the_key_of_its_provider_and_no_other(page):
    variable = KEY_VARIABLES[PROVIDERS[page]]
    assert f"`{variable}`" in PAGES[page]
    assert f"`{variable}_FILE`" in PAGES[page]
    assert not [other for other in KEY_VARIABLES.values() if other != variable and other in PAGES[page]]


WORDS = {1: "One", 4: "4", 8: "8"}


@pytest.mark.parametrize("page", PROVIDERS)
def test_a_page_tells_how_many_requests_or_jobs_are_made_at_once(page):
    choice = ProviderChoice(
        shared=Path("/nowhere"),
        model="a/b",
        key=Secret("k"),
        key_setting="K",
        prefix="P",
        base_url="https://a.example/v1",
    )
    endpoint, _ = _ENDPOINTS[PROVIDERS[page]](choice)
    assert isinstance(endpoint.limits, Limits)
    assert re.search(rf"\b{WORDS[endpoint.limits.at_once]} (requests|jobs|predictions|generation) at once", PAGES[page])


@pytest.mark.parametrize("page", PROVIDERS)
def test_a_page_tells_what_the_doctor_asks_for(page):
    assert "`videogen doctor`" in PAGES[page]
    assert (PROVIDERS[page] not in _FREE_CALLS) == ("no free call" in PAGES[page])
