"""A model hub on this machine: it speaks as much of the hub's protocol as its real client asks for."""

import hashlib
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import unquote, urlparse

from tests.fakes.scripted_server import QueuingServer

LARGE = ".safetensors"


class Hub:
    """Repositories, each a folder; a commit is named by the hash of what is in the folder.

    `damaged` are files of which it tells another hash than they have; `asked` are the revisions that it was asked for, and
    `served` the files that it gave away.
    """

    def __init__(self, repositories: Mapping[str, Path]) -> None:
        self.repositories = dict(repositories)
        self.damaged: set[str] = set()
        self.served: list[str] = []
        self.asked: list[str] = []

    def commit(self, repository: str) -> str:
        digest = hashlib.sha1(usedforsecurity=False)
        for path in self.files(repository):
            digest.update(path.name.encode() + path.read_bytes())
        return digest.hexdigest()

    def files(self, repository: str) -> list[Path]:
        return sorted(path for path in self.repositories[repository].rglob("*") if path.is_file())

    def info(self, repository: str) -> dict[str, object]:
        root = self.repositories[repository]
        return {
            "_id": "1",
            "id": repository,
            "modelId": repository,
            "sha": self.commit(repository),
            "siblings": [self._sibling(root, path) for path in self.files(repository)],
        }

    def tree(self, repository: str) -> list[dict[str, object]]:
        return [_entry(sibling) for sibling in self.info(repository)["siblings"]]  # ty: ignore[not-iterable]

    def _sibling(self, root: Path, path: Path) -> dict[str, object]:
        name, size = path.relative_to(root).as_posix(), path.stat().st_size
        told: dict[str, object] = {"rfilename": name, "size": size, "blobId": "0"}
        if path.suffix == LARGE:
            digest = "0" * 64 if name in self.damaged else hashlib.sha256(path.read_bytes()).hexdigest()
            told["lfs"] = {"sha256": digest, "size": size, "pointerSize": 134}
        return told


def _entry(sibling: Mapping[str, object]) -> dict[str, object]:
    """Return a file as the hub's listing of a folder tells it."""
    told: dict[str, object] = {"type": "file", "path": sibling["rfilename"], "size": sibling["size"], "oid": "0"}
    large = sibling.get("lfs")
    if isinstance(large, dict):
        told["lfs"] = {"oid": large["sha256"], "size": large["size"], "pointerSize": large["pointerSize"]}
    return told


class _Answers(BaseHTTPRequestHandler):
    """Answers as the hub does; `hub` is set on a subclass."""

    protocol_version = "HTTP/1.1"
    hub: Hub

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  # the server's name for it
        pass

    def _answer(self, *, with_body: bool) -> None:
        parts = unquote(urlparse(self.path).path).strip("/").split("/")
        if parts[:2] == ["api", "models"] and "/".join(parts[2:4]) in self.hub.repositories:
            self._tell("/".join(parts[2:4]), parts, with_body=with_body)
        elif len(parts) > 4 and parts[2] == "resolve" and "/".join(parts[:2]) in self.hub.repositories:
            self._give("/".join(parts[:2]), "/".join(parts[4:]), with_body=with_body)
        else:
            self._send(404, b"", {"X-Error-Code": "RepoNotFound"}, with_body=with_body)

    def _tell(self, repository: str, parts: list[str], *, with_body: bool) -> None:
        self.hub.asked.append(parts[-1])
        told = self.hub.tree(repository) if parts[4:5] == ["tree"] else self.hub.info(repository)
        self._send(200, json.dumps(told).encode(), {"Content-Type": "application/json"}, with_body=with_body)

    def _give(self, repository: str, name: str, *, with_body: bool) -> None:
        content = (self.hub.repositories[repository] / name).read_bytes()
        if with_body:
            self.hub.served.append(name)
        more = {"ETag": f'"{hashlib.sha256(content).hexdigest()}"', "X-Repo-Commit": self.hub.commit(repository)}
        self._send(200, content, more, with_body=with_body)

    def _send(self, status: int, body: bytes, headers: Mapping[str, str], *, with_body: bool) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if with_body:
            self.wfile.write(body)


@contextmanager
def serving(hub: Hub) -> Iterator[str]:
    """Serve a hub on this machine; gives its URL (`HF_ENDPOINT`)."""
    server = QueuingServer(("127.0.0.1", 0), type("Answers", (_Answers,), {"hub": hub}))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
