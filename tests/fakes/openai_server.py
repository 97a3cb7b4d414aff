"""A server on this machine that speaks OpenAI's API as its reference documents it, and counts what it would charge."""

import base64
import hashlib
import json
import re
import threading
from collections import Counter, deque
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np

from tests.fakes.scripted_server import Asked, Reply, ScriptedServer, next_of

KEY = "sk-test-5f2a"
TEXT_MODEL = "gpt-test"
IMAGE_MODEL = "gpt-image-test"


def png(words: str, width: int, height: int) -> bytes:
    """Return a picture of one colour, another one for other words."""
    colour = hashlib.sha256(words.encode()).digest()[:3]
    return cv2.imencode(".png", np.full((height, width, 3), list(colour), np.uint8))[1].tobytes()


def answer_of(call: dict[str, Any]) -> dict[str, Any]:
    """Return what a model that does as it is told answers: shape by shape, made of the material."""
    material = json.loads(call["messages"][1]["content"])
    match call["response_format"]["json_schema"]["name"]:
        case "Cast":
            looks = [
                {"id": each["id"], "description": f"{each['name']}, in a red coat"} for each in material["characters"]
            ]
            return {"characters": looks}
        case "ScenePictures":
            return {"scenes": [picture(scene["id"]) for scene in material["scenes"]]}
        case "TranslatedTexts":
            return {"captions": [{"id": each["id"], "text": foreign(each["text"])} for each in material["captions"]]}
        case "DubbedLines":
            return {"lines": [{"id": each["id"], "text": foreign(each["text"])} for each in material["lines"]]}
        case "ProductCopy":
            return {"sentences": ["It holds what you pour.", "It keeps it warm"]}
        case "Story":
            scenes = [STORY_SCENE | {"heading": f"harbour {number}"} for number in range(3)]
            return {"title": "The Lamp", "mood": "epic", "characters": [KEEPER], "scenes": scenes}
    raise AssertionError(call)


def foreign(text: str) -> str:
    """Return a text in a language that nobody speaks: names and numbers stay."""
    return "Ja: " + re.sub(r"\b[a-z]+\b", lambda word: word[0][::-1], text)


def picture(scene: str) -> dict[str, str]:
    return {"id": scene, "image_prompt": f"a wide view of scene {scene}", "motion_prompt": "slow push in"}


KEEPER = {"name": "Ada", "description": "an old lighthouse keeper"}
STORY_SCENE = {
    "narration": "Ada lights the lamp. Nobody sees it.",
    "image_prompt": "Ada on the tower at dusk",
    "motion_prompt": "slow pull out",
}


def pcm(text: str) -> bytes:
    """Return a sound for each word, as long as the word, and a pause behind each sentence: 24 kHz, 16 bits, mono."""
    parts = [np.zeros(2400)]
    for word in text.split():
        time = np.arange(1440 * len(word)) / 24_000
        parts.append(9000 * np.sin(2 * np.pi * 220 * time) * np.hanning(len(time)) ** 0.2)
        parts.append(np.zeros(9600 if word[-1] in ".!?," else 480))
    return np.concatenate(parts).astype("<i2").tobytes()


class OpenAIServer:
    """Draws, plans. A context manager that serves meanwhile.

    Args:
        together: The first answers wait until so many requests are being answered at once.
        delay_s: How long a result takes.
        say: What a language model answers to a call: a text, or what is written as JSON.

    Attributes:
        charges: How many results were made, by path.
        drawn: The prompts of all pictures that it made.
        heard: The words of the next transcriptions.
        next_replies: What the next requests get instead of their result.
        server: The requests that came.
    """

    def __init__(self, *, delay_s: float = 0.0, say: Callable[[Any], Any] = answer_of, together: int = 1) -> None:
        self.charges: Counter[str] = Counter()
        self.next_replies: deque[Reply] = deque()
        self.drawn: list[str] = []
        self.server = ScriptedServer(self._answer, together=together)
        self._delay_s = delay_s
        self.heard: list[dict[str, Any]] = []
        self._say = say
        self._lock = threading.Lock()
        self.base_url = f"{self.server.url}/v1"

    def __enter__(self) -> "OpenAIServer":
        self.server.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.__exit__()

    def _answer(self, asked: Asked) -> Reply:
        if asked.headers.get("authorization") != f"Bearer {KEY}":
            return _error(401, "Incorrect API key provided", "invalid_api_key")
        if told := next_of(self.next_replies):
            return told
        paths = {
            "/v1/models": lambda: Reply(
                {"object": "list", "data": [{"id": name} for name in (TEXT_MODEL, IMAGE_MODEL)]}
            ),
            "/v1/chat/completions": lambda: self._said(asked.document),
            "/v1/images/generations": lambda: self._drawn(asked, asked.document),
            "/v1/images/edits": lambda: self._drawn(asked, _fields(asked.body)),
            "/v1/audio/speech": lambda: self._spoken(asked.document),
            "/v1/audio/transcriptions": lambda: self._heard(asked),
        }
        reply = paths.get(asked.path)
        return reply() if reply else _error(404, f"no such path: {asked.path}", None)

    def _charge(self, path: str) -> None:
        with self._lock:
            self.charges[path] += 1

    def _heard(self, asked: Asked) -> Reply:
        self._charge(asked.path)
        return Reply({"text": "", "language": "en", "duration": 1.0, "words": self.heard})

    def _said(self, call: dict[str, Any]) -> Reply:
        if call["model"] != TEXT_MODEL:
            return _error(404, f"The model `{call['model']}` does not exist", "model_not_found")
        self._charge("/v1/chat/completions")
        said = self._say(call)
        content = said if isinstance(said, str) else json.dumps(said)
        message = {"role": "assistant", "content": content, "refusal": None}
        choice = {"index": 0, "finish_reason": "stop", "message": message, "logprobs": None}
        usage = {"prompt_tokens": 100, "completion_tokens": 50, "total_tokens": 150}
        told = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": TEXT_MODEL, "usage": usage}
        return Reply(told | {"choices": [choice]}, delay_s=self._delay_s)

    def _spoken(self, call: dict[str, str]) -> Reply:
        self._charge("/v1/audio/speech")
        return Reply(pcm(call["input"]), headers={"Content-Type": "audio/pcm"}, delay_s=self._delay_s)

    def _drawn(self, asked: Asked, call: dict[str, str]) -> Reply:
        if call["model"] != IMAGE_MODEL:
            return _error(404, f"The model `{call['model']}` does not exist", "model_not_found")
        if "indecent" in call["prompt"]:
            return _error(400, "Your request was rejected by the safety system.", "moderation_blocked")
        self._charge(asked.path)
        self.drawn.append(call["prompt"])
        width, height = map(int, call["size"].split("x"))
        encoded = base64.b64encode(png(call["prompt"], width, height)).decode()
        usage = {"input_tokens": 10, "output_tokens": 1000, "total_tokens": 1010, "input_tokens_details": {}}
        return Reply({"created": 1, "data": [{"b64_json": encoded}], "usage": usage}, delay_s=self._delay_s)


def _error(status: int, message: str, code: str | None) -> Reply:
    return Reply({"error": {"message": message, "type": "invalid_request_error", "code": code, "param": None}}, status)


def refusal(message: str, *, status: int) -> Reply:
    """Return an error as the API words it."""
    return _error(status, message, None)


def _fields(body: bytes) -> dict[str, str]:
    """Return the text fields of a multipart form; `images` counts its files."""
    found = re.findall(rb'name="([a-z_]+)"\r\n\r\n([^\r]*)\r\n', body)
    files = len(re.findall(rb'name="image\[\]"; filename=', body)) + len(re.findall(rb'name="image"; filename=', body))
    return {name.decode(): value.decode() for name, value in found} | {"images": str(files)}
