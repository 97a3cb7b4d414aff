"""Engines that ask providers, for the tests that all engines of a kind pass: the providers are on this machine."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

import numpy as np

from tests.fakes import job_servers, openai_server, pexels_server, stock
from tests.fakes.job_servers import FalLipServer, FalServer, JobServer, LipServer, ReplicateServer, SyncServer
from tests.fakes.openai_server import OpenAIServer
from tests.fakes.pexels_server import PexelsServer
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.engines.animation.fal import FAL_VIDEO
from videogen_dagster.engines.animation.hosted import HostedAnimationEngine
from videogen_dagster.engines.animation.replicate import REPLICATE_VIDEO
from videogen_dagster.engines.image.library import library_image_engine
from videogen_dagster.engines.image.openai_pictures import OpenAIImageEngine
from videogen_dagster.engines.image.pexels import pexels_image_engine
from videogen_dagster.engines.lip_sync.fal import FAL_LIPS
from videogen_dagster.engines.lip_sync.hosted import HostedLipSyncEngine
from videogen_dagster.engines.lip_sync.sync import SYNC_LIPS
from videogen_dagster.engines.provider_choice import ProviderChoice
from videogen_dagster.engines.providers.jobs import Patience
from videogen_dagster.engines.providers.secret import Secret
from videogen_dagster.engines.script.openai_planner import OpenAIScriptEngine
from videogen_dagster.engines.speech.openai_voices import OpenAISpeechEngine
from videogen_dagster.engines.stock.stock_images import StockImageEngine
from videogen_dagster.media.frames import YuvFrame
from videogen_dagster.media.segments import SegmentWriter


def script_engine() -> OpenAIScriptEngine:
    return OpenAIScriptEngine(_openai_choice("script", openai_server.TEXT_MODEL))


def image_engine() -> OpenAIImageEngine:
    return OpenAIImageEngine(_openai_choice("image", openai_server.IMAGE_MODEL))


def pexels_engine() -> StockImageEngine:
    return pexels_image_engine().with_provider(_choice("image", "", _pexels().url, pexels_server.KEY))


def library_engine() -> StockImageEngine:
    """Return an engine over a folder that shows something for whatever is asked."""
    choice = ProviderChoice(shared=_folder() / "shared", library=_library(), options=(("match", "any"),))
    return library_image_engine().with_provider(choice)


def speech_engine() -> OpenAISpeechEngine:
    return OpenAISpeechEngine(_openai_choice("speech", "tts-test"))


def fal_engine() -> HostedAnimationEngine:
    return HostedAnimationEngine(FAL_VIDEO, _job_choice(FalServer), patience=QUICK)


def replicate_engine() -> HostedAnimationEngine:
    return HostedAnimationEngine(REPLICATE_VIDEO, _job_choice(ReplicateServer), patience=QUICK)


def write_clip(path: Path, *, frames: int = 24) -> Path:
    """Write a clip as a model makes it, of another size and rate than the film's: stripes that move. Returns its path."""
    size = FrameSize(width=96, height=64)
    rows, columns = np.mgrid[0 : size.height, 0 : size.width]
    with SegmentWriter(path, size, frames=frames, frames_per_second=24) as writer:
        for frame in range(frames):
            luma = 130 + 70 * np.sin((columns + 2 * frame) / 9) * np.cos((rows - frame) / 13)
            chroma = (np.full((size.height // 2, size.width // 2), value, np.uint8) for value in (110, 150))
            writer.write(YuvFrame(luma.astype(np.uint8), *chroma))
    return path


def fal_lips() -> HostedLipSyncEngine:
    return HostedLipSyncEngine(FAL_LIPS, _lips_choice(FalLipServer), patience=QUICK)


def sync_lips() -> HostedLipSyncEngine:
    return HostedLipSyncEngine(SYNC_LIPS, _lips_choice(SyncServer), patience=QUICK)


QUICK = Patience(first_poll_s=0.02, longest_poll_s=0.1)


@cache
def _openai() -> OpenAIServer:
    return OpenAIServer().__enter__()  # its thread ends with the process


@cache
def _jobs(kind: type[JobServer]) -> JobServer:
    return kind(write_clip(_folder() / f"{kind.__name__}.mp4")).__enter__()


@cache
def _lips(kind: type[LipServer]) -> LipServer:
    return kind().__enter__()


@cache
def _pexels() -> PexelsServer:
    return PexelsServer().__enter__()


@cache
def _library() -> Path:
    for name, colour in (("warm", stock.WARM), ("cold", stock.COLD), ("rose", stock.ROSE)):
        stock.write_photo(_folder() / "library" / f"{name}.jpg", colour)
    return _folder() / "library"


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="providers-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _openai_choice(kind: str, model: str) -> ProviderChoice:
    return _choice(kind, model, _openai().base_url, openai_server.KEY)


def _job_choice(kind: type[JobServer]) -> ProviderChoice:
    server = _jobs(kind)
    return _choice("animation", server.model, server.url, job_servers.KEY)


def _lips_choice(kind: type[LipServer]) -> ProviderChoice:
    server = _lips(kind)
    return _choice("lip_sync", server.model, server.url, job_servers.KEY)


def _choice(kind: str, model: str, base_url: str, key: str) -> ProviderChoice:
    return ProviderChoice(
        shared=_folder() / "shared",
        model=model,
        base_url=base_url,
        key=Secret(key),
        key_setting="ACME_KEY",
        prefix=f"VIDEOGEN_{kind.upper()}",
        private_hosts=frozenset({"127.0.0.1"}),
    )
