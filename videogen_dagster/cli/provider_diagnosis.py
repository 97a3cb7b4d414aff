"""What `videogen doctor` tells of providers: a key, a base URL that may be called, and an answer where one is free."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from videogen_dagster.core.errors import EngineRefused
from videogen_dagster.engines.image.library import LIBRARY, library_told
from videogen_dagster.engines.image.pexels import pexels_endpoint
from videogen_dagster.engines.provider_choice import ProviderChoice
from videogen_dagster.engines.providers.endpoint import Endpoint
from videogen_dagster.engines.providers.fal_queue import FAL, fal_endpoint
from videogen_dagster.engines.providers.openai_client import OPENAI, openai_endpoint
from videogen_dagster.engines.providers.opening import open_provider
from videogen_dagster.engines.providers.replicate_predictions import REPLICATE, replicate_endpoint
from videogen_dagster.engines.providers.sync_generations import SYNC, sync_endpoint
from videogen_dagster.engines.stock.pexels_answers import PEXELS

PATIENCE_S: Final = 10.0

_ENDPOINTS: Final[dict[str, Callable[[ProviderChoice | None], tuple[Endpoint, str]]]] = {
    OPENAI: openai_endpoint,
    FAL: fal_endpoint,
    REPLICATE: replicate_endpoint,
    SYNC: sync_endpoint,
    PEXELS: pexels_endpoint,
}
_FREE_CALLS: Final = {OPENAI: "/models", REPLICATE: "/account", SYNC: "/generations", PEXELS: "/v1/curated?per_page=1"}
"""What costs nothing and needs the key; fal's queue has none."""


def asks_provider(engine: str) -> bool:
    """Return whether an engine asks a provider that is known here, or a library."""
    return engine in {*_ENDPOINTS, LIBRARY}


def provider_told(engine: str, choice: ProviderChoice | None) -> str:
    """Return how it stands with an engine's provider: where it is, which model, and whether it answers.

    Args:
        engine: Name of the engine.
        choice: What the deployment says of its provider.

    Raises:
        InvalidInput: The key or the model is missing, or the base URL may not be called, or the proxy cannot be used.
        EngineFailure: It was asked for what is free and refuses, or does not answer.
    """
    if engine == LIBRARY:
        return library_told(choice)
    endpoint, model = _ENDPOINTS[engine](choice)
    key = f"key from {endpoint.key_setting}" if endpoint.key else "no key"
    proxy = endpoint.rules.proxy_for(endpoint.base_url)
    told = f"{model} at {endpoint.base_url}{'' if proxy is None else f' through {proxy}'}, {key}"
    path = _FREE_CALLS.get(engine)
    if path is None:
        endpoint.rules.check(endpoint.base_url)
        return f"{told}; not asked: it has no call that is free"
    with open_provider(replace(endpoint, timeout_s=PATIENCE_S), lambda: None) as provider:
        answer = provider.get(path).json(endpoint)
    return f"{told}; it answers{_models(answer, model) if engine == OPENAI else ''}"


def _models(answer: Any, model: str) -> str:
    """Return what a list of models (`{"data": [{"id"}]}`) says about one; nothing where it lists none."""
    if not isinstance(answer, dict):
        raise EngineRefused(
            "its answer is no list of models", engine=OPENAI, remedy="see that the base URL is an API's"
        )
    listed = answer.get("data")
    if not isinstance(listed, list):
        return ""
    names = {each.get("id") for each in listed if isinstance(each, dict)}
    return (
        f", and lists {model}"
        if model in names
        else f", but {model} is not among the {len(names)} models that it lists"
    )
