"""Asking a provider over real HTTP: what is asked again, what is not, and what each answer means."""

import threading
import time
from collections import deque
from collections.abc import Callable
from email.utils import formatdate

import pytest

from tests.fakes.closed_port import closed_port
from tests.fakes.scripted_server import PATIENCE_S, Reply, ScriptedServer
from videogen_dagster.core.errors import CallUnsettled, Cancelled, EngineRefused, EngineUnavailable
from videogen_dagster.engines.providers.addresses import AddressRules
from videogen_dagster.engines.providers.answers import JobIsGone
from videogen_dagster.engines.providers.breaker import FAILURES
from videogen_dagster.engines.providers.endpoint import Endpoint
from videogen_dagster.engines.providers.pacing import Limits
from videogen_dagster.engines.providers.provider import Provider
from videogen_dagster.engines.providers.retrying import LOOK_EVERY_S
from videogen_dagster.engines.providers.secret import Secret
from videogen_dagster.engines.providers.sending import watching

KEY = "sk-secret/1+2"
SILENT = Reply(delay_s=600)
"""Longer than anybody waits."""


@pytest.fixture
def serve(tmp_path):
    """Starts a server that gives these replies in turn, the last one for ever; returns it and a provider for it."""
    opened = []

    def serve(*replies: Reply | Callable[[], Reply], together: int = 1, **settings):
        left = deque(replies)

        def answer(_: object) -> Reply:
            reply = left.popleft() if len(left) > 1 else left[0]
            return reply if isinstance(reply, Reply) else reply()

        server = ScriptedServer(answer, together=together)
        rules = AddressRules(frozenset({"127.0.0.1"}))
        settings = {"rules": rules, "key": Secret(KEY), "timeout_s": PATIENCE_S, **settings}
        check = settings.pop("check", lambda: None)
        provider = Provider(Endpoint(engine="acme", base_url=server.url, shared=tmp_path / "acme", **settings), check)
        opened.extend((server.__enter__(), provider.__enter__()))
        return server, provider

    yield serve
    for each in reversed(opened):
        each.__exit__(None, None, None)


def test_an_answer_comes_back_as_it_is_and_the_key_goes_along(serve):
    server, provider = serve(Reply({"job": 7}))
    answer = provider.post("/jobs", {"prompt": "a kettle"})
    assert answer.body == b'{"job": 7}'
    (asked,) = server.asked
    assert (asked.method, asked.path, asked.document) == ("POST", "/jobs", {"prompt": "a kettle"})
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert asked.headers["host"] == f"127.0.0.1:{server.port}"


@pytest.mark.parametrize("status", [429, 503])
def test_what_was_not_begun_is_asked_again_after_the_wait_that_the_provider_wants(status, serve):
    looks = []
    asks_for_a_wait = Reply(status=status, headers={"Retry-After": "0.3"})
    server, provider = serve(asks_for_a_wait, Reply({"job": 7}), check=lambda: looks.append(1))
    assert provider.post("/jobs", {}).status == 200
    first, second = server.asked
    assert second.at - first.at >= 0.3
    assert len(looks) * LOOK_EVERY_S < 1.5, "who waits looks at least so often: it wanted to wait no longer"


def test_a_wait_until_a_date_is_respected(serve):
    due = []

    def later() -> Reply:
        date = int(time.time()) + 2  # dates have whole seconds
        due.append(time.monotonic() + date - time.time())
        return Reply(status=429, headers={"Retry-After": formatdate(date, usegmt=True)})

    server, provider = serve(later, Reply())
    provider.get("/models")
    assert server.asked[1].at >= due[0] - 0.05, "two clocks are compared"


def test_a_longer_wait_than_a_worker_can_spare_is_told(serve):
    server, provider = serve(Reply(status=429, headers={"Retry-After": "3600"}))
    with pytest.raises(EngineUnavailable) as told:
        provider.post("/jobs", {})
    assert told.value.retry_after_s == 3600
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "reply",
    [
        Reply(status=500),
        Reply(status=502),
        Reply(b"upstream connect error or disconnect/reset before headers", status=503),
        Reply(reset=True),
        SILENT,
        Reply(claimed_bytes=100),
        Reply({"job": "7"}, headers={"Content-Encoding": "gzip"}),
    ],
    ids=["status 500", "status 502", "lost by a gateway", "reset", "time-out after it was taken", "cut off", "packed"],
)
def test_a_paid_call_that_may_have_been_done_is_not_made_again(reply, serve):
    server, provider = serve(reply, timeout_s=0.5 if reply is SILENT else PATIENCE_S)
    with pytest.raises(CallUnsettled, match="nobody knows whether it made and charged one"):
        provider.post("/jobs", {})
    server.wait_for(1)
    assert len(server.asked) == 1


@pytest.mark.parametrize("reply", [Reply(status=500), Reply(reset=True), SILENT])
def test_it_is_made_again_where_the_provider_charges_a_key_once(reply, serve):
    # The second answer has to come in time on a busy machine, too.
    server, provider = serve(
        reply, Reply({"job": 7}), honours_keys=True, timeout_s=10.0 if reply is SILENT else PATIENCE_S
    )
    assert provider.post("/jobs", {}, idempotency_key="key-1").status == 200
    assert [asked.headers["idempotency-key"] for asked in server.asked] == ["key-1", "key-1"]


def test_what_costs_nothing_is_asked_again(serve):
    server, provider = serve(Reply(status=500), Reply(reset=True), Reply({"status": "done"}))
    assert provider.get("/jobs/7").status == 200
    assert len(server.asked) == 3


def test_a_connection_that_is_refused_is_no_call(tmp_path):
    rules = AddressRules(frozenset({"127.0.0.1"}))
    with closed_port() as port:
        endpoint = Endpoint(engine="acme", base_url=f"http://127.0.0.1:{port}", shared=tmp_path, rules=rules)
        with Provider(endpoint, lambda: None) as provider, pytest.raises(EngineUnavailable, match="no connection"):
            provider.post("/jobs", {})


@pytest.mark.parametrize(
    ("reply", "kind", "words"),
    [
        (Reply({"error": {"message": "Incorrect API key"}}, 401), EngineRefused, "Incorrect API key"),
        (Reply({"detail": "no access"}, 403), EngineRefused, "no access"),
        (Reply({"message": "out of credit"}, 402), EngineRefused, "out of credit"),
        (Reply({"error": {"message": "quota", "code": "insufficient_quota"}}, 429), EngineRefused, "quota"),
        (Reply({"error": {"message": "no model `x`"}}, 404), JobIsGone, "no model `x`"),
        (Reply({"detail": [{"loc": ["prompt"], "msg": "too long"}]}, 422), EngineRefused, "too long"),
        (Reply(b"<html>\n Bad\x07 gateway", 400), EngineRefused, "<html> Bad gateway"),
        (Reply(b"", 400), EngineRefused, "without a word"),
        (Reply({}, 302, {"Location": "http://169.254.169.254/"}), EngineRefused, "HTTP 302"),
    ],
)
def test_an_answer_that_refuses_is_final_and_in_the_providers_words(reply, kind, words, serve):
    server, provider = serve(reply)
    with pytest.raises(kind, match="acme: HTTP") as told:
        provider.post("/jobs", {})
    assert words in str(told.value)
    assert not told.value.retryable
    assert len(server.asked) == 1


def test_the_remedy_of_a_wrong_key_names_its_variable(serve):
    _, provider = serve(Reply(status=401), key_setting="ACME_API_KEY")
    with pytest.raises(EngineRefused) as told:
        provider.get("/models")
    assert "ACME_API_KEY" in told.value.remedy


@pytest.mark.parametrize("status", [400, 401, 404, 500])
def test_a_provider_that_echoes_the_key_does_not_get_it_into_an_error(status, serve):
    echo = {"error": {"message": f"bad key {KEY} or sk-secret%2F1%2B2"}}
    _, provider = serve(Reply(echo, status), honours_keys=True)
    with pytest.raises((EngineRefused, EngineUnavailable, JobIsGone)) as told:
        provider.post("/jobs", {}, idempotency_key="1")
    assert "sk-secret" not in repr(told.value) + str(told.value) + repr(told.value.__dict__)
    assert "***" in str(told.value)


def test_an_answer_that_never_ends_is_cut_off(serve):
    """The answer takes half an hour: who gets here did not wait for its end."""
    server, provider = serve(Reply(b"0123456789" * 900, drip_s=0.2), timeout_s=0.1, honours_keys=True)
    with pytest.raises(EngineUnavailable, match="no whole answer"):
        provider.get("/jobs/7")
    server.wait_for(4)
    assert len(server.asked) == 4


def test_a_provider_that_is_down_is_left_alone_by_all(serve):
    server, provider = serve(Reply(status=500))
    for _ in range(2):
        with pytest.raises(EngineUnavailable):
            provider.get("/jobs/7")
    assert len(server.asked) == FAILURES
    with pytest.raises(EngineUnavailable, match=r"failed 5 times in a row .last: HTTP 500. and is left alone") as told:
        provider.get("/jobs/8")
    assert len(server.asked) == FAILURES
    assert 0 < told.value.retry_after_s <= 15


def test_no_more_requests_are_in_flight_than_the_provider_grants(serve):
    looking: set[int] = set()
    four_look = threading.Event()

    def look() -> None:
        looking.add(threading.get_ident())
        if len(looking) == 4:
            four_look.set()

    def answer() -> Reply:
        assert four_look.wait(PATIENCE_S), "the others look for a place in vain"
        return Reply()

    server, provider = serve(answer, together=2, limits=Limits(at_once=2), check=look)
    threads = [threading.Thread(target=provider.get, args=("/models",)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(server.asked), server.busiest) == (6, 2)


def test_requests_are_paced_as_the_rate_says(serve):
    server, provider = serve(Reply(), limits=Limits(requests_per_minute=600))
    started = time.monotonic()
    for _ in range(4):
        provider.get("/models")
    assert server.asked[-1].at - started >= 0.29  # the fourth is due three tenths behind the first


def test_who_waits_can_be_stopped(serve):
    def stopped():
        raise Cancelled("stopped")

    server, provider = serve(Reply(status=429, headers={"Retry-After": "30"}), check=stopped)
    with pytest.raises(Cancelled):
        provider.get("/models")
    assert len(server.asked) == 1


def test_the_key_goes_to_no_other_host_than_the_providers(serve):
    server, provider = serve(Reply())
    with pytest.raises(EngineRefused, match=r"evil\.example"):
        provider.get("https://evil.example/jobs/7")
    assert provider.get(f"{server.url}/jobs/7").status == 200


def test_a_provider_at_a_private_address_is_called_only_if_it_is_named(serve):
    server, provider = serve(Reply(), rules=AddressRules())
    with pytest.raises(EngineRefused, match=r"VIDEOGEN_PRIVATE_HOSTS=127\.0\.0\.1"):
        provider.get("/models")
    assert server.asked == []


def test_a_provider_that_is_down_keeps_nobody_from_another_one(serve):
    _, broken = serve(Reply(reset=True))
    for _ in range(FAILURES):
        with pytest.raises(CallUnsettled):
            broken.post("/jobs", {})
    with pytest.raises(EngineUnavailable, match="left alone"):
        broken.post("/jobs", {})
    _, other = serve(Reply({"job": 7}))
    assert other.post("/jobs", {}).status == 200


def test_models_have_limits_of_their_own(serve):
    def waits() -> None:
        pytest.fail("it is the model's own turn; the first one's next is due after ten seconds")

    _, slow = serve(Reply(), limits=Limits(requests_per_minute=6), model="slow")
    _, other = serve(Reply(), limits=Limits(requests_per_minute=6), model="other", check=waits)
    slow.get("/models")
    assert other.get("/models").status == 200


def test_all_addresses_of_a_host_are_tried_until_one_answers(serve):
    looked_up = []

    def resolve(host, port):
        looked_up.append(host)
        return ("127.0.0.3", "127.0.0.2", "127.0.0.1")  # the server listens at the last one alone

    rules = AddressRules(frozenset({"127.0.0.1"}), resolve=resolve)
    server, provider = serve(Reply({"job": 7}), rules=rules)
    assert provider.post("/jobs", {"prompt": "a kettle"}).status == 200
    assert provider.get("/jobs/7").status == 200
    assert [asked.headers["host"] for asked in server.asked] == [f"127.0.0.1:{server.port}"] * 2
    assert len(looked_up) == 2


def test_a_host_without_an_address_that_answers_is_no_call(serve):
    rules = AddressRules(frozenset({"127.0.0.1"}), resolve=lambda *_: ("127.0.0.3", "127.0.0.2"))
    server, provider = serve(Reply(), rules=rules)
    with pytest.raises(EngineUnavailable, match="no connection"):
        provider.post("/jobs", {})
    assert server.asked == []


def test_a_key_that_belongs_to_another_request_leaves_the_outcome_open(serve):
    server, provider = serve(Reply({"message": "key in use"}, 409), honours_keys=True)
    with pytest.raises(CallUnsettled, match="key in use"):
        provider.post("/jobs", {}, idempotency_key="key-1")
    assert len(server.asked) == 1


@pytest.mark.parametrize("header", ["Authorization", "x-api-key"])
def test_a_key_goes_into_the_header_that_the_provider_reads(header, serve):
    server, provider = serve(Reply(), key_header=header, scheme="")
    provider.get("/jobs/7")
    assert server.asked[0].headers[header.lower()] == KEY


@pytest.mark.parametrize(
    "url",
    [
        "https://b.s3.example/clip.mp4?X-Amz-Signature=5ec4e7",
        "https:\\/\\/b.s3.example\\/clip.mp4?X-Amz-Signature=5ec4e7",
        "https%3A%2F%2Fb.s3.example%2Fclip.mp4%3FX-Amz-Signature%3D5ec4e7",
    ],
)
def test_a_provider_that_echoes_a_signed_url_does_not_get_its_signature_into_an_error(url, serve):
    _, provider = serve(Reply({"detail": f"could not fetch {url}: 403"}, 422))
    with pytest.raises(EngineRefused) as told:
        provider.post("/jobs", {})
    assert "5ec4e7" not in str(told.value)
    assert "clip.mp4" in str(told.value)


def test_who_asks_is_told_when_a_request_leaves_and_when_it_was_not_taken(serve):
    server, provider = serve(Reply(status=429, headers={"Retry-After": "0.1"}), Reply({"job": 7}))
    told = []
    with watching(sent=lambda: told.append(len(server.asked)), not_taken=lambda: told.append("not taken")):
        provider.post("/jobs", {})
    assert told == [0, "not taken", 1]


def test_a_request_that_waits_for_its_turn_was_not_sent(serve):
    server, provider = serve(Reply(), limits=Limits(requests_per_minute=1), check=lambda: None)
    provider.get("/models")

    def stopped():
        raise Cancelled("stopped")

    told = []
    watch = watching(sent=lambda: told.append("sent"), not_taken=lambda: None)
    with Provider(provider._endpoint, stopped) as waiting, watch, pytest.raises(Cancelled):
        waiting.post("/jobs", {})
    assert told == []
    assert len(server.asked) == 1
