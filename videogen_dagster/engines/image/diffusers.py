"""Draws pictures with a diffusion model on this machine: text to picture, and pictures after references."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from videogen_dagster.core.errors import EngineFailure, EngineRefused, InvalidInput
from videogen_dagster.core.fingerprint import canonical_json
from videogen_dagster.core.media import Picture
from videogen_dagster.core.requests import ImageRequest
from videogen_dagster.engines.diffusion.loading import ENGINE
from videogen_dagster.engines.diffusion.memory import within_memory
from videogen_dagster.engines.diffusion.models import Model, chosen_preset, resolve_model
from videogen_dagster.engines.diffusion.prompts import picture_prompt, unread_words
from videogen_dagster.engines.diffusion.residency import Resident, residency
from videogen_dagster.engines.diffusion.sampling import StepProgress
from videogen_dagster.engines.diffusion.use_record import UseRecord
from videogen_dagster.engines.image.diffused_pictures import kept_picture
from videogen_dagster.engines.image.diffusion_calls import Item, outcomes, picture_call
from videogen_dagster.engines.model_choice import ModelChoice
from videogen_dagster.engines.protocols import Capabilities, Workspace
from videogen_dagster.engines.usage import ModelUse

_VERSION: Final = 1

Drawn = NDArray[np.uint8] | EngineFailure


class DiffusersImageEngine:
    """Draws pictures with the model that the deployment chose.

    Args:
        choice: Which model, where and how precisely.
        batch: Most pictures of one call; the model's own limit and the memory may make it fewer.
    """

    def __init__(self, choice: ModelChoice | None = None, *, batch: int = 4) -> None:
        self._choice = choice
        self._batch = batch
        self._model: Model | None = None
        self._record = UseRecord()

    def with_model(self, choice: ModelChoice) -> "DiffusersImageEngine":
        """Return the same engine with that model."""
        return DiffusersImageEngine(choice, batch=self._batch)

    def fingerprint(self) -> str:
        return f"{ENGINE}/{_VERSION} {canonical_json(self._resolved().facts).decode()}"

    def capabilities(self) -> Capabilities:
        return Capabilities(name=ENGINE, offline=True, pool="gpu", takes_references=self._takes_references())

    def last_use(self) -> ModelUse | None:
        """Return how the model was used in the last call of `generate`."""
        return self._record.use()

    def generate(self, requests: Sequence[ImageRequest], workspace: Workspace) -> Iterator[Picture | EngineFailure]:
        workspace.check()
        self._record = UseRecord()
        model = self._resolved()
        items = [_item(request, index, workspace) for index, request in enumerate(requests)]
        most = min(self._batch, model.preset.batch)
        for _, alike in groupby(items, key=lambda item: item.alike):
            run = list(alike)
            for first in range(0, len(run), most):
                yield from self._pictures(run[first : first + most], model, workspace)

    def _resolved(self) -> Model:
        if self._choice is None:
            raise InvalidInput("no model is chosen", field="VIDEOGEN_IMAGE_MODEL", remedy="see `videogen models list`")
        if self._model is None:
            self._model = resolve_model(self._choice, "image", engine=ENGINE)
        return self._model

    def _takes_references(self) -> bool:
        preset = chosen_preset(self._choice, "image") if self._choice else None
        if self._choice is None or preset is None:
            return False
        return preset.references > 0 and (not preset.ip_adapter or self._choice.ip_adapter is not None)

    def _pictures(self, batch: Sequence[Item], model: Model, workspace: Workspace) -> Iterator[Picture | EngineFailure]:
        """Yield the pictures of a batch, drawn in as many calls as the memory asks for."""
        left = list(batch)
        while left:
            try:
                drawn = self._drawn(left, model, workspace)
            except EngineFailure as failure:
                yield from [failure] * len(left)
                return
            for item, result in zip(left, drawn, strict=False):
                yield _finished(item, result, workspace)
            left = left[len(drawn) :]

    def _drawn(self, items: Sequence[Item], model: Model, workspace: Workspace) -> list[Drawn]:
        """Return what the model draws of the first items, as many as fit."""
        with residency().using(model, workspace=workspace) as resident:
            drawn = within_memory(
                resident,
                lambda size: self._sampled(items[:size], resident, workspace),
                batch=len(items),
                engine=ENGINE,
            )
        self._record.note(model, resident)
        return drawn

    def _sampled(self, items: Sequence[Item], resident: Resident, workspace: Workspace) -> list[Drawn]:
        model, pipeline = resident.model, resident.pipeline
        prompts = [picture_prompt(item.request) for item in items]
        self._tell_unread(prompts, pipeline, model)
        progress = StepProgress(workspace, [item.index for item in items], steps=model.preset.steps)
        call = picture_call(items, prompts, model, pipeline)
        return outcomes(pipeline(**call, callback_on_step_end=progress), model)

    def _tell_unread(self, prompts: Sequence[str], pipeline: Any, model: Model) -> None:
        most = model.preset.text_tokens
        for prompt in prompts:
            if unread := unread_words(pipeline.tokenizer, prompt, most=most):
                self._record.warn(f"{model.name} reads {most} tokens of a prompt; it does not read: {unread}")


def _item(request: ImageRequest, index: int, workspace: Workspace) -> Item:
    return Item(
        index=index,
        request=request,
        references=tuple(workspace.fetch(reference) for reference in request.references),
        photo=workspace.fetch(request.photo) if request.photo else None,
    )


def _finished(item: Item, drawn: Drawn, workspace: Workspace) -> Picture | EngineFailure:
    """Return a drawn picture as it is kept, or why there is none."""
    if isinstance(drawn, EngineFailure):
        return drawn
    try:
        return kept_picture(drawn, item.request, item.index, workspace, engine=ENGINE)
    except EngineRefused as error:
        return error
