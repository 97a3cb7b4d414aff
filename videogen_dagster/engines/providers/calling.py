"""The one way to a provider: within its limits, again where that is safe, never while it is down.

It is a transport of the HTTP client, so that a provider's own library calls the same way as our requests do.
"""

from collections.abc import Callable
from contextlib import closing
from typing import Final

import httpx2

from videogen_dagster.core.errors import CallUnsettled, EngineFailure, EngineUnavailable
from videogen_dagster.engines.providers.answers import BROKEN, Answer, NoAnswer, failure_of, said, was_not_taken
from videogen_dagster.engines.providers.breaker import Breaker, CircuitOpen
from videogen_dagster.engines.providers.endpoint import Endpoint
from videogen_dagster.engines.providers.pacing import Pace
from videogen_dagster.engines.providers.quotas import Quota
from videogen_dagster.engines.providers.retrying import ATTEMPTS, LONGEST_WAIT_S, asked_wait_s, back_off_s, wait
from videogen_dagster.engines.providers.sending import tell_not_taken, tell_sending
from videogen_dagster.engines.providers.transport import (
    NOT_CONNECTED,
    AnswerTooLong,
    ForbiddenAddress,
    GuardedTransport,
)

IDEMPOTENCY_KEY: Final = "Idempotency-Key"
TOKENS: Final = "X-Videogen-Tokens"
"""Header for this transport alone: how many tokens of the provider's rate the request will about take."""

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "PUT", "DELETE"})
"""Asked twice, they do what they do once (RFC 9110 section 9.2.2)."""

NOTHING_WAS_SENT: Final = (*NOT_CONNECTED, httpx2.PoolTimeout)


class CallingTransport(httpx2.BaseTransport):
    """Sends requests to one provider and gives only answers that are whole and say that they are good.

    A request that changes something is sent again only if the provider has surely not begun it, or charges the same
    idempotency key once.

    Args:
        endpoint: Where the provider is.
        check: Raises if the work should end; asked while something waits.
    """

    def __init__(self, endpoint: Endpoint, check: Callable[[], None]) -> None:
        self._endpoint = endpoint
        self._check = check
        self._pace = Pace(endpoint.paced, endpoint.limits)
        remedy = f"see that {endpoint.base_url} is the provider's base URL and that it works, then run it again"
        self._breaker = Breaker(endpoint.place, endpoint.engine, remedy=remedy)
        self._quota = Quota(endpoint.place, endpoint.key, endpoint.engine) if endpoint.tells_quota else None
        self._transport = GuardedTransport(endpoint.rules)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request until there is an answer.

        Raises:
            CallUnsettled: Nobody knows whether the provider did what it was asked for.
            EngineFailure: It is refused, not there, or out of reach.
        """
        tokens = int(request.headers.pop(TOKENS, "0"))
        request.read()  # to be sent again, it must be there as a whole
        for attempt in range(ATTEMPTS):
            try:
                return self._once(request, tokens)
            except CircuitOpen:  # whoever waits for it holds a worker
                raise
            except EngineUnavailable as error:
                wait_s = back_off_s(attempt) if error.retry_after_s is None else error.retry_after_s
                if attempt == ATTEMPTS - 1 or wait_s > LONGEST_WAIT_S:
                    raise
                wait(wait_s, self._check)
        raise AssertionError("the last attempt returns or raises")

    def close(self) -> None:
        """Close all connections."""
        self._transport.close()

    def _once(self, request: httpx2.Request, tokens: int) -> httpx2.Response:
        keyed = self._endpoint.honours_keys and bool(request.headers.get(IDEMPOTENCY_KEY))
        is_read = request.method in SAFE_METHODS
        is_safe = is_read or keyed
        if self._quota is not None:
            self._quota.enter()
        self._breaker.enter()
        with self._pace.turn(self._check, tokens=tokens):
            tell_sending()
            try:
                response = self._transport.handle_request(request)
                with closing(response):
                    body = response.read()
            except httpx2.TransportError as error:
                raise self._no_answer(error, is_safe=is_safe, is_read=is_read) from error
        self._see(Answer(response.status_code, response.headers, body), is_safe=is_safe, keyed=keyed)
        return httpx2.Response(response.status_code, headers=response.headers, content=body, request=request)

    def _see(self, answer: Answer, *, is_safe: bool, keyed: bool) -> None:
        """Tell the other processes what an answer says about the provider, and raise what it says about the request."""
        if answer.status in BROKEN or answer.status == 503:
            self._breaker.failed(f"HTTP {answer.status}")
        else:
            self._breaker.succeeded()
        if self._quota is not None:
            self._quota.answered(answer.headers)
        wait_s = asked_wait_s(answer.headers)
        if was_not_taken(answer) and wait_s is not None:
            self._pace.pause(wait_s)
        if was_not_taken(answer):
            tell_not_taken()
        if (answer.status in BROKEN or answer.status == 503) and not is_safe and not was_not_taken(answer):
            raise self._unsettled(f"HTTP {answer.status}")
        if answer.status == 409 and keyed:  # the key belongs to an earlier attempt, whose outcome it does not tell
            raise self._unsettled(f"HTTP 409: {said(answer, self._endpoint)}")
        if answer.status >= 300:  # a redirect among them: an API has none, and its new place would get the key
            raise failure_of(answer, self._endpoint)

    def _no_answer(self, error: httpx2.TransportError, *, is_safe: bool, is_read: bool) -> EngineFailure:
        endpoint = self._endpoint
        words = endpoint.redacted(str(error) or type(error).__name__)
        if isinstance(error, (ForbiddenAddress, *NOTHING_WAS_SENT)):
            tell_not_taken()
        if isinstance(error, ForbiddenAddress):
            return NoAnswer(words, engine=endpoint.engine)
        self._breaker.failed(words)
        if isinstance(error, NOTHING_WAS_SENT):
            remedy = f"see that {endpoint.base_url} is the provider's base URL and can be reached"
            if isinstance(error, httpx2.ProxyError):
                remedy = "see that the proxy connects to addresses, or name the host in NO_PROXY"
            return EngineUnavailable(f"no connection: {words}", engine=endpoint.engine, remedy=remedy)
        if not is_safe or (isinstance(error, AnswerTooLong) and not is_read):
            return self._unsettled(words)
        if isinstance(error, AnswerTooLong):
            return NoAnswer(words, engine=endpoint.engine)
        return EngineUnavailable(f"no whole answer: {words}", engine=endpoint.engine)

    def _unsettled(self, words: str) -> CallUnsettled:
        return CallUnsettled(
            f"it was asked and gave no result ({words}): nobody knows whether it made and charged one",
            engine=self._endpoint.engine,
            remedy="look at the provider's list of usage; then `videogen resolve` lets it be asked again",
        )


def client_of(endpoint: Endpoint, check: Callable[[], None]) -> httpx2.Client:
    """Return an HTTP client that calls a provider as this module says; it carries no key yet."""
    return httpx2.Client(
        transport=CallingTransport(endpoint, check),
        headers={"User-Agent": "videogen-dagster"},
        timeout=httpx2.Timeout(endpoint.timeout_s, connect=10.0),
    )
