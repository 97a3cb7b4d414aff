"""A whole film of hosted models through the real command: what is paid for, once, and where the keys are not."""

import json
import signal
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Workplace
from tests.e2e.retaking import done
from tests.e2e.watching import complaints
from tests.fakes import job_servers, openai_server
from tests.fakes.hosted import write_clip
from tests.fakes.job_servers import FalServer
from tests.fakes.openai_server import STORY_SCENE, OpenAIServer, answer_of

pytestmark = pytest.mark.slow

MAKE = ("make", "--prompt", "a lighthouse keeper who is forgotten", "--project", "lamp", "--resolution", "360p")
PICTURES, SPEECH, PLANS = "/v1/images/generations", "/v1/audio/speech", "/v1/chat/completions"
SCENES = 3


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
        own = {"VIDEOGEN_PRIVATE_HOSTS": "127.0.0.1", "VIDEOGEN_EXECUTOR": "in_process", "VIDEOGEN_IMAGE_AT_ONCE": "1"}
        return {**super().settings, **chosen, **own}

    def charges(self) -> Counter[str]:
        return Counter({**self.openai.charges, "clips": self.fal.charges})

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


def test_a_retaken_picture_costs_one_picture_and_its_clip(made):
    place, _ = made
    before = place.charges()
    done(place.run("retake", "lamp", "2", "--prompt", "the tower in a storm"))
    cost = place.charges() - before
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
    written = [path for path in place.home.rglob("*") if path.is_file()]
    assert len(written) > 100
    for key in (openai_server.KEY, job_servers.KEY):
        assert key not in said
        assert [path for path in written if key.encode() in path.read_bytes()] == []


def test_a_killed_run_stops_at_what_it_may_have_paid_for_and_a_person_decides(clip, tmp_path):
    with OpenAIServer(delay_s=0.5, say=story) as openai, FalServer(clip) as fal:
        place = Hosted(tmp_path, openai, fal)
        process = place.start(*MAKE)
        while len(openai.drawn) < 2:  # the sheet is there, and a scene's picture on its way
            assert process.poll() is None, process.communicate()
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=30)

        stopped = place.run("make", "--project", "lamp")
        assert stopped.code == 3
        assert "videogen resolve" in stopped.err
        drawn = len(openai.drawn)
        (call,) = place.unsettled()
        assert (call["engine"], call["project"], call["in_progress"]) == ("openai", "lamp", False)
        assert call["about"].startswith("image: ")
        assert place.run("make", "--project", "lamp").code == 3
        assert len(openai.drawn) == drawn, "nothing is paid for again by itself"

        (again,) = place.unsettled("--again", call["fingerprint"][:12])
        assert again["asked_again"]
        done(place.run("make", "--project", "lamp"))
        assert len(openai.drawn) == len(set(openai.drawn)) + 1 == SCENES + 2
        assert (place.charges()[PLANS], place.charges()[SPEECH], place.charges()["clips"]) == (1, SCENES, SCENES)
        assert place.unsettled() == []
