"""Putting files into a provider's storage over real HTTP."""

import pytest

from tests.fakes.scripted_server import Reply, ScriptedServer
from videogen_dagster.core.errors import Cancelled, EngineRefused, EngineUnavailable
from videogen_dagster.engines.providers.addresses import AddressRules
from videogen_dagster.engines.providers.uploads import PART_BYTES, upload

RULES = AddressRules(frozenset({"127.0.0.1"}))


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"0123456789" * (PART_BYTES // 4))
    return path


def put(url, file, *, check=lambda: None):
    upload(f"{url}/put?X-Amz-Signature=5ec4e7", file, content_type="video/mp4", engine="acme", rules=RULES, check=check)


def test_a_file_is_put_as_a_whole_without_a_key_again_after_a_bad_moment(file):
    left = [Reply(status=503), Reply(reset=True), Reply()]
    with ScriptedServer(lambda _: left.pop(0)) as server:
        put(server.url, file)
    assert [asked.method for asked in server.asked] == ["PUT"] * 3
    assert all(asked.body == file.read_bytes() for asked in server.asked)
    assert server.asked[-1].headers["content-type"] == "video/mp4"
    assert "authorization" not in server.asked[-1].headers


@pytest.mark.parametrize("status", [301, 400, 403])
def test_a_storage_that_does_not_take_it_is_told_without_the_signature(status, file):
    with ScriptedServer(lambda _: Reply(status=status)) as server, pytest.raises(EngineRefused) as told:
        put(server.url, file)
    assert f"HTTP {status}" in str(told.value)
    assert "5ec4e7" not in str(told.value)
    assert len(server.asked) == 1


def test_a_storage_that_is_down_is_tried_a_few_times(file):
    with ScriptedServer(lambda _: Reply(status=500)) as server, pytest.raises(EngineUnavailable):
        put(server.url, file)
    assert len(server.asked) == 4


@pytest.mark.parametrize("url", ["http://169.254.169.254", "https://localhost", "file:///etc"])
def test_a_storage_at_a_place_that_may_not_be_called_is_refused(url, file):
    with pytest.raises(EngineRefused) as told:
        put(url, file)
    assert "5ec4e7" not in str(told.value)


def test_who_stops_an_upload_need_not_wait_for_its_end(file):
    def stopped():
        raise Cancelled("stopped by the test")

    with ScriptedServer(lambda _: Reply()) as server, pytest.raises(Cancelled):
        put(server.url, file, check=stopped)
