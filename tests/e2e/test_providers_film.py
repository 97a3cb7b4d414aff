"""A whole film of hosted models through the real command: what is paid for, once, and where the keys are not."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

import dagster as dg
import pytest

from tests.e2e.conftest import Workplace
from tests.e2e.retaking import done
from tests.e2e.serving import until
from tests.e2e.watching import complaints
from tests.fakes import job_servers, openai_server
from tests.fakes.hosted import write_clip
from tests.fakes.job_servers import FalServer
from tests.fakes.openai_server import STORY_SCENE, OpenAIServer, answer_of
from tests.fakes.scripted_server import Asked, Reply
from tests.homes import contents_of
from videogen_dagster.resources.briefing import accept_brief
from videogen_dagster.run_execution import execute_stages
from videogen_dagster.run_failures import first_failure
from videogen_dagster.runs import open_instance
from videogen_dagster.scripts.open_input import idea_draft
from videogen_dagster.settings import load_settings

pytestmark = pytest.mark.slow

MAKE = ("make", "--prompt", "a lighthouse keeper who is forgotten", "--project", "lamp", "--resolution", "360p")
PICTURES, SPEECH, PLANS = "/v1/images/generations", "/v1/audio/speech", "/v1/chat/completions"
SCENES = 3

TOKEN, DRAWN_TOKEN, IMAGE_TOKEN = Decimal("0.00001"), Decimal("0.00004"), Decimal("0.000005")
LINE, SECOND = Decimal("0.01"), Decimal("0.05")


def write_prices(path: Path) -> Path:
    """Write what the providers of this machine cost; returns the file's path."""
    prices = (
        (openai_server.TEXT_MODEL, "input_tokens", TOKEN),
        (openai_server.TEXT_MODEL, "output_tokens", TOKEN),
        (openai_server.IMAGE_MODEL, "input_tokens", IMAGE_TOKEN),
        (openai_server.IMAGE_MODEL, "output_tokens", DRAWN_TOKEN),
        ("tts-test", "requests", LINE),
        (FalServer.model, "seconds", SECOND),
    )
    path.write_text(
        "".join(
            f'[[price]]\nprovider = "127.0.0.1"\nmodel = "{model}"\nsince = 2020-01-01\nunit = "{unit}"\nusd = "{usd}"\n'
            for model, unit, usd in prices
        )
    )
    return path


def story(call: dict[str, Any]) -> dict[str, Any]:
    """Return what the language model writes: a story in which no scene is like another."""
    scenes = [
        STORY_SCENE | {"heading": f"tower {hour}", "image_prompt": f"Ada on the tower at {hour}", "narration": words}
        for hour, words in (("dusk", "Ada lights the lamp."), ("night", "Nobody sees it."), ("dawn", "She waits."))
    ]
    return answer_of(call) | {"scenes": scenes}


@dataclass(frozen=True)
class Hosted(Workplace):
    """A folder whose films are made by providers on this machine."""

    openai: OpenAIServer
    fal: FalServer

    @property
    def settings(self) -> dict[str, str]:
        kinds = {"SCRIPT": openai_server.TEXT_MODEL, "IMAGE": openai_server.IMAGE_MODEL, "SPEECH": "tts-test"}
        chosen = {}
        for kind, model in kinds.items():
            chosen |= _provider(kind, "openai", model, self.openai.base_url, openai_server.KEY)
        chosen |= _provider("ANIMATION", "fal", FalServer.model, self.fal.url, job_servers.KEY)
        chosen |= {"VIDEOGEN_PRICES": str(write_prices(self.home.parent / "prices.toml"))}
        own = {"VIDEOGEN_PRIVATE_HOSTS": "127.0.0.1", "VIDEOGEN_EXECUTOR": "in_process", "VIDEOGEN_IMAGE_AT_ONCE": "1"}
        own |= {"VIDEOGEN_ANIMATION_OPTIONS": "duration={seconds:5|10}"}
        return {**super().settings, **chosen, **own}

    def charges(self) -> Counter[str]:
        return Counter({**self.openai.charges, "clips": self.fal.charges})

    def owed(self) -> Decimal:
        """Return what the providers charged, by what they made and what they told."""
        drawn = len(self.openai.drawn) * (10 * IMAGE_TOKEN + 1000 * DRAWN_TOKEN)
        words = self.openai.charges[PLANS] * (100 * TOKEN + 50 * TOKEN)
        clips = sum((int(inputs["duration"]) for inputs in self.fal.inputs), 0) * SECOND
        return drawn + words + self.openai.charges[SPEECH] * LINE + clips

    def costs(self, *arguments: str) -> dict[str, Any]:
        return json.loads(done(self.run("costs", *arguments, "--json")).out)

    def unsettled(self, *arguments: str) -> list[dict]:
        return json.loads(done(self.run("resolve", "--json", *arguments)).out)["calls"]


def _provider(kind: str, engine: str, model: str, base_url: str, key: str) -> dict[str, str]:
    values = {"ENGINE": engine, "MODEL": model, "BASE_URL": base_url, "API_KEY": key}
    return {f"VIDEOGEN_{kind}_{name}": value for name, value in values.items()}


@pytest.fixture(scope="module")
def clip(tmp_path_factory) -> Path:
    return write_clip(tmp_path_factory.mktemp("model") / "clip.mp4", frames=240)  # longer than any scene


@pytest.fixture(scope="module")
def made(clip, tmp_path_factory) -> Iterator[tuple[Hosted, Counter[str]]]:
    """A film, and what it cost."""
    with OpenAIServer(say=story) as openai, FalServer(clip) as fal:
        place = Hosted(tmp_path_factory.mktemp("hosted"), openai, fal)
        film = done(place.run(*MAKE)).film
        assert complaints(film) == ""
        yield place, place.charges()


def test_each_result_of_a_film_is_paid_for_once(made):
    place, cost = made
    scenes = place.status("lamp")["scenes"]
    assert len(scenes) == SCENES
    assert cost[PLANS] == 1
    assert cost[SPEECH] == cost["clips"] == SCENES
    drawn = place.openai.drawn
    assert len(drawn) == len(set(drawn)) == SCENES + 1  # and the sheet of the one who is seen in all of them


def test_a_second_make_costs_nothing(made):
    place, _ = made
    before = place.charges()
    done(place.run(*MAKE))
    done(place.run("make", "--project", "lamp"))
    assert place.charges() == before
    assert place.unsettled() == []


def test_the_film_costs_what_its_providers_charged(made):
    place, _ = made
    owed = float(place.owed())
    assert owed > 0
    told = place.costs("lamp")
    assert (told["spent_usd"], told["reserved_usd"], told["calls_without_price"]) == (pytest.approx(owed), 0, 0)
    stages = {each["stage"]: each["spent_usd"] for each in told["by"]}
    assert set(stages) == {"storyboard", "narration", "character_sheets", "scene_images", "scene_animations"}
    assert stages["narration"] == pytest.approx(SCENES * float(LINE))
    status = place.status("lamp")
    assert status["costs"]["spent_usd"] == pytest.approx(owed)
    assert status["costs"]["stages"] == stages
    scenes = sum(scene["cost_usd"] for scene in status["scenes"])
    of_the_whole = stages["storyboard"] + stages["character_sheets"]
    assert scenes + of_the_whole == pytest.approx(owed)
    assert f"${owed:.2f}"[:4] in done(place.run("status", "lamp")).out
    plan = json.loads(done(place.run("plan", "lamp", "--json")).out)
    assert plan["estimated_cost_usd"] == 0, "all is there"


def test_a_retaken_picture_costs_one_picture_and_its_clip(made):
    place, _ = made
    before, owed = place.charges(), place.owed()
    planned = json.loads(done(place.run("plan", "lamp", "2", "--prompt", "the tower in a storm", "--json")).out)
    done(place.run("retake", "lamp", "2", "--prompt", "the tower in a storm"))
    cost = place.charges() - before
    assert 0 < float(place.owed() - owed) <= planned["estimated_cost_usd"]
    assert place.costs("lamp")["spent_usd"] == pytest.approx(float(place.owed()))
    assert (cost[PICTURES] + cost["/v1/images/edits"], cost["clips"]) == (1, 1)
    assert cost.total() == 2


def test_keys_are_in_no_file_and_in_no_message(made):
    place, _ = made
    place.openai.next_replies.extend([openai_server.refusal(f"bad key {openai_server.KEY}", status=401)] * 9)
    refused = place.run("retake", "lamp", "3", "--prompt", "the tower in the sun")
    place.openai.next_replies.clear()
    assert refused.code == 3
    assert "bad key ***" in refused.err
    said = refused.out + refused.err + place.run("status", "lamp", "--json").out + place.run("doctor").out
    written = contents_of(place.home)
    assert len(written) > 100
    for key in (openai_server.KEY, job_servers.KEY):
        assert key not in said
        assert [path for path, content in written.items() if key.encode() in content] == []


def test_a_key_that_any_provider_echoes_is_in_no_record_log_tag_or_figure(made):
    place, _ = made
    openai, fal = (f"the key {key} is unknown" for key in (openai_server.KEY, job_servers.KEY))
    asked = []

    def fails(*arguments: str) -> None:
        refused = place.run(*arguments)
        assert refused.code == 3, refused.err
        assert "the key *** is unknown" in refused.err
        asked.append(refused.out + refused.err)

    place.openai.next_replies.append(openai_server.refusal(openai, status=400))
    fails("make", "--prompt", "a boat that nobody steers", "--project", "boat", "--resolution", "360p")
    place.openai.next_replies.append(openai_server.refusal(openai, status=401))
    fails("retake", "lamp", "3", "--text", "The lamp is out.")
    place.fal.next_replies["POST"].append(Reply({"detail": fal}, 403))
    fails("retake", "lamp", "3", "--motion", "slow pan left")
    place.fal.failing = fal
    fails("retake", "lamp", "3", "--motion", "slow pan right")
    place.fal.failing = ""
    looks = (("status", "lamp", "--json"), ("status", "boat"), ("costs", "lamp", "--json"), ("history", "lamp", "3"))
    looks += (("resolve", "--json"), ("plan", "lamp"), ("prompts", "list", "lamp"), ("metrics", "--once"))
    asked += [done(place.run(*look)).out for look in looks]
    assert "videogen_" in asked[-1]
    files = contents_of(place.home).values()
    for key in (openai_server.KEY, job_servers.KEY):
        assert [said for said in asked if key in said] == []
        assert sum(key.encode() in content for content in files) == 0
    assert any(b"the key *** is unknown" in content for content in files), "it was looked for where it would be"


def test_what_the_rules_of_a_provider_forbid_is_told_with_the_command_that_mends_it(made):
    place, _ = made
    refused = place.run("retake", "lamp", "3", "--prompt", "the indecent tower")
    assert refused.code == 3
    assert "rejected by the safety system" in refused.err
    assert "videogen retake lamp 003 --prompt ..." in refused.err
    done(place.run("retake", "lamp", "003", "--prompt", "the tower in the rain"))
    place.fal.failing = "NSFW content detected"
    refused = place.run("retake", "lamp", "3", "--motion", "slow pan up")
    place.fal.failing = ""
    assert "videogen retake lamp 003 --motion ..." in refused.err
    done(place.run("retake", "lamp", "003", "--motion", "slow push in"))


class HoldingServer(OpenAIServer):
    """Draws the first picture at once, and sends no other before `goes_on` is set."""

    def __init__(self) -> None:
        super().__init__(say=story)
        self.is_drawing, self.goes_on = Event(), Event()

    def _drawn(self, asked: Asked, call: dict[str, str]) -> Reply:
        reply = super()._drawn(asked, call)
        if len(self.drawn) > 1:
            self.is_drawing.set()
            self.goes_on.wait()
        return reply


def test_a_killed_run_stops_at_what_it_may_have_paid_for_and_a_person_decides(clip, tmp_path):
    with HoldingServer() as openai, FalServer(clip) as fal:
        place = Hosted(tmp_path, openai, fal)
        process = place.start(*MAKE)
        try:
            until(lambda: openai.is_drawing.is_set() or process.poll() is not None, bool, within_s=300)
            assert process.poll() is None, process.communicate()  # the sheet is there, a scene's picture on its way
        finally:
            process.kill()
        process.communicate(timeout=300)
        openai.goes_on.set()

        stopped = place.run("make", "--project", "lamp")
        assert stopped.code == 3
        assert "videogen resolve" in stopped.err
        drawn = len(openai.drawn)
        (call,) = place.unsettled()
        assert (call["engine"], call["project"], call["in_progress"]) == ("openai", "lamp", False)
        assert call["about"].startswith("image: ")
        assert place.run("make", "--project", "lamp").code == 3
        assert len(openai.drawn) == drawn, "nothing is paid for again by itself"

        assert place.costs("lamp")["reserved_usd"] > 0, "it may have been charged"
        (again,) = place.unsettled("--again", call["fingerprint"][:12])
        assert place.costs("lamp")["reserved_usd"] == 0
        assert again["asked_again"]
        done(place.run("make", "--project", "lamp"))
        assert len(openai.drawn) == len(set(openai.drawn)) + 1 == SCENES + 2
        assert (place.charges()[PLANS], place.charges()[SPEECH], place.charges()["clips"]) == (1, SCENES, SCENES)
        assert place.unsettled() == []


def test_a_film_that_does_not_fit_its_budget_stops_before_it_is_exceeded_and_goes_on_when_it_is_raised(clip, tmp_path):
    with OpenAIServer(say=story) as openai, FalServer(clip) as fal:
        place = Hosted(tmp_path, openai, fal)
        refused = place.run(*MAKE, "--budget-usd", "0.60", "--json")
        assert refused.code == 2, refused.err
        told = json.loads(refused.err.strip().splitlines()[-1])["error"]
        assert told["code"] == "budget_exceeded"
        assert "of lamp's budget of $0.60" in told["message"]
        assert "--budget-usd" in told["remedy"]
        assert 0 < place.owed() <= Decimal("0.60")
        costs = place.costs("lamp")
        assert (costs["spent_usd"], costs["reserved_usd"]) == (pytest.approx(float(place.owed())), 0)
        assert costs["budget_usd"] == 0.6
        before = place.charges()
        assert place.run("make", "--project", "lamp").code == 2
        assert place.charges() == before, "nothing is paid for again"
        done(place.run("make", "--project", "lamp", "--budget-usd", "5"))
        assert (place.charges()[PLANS], place.charges()[SPEECH], place.charges()["clips"]) == (1, SCENES, SCENES)
        assert place.costs("lamp")["spent_usd"] == pytest.approx(float(place.owed()))
        before = place.charges()
        refused = place.run("retake", "lamp", "2", "--prompt", "the tower in a storm", "--budget-usd", "0.01")
        assert refused.code == 2, refused.err
        assert "of lamp's budget of $0.01 $0.00 is left" in refused.err
        assert (place.charges(), place.costs("lamp")["budget_usd"]) == (before, 0.01)


def test_a_run_that_a_sensor_started_pays_nothing_without_a_budget(clip, tmp_path, monkeypatch):
    with OpenAIServer(say=story) as openai, FalServer(clip) as fal:
        place = Hosted(tmp_path, openai, fal)
        for name, value in place.settings.items():
            monkeypatch.setenv(name, value)
        settings = load_settings()
        accept_brief(settings.open_store(), "lamp", idea_draft("a lighthouse keeper"), overrides={})
        by_sensor = {"dagster/sensor_name": "dropped_files_become_films"}
        with open_instance(settings) as instance:
            instance.add_dynamic_partitions("projects", ["lamp"])
            plan = partial(
                execute_stages,
                instance,
                "make_film",
                "lamp",
                stages=("brief", "storyboard"),
                run_id=None,
                run_config={},
            )
            failure = first_failure(instance, plan(tags=by_sensor))
            assert (failure.report.code, failure.exit_code) == ("budget_exceeded", 2)
            assert "the sensor dropped_files_become_films started pays only inside a budget" in failure.report.message
            assert place.charges().total() == 0
            assert plan(tags=by_sensor | {"videogen/budget_usd": "0.25"}).is_success
            assert place.charges() == {PLANS: 1, "clips": 0}
            told = instance.get_latest_materialization_event(dg.AssetKey("storyboard")).asset_materialization
            assert told.metadata["cost_usd"].value == float(place.owed())
