"""Paid calls: what was sent and not answered is marked, and nothing else is."""

import pytest

from tests.fakes.workspace import FolderWorkspace
from videogen_dagster.core.errors import CallUnsettled, Cancelled, EngineRefused
from videogen_dagster.engines.providers.paid_calls import PaidCalls


def calls_of(workspace: FolderWorkspace) -> PaidCalls:
    return PaidCalls(workspace, 0, engine="acme", honours_keys=False)


def raising(error: Exception):
    def ask(_: str) -> bytes:
        raise error

    return ask


@pytest.mark.parametrize(
    "error", [Cancelled("stopped while it waited for its turn"), EngineRefused("no", engine="acme")]
)
def test_what_was_surely_not_charged_leaves_no_mark(error, tmp_path):
    workspace = FolderWorkspace(tmp_path)
    with pytest.raises(type(error)):
        calls_of(workspace).answer("speech", raising(error), suffix=".pcm")
    assert calls_of(workspace).answer("speech", lambda _: b"words", suffix=".pcm").read_bytes() == b"words"


@pytest.mark.parametrize("error", [CallUnsettled("lost", engine="acme"), KeyboardInterrupt()])
def test_what_was_lost_is_not_asked_for_again_and_the_rest_is_kept(error, tmp_path):
    workspace = FolderWorkspace(tmp_path)
    calls_of(workspace).answer("speech", lambda _: b"words", suffix=".pcm")
    with pytest.raises(type(error)):
        calls_of(workspace).answer("times", raising(error), suffix=".json")
    with pytest.raises(CallUnsettled, match="nobody knows"):
        calls_of(workspace).answer("times", lambda _: b"{}", suffix=".json")
    assert calls_of(workspace).answer("speech", raising(AssertionError("asked twice")), suffix=".pcm").read_bytes()
