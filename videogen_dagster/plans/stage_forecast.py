"""What a stage would do with requests of which some are not known to the last detail yet."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Generic, Literal, TypeVar, cast

from videogen_dagster.core.fingerprint import fingerprint
from videogen_dagster.core.stand_ins import stand_in
from videogen_dagster.core.values import Value
from videogen_dagster.engines.makers import Makers, makers_of
from videogen_dagster.engines.production import Made
from videogen_dagster.engines.protocols import Engine
from videogen_dagster.resources.earlier_takes import EarlierTakes
from videogen_dagster.store.media_store import MediaStore
from videogen_dagster.store.past_work import PastWork
from videogen_dagster.store.receipts import find_result

ValueT = TypeVar("ValueT")
RequestT = TypeVar("RequestT", bound=Value)
ResultT = TypeVar("ResultT", bound=Value)

Fate = Literal["reused", "made", "may"]
"""`may`: made, unless what it is made from comes out as something that it was made from before."""

WHOLE: Final = ""
"""Stands for the scene where a stage works on the whole film."""


@dataclass(frozen=True, slots=True)
class Between(Generic[ValueT]):
    """Two values between which the truth lies; it is known where they are equal."""

    least: ValueT
    most: ValueT


def between(build: Callable[..., ValueT], *inputs: Between[Any]) -> Between[ValueT]:
    """Return what `build` gives for the one and for the other end of its inputs."""
    return Between(build(*(each.least for each in inputs)), build(*(each.most for each in inputs)))


@dataclass(frozen=True, slots=True)
class SceneForecast(Generic[RequestT, ResultT]):
    """What becomes of a scene.

    Attributes:
        fate: Whether anything of it is made.
        requests: What is asked, one for each line of narration and one for everything else.
        results: What comes of it.
        asked: Those that the engine is asked for.
        engine: Who is asked.
    """

    fate: Fate
    requests: Between[tuple[RequestT, ...]]
    results: Between[tuple[ResultT, ...]]
    asked: tuple[RequestT, ...]
    engine: Engine[RequestT, ResultT]

    @property
    def calls(self) -> int:
        """How often the engine is asked."""
        return len(self.asked)


@dataclass(frozen=True, slots=True)
class StageForecast(Generic[RequestT, ResultT]):
    """What becomes of the scenes of a stage; a stage that works on the whole film has one, called `WHOLE`."""

    stage: str
    result_type: type[ResultT]
    scenes: Mapping[str, SceneForecast[RequestT, ResultT]]

    def results(self) -> Between[dict[str, tuple[ResultT, ...]]]:
        """Return what comes of every scene."""
        told = self.scenes.items()
        return Between(
            {scene: each.results.least for scene, each in told}, {scene: each.results.most for scene, each in told}
        )

    def only(self) -> Between[ResultT]:
        """Return what comes of a stage that works on the whole film."""
        results = self.scenes[WHOLE].results
        return Between(results.least[0], results.most[0])

    def fates(self, scene: str | None = None) -> set[Fate]:
        """Return what becomes of one scene (nothing if it is none of the stage's), or of all."""
        return {each.fate for name, each in self.scenes.items() if scene is None or name == scene}


@dataclass(frozen=True, slots=True)
class RenditionForecast:
    """What becomes of the scenes of another aspect, or of a rendition.

    Attributes:
        label: The aspect or the rendition.
        stages: What is made, in order.
        shows: What a rendition shows: clips and lips of the film, or of its aspect.
    """

    label: str
    stages: tuple[StageForecast, ...]
    shows: tuple[StageForecast, ...] = ()


class Forecaster:
    """Looks up what is there already, and nothing else: no engine is asked for a result and nothing is written.

    Args:
        store: Receipts, takes and media.
    """

    def __init__(self, store: MediaStore) -> None:
        self._store = store

    @cached_property
    def past(self) -> PastWork:
        """What was ever made; read when it is needed, as a film in which nothing changes needs none of it."""
        return PastWork.read(self._store)

    def forecast(
        self,
        stage: str,
        wanted: Between[dict[str, list[RequestT]]],
        *,
        engine: Engine[RequestT, ResultT] | Makers[ResultT],
        result_type: type[ResultT],
        takes: EarlierTakes | None = None,
        renew: bool = False,
    ) -> StageForecast[RequestT, ResultT]:
        """Return what becomes of every scene of a stage.

        Args:
            stage: Name of the asset.
            wanted: Its requests by scene, the same scenes and numbers of requests at both ends.
            engine: What would generate, or who would make which type of request.
            result_type: What the engine yields.
            takes: The earlier takes, for a stage that has some.
            renew: Takes of another engine do not count.

        Raises:
            InvalidInput: A picked take is not there or does not fit.
            StorageFailure: The store cannot be read.
        """
        makers = makers_of(engine)
        counted: set[str] = set()
        scenes: dict[str, SceneForecast[RequestT, ResultT]] = {}
        for scene, least in wanted.least.items():
            requests = Between(tuple(least), tuple(wanted.most[scene]))
            maker = makers.of(least)
            found = _earlier(takes, scene, requests, maker, result_type, renew=renew) if takes else None
            if found is not None:
                results = tuple(made.result for made in found)
                scenes[scene] = SceneForecast("reused", requests, Between(results, results), asked=(), engine=maker)
            else:
                scenes[scene] = self._scene(requests, maker, result_type, counted)
        return StageForecast(stage, result_type, scenes)

    def _scene(
        self,
        requests: Between[tuple[RequestT, ...]],
        engine: Engine[RequestT, ResultT],
        result_type: type[ResultT],
        counted: set[str],
    ) -> SceneForecast[RequestT, ResultT]:
        asked: list[RequestT] = []
        fates: list[Fate] = []
        results: list[Between[ResultT]] = []
        for least, most in zip(requests.least, requests.most, strict=True):
            name = fingerprint(least, engine.fingerprint())
            found = find_result(self._store, name, result_type) if least == most else None
            if found is not None:
                results.append(Between(found, found))
                continue
            fates.append(self._fate(least, most))
            ends = Between(stand_in(least, "least"), stand_in(most, "most"))
            results.append(cast("Between[ResultT]", ends))
            if least != most or name not in counted:  # equal requests are made once
                asked.append(most)
            counted.add(name)
        fate: Fate = "made" if "made" in fates else "may" if fates else "reused"
        return SceneForecast(
            fate,
            requests,
            Between(tuple(each.least for each in results), tuple(each.most for each in results)),
            asked=tuple(asked),
            engine=engine,
        )

    def _fate(self, least: Value, most: Value) -> Fate:
        """Return what becomes of a request whose result is not there as far as it is known."""
        return "may" if least != most and self.past.may_have(least, most) else "made"


def _earlier(
    takes: EarlierTakes,
    scene: str,
    requests: Between[tuple[RequestT, ...]],
    engine: Engine[RequestT, ResultT],
    result_type: type[ResultT],
    *,
    renew: bool,
) -> Sequence[Made[ResultT]] | None:
    """Return the take that a scene goes on with; one that must fit can only be found for requests that are known."""
    if requests.least == requests.most:
        return takes.find(scene, requests.least, result_type, engine=engine.fingerprint(), renew=renew)
    return takes.find_picked(scene, result_type, count=len(requests.least))
