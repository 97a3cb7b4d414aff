"""What becomes of the words of a film that is spoken in another language: the translations that a model will be asked for."""

from videogen_dagster.assets.dubbing import missing_dubbings
from videogen_dagster.core.dubbing import dubbing_language
from videogen_dagster.core.film_settings import FilmSettings
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.engines.language_protocols import DubbingEngine
from videogen_dagster.engines.providers.prices import PriceList
from videogen_dagster.plans.costs import cost_of
from videogen_dagster.plans.reasons import NOT_MADE
from videogen_dagster.plans.records import PlannedResult, StagePlan
from videogen_dagster.plans.stage_forecast import Forecaster
from videogen_dagster.store.media_store import MediaStore

UNKNOWN_WORDS = "its words are translated, and nobody knows how many before it is planned"


def plan_dubbing(
    wanted: Storyboard, dubber: DubbingEngine | None, forecaster: Forecaster, store: MediaStore, prices: PriceList
) -> StagePlan:
    """Return what of a plan's words must be translated, and what that costs.

    Args:
        wanted: The plan in the script's language, with the settings beside it.
        dubber: Who translates, or None.
        forecaster: Knows how long things took.
        store: What is translated is here.
        prices: What providers charge.

    Raises:
        StorageFailure: The store cannot be read.
    """
    missing = missing_dubbings(wanted, dubber, store) if dubber else {}
    if dubber is None or not missing:
        return StagePlan(stage="storyboard")
    requests = list(missing.values())
    took_s = forecaster.past.typical_s(dubber.capabilities().name, requests[0].kind)
    cost = cost_of([(dubber, request) for request in requests], prices)
    return StagePlan(
        stage="storyboard",
        made=tuple(PlannedResult(scene=name, why=f"its words: {NOT_MADE}") for name in missing),
        estimated_s=None if took_s is None else round(len(requests) * took_s, 2),
        estimated_cost_usd=cost.usd,
        unpriced=cost.unpriced,
    )


def unknown_dubbing(settings: FilmSettings) -> StagePlan:
    """Return what of the words of a film that nobody has planned yet must be translated."""
    language = dubbing_language(settings)
    if language is None:
        return StagePlan(stage="storyboard")
    return StagePlan(
        stage="storyboard",
        may=(PlannedResult(scene=language, why=UNKNOWN_WORDS),),
        estimated_s=None,
        estimated_cost_usd=None,
    )
