"""Answers that take too long, and names whose addresses change: over real HTTP, with the client of OpenAI too."""

from dataclasses import replace

import pytest

from tests.fakes.scripted_server import Reply, ScriptedServer
from videogen_dagster.core.errors import CallUnsettled, EngineRefused
from videogen_dagster.engines.provider_choice import ProviderChoice
from videogen_dagster.engines.providers.addresses import AddressRules
from videogen_dagster.engines.providers.downloads import download
from videogen_dagster.engines.providers.openai_client import openai_client, openai_endpoint, told_as_ours
from videogen_dagster.engines.providers.secret import Secret


@pytest.fixture
def fetch(tmp_path):
    def fetch(url: str, rules: AddressRules, **limits: float) -> bytes:
        path = tmp_path / "result"
        download(url, path, engine="acme", rules=rules, check=lambda: None, **limits)
        return path.read_bytes()

    return fetch


def test_a_file_that_drips_is_given_up_though_each_byte_comes_in_time(fetch, tmp_path):
    slow = ScriptedServer(lambda _: Reply(b"x" * 9000, drip_s=0.05))
    with slow as server, pytest.raises(EngineRefused, match="drips"):
        fetch(f"{server.url}/clip.mp4", AddressRules(frozenset({"127.0.0.1"})), most_s=0.4)
    assert not (tmp_path / "result").exists()


class ChangingNames:
    """A name service that gives each name the next of its addresses, as one that rebinds does."""

    def __init__(self, **numbers: list[str]) -> None:
        self.numbers = {name.replace("_", "."): list(each) for name, each in numbers.items()}
        self.looks: list[str] = []

    def __call__(self, host: str, _: int) -> tuple[str, ...]:
        self.looks.append(host)
        return (self.numbers[host].pop(0),)


def test_a_name_is_looked_up_once_and_called_at_what_was_looked_at(fetch):
    names = ChangingNames(clips_example=["127.0.0.1", "169.254.169.254"])
    with ScriptedServer(lambda _: Reply(b"a clip")) as server:
        rules = AddressRules(frozenset({f"clips.example:{server.port}"}), resolve=names)
        assert fetch(f"http://clips.example:{server.port}/clip.mp4", rules) == b"a clip"
    assert names.looks == ["clips.example"]
    assert server.asked[0].headers["host"] == f"clips.example:{server.port}"


@pytest.mark.parametrize("inside", ["127.0.0.1", "10.0.0.5", "169.254.169.254", "::1"])
def test_a_redirect_to_a_name_with_a_private_address_is_not_followed(inside, fetch):
    names = ChangingNames(clips_example=["127.0.0.1"], cdn_example=[inside])
    with ScriptedServer(lambda _: Reply(b"a secret of the house")) as house:
        there = f"https://cdn.example:{house.port}/clip.mp4"
        with ScriptedServer(lambda _: Reply(status=302, headers={"Location": there})) as server:
            rules = AddressRules(frozenset({f"clips.example:{server.port}"}), resolve=names)
            with pytest.raises(EngineRefused, match="no public address"):
                fetch(f"http://clips.example:{server.port}/clip.mp4", rules)
        assert house.asked == []


def test_a_name_that_was_public_and_is_private_at_the_next_attempt_is_refused(fetch):
    names = ChangingNames(clips_example=["10.0.0.5"])
    with pytest.raises(EngineRefused, match=r"clips\.example is at 10\.0\.0\.5"):
        fetch("https://clips.example/clip.mp4", AddressRules(resolve=names))


def test_the_client_of_openai_gives_up_in_time_and_does_not_pay_again(tmp_path):
    choice = ProviderChoice(
        shared=tmp_path, model="m", key=Secret("sk-1"), private_hosts=frozenset({"127.0.0.1"}), prefix="VIDEOGEN_IMAGE"
    )
    with ScriptedServer(lambda _: Reply({}, delay_s=600.0)) as server:
        endpoint, model = openai_endpoint(replace(choice, base_url=f"{server.url}/v1"), timeout_s=1.5)
        with (
            openai_client(endpoint, lambda: None) as client,
            pytest.raises(CallUnsettled, match="timed out"),
            told_as_ours(endpoint),
        ):
            client.images.generate(model=model, prompt="a lake")
        server.wait_for(1)
        assert len(server.asked) == 1
