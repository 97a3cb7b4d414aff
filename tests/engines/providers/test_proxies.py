"""Public providers are called through the proxy of this machine, which is told numbers that were looked at, never names."""

import ssl
from base64 import b64encode
from collections.abc import Iterator

import pytest

from tests.fakes.connect_proxy import ConnectProxy, TlsServer, certificate
from tests.fakes.scripted_server import Reply, ScriptedServer
from videogen_dagster.core.errors import EngineRefused, EngineUnavailable, InvalidInput
from videogen_dagster.engines.providers.addresses import AddressRules
from videogen_dagster.engines.providers.endpoint import Endpoint
from videogen_dagster.engines.providers.openai_client import openai_client
from videogen_dagster.engines.providers.provider import Provider
from videogen_dagster.engines.providers.proxies import ProviderProxy
from videogen_dagster.engines.providers.secret import Secret
from videogen_dagster.engines.providers.sending import watching
from videogen_dagster.settings import load_settings

HOST = "api.acme.example"
PUBLIC = ("93.184.215.14", "93.184.215.15")


@pytest.fixture
def server(tmp_path, monkeypatch) -> Iterator[ScriptedServer]:
    """A provider over TLS whose certificate this machine trusts."""
    file = certificate(tmp_path, HOST)
    server = TlsServer(lambda _: Reply({"data": []}))
    server.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.context.load_cert_chain(file)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with server:
        yield server


@pytest.fixture
def proxy(server) -> Iterator[ConnectProxy]:
    with ConnectProxy(server.port) as proxy:
        yield proxy


@pytest.fixture
def endpoint(tmp_path):
    """Returns where the provider is for a machine with a proxy and these numbers of its name."""

    def endpoint(url: str, *, direct: tuple[str, ...] = (), numbers: tuple[str, ...] = PUBLIC) -> Endpoint:
        rules = AddressRules(resolve=lambda *_: numbers, proxy=ProviderProxy(Secret(url), direct))
        base_url = f"https://{HOST}/v1"
        return Endpoint("acme", base_url, tmp_path / "acme", key=Secret("sk-1"), rules=rules, timeout_s=60.0)

    return endpoint


def ask(endpoint: Endpoint) -> object:
    with Provider(endpoint, lambda: None) as provider:
        return provider.get("/models").json(endpoint)


def test_a_proxy_is_told_the_number_and_the_provider_its_name(endpoint, proxy, server):
    assert ask(endpoint(proxy.url)) == {"data": []}
    assert proxy.targets == ["93.184.215.14:443"]
    (asked,) = server.asked
    assert (asked.headers["host"], asked.headers["authorization"]) == (HOST, "Bearer sk-1")
    assert "sk-1" not in str(proxy.told)


def test_the_client_of_openai_goes_the_same_way(endpoint, proxy, server):
    with openai_client(endpoint(proxy.url), lambda: None) as client:
        assert list(client.models.list()) == []
    assert proxy.targets == ["93.184.215.14:443"]


def test_user_and_password_are_for_the_proxy_alone(endpoint, proxy, server):
    ask(endpoint(proxy.url.replace("http://", "http://ann:sesame@")))
    ((_, headers),) = proxy.told
    assert headers["proxy-authorization"] == f"Basic {b64encode(b'ann:sesame').decode()}"
    assert not any("sesame" in str(asked.headers) for asked in server.asked)


def test_a_certificate_of_somebody_else_is_not_taken(endpoint, proxy, server):
    other = endpoint(proxy.url)
    other = Endpoint("acme", "https://other.example", other.shared, rules=other.rules, timeout_s=60.0)
    with pytest.raises(EngineUnavailable, match="certificate"):
        ask(other)
    assert server.asked == []


@pytest.mark.parametrize("number", ["127.0.0.1", "10.0.0.5", "169.254.169.254", "::1"])
def test_a_private_address_is_refused_before_the_proxy_is_asked(endpoint, proxy, number):
    with pytest.raises(EngineRefused, match="no public address"):
        ask(endpoint(proxy.url, numbers=("93.184.215.14", number)))
    assert proxy.told == []


def test_where_a_proxy_refuses_one_number_the_next_one_is_tried(endpoint, server):
    with ConnectProxy(server.port, refused=frozenset({"93.184.215.14:443"})) as proxy:
        assert ask(endpoint(proxy.url, numbers=("2606:2800:220:1::1", *PUBLIC))) == {"data": []}
        assert proxy.targets == ["93.184.215.14:443", "93.184.215.15:443"]


def test_a_proxy_that_refuses_is_told_and_nothing_counts_as_sent(endpoint, server):
    told = []
    with (
        ConnectProxy(server.port, refused=frozenset({f"{number}:443" for number in PUBLIC})) as proxy,
        Provider(endpoint(proxy.url), lambda: None) as provider,
        watching(sent=lambda: told.append("sent"), not_taken=lambda: told.append("not taken")),
        pytest.raises(EngineUnavailable, match="403 Forbidden") as refused,
    ):
        provider.post("/jobs", {})
    assert told[-1] == "not taken"
    assert "HTTPS_PROXY" in str(refused.value)
    assert "NO_PROXY" in (refused.value.remedy or "")
    assert server.asked == []


def test_a_private_host_that_the_deployment_names_is_called_directly(tmp_path, proxy):
    with ScriptedServer(lambda _: Reply({"data": []})) as ours:
        rules = AddressRules(frozenset({"127.0.0.1"}), proxy=ProviderProxy(Secret(proxy.url)))
        assert ask(Endpoint("acme", ours.url, tmp_path / "acme", rules=rules)) == {"data": []}
    assert proxy.told == []


@pytest.mark.parametrize(
    "url", ["socks5://127.0.0.1:9", "http://", "http://ann:sesame@host:port", "//", "http://ann:sesame@a\tb:1"]
)
def test_a_proxy_that_cannot_be_used_is_told_without_its_password(endpoint, url):
    with pytest.raises(EngineRefused, match=r"write HTTPS_PROXY=http://host:port") as refused:
        ask(endpoint(url))
    assert "sesame" not in str(refused.value)


@pytest.mark.parametrize(
    ("direct", "is_served"),
    [
        ((), True),
        (("example",), False),
        ((".acme.example",), False),
        (("*.acme.example",), False),
        (("API.Acme.Example",), False),
        (("api.acme.example:443",), False),
        (("api.acme.example:8443",), True),
        (("me.example",), True),
        (("*",), False),
        (("localhost", "10.0.0.0/8", ":443"), True),
    ],
)
def test_who_is_named_as_an_exception_is_called_directly(direct, is_served):
    rules = AddressRules(proxy=ProviderProxy(Secret("http://127.0.0.1:1"), direct))
    assert (rules.proxy_for(f"https://{HOST}/v1") is not None) == is_served


def test_the_proxy_is_the_one_that_all_programs_of_a_machine_are_told_of():
    def proxy_of(**variables: str) -> ProviderProxy | None:
        choice = load_settings({"VIDEOGEN_IMAGE_ENGINE": "openai", **variables}).model_choice("image").provider
        assert choice is not None
        return choice.proxy

    assert proxy_of() is proxy_of(HTTPS_PROXY="") is proxy_of(HTTP_PROXY="http://p:1") is None
    found = proxy_of(HTTPS_PROXY="http://ann:sesame@p:3128", NO_PROXY="localhost, .lan")
    assert found == ProviderProxy(Secret("http://ann:sesame@p:3128"), ("localhost", ".lan"))
    assert (str(found), "sesame" in repr(found)) == ("http://p:3128", False)
    assert str(proxy_of(HTTPS_PROXY="http://p:1", https_proxy="q:2")) == "http://q:2"
    with pytest.raises(InvalidInput, match="socks5 is no proxy"):
        str(proxy_of(HTTPS_PROXY="socks5://p:1"))
