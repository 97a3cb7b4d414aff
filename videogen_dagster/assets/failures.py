"""The one place where our errors become Dagster's failures."""

from collections.abc import Generator
from contextlib import contextmanager

import dagster as dg

from videogen_dagster.core.errors import ScenesFailed, VideogenError


@contextmanager
def failures() -> Generator[None]:
    """Turn an error of ours into a `dg.Failure` that says whether to try again, with the error's record as metadata."""
    try:
        yield
    except VideogenError as error:
        raise dg.Failure(str(error), metadata=_told(error), allow_retries=error.retryable) from error


def _told(error: VideogenError) -> dict[str, dg.MetadataValue]:
    report = error.report()
    told: dict[str, dg.MetadataValue] = {
        "code": dg.MetadataValue.text(report.code),
        "message": dg.MetadataValue.text(report.message),
        "field": dg.MetadataValue.text(report.field or ""),
        "remedy": dg.MetadataValue.text(report.remedy or ""),
        "exit_code": dg.MetadataValue.int(error.exit_code),
    }
    if isinstance(error, ScenesFailed):
        rows = [dg.TableRecord({"scene": scene, "error": str(why)}) for scene, why in sorted(error.failures.items())]
        told["scenes"] = dg.MetadataValue.table(rows)
    return told
