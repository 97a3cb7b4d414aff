"""A film in which everything comes from providers, lips too, with its media in a bucket that the provider of lips reads."""

import hashlib
from dataclasses import dataclass

import obstore
import pytest
from obstore.store import S3Store

from tests.e2e.conftest import Workplace
from tests.e2e.retaking import done
from tests.e2e.watching import complaints
from tests.fakes import job_servers, openai_server
from tests.fakes.hosted import write_clip
from tests.fakes.job_servers import FalServer, SyncServer
from tests.fakes.openai_server import OpenAIServer
from tests.fakes.s3_server import ACCESS, store_at
from tests.homes import contents_of

pytestmark = pytest.mark.slow

SCRIPT = """
INT. LIGHTHOUSE - NIGHT

Ada, an old keeper, stands at the lamp and looks into the camera.

ADA
I light it.

EXT. SEA - NIGHT

Waves in the dark.
"""
MAKE = ("make", "lamp.fountain", "--project", "lamp", "--resolution", "360p")


@dataclass(frozen=True)
class Hosted(Workplace):
    """A folder whose films are made by providers on this machine, with a bucket as their store."""

    openai: OpenAIServer
    fal: FalServer
    sync: SyncServer
    s3: str
    bucket: str

    @property
    def settings(self) -> dict[str, str]:
        chosen = {}
        for kind, model in {
            "SCRIPT": openai_server.TEXT_MODEL,
            "IMAGE": openai_server.IMAGE_MODEL,
            "SPEECH": "tts",
        }.items():
            chosen |= _provider(kind, "openai", model, self.openai.base_url, openai_server.KEY)
        chosen |= _provider("ANIMATION", "fal", FalServer.model, self.fal.url, job_servers.KEY)
        chosen |= _provider("LIP_SYNC", "sync", SyncServer.model, self.sync.url, job_servers.KEY)
        own = {
            "VIDEOGEN_PRIVATE_HOSTS": "127.0.0.1",
            "VIDEOGEN_EXECUTOR": "in_process",
            "VIDEOGEN_UNPRICED_MODELS": "*",
            "VIDEOGEN_STORE_URL": f"s3://{self.bucket}/team",
            "AWS_ENDPOINT_URL": self.s3,
            **{f"AWS_{name.upper()}": str(ACCESS[name]) for name in ("access_key_id", "secret_access_key", "region")},
        }
        return {**super().settings, **chosen, **own}


def _provider(kind: str, engine: str, model: str, base_url: str, key: str) -> dict[str, str]:
    values = {"ENGINE": engine, "MODEL": model, "BASE_URL": base_url, "API_KEY": key}
    return {f"VIDEOGEN_{kind}_{name}": value for name, value in values.items()}


def kept(bucket: S3Store) -> dict[str, bytes]:
    """Return all that is in a bucket."""
    paths = [str(found["path"]) for page in obstore.list(bucket) for found in page]
    return {path: bytes(obstore.get(bucket, path).bytes()) for path in paths}


def test_a_film_is_made_by_providers_alone_and_what_was_signed_for_them_is_nowhere(s3, tmp_path):
    name = f"b{hashlib.sha256(str(tmp_path).encode()).hexdigest()[:16]}"
    bucket = store_at(s3, name)
    clip = write_clip(tmp_path / "clip.mp4", frames=160)
    with OpenAIServer() as openai, FalServer(clip) as fal, SyncServer() as sync:
        place = Hosted(tmp_path / "home", openai, fal, sync, s3, name)
        place.folder.mkdir()
        (place.folder / "lamp.fountain").write_text(SCRIPT)
        made = done(place.run(*MAKE))
        assert complaints(made.film) == ""

        assert (fal.charges, sync.charges) == (2, 1), "lips are moved where somebody is seen speaking"
        ((video, speech),) = sync.fetched
        stored = kept(bucket)
        assert {hashlib.sha256(video).hexdigest(), hashlib.sha256(speech).hexdigest()} <= {
            path.rpartition("/")[2].partition(".")[0] for path in stored
        }
        assert "X-Amz-Signature=" in str(sync.inputs)
        written = contents_of(place.home)
        for secret in (b"X-Amz-Signature", SyncServer.signed.encode(), job_servers.KEY.encode()):
            assert secret not in (made.out + made.err).encode()
            assert [path for path, content in stored.items() if secret in content] == []
            assert [path for path, content in written.items() if secret in content] == []

        done(place.run("make", "--project", "lamp"))
        assert (fal.charges, sync.charges) == (2, 1)
