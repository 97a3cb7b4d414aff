"""Translates captions with a language model of OpenAI, or of a server with the same API."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from videogen_dagster.core.charges import Charge, Unit
from videogen_dagster.core.errors import EngineFailure
from videogen_dagster.core.fingerprint import canonical_json
from videogen_dagster.core.media import Media
from videogen_dagster.core.prompt_versions import Instruction
from videogen_dagster.core.translation import Translation, TranslationRequest
from videogen_dagster.engines.protocols import Capabilities, Workspace
from videogen_dagster.engines.provider_choice import ProviderChoice
from videogen_dagster.engines.providers.charging import most_tokens, provider_of
from videogen_dagster.engines.providers.in_order import Leaving, each_in_order
from videogen_dagster.engines.providers.openai_client import (
    BASE_URL,
    OPENAI,
    openai_client,
    openai_endpoint,
    openai_facts,
)
from videogen_dagster.engines.providers.paid_calls import PaidCalls
from videogen_dagster.engines.script.language_model.asking import GROUND_RULES, LanguageModel
from videogen_dagster.engines.script.language_model.charging import ASKED_TWICE, TASK_TOKENS, THINKING, THOUGHT_TOKENS
from videogen_dagster.engines.script.language_model.instructions import kept, texts_digest
from videogen_dagster.engines.script.language_model.shapes import TranslatedTexts
from videogen_dagster.engines.script.language_model.tasks import TRANSLATION
from videogen_dagster.engines.script.language_model.translating import room, wrong_with

_VERSION: Final = 1
_TOKENS_A_CAPTION: Final = 40
"""Of its id and of what stands around it."""
_TEXTS: Final = {"translation": TRANSLATION, "rules": GROUND_RULES}


class OpenAITranslationEngine:
    """Translates captions, one by one: what is said where stays.

    Args:
        choice: Which model, where, with which key.
    """

    def __init__(self, choice: ProviderChoice | None = None) -> None:
        self._choice = choice

    def fingerprint(self) -> str:
        facts = openai_facts(self._choice) | {"instructions": texts_digest(_TEXTS)}
        return f"{OPENAI}/{_VERSION} {canonical_json(facts).decode()}"

    def capabilities(self) -> Capabilities:
        return Capabilities(name=OPENAI, offline=False)

    def generate(
        self, requests: Sequence[TranslationRequest], workspace: Workspace
    ) -> Iterator[Translation | EngineFailure]:
        workspace.check()
        if not requests:
            return
        endpoint, model = openai_endpoint(self._choice)
        leaving = Leaving(workspace.check)
        with openai_client(endpoint, leaving.check) as client:
            asked = LanguageModel(client, endpoint, model, dict(self._choice.options) if self._choice else {})
            wanted = [_instruction(asked, request) for request in requests]
            written_with = {each.reference: kept(each, workspace) for each in wanted}

            def translated(index: int, request: TranslationRequest) -> Translation:
                leaving.check()
                calls = PaidCalls(workspace, index, engine=OPENAI, honours_keys=endpoint.honours_keys)
                instruction = wanted[index]
                return _translated(asked, instruction, request, calls, written_with[instruction.reference])

            yield from each_in_order(requests, translated, at_once=endpoint.limits.at_once, leaving=leaving)

    def charges(self, request: TranslationRequest) -> tuple[Charge, ...]:
        endpoint, model = openai_endpoint(self._choice)
        material = most_tokens(*request.texts, *request.names, request.title) + _TOKENS_A_CAPTION * len(request.texts)
        answered = 2 * material + (THOUGHT_TOKENS if model.startswith(THINKING) else 0)
        amounts: dict[Unit, Decimal] = {
            "requests": Decimal(ASKED_TWICE),
            "input_tokens": Decimal(ASKED_TWICE * (TASK_TOKENS + material) + answered),
            "output_tokens": Decimal(ASKED_TWICE * answered),
        }
        return (Charge(provider=provider_of(endpoint, BASE_URL), model=model, amounts=amounts),)


def _instruction(model: LanguageModel, request: TranslationRequest) -> Instruction:
    task = TRANSLATION.format(source=request.source_language, language=request.language)
    return model.instruction("translation", task)


def _translated(
    model: LanguageModel, instruction: Instruction, request: TranslationRequest, calls: PaidCalls, written_with: Media
) -> Translation:
    """Return the captions of a request in its language.

    Raises:
        EngineFailure: The model does not answer as it must.
    """
    ids = [str(number) for number in range(1, len(request.texts) + 1)]
    captions = [
        {"id": name, "text": text, "characters": room(text, request.language)}
        for name, text in zip(ids, request.texts, strict=True)
    ]

    def rule(answer: TranslatedTexts) -> str | None:
        listed = [each.id for each in answer.captions]
        if listed != ids:
            return f"the ids must be exactly 1 to {len(ids)}, in order"
        return wrong_with(request, [each.text for each in answer.captions])

    material = {"title": request.title, "names": request.names, "captions": captions, "take": request.take}
    answer = model.ask("translation", instruction, material, shape=TranslatedTexts, calls=calls, rule=rule)
    return Translation(texts=tuple(each.text for each in answer.captions), written_with=written_with)
