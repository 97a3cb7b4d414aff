"""A provider of pictures that wants to be paid: a real HTTP server on this machine that counts what it charges."""

import json
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler
from typing import Self

import cv2
import numpy as np

from tests.fakes.image_engine import colour_of
from tests.fakes.scripted_server import QueuingServer
from videogen_dagster.core.requests import ImageRequest

POLLS_UNTIL_DONE = 2
RETRY_AFTER_S = 7


def png_of(request: ImageRequest) -> bytes:
    """Return the picture that the provider makes of `request`."""
    pixels = np.full((request.size.height, request.size.width, 3), colour_of(request), np.uint8)
    return cv2.imencode(".png", pixels)[1].tobytes()


class PaidProvider:
    """Makes a picture for each idempotency key that it has not seen; a context manager that serves meanwhile.

    Jobs are done at their second poll, jobs whose prompt is in `failing` fail instead, with the reason given there.

    Attributes:
        charges: How many jobs were paid for.
        submits: The idempotency keys of all submits, in order.
        polls: How often each job was asked for.
        busy_submits: How many of the next submits are refused with 503 and a Retry-After.
        busy_polls: How many of the next polls and downloads are.
        deaf: How many of the next submits are done but never answered.
        failing: Why jobs fail, by prompt.
    """

    def __init__(self) -> None:
        self.charges = 0
        self.submits: list[str] = []
        self.polls: Counter[str] = Counter()
        self.busy_submits = 0
        self.busy_polls = 0
        self.deaf = 0
        self.failing: dict[str, str] = {}
        self._jobs: dict[str, ImageRequest] = {}
        self._job_of_key: dict[str, str] = {}
        self._lock = threading.Lock()
        self._server = QueuingServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"provider": self}))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def submit(self, key: str, request: ImageRequest) -> str:
        with self._lock:
            self.submits.append(key)
            if key not in self._job_of_key:
                self.charges += 1
                self._job_of_key[key] = f"job-{self.charges}"
                self._jobs[self._job_of_key[key]] = request
            return self._job_of_key[key]

    def poll(self, job: str) -> dict[str, str] | None:
        with self._lock:
            request = self._jobs.get(job)
            if request is None:
                return None
            self.polls[job] += 1
            if request.prompt in self.failing:
                return {"status": "failed", "reason": self.failing[request.prompt]}
            return {"status": "done" if self.polls[job] >= POLLS_UNTIL_DONE else "working"}

    def picture(self, job: str) -> bytes | None:
        return png_of(self._jobs[job]) if job in self._jobs else None

    def expire_jobs(self) -> None:
        """Forget all jobs, as providers do after some hours; their keys stay known."""
        with self._lock:
            self._jobs.clear()

    def refuses_submit(self) -> bool:
        with self._lock:
            self.busy_submits -= 1
            return self.busy_submits >= 0

    def refuses_poll(self) -> bool:
        with self._lock:
            self.busy_polls -= 1
            return self.busy_polls >= 0

    def stays_silent(self) -> bool:
        with self._lock:
            self.deaf -= 1
            return self.deaf >= 0


class _Handler(BaseHTTPRequestHandler):
    provider: PaidProvider

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.provider.refuses_submit():
            self._refuse()
            return
        job = self.provider.submit(self.headers["Idempotency-Key"], ImageRequest.model_validate_json(body))
        if not self.provider.stays_silent():
            self._answer(200, json.dumps({"job": job}).encode())

    def do_GET(self) -> None:
        if self.provider.refuses_poll():
            self._refuse()
            return
        job, _, part = self.path.removeprefix("/jobs/").partition("/")
        state = self.provider.picture(job) if part else self.provider.poll(job)
        if state is None:
            self._answer(404, b"")
        else:
            self._answer(200, state if isinstance(state, bytes) else json.dumps(state).encode())

    def _refuse(self) -> None:
        self._answer(503, b"", {"Retry-After": str(RETRY_AFTER_S)})

    def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: tests read the counts."""
