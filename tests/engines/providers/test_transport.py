"""Certificates are read once a process, and still are those that this machine trusts now."""

import ssl
from collections.abc import Iterator
from contextlib import closing

import httpx2
import pytest

from tests.fakes.connect_proxy import TlsServer, certificate
from tests.fakes.scripted_server import Reply, ScriptedServer
from videogen_dagster.engines.providers.addresses import AddressRules
from videogen_dagster.engines.providers.transport import GuardedTransport, exchanged


@pytest.fixture
def server(tmp_path) -> Iterator[ScriptedServer]:
    server = TlsServer(lambda _: Reply({}))
    server.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.context.load_cert_chain(certificate(tmp_path, "localhost"))
    with server:
        yield server


def status(server: ScriptedServer) -> int:
    rules = AddressRules(frozenset({"localhost"}), resolve=lambda *_: ("127.0.0.1",))
    url = f"https://localhost:{server.port}/"
    with (
        closing(GuardedTransport(rules)) as transport,
        exchanged(transport, "GET", url, timeout=httpx2.Timeout(30.0)) as answer,
    ):
        return answer.status_code


def test_a_server_is_believed_only_while_its_certificate_is_trusted(server, tmp_path, monkeypatch):
    with pytest.raises(httpx2.ConnectError, match="certificate verify failed"):
        status(server)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "localhost.pem"))
    assert [status(server), status(server)] == [200, 200]
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(httpx2.ConnectError, match="certificate verify failed"):
        status(server)
    assert len(server.asked) == 2
