"""The proxy of compose.yaml, started with its own file: who has no password sees nothing."""

import base64
import http.client
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.deploy.compose_files import COMPOSE
from tests.ports import free_port

START_S = 120.0
PASSWORD = "open sesame"  # noqa: S105
HASH = "$2a$04$Zlk/aczZ/5541qqiAW40B.9mhAdNJLCs4534LxbMnkIkiJ085uwtG"  # cost 4: the usual 14 takes a second


class Page(BaseHTTPRequestHandler):
    """Tells who it is and what it was told."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Server", "told")
        self.end_headers()
        self.wfile.write(f"{self.server.server_name} {self.headers.get('Authorization')}".encode())

    def log_message(self, *told):
        pass


@contextmanager
def page() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server.server_port
        finally:
            server.shutdown()


@pytest.fixture(scope="module")
def proxy(tmp_path_factory):
    folder, port = tmp_path_factory.mktemp("proxy"), free_port()
    with page() as webserver, page() as grafana, (folder / "log").open("wb") as log:
        told = (COMPOSE / "Caddyfile").read_text()
        told = told.replace("webserver:3000", f"127.0.0.1:{webserver}").replace("grafana:3000", f"127.0.0.1:{grafana}")
        (folder / "Caddyfile").write_text(f"{{\n\tadmin off\n}}\n{told}")
        process = subprocess.Popen(
            [Path(sys.executable).with_name("caddy"), "run", "--config", folder / "Caddyfile"],
            env={
                "HOME": str(folder),
                "VIDEOGEN_SITE": f"http://127.0.0.1:{port}",
                "PROXY_USER": "team",
                "PROXY_PASSWORD_HASH": HASH,
            },
            stdout=log,
            stderr=log,
        )
        try:
            wait_for(port, process, folder / "log")
            yield port
        finally:
            process.kill()
            process.wait()


def wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until_s = time.monotonic() + START_S
    while True:
        try:
            asked(port, "/")
        except ConnectionRefusedError:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < until_s, log.read_text()
            time.sleep(0.05)
        else:
            return


def asked(port: int, path: str, password: str | None = None) -> tuple[int, str]:
    """Return status and text of what the proxy answers."""
    headers = {}
    if password is not None:
        headers["Authorization"] = "Basic " + base64.b64encode(f"team:{password}".encode()).decode()
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=START_S)) as connection:
        connection.request("GET", path, headers=headers)
        with connection.getresponse() as answer:
            assert answer.status != 200 or answer.headers["X-Frame-Options"] == "DENY"
            return answer.status, answer.read().decode()


@pytest.mark.parametrize("path", ["/", "/graphql", "/server_info", "/grafana/", "/logs/../graphql"])
def test_without_the_password_nothing_is_shown(proxy, path):
    assert asked(proxy, path) == (401, "")


def test_a_wrong_password_is_none(proxy):
    assert asked(proxy, "/", "open barley") == (401, "")


def test_with_the_password_the_pages_are_shown_and_grafana_is_not_told_of_it(proxy):
    status, told = asked(proxy, "/graphql", PASSWORD)
    assert status == 200
    assert told.partition(" ")[2].startswith("Basic ")
    assert asked(proxy, "/grafana/", PASSWORD)[1].partition(" ")[2] == "None"
