"""The drawn speaker: where it is, how it speaks, and that nothing else changes."""

from itertools import pairwise

import numpy as np
import pytest

from tests.engines.lip_sync.test_lip_sync_contract import FRAMES, SIZE, a_clip, a_line, a_request, picture
from tests.fakes.encoders import breaking_encoder
from tests.fakes.workspace import FolderWorkspace
from videogen_dagster.core.cues import CaptionStyle, Cue
from videogen_dagster.core.errors import EngineRefused, EngineUnavailable
from videogen_dagster.core.film_settings import FrameSize, Style
from videogen_dagster.core.media import Clip
from videogen_dagster.core.requests import LipSyncRequest
from videogen_dagster.engines.lip_sync.painting import Presence, SpeakerPainter, presences_of
from videogen_dagster.engines.lip_sync.viseme import VisemeLipSyncEngine
from videogen_dagster.media.caption_drawing import caption_image
from videogen_dagster.media.frames import to_yuv
from videogen_dagster.media.illustration.speaker import seats
from videogen_dagster.media.segments import read_frames

CHIN = 53
"""Below the middle of the face, in units of the head."""

SILENCE = np.zeros(16_000, np.float32)


@pytest.fixture
def workspace(tmp_path):
    return FolderWorkspace(tmp_path)


def _painter(request):
    return SpeakerPainter(request, [SILENCE] * len(request.lines))


def _outside(rectangles, shape, half):
    mask = np.ones(shape, bool)
    for left, top, right, bottom in rectangles:
        mask[max(0, top // half) : max(0, -(-bottom // half)), max(0, left // half) : max(0, -(-right // half))] = False
    return mask


def test_outside_the_speakers_every_pixel_reaches_the_encoder_unchanged(workspace):
    request = a_request(workspace, "Mira", "Jordan")
    painter = _painter(request)
    frame = to_yuv(picture(0))
    for index in range(0, FRAMES, 5):
        painted = painter.paint(frame, index)
        for before, after, half in zip(frame.planes(), painted.planes(), (1, 2, 2), strict=True):
            mask = _outside(painter.rectangles, before.shape, half)
            assert mask.sum() > 200
            assert np.array_equal(before[mask], after[mask])
        assert not np.array_equal(frame.y, painted.y)


def test_outside_the_speakers_the_encoded_picture_stays_as_good(workspace):
    request = a_request(workspace)
    (clip,) = VisemeLipSyncEngine().generate([request], workspace)
    assert isinstance(clip, Clip)
    mask = _outside(_painter(request).rectangles, (SIZE.height, SIZE.width), 1)
    errors = []
    for index, frame in enumerate(read_frames(workspace.fetch(clip.video))):
        errors.append(((frame.y.astype(float) - to_yuv(picture(index)).y) ** 2)[mask].mean())
    assert 10 * np.log10(255**2 / np.mean(errors)) > 38


def test_the_input_frame_is_not_modified(workspace):
    frame = to_yuv(picture(0))
    copy = frame.y.copy()
    _painter(a_request(workspace)).paint(frame, 10)
    assert np.array_equal(frame.y, copy)


def test_the_mouth_moves_while_somebody_speaks_and_the_listener_keeps_it_closed(workspace):
    lines = (a_line(workspace, "Mira", 0), a_line(workspace, "Jordan", 400))
    size = FrameSize(width=640, height=360)
    request = LipSyncRequest(clip=a_clip(workspace, frames=28, size=size), lines=lines)
    painter = _painter(request)
    frame = to_yuv(picture(0, size))
    frames = np.stack([painter.paint(frame, index).y for index in range(28)]).astype(int)
    moving = np.abs(np.diff(frames, axis=0)).sum(axis=0)

    def around_mouth(seat):
        x, y, s = seat.x + seat.turn * 5.5 * seat.scale, seat.y + 30 * seat.scale, seat.scale
        return moving[round(y - 8 * s) : round(y + 16 * s), round(x - 14 * s) : round(x + 14 * s)].mean()

    speaking, listening = (around_mouth(seat) for seat in seats(size, 2))
    assert speaking > 2.5 * listening


def test_off_screen_lines_draw_nobody(workspace):
    request = LipSyncRequest(clip=a_clip(workspace), lines=(a_line(workspace, on_screen=False),))
    frame = to_yuv(picture(0))
    assert np.array_equal(_painter(request).paint(frame, 10).y, frame.y)


def test_two_speakers_stay_in_their_seats():
    assert presences_of([0, 1, 0], [0, 30, 60], 90) == (Presence(0, 0, 0, 90), Presence(1, 1, 0, 90))


def test_of_three_speakers_the_current_and_the_previous_one_are_seen():
    presences = presences_of([0, 1, 2, 0], [0, 40, 80, 120], 160)

    def seen(frame):
        return {presence.speaker for presence in presences if presence.first <= frame < presence.last}

    assert (seen(10), seen(50), seen(90), seen(130)) == ({0, 1}, {0, 1}, {1, 2}, {2, 0})


def test_a_third_speaker_takes_a_seat_with_a_clean_cut(workspace):
    lines = tuple(a_line(workspace, name, first) for name, first in (("Mira", 0), ("Jordan", 20), ("Ada", 40)))
    painter = _painter(LipSyncRequest(clip=a_clip(workspace, frames=60), lines=lines))
    frame = to_yuv(picture(0))
    frames = [painter.paint(frame, index).y.astype(int) for index in range(60)]
    changes = np.array([np.abs(after - before).mean() for before, after in pairwise(frames)])
    assert np.argmax(changes) == 35
    assert (changes > changes.max() / 3).sum() == 1


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920), (1080, 1080), (640, 360)])
@pytest.mark.parametrize("count", [1, 2])
def test_faces_are_well_inside_the_frame(size, count):
    for seat in seats(FrameSize(width=size[0], height=size[1]), count):
        assert 40 * seat.scale < seat.x < size[0] - 40 * seat.scale
        assert 60 * seat.scale < seat.y < size[1]


@pytest.mark.parametrize("count", [1, 2])
def test_chins_in_a_tall_frame_are_above_captions_of_two_rows(count):
    size = FrameSize(width=1080, height=1920)
    rows = caption_image(
        Cue(first_frame=0, end_frame=9, rows=("Forty boats", "at sea."), words=()), size, CaptionStyle.BOX
    )
    for seat in seats(size, count):
        assert seat.y + CHIN * seat.scale < rows.y


def test_a_single_bust_fills_two_thirds_of_a_wide_frame():
    (seat,) = seats(FrameSize(width=1920, height=1080), 1)
    assert 0.6 <= (1080 - seat.y + 66 * seat.scale) / 1080 <= 0.72


@pytest.mark.parametrize("style", list(Style))
def test_every_style_has_a_speaker(workspace, style):
    request = a_request(workspace, style=style)
    painted = _painter(request).paint(to_yuv(picture(0)), 12)
    assert not np.array_equal(painted.y, to_yuv(picture(0)).y)


def test_a_clip_whose_frames_have_another_size_is_refused(workspace):
    clip = a_clip(workspace).model_copy(update={"size": FrameSize(width=SIZE.width, height=SIZE.height + 2)})
    (result,) = VisemeLipSyncEngine().generate([a_request(workspace, clip=clip)], workspace)
    assert isinstance(result, EngineRefused)
    assert "192x108" in str(result)


def test_a_clip_that_is_shorter_than_it_says_is_refused_and_leaves_no_file(workspace):
    clip = a_clip(workspace).model_copy(update={"frames": FRAMES + 5})
    first, second = VisemeLipSyncEngine().generate([a_request(workspace, clip=clip), a_request(workspace)], workspace)
    assert isinstance(first, EngineRefused)
    assert isinstance(second, Clip)
    assert not list(workspace.directory.glob("lip_sync_*"))


def test_an_encoder_that_fails_is_no_fault_of_the_clip(workspace, tmp_path):
    requests = [a_request(workspace), a_request(workspace)]
    results = list(VisemeLipSyncEngine(encoder=breaking_encoder(tmp_path)).generate(requests, workspace))
    assert [type(result) for result in results] == [EngineUnavailable] * 2
    assert results[0].field == "VIDEOGEN_ENCODER"
    assert not list(workspace.directory.glob("lip_sync_*"))


def test_who_stops_listening_stops_the_work(workspace):
    results = VisemeLipSyncEngine().generate([a_request(workspace) for _ in range(4)], workspace)
    assert isinstance(next(results), Clip)
    results.close()
    assert not list(workspace.directory.glob("lip_sync_0003*"))


def test_it_draws_the_speaker_itself():
    assert VisemeLipSyncEngine().capabilities().draws_speaker
