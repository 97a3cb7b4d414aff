"""Wiring: what Dagster finds here is all there is."""

import dagster as dg

from videogen_dagster.assets.brief import brief
from videogen_dagster.assets.captions import captions
from videogen_dagster.assets.character_sheets import character_sheets
from videogen_dagster.assets.film import film
from videogen_dagster.assets.lip_sync import lip_sync
from videogen_dagster.assets.music import music
from videogen_dagster.assets.narration import narration
from videogen_dagster.assets.placing import placed
from videogen_dagster.assets.preview import preview
from videogen_dagster.assets.prompts import prompts
from videogen_dagster.assets.publication import publication
from videogen_dagster.assets.renditions import renditions
from videogen_dagster.assets.scene_animation import scene_animation
from videogen_dagster.assets.scene_animations import scene_animations
from videogen_dagster.assets.scene_clips import scene_clips
from videogen_dagster.assets.scene_image import scene_image
from videogen_dagster.assets.scene_images import scene_images
from videogen_dagster.assets.scene_narration import scene_narration
from videogen_dagster.assets.soundtrack import soundtrack
from videogen_dagster.assets.storyboard import storyboard
from videogen_dagster.assets.transitions import transitions
from videogen_dagster.executor.resident import resident_executor
from videogen_dagster.jobs import make_dropped_film, make_film, make_preview
from videogen_dagster.resources.drops import DropsResource
from videogen_dagster.resources.engines import (
    AnimationEngineResource,
    ImageEngineResource,
    LipSyncEngineResource,
    MusicEngineResource,
    ScriptEngineResource,
    SpeechEngineResource,
    gpu_engines,
)
from videogen_dagster.resources.stage_io import SettledStageValuesResource, StageValuesResource
from videogen_dagster.resources.studio import StudioResource
from videogen_dagster.schedules.cleaning import (
    clean_store_and_home,
    index_receipts,
    prune_records,
    receipts_are_indexed,
    records_are_pruned,
    store_is_cleaned,
)
from videogen_dagster.sensors.callbacks import ends_of_drops_are_posted
from videogen_dagster.sensors.dropped import dropped_files_become_films
from videogen_dagster.sensors.failed_drops import failures_of_drops_are_told
from videogen_dagster.sensors.following import films_follow_their_scenes
from videogen_dagster.sensors.lost_runs import lost_runs_are_told

defs = dg.Definitions(
    assets=placed(
        [
            brief,
            storyboard,
            prompts,
            character_sheets,
            scene_images,
            narration,
            captions,
            scene_animations,
            lip_sync,
            music,
            soundtrack,
            scene_clips,
            transitions,
            film,
            renditions,
            preview,
            publication,
            scene_image,
            scene_animation,
            scene_narration,
        ],
        gpu_engines=gpu_engines(),
    ),
    jobs=[make_film, make_dropped_film, make_preview, index_receipts, clean_store_and_home, prune_records],
    schedules=[receipts_are_indexed, store_is_cleaned, records_are_pruned],
    sensors=[
        films_follow_their_scenes,
        dropped_files_become_films,
        ends_of_drops_are_posted,
        failures_of_drops_are_told,
        lost_runs_are_told,
    ],
    resources={
        "studio": StudioResource(),
        "drops": DropsResource(),
        "io_manager": StageValuesResource(),
        "settled_io_manager": SettledStageValuesResource(),
        "script_engine": ScriptEngineResource(),
        "image_engine": ImageEngineResource(),
        "animation_engine": AnimationEngineResource(),
        "speech_engine": SpeechEngineResource(),
        "lip_sync_engine": LipSyncEngineResource(),
        "music_engine": MusicEngineResource(),
    },
    executor=resident_executor,
)
