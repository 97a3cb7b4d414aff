"""Looks at every picture of segments, once."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from videogen_dagster.core.assembly_requests import ScanRequest
from videogen_dagster.core.errors import EngineFailure, EngineRefused, InvalidInput
from videogen_dagster.core.media import Scan
from videogen_dagster.engines.protocols import Capabilities, Workspace
from videogen_dagster.media.quality.scans import scan_segment

AT_ONCE: Final = 2
"""Segments that are decoded side by side, each by one thread."""


class SegmentScanner:
    """Decodes segments and keeps of each picture what quality gates need."""

    VERSION = 1

    def fingerprint(self) -> str:
        return f"scanner/{self.VERSION}"

    def capabilities(self) -> Capabilities:
        return Capabilities(name="scanner", offline=True)

    def generate(self, requests: Sequence[ScanRequest], workspace: Workspace) -> Iterator[Scan | EngineFailure]:
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="scanner") as threads:
            scans = [threads.submit(self._scan, index, request, workspace) for index, request in enumerate(requests)]
            try:
                for scan in scans:
                    yield scan.result()
            finally:
                for scan in scans:
                    scan.cancel()

    def _scan(self, index: int, request: ScanRequest, workspace: Workspace) -> Scan | EngineFailure:
        workspace.check()
        target = workspace.directory / f"scan-{index}.npz"
        try:
            video, rate = workspace.fetch(request.video), request.frames_per_second
            scan_segment(video, target, frames_per_second=rate, captions=request.captions)
        except InvalidInput as error:
            return EngineRefused(error.message, engine="scanner", remedy=error.remedy)
        return Scan(pictures=workspace.keep(target))
