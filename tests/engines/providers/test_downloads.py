"""Fetching results over real HTTP: redirects are looked at, nothing half is left."""

import pytest

from tests.fakes.scripted_server import Asked, Reply, ScriptedServer
from videogen_dagster.core.errors import Cancelled, EngineRefused
from videogen_dagster.engines.providers.addresses import AddressRules
from videogen_dagster.engines.providers.downloads import download

PLACES = {
    "/clip.mp4": Reply(b"a clip"),
    "/moved": Reply(status=302, headers={"Location": "/clip.mp4"}),
    "/round": Reply(status=302, headers={"Location": "/round"}),
    "/nowhere": Reply(status=302),
    "/inside": Reply(status=302, headers={"Location": "http://169.254.169.254/latest/meta-data"}),
    "/file": Reply(status=302, headers={"Location": "file:///etc/passwd"}),
    "/large": Reply(b"x" * 5000),
    "/packed": Reply(b"x", headers={"Content-Encoding": "gzip"}),
}


def answer(asked: Asked) -> Reply:
    return PLACES.get(asked.path, Reply(status=404))


@pytest.fixture
def fetch(tmp_path):
    with ScriptedServer(answer) as server:

        def fetch(place: str) -> bytes:
            rules = AddressRules(frozenset({"127.0.0.1"}))
            path = tmp_path / "result"
            url = f"{server.url}{place}"
            download(url, path, engine="acme", rules=rules, check=lambda: None, most_bytes=4096)
            return path.read_bytes()

        yield fetch


@pytest.mark.parametrize("place", ["/clip.mp4", "/moved"])
def test_a_result_is_fetched_also_behind_a_redirect(place, fetch):
    assert fetch(place) == b"a clip"


@pytest.mark.parametrize("place", ["/round", "/nowhere", "/inside", "/file", "/large", "/packed", "/gone"])
def test_what_is_no_result_is_refused_and_leaves_nothing(place, fetch, tmp_path):
    with pytest.raises(EngineRefused):
        fetch(place)
    assert not (tmp_path / "result").exists()


@pytest.mark.parametrize("parts", [1, 2])
def test_who_stops_a_download_finds_nothing_of_it(parts, tmp_path):
    looked = iter(range(parts))

    def check() -> None:
        if next(looked, None) is None:
            raise Cancelled("stopped by the test")

    rules = AddressRules(frozenset({"127.0.0.1"}))
    with ScriptedServer(lambda _: Reply(b"x" * 2_000_000)) as server, pytest.raises(Cancelled):
        download(f"{server.url}/clip.mp4", tmp_path / "result", engine="acme", rules=rules, check=check)
    assert not (tmp_path / "result").exists()
