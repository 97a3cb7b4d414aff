"""Brings people's own music into the film."""

from collections.abc import Iterator, Sequence
from typing import Final

from videogen_dagster.core.errors import EngineFailure, EngineRefused, InvalidInput
from videogen_dagster.core.media import Sound
from videogen_dagster.core.requests import OwnMusicRequest
from videogen_dagster.core.timeline import SAMPLE_RATE_HZ
from videogen_dagster.engines.assembly.own_pictures import OWN_MEDIA
from videogen_dagster.engines.protocols import Capabilities, Workspace

MUSIC_LUFS: Final = -20.0
"""The level of music before it is mixed."""


class OwnMusicEngine:
    """Makes music as long as the film: repeated with a crossfade, faded out at the end."""

    VERSION = 1

    def fingerprint(self) -> str:
        return f"{OWN_MEDIA} music/{self.VERSION}"

    def capabilities(self) -> Capabilities:
        return Capabilities(name=OWN_MEDIA, offline=True)

    def generate(self, requests: Sequence[OwnMusicRequest], workspace: Workspace) -> Iterator[Sound | EngineFailure]:
        for index, request in enumerate(requests):
            workspace.check()
            try:
                yield _lay(index, request, workspace)
            except InvalidInput as error:
                yield EngineRefused(error.message, engine=OWN_MEDIA, remedy=error.remedy)


def _lay(index: int, request: OwnMusicRequest, workspace: Workspace) -> Sound:
    # PyAV and SciPy, 0.5 s; music that is found again needs none.
    from videogen_dagster.media.music_beds import music_bed
    from videogen_dagster.media.recordings import level_recording, read_recording
    from videogen_dagster.media.sound import SoundWriter

    music = read_recording(workspace.fetch(request.audio), channels=2, longest=request.samples, check=workspace.check)
    bed = music_bed(level_recording(music, lufs=MUSIC_LUFS, check=workspace.check), samples=request.samples)
    target = workspace.directory / f"own-{index:05d}.wav"
    with SoundWriter(target, channels=2) as writer:
        writer.write(bed)
    return Sound(audio=workspace.keep(target), sample_rate_hz=SAMPLE_RATE_HZ, samples=request.samples, channels=2)
