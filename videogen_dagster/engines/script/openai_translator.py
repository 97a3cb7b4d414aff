"""Translates captions with a language model of OpenAI, or of a server with the same API."""

from collections.abc import Iterator, Sequence
from typing import Final

from videogen_dagster.core.charges import Charge
from videogen_dagster.core.errors import EngineFailure
from videogen_dagster.core.fingerprint import canonical_json
from videogen_dagster.core.media import Media
from videogen_dagster.core.prompt_versions import Instruction
from videogen_dagster.core.translation import Translation, TranslationRequest
from videogen_dagster.engines.protocols import Capabilities, Workspace
from videogen_dagster.engines.provider_choice import ProviderChoice
from videogen_dagster.engines.providers.charging import provider_of
from videogen_dagster.engines.providers.openai_client import BASE_URL, OPENAI, openai_endpoint, openai_facts
from videogen_dagster.engines.providers.paid_calls import PaidCalls
from videogen_dagster.engines.script.language_model.asking import GROUND_RULES, LanguageModel
from videogen_dagster.engines.script.language_model.charging import most_of_a_translation
from videogen_dagster.engines.script.language_model.instructions import texts_digest
from videogen_dagster.engines.script.language_model.portions import each_portion
from videogen_dagster.engines.script.language_model.shapes import TranslatedTexts
from videogen_dagster.engines.script.language_model.tasks import TRANSLATION
from videogen_dagster.engines.script.language_model.translating import room, wrong_with

_VERSION: Final = 1
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
        yield from each_portion(requests, workspace, self._choice, instruct=_instruction, answer=_translated)

    def charges(self, request: TranslationRequest) -> tuple[Charge, ...]:
        endpoint, model = openai_endpoint(self._choice)
        about = (*request.names, request.title)
        provider = provider_of(endpoint, BASE_URL)
        return (most_of_a_translation(request.texts, about, provider=provider, model=model),)


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
