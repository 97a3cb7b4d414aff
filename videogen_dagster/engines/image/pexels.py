"""Shows photos and clips of Pexels, which may be used for nothing (API reference: https://www.pexels.com/api/documentation/)."""

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from videogen_dagster.core.errors import EngineRefused, EngineUnavailable, InvalidInput
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.stock_media import FoundMedia, Match, MediaSearch, ranked
from videogen_dagster.engines.provider_choice import ProviderChoice
from videogen_dagster.engines.providers.addresses import AddressRules
from videogen_dagster.engines.providers.endpoint import Endpoint
from videogen_dagster.engines.providers.opening import open_provider
from videogen_dagster.engines.providers.pacing import Limits
from videogen_dagster.engines.stock.conditions import Conditions, conditions_of
from videogen_dagster.engines.stock.measured import measured
from videogen_dagster.engines.stock.pexels_answers import PEXELS, clip_of, photo_of
from videogen_dagster.engines.stock.refusals import nothing_found
from videogen_dagster.engines.stock.stock_images import StockImageEngine, StockSource

BASE_URL: Final = "https://api.pexels.com"
OPTIONS: Final = ("media",)
USUAL_LIMITS: Final = Limits(at_once=4)

ENOUGH: Final = 12
"""With fewer, a film with several scenes of one place has soon shown all of it: fewer words are searched for, too."""
_WORDS: Final = (5, 3, 1)
_A_PAGE: Final = 40
_PHOTO_BYTES: Final = 64 * 2**20
_CLIP_BYTES: Final = 512 * 2**20
_LOCALES: Final = (
    "en-US",
    "pt-BR",
    "es-ES",
    "ca-ES",
    "de-DE",
    "it-IT",
    "fr-FR",
    "sv-SE",
    "id-ID",
    "pl-PL",
    "ja-JP",
    "zh-TW",
    "zh-CN",
    "ko-KR",
    "th-TH",
    "nl-NL",
    "hu-HU",
    "vi-VN",
    "cs-CZ",
    "da-DK",
    "fi-FI",
    "uk-UA",
    "el-GR",
    "ro-RO",
    "nb-NO",
    "sk-SK",
    "tr-TR",
    "ru-RU",
)


class Pexels:
    """Pexels, ready to be asked.

    Args:
        endpoint: Where it is.
        conditions: What may be shown.
        get: Asks for a path and returns the JSON of the answer.
        check: Raises if the work should end.
    """

    def __init__(
        self, endpoint: Endpoint, conditions: Conditions, get: Callable[[str], Any], check: Callable[[], None]
    ) -> None:
        self._endpoint = endpoint
        self._media = conditions.media
        self._get = get
        self._check = check

    @property
    def at_once(self) -> int:
        return self._endpoint.limits.at_once

    def find(self, search: MediaSearch) -> tuple[FoundMedia, ...]:
        matches: dict[str, Match] = {}
        for steps, count in enumerate(_widths(search)):
            words = " ".join(search.words[:count])
            for match in self._answers(words, search):
                if match.media.name not in matches:  # what answers more of the words comes first
                    matches[match.media.name] = Match(match.media, match.relevance - steps)
            found = ranked(list(matches.values()), search)
            if len(found) >= ENOUGH:
                return found
        found = ranked(list(matches.values()), search)
        if not found:
            raise nothing_found(PEXELS, search, where="at Pexels")
        return found

    def fetch(self, found: FoundMedia, size: FrameSize, path: Path) -> Path:
        from videogen_dagster.engines.providers.downloads import download  # an HTTP client comes with it

        fetched = path.with_suffix(".mp4" if found.footage else ".jpg")
        download(
            found.file_for(size).address,
            fetched,
            engine=PEXELS,
            rules=self._endpoint.rules,
            check=self._check,
            most_bytes=_CLIP_BYTES if found.footage else _PHOTO_BYTES,
        )
        measured(fetched, footage=found.footage)
        return fetched

    def _answers(self, words: str, search: MediaSearch) -> list[Match]:
        clips: list[Match] = []
        if search.footage and self._media != "photos":
            listed = self._asked("/videos/search", "videos", words, search)
            clips = _matches([clip_of(each) for each in listed])
        if self._media == "videos" or len(clips) >= ENOUGH:
            return clips if search.footage else self._photos(words, search)
        return clips + self._photos(words, search)

    def _photos(self, words: str, search: MediaSearch) -> list[Match]:
        return _matches([photo_of(each) for each in self._asked("/v1/search", "photos", words, search)])

    def _asked(self, path: str, name: str, words: str, search: MediaSearch) -> list[Any]:
        shape = search.size.width / search.size.height
        asked = {
            "query": words,
            "orientation": "landscape" if shape > 1.1 else "portrait" if shape < 0.9 else "square",
            "per_page": str(_A_PAGE),
            **_locale(search.language),
        }
        answer = self._get(f"{path}?{urlencode(asked)}")
        listed = answer.get(name) if isinstance(answer, dict) else None
        if not isinstance(listed, list):
            raise EngineRefused(
                f"its answer has no list of {name}", engine=PEXELS, remedy="see that the base URL is that of Pexels"
            )
        return listed


def pexels_endpoint(choice: ProviderChoice | None) -> tuple[Endpoint, str]:
    """Return where Pexels is, and what is asked for in words.

    Raises:
        InvalidInput: No key is given, or the base URL may not be called.
    """
    setting = (choice.key_setting if choice else "") or "PEXELS_API_KEY"
    if choice is None or choice.key is None:
        remedy = f"set {setting}; https://www.pexels.com/api/ gives one for nothing"
        raise InvalidInput("the key is missing", field=setting, remedy=remedy)
    rules = AddressRules(choice.private_hosts, proxy=choice.proxy)
    base_url = (choice.base_url or BASE_URL).rstrip("/")
    rules.check_url(base_url, field=f"{choice.prefix}_BASE_URL")
    endpoint = Endpoint(
        engine=PEXELS,
        base_url=base_url,
        shared=choice.shared / PEXELS,
        key=choice.key,
        key_setting=setting,
        scheme="",
        rules=rules,
        limits=choice.limits or USUAL_LIMITS,
        timeout_s=30.0,
        tells_quota=True,
    )
    return endpoint, "photos and clips"


@contextmanager
def open_pexels(choice: ProviderChoice | None, check: Callable[[], None]) -> Generator[Pexels]:
    """Open Pexels.

    Raises:
        InvalidInput: No key is given, the base URL may not be called, or an option is wrong.
        EngineRefused: The HTTP client is not installed.
    """
    conditions = conditions_of(choice, known=OPTIONS)
    endpoint, _ = pexels_endpoint(choice)
    with open_provider(endpoint, check) as provider:

        def get(path: str) -> Any:
            try:
                return provider.get(path).json(endpoint)
            except EngineUnavailable as error:
                if "HTTP 429" not in error.message:
                    raise
                raise EngineUnavailable(
                    "its limit for this key is reached",
                    engine=PEXELS,
                    retry_after_s=error.retry_after_s,
                    remedy="Pexels grants 200 requests an hour and 20,000 a month unless it agreed to more; try later",
                ) from error

        yield Pexels(endpoint, conditions, get, check)


def pexels_image_engine() -> StockImageEngine:
    """Return the engine."""
    return StockImageEngine(StockSource(PEXELS, offline=False, facts=_facts, open=open_pexels))


def _facts(choice: ProviderChoice | None) -> Mapping[str, object]:
    endpoint, _ = pexels_endpoint(choice)
    return {"base_url": endpoint.base_url, "media": conditions_of(choice, known=OPTIONS).media}


def _widths(search: MediaSearch) -> list[int]:
    """Return how many of the words are searched for, one search after the other."""
    count = len(search.words)
    return list(dict.fromkeys(min(width, count) for width in _WORDS))


def _locale(language: str) -> dict[str, str]:
    primary = language.casefold().partition("-")[0]
    exact = next((each for each in _LOCALES if each.casefold() == language.casefold()), None)
    near = exact or next((each for each in _LOCALES if each.startswith(f"{primary}-")), None)
    return {"locale": near} if near and primary != "en" else {}


def _matches(found: list[FoundMedia | None]) -> list[Match]:
    """Return what was found in the order of the answer, the first one as relevant as can be."""
    return [Match(media, 1 - 0.5 * place / _A_PAGE) for place, media in enumerate(found) if media is not None]
