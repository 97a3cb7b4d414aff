"""What each provider may answer instead of a result, over real HTTP through its real client: told, and never paid twice."""

import pytest

from tests.fakes.hosted_kinds import KINDS, HostedKind, Served
from tests.fakes.scripted_server import Reply
from tests.fakes.workspace import FolderWorkspace
from videogen_dagster.core.errors import CallUnsettled, EngineFailure, EngineRefused, EngineUnavailable
from videogen_dagster.engines.providers.transport import ANSWER_BYTES

JOBS = [name for name, kind in KINDS.items() if kind.is_job]
AT_ONCE = [name for name in KINDS if name not in JOBS]
KEYED = ["sync lips"]
"""Those whose provider charges an idempotency key once."""

PAGE = b"<!doctype html><html><body>Sign in to the hotel's network</body></html>"
HTML = {"Content-Type": "text/html"}

NOT_BEGUN = {
    "429 with Retry-After": Reply({"error": {"message": "slow down"}}, 429, {"Retry-After": "0.05"}),
    "429 with a date that is over": Reply(b"", 429, {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}),
    "429 without a word": Reply(b"", 429),
    "503 with Retry-After": Reply(PAGE, 503, {"Retry-After": "0.05", **HTML}),
}
LOST = {
    "500": Reply({"error": {"message": "server error"}}, 500),
    "502 of a gateway": Reply(PAGE, 502, HTML),
    "503 of a gateway": Reply(PAGE, 503, HTML),
    "connection lost": Reply(reset=True),
    "cut off": Reply({"id": "job-1"}, claimed_bytes=1000),
}
ENDLESS = {
    "a huge body": Reply(b" " * (ANSWER_BYTES + 1)),
    "a packed body": Reply({"id": "job-1"}, headers={"Content-Encoding": "gzip"}),
}
OTHER = {
    "a page": Reply(PAGE, headers=HTML),
    "half of a JSON": Reply(b'{"created": 1, "dat'),
    "nothing": Reply(b""),
    "no text": Reply(b"\xff\xfe\x00", headers={"Content-Type": "application/octet-stream"}),
}


class Asker:
    """Asks a provider, again and again, for the same thing."""

    def __init__(self, kind: HostedKind, served: Served, folder) -> None:
        self.kind, self.served = kind, served
        self.workspace = FolderWorkspace(folder / "work")
        self.request = kind.request(self.workspace)
        self._shared = folder / "shared"

    def after_the_pause(self) -> None:
        """Forget what the processes of this machine know of the provider, as if the minute were over."""
        self._shared = self._shared / "later"

    def ask(self):
        engine = self.kind.engine(self.served.url, self._shared)
        (outcome,) = engine.generate([self.request], self.workspace)
        return outcome


@pytest.fixture
def asker(request, tmp_path):
    kind = KINDS[request.param]
    with kind.serve(tmp_path) as served:
        yield Asker(kind, served, tmp_path)


def of(names):
    return pytest.mark.parametrize("asker", names, indirect=True)


def bad(replies):
    return pytest.mark.parametrize("reply", replies.values(), ids=replies)


@of(KINDS)
@bad(NOT_BEGUN)
def test_what_was_not_begun_is_asked_for_again_and_paid_once(reply, asker):
    asker.served.next_replies.append(reply)
    assert isinstance(asker.ask(), asker.kind.result)
    assert (len(asker.served.posts), asker.served.charges) == (2, 1)


@of(KINDS)
def test_a_longer_wait_than_a_run_has_is_told_and_nothing_is_marked(asker):
    asker.served.next_replies.append(Reply({"error": "later"}, 429, {"Retry-After": "3600"}))
    error = asker.ask()
    assert isinstance(error, EngineUnavailable)
    assert error.retry_after_s == 3600
    asker.after_the_pause()
    assert isinstance(asker.ask(), asker.kind.result)
    assert asker.served.charges == 1


@of([name for name in KINDS if name not in KEYED])
@bad(LOST | ENDLESS)
def test_what_may_have_been_charged_is_never_asked_for_again_by_itself(reply, asker):
    asker.served.next_replies.append(reply)
    for _ in range(2):
        error = asker.ask()
        assert isinstance(error, CallUnsettled), error
        assert "videogen resolve" in error.remedy
    assert len(asker.served.posts) == 1


@of(KEYED)
@bad(LOST)
def test_where_a_key_is_charged_once_what_was_lost_is_asked_for_again_with_the_same_key(reply, asker):
    asker.served.next_replies.append(reply)
    assert isinstance(asker.ask(), asker.kind.result)
    assert len({asked.headers["idempotency-key"] for asked in asker.served.posts}) == 1
    assert (len(asker.served.posts), asker.served.charges) == (2, 1)


@of(KEYED)
@bad(ENDLESS)
def test_an_endless_answer_leaves_the_outcome_open_also_where_keys_count(reply, asker):
    asker.served.next_replies.append(reply)
    assert [type(asker.ask()) for _ in range(2)] == [CallUnsettled, CallUnsettled]
    assert len(asker.served.posts) == 1


@of(AT_ONCE)
@bad(OTHER)
def test_an_answer_that_is_no_result_is_a_refusal(reply, asker):
    asker.served.next_replies.append(reply)
    error = asker.ask()
    assert isinstance(error, EngineRefused), error
    assert not error.retryable
    assert len(asker.served.posts) == 1


@of(JOBS)
@bad(OTHER)
def test_a_submit_whose_answer_names_no_job_is_not_made_again_by_itself(reply, asker):
    asker.served.next_replies.append(reply)
    assert [type(asker.ask()) for _ in range(2)] == [EngineUnavailable, CallUnsettled]
    assert len(asker.served.posts) == 1


REFUSALS = {
    "content policy": (400, "Your request was rejected by our safety system."),
    "wrong key": (401, "Incorrect API key provided: {key}"),
    "no credit": (402, "insufficient balance"),
    "not allowed": (403, "Your account may not use this model ({key})"),
    "unknown model": (404, "The model `retired-1` has been deprecated"),
    "gone": (410, "this version was removed"),
    "too long": (413, "too large"),
    "bad input": (422, "prompt: ensure this value has at most 2000 characters"),
    "legal reasons": (451, "not in your country"),
}


@of(KINDS)
@pytest.mark.parametrize("what", REFUSALS)
def test_a_refusal_is_final_told_in_the_providers_words_and_costs_nothing(what, asker):
    status, words = REFUSALS[what]
    said = words.format(key=asker.kind.key)
    asker.served.next_replies.append(Reply({"error": {"message": said}, "detail": said, "message": said}, status))
    error = asker.ask()
    assert isinstance(error, EngineFailure)
    assert not error.retryable
    assert words.format(key="***") in str(error)
    assert asker.kind.key not in f"{error!r} {error.__dict__}"
    assert len(asker.served.posts) == 1
    if status in {401, 403}:
        assert "ACME_KEY" in error.remedy
    if status == 404:
        assert "model's name" in error.remedy
        assert asker.served.url in error.remedy
    if not asker.kind.is_job:
        return
    assert isinstance(asker.ask(), asker.kind.result), "nothing was begun: the next run begins it"
    assert asker.served.charges == 1


@of(["text", "image", "speech"])
def test_an_error_of_status_200_is_told_in_its_words(asker):
    asker.served.next_replies.append(Reply({"error": {"message": f"upstream is busy {asker.kind.key}", "code": 502}}))
    error = asker.ask()
    assert isinstance(error, EngineRefused)
    assert "upstream is busy ***" in str(error)


PASSING = NOT_BEGUN | LOST
ODD_POLLS = (
    ENDLESS
    | OTHER
    | {
        "a redirect": Reply(status=302, headers={"Location": "http://169.254.169.254/"}),
        "a proxy's refusal": Reply(PAGE, 400, HTML),
        "a wrong key": Reply({"detail": "key expired"}, 401),
        "an unknown job": Reply({"detail": "not found"}, 404),
        "no method": Reply({"detail": "no"}, 405),
        "nothing known": Reply({"detail": "odd"}, 422),
        "a list": Reply([]),
        "another state": Reply({"status": 7}),
    }
)


@of(JOBS)
@bad(PASSING)
def test_polls_that_fail_for_a_while_lose_no_job(reply, asker):
    asker.served.server.next_replies["GET"].append(reply)
    assert isinstance(asker.ask(), asker.kind.result)
    assert asker.served.charges == 1


@of(JOBS)
@bad(ODD_POLLS)
def test_whatever_a_poll_is_answered_the_job_that_was_paid_is_not_begun_again(reply, asker):
    asker.served.server.next_replies["GET"].append(reply)
    error = asker.ask()
    assert isinstance(error, EngineUnavailable | CallUnsettled), error
    assert isinstance(asker.ask(), asker.kind.result)
    assert asker.served.charges == 1


DONE = Reply({"status": "COMPLETED"})


@pytest.mark.parametrize(
    ("asker", "done"),
    [("replicate clip", Reply({"status": "succeeded"})), ("sync lips", DONE)],
    ids=["replicate clip", "sync lips"],
    indirect=["asker"],
)
@bad(ODD_POLLS | {"no credit": Reply({"detail": "insufficient balance"}, 402)})
def test_a_refusal_to_tell_the_result_is_no_failure_of_the_job(reply, done, asker):
    asker.served.server.next_replies["GET"].extend([done, reply])
    error = asker.ask()
    assert isinstance(error, EngineUnavailable | CallUnsettled), error
    assert isinstance(asker.ask(), asker.kind.result)
    assert asker.served.charges == 1


@of(["fal clip", "fal lips"])
@bad(
    {
        name: reply
        for name, reply in ODD_POLLS.items()
        if name not in {"a proxy's refusal", "no method", "nothing known"}
    }
)
def test_whatever_the_result_is_answered_it_is_looked_for_again(reply, asker):
    asker.served.server.next_replies["GET"].extend([DONE, reply])
    error = asker.ask()
    assert isinstance(error, EngineUnavailable | CallUnsettled), error
    assert isinstance(asker.ask(), asker.kind.result)
    assert asker.served.charges == 1
