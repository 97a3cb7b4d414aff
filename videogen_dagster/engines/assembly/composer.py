"""Lets functions of the deployment compose scenes."""

from collections.abc import Iterator, Sequence
from typing import Final

from videogen_dagster.core.errors import EngineFailure, EngineRefused, InvalidInput
from videogen_dagster.core.media import Clip
from videogen_dagster.core.requests import CompositeRequest
from videogen_dagster.engines.composites import Composites
from videogen_dagster.engines.protocols import Capabilities, Workspace
from videogen_dagster.media.encoders import SOFTWARE, Encoder

COMPOSER: Final = "composer"


class SceneComposer:
    """Writes what composite functions show, one scene after the other: a function need not bear threads.

    Args:
        composites: The functions of the deployment.
        encoder: What encodes.
    """

    VERSION = 1

    def __init__(self, composites: Composites, encoder: Encoder = SOFTWARE) -> None:
        self._composites, self._encoder = composites, encoder

    def fingerprint(self) -> str:
        return self._encoder.named(f"{COMPOSER}/{self.VERSION}")

    def capabilities(self) -> Capabilities:
        return Capabilities(name=COMPOSER, offline=True)

    def generate(self, requests: Sequence[CompositeRequest], workspace: Workspace) -> Iterator[Clip | EngineFailure]:
        from videogen_dagster.engines.assembly.composing import compose  # NumPy and PyAV; not for scenes that are found

        for index, request in enumerate(requests):
            workspace.check()
            try:
                composite = self._composites.find(request.function)
                yield compose(index, request, composite, workspace, encoder=self._encoder)
            except InvalidInput as error:
                yield EngineRefused(error.message, engine=COMPOSER, remedy=error.remedy)
            except EngineFailure as failure:
                yield failure
