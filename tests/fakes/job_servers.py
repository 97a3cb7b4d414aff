"""Providers of clips on this machine, which speak the protocols of fal and Replicate as these document them."""

import threading
from collections import Counter, deque
from pathlib import Path
from typing import Any, Self

from tests.fakes.scripted_server import Asked, Reply, ScriptedServer

KEY = "key-test-91c"
POLLS_UNTIL_DONE = 3


class JobServer:
    """Makes a job of each submit, done at its third poll; a context manager that serves meanwhile.

    Args:
        clip: The file that every job makes.

    Attributes:
        charges: How many jobs were begun.
        inputs: What each was given.
        cancelled: The jobs that were asked to stop.
        next_replies: What the next requests get instead, by method.
        failing: Why all jobs fail, or empty.
        clip_url: Where jobs say that their clip is, if elsewhere.
    """

    scheme: str
    model: str

    def __init__(self, clip: Path) -> None:
        self.charges = 0
        self.inputs: list[dict[str, Any]] = []
        self.cancelled: list[str] = []
        self.next_replies: dict[str, deque[Reply]] = {"GET": deque(), "POST": deque(), "PUT": deque()}
        self.failing = ""
        self.clip_url = ""
        self._clip = clip
        self._polls: Counter[str] = Counter()
        self._lock = threading.Lock()
        self.server = ScriptedServer(self._reply)
        self.url = self.server.url

    def __enter__(self) -> Self:
        self.server.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.__exit__()

    def expire_jobs(self) -> None:
        self._polls.clear()

    def _reply(self, asked: Asked) -> Reply:
        if asked.path == "/clip.mp4":
            leaked = "authorization" in asked.headers
            return (
                Reply(status=400) if leaked else Reply(self._clip.read_bytes(), headers={"Content-Type": "video/mp4"})
            )
        if asked.headers.get("authorization") != f"{self.scheme} {KEY}":
            return Reply({"detail": "Unauthenticated"}, 401)
        with self._lock:
            return self.next_replies[asked.method].popleft() if self.next_replies[asked.method] else self.answer(asked)

    def answer(self, asked: Asked) -> Reply:
        raise NotImplementedError

    def begin(self, inputs: dict[str, Any]) -> str:
        self.charges += 1
        self.inputs.append(inputs)
        job = f"job-{self.charges}"
        self._polls[job] = 0
        return job

    def stage(self, job: str) -> int | None:
        """Return how often a job was asked for, or None if it is unknown."""
        if job not in self._polls:
            return None
        self._polls[job] += 1
        return self._polls[job]

    @property
    def result_url(self) -> str:
        return self.clip_url or f"{self.url}/clip.mp4"


class FalServer(JobServer):
    """fal's queue: the app `acme/i2v` with the endpoint `acme/i2v/fast`."""

    scheme = "Key"
    model = "acme/i2v/fast"

    def answer(self, asked: Asked) -> Reply:
        parts = asked.path.strip("/").split("/")
        if asked.method == "POST":
            if asked.path != f"/{self.model}":
                return Reply({"detail": f"Path {asked.path} not found"}, 404)
            job = self.begin(asked.document)
            place = f"{self.url}/acme/i2v/requests/{job}"
            urls = {"response_url": place, "status_url": f"{place}/status", "cancel_url": f"{place}/cancel"}
            return Reply({"request_id": job, "status": "IN_QUEUE", "queue_position": 0} | urls)
        if parts[:3] != ["acme", "i2v", "requests"]:
            return Reply({"detail": "not found"}, 404)
        job = parts[3]
        if asked.method == "PUT":
            self.cancelled.append(job)
            return Reply({"status": "CANCELLATION_REQUESTED"}, 202)
        if parts[4:] != ["status"]:
            return Reply({"video": {"url": self.result_url, "content_type": "video/mp4"}, "seed": 1})
        polls = self.stage(job)
        if polls is None:
            return Reply({"detail": "Request not found"}, 404)
        if polls < POLLS_UNTIL_DONE:
            return Reply({"status": "IN_QUEUE" if polls == 1 else "IN_PROGRESS"}, 202)
        return Reply({"status": "COMPLETED"} | ({"error": self.failing} if self.failing else {}))


class ReplicateServer(JobServer):
    """Replicate's predictions of the official model `acme/i2v`."""

    scheme = "Bearer"
    model = "acme/i2v"

    def answer(self, asked: Asked) -> Reply:
        if asked.path == f"/models/{self.model}/predictions":
            return Reply({"id": self.begin(asked.document["input"]), "status": "starting"}, 201)
        if asked.path == "/predictions":
            return Reply({"id": self.begin(asked.document["input"]), "status": "starting"}, 201)
        _, _, job, *rest = asked.path.split("/")
        if rest == ["cancel"]:
            self.cancelled.append(job)
            return Reply({"id": job, "status": "canceled"})
        polls = self.stage(job)
        if polls is None:
            return Reply({"detail": "Prediction not found", "status": 404}, 404)
        if polls < POLLS_UNTIL_DONE:
            return Reply({"id": job, "status": "starting" if polls == 1 else "processing"})
        if self.failing:
            return Reply({"id": job, "status": "failed", "error": self.failing})
        return Reply({"id": job, "status": "succeeded", "output": self.result_url})
