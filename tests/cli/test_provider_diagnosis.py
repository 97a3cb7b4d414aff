"""`videogen doctor` tells of each provider whether it can be used, and never its key."""

import json

import pytest

from tests.fakes import job_servers, pexels_server
from tests.fakes.job_servers import ReplicateServer, SyncServer
from tests.fakes.openai_server import KEY, TEXT_MODEL, OpenAIServer, refusal
from tests.fakes.pexels_server import PexelsServer
from videogen_dagster.cli.commands import run


@pytest.fixture(scope="module")
def server():
    with OpenAIServer() as server:
        yield server


@pytest.fixture
def told(monkeypatch, capsys, server):
    """What the doctor says of the script's provider, with these variables beside those that work."""

    def told(**variables: str) -> dict[str, str]:
        works = {
            "VIDEOGEN_SCRIPT_ENGINE": "openai",
            "VIDEOGEN_SCRIPT_MODEL": TEXT_MODEL,
            "VIDEOGEN_SCRIPT_BASE_URL": server.base_url,
            "VIDEOGEN_SCRIPT_API_KEY": KEY,
            "VIDEOGEN_PRIVATE_HOSTS": "127.0.0.1",
        }
        for name, value in {**works, **variables}.items():
            monkeypatch.setenv(name, value)
        run(["doctor", "--json"])
        out, err = capsys.readouterr()
        assert KEY not in out + err
        (finding,) = (each for each in json.loads(out) if each["subject"].endswith(" provider"))
        return finding

    return told


def test_a_provider_that_answers_is_fine_and_costs_nothing(told, server):
    finding = told()
    assert finding["state"] == "ok"
    assert f"lists {TEXT_MODEL}" in finding["detail"]
    assert "VIDEOGEN_SCRIPT_API_KEY" in finding["detail"]
    assert server.charges.total() == 0


def test_a_model_that_is_not_listed_is_told(told):
    assert "gpt-retired is not among the 2 models" in told(VIDEOGEN_SCRIPT_MODEL="gpt-retired")["detail"]


def test_a_key_that_the_provider_does_not_take_is_told(told, server):
    assert "VIDEOGEN_SCRIPT_API_KEY" in told(VIDEOGEN_SCRIPT_API_KEY="sk-wrong")["remedy"]
    server.next_replies.append(refusal(f"no such key: {KEY}", status=401))
    finding = told()
    assert finding["state"] == "broken"
    assert "no such key: ***" in finding["detail"]


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"VIDEOGEN_SCRIPT_BASE_URL": "", "VIDEOGEN_SCRIPT_API_KEY": ""}, "set OPENAI_API_KEY"),
        ({"VIDEOGEN_SCRIPT_MODEL": ""}, "VIDEOGEN_SCRIPT_MODEL"),
        ({"VIDEOGEN_PRIVATE_HOSTS": ""}, "VIDEOGEN_PRIVATE_HOSTS="),
        ({"VIDEOGEN_SCRIPT_BASE_URL": "https://me:sesame@example.org"}, "in its own variable"),
    ],
)
def test_what_cannot_work_is_told_without_asking(variables, words, told, server):
    before = len(server.server.asked)
    finding = told(**variables)
    assert finding["state"] == "broken"
    assert words in f"{finding['detail']} -> {finding['remedy']}"
    assert len(server.server.asked) == before


def test_a_queue_without_a_free_call_is_not_asked(told):
    finding = told(
        VIDEOGEN_SCRIPT_ENGINE="rules",
        VIDEOGEN_ANIMATION_ENGINE="fal",
        VIDEOGEN_ANIMATION_MODEL="acme/i2v",
        VIDEOGEN_ANIMATION_BASE_URL="http://127.0.0.1:9",
        VIDEOGEN_ANIMATION_API_KEY=KEY,
    )
    assert (finding["subject"], finding["state"]) == ("animation provider", "ok")
    assert "not asked" in finding["detail"]


def test_the_proxy_of_a_provider_is_told_without_its_password(told, capsys):
    fal = {
        "VIDEOGEN_SCRIPT_ENGINE": "rules",
        "VIDEOGEN_ANIMATION_ENGINE": "fal",
        "VIDEOGEN_ANIMATION_MODEL": "acme/i2v",
        "VIDEOGEN_ANIMATION_BASE_URL": "https://93.184.215.14",
        "VIDEOGEN_ANIMATION_API_KEY": KEY,
        "HTTPS_PROXY": "http://ann:sesame@proxy.lan:3128",
    }
    assert "https://93.184.215.14 through http://proxy.lan:3128, key" in told(**fal)["detail"]
    assert "through" not in told(**fal, NO_PROXY="93.184.215.14")["detail"]
    unknown = told(**fal | {"HTTPS_PROXY": "socks5://ann:sesame@proxy.lan"}, NO_PROXY="")
    assert (unknown["state"], "sesame" in str(unknown)) == ("broken", False)
    assert unknown["detail"].startswith("HTTPS_PROXY: socks5")


@pytest.mark.parametrize(
    ("kind", "engine", "path"),
    [("LIP_SYNC", "sync", "/generations"), ("ANIMATION", "replicate", "/account"), ("IMAGE", "pexels", "/v1/curated")],
)
def test_a_key_is_tried_with_a_call_that_is_free(kind, engine, path, monkeypatch, capsys, tmp_path):
    servers = {"sync": SyncServer, "replicate": lambda: ReplicateServer(tmp_path / "clip.mp4"), "pexels": PexelsServer}
    with servers[engine]() as server:
        works = {
            f"VIDEOGEN_{kind}_ENGINE": engine,
            f"VIDEOGEN_{kind}_MODEL": "acme/i2v",
            f"VIDEOGEN_{kind}_BASE_URL": server.url,
            f"VIDEOGEN_{kind}_API_KEY": pexels_server.KEY if engine == "pexels" else job_servers.KEY,
            "VIDEOGEN_PRIVATE_HOSTS": "127.0.0.1",
        }
        for name, value in works.items():
            monkeypatch.setenv(name, value)
        finding = of_provider(capsys)
        assert finding["state"] == "ok", finding
        assert finding["detail"].endswith("it answers")
        assert [asked.path.partition("?")[0] for asked in server.server.asked] == [path]
        monkeypatch.setenv(f"VIDEOGEN_{kind}_API_KEY", "wrong")
        finding = of_provider(capsys)
        assert finding["state"] == "broken"
        assert f"VIDEOGEN_{kind}_API_KEY" in finding["remedy"]


def of_provider(capsys) -> dict[str, str]:
    """Return what the doctor says of the provider."""
    run(["doctor", "--json"])
    (finding,) = (each for each in json.loads(capsys.readouterr().out) if each["subject"].endswith(" provider"))
    return finding
