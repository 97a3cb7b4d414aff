"""How many requests a provider has left for a key, as its answers tell: nobody asks for what would be refused.

All processes of a machine share what they were told. The headers are those of Pexels (API reference, "Rate limits"): how many
requests are left, and when there are new ones, in seconds since 1970.
"""

import hashlib
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from videogen_dagster.core.errors import EngineRefused, EngineUnavailable
from videogen_dagster.core.values import Value
from videogen_dagster.engines.providers.retrying import LONGEST_WAIT_S
from videogen_dagster.engines.providers.secret import Secret
from videogen_dagster.engines.providers.shared_state import SharedState

LEFT: Final = "x-ratelimit-remaining"
RESET: Final = "x-ratelimit-reset"
LONGEST_PERIOD_S: Final = 32 * 86_400.0
"""A reset that is farther away is none: limits are for an hour or a month."""


class _Left(Value):
    """What is left.

    Attributes:
        requests: How many may still be sent.
        until: Until when that holds, in seconds since 1970; 0: nothing was told.
    """

    requests: int = 0
    until: float = 0.0


class Quota:
    """What is left for one key.

    Args:
        folder: Where the processes of this machine find each other, one folder a provider.
        key: Whose requests are counted.
        engine: Name of the engine, for messages.
    """

    def __init__(self, folder: Path, key: Secret | None, engine: str) -> None:
        whose = hashlib.sha256(key.reveal().encode()).hexdigest()[:8] if key else "nobody"
        self._left = SharedState(folder / f"quota-{whose}.json", _Left())
        self._engine = engine

    def enter(self) -> None:
        """See that a request may be sent, and count it.

        Raises:
            EngineUnavailable: None is left until soon; it says for how long.
            EngineRefused: None is left, and there are new ones later than a worker can wait.
        """
        now = time.time()
        with self._left.changed() as draft:
            seen = draft.value
            if seen.until <= now or seen.until > now + LONGEST_PERIOD_S:  # the clock was set back
                return
            if seen.requests > 0:
                draft.value = seen.model_copy(update={"requests": seen.requests - 1})
                return
        words = f"its requests for this key are used up until {datetime.fromtimestamp(seen.until, UTC):%Y-%m-%d %H:%M:%S} UTC"
        remedy = "run it again then, or ask the provider for more"
        if seen.until - now > LONGEST_WAIT_S:
            raise EngineRefused(words, engine=self._engine, remedy=remedy)
        raise EngineUnavailable(words, engine=self._engine, retry_after_s=seen.until - now, remedy=remedy)

    def answered(self, headers: Mapping[str, str]) -> None:
        """Keep what an answer tells; nothing where it tells nothing that can be right."""
        left, reset = headers.get(LEFT, "").strip(), headers.get(RESET, "").strip()
        if not (left.isdecimal() and reset.isdecimal() and len(left) < 16 and len(reset) < 16):
            return
        if 0 < float(reset) - time.time() <= LONGEST_PERIOD_S:
            with self._left.changed() as draft:
                draft.value = _Left(requests=int(left), until=float(reset))
