"""Messages between processes, and what is no message."""

import socket
import struct

import pytest

from videogen_dagster.executor.backends import StepCall, StepEnd
from videogen_dagster.executor.local.wire import MOST_BYTES, AskStep, Channel, Closed, Ended, Garbled, Incoming, encoded

ASKED = AskStep(call=StepCall(pool="gpu", run_id="run", step_key="draw[a]", packed="{}"), directory="/here")
ENDED = Ended(end=StepEnd(outcome="lost", message="größer"))


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_messages_arrive_whole_however_their_bytes_come(size):
    frames = encoded(ASKED) + encoded(ENDED)
    incoming = Incoming()
    pieces = [frames[start : start + size] for start in range(0, len(frames), size)]
    assert [message for piece in pieces for message in incoming.feed(piece)] == [ASKED, ENDED]


@pytest.mark.parametrize(
    "garbage",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        struct.pack("!I", MOST_BYTES + 1),
        struct.pack("!I", 4) + b"\xff\xfe\x00\x01",
        struct.pack("!I", 2) + b"[]",
        struct.pack("!I", 19) + b'{"kind": "surprise"}',
    ],
    ids=["another protocol", "too long", "no text", "no object", "no kind of ours"],
)
def test_what_is_no_message_is_refused(garbage):
    with pytest.raises(Garbled):
        Incoming().feed(garbage)


def test_a_channel_hands_out_one_message_at_a_time_and_tells_when_the_other_side_is_gone():
    ours, theirs = socket.socketpair()
    channel = Channel(ours)
    theirs.sendall(encoded(ENDED) + encoded(ASKED))
    theirs.close()
    assert [channel.receive(), channel.receive()] == [ENDED, ASKED]
    with pytest.raises(Closed):
        channel.receive()
    channel.close()
