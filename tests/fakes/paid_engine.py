"""An image engine whose pictures are made and paid for elsewhere; it keeps the contract of `Workspace` for such engines."""

import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from videogen_dagster.core.charges import Charge
from videogen_dagster.core.errors import EngineFailure, EngineRefused, EngineUnavailable
from videogen_dagster.core.media import Picture
from videogen_dagster.core.requests import ImageRequest
from videogen_dagster.engines.protocols import Capabilities, Workspace
from videogen_dagster.store.intents import ASKED

NAME = "paid"
NOT_ASKED = "{}"
POLL_EVERY_S = 0.005


class PaidImageEngine:
    """Submits the whole batch to a `PaidProvider`, then collects one picture after the other.

    Args:
        url: Where the provider is.
        reached: Told the points that a test may want to stop at: `submitted`, `remembered`, `polled`, `downloaded`.
    """

    def __init__(self, url: str, *, reached: Callable[[str], None] = str) -> None:
        self._url = url
        self._reached = reached
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def fingerprint(self) -> str:
        return f"{NAME}/1"

    def capabilities(self) -> Capabilities:
        return Capabilities(name=NAME, offline=False)

    def charges(self, request: ImageRequest) -> tuple[Charge, ...]:  # noqa: ARG002  # all pictures cost the same
        return (Charge(provider=NAME, model=NAME, amounts={"images": Decimal(1)}),)

    def generate(self, requests: Sequence[ImageRequest], workspace: Workspace) -> Iterator[Picture | EngineFailure]:
        jobs = [self._job(request, index, workspace) for index, request in enumerate(requests)]
        for index, (request, job) in enumerate(zip(requests, jobs, strict=True)):
            yield job if isinstance(job, EngineFailure) else self._collected(request, index, job, workspace)

    def _job(self, request: ImageRequest, index: int, workspace: Workspace) -> str | EngineFailure:
        """Return the job that an earlier attempt submitted, or submit."""
        job = workspace.known_job(index)
        if job not in {None, ASKED, NOT_ASKED}:
            return job
        try:
            return self._submit(request, index, workspace)
        except EngineUnavailable as error:
            return error

    def _submit(self, request: ImageRequest, index: int, workspace: Workspace) -> str:
        headers = {"Idempotency-Key": workspace.idempotency_key(index), "Content-Type": "application/json"}
        submit = urllib.request.Request(f"{self._url}/jobs", request.model_dump_json().encode(), headers)
        workspace.remember_job(index, ASKED)
        try:
            job = str(json.loads(self._ask(submit))["job"])
        except EngineUnavailable as error:
            if error.retry_after_s is not None:  # it was not taken
                workspace.remember_job(index, NOT_ASKED)
            raise
        self._reached("submitted")
        workspace.remember_job(index, job)
        self._reached("remembered")
        return job

    def _collected(self, request: ImageRequest, index: int, job: str, workspace: Workspace) -> Picture | EngineFailure:
        try:
            try:
                return self._picture(request, index, job, workspace)
            except _JobIsGone:
                workspace.forget_job(index)
                return self._picture(request, index, self._submit(request, index, workspace), workspace)
        except EngineFailure as error:
            return error

    def _picture(self, request: ImageRequest, index: int, job: str, workspace: Workspace) -> Picture:
        while (state := json.loads(self._ask(f"{self._url}/jobs/{job}")))["status"] == "working":
            self._reached("polled")
            workspace.check()
            time.sleep(POLL_EVERY_S)
        if state["status"] == "failed":
            workspace.forget_job(index)
            kind = EngineUnavailable if state["reason"] == "overloaded" else EngineRefused
            raise kind(state["reason"], engine=NAME)
        path = workspace.directory / f"{job}.png"
        path.write_bytes(self._ask(f"{self._url}/jobs/{job}/picture"))
        self._reached("downloaded")
        return Picture(image=workspace.keep(path), size=request.size)

    def _ask(self, request: urllib.request.Request | str) -> bytes:
        try:
            with self._opener.open(request, timeout=120) as answer:
                return answer.read()
        except urllib.error.HTTPError as error:
            error.close()
            if error.code == http.HTTPStatus.NOT_FOUND:
                raise _JobIsGone from error
            asked_s = float(error.headers.get("Retry-After", 0)) or None
            raise EngineUnavailable(f"HTTP {error.code}", engine=NAME, retry_after_s=asked_s) from error
        except OSError as error:
            raise EngineUnavailable(f"no answer: {error}", engine=NAME) from error


class _JobIsGone(Exception):
    """The provider does not know the job."""
