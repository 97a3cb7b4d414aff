"""The whole graph over fake engines, for one small project of three scenes."""

import shutil
from collections.abc import Collection
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Self

import dagster as dg

from tests.fakes.animation_engine import FakeAnimationEngine
from tests.fakes.image_engine import FakeImageEngine
from tests.fakes.instance import instance_in_lists, keep_records, records_in
from tests.fakes.lip_sync_engine import FakeLipSyncEngine
from tests.fakes.music_engine import FakeMusicEngine
from tests.fakes.script_engine import FakeScriptEngine
from tests.fakes.speech_engine import FakeSpeechEngine
from videogen_dagster.assets.placing import placed
from videogen_dagster.assets.scene_history import SCENE_ASSETS
from videogen_dagster.core import keys
from videogen_dagster.core.brief import Idea
from videogen_dagster.core.choices import Part
from videogen_dagster.core.direction import SceneEdit
from videogen_dagster.core.film_settings import FilmSettings, Resolution
from videogen_dagster.core.storyboard import Character, Line, Scene, Storyboard
from videogen_dagster.definitions import defs
from videogen_dagster.engines.composites import Composites
from videogen_dagster.engines.protocols import ScriptEngine
from videogen_dagster.media.encoders import SOFTWARE, Encoder
from videogen_dagster.partitions import scene_key
from videogen_dagster.plans.film_forecast import Engines
from videogen_dagster.plans.repetition import film_stages
from videogen_dagster.resources.briefing import accept_brief
from videogen_dagster.resources.direction_file import load_edits
from videogen_dagster.resources.drops import Drops
from videogen_dagster.resources.locks import locked
from videogen_dagster.resources.stage_io import SettledStageValues, StageValues
from videogen_dagster.resources.studio import Studio
from videogen_dagster.scripts.draft import Draft
from videogen_dagster.settings import load_settings
from videogen_dagster.store.media_store import MediaStore

QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}

PLAN = Storyboard(
    title="Three hills",
    settings=FilmSettings(resolution=Resolution.P360),
    characters=(Character(id="narrator", name="Narrator"), Character(id="ann", name="Ann")),
    scenes=(
        Scene(id="001", image_prompt="first hill", duration_s=1, lines=(Line(character="narrator", text="One hill."),)),
        Scene(
            id="002",
            image_prompt="second hill",
            duration_s=1,
            lines=(Line(character="ann", text="Two hills!", on_screen=True),),
            characters=("ann",),
        ),
        Scene(id="003", image_prompt="third hill", duration_s=1),
    ),
)

TO_PLAN = ("brief", "storyboard", "prompts")
TO_LINES = (*TO_PLAN, "narration")
TO_PICTURES = (*TO_PLAN, "character_sheets", "scene_images")
TO_CLIPS = (*TO_PICTURES, "narration", "scene_animations")
TO_LIPS = (*TO_CLIPS, "lip_sync")
"""What of a film a test makes that is about one stage: mixing and joining take longer than all before."""


@dataclass
class Stage:
    folder: Path
    images: FakeImageEngine = field(default_factory=FakeImageEngine)
    animations: FakeAnimationEngine = field(default_factory=FakeAnimationEngine)
    speech: FakeSpeechEngine = field(default_factory=FakeSpeechEngine)
    lips: FakeLipSyncEngine = field(default_factory=FakeLipSyncEngine)
    music: FakeMusicEngine = field(default_factory=FakeMusicEngine)
    plan: Storyboard = PLAN
    encoder: Encoder = SOFTWARE
    composites: tuple[str, ...] = ()
    gpu_engines: tuple[str, ...] = ()
    gpu_workers: int = 1
    script: ScriptEngine | None = None

    def __post_init__(self):
        self.store = MediaStore.in_folder(self.folder / "store")
        self.records = records_in(self.folder)
        self.instance = instance_in_lists(self.folder, self.records)
        self.instance.add_dynamic_partitions("projects", ["hills"])

    def studio(self) -> Studio:
        """Return where films are made."""
        return Studio(
            self.store,
            scratch=self.folder / "scratch",
            films=self.folder / "films",
            previews=self.folder / "previews",
            locks=self.folder / "locks",
            encoder=lambda: self.encoder,
            composites=Composites(self.composites),
            gpu_workers=self.gpu_workers,
        )

    @property
    def drops(self) -> Drops:
        """The drop folder of this deployment, in the folder."""
        return Drops(load_settings({}, home=self.folder))

    @classmethod
    def copied(cls, original: Path, folder: Path, **options: Any) -> Self:
        """Return another stage in a copy of a folder, with its runs if they were kept."""
        shutil.copytree(original, folder)
        return cls(folder, **options)

    def make(self, *, only: Collection[str] = (), **config: object) -> dg.ExecuteInProcessResult:
        """Make the stages that a command would make, or only some; `config` is that of stages, by their names."""
        self.begin()
        only = only or film_stages(self.store, "hills")
        return self._run(self.stages(), "hills", config, only=only)

    def stages(self) -> list[dg.AssetsDefinition]:
        """Return the assets of projects as they are when GPUs make what these `gpu_engines` make."""
        return placed([node for node in defs.assets or [] if not _is_scene_asset(node)], self.gpu_engines)

    def begin(self) -> None:
        """Give the project its brief, if it has none."""
        if not self.store.exists(keys.brief("hills")):
            draft = Draft(name="hills", title="Hills", content=Idea(text="hills"), settings={})
            accept_brief(self.store, "hills", draft, overrides={"resolution": "360p"})

    def retake(self, part: Part, scene: str, **config: object) -> dg.ExecuteInProcessResult:
        """Materialize one scene asset, as from the Launchpad."""
        (asset,) = [node for node in defs.assets or [] if node.key == SCENE_ASSETS[part]]
        return self._run([asset], scene_key("hills", scene), {f"scene__{part}": config})

    def edits(self) -> dict[str, SceneEdit]:
        return load_edits(self.store, "hills")

    def _run(
        self,
        assets: list[dg.AssetsDefinition],
        partition: str,
        config: dict,
        *,
        only: Collection[str] | None = None,
    ) -> dg.ExecuteInProcessResult:
        resources = {
            "studio": self.studio(),
            "drops": self.drops,
            "io_manager": StageValues(self.store),
            "settled_io_manager": SettledStageValues(self.store),
            **{
                f"{kind.name}_engine": getattr(self.engines(), kind.name)
                for kind in fields(Engines)
                if kind.name not in {"encoder", "composites"}
            },
        }
        return dg.materialize(
            assets,
            selection=None if only is None else list(only),
            partition_key=partition,
            instance=self.instance,
            resources=resources,
            raise_on_error=False,
            run_config={"ops": {name: {"config": given} for name, given in config.items()}, **QUIET},
        )

    def engines(self) -> Engines:
        return Engines(
            script=self.script or FakeScriptEngine(storyboard=self.plan),
            image=self.images,
            animation=self.animations,
            speech=self.speech,
            lip_sync=self.lips,
            music=self.music,
            encoder=self.encoder,
            composites=Composites(self.composites),
        )

    def calls(self) -> dict[str, int]:
        engines = {
            "image": self.images,
            "animation": self.animations,
            "speech": self.speech,
            "lips": self.lips,
            "music": self.music,
        }
        return {name: len(engine.calls) for name, engine in engines.items()}


def made_once(shared: Path) -> Path:
    """Return the folder of the film, which the first process that asks for it makes."""
    folder = shared / "fake-hills"
    with locked(shared / "fake-hills.lock", while_waiting=lambda: None):
        if not folder.exists():
            first = Stage(shared / "fake-hills.new")
            assert first.make().success
            keep_records(first.folder, first.records)
            first.folder.rename(folder)
    return folder


def _is_scene_asset(node: dg.AssetsDefinition) -> bool:
    return node.key in SCENE_ASSETS.values()


def failure_of(result: dg.ExecuteInProcessResult) -> dict[str, object]:
    """Return the record of the error that a failed step tells."""
    (failure,) = [event for event in result.all_events if event.is_step_failure]
    data = failure.step_failure_data.user_failure_data
    assert data is not None, failure.step_failure_data.error
    return {name: value.value for name, value in data.metadata.items()}


def scenes_told(result: dg.ExecuteInProcessResult) -> set[tuple[str, str]]:
    """Return part and scene of all materializations of scene assets in a run."""
    told = [
        event.step_materialization_data.materialization for event in result.all_events if event.is_step_materialization
    ]
    return {
        (event.asset_key.path[1], event.partition.split("|")[1])
        for event in told
        if event.asset_key in SCENE_ASSETS.values()
    }


def materialized(result: dg.ExecuteInProcessResult, asset: str) -> dg.AssetMaterialization:
    """Return what a step told of its own asset; a stage tells of single scenes, too."""
    (event,) = [told for told in result.asset_materializations_for_node(asset) if told.asset_key == dg.AssetKey(asset)]
    return event
