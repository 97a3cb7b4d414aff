"""Paid calls: what was sent and not answered is marked, and nothing else is."""

import pytest

from tests.fakes.workspace import FolderWorkspace
from videogen_dagster.core.errors import CallUnsettled, Cancelled, EngineRefused
from videogen_dagster.engines.providers.paid_calls import PaidCalls
from videogen_dagster.engines.providers.sending import tell_not_taken, tell_sending


def calls_of(workspace: FolderWorkspace) -> PaidCalls:
    return PaidCalls(workspace, 0, engine="acme", honours_keys=False)


def raising(error: BaseException, *, sent: bool = True):
    def ask(_: str) -> bytes:
        if sent:
            tell_sending()
        raise error

    return ask


@pytest.mark.parametrize(
    "error", [Cancelled("stopped while it waited for its turn"), EngineRefused("no", engine="acme")]
)
def test_what_was_surely_not_charged_leaves_no_mark(error, tmp_path):
    workspace = FolderWorkspace(tmp_path)
    with pytest.raises(type(error)):
        calls_of(workspace).answer("speech", raising(error, sent=False), suffix=".pcm")
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


def test_a_process_that_is_killed_before_the_request_is_sent_has_paid_nothing(tmp_path):
    workspace = FolderWorkspace(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        calls_of(workspace).answer("speech", raising(KeyboardInterrupt(), sent=False), suffix=".pcm")
    assert calls_of(workspace).answer("speech", lambda _: b"words", suffix=".pcm").read_bytes() == b"words"


def test_a_request_that_the_provider_did_not_take_is_unmarked_while_it_waits_to_be_sent_again(tmp_path):
    def killed_while_it_waits(_: str) -> bytes:
        tell_sending()
        tell_not_taken()
        raise KeyboardInterrupt

    workspace = FolderWorkspace(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        calls_of(workspace).answer("speech", killed_while_it_waits, suffix=".pcm")
    assert workspace.jobs == {0: "{}"}
