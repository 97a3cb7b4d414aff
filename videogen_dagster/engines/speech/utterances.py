"""From what a synthesiser made to a line: cut to what is heard, at one level, its times set to the sound that was kept."""

import wave
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from videogen_dagster.core.media import PhonemeTime, Sound, Speech, WordTime
from videogen_dagster.engines.protocols import Workspace
from videogen_dagster.engines.speech.polish import Cut, heard_stretch, polish_line, write_silence
from videogen_dagster.engines.speech.word_times import Onset, Pause, word_times
from videogen_dagster.media.sound import SAMPLE_RATE_HZ

LEAD_S: Final = 0.05
"""Silence before and after the words."""

SILENT_LINE_S: Final = 0.3


@dataclass(frozen=True, slots=True)
class Utterance:
    """What a synthesiser made of a text; times in samples of its own rate.

    Attributes:
        sample_rate_hz: Its rate.
        words: First character, number of characters and sample at which it begins, of each word that was reported.
        phonemes: Speech sound (empty for silence) and sample at which it begins.
        samples: 16-bit mono PCM.
    """

    sample_rate_hz: int
    words: tuple[tuple[int, int, int], ...]
    phonemes: tuple[tuple[str, int], ...]
    samples: bytes

    def seconds(self, sample: int) -> float:
        """Return the time of a sample."""
        return sample / self.sample_rate_hz


@dataclass(frozen=True, slots=True)
class Finish:
    """How a line is finished.

    Attributes:
        gain_db: Against the level of ordinary lines.
        natural: The voice is that of a person: nothing but its level is changed.
        check: Called a few times a second; what it raises ends the work.
    """

    check: Callable[[], None]
    gain_db: float = 0.0
    natural: bool = False


def keep_line(text: str, utterance: Utterance, name: str, workspace: Workspace, finish: Finish) -> Speech:
    """Finish a line and keep it; no scratch file is left, whatever happens.

    Args:
        text: The words as written.
        utterance: What was made of them.
        name: Of the scratch files.
        workspace: Where the work is done.
        finish: How it is finished.

    Raises:
        Cancelled: A person asked to stop.
        StorageFailure: It cannot be kept.
    """
    raw, line = (workspace.directory / f"{name}-{kind}.wav" for kind in ("raw", "polished"))
    try:
        _write_raw(utterance, raw)
        return _finished(text, utterance, raw, line, workspace=workspace, finish=finish)
    finally:
        for path in (raw, line):
            path.unlink(missing_ok=True)


def _write_raw(utterance: Utterance, path: Path) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(utterance.sample_rate_hz)
        file.writeframes(utterance.samples)


def _finished(
    text: str, utterance: Utterance, raw: Path, line: Path, *, workspace: Workspace, finish: Finish
) -> Speech:
    """Polish and keep the line, and set its times to the sound that was kept."""
    heard = heard_stretch(raw)
    if heard is None:
        samples = write_silence(line, duration_s=SILENT_LINE_S)
        words = word_times(text, onsets=(), pauses=(), start_s=0.0, end_s=SILENT_LINE_S)
        return _keep(line, samples, words, (PhonemeTime(symbol="", start_s=0.0),), workspace)
    cut = Cut(heard[0] - LEAD_S, heard[1] + LEAD_S)
    samples = polish_line(raw, line, cut=cut, gain_db=finish.gain_db, natural=finish.natural, check=finish.check)
    end_s = samples / SAMPLE_RATE_HZ
    phonemes = _phoneme_times(utterance, cut, end_s)
    words = word_times(
        text,
        onsets=[Onset(first, utterance.seconds(sample) - cut.start_s) for first, _, sample in utterance.words],
        pauses=_pauses(phonemes, end_s),
        start_s=LEAD_S,
        end_s=max(LEAD_S, end_s - LEAD_S),
    )
    return _keep(line, samples, words, phonemes, workspace)


def _keep(
    line: Path, samples: int, words: tuple[WordTime, ...], phonemes: tuple[PhonemeTime, ...], workspace: Workspace
) -> Speech:
    audio = workspace.keep(line)
    sound = Sound(audio=audio, sample_rate_hz=SAMPLE_RATE_HZ, samples=samples, channels=1)
    return Speech(sound=sound, words=words, phonemes=phonemes)


def _phoneme_times(utterance: Utterance, cut: Cut, end_s: float) -> tuple[PhonemeTime, ...]:
    """Return the speech sounds between two silences, in order; neighbouring silences are one."""
    times = [PhonemeTime(symbol="", start_s=0.0)]
    for symbol, sample in utterance.phonemes:
        start_s = min(max(round(utterance.seconds(sample) - cut.start_s, 5), times[-1].start_s), end_s)
        if symbol or times[-1].symbol:
            times.append(PhonemeTime(symbol=symbol, start_s=start_s))
    if times[-1].symbol:
        times.append(PhonemeTime(symbol="", start_s=max(times[-1].start_s, round(end_s - LEAD_S, 5))))
    return tuple(times)


def _pauses(phonemes: Sequence[PhonemeTime], end_s: float) -> list[Pause]:
    ends = [*(phoneme.start_s for phoneme in phonemes[1:]), end_s]
    return [Pause(phoneme.start_s, stop) for phoneme, stop in zip(phonemes, ends, strict=True) if not phoneme.symbol]
