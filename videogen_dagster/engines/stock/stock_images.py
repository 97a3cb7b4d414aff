"""Image engines that find photos and clips instead of drawing: one flow for all places where these are."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from videogen_dagster.core.charges import Charge
from videogen_dagster.core.errors import EngineFailure, EngineRefused, InvalidInput
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.fingerprint import canonical_json
from videogen_dagster.core.media import Picture
from videogen_dagster.core.requests import ImageRequest
from videogen_dagster.core.searching import search_for
from videogen_dagster.core.stock_media import FoundMedia, MediaSearch, chosen
from videogen_dagster.engines.protocols import Capabilities, Workplace, Workspace
from videogen_dagster.engines.provider_choice import ProviderChoice
from videogen_dagster.engines.providers.in_order import Leaving, each_in_order
from videogen_dagster.engines.stock.refusals import nothing_left

_VERSION: Final = 1


class OpenSource(Protocol):
    """A place with photos and clips, ready to be asked; methods may be called from any thread."""

    @property
    def at_once(self) -> int:
        """How many may ask at once."""
        ...

    def find(self, search: MediaSearch) -> tuple[FoundMedia, ...]:
        """Return what answers a search, the best first.

        Raises:
            EngineFailure: Nothing does, or nobody can be asked.
        """
        ...

    def fetch(self, found: FoundMedia, size: FrameSize, path: Path) -> Path:
        """Return a local file of something that was found, seen to be whole: for `path` without a suffix, or its own.

        Raises:
            EngineFailure: It is not there any more, or cannot be fetched.
            InvalidInput: It is no photo or clip that can be shown.
        """
        ...


@dataclass(frozen=True, slots=True)
class StockSource:
    """Where photos and clips are.

    Attributes:
        name: What configuration and messages call the engine.
        offline: Whether it works without network and keys.
        facts: What of the deployment's choice decides what is found, by name; raises `InvalidInput` if it cannot be used.
        open: Opens it.
    """

    name: str
    offline: bool
    facts: Callable[[ProviderChoice | None], Mapping[str, object]]
    open: Callable[[ProviderChoice | None, Callable[[], None]], AbstractContextManager[OpenSource]]


class StockImageEngine:
    """Shows photos and clips that others made; within a batch none is shown twice.

    Args:
        source: Where they are.
        choice: What the deployment says of that place.
    """

    def __init__(self, source: StockSource, choice: ProviderChoice | None = None) -> None:
        self._source = source
        self._choice = choice

    def with_provider(self, choice: ProviderChoice) -> "StockImageEngine":
        """Return the same engine with that provider."""
        return StockImageEngine(self._source, choice)

    def fingerprint(self) -> str:
        facts = canonical_json(dict(self._source.facts(self._choice))).decode()
        return f"{self._source.name}/{_VERSION} {facts}"

    def capabilities(self) -> Capabilities:
        return Capabilities(name=self._source.name, offline=self._source.offline)

    def charges(self, request: ImageRequest) -> tuple[Charge, ...]:  # noqa: ARG002  # whatever is asked
        """Return nothing: it is free."""
        return ()

    def find(
        self, searches: Sequence[MediaSearch], workplace: Workplace
    ) -> Iterator[tuple[FoundMedia, ...] | EngineFailure]:
        workplace.check()
        if not searches:
            return
        leaving = Leaving(workplace.check)
        with self._source.open(self._choice, leaving.check) as source:
            yield from each_in_order(
                searches, lambda _, search: source.find(search), at_once=source.at_once, leaving=leaving
            )

    def generate(self, requests: Sequence[ImageRequest], workspace: Workspace) -> Iterator[Picture | EngineFailure]:
        workspace.check()
        if not requests:
            return
        settled = self._settled(requests, workspace)
        leaving = Leaving(workspace.check)
        with self._source.open(self._choice, leaving.check) as source:

            def shown(index: int, found: FoundMedia | EngineFailure) -> Picture:
                leaving.check()
                if isinstance(found, EngineFailure):
                    raise found
                return self._shown(requests[index], found, index, workspace, source)

            yield from each_in_order(settled, shown, at_once=source.at_once, leaving=leaving)

    def _settled(self, requests: Sequence[ImageRequest], workspace: Workspace) -> list[FoundMedia | EngineFailure]:
        """Return what each request shows; those that name nothing choose, another take the next best."""
        open_ones = {str(index): request for index, request in enumerate(requests) if request.found is None}
        searched = [search_for(request) for request in open_ones.values()]
        answers = dict(zip(open_ones, self.find(searched, workspace), strict=True))
        candidates = {
            index: answer[open_ones[index].take - 1 :]
            for index, answer in answers.items()
            if not isinstance(answer, EngineFailure)
        }
        named = {request.found.name for request in requests if request.found}
        choice = chosen(candidates, used=named)
        failures = {index: answer for index, answer in answers.items() if isinstance(answer, EngineFailure)}
        return [
            request.found
            or failures.get(str(index))
            or choice.get(str(index))
            or nothing_left(self._source.name, search_for(request))
            for index, request in enumerate(requests)
        ]

    def _shown(
        self, request: ImageRequest, found: FoundMedia, index: int, workspace: Workspace, source: OpenSource
    ) -> Picture:
        name = self._source.name
        if found.provider != name:
            raise EngineRefused(
                f"what the scene shows is of {found.provider}", engine=name, remedy="ask for a new take of the scene"
            )
        from videogen_dagster.engines.image.diffused_pictures import kept_picture, shown_area
        from videogen_dagster.media.conforming import STOCK_FILLS, middle_picture  # with the one below: OpenCV and
        from videogen_dagster.media.given_pictures import shown_picture  # Pillow, 0.3 s

        width, height = shown_area(request)
        area = FrameSize(width=width, height=height)
        fetched = workspace.directory / f"found_{index:05d}"
        try:
            path = source.fetch(found, request.size, fetched)
            least = 0.0 if request.card or request.photo else STOCK_FILLS  # a backdrop has no borders
            pixels = middle_picture(path, area, fills=True) if found.footage else shown_picture(path, area, least=least)
            picture = kept_picture(pixels, request, index, workspace, engine=name)
            footage = workspace.keep(path) if found.footage else None
        except InvalidInput as error:
            raise EngineRefused(
                f"{found.title or found.id!r} cannot be shown: {error.message}",
                engine=name,
                remedy="ask for a new take of the scene",
            ) from error
        finally:
            for left in fetched.parent.glob(f"{fetched.name}.*"):
                left.unlink()
        return picture.model_copy(update={"found": found, "footage": footage})
