"""Asks a free script engine for a storyboard without a place to work in: nothing can be written."""

from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from videogen_dagster.core.charges import Charge
from videogen_dagster.core.errors import EngineFailure, VideogenError
from videogen_dagster.core.media import Media
from videogen_dagster.core.requests import StoryboardRequest
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.engines.protocols import ScriptEngine
from videogen_dagster.store.media_store import MediaStore


class _WouldWrite(VideogenError):
    """The engine wants to write while it plans."""

    code = "would_write"


class _PaperWorkspace:
    """A workspace in which media can be looked at and nothing can be left."""

    def __init__(self, store: MediaStore) -> None:
        self._store = store

    @property
    def directory(self) -> Path:
        _refuse()

    def fetch(self, media: Media) -> Path:
        return self._store.fetch(media)

    def keep(self, path: Path) -> Media:  # noqa: ARG002  # the Protocol's signature
        _refuse()

    def reachable_url(self, media: Media) -> str | None:
        """Nobody else needs one."""

    def progress(self, index: int, done: float) -> None:
        """Nobody watches."""

    def cancelled(self) -> bool:
        return False

    def check(self) -> None:
        """Ctrl-C ends the command; nothing has to be put in order."""

    def idempotency_key(self, index: int) -> str:  # noqa: ARG002  # the Protocol's signature
        _refuse()

    def known_job(self, index: int) -> str | None:  # noqa: ARG002  # the Protocol's signature
        return None

    def remember_job(self, index: int, job: str) -> None:  # noqa: ARG002  # the Protocol's signature
        _refuse()

    def charged(self, index: int, call: str, charge: Charge) -> None:
        """Nothing is."""

    def forget_job(self, index: int) -> None:
        """There is none."""


def plan_in_memory(engine: ScriptEngine, request: StoryboardRequest, store: MediaStore) -> Storyboard | None:
    """Return the storyboard that an engine will plan, or None if that cannot be known without asking for it in earnest.

    Only an engine is asked that works on this machine and costs nothing.

    Raises:
        EngineFailure: It will not plan that.
    """
    able = engine.capabilities()
    if not able.offline:
        return None
    answers: Iterator[Storyboard | EngineFailure] = engine.generate([request], _PaperWorkspace(store))
    try:
        answer = next(answers)
    except _WouldWrite:
        return None
    if isinstance(answer, EngineFailure):
        raise answer
    return answer


def _refuse() -> NoReturn:
    raise _WouldWrite("planning writes nothing")
