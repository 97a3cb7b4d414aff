"""A script in English that is spoken in German, through the real command: voices, captions and file follow, pictures stay."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.e2e.conftest import Workplace
from tests.e2e.retaking import done
from tests.fakes import openai_server
from tests.fakes.openai_server import OpenAIServer, answer_of

pytestmark = pytest.mark.slow

SCRIPT = """Title: The Lamp

EXT. HARBOUR - DAWN

LAURA
The boat left at 9, and nobody has lit the lamp.

CAPTAIN
I thought you would do that.

INT. LIGHTHOUSE - NIGHT

LAURA
Not again tonight, I will not.
"""
GERMAN = {
    "The boat left at 9, and nobody has lit the lamp.": "Das Boot fuhr um 9, und niemand hat die Lampe angezündet.",
    "I thought you would do that.": "Ich dachte, das machst du.",
    "Not again tonight, I will not.": "Nicht schon wieder heute Nacht, nein.",
}
TITLES = {"The Lamp": "Die Lampe"}
SPEAKERS = ("LAURA", "CAPTAIN", "LAURA")


def in_german(call: dict[str, Any]) -> object:
    """Return what a model answers that knows these lines."""
    if call["response_format"]["json_schema"]["name"] != "DubbedLines":
        return answer_of(call)
    lines = json.loads(call["messages"][1]["content"])["lines"]
    return {"lines": [{"id": each["id"], "text": (GERMAN | TITLES)[each["text"]]} for each in lines]}


@dataclass(frozen=True)
class Dubbing(Workplace):
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
            "VIDEOGEN_PRICES": str(self.folder / "prices.toml"),
            "VIDEOGEN_EXECUTOR": "in_process",
        }
        return {**super().settings, **chosen}

    def asked(self) -> list[str]:
        """Return what the model was asked for, by the names of the answers' shapes."""
        asked = (each.document for each in self.openai.server.asked if each.method == "POST")
        return [each["response_format"]["json_schema"]["name"] for each in asked]

    def made(self, kind: str) -> dict[str, dict[str, Any]]:
        """Return the receipts of everything of a kind, by fingerprint."""
        receipts = ((self.home / "store" / "receipts" / name).read_text() for name in self.receipts())
        read = (json.loads(text) for text in receipts)
        return {each["fingerprint"]: each for each in read if each["request"].get("kind") == kind}


def price(unit: str) -> str:
    """Return what a model of this machine costs: a dollar for a thousand of anything."""
    told = f'provider = "127.0.0.1"\nmodel = "{openai_server.TEXT_MODEL}"\nunit = "{unit}"\nusd = "1"\nper = 1000'
    return f"[[price]]\nsince = 2020-01-01\n{told}\n"


def sounds(receipt: dict[str, Any]) -> str:
    """Return what a voice said, in signs of the phonetic alphabet."""
    return "".join(each["symbol"] for each in receipt["result"]["phonemes"])


@pytest.fixture
def place(tmp_path) -> Iterator[Dubbing]:
    (tmp_path / "prices.toml").write_text("\n".join(map(price, ("requests", "input_tokens", "output_tokens"))))
    with OpenAIServer(say=in_german) as openai:
        yield Dubbing(tmp_path, openai)


def test_a_film_of_the_same_script_in_another_language_speaks_it_and_shows_the_same_pictures(place, tmp_path):
    script = tmp_path / "lamp.fountain"
    script.write_text(SCRIPT)
    done(place.run("make", str(script), "--resolution", "360p"))
    planned, pictures, english = place.asked(), place.made("image"), place.made("speech")
    assert [each["request"]["language"] for each in english.values()] == ["en"] * 3

    asked = ("make", str(script), "--project", "lamp-de", "--resolution", "360p", "--dub-language", "de")
    plan = json.loads(done(place.run("plan", "lamp", "--dub-language", "de", "--json")).out)
    assert plan["estimated_cost_usd"] > 0.5
    refused = place.run(*asked, "--budget-usd", "0.5")
    assert "error[budget_exceeded]" in refused.err
    assert "de 001-003" in refused.err
    assert place.asked() == planned
    film = done(place.run(*asked, "--budget-usd", "100"))
    assert place.asked() == [*planned, "DubbedLines"]
    drawn = [each["request"] for name, each in place.made("image").items() if name not in pictures]
    shown = [each for each in drawn if not each.get("portrait")]  # sheets of characters belong to a project
    assert [each["card"]["title"] for each in shown] == ["Die Lampe"]  # the only picture with words on it
    german = [each for name, each in place.made("speech").items() if name not in english]
    said = {(each["request"]["speaker"], each["request"]["text"], each["request"]["language"]) for each in german}
    assert said == {(who, text, "de") for who, text in zip(SPEAKERS, GERMAN.values(), strict=True)}
    assert {each["request"]["voice"] for each in german} == {None}
    assert all("ç" in sounds(each) for each in german if "ich" in each["request"]["text"].lower())
    assert not any("ç" in sounds(each) for each in english.values())

    captions = " ".join(film.film.with_suffix(".srt").read_text().split())
    assert all(word in captions for text in GERMAN.values() for word in text.split())
    board = (place.home / "store" / "projects" / "lamp-de" / "storyboard.yaml").read_text()
    assert "language: de" in board
    assert "dubbed_from: en" in board
    assert "for voices to say it" in done(place.run("prompts", "show", "instructions/dubbing")).out
    by_scene = [
        {scene["id"]: scene["image"]["fingerprint"] for scene in place.status(project)["scenes"]}
        for project in ("lamp", "lamp-de")
    ]
    assert by_scene[0].keys() == by_scene[1].keys()
    assert [scene for scene in by_scene[0] if by_scene[0][scene] != by_scene[1][scene]] == ["001"]
    plan = json.loads(done(place.run("plan", "lamp-de", "--json")).out)
    assert [stage["stage"] for stage in plan["stages"] if stage["made"] or stage["may"]] == []
