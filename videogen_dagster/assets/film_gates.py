"""The quality gates of the finished film, as Dagster shows them."""

from collections.abc import Iterator, Sequence
from typing import Final

import dagster as dg

from videogen_dagster.media.quality.findings import GATES, Finding, Gate, Severity

INSPECTION: Final = 2
"""Version of the gates; a film that passed these is not looked at again."""


def checks_of(asset: str) -> list[dg.AssetCheckSpec]:
    """Return the gates as checks that block what comes behind an asset."""
    return [
        dg.AssetCheckSpec(gate.value, asset=asset, description=sentence, blocking=True)
        for gate, sentence in GATES.items()
    ]


def errors(findings: Sequence[Finding]) -> list[str]:
    """Return what keeps a film from being finished, in words."""
    return [finding.message for finding in findings if finding.severity is Severity.ERROR]


def check_results(asset: str, findings: Sequence[Finding]) -> Iterator[dg.AssetCheckResult]:
    """Yield the result of every gate, with what it found."""
    for gate in Gate:
        found = [finding for finding in findings if finding.gate is gate]
        is_error = bool(errors(found))
        yield dg.AssetCheckResult(
            check_name=gate.value,
            asset_key=asset,
            passed=not found,
            severity=dg.AssetCheckSeverity.ERROR if is_error else dg.AssetCheckSeverity.WARN,
            metadata={f"finding {number}": finding.message for number, finding in enumerate(found, 1)},
        )
