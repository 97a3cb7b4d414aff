"""Mixes spoken lines and music into the soundtrack, and encodes it once."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import isfinite

from videogen_dagster.core.assembly_requests import MixRequest
from videogen_dagster.core.errors import EngineFailure
from videogen_dagster.core.media import MixedSound, Sound
from videogen_dagster.core.sound_balance import OFF, SoundBalance
from videogen_dagster.core.timeline import SAMPLE_RATE_HZ
from videogen_dagster.engines.protocols import Capabilities, Workspace
from videogen_dagster.media.mixing import MixLevels, PlacedLine, mix_soundtrack
from videogen_dagster.media.sound_encoding import encode_sound


class SoundtrackMixer:
    """An engine like any other, so that a mix is found again by what it is made from."""

    VERSION = 3

    def __init__(self, levels: MixLevels | None = None) -> None:
        self._levels = levels or MixLevels()

    def fingerprint(self) -> str:
        return f"mixer/{self.VERSION} {self._levels}"

    def capabilities(self) -> Capabilities:
        return Capabilities(name="mixer", offline=True)

    def generate(self, requests: Sequence[MixRequest], workspace: Workspace) -> Iterator[MixedSound | EngineFailure]:
        for index, request in enumerate(requests):
            workspace.check()
            yield self._mix(index, request, workspace)

    def _mix(self, index: int, request: MixRequest, workspace: Workspace) -> MixedSound:
        target = workspace.directory / f"soundtrack-{index}.wav"
        lines = [PlacedLine(workspace.fetch(line.audio), line.first_sample, line.longest) for line in request.lines]
        music = None if request.music is None else workspace.fetch(request.music)

        def progress(done: float) -> None:
            workspace.check()
            workspace.progress(index, done)

        levels = _balanced(self._levels, request.balance)
        facts = mix_soundtrack(lines, music, target, samples=request.samples, levels=levels, on_block=progress)
        workspace.check()
        encoded = workspace.directory / f"soundtrack-{index}.m4a"
        encode_sound(target, encoded)
        return MixedSound(
            sound=Sound(
                audio=workspace.keep(target), sample_rate_hz=SAMPLE_RATE_HZ, samples=request.samples, channels=2
            ),
            encoded=workspace.keep(encoded),
            loudness_lufs=_measured(facts.loudness_lufs),
            true_peak_dbtp=_measured(facts.true_peak_dbtp),
        )


def _balanced(levels: MixLevels, balance: SoundBalance) -> MixLevels:
    """Return levels with a film's own balance in them."""
    louder_db = 0.0 if balance.music_db == OFF else balance.music_db - balance.speech_db
    return replace(
        levels,
        music_below_speech_lu=levels.music_below_speech_lu - louder_db,
        ducking=replace(levels.ducking, depth_db=balance.ducking_db),
        fade_in_s=balance.fade_in_s,
        fade_out_s=balance.fade_out_s,
    )


def _measured(value: float) -> float | None:
    return round(value, 2) if isfinite(value) else None
