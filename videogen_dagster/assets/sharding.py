"""Stages whose engine runs on GPUs: their scenes are spread over all of them, in shards that are made at the same time.

Such a stage is three ops. `plan` looks which scenes are missing and divides them; each `shard` makes its scenes, as one
batch, into the store; `gather` is the stage's own op, which finds everything there. A shard in which scenes fail has failed:
Dagster then tells why, and starts that shard again and no other, if a person or a policy retries the run from its failure.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

import dagster as dg

from videogen_dagster.assets.failures import failures
from videogen_dagster.assets.making import SceneResults, SceneStage
from videogen_dagster.assets.metadata import Cell, model_metadata
from videogen_dagster.assets.scene_history import tell_scenes
from videogen_dagster.assets.visual_config import VisualConfig
from videogen_dagster.core.choices import TakenPart
from videogen_dagster.core.direction import SceneEdit
from videogen_dagster.core.values import Value
from videogen_dagster.engines.makers import Makers
from videogen_dagster.engines.production import Made
from videogen_dagster.partitions import projects
from videogen_dagster.resources.progress import begin_shards
from videogen_dagster.resources.studio import Studio
from videogen_dagster.store.media_store import MediaStore

ResultT = TypeVar("ResultT", bound=Value)
ValueT = TypeVar("ValueT")

POOL_TAG: Final = "videogen/pool"
ON_GPU: Final[Mapping[str, str]] = {POOL_TAG: "gpu"}
ON_CPU: Final[Mapping[str, str]] = {POOL_TAG: "cpu"}
LOST_WORKERS: Final = dg.RetryPolicy(max_retries=2)
"""For workers that are killed or run out of memory. Of our own errors `failures` decides, and results that were made stay."""
_SPAN: Final = "_to_"

Shows = Callable[[MediaStore, Any, Made[ResultT]], Mapping[str, dg.MetadataValue | Cell]]


@dataclass(frozen=True, slots=True)
class Wanted(Generic[ResultT]):
    """What a stage makes, and who makes it."""

    requests: Mapping[str, Value]
    makers: Makers[ResultT]


@dataclass(frozen=True, slots=True)
class ShardedStage(Generic[ResultT]):
    """What is known of a stage beside its asset.

    Attributes:
        asset: The stage as one op.
        engine: Name of the resource that makes it.
        part: What of a scene it makes.
        result_type: What the engine yields.
        least: Scenes below which another GPU is not worth its start.
        wanted: Gives what the stage makes, from where, the edits, the engine and the values of the stages before it.
        shows: Gives what the UI shows of one scene, of its request and its result; None for scenes without a history.
    """

    asset: dg.AssetsDefinition
    engine: str
    part: TakenPart
    result_type: type[ResultT]
    least: int
    wanted: Callable[[Studio, Mapping[str, SceneEdit], Any, Mapping[str, Any]], Wanted[ResultT]]
    shows: Shows[ResultT] | None = None

    @property
    def name(self) -> str:
        """Name of the asset."""
        return self.asset.op.name


def shards_of(scenes: Sequence[str], *, workers: int, least: int) -> list[list[str]]:
    """Return scenes, in their order, in as many shards as there are workers, all about equally long.

    Args:
        scenes: What is missing; nothing missing is no shard.
        workers: How many there are, 1 or more.
        least: Scenes below which a shard is not worth a worker of its own.
    """
    count = min(len(scenes), max(1, min(workers, len(scenes) // least)))
    return [list(scenes[len(scenes) * at // count : len(scenes) * (at + 1) // count]) for at in range(count)]


def shard_name(scenes: Sequence[str]) -> str:
    """Return what a shard is called in the UI and in step keys: `001_to_004`, or `003` for a single scene."""
    return scenes[0] if len(scenes) == 1 else f"{scenes[0]}{_SPAN}{scenes[-1]}"


def within(shard: str, scenes: Mapping[str, ValueT]) -> dict[str, ValueT]:
    """Return those scenes that belong to a shard.

    A shard is known by its name alone: one that is retried makes what is missing then, and scenes that other shards of the
    same plan make are not among them, whatever those have made since.
    """
    first, _, last = shard.partition(_SPAN)
    return {scene: value for scene, value in scenes.items() if int(first) <= int(scene) <= int(last or first)}


def in_shards(stage: ShardedStage[Any]) -> dg.AssetsDefinition:
    """Return the asset of a stage whose engine runs on GPUs; key, partitions, config and metadata are those of the one op."""
    asset, name = stage.asset, stage.name
    plan, shard, gather = _plan_op(stage), _shard_op(stage), _gather_op(stage)

    def made_in_shards(**inputs: Any) -> Any:
        loaded = {each: inputs[each] for each in shard.ins if each in inputs}
        planned = plan.alias("plan")(**inputs)
        made = planned.map(lambda begun: shard.alias("shard")(begun=begun, **loaded))
        return gather.alias("gather").tag(ON_CPU)(made=made.collect(), **loaded)

    spec = asset.specs_by_key[asset.key]
    graph = dg.graph(
        name=name,
        description=spec.description,
        ins={each: dg.GraphIn() for each in asset.op.ins},
        out={"result": dg.GraphOut()},
        config=dg.ConfigMapping(config_fn=_config_of_ops, config_schema=asset.op.config_schema.as_field().config_type),
    )(made_in_shards)
    return dg.AssetsDefinition.from_graph(
        graph,
        keys_by_input_name=asset.node_keys_by_input_name,
        keys_by_output_name={"result": asset.key},
        partitions_def=projects,
        group_name=spec.group_name,
        descriptions_by_output_name={"result": spec.description or ""},
        tags_by_output_name={"result": spec.tags},
        owners_by_output_name={"result": spec.owners},
    )


def _config_of_ops(config: Mapping[str, Any]) -> dict[str, Any]:
    models = {"stale_models": config["stale_models"]}
    return {"plan": {"config": models}, "shard": {"config": models}, "gather": {"config": dict(config)}}


def _inputs(stage: ShardedStage[Any], *, loaded_only: bool) -> dict[str, dg.In]:
    op = stage.asset.op
    waited_for = {each.name for each in op.input_defs if each.dagster_type.is_nothing} if loaded_only else set()
    return {name: each for name, each in op.ins.items() if name not in waited_for}


def _plan_op(stage: ShardedStage[Any]) -> dg.OpDefinition:
    @dg.op(
        name=f"{stage.name}_plan",
        description="Divides the scenes that are missing among the GPUs.",
        ins=_inputs(stage, loaded_only=False),
        out={"shards": dg.DynamicOut(dagster_type=dg.Nothing)},
        config_schema=VisualConfig.to_config_schema(),
        required_resource_keys={"studio", stage.engine},
        tags=ON_CPU,
    )
    def plan(context: dg.AssetExecutionContext, **inputs: Any) -> Iterator[dg.DynamicOutput[None]]:
        studio, project = context.resources.studio, context.partition_key
        with failures(context):
            missing = _Work.begun(stage, context, studio, inputs).missing()
            shards = shards_of(list(missing), workers=studio.gpu_workers, least=stage.least)
            named = {shard_name(scenes): scenes for scenes in shards}
            if named:
                begin_shards(studio.store, project, stage.name, named, run_id=context.run.run_id)
        for name in named:
            yield dg.DynamicOutput(None, output_name="shards", mapping_key=name)

    return plan


def _shard_op(stage: ShardedStage[Any]) -> dg.OpDefinition:
    @dg.op(
        name=f"{stage.name}_shard",
        description="Makes the scenes of one shard as one batch.",
        ins={**_inputs(stage, loaded_only=True), "begun": dg.In(dg.Nothing)},
        out={"made": dg.Out(dg.Nothing)},
        config_schema=VisualConfig.to_config_schema(),
        required_resource_keys={"studio", stage.engine},
        tags=ON_GPU,
        retry_policy=LOST_WORKERS,
    )
    def shard(context: dg.AssetExecutionContext, **inputs: Any) -> None:
        name = context.op_execution_context.get_mapping_key()
        assert name is not None  # noqa: S101  # the op stands behind dynamic outputs only
        studio = context.resources.studio.in_shard(name)
        with failures(context), studio.together(context.partition_key, stage.name):
            work = _Work.begun(stage, context, studio, inputs)
            results = work.make(within(name, work.missing()))
            told = {"engine": results.engine, "made": results.generated, "reused": results.reused}
            use = model_metadata(getattr(context.resources, stage.engine))
            context.add_output_metadata({**told, **use}, output_name="made")
            _tell(stage, context, work, results)
            results.check()

    return shard


def _gather_op(stage: ShardedStage[Any]) -> dg.OpDefinition:
    op = stage.asset.op
    return op.with_replaced_properties(
        f"{op.name}_gather", ins={**_inputs(stage, loaded_only=True), "made": dg.In(dg.Nothing)}
    )


@dataclass(frozen=True, slots=True)
class _Work:
    """A step at work on scenes of a stage."""

    at: SceneStage
    wanted: Wanted[Any]
    how: Mapping[str, Any]

    @classmethod
    def begun(
        cls, stage: ShardedStage[Any], context: dg.AssetExecutionContext, studio: Studio, inputs: Mapping[str, Any]
    ) -> "_Work":
        edits = studio.edits(context.partition_key)
        wanted = stage.wanted(studio, edits, getattr(context.resources, stage.engine), inputs)
        renew = context.op_execution_context.op_config["stale_models"]
        at = SceneStage(studio, context.partition_key, stage.name, stage.part, edits)
        return cls(at, wanted, {"engine": wanted.makers, "result_type": stage.result_type, "renew": renew})

    def missing(self) -> dict[str, Sequence[Value]]:
        return self.at.missing({scene: [request] for scene, request in self.wanted.requests.items()}, **self.how)

    def make(self, requests: Mapping[str, Sequence[Value]]) -> SceneResults[Any]:
        return self.at.make(requests, **self.how)


def _tell(stage: ShardedStage[Any], context: dg.AssetExecutionContext, work: _Work, results: SceneResults[Any]) -> None:
    """Tell the history of the scenes that a shard made: what the stage does at its end, where it comes to it."""
    if stage.shows is None or stage.part in {"lip_sync", "sheet"}:
        return
    store = work.at.studio.store
    tell_scenes(
        context,
        stage.part,
        before={},
        now={scene: [made.result] for scene, (made,) in results.made.items()},
        metadata={
            scene: stage.shows(store, work.wanted.requests[scene], made) for scene, (made,) in results.made.items()
        },
        is_failing=bool(results.failures),
    )
