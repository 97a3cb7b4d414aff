"""The process that speaks one line with libespeak-ng; run as a script with `python -I -S`, never imported.

A process speaks once: the library keeps state between calls, so that only the first call after loading is reproducible.
It knows nothing of the package and imports the standard library alone, which keeps its start near 15 ms.

    espeak_worker.py LIBRARY DATA_FOLDER PARENT_PID SETTINGS_JSON < text.utf8 > frame

Settings: `voice` (identifier), `rate` (words/minute), `pitch`, `range`, `volume`.
Frame: 4 bytes length of the header (little endian), the header as JSON, then the samples, int16 mono in native order.
Header: `sample_rate_hz`, `words` as [first character, characters, sample], `phonemes` as [IPA symbol, sample].
Exit status 3 and one line on stderr: the library refused.
"""

import ctypes
import json
import os
import signal
import struct
import sys

# Constants of espeak-ng's speak_lib.h.
AUDIO_OUTPUT_SYNCHRONOUS = 2
INITIALIZE_PHONEME_EVENTS = 0x0001
INITIALIZE_PHONEME_IPA = 0x0002
INITIALIZE_DONT_EXIT = 0x8000
CHARS_UTF8 = 1
NOISE_SEED = 1
ENDPAUSE = 0x1000
POSITION_CHARACTER = 1
EVENT_LIST_TERMINATED, EVENT_WORD, EVENT_PHONEME = 0, 1, 7
PARAMETERS = {"rate": 1, "volume": 2, "pitch": 3, "range": 4}

PR_SET_PDEATHSIG = 1
REFUSED = 3


class EventId(ctypes.Union):
    """What an event is about."""

    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class Event(ctypes.Structure):
    """`espeak_EVENT`: something that happens at a sample."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", EventId),
    )


SynthCallback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(Event))


class Refused(Exception):
    """The library did not accept a call."""


class Recording:
    """Collects what the library hands over while it speaks."""

    def __init__(self):
        self.samples = bytearray()
        self.words = []
        self.phonemes = []

    def take(self, samples, count, events):
        """Receive a block of samples and the events that lie in it; 0 means go on."""
        if samples and count > 0:
            self.samples += ctypes.string_at(samples, count * 2)
        index = 0
        while events[index].type != EVENT_LIST_TERMINATED:
            self._note(events[index])
            index += 1
        return 0

    def _note(self, event):
        if event.type == EVENT_WORD:
            # Text positions count from 1.
            self.words.append((event.text_position - 1, event.length, event.sample))
        elif event.type == EVENT_PHONEME:
            symbol = bytes(event.id.string).split(b"\0")[0].decode("utf-8", "ignore")
            self.phonemes.append((symbol, event.sample))


def speak(library_path, data_folder, settings, text):
    """Return the sample rate in Hz and the `Recording` of `text` (UTF-8 bytes without NUL)."""
    library = ctypes.CDLL(library_path)
    options = INITIALIZE_PHONEME_EVENTS | INITIALIZE_PHONEME_IPA | INITIALIZE_DONT_EXIT
    rate_hz = library.espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, 0, os.fsencode(data_folder), options)
    # The breath of some voices is noise, which espeak-ng seeds with the time of day.
    library.espeak_ng_SetRandSeed(ctypes.c_long(NOISE_SEED))
    if rate_hz <= 0:
        raise Refused(f"espeak-ng found no voice data in {data_folder}")
    recording = Recording()
    callback = SynthCallback(recording.take)
    library.espeak_SetSynthCallback(callback)
    if library.espeak_SetVoiceByName(settings["voice"].encode()):
        raise Refused(f"espeak-ng knows no voice {settings['voice']!r}")
    for name, number in PARAMETERS.items():
        library.espeak_SetParameter(number, int(settings[name]), 0)
    synthesise = library.espeak_Synth
    synthesise.argtypes = [
        ctypes.c_char_p,
        ctypes.c_size_t,
        ctypes.c_uint,
        ctypes.c_int,
        ctypes.c_uint,
        ctypes.c_uint,
        ctypes.c_void_p,
        ctypes.c_void_p,
    ]
    # Neither espeakSSML nor espeakPHONEMES: `<` and `[[` are characters like others.
    status = synthesise(text, len(text) + 1, 0, POSITION_CHARACTER, 0, CHARS_UTF8 | ENDPAUSE, None, None)
    if status:
        raise Refused(f"espeak-ng ended with status {status}")
    library.espeak_Synchronize()
    return rate_hz, recording


def die_with(parent_pid):
    """Ask the kernel, where it is Linux, to end this process when the one that started it ends."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent_pid:  # it ended before the kernel was asked
        raise SystemExit(REFUSED)


def main():
    """Speak what stands on stdin and write the frame to stdout."""
    library_path, data_folder, parent_pid, settings = sys.argv[1:]
    die_with(int(parent_pid))
    text = sys.stdin.buffer.read()
    try:
        rate_hz, recording = speak(library_path, data_folder, json.loads(settings), text)
    except (Refused, OSError) as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(REFUSED) from error
    header = json.dumps(
        {"sample_rate_hz": rate_hz, "words": recording.words, "phonemes": recording.phonemes}, separators=(",", ":")
    ).encode()
    for part in (struct.pack("<I", len(header)), header, bytes(recording.samples)):
        sys.stdout.buffer.write(part)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
