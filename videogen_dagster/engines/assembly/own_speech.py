"""Brings people's own recordings into the film, divided into the lines of their scene."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from videogen_dagster.core.errors import EngineFailure, EngineRefused, InvalidInput
from videogen_dagster.core.media import Media, Sound, Speech
from videogen_dagster.core.requests import OwnSpeechRequest
from videogen_dagster.core.storyboard import LONGEST_SCENE_S
from videogen_dagster.core.timeline import SAMPLE_RATE_HZ
from videogen_dagster.engines.assembly.own_pictures import OWN_MEDIA
from videogen_dagster.engines.protocols import Capabilities, Workspace

if TYPE_CHECKING:
    from videogen_dagster.media.sound import Samples
    from videogen_dagster.media.voiced import Voice

_LONGEST: Final = round(LONGEST_SCENE_S * SAMPLE_RATE_HZ)
"""Of a long film that one scene shows the beginning of, no more is heard."""

_Heard = tuple[Media, "Samples", "Voice"]


class OwnSpeechEngine:
    """Takes lines from a recording: nothing is cut away between them, and nothing is heard twice."""

    VERSION = 1

    def fingerprint(self) -> str:
        return f"{OWN_MEDIA} speech/{self.VERSION}"

    def capabilities(self) -> Capabilities:
        return Capabilities(name=OWN_MEDIA, offline=True)

    def generate(self, requests: Sequence[OwnSpeechRequest], workspace: Workspace) -> Iterator[Speech | EngineFailure]:
        heard: _Heard | None = None  # the lines of a scene follow each other: its recording is decoded once
        for index, request in enumerate(requests):
            workspace.check()
            try:
                if heard is None or heard[0] != request.audio:
                    heard = _listen(request, workspace)
                yield _line(index, request, heard, workspace)
            except InvalidInput as error:
                yield EngineRefused(error.message, engine=OWN_MEDIA, remedy=error.remedy)


def _listen(request: OwnSpeechRequest, workspace: Workspace) -> _Heard:
    from videogen_dagster.media.recordings import level_recording, read_recording  # PyAV and SciPy, 0.5 s;
    from videogen_dagster.media.voiced import Voice  # a line that is found again needs none

    sound = read_recording(workspace.fetch(request.audio), longest=_LONGEST, check=workspace.check)
    return request.audio, level_recording(sound, check=workspace.check), Voice(sound)


def _line(index: int, request: OwnSpeechRequest, heard: _Heard, workspace: Workspace) -> Speech:
    from videogen_dagster.media.mouthing import guessed_sounds
    from videogen_dagster.media.recordings import write_part
    from videogen_dagster.media.voiced import frame_cuts

    _, sound, voice = heard
    cuts = voice.divide(request.texts) if len(request.texts) > 1 else []
    edges = [0, *frame_cuts(cuts, len(sound), request.frames_per_second), len(sound)]
    first, end = edges[request.part], edges[request.part + 1]
    target = workspace.directory / f"own-{index:05d}.wav"
    write_part(sound, target, first=first, end=end)
    text = request.texts[request.part] if request.texts else ""
    words = voice.words(text, first=first, end=end)
    return Speech(
        sound=Sound(audio=workspace.keep(target), sample_rate_hz=SAMPLE_RATE_HZ, samples=end - first, channels=1),
        words=words,
        phonemes=guessed_sounds(text, words),
    )
