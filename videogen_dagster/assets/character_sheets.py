"""How the leading characters look: a picture each."""

from collections.abc import Mapping

import dagster as dg

from videogen_dagster.assets.failures import failures
from videogen_dagster.assets.making import SceneResults, SceneStage
from videogen_dagster.assets.metadata import OWNERS, SHOWN_DIGITS, Cell, cost_metadata, stage_output, table, thumbnails
from videogen_dagster.assets.visual_config import VisualConfig
from videogen_dagster.core.character_sheets import sheet_requests
from videogen_dagster.core.media import Media, Picture
from videogen_dagster.core.requests import ImageRequest, Likeness
from videogen_dagster.core.stages import CharacterSheet, CharacterSheets
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.engines.protocols import FindsMedia, ImageEngine
from videogen_dagster.partitions import projects
from videogen_dagster.resources.stage_values import find_stage
from videogen_dagster.resources.studio import Studio
from videogen_dagster.store.media_store import MediaStore

STAGE = "character_sheets"


@dg.asset(name=STAGE, partitions_def=projects, group_name="pictures", kinds={"png"}, owners=OWNERS)
def character_sheets(
    context: dg.AssetExecutionContext,
    config: VisualConfig,
    storyboard: Storyboard,
    studio: dg.ResourceParam[Studio],
    image_engine: dg.ResourceParam[ImageEngine],
) -> dg.MaterializeResult[CharacterSheets]:
    """How the leading characters look: engines that can draw people by these pictures do."""
    project = context.partition_key
    requests = wanted_sheets(storyboard, project, image_engine)
    with failures(context):
        results = SceneStage(studio, project, STAGE, "sheet", {}).make(
            {who: [request] for who, request in requests.items()},
            engine=image_engine,
            result_type=Picture,
            renew=config.stale_models,
        )
        results.check()
        value = sheets_value(requests, results)
        names = {who.id: who.name for who in storyboard.characters}
        pictures = thumbnails(studio.store, ((names[each.character], each.result.image) for each in value.sheets))
    return stage_output(value, {**pictures, **_told(requests, results)})


def wanted_sheets(storyboard: Storyboard, project: str, engine: ImageEngine) -> dict[str, ImageRequest]:
    """Return what the sheets are made from; none where they would cost something and nobody would draw by them."""
    able = engine.capabilities()
    is_worth_it = able.takes_references or (able.offline and not isinstance(engine, FindsMedia))
    return sheet_requests(storyboard, project) if is_worth_it else {}


def sheets_value(requests: Mapping[str, ImageRequest], results: SceneResults[Picture]) -> CharacterSheets:
    """Return sheets as the stage holds them."""
    return CharacterSheets(
        engine=results.engine,
        sheets=tuple(
            CharacterSheet(
                character=who, shows=requests[who].characters[0], fingerprint=made.fingerprint, result=made.result
            )
            for who, (made,) in results.made.items()
        ),
    )


def references_for(engine: ImageEngine, sheets: CharacterSheets) -> Mapping[Likeness, Media]:
    """Return the sheets that an engine draws by, by whom they show; none if it cannot."""
    return sheets.pictures() if engine.capabilities().takes_references else {}


def held_sheets(store: MediaStore, project: str) -> CharacterSheets:
    """Return the sheets that a project has; none for one that was last made before there were sheets.

    Raises:
        StorageFailure: The store cannot be read.
    """
    return find_stage(store, project, STAGE, CharacterSheets) or CharacterSheets()


def _told(requests: Mapping[str, ImageRequest], results: SceneResults[Picture]) -> dict[str, dg.MetadataValue | Cell]:
    rows = [
        {
            "character": requests[who].characters[0].name,
            "prompt": requests[who].prompt,
            "seed": str(requests[who].seed),
            "reused": made.reused,
            "fingerprint": made.fingerprint[:SHOWN_DIGITS],
        }
        for who, (made,) in results.made.items()
    ]
    return {
        "made": results.generated,
        "reused": results.reused,
        "engine": results.engine,
        **cost_metadata(results.cost_usd),
        "characters": table(rows),
    }
