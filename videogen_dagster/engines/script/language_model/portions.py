"""Asks a language model for the portions of a film side by side: one that fails leaves the others."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from videogen_dagster.core.errors import EngineFailure
from videogen_dagster.core.media import Media
from videogen_dagster.core.prompt_versions import Instruction
from videogen_dagster.engines.protocols import Workspace
from videogen_dagster.engines.provider_choice import ProviderChoice
from videogen_dagster.engines.providers.in_order import Leaving, each_in_order
from videogen_dagster.engines.providers.openai_client import OPENAI, openai_client, openai_endpoint
from videogen_dagster.engines.providers.paid_calls import PaidCalls
from videogen_dagster.engines.script.language_model.asking import LanguageModel
from videogen_dagster.engines.script.language_model.instructions import kept

RequestT = TypeVar("RequestT")
ResultT = TypeVar("ResultT")


def each_portion(
    requests: Sequence[RequestT],
    workspace: Workspace,
    choice: ProviderChoice | None,
    *,
    instruct: Callable[[LanguageModel, RequestT], Instruction],
    answer: Callable[[LanguageModel, Instruction, RequestT, PaidCalls, Media], ResultT],
) -> Iterator[ResultT | EngineFailure]:
    """Yield what a model answers to each request, in order.

    Args:
        requests: The portions.
        workspace: Where instructions and paid answers are kept.
        choice: Which model, where, with which key.
        instruct: Returns what the model is told to do.
        answer: Asks the model for a portion; the last argument is the instruction as the store holds it.

    Raises:
        Cancelled: A person stopped the work.
        StorageFailure: The store cannot be written.
    """
    workspace.check()
    if not requests:
        return
    endpoint, model = openai_endpoint(choice)
    leaving = Leaving(workspace.check)
    with openai_client(endpoint, leaving.check) as client:
        asked = LanguageModel(client, endpoint, model, dict(choice.options) if choice else {})
        wanted = [instruct(asked, request) for request in requests]
        written_with = {each.reference: kept(each, workspace) for each in wanted}

        def answered(index: int, request: RequestT) -> ResultT:
            leaving.check()
            calls = PaidCalls(workspace, index, engine=OPENAI, honours_keys=endpoint.honours_keys)
            instruction = wanted[index]
            return answer(asked, instruction, request, calls, written_with[instruction.reference])

        yield from each_in_order(requests, answered, at_once=endpoint.limits.at_once, leaving=leaving)
