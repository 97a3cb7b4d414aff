"""A film with captions in a language that a model translates, through the real command."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.e2e.conftest import Workplace
from tests.e2e.retaking import done
from tests.fakes import openai_server
from tests.fakes.openai_server import OpenAIServer

pytestmark = pytest.mark.slow

SCRIPT = """Title: The Lamp

EXT. HARBOUR - DAWN

ADA
The boat left at 9.

ADA
Nobody waits for the lamp to be lit tonight, because nobody in the harbour knows that somebody still climbs all those stairs.
"""


@dataclass(frozen=True)
class Translating(Workplace):
    """A folder whose films are planned and translated by a provider on this machine."""

    openai: OpenAIServer

    @property
    def settings(self) -> dict[str, str]:
        chosen = {
            "VIDEOGEN_SCRIPT_ENGINE": "openai",
            "VIDEOGEN_SCRIPT_MODEL": openai_server.TEXT_MODEL,
            "VIDEOGEN_SCRIPT_BASE_URL": self.openai.base_url,
            "VIDEOGEN_SCRIPT_API_KEY": openai_server.KEY,
            "VIDEOGEN_PRIVATE_HOSTS": "127.0.0.1",
            "VIDEOGEN_UNPRICED_MODELS": "*",
            "VIDEOGEN_EXECUTOR": "in_process",
        }
        return {**super().settings, **chosen}

    def calls(self) -> list[str]:
        """Return what the model was asked for, by the names of the answers' shapes."""
        asked = (each.document for each in self.openai.server.asked if each.method == "POST")
        return [each["response_format"]["json_schema"]["name"] for each in asked]


@pytest.fixture
def place(tmp_path) -> Iterator[Translating]:
    with OpenAIServer() as openai:
        yield Translating(tmp_path, openai)


def test_captions_are_translated_once_for_all_shapes_of_a_film_and_stand_beside_it(place, tmp_path):
    script = tmp_path / "lamp.fountain"
    script.write_text(SCRIPT)
    asked = ("--resolution", "360p", "--caption-language", "de", "--rendition", "9:16")
    film = done(place.run("make", str(script), *asked)).film
    assert place.calls() == ["Cast", "ScenePictures", "TranslatedTexts"]
    for name in (".de.srt", ".9x16.de.srt"):
        text = film.with_name(f"{film.stem}{name}").read_text()
        words = " ".join(text.split())
        assert "Ja: ehT" not in words
        assert "9." in words
        assert "Ja:" in words
    done(place.run("make", "--project", "lamp"))
    plan = json.loads(done(place.run("plan", "lamp", "--json")).out)
    assert [stage["stage"] for stage in plan["stages"] if stage["made"] or stage["may"]] == []
    assert len(place.calls()) == 3
    shown = done(place.run("prompts", "show", "instructions/translation")).out
    assert "into the language `de`" in shown


def test_an_engine_without_languages_is_told_before_anything_is_made(place, tmp_path):
    script = tmp_path / "lamp.fountain"
    script.write_text(SCRIPT)
    refused = Workplace(place.home.parent).run("make", str(script), "--resolution", "360p", "--caption-language", "de")
    assert refused.code == 2
    assert "the script engine 'rules' does not translate" in refused.err
    assert "videogen captions lamp FILE --language de" in refused.err
