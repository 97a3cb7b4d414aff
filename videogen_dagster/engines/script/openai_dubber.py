"""Translates spoken lines with a language model of OpenAI, or of a server with the same API."""

from collections.abc import Iterator, Sequence
from typing import Final

from videogen_dagster.core.charges import Charge
from videogen_dagster.core.dubbing import Dubbing, DubbingRequest
from videogen_dagster.core.errors import EngineFailure
from videogen_dagster.core.fingerprint import canonical_json
from videogen_dagster.core.media import Media
from videogen_dagster.core.prompt_versions import Instruction
from videogen_dagster.engines.protocols import Capabilities, Workspace
from videogen_dagster.engines.provider_choice import ProviderChoice
from videogen_dagster.engines.providers.charging import provider_of
from videogen_dagster.engines.providers.openai_client import BASE_URL, OPENAI, openai_endpoint, openai_facts
from videogen_dagster.engines.providers.paid_calls import PaidCalls
from videogen_dagster.engines.script.language_model.asking import GROUND_RULES, LanguageModel
from videogen_dagster.engines.script.language_model.charging import most_of_a_translation
from videogen_dagster.engines.script.language_model.instructions import texts_digest
from videogen_dagster.engines.script.language_model.lines_spoken import characters, wrong_with_lines
from videogen_dagster.engines.script.language_model.portions import each_portion
from videogen_dagster.engines.script.language_model.shapes import DubbedLines
from videogen_dagster.engines.script.language_model.tasks import DUBBING

_VERSION: Final = 1
_TEXTS: Final = {"dubbing": DUBBING, "rules": GROUND_RULES}


class OpenAIDubbingEngine:
    """Translates what is spoken, line by line: who says what when stays.

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

    def generate(self, requests: Sequence[DubbingRequest], workspace: Workspace) -> Iterator[Dubbing | EngineFailure]:
        yield from each_portion(requests, workspace, self._choice, instruct=_instruction, answer=_dubbed)

    def charges(self, request: DubbingRequest) -> tuple[Charge, ...]:
        endpoint, model = openai_endpoint(self._choice)
        about = (*request.names, request.title, *(spoken.speaker for spoken in request.texts))
        provider = provider_of(endpoint, BASE_URL)
        texts = [spoken.text for spoken in request.texts]
        return (most_of_a_translation(texts, about, provider=provider, model=model),)


def _instruction(model: LanguageModel, request: DubbingRequest) -> Instruction:
    return model.instruction("dubbing", DUBBING.format(source=request.source_language, language=request.language))


def _dubbed(
    model: LanguageModel, instruction: Instruction, request: DubbingRequest, calls: PaidCalls, written_with: Media
) -> Dubbing:
    """Return what is said in the language of a request.

    Raises:
        EngineFailure: The model does not answer as it must.
    """
    ids = [str(number) for number in range(1, len(request.texts) + 1)]
    lines = [
        {
            "id": name,
            "speaker": spoken.speaker,
            "text": spoken.text,
            "characters": characters(spoken, request.language),
        }
        for name, spoken in zip(ids, request.texts, strict=True)
    ]

    def rule(answer: DubbedLines) -> str | None:
        if [each.id for each in answer.lines] != ids:
            return f"the ids must be exactly 1 to {len(ids)}, in order"
        return wrong_with_lines(request, [each.text for each in answer.lines])

    material = {"title": request.title, "names": request.names, "lines": lines, "take": request.take}
    answer = model.ask("dubbing", instruction, material, shape=DubbedLines, calls=calls, rule=rule)
    return Dubbing(texts=tuple(each.text for each in answer.lines), written_with=written_with)
