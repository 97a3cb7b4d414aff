"""Failures of several things that are told as one: the others of the stage, or of the film, are made and kept."""

from collections.abc import Mapping, Sequence

from videogen_dagster.core.errors import BudgetExceeded, EngineUnavailable, PriceMissing, VideogenError


class ScenesFailed(VideogenError):
    """Some scenes of a stage could not be made; the others are made and kept.

    Args:
        stage: Name of the asset.
        failures: What went wrong, by scene id.
    """

    code = "scenes_failed"

    def __init__(self, stage: str, failures: Mapping[str, VideogenError]) -> None:
        named: dict[str, list[str]] = {}
        for scene, error in sorted(failures.items()):
            named.setdefault(error.message, []).append(scene)
        listed = "; ".join(f"{_some(scenes)}: {message}" for message, scenes in named.items())
        is_the_stage = list(failures) == [stage]
        super().__init__(
            next(iter(named)) if is_the_stage else f"{stage}: {len(failures)} failed, the others are kept: {listed}",
            field=_some(sorted(failures)),
            remedy=next((error.remedy for error in failures.values() if error.remedy), None),
        )
        self.failures = dict(failures)
        self.retryable = any(error.retryable for error in failures.values())
        kinds = {type(error) for error in failures.values()}
        if kinds in ({BudgetExceeded}, {PriceMissing}):
            (kind,) = kinds
            self.code, self.exit_code = kind.code, kind.exit_code

    @property
    def retry_after_s(self) -> float | None:
        """The longest wait that a provider asked for, or None."""
        asked = [error.retry_after_s for error in self.failures.values() if isinstance(error, EngineUnavailable)]
        return max((wait_s for wait_s in asked if wait_s is not None), default=None)


class RenditionsFailed(VideogenError):
    """Some renditions of a film could not be made; the film and the other renditions are.

    Args:
        failures: What went wrong, by rendition (`9:16`). The code is that of the first.
    """

    code = "renditions_failed"

    def __init__(self, failures: Mapping[str, VideogenError]) -> None:
        first = next(iter(failures.values()))
        named: dict[str, list[str]] = {}
        for rendition, error in failures.items():
            named.setdefault(error.message.removeprefix("the film "), []).append(rendition)
        told = (f"rendition {', '.join(renditions)}: {message}" for message, renditions in named.items())
        super().__init__("; ".join(told), field=f"rendition {', '.join(failures)}", remedy=first.remedy)
        self.failures = dict(failures)
        self.code = first.code  # and not its exit code: 2 says that nothing was made, and the film is
        self.retryable = any(error.retryable for error in failures.values())

    @property
    def retry_after_s(self) -> float | None:
        """The longest wait that a provider asked for, or None."""
        waits_s = [error.retry_after_s for error in self.failures.values() if isinstance(error, ScenesFailed)]
        return max((wait_s for wait_s in waits_s if wait_s is not None), default=None)


def _some(names: Sequence[str]) -> str:
    """Return up to five names, and how many more there are."""
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
