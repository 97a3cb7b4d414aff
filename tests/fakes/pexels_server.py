"""A server on this machine that speaks the API of Pexels as its reference documents it."""

from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from tests.fakes import stock
from tests.fakes.scripted_server import Asked, Reply, ScriptedServer, next_of

KEY = "pexels-key-3b1"
COLOURS = (stock.WARM, stock.COLD, stock.ROSE)


class PexelsServer:
    """Finds photos and clips for all words; a context manager that serves meanwhile.

    Args:
        clip: The file that all clips are.
        clips: How many clips answer a search; they are the same for all words.
        photos: How many photos do.

    Attributes:
        next_replies: What the next searches get instead.
        edit: Changes what a search answers.
        left: How many requests it says are left, and until when, in seconds since 1970.
        server: The requests that came.
    """

    def __init__(self, clip: Path | None = None, *, clips: int = 3, photos: int = 15) -> None:
        self.next_replies: deque[Reply] = deque()
        self.edit: Callable[[dict[str, Any]], Any] = lambda answer: answer
        self.left = (19684, 1590529646)
        self._clip = clip.read_bytes() if clip else b""
        self._clips = clips if clip else 0
        self._photos = photos
        self.server = ScriptedServer(self._reply)
        self.url = self.server.url

    def __enter__(self) -> Self:
        self.server.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.__exit__()

    @property
    def searches(self) -> list[tuple[str, dict[str, str]]]:
        """Path and query of all searches that came."""
        parts = [urlsplit(asked.path) for asked in self.server.asked if "search" in asked.path]
        return [(each.path, {name: values[0] for name, values in parse_qs(each.query).items()}) for each in parts]

    def fetched(self) -> list[str]:
        return [asked.path for asked in self.server.asked if asked.path.startswith("/files/")]

    def _reply(self, asked: Asked) -> Reply:
        if asked.path.startswith("/files/"):
            return Reply(status=400) if "authorization" in asked.headers else self._file(asked.path)
        if asked.headers.get("authorization") != KEY:
            return Reply({"status": 401, "code": "Unauthorized"}, 401)
        if told := next_of(self.next_replies):
            return told
        left, reset = self.left
        limits = {
            "X-Ratelimit-Limit": "20000",
            "X-Ratelimit-Remaining": str(left),
            "X-Ratelimit-Reset": str(reset),
        }
        path = urlsplit(asked.path).path
        listed = {
            "/v1/search": ("photos", self.photo, self._photos),
            "/videos/search": ("videos", self.clip, self._clips),
        }
        if path not in listed:
            return Reply({"page": 1, "per_page": 1, "photos": []}, headers=limits)
        name, each, count = listed[path]
        answer = {
            "page": 1,
            "per_page": 40,
            "total_results": count,
            name: [each(number) for number in range(1, count + 1)],
        }
        return Reply(self.edit(answer), headers=limits)

    def _file(self, path: str) -> Reply:
        if path.endswith(".mp4"):
            return Reply(self._clip, headers={"Content-Type": "video/mp4"})
        number = int(path.rpartition("/")[2].partition("-")[0])
        return Reply(stock.photo(COLOURS[number % 3], 640 + number * 2), headers={"Content-Type": "image/jpeg"})

    def photo(self, number: int) -> dict[str, Any]:
        address = f"{self.url}/files/{number}"
        return {
            "id": 1000 + number,
            "width": 3840,
            "height": 2160,
            "url": f"https://www.pexels.com/photo/boats-by-the-shore-{1000 + number}/",
            "photographer": f"Ana Ruiz {number}",
            "photographer_url": "https://www.pexels.com/@ana",
            "photographer_id": 7,
            "avg_color": "#978E82",
            "src": {
                "original": f"{address}-original.jpg",
                "large2x": f"{address}-large2x.jpg",
                "tiny": f"{address}-tiny.jpg",
            },
            "liked": False,
            "alt": f"Boats by the shore {number}",
        }

    def clip(self, number: int) -> dict[str, Any]:
        sizes = {"sd": (640, 360), "hd": (1920, 1080)}
        return {
            "id": 2000 + number,
            "width": 1920,
            "height": 1080,
            "url": f"https://www.pexels.com/video/a-boat-leaves-the-harbour-{2000 + number}/",
            "image": f"{self.url}/files/still.jpg",
            "full_res": None,
            "tags": [],
            "duration": 12,
            "user": {"id": 9, "name": "Joey Farina", "url": "https://www.pexels.com/@joey"},
            "video_files": [
                {"id": number, "quality": name, "file_type": "video/mp4", "width": wide, "height": high, "fps": 25.0}
                | {"link": f"{self.url}/files/{number}-{name}.mp4"}
                for name, (wide, high) in reversed(sizes.items())
            ],
            "video_pictures": [],
        }
