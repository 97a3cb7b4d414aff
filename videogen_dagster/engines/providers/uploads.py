"""Puts a file where a provider said that it can be put: at a signed URL, without a key, as often as it takes."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

import httpx2

from videogen_dagster.core.errors import EngineRefused, EngineUnavailable
from videogen_dagster.engines.providers.addresses import AddressRules
from videogen_dagster.engines.providers.retrying import back_off_s, wait
from videogen_dagster.engines.providers.transport import AnswerTooLong, ForbiddenAddress, GuardedTransport, exchanged

ATTEMPTS: Final = 4
PART_BYTES: Final = 1 << 18
TIMEOUT: Final = httpx2.Timeout(60.0, connect=10.0)
MOST_S: Final = 900.0


def upload(
    url: str, path: Path, *, content_type: str, engine: str, rules: AddressRules, check: Callable[[], None]
) -> None:
    """Put a file at a URL that a provider signed; the same file put twice is there once.

    Args:
        url: Where it goes.
        path: The file.
        content_type: What kind of file it is, as it was told when the URL was asked for.
        engine: Name of the engine, for messages.
        rules: Which addresses may be called.
        check: Raises if the work should end.

    Raises:
        EngineRefused: The URL may not be called, or the file is not taken.
        EngineUnavailable: It could not be put there as a whole; later it may be.
    """
    headers = {"Content-Type": content_type, "Content-Length": str(path.stat().st_size)}
    with closing(GuardedTransport(rules, answer_s=MOST_S)) as transport:
        for attempt in range(ATTEMPTS):
            try:
                status = _put(transport, url, _parts(path, check), headers, engine)
            except EngineUnavailable:
                if attempt == ATTEMPTS - 1:
                    raise
                wait(back_off_s(attempt), check)
                continue
            if status >= 300:
                raise EngineRefused(f"its storage does not take a file: HTTP {status}", engine=engine)
            return


def _put(transport: GuardedTransport, url: str, parts: Iterator[bytes], headers: dict[str, str], engine: str) -> int:
    try:
        with exchanged(transport, "PUT", url, timeout=TIMEOUT, content=parts, headers=headers) as answer:
            status = answer.status_code
    except (ForbiddenAddress, AnswerTooLong, httpx2.InvalidURL) as error:
        raise EngineRefused(f"a file cannot be put into its storage: {error}", engine=engine) from error
    except httpx2.TransportError as error:
        raise EngineUnavailable(f"an upload broke off: {error}", engine=engine) from error
    if status >= 500 or status == 429:
        raise EngineUnavailable(f"its storage: HTTP {status}", engine=engine)
    return status


def _parts(path: Path, check: Callable[[], None]) -> Iterator[bytes]:
    until_s = time.monotonic() + MOST_S
    with path.open("rb") as file:
        while part := file.read(PART_BYTES):
            check()
            if time.monotonic() > until_s:
                raise httpx2.WriteTimeout(f"it takes longer than {MOST_S:.0f} s")
            yield part
