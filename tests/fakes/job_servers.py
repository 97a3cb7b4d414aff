"""Providers of clips on this machine, which speak the protocols of fal, Replicate and sync.so as these document them."""

import threading
from collections import Counter, deque
from pathlib import Path
from typing import Any, Self
from urllib.error import URLError
from urllib.request import urlopen

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
        billed: What is told to be charged for jobs that fail, in the provider's way; None: nothing is told.
        polls_until_done: How often a job is looked at until it is done.
        clip_url: Where jobs say that their clip is, if elsewhere.
    """

    key_header = "authorization"
    scheme: str
    model: str

    def __init__(self, clip: Path) -> None:
        self.charges = 0
        self.inputs: list[dict[str, Any]] = []
        self.cancelled: list[str] = []
        self.next_replies: dict[str, deque[Reply]] = {"GET": deque(), "POST": deque(), "PUT": deque()}
        self.failing = ""
        self.billed: object = None
        self.clip_url = ""
        self.polls_until_done = POLLS_UNTIL_DONE
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

    def remember(self, job: str) -> None:
        self._polls[job] = 0

    def _reply(self, asked: Asked) -> Reply:
        open_to_all = self.public(asked)
        if open_to_all is not None:
            return Reply(status=400) if KEY in str(asked.headers) else open_to_all
        if asked.headers.get(self.key_header) != f"{self.scheme} {KEY}".strip():
            return Reply({"detail": "Unauthenticated"}, 401)
        with self._lock:
            return self.next_replies[asked.method].popleft() if self.next_replies[asked.method] else self.answer(asked)

    def public(self, asked: Asked) -> Reply | None:
        """Return what everybody gets without a key, or None."""
        clip = asked.path.partition("?")[0] == "/clip.mp4"
        return Reply(self._clip.read_bytes(), headers={"Content-Type": "video/mp4"}) if clip else None

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
            return self._result()
        polls = self.stage(job)
        if polls is None:
            return Reply({"detail": "Request not found"}, 404)
        if polls < self.polls_until_done:
            return Reply({"status": "IN_QUEUE" if polls == 1 else "IN_PROGRESS"}, 202)
        told = self.failing and self.billed is None
        return Reply({"status": "COMPLETED"} | ({"error": self.failing} if told else {}))

    def _result(self) -> Reply:
        if self.billed is None:
            return Reply({"video": {"url": self.result_url, "content_type": "video/mp4"}, "seed": 1})
        refused = {"detail": [{"loc": ["body"], "msg": self.failing, "type": "value_error"}]}
        return Reply(refused, 422, {"X-Fal-Billable-Units": str(self.billed)})  # as fal tells of what ran all the same


class ReplicateServer(JobServer):
    """Replicate's predictions of the official model `acme/i2v`."""

    scheme = "Bearer"
    model = "acme/i2v"

    def answer(self, asked: Asked) -> Reply:
        if asked.path == f"/models/{self.model}/predictions":
            return Reply({"id": self.begin(asked.document["input"]), "status": "starting"}, 201)
        if asked.path == "/account":
            return Reply(
                {"type": "organization", "username": "acme", "name": "Acme", "github_url": "https://github.test/acme"}
            )
        if asked.path == "/predictions":
            return Reply({"id": self.begin(asked.document["input"]), "status": "starting"}, 201)
        _, _, job, *rest = asked.path.split("/")
        if rest == ["cancel"]:
            self.cancelled.append(job)
            return Reply({"id": job, "status": "canceled"})
        polls = self.stage(job)
        if polls is None:
            return Reply({"detail": "Prediction not found", "status": 404}, 404)
        if polls < self.polls_until_done:
            return Reply({"id": job, "status": "starting" if polls == 1 else "processing"})
        if self.failing:
            metrics = {"predict_time": 8.1} | ({"video_output_duration_seconds": self.billed} if self.billed else {})
            return Reply({"id": job, "status": "failed", "error": self.failing, "metrics": metrics})
        return Reply({"id": job, "status": "succeeded", "output": self.result_url})


class LipServer(JobServer):
    """Fetches what it is given from the URLs that it is given, and hands the clip back as it is.

    Args:
        clip: What every job makes instead.

    Attributes:
        fetched: What each job has read: the clip and its speech.
        files: What was put into its storage, by number.
    """

    signed = "?X-Amz-Signature=4f1d0000"

    def __init__(self, clip: Path | None = None) -> None:
        super().__init__(clip or Path())
        self.fetched: list[tuple[bytes, bytes]] = []
        self.files: dict[str, bytes] = {}
        self._reasons: dict[str, str] = {}

    def public(self, asked: Asked) -> Reply | None:
        place, _, query = asked.path.partition("?")
        _, kind, *rest = place.split("/")
        if kind == "put" and asked.method == "PUT":
            self.files[rest[0]] = asked.body
            return Reply({}) if f"?{query}" == self.signed else Reply(status=403)
        if kind == "files":
            return Reply(self.files[rest[0]]) if rest[0] in self.files else Reply(status=404)
        if kind == "made":
            clip = self._clip.read_bytes() if self._clip.is_file() else self.fetched[int(rest[0]) - 1][0]
            return Reply(clip, headers={"Content-Type": "video/mp4"})
        return None

    def begin_with(self, inputs: dict[str, Any], *urls: str) -> str:
        """Begin a job, which fails in the provider's words if it cannot read what it was given."""
        reason = ""
        try:
            read = [self._read(url) for url in urls]
        except (URLError, KeyError) as error:
            reason, read = f"could not fetch {urls[0]} or {urls[1]}: {error}", [b"", b""]
        job = self.begin(inputs)
        self.fetched.append((read[0], read[1]))
        self._reasons[job] = reason
        return job

    def _read(self, url: str) -> bytes:
        if url.startswith(f"{self.url}/files/"):
            return self.files[url.rpartition("/")[2]]
        with urlopen(url, timeout=120) as answer:
            return answer.read()

    def reason(self, job: str) -> str:
        return self.failing or self._reasons.get(job, "")

    def made_at(self, job: str) -> str:
        return self.clip_url or f"{self.url}/made/{job.removeprefix('job-')}{self.signed}"

    def place(self) -> tuple[str, str]:
        """Return where a file may be put, and where it is then."""
        number = str(len(self.files) + 1)
        self.files[number] = b""
        return f"{self.url}/put/{number}{self.signed}", f"{self.url}/files/{number}"


class FalLipServer(LipServer):
    """fal's queue and storage: the app `acme/lips`."""

    scheme = "Key"
    model = "acme/lips"

    def answer(self, asked: Asked) -> Reply:
        place, _, _ = asked.path.partition("?")
        match asked.method, place.strip("/").split("/"):
            case "POST", ["storage", "upload", "initiate"]:
                target, url = self.place()
                return Reply({"upload_url": target, "file_url": url})
            case "POST", ["acme", "lips"]:
                inputs = asked.document
                job = self.begin_with(inputs, inputs["video_url"], inputs["audio_url"])
                return Reply({"request_id": job, "status": "IN_QUEUE", "queue_position": 0})
            case "PUT", ["acme", "lips", "requests", job, "cancel"]:
                self.cancelled.append(job)
                return Reply({"status": "CANCELLATION_REQUESTED"}, 202)
            case "GET", ["acme", "lips", "requests", job, "status"]:
                return self._status(job)
            case "GET", ["acme", "lips", "requests", job]:
                return self._result(job)
        return Reply({"detail": f"Path {place} not found"}, 404)

    def _result(self, job: str) -> Reply:
        if self.reason(job):  # as fal does: the result of a job that failed is an error
            return Reply({"detail": [{"loc": ["body"], "msg": self.reason(job), "type": "value_error"}]}, 422)
        return Reply({"video": {"url": self.made_at(job), "content_type": "video/mp4"}})

    def _status(self, job: str) -> Reply:
        polls = self.stage(job)
        if polls is None:
            return Reply({"detail": "Request not found"}, 404)
        if polls < self.polls_until_done:
            return Reply({"status": "IN_QUEUE" if polls == 1 else "IN_PROGRESS"}, 202)
        return Reply({"status": "COMPLETED"})


class SyncServer(LipServer):
    """sync.so's API v2: generations and assets.

    Attributes:
        keys: The generation of each idempotency key, and the body that began it.
        ends: The status of jobs that fail.
    """

    key_header = "x-api-key"
    scheme = ""
    model = "lipsync-2"

    def __init__(self, clip: Path | None = None) -> None:
        super().__init__(clip)
        self.keys: dict[str, tuple[bytes, str]] = {}
        self.ends = "FAILED"
        self._assets: dict[str, str] = {}

    def answer(self, asked: Asked) -> Reply:
        match asked.method, asked.path.strip("/").split("/"):
            case "POST", ["assets", "upload"]:
                target, url = self.place()
                return Reply({"uploadUrl": target, "url": url, "expiresIn": 3600}, 201)
            case "POST", ["assets"]:
                asset = f"asset-{len(self._assets) + 1}"
                self._assets[asset] = asked.document["url"]
                return Reply({"id": asset, "type": asked.document["type"]}, 201)
            case "POST", ["generate"]:
                return self._generate(asked)
            case "GET", ["generations"]:
                return Reply([])
            case "GET", ["generate", job]:
                return self._told(job)
        return self._error(404, "not_found", f"Cannot {asked.method} {asked.path}")

    def _generate(self, asked: Asked) -> Reply:
        call, key = asked.document, asked.headers.get("idempotency-key", "")
        if call["model"] != self.model:
            return self._error(400, "generation_unsupported_model", f"Unsupported model {call['model']}")
        if key in self.keys:
            body, job = self.keys[key]
            if body != asked.body:
                return self._error(409, "IDEMPOTENCY_PAYLOAD_MISMATCH", "this key belongs to another request")
            return Reply({"id": job, "status": "PENDING"}, 201)
        urls = [each["url"] if "url" in each else self._assets[each["assetId"]] for each in call["input"]]
        job = self.begin_with(call, *urls)
        self.keys[key] = (asked.body, job)
        return Reply({"id": job, "status": "PENDING", "model": self.model}, 201)

    def _told(self, job: str) -> Reply:
        polls = self.stage(job)
        if polls is None:
            return self._error(404, "generation_not_found", "Generation not found")
        told = {"id": job, "model": self.model, "input": self.inputs[0]["input"]}
        if polls < self.polls_until_done:
            return Reply(told | {"status": "PENDING" if polls == 1 else "PROCESSING"})
        if self.reason(job):
            return Reply(told | {"status": self.ends, "error": self.reason(job), "errorCode": "generation_failed"})
        return Reply(told | {"status": "COMPLETED", "outputUrl": self.made_at(job), "outputDuration": 1.6})

    def _error(self, status: int, code: str, message: str) -> Reply:
        return Reply({"statusCode": status, "errorCode": code, "message": message}, status)
