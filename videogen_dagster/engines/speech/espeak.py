"""Speech with espeak-ng: offline, in more than a hundred languages, the same bytes for the same request."""

import json
import os
import re
import struct
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

from videogen_dagster.core.errors import Cancelled, EngineFailure, EngineRefused, EngineUnavailable
from videogen_dagster.core.media import Speech
from videogen_dagster.core.requests import SpeechRequest
from videogen_dagster.engines.protocols import Capabilities, Workspace
from videogen_dagster.engines.speech.casting import Delivery, another_take, cast, with_manner
from videogen_dagster.engines.speech.espeak_voices import VoiceCatalogue, read_catalogue
from videogen_dagster.engines.speech.polish import POLISH_VERSION
from videogen_dagster.engines.speech.utterances import Finish, Utterance, keep_line

NAME: Final = "espeak"
WORKER: Final = Path(__file__).with_name("espeak_worker.py")
WORKER_VERSION: Final = 3
"""Raised when the worker, the casting or the preparation of texts make the same request sound differently."""

LOOK_S: Final = 0.1
START_TIMEOUT_S: Final = 20.0
TIMEOUT_S_PER_CHARACTER: Final = 0.01
"""A hundred times what a character takes on a slow machine."""

# Control characters (espeak-ng reads commands after some) and pictographs, which it would read out by their names:
# emoji, dingbats and arrows of their blocks, flags, joiners, variation selectors, tags.
UNSPOKEN: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\u2600-\u27bf\u2b00-\u2bff\ufe00-\ufe0f"
    "\U0001f000-\U0001faff\U000e0000-\U000e007f\ufeff\ufffe\uffff]"
)


class EspeakSpeechEngine:
    """Speaks with espeak-ng, one process a line, a few lines at once.

    Args:
        parallel: Lines that are spoken at once.
    """

    def __init__(self, parallel: int = 2) -> None:
        self._parallel = parallel

    def fingerprint(self) -> str:
        return f"{NAME} library={_library_version()} worker={WORKER_VERSION} polish={POLISH_VERSION}"

    def capabilities(self) -> Capabilities:
        return Capabilities(
            name=NAME, offline=True, voices=_catalogue().identifiers(), languages=_catalogue().primary_languages()
        )

    def generate(self, requests: Sequence[SpeechRequest], workspace: Workspace) -> Iterator[Speech | EngineFailure]:
        batch = _Batch(workspace)
        ahead: deque[Future[Speech | EngineFailure]] = deque()
        upcoming = enumerate(requests)
        pool = ThreadPoolExecutor(self._parallel, thread_name_prefix=NAME)
        try:
            for _ in requests:
                # One line more than is spoken at once keeps all threads busy while a result is taken.
                while len(ahead) <= self._parallel and (item := next(upcoming, None)):
                    ahead.append(pool.submit(_speak, *item, batch))
                yield ahead.popleft().result()
        finally:
            batch.left.set()
            pool.shutdown(wait=True, cancel_futures=True)


@dataclass(frozen=True, slots=True)
class _Batch:
    """What all lines of one `generate` call share: the workspace, and whether anybody still wants them."""

    workspace: Workspace
    left: threading.Event = field(default_factory=threading.Event)

    def check(self) -> None:
        self.workspace.check()
        if self.left.is_set():
            raise Cancelled("the batch was left before this line was spoken")


def _speak(index: int, request: SpeechRequest, batch: _Batch) -> Speech | EngineFailure:
    batch.check()
    batch.workspace.progress(index, 0.0)
    try:
        delivery, voice = _voice_for(request)
        utterance = _run_worker(spoken_form(request.text), voice, delivery, batch)
        finish = Finish(batch.check, gain_db=delivery.gain_db)
        speech = keep_line(request.text, utterance, f"line-{index:05d}", batch.workspace, finish)
    except EngineFailure as failure:
        return failure
    batch.workspace.progress(index, 1.0)
    return speech


def spoken_form(text: str) -> str:
    """Return the text as the synthesiser gets it: same length, so that positions agree.

    Control characters and pictographs become spaces; a line all in capitals is spoken as words, not spelled.
    """
    plain = UNSPOKEN.sub(" ", text)
    lower = plain.lower()
    shouted = plain.isupper() and len(plain.split()) > 1 and len(lower) == len(plain)
    return lower if shouted else plain


def _voice_for(request: SpeechRequest) -> tuple[Delivery, str]:
    """Return how and with which voice a line is spoken.

    Raises:
        EngineRefused: There is no such voice, or none for the language.
    """
    catalogue = _catalogue()
    if request.voice is not None:
        language, _, variant = _chosen_voice(request.voice, catalogue).partition("+")
        delivery = _as_asked(Delivery(variant=variant), request)
        return delivery, f"{language}+{delivery.variant}" if delivery.variant else language
    speaker = catalogue.speaks(request.language)
    if speaker is None:
        near = ", ".join(catalogue.near_languages(request.language))
        raise EngineRefused(
            f"no voice speaks the language {request.language!r}; near ones: {near}",
            engine=NAME,
            field="language",
            remedy="choose one of these, or name a voice",
        )
    delivery = _as_asked(cast(request.speaker, request.language), request)
    return delivery, f"{speaker.identifier}+{delivery.variant}"


def _as_asked(delivery: Delivery, request: SpeechRequest) -> Delivery:
    return another_take(with_manner(delivery, request.manner), request.take)


def _chosen_voice(identifier: str, catalogue: VoiceCatalogue) -> str:
    if catalogue.knows(identifier):
        return identifier
    near = ", ".join(catalogue.near_voices(identifier))
    raise EngineRefused(
        f"there is no voice {identifier!r}; near ones: {near}",
        engine=NAME,
        field="voice",
        remedy="choose one of these, or leave the voice out",
    )


def _run_worker(text: str, voice: str, delivery: Delivery, batch: _Batch) -> Utterance:
    """Speak in a process of its own.

    Raises:
        EngineUnavailable: It ended early or took too long.
        Cancelled: A person asked to stop, or the batch was left.
    """
    settings = {
        "voice": voice,
        "rate": delivery.rate,
        "pitch": delivery.pitch,
        "range": delivery.intonation,
        "volume": 100,
    }
    library, data = _library()
    command = [sys.executable, "-I", "-S", str(WORKER), library, data, str(os.getpid()), json.dumps(settings)]
    # Text that is no text (a lone surrogate) becomes question marks of the same length.
    stdin = text.encode("utf-8", "replace")
    limit_s = START_TIMEOUT_S + TIMEOUT_S_PER_CHARACTER * len(text)
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as process:  # noqa: S603 (our own script)
        try:
            frame, complaint = _communicate(process, stdin, limit_s=limit_s, batch=batch)
        finally:
            process.kill()
    if process.returncode != 0:
        reason = complaint.decode("utf-8", "replace").strip().splitlines()[-1:] or [f"status {process.returncode}"]
        raise EngineUnavailable(f"the speaking process ended: {reason[0]}", engine=NAME)
    return _read_frame(frame)


def _communicate(
    process: subprocess.Popen[bytes], stdin: bytes, *, limit_s: float, batch: _Batch
) -> tuple[bytes, bytes]:
    waited_s = 0.0
    unsent: bytes | None = stdin
    while True:
        batch.check()
        try:
            return process.communicate(unsent, timeout=LOOK_S)
        except subprocess.TimeoutExpired as expired:
            unsent = None  # the first call goes on with what it was given
            waited_s += LOOK_S
            if waited_s > limit_s:
                raise EngineUnavailable(f"the line was not spoken within {limit_s:.0f} s", engine=NAME) from expired


def _read_frame(frame: bytes) -> Utterance:
    (length,) = struct.unpack_from("<I", frame)
    header = json.loads(frame[4 : 4 + length])
    return Utterance(
        sample_rate_hz=header["sample_rate_hz"],
        words=tuple((first, count, sample) for first, count, sample in header["words"]),
        phonemes=tuple((symbol, sample) for symbol, sample in header["phonemes"]),
        samples=frame[4 + length :],
    )


def _library() -> tuple[str, str]:
    """Return the paths of libespeak-ng and its data."""
    import espeakng_loader  # only where lines are spoken: it is GPL software, loaded at run time in the worker

    return espeakng_loader.get_library_path(), espeakng_loader.get_data_path()


def _catalogue() -> VoiceCatalogue:
    return read_catalogue(Path(_library()[1]))


@cache
def _library_version() -> str:
    return version("espeakng-loader")
