"""Plans films with a language model of OpenAI, or of a server with the same API (OpenRouter, Ollama, vLLM)."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from videogen_dagster.core.charges import Charge
from videogen_dagster.core.errors import EngineFailure
from videogen_dagster.core.fingerprint import canonical_json
from videogen_dagster.core.requests import StoryboardRequest
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.engines.protocols import Capabilities, Workspace
from videogen_dagster.engines.provider_choice import ProviderChoice
from videogen_dagster.engines.providers.charging import provider_of
from videogen_dagster.engines.providers.openai_client import (
    BASE_URL,
    OPENAI,
    openai_client,
    openai_endpoint,
    openai_facts,
)
from videogen_dagster.engines.providers.paid_calls import PaidCalls
from videogen_dagster.engines.script.language_model.asking import LanguageModel
from videogen_dagster.engines.script.language_model.charging import most_of_a_plan
from videogen_dagster.engines.script.language_model.instructions import kept, texts_digest
from videogen_dagster.engines.script.language_model.planning import TEXTS, Planner
from videogen_dagster.engines.script.openai_dubber import OpenAIDubbingEngine
from videogen_dagster.engines.script.openai_translator import OpenAITranslationEngine
from videogen_dagster.engines.script.rules.planning import VERSION as RULES_VERSION

_VERSION: Final = 1


class OpenAIScriptEngine:
    """Plans films: what is said stays verbatim, what is seen is a language model's idea.

    Args:
        choice: Which model, where, with which key.
    """

    def __init__(self, choice: ProviderChoice | None = None) -> None:
        self._choice = choice

    def with_provider(self, choice: ProviderChoice) -> "OpenAIScriptEngine":
        """Return the same engine with that provider."""
        return OpenAIScriptEngine(choice)

    def translator(self) -> OpenAITranslationEngine:
        return OpenAITranslationEngine(self._choice)

    def dubber(self) -> OpenAIDubbingEngine:
        return OpenAIDubbingEngine(self._choice)

    def fingerprint(self) -> str:
        facts = openai_facts(self._choice) | {"rules": RULES_VERSION, "instructions": texts_digest(TEXTS)}
        return f"{OPENAI}/{_VERSION} {canonical_json(facts).decode()}"

    def capabilities(self) -> Capabilities:
        return Capabilities(name=OPENAI, offline=False)

    def generate(
        self, requests: Sequence[StoryboardRequest], workspace: Workspace
    ) -> Iterator[Storyboard | EngineFailure]:
        workspace.check()
        if not requests:
            return
        endpoint, model = openai_endpoint(self._choice)
        with openai_client(endpoint, workspace.check) as client:
            asked = LanguageModel(client, endpoint, model, self._options())
            keep = partial(kept, workspace=workspace)
            for index, request in enumerate(requests):
                workspace.progress(index, 0.0)
                calls = PaidCalls(workspace, index, engine=OPENAI, honours_keys=endpoint.honours_keys)
                try:
                    yield Planner(asked, calls, workspace.check, keep).storyboard(request)
                except EngineFailure as failure:
                    yield failure
                workspace.progress(index, 1.0)

    def charges(self, request: StoryboardRequest) -> tuple[Charge, ...]:
        endpoint, model = openai_endpoint(self._choice)
        provider = provider_of(endpoint, BASE_URL)
        return (most_of_a_plan(request, provider=provider, model=model, options=self._options()),)

    def _options(self) -> dict[str, str]:
        return dict(self._choice.options) if self._choice else {}
