"""A workspace over one folder: no store behind it, the same promises before it."""

import hashlib
import shutil
import uuid
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

from videogen_dagster.core.charges import Charge
from videogen_dagster.core.errors import Cancelled
from videogen_dagster.core.media import Media


class FolderWorkspace:
    """Keeps media in `folder/kept`; asks to stop once `cancel_after` progress calls were made.

    `jobs` are the ids of jobs by the index of their request, as an earlier attempt left them. `url_of` gives others' access.
    """

    def __init__(
        self,
        folder: Path,
        *,
        cancel_after: int | None = None,
        jobs: Mapping[int, str] | None = None,
        url_of: Callable[[Media], str | None] = lambda _: None,
    ) -> None:
        self._directory = folder / "scratch"
        self._kept = folder / "kept"
        self._directory.mkdir(parents=True, exist_ok=True)
        self._kept.mkdir(exist_ok=True)
        self._cancel_after = cancel_after
        self._url_of = url_of
        self.progress_calls: list[tuple[int, float]] = []
        self.jobs = dict(jobs or {})
        self.charges: dict[tuple[int, str], Charge] = {}
        self._attempts: Counter[int] = Counter()

    @property
    def directory(self) -> Path:
        return self._directory

    def fetch(self, media: Media) -> Path:
        return self._kept / media.name

    def keep(self, path: Path) -> Media:
        media = Media(sha256=hashlib.sha256(path.read_bytes()).hexdigest(), extension=path.suffix.removeprefix("."))
        whole = self._kept / f"{uuid.uuid4()}.part"  # others may read the same media meanwhile
        shutil.copyfile(path, whole)
        whole.replace(self.fetch(media))
        return media

    def reachable_url(self, media: Media) -> str | None:
        return self._url_of(media)

    def progress(self, index: int, done: float) -> None:
        self.progress_calls.append((index, done))

    def cancelled(self) -> bool:
        return self._cancel_after is not None and len(self.progress_calls) >= self._cancel_after

    def check(self) -> None:
        if self.cancelled():
            raise Cancelled("stopped by the test")

    def idempotency_key(self, index: int) -> str:
        return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{self._kept}: request {index}, attempt {self._attempts[index]}"))

    def known_job(self, index: int) -> str | None:
        return self.jobs.get(index)

    def remember_job(self, index: int, job: str) -> None:
        self.jobs[index] = job

    def charged(self, index: int, call: str, charge: Charge) -> None:
        self.charges[index, call] = charge

    def forget_job(self, index: int) -> None:
        self.jobs.pop(index, None)
        self._attempts[index] += 1
