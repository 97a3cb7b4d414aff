"""What to do after a request that failed: ask again where that cannot cost twice, wait as long as the provider says."""

import email.utils
import random
import time
from collections.abc import Callable, Mapping
from typing import Final

ATTEMPTS: Final = 4
FIRST_WAIT_S: Final = 0.5
LONGEST_WAIT_S: Final = 60.0
"""A provider that wants a longer wait is left to the run's own retries: no worker sleeps for it."""

LOOK_EVERY_S: Final = 0.1


def asked_wait_s(headers: Mapping[str, str], *, now: float | None = None) -> float | None:
    """Return how long an answer asks to wait: `Retry-After` as seconds or as a date (RFC 9110 section 10.2.3), or None.

    `retry-after-ms`, which OpenAI sends, is more precise and goes first.
    """
    milliseconds = _number(headers.get("retry-after-ms", ""))
    if milliseconds is not None:
        return milliseconds / 1000
    text = headers.get("retry-after", "").strip()
    seconds = _number(text)
    if seconds is not None or not text:
        return seconds
    try:
        date = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, date.timestamp() - (time.time() if now is None else now))


def back_off_s(attempt: int) -> float:
    """Return how long to wait behind attempt `attempt` (from 0): twice as long each time, with jitter of a half."""
    return FIRST_WAIT_S * 2**attempt * random.uniform(0.75, 1.25)


def wait(seconds: float, check: Callable[[], None]) -> None:
    """Sleep; `check` raises if somebody wants to stop."""
    until = time.monotonic() + seconds
    while (left_s := until - time.monotonic()) > 0:
        check()
        time.sleep(min(LOOK_EVERY_S, left_s))


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 <= value < 86_400 * 366 else None
