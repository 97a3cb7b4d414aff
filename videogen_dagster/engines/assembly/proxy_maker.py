"""Makes proxies of clips."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from videogen_dagster.core.assembly_requests import ProxyRequest
from videogen_dagster.core.errors import EngineFailure, EngineRefused, InvalidInput
from videogen_dagster.core.media import Clip
from videogen_dagster.engines.protocols import Capabilities, Workspace
from videogen_dagster.media.proxies import write_proxy

AT_ONCE: Final = 2
"""Clips that are copied side by side, each by one thread."""


class ProxyMaker:
    """Encodes clips once more, small and quickly."""

    VERSION = 2

    def fingerprint(self) -> str:
        return f"proxy-maker/{self.VERSION}"

    def capabilities(self) -> Capabilities:
        return Capabilities(name="proxy-maker", offline=True)

    def generate(self, requests: Sequence[ProxyRequest], workspace: Workspace) -> Iterator[Clip | EngineFailure]:
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="proxy") as threads:
            proxies = [threads.submit(self._copy, index, request, workspace) for index, request in enumerate(requests)]
            try:
                for proxy in proxies:
                    yield proxy.result()
            finally:
                for proxy in proxies:
                    proxy.cancel()

    def _copy(self, index: int, request: ProxyRequest, workspace: Workspace) -> Clip | EngineFailure:
        workspace.check()
        target = workspace.directory / f"proxy-{index}.mp4"
        size, frames, rate = request.size, request.frames, request.frames_per_second
        try:
            clip = workspace.fetch(request.clip.video)
            if not _fits(request):
                clip = _conformed(clip, request, target.with_stem(f"fitted-{index}"))
            write_proxy(clip, target, height=size.height, cuts=request.cuts)
        except InvalidInput as error:
            return EngineRefused(error.message, engine="proxy-maker", remedy=error.remedy)
        except EngineFailure as failure:
            return failure
        return Clip(video=workspace.keep(target), size=size, frames=frames, frames_per_second=rate)


def _fits(request: ProxyRequest) -> bool:
    """Return whether a clip has its copy's length, rate and, within a pixel of the copy, shape."""
    clip, size = request.clip, request.size
    width = clip.size.width * size.height / clip.size.height
    is_as_long = (clip.frames, clip.frames_per_second) == (request.frames, request.frames_per_second)
    return is_as_long and clip.size.height >= size.height and round(width / 2) * 2 == size.width


def _conformed(clip: Path, request: ProxyRequest, target: Path) -> Path:
    from videogen_dagster.media.conforming import conform  # OpenCV, 0.2 s; hardly any clip needs it

    conform(clip, target, size=request.size, frames=request.frames, frames_per_second=request.frames_per_second)
    return target
