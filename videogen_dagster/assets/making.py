"""What all stages share: requests by scene in, results by scene out, failures told by scene."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

from videogen_dagster.assets.refusals import with_command
from videogen_dagster.core.choices import TakenPart
from videogen_dagster.core.direction import SceneEdit
from videogen_dagster.core.errors import VideogenError
from videogen_dagster.core.fingerprint import fingerprint
from videogen_dagster.core.shared_failures import ScenesFailed
from videogen_dagster.core.values import Value
from videogen_dagster.engines.makers import Makers, makers_of
from videogen_dagster.engines.production import Made, Production, produce, sum_of
from videogen_dagster.engines.protocols import Engine
from videogen_dagster.resources.earlier_takes import EarlierTakes
from videogen_dagster.resources.studio import Studio
from videogen_dagster.resources.takes_file import record_take
from videogen_dagster.store.receipts import find_result

RequestT = TypeVar("RequestT", bound=Value)
ResultT = TypeVar("ResultT", bound=Value)


def make_all(
    requests: Mapping[str, RequestT],
    *,
    engine: Engine[RequestT, ResultT],
    result_type: type[ResultT],
    studio: Studio,
    project: str,
    stage: str,
    beside: bool = False,
) -> tuple[dict[str, Made[ResultT]], Production[ResultT]]:
    """Return a result for every named request, generating what is missing.

    Args:
        requests: What is wanted, by the names that people read.
        engine: What generates.
        result_type: What the engine yields.
        studio: Where.
        project: The project.
        stage: Name of the asset.
        beside: Another stage is going on, and tells how far it is: this one does not.

    Raises:
        ScenesFailed: Some could not be made; the others are made and recorded.
        Cancelled: A person stopped the work.
        StorageFailure: The store cannot be read or written.
    """
    names = list(requests)
    production = produce(
        list(requests.values()),
        engine=engine,
        result_type=result_type,
        store=studio.store,
        open_workspace=lambda indices: (
            studio.beside(project, stage)
            if beside
            else studio.stage(project, stage, items=[names[index] for index in indices])
        ),
        project=project,
        purse=studio.purse(project, stage, items=names),
    )
    if failed := production.failures():
        raise ScenesFailed(stage, {names[index]: error for index, error in failed.items()})
    made = (outcome for outcome in production.outcomes if isinstance(outcome, Made))
    return dict(zip(names, made, strict=True)), production


@dataclass(frozen=True, slots=True)
class SceneResults(Generic[ResultT]):
    """What became of the scenes of a stage.

    Attributes:
        stage: Name of the asset.
        engine: Name of the configured engine.
        made: Results by scene, one for each request of the scene, in order.
        failures: What went wrong, by scene.
    """

    stage: str
    engine: str
    made: Mapping[str, tuple[Made[ResultT], ...]]
    failures: Mapping[str, VideogenError]

    @property
    def generated(self) -> int:
        """How many results were generated, not found."""
        return sum(not result.reused for results in self.made.values() for result in results)

    @property
    def reused(self) -> int:
        """How many results were there already."""
        return sum(result.reused for results in self.made.values() for result in results)

    @property
    def cost_usd(self) -> Decimal | None:
        """What was paid for them now, or None if nothing is known of it."""
        return sum_of(made.cost_usd for results in self.made.values() for made in results)

    def check(self) -> None:
        """See that all scenes are made.

        Raises:
            ScenesFailed: Some are not; the others are made and recorded.
        """
        if self.failures:
            raise ScenesFailed(self.stage, self.failures)


@dataclass(frozen=True, slots=True)
class SceneStage:
    """A stage at work on the scenes of a project.

    Attributes:
        studio: Where.
        project: The project.
        name: Name of the asset.
        part: What of a scene it makes.
        edits: What people changed, by scene.
        shape: In which rendition's shape the scenes are made (`9x16`), or empty: in the film's.
    """

    studio: Studio
    project: str
    name: str
    part: TakenPart
    edits: Mapping[str, SceneEdit]
    shape: str = ""

    def make(
        self,
        requests: Mapping[str, Sequence[RequestT]],
        *,
        engine: Engine[RequestT, ResultT] | Makers[ResultT],
        result_type: type[ResultT],
        renew: bool = False,
        on_result: Callable[[str, ResultT], None] | None = None,
    ) -> SceneResults[ResultT]:
        """Return the results of every scene: an earlier take where one was picked or fits, else a new one.

        Args:
            requests: What is wanted, by scene; several are the lines of a scene.
            engine: What generates, or who makes which type of request.
            result_type: What the engine yields.
            renew: Make again what another engine than the configured one made.
            on_result: Told each scene's result as soon as it is there; a scene of several requests is told of several.

        Raises:
            InvalidInput: A picked take is not there or does not fit.
            Cancelled: A person stopped the work.
            StorageFailure: The store cannot be read or written.
        """
        makers = makers_of(engine)
        takes = EarlierTakes(self.studio.store, self.project, self.part, self.edits, self.shape)
        made: dict[str, tuple[Made[ResultT], ...]] = {}
        for scene, wanted in requests.items():
            current = makers.of(wanted).fingerprint()
            found = takes.find(scene, wanted, result_type, engine=current, renew=renew)
            if found is not None:
                made[scene] = found
                _tell(on_result, scene, found)
        missing = {scene: wanted for scene, wanted in requests.items() if scene not in made}
        failures: dict[str, VideogenError] = {}
        for maker, share in makers.shares(missing):
            production = self._produce(share, maker, result_type, on_result)
            outcomes = iter(production.outcomes)
            for scene, wanted in share.items():
                results = tuple(next(outcomes) for _ in wanted)
                if failed := [outcome for outcome in results if not isinstance(outcome, Made)]:
                    failures[scene] = with_command(failed[0], project=self.project, scene=scene, part=self.part)
                    continue
                made[scene] = tuple(outcome for outcome in results if isinstance(outcome, Made))
                self._record(scene, made[scene], engine=maker.fingerprint())
        in_order = {scene: made[scene] for scene in requests if scene in made}
        return SceneResults(self.name, makers.configured.capabilities().name, in_order, failures)

    def missing(
        self,
        requests: Mapping[str, Sequence[RequestT]],
        *,
        engine: Engine[RequestT, ResultT] | Makers[ResultT],
        result_type: type[ResultT],
        renew: bool = False,
    ) -> dict[str, Sequence[RequestT]]:
        """Return the scenes for which `make` would ask the configured engine; of scenes that ask for the same, the first.

        Args:
            requests: What is wanted, by scene.
            engine: What generates, or who makes which type of request.
            result_type: What the engine yields.
            renew: Make again what another engine than the configured one made.

        Raises:
            InvalidInput: A picked take is not there or does not fit.
            StorageFailure: The store cannot be read.
        """
        makers = makers_of(engine)
        takes = EarlierTakes(self.studio.store, self.project, self.part, self.edits, self.shape)
        current = makers.configured.fingerprint()
        missing: dict[tuple[str, ...], str] = {}
        for scene, wanted in requests.items():
            if makers.of(wanted) is not makers.configured:
                continue
            if takes.find(scene, wanted, result_type, engine=current, renew=renew) is not None:
                continue
            names = tuple(fingerprint(request, current) for request in wanted)
            if any(find_result(self.studio.store, name, result_type) is None for name in names):
                missing.setdefault(names, scene)
        return {scene: requests[scene] for scene in missing.values()}

    def _produce(
        self,
        requests: Mapping[str, Sequence[RequestT]],
        engine: Engine[RequestT, ResultT],
        result_type: type[ResultT],
        on_result: Callable[[str, ResultT], None] | None,
    ) -> Production[ResultT]:
        scenes = [scene for scene, wanted in requests.items() for _ in wanted]
        names = [_label(scene, index, wanted) for scene, wanted in requests.items() for index in range(len(wanted))]

        def tell(index: int, result: ResultT) -> None:
            if on_result is not None:
                on_result(scenes[index], result)

        return produce(
            [request for wanted in requests.values() for request in wanted],
            engine=engine,
            result_type=result_type,
            store=self.studio.store,
            open_workspace=lambda indices: self.studio.stage(
                self.project, self.name, items=[names[index] for index in indices]
            ),
            on_result=tell,
            project=self.project,
            purse=self.studio.purse(self.project, self.name, items=names),
        )

    def _record(self, scene: str, results: Sequence[Made[ResultT]], *, engine: str) -> None:
        edit = None if self.part in {"lip_sync", "sheet"} else self.edits.get(scene, SceneEdit()).part(self.part)
        names = [result.fingerprint for result in results]
        record_take(
            self.studio.store,
            self.project,
            scene,
            self.part,
            fingerprints=names,
            engine=engine,
            edit=edit,
            shape=self.shape,
        )


def _tell(on_result: Callable[[str, ResultT], None] | None, scene: str, results: Sequence[Made[ResultT]]) -> None:
    if on_result is not None:
        for made in results:
            on_result(scene, made.result)


def _label(scene: str, index: int, wanted: Sequence[Value]) -> str:
    return scene if len(wanted) == 1 else f"{scene} line {index + 1}"
