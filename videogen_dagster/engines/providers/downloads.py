"""Fetches what a provider has made: from public addresses only, no more than is expected, into a file."""

import time
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

import httpx2

from videogen_dagster.core.errors import EngineRefused, EngineUnavailable
from videogen_dagster.engines.providers.addresses import AddressRules
from videogen_dagster.engines.providers.retrying import back_off_s, wait
from videogen_dagster.engines.providers.transport import AnswerTooLong, ForbiddenAddress, GuardedTransport, exchanged

MOST_BYTES: Final = 1 << 30
MOST_S: Final = 900.0
TIMEOUT: Final = httpx2.Timeout(30.0, connect=10.0)
REDIRECTS: Final = 5
ATTEMPTS: Final = 4


def download(
    url: str,
    path: Path,
    *,
    engine: str,
    rules: AddressRules,
    check: Callable[[], None],
    most_bytes: int = MOST_BYTES,
    most_s: float = MOST_S,
) -> None:
    """Fetch a file; it costs nothing, so it is fetched again as often as is sensible. No key goes along.

    Args:
        url: Where it is; each redirect is looked at as this one is.
        path: Where it goes; there is no file if it could not be fetched as a whole.
        engine: Name of the engine, for messages.
        rules: Which addresses may be called.
        check: Raises if the work should end.
        most_bytes: How much may come.
        most_s: How long it may take.

    Raises:
        EngineRefused: It is not there, at an address that may not be called, or too large.
        EngineUnavailable: It could not be fetched as a whole; later it may be.
    """
    with closing(GuardedTransport(rules, answer_bytes=most_bytes, answer_s=most_s)) as transport:
        for attempt in range(ATTEMPTS):
            try:
                with _whole_or_not_there(path):
                    _fetched(transport, url, path, engine=engine, check=check)
            except EngineUnavailable:
                if attempt == ATTEMPTS - 1:
                    raise
                wait(back_off_s(attempt), check)
            else:
                return


@contextmanager
def _whole_or_not_there(path: Path) -> Generator[None]:
    try:
        yield
    except BaseException:  # whoever stops a download leaves nothing of it
        path.unlink(missing_ok=True)
        raise


def _fetched(transport: GuardedTransport, url: str, path: Path, *, engine: str, check: Callable[[], None]) -> None:
    started = time.monotonic()
    try:
        place = httpx2.URL(url)
    except httpx2.InvalidURL as error:
        raise EngineRefused("its result is at no URL", engine=engine) from error
    for _ in range(REDIRECTS + 1):
        try:
            with exchanged(transport, "GET", place, timeout=TIMEOUT) as answer:
                if not answer.has_redirect_location:
                    _written(answer, path, engine=engine, check=check)
                    return
                place = place.join(answer.headers["Location"])
        except (ForbiddenAddress, AnswerTooLong) as error:
            raise EngineRefused(f"its result cannot be fetched: {error}", engine=engine) from error
        except (httpx2.TransportError, httpx2.InvalidURL) as error:
            after_s = time.monotonic() - started
            raise EngineUnavailable(f"its result broke off after {after_s:.0f} s: {error}", engine=engine) from error
    raise EngineRefused(f"its result is behind more than {REDIRECTS} redirects", engine=engine)


def _written(answer: httpx2.Response, path: Path, *, engine: str, check: Callable[[], None]) -> None:
    if answer.status_code >= 500 or answer.status_code == 429:
        raise EngineUnavailable(f"its result: HTTP {answer.status_code}", engine=engine)
    if answer.status_code != 200:
        raise EngineRefused(f"its result is not there: HTTP {answer.status_code}", engine=engine)
    with path.open("wb") as file:
        for part in answer.iter_bytes():
            check()
            file.write(part)
