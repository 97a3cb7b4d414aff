"""What an answer of a provider means: the same status is the same error, whoever sends it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from videogen_dagster.core.errors import EngineFailure, EngineRefused, EngineUnavailable
from videogen_dagster.engines.providers.content_rules import of_content
from videogen_dagster.engines.providers.endpoint import Endpoint
from videogen_dagster.engines.providers.retrying import asked_wait_s

SHOWN_CHARACTERS: Final = 300
BROKEN: Final = frozenset({500, 502, 504, 520, 521, 522, 523, 524, 529})
"""The provider broke on it, before or after it began."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that is there as a whole.

    Attributes:
        status: The HTTP status.
        headers: By their names in lower case.
        body: What came.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self, endpoint: Endpoint) -> Any:
        """Return what a JSON body says.

        Raises:
            EngineUnavailable: It is none: something between us and the provider answered.
        """
        try:
            return json.loads(self.body)
        except ValueError as error:
            kind = self.headers.get("content-type", "of no type")
            raise EngineUnavailable(
                f"the answer is no JSON but {kind}: {_shown(endpoint, self.body)!r}",
                engine=endpoint.engine,
                remedy="see whether the base URL is the provider's",
            ) from error


class JobIsGone(EngineFailure):
    """The provider does not know what was asked for: a job that expired, a model that it does not have."""

    code = "not_there"


class RequestRefused(EngineRefused):
    """The provider refuses what it was asked for.

    Args:
        message: What it says.
        engine: Name of the engine.
        headers: Those of its answer, by their names in lower case.
        remedy: What mends it, as an instruction, or None.
    """

    def __init__(
        self, message: str, *, engine: str, headers: Mapping[str, str] | None = None, remedy: str | None = None
    ) -> None:
        super().__init__(message, engine=engine, remedy=remedy)
        self.headers = headers or {}


class AccessRefused(EngineRefused):
    """The provider does not take the key: nothing is said about what it was asked for."""


class NoAnswer(EngineRefused):
    """What came is no answer of the provider's: a redirect, something endless, or nothing from where it may be."""


def was_not_taken(answer: Answer) -> bool:
    """Return whether an answer says that the request was not begun: asking again costs nothing.

    429 does (RFC 6585 section 4). 503 does from the provider itself, which says when to come again or speaks JSON; a gateway
    in front of it says 503, too, when it lost a request that it had passed on.
    """
    is_told = asked_wait_s(answer.headers) is not None or _is_json(answer.body)
    return answer.status == 429 or (answer.status == 503 and is_told)


def failure_of(answer: Answer, endpoint: Endpoint) -> EngineFailure:
    """Return the error that an answer of status 300 and more stands for, in the provider's words."""
    words = said(answer, endpoint)
    status = answer.status
    if status in {401, 403}:
        setting = endpoint.key_setting or "the provider's key"
        remedy = f"see that {setting} holds a key that may do this" if endpoint.key else f"set {setting}"
        return AccessRefused(f"HTTP {status}: {words}", engine=endpoint.engine, remedy=remedy)
    if status == 402 or b'"insufficient_quota"' in answer.body:  # as OpenAI says it, with status 429
        return EngineRefused(
            f"HTTP {status}: {words}", engine=endpoint.engine, remedy="the account needs credit; the call was not made"
        )
    if status in {404, 410}:
        return JobIsGone(
            f"HTTP {status}: {words}",
            engine=endpoint.engine,
            remedy=f"see that the model's name is one the provider has, and {endpoint.base_url} its base URL",
        )
    if status in BROKEN or status in {408, 429, 503}:
        wait_s = asked_wait_s(answer.headers)
        return EngineUnavailable(f"HTTP {status}: {words}", engine=endpoint.engine, retry_after_s=wait_s)
    if status < 400:
        return NoAnswer(f"HTTP {status}: {words}", engine=endpoint.engine)
    headers = {name.lower(): endpoint.redacted(value) for name, value in answer.headers.items()}
    refused = RequestRefused(f"HTTP {status}: {words}", engine=endpoint.engine, headers=headers)
    return of_content(refused, answer.body.decode(errors="replace"))


def said(answer: Answer, endpoint: Endpoint) -> str:
    """Return what an answer says in words: the message of a JSON error, or the start of the text; without the key."""
    try:
        return _shown(endpoint, _message(json.loads(answer.body)).encode())
    except ValueError:
        return _shown(endpoint, answer.body) or "without a word"


def _is_json(body: bytes) -> bool:
    try:
        return isinstance(json.loads(body), dict)
    except ValueError:
        return False


def _message(document: object) -> str:
    """Return the message in any of the shapes that providers use.

    `{"error": {"message"}}` (OpenAI), `{"detail": "..."}` or `{"detail": [{"msg", "loc"}]}` (fal, Replicate), `{"message"}`,
    `{"error": "..."}`.
    """
    if isinstance(document, list):
        return "; ".join(_message(each) for each in document)
    if not isinstance(document, dict):
        return str(document)
    for name in ("error", "detail", "message", "msg"):
        if document.get(name):
            return _message(document[name])
    return json.dumps(document, ensure_ascii=False)


def _shown(endpoint: Endpoint, body: bytes) -> str:
    text = endpoint.redacted(body[: 16 * SHOWN_CHARACTERS].decode(errors="replace"))
    plain = " ".join("".join(character if character.isprintable() else " " for character in text).split())
    return plain if len(plain) <= SHOWN_CHARACTERS else f"{plain[:SHOWN_CHARACTERS]}..."
