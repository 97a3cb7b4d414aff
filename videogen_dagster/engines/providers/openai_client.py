"""The client of OpenAI and of servers that speak its API (OpenRouter, Ollama, vLLM, LocalAI)."""

import json
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from videogen_dagster.core.errors import EngineRefused, InvalidInput, VideogenError
from videogen_dagster.engines.provider_choice import ProviderChoice
from videogen_dagster.engines.providers.addresses import AddressRules
from videogen_dagster.engines.providers.answers import Answer, said
from videogen_dagster.engines.providers.endpoint import Endpoint
from videogen_dagster.engines.providers.pacing import Limits

if TYPE_CHECKING:
    from openai import OpenAI

OPENAI: Final = "openai"
BASE_URL: Final = "https://api.openai.com/v1"
USUAL_LIMITS: Final = Limits(at_once=8)


def openai_endpoint(choice: ProviderChoice | None, *, timeout_s: float = 180.0) -> tuple[Endpoint, str]:
    """Return where the provider is, and the model that the deployment named.

    Raises:
        InvalidInput: No model is named, the base URL may not be called, or the key is missing where OpenAI itself is asked.
    """
    if choice is None or not choice.model:
        prefix = choice.prefix if choice else "VIDEOGEN"
        raise InvalidInput("no model is named", field=f"{prefix}_MODEL", remedy="write the provider's name of a model")
    rules = AddressRules(choice.private_hosts, proxy=choice.proxy)
    base_url = (choice.base_url or BASE_URL).rstrip("/")
    rules.check_url(base_url, field=f"{choice.prefix}_BASE_URL")
    if choice.key is None and base_url == BASE_URL:
        raise InvalidInput("the key is missing", field=choice.key_setting, remedy=f"set {choice.key_setting}")
    endpoint = Endpoint(
        engine=OPENAI,
        base_url=base_url,
        shared=choice.shared / OPENAI,
        model=choice.model,
        key=choice.key,
        key_setting=choice.key_setting,
        rules=rules,
        limits=choice.limits or USUAL_LIMITS,
        timeout_s=timeout_s,
    )
    return endpoint, choice.model


def openai_facts(choice: ProviderChoice | None) -> dict[str, object]:
    """Return what of the provider names results: another model, server or option makes other ones.

    Raises:
        InvalidInput: As `openai_endpoint`.
    """
    endpoint, model = openai_endpoint(choice)
    return {"model": model, "base_url": endpoint.base_url, "options": dict(choice.options) if choice else {}}


@contextmanager
def openai_client(endpoint: Endpoint, check: Callable[[], None]) -> Generator["OpenAI"]:
    """Open a client that calls within the provider's limits.

    Args:
        endpoint: Where the provider is.
        check: Raises if the work should end.

    Raises:
        EngineRefused: The client is not installed.
    """
    try:
        from openai import OpenAI  # 0.6 s; the extra `openai`

        from videogen_dagster.engines.providers.calling import client_of
    except ModuleNotFoundError as error:
        raise EngineRefused(
            "its client is not installed", engine=OPENAI, remedy="pip install 'videogen-dagster[openai]'"
        ) from error
    with client_of(endpoint, check) as http_client:
        client = OpenAI(
            api_key=endpoint.key.reveal() if endpoint.key else "none",  # Ollama wants some
            base_url=endpoint.base_url,
            max_retries=0,  # the transport knows what may be asked again
            http_client=http_client,
        )
        if endpoint.base_url != BASE_URL:  # read from the environment by the client, and nobody else's matter
            client.organization = client.project = None
        yield client


@contextmanager
def told_as_ours(endpoint: Endpoint) -> Generator[None]:
    """Turn what the client raises into our errors.

    Raises:
        VideogenError: What the transport raised, which the client wraps; or an answer that is not what the API promises.
    """
    import openai

    try:
        yield
    except openai.APIConnectionError as error:
        if isinstance(error.__cause__, VideogenError):
            raise error.__cause__ from None
        raise EngineRefused(endpoint.redacted(str(error)), engine=OPENAI) from error
    except (openai.APIError, ValueError) as error:  # an answer of status 200 that it cannot read
        words = endpoint.redacted(str(error))
        remedy = "see whether the base URL is that of a server with this API"
        raise EngineRefused(f"it answers otherwise than its API says: {words}", engine=OPENAI, remedy=remedy) from error


def words_in(answer: object, endpoint: Endpoint) -> str:
    """Return what an answer of status 200 says instead of a result, behind a colon; nothing where it says nothing.

    OpenRouter tells failures of its providers that way: `{"error": {"message"}}`.
    """
    error = getattr(answer, "error", None)
    body = answer if isinstance(answer, bytes) else json.dumps(error, default=str).encode() if error else b""
    return f": {said(Answer(200, {}, body), endpoint)}" if body else ""
