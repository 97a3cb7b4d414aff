"""A speech engine that hums: each line is a tone whose pitch tells its text, each word takes a quarter of a second."""

import hashlib
import re
from collections.abc import Iterator, Sequence

import numpy as np

from videogen_dagster.core.errors import EngineFailure
from videogen_dagster.core.media import PhonemeTime, Sound, Speech, WordTime
from videogen_dagster.core.requests import SpeechRequest
from videogen_dagster.engines.protocols import Capabilities, Workspace
from videogen_dagster.media.sound import SAMPLE_RATE_HZ, SoundWriter

WORD_S = 0.25
LEVEL = 0.2


def tone_hz(text: str) -> float:
    """Return the frequency of a text's tone, 200 to 800 Hz."""
    return 200.0 + int.from_bytes(hashlib.sha256(text.encode()).digest()[:2]) % 600


class FakeSpeechEngine:
    """Writes real sounds. `calls` are the requests it was asked for; `errors` are what it does with some of them."""

    def __init__(self, *, errors: dict[int, EngineFailure] | None = None, version: str = "1") -> None:
        self._errors = errors or {}
        self._version = version
        self.calls: list[SpeechRequest] = []

    def fingerprint(self) -> str:
        return f"fake-speech/{self._version}"

    def capabilities(self) -> Capabilities:
        return Capabilities(name="fake-speech", offline=True, voices=("low", "high"))

    def generate(self, requests: Sequence[SpeechRequest], workspace: Workspace) -> Iterator[Speech | EngineFailure]:
        for index, request in enumerate(requests):
            self.calls.append(request)
            workspace.check()
            workspace.progress(index, 0.0)
            yield self._errors.get(index) or self._hum(request, index, workspace)

    def _hum(self, request: SpeechRequest, index: int, workspace: Workspace) -> Speech:
        spans = [match.span() for match in re.finditer(r"\S+", request.text)]
        samples = round(max(1, len(spans)) * WORD_S * SAMPLE_RATE_HZ)
        at = np.arange(samples) / SAMPLE_RATE_HZ
        # Another take is another file.
        level = LEVEL / request.take
        tone = level * np.sin(2 * np.pi * tone_hz(request.text) * at) * bool(spans)
        path = workspace.directory / f"hum_{index}.wav"
        with SoundWriter(path, channels=1) as writer:
            writer.write(tone.astype(np.float32)[:, None])
        workspace.progress(index, 1.0)
        audio = workspace.keep(path)
        path.unlink()
        return Speech(
            sound=Sound(audio=audio, sample_rate_hz=SAMPLE_RATE_HZ, samples=samples, channels=1),
            words=tuple(
                WordTime(start_char=start, end_char=end, start_s=number * WORD_S, end_s=(number + 1) * WORD_S)
                for number, (start, end) in enumerate(spans)
            ),
            phonemes=(*(PhonemeTime(symbol="m", start_s=number * WORD_S) for number in range(len(spans))),),
        )
