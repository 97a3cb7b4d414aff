"""What a file makes a decoder do ends with the process that looked at this one file, which can do nothing else."""

import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.media.given import film, recording, tone
from videogen_dagster.core.drops import DropState
from videogen_dagster.core.errors import InvalidInput, UnsafeMedia
from videogen_dagster.inspection.confinement import Limits, enforced
from videogen_dagster.inspection.inspector import inspect
from videogen_dagster.media.inspected import inspect_footage, inspect_recording
from videogen_dagster.scripts.photos import check_photo
from videogen_dagster.sensors import failed_drops

HOSTILE = "tests.security.hostile:"
LIMITS = Limits(cpu_s=1, wall_s=300.0, memory_mb=1024)


@pytest.fixture
def file(tmp_path):
    (tmp_path / "beside.txt").write_text("secret")
    (tmp_path / "clip.mp4").write_bytes(b"12345")
    return tmp_path / "clip.mp4"


@pytest.mark.parametrize(
    ("does", "told"),
    {
        "crash": "crash (SIGSEGV)",
        "compute_for_ever": "more than 1 seconds of computing",
        "wait_for_ever": "longer than 2 seconds",
        "fill_memory": "more than 1024 MB",
        "fail_oddly": "fail (ZeroDivisionError)",
        "end_silently": "without an answer",
        "hang_up_and_stay": "crash (SIGKILL)",
        "answer_without_end": "without an answer",
        "forge_answers": "without an answer",
    }.items(),
)
def test_a_file_that_does_harm_is_refused_and_the_next_one_is_looked_at(file, does, told):
    with pytest.raises(UnsafeMedia) as caught:
        inspect(HOSTILE + does, file, limits=replace(LIMITS, wall_s=2.0) if does == "wait_for_ever" else LIMITS)
    assert caught.value.code == "unsafe_media"
    assert told in caught.value.message
    assert inspect(HOSTILE + "size", file) == 5


def test_a_decoder_that_has_answered_and_is_slow_to_end_has_answered(file):
    assert inspect(HOSTILE + "linger", file, limits=LIMITS) == 5


@pytest.mark.skipif(len(enforced()) < 2, reason="this kernel has no Landlock or no seccomp")
def test_a_decoder_that_was_taken_over_can_only_read_its_file(file, monkeypatch):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "swordfish")
    possible = inspect(HOSTILE + "tried", file)
    assert not any(possible.values()), possible
    assert inspect(HOSTILE + "size", file) == 5


def test_a_process_that_was_killed_is_started_again(file):
    first = inspect(HOSTILE + "parent", file)
    os.kill(first, signal.SIGKILL)
    assert inspect(HOSTILE + "parent", file) != first


def test_it_is_one_process_for_all_files(file):
    assert inspect(HOSTILE + "parent", file) == inspect(HOSTILE + "parent", file)


def test_a_look_at_a_film_imports_nothing_anew(tmp_path):
    """What is imported in a fork is imported again for each file."""
    shown = film(tmp_path / "clip.mp4", [np.zeros((36, 64, 3), np.uint8)] * 5, sound=tone(48_000, 0.2))
    inspect_footage(shown)
    assert inspect(HOSTILE + "imported_by_a_look", shown) == []


def test_what_people_give_is_found_there(tmp_path):
    noise = np.random.default_rng(1)
    pictures = [noise.integers(0, 255, (36, 64, 3)).astype(np.uint8) for _ in range(30)]
    shown = film(tmp_path / "clip.mp4", pictures, sound=tone(48_000, 1.0))
    assert inspect_footage(shown) == (1, True)
    heard = recording(tmp_path / "voice.wav", tone(8_000, 0.5), rate=8_000, layout="mono")
    assert inspect_recording(heard, longest_s=10.0) == pytest.approx(0.5)
    with pytest.raises(InvalidInput, match="no sound"):
        inspect_recording(film(tmp_path / "silent.mp4", pictures), longest_s=10.0)


def test_a_run_that_fails_for_such_a_file_is_told_as_a_rejection_with_its_code():
    refused = UnsafeMedia("makes a decoder crash", remedy="export it again").within("clip.mp4")
    assert (refused.code, refused.exit_code) == ("unsafe_media", 2)
    assert failed_drops._STATES[refused.report().code] is DropState.REJECTED


def test_no_decoder_is_loaded_where_media_is_checked():
    """The process that reads briefs asks; only the one that is confined opens what strangers made."""
    checked = (Path(sys.modules[each.__module__].__file__).read_text() for each in (check_photo, inspect_footage))
    assert not any("import av" in text or "from PIL" in text for text in checked)
