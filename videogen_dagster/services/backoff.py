"""How long to wait before a service that died is started again."""

from dataclasses import dataclass
from typing import Final

FIRST_S: Final = 1.0
LONGEST_S: Final = 60.0
CALM_S: Final = 60.0
"""A service that was well for so long has got over what killed it before."""


@dataclass(slots=True)
class Backoff:
    """Waits that double, from a second to a minute, until all has been well for a minute.

    Attributes:
        deaths: How often it died since it was last well for long.
    """

    deaths: int = 0

    def died(self, *, well_s: float) -> float:
        """Count a death and return how long to wait, in seconds.

        Args:
            well_s: For how long the service had been well.
        """
        if well_s >= CALM_S:
            self.deaths = 0
        self.deaths += 1
        return min(LONGEST_S, FIRST_S * 2.0 ** min(self.deaths - 1, 10))
