"""A bucket that may be read but not written: told as a storage failure, and nothing is asked of an engine."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from obstore.store import S3Store

from videogen_dagster.core.errors import StorageFailure
from videogen_dagster.store.intents import begin_call, end_call
from videogen_dagster.store.media_store import MediaStore
from videogen_dagster.store.receipts import Receipt, write_receipt

NAME = "0" * 64
DENIED = b"<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"


class ReadOnlyBucket(BaseHTTPRequestHandler):
    """An empty S3 bucket whose policy denies every write."""

    def do_GET(self) -> None:
        self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")

    def do_HEAD(self) -> None:
        self._answer(404, b"")

    def do_PUT(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self._answer(403, DENIED)

    def do_POST(self) -> None:
        self.do_PUT()

    def do_DELETE(self) -> None:
        self.do_PUT()

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def store(tmp_path):
    server = ThreadingHTTPServer(("127.0.0.1", 0), ReadOnlyBucket)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    bucket = S3Store(
        "films",
        endpoint=f"http://127.0.0.1:{server.server_address[1]}",
        access_key_id="key",
        secret_access_key="secret",  # noqa: S106  # of a server that asks for none
        region="here",
        client_options={"allow_http": True},
    )
    yield MediaStore(bucket, tmp_path, is_folder=False)
    server.shutdown()
    thread.join()
    server.server_close()


WRITES = {
    "document": lambda store, _: store.write("projects/a/brief.json", b"{}"),
    "new document": lambda store, _: store.create("projects/a/lock", b"{}"),
    "removal": lambda store, _: end_call(store, NAME),
    "media": lambda store, path: store.put_file(path),
    "intent": lambda store, _: begin_call(store, NAME, engine="e"),
    "receipt": lambda store, _: write_receipt(
        store, Receipt(fingerprint=NAME, engine="e", request={}, result={}, took_s=0.0)
    ),
}


@pytest.mark.parametrize("what", WRITES)
def test_every_write_to_a_read_only_bucket_is_told_as_a_storage_failure(what, store, tmp_path):
    path = tmp_path / "song.wav"
    path.write_bytes(b"la la la")
    with pytest.raises(StorageFailure, match=r"cannot (write|remove|store)"):
        WRITES[what](store, path)
    assert store.read("projects/a/brief.json") is None
    assert list(tmp_path.iterdir()) == [path]
