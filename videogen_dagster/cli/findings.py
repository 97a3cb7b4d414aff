"""What `videogen doctor` finds, and how it is told."""

import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final, Literal

from videogen_dagster.cli.reporting import print_json
from videogen_dagster.core.errors import VideogenError

State = Literal["ok", "optional", "warn", "missing", "broken", "fail"]
TO_MEND: Final = frozenset({"missing", "broken", "fail"})


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    subject: str
    state: State
    detail: str
    remedy: str = ""


def tell(findings: Sequence[Finding], *, error: type[VideogenError], as_json: bool) -> None:
    """Print findings.

    Args:
        findings: What was found.
        error: What is raised where something is to be mended.
        as_json: Whether they are printed as JSON.

    Raises:
        VideogenError: Of that kind: something is to be mended.
    """
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            remedy = f"  -> {finding.remedy}" if finding.remedy else ""
            sys.stdout.write(f"{finding.state:<9} {finding.subject:<24} {finding.detail}{remedy}\n")
    wrong = [finding for finding in findings if finding.state in TO_MEND]
    if wrong:
        subjects = ", ".join(finding.subject for finding in wrong)
        raise error(f"{len(wrong)} thing(s) to mend: {subjects}", remedy=wrong[0].remedy or None)
