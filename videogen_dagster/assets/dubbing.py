"""A film spoken in another language: its planned words are translated before anybody speaks them."""

from collections.abc import Mapping
from decimal import Decimal
from math import ceil
from typing import Final

from videogen_dagster.assets.making import make_all
from videogen_dagster.core.captions import READING_SPEED, reading_s
from videogen_dagster.core.dubbing import (
    Dubbing,
    DubbingRequest,
    dubbed_storyboard,
    dubbing_language,
    dubbing_requests,
)
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.fingerprint import fingerprint
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.engines.dubbers import dubber_for
from videogen_dagster.engines.language_protocols import DubbingEngine
from videogen_dagster.engines.protocols import ScriptEngine
from videogen_dagster.resources.studio import Studio
from videogen_dagster.store.media_store import MediaStore
from videogen_dagster.store.receipts import find_result

LONGER: Final = 2.0
"""How much longer than the original a translation may become to be said: no language and no model need more."""
SPARE_S: Final = 1.0


def dub_storyboard(
    storyboard: Storyboard, *, engine: ScriptEngine, studio: Studio, project: str
) -> tuple[Storyboard, Decimal | None]:
    """Return the plan in the language that is spoken, translated where no receipt has it, and what that has cost.

    Raises:
        InvalidInput: Nobody can translate it.
        ScenesFailed: A portion could not be translated; the others are kept.
        Cancelled: A person stopped the work.
        StorageFailure: The store cannot be read or written.
    """
    dubber, language = dubber_for(storyboard.settings, engine), dubbing_language(storyboard.settings)
    if dubber is None or language is None:
        return storyboard, None
    requests = dubbing_requests(storyboard, language)
    made, production = make_all(
        requests, engine=dubber, result_type=Dubbing, studio=studio, project=project, stage="storyboard"
    )
    return dubbed_storyboard(storyboard, language, [made[name].result for name in requests]), production.cost_usd


def check_spoken_language(settled: Storyboard) -> None:
    """See that nobody asks for a translation in the storyboard file, whose lines are spoken as they stand.

    Raises:
        InvalidInput: They do.
    """
    language = dubbing_language(settled.settings)
    if language is not None:
        raise InvalidInput(
            f"the lines in the storyboard are spoken as they stand, in {settled.settings.language}",
            field="settings.dub_language",
            remedy=f"take the line out of the file, and give the setting with the film: --dub-language {language}",
        )


def missing_dubbings(storyboard: Storyboard, dubber: DubbingEngine, store: MediaStore) -> Mapping[str, DubbingRequest]:
    """Return what the translator will be asked for.

    Raises:
        StorageFailure: The store cannot be read.
    """
    language = dubbing_language(storyboard.settings)
    requests = dubbing_requests(storyboard, language) if language else {}
    return {name: request for name, request in requests.items() if _known(request, dubber, store) is None}


def known_storyboard(storyboard: Storyboard, dubber: DubbingEngine | None, store: MediaStore) -> Storyboard:
    """Return the plan in the language that is spoken, as far as it is known; what is not translated yet says so.

    Raises:
        StorageFailure: The store cannot be read.
    """
    language = dubbing_language(storyboard.settings)
    if dubber is None or language is None:
        return storyboard
    requests = dubbing_requests(storyboard, language).values()
    dubbings = [_known(request, dubber, store) or _unknown(request) for request in requests]
    return dubbed_storyboard(storyboard, language, dubbings)


def _known(request: DubbingRequest, dubber: DubbingEngine, store: MediaStore) -> Dubbing | None:
    return find_result(store, fingerprint(request, dubber.fingerprint()), Dubbing)


def _unknown(request: DubbingRequest) -> Dubbing:
    """Return words that nobody has translated yet: others than the original, and as long as they may become."""
    return Dubbing(
        texts=tuple(
            f"[{request.language}] {spoken.text} ".ljust(_longest(spoken.text), ".")[: spoken.longest]
            for spoken in request.texts
        )
    )


def _longest(text: str) -> int:
    """Return how many characters a translation has at most, in a language of letters."""
    return ceil(READING_SPEED * (LONGER * reading_s(text) + SPARE_S))
