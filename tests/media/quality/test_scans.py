"""A film whose parts were looked at before is judged as if it were decoded, and is not decoded."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.media.quality.films import FRAMES, Studio, draw, uniform
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.media.quality.findings import Gate
from videogen_dagster.media.quality.gates import inspect_film
from videogen_dagster.media.quality.scans import SeenPart, has_sound_of, is_joined_of, scan_segment

SCANS: dict[bytes, bytes] = {}


def scan_once(segment: Path) -> Path:
    """Scan a segment; of an equal one that was scanned before, return the same scan."""
    content, scan = segment.read_bytes(), segment.with_suffix(".npz")
    if content in SCANS:
        scan.write_bytes(SCANS[content])
    else:
        scan_segment(segment, scan, frames_per_second=30)
        SCANS[content] = scan.read_bytes()
    return scan


def seen(studio: Studio) -> list[SeenPart]:
    return [SeenPart(part, scan_once(part.path)) for part in studio.parts()]


def test_a_film_of_known_parts_passes_as_one_that_is_decoded(studio: Studio) -> None:
    assert inspect_film(studio.folder / "film.mp4", studio.expected(), seen(studio)) == ()


@pytest.mark.parametrize(
    ("scene", "drawing", "gate"),
    [
        ("002", lambda scene, _: draw(scene, 0), Gate.FROZEN),
        ("002", lambda scene, number: draw(scene, number // 2 * 2), Gate.DUPLICATES),
        ("003", lambda _, number: draw("001", number), Gate.DUPLICATES),
        ("004", lambda *_: uniform(16), Gate.BLACK),
        ("004", lambda *_: uniform(120), Gate.BLACK),
    ],
)
def test_the_same_faults_are_found(studio: Studio, scene: str, drawing, gate: Gate) -> None:
    studio.segment(scene, drawing)
    film = studio.join(studio.folder / "spoiled.mp4")
    findings = inspect_film(film, studio.expected(), seen(studio))
    assert gate in {finding.gate for finding in findings}
    decoded = inspect_film(film, studio.expected())
    assert [(found.gate, found.scene, found.at_s) for found in findings] == [
        (found.gate, found.scene, found.at_s) for found in decoded
    ]


def test_pictures_of_known_parts_are_not_decoded_again(studio: Studio) -> None:
    parts = seen(studio)
    with np.load(parts[2].scan) as scan:
        black = {name: np.full_like(scan[name], 16) if name != "size" else scan[name] for name in scan.files}
    np.savez(parts[2].scan, **black)
    findings = inspect_film(studio.folder / "film.mp4", studio.expected(), parts)
    assert {finding.scene for finding in findings if finding.gate is Gate.BLACK} == {"002"}


def test_a_known_soundtrack_is_not_decoded_again_but_pictures_are_still_compared_with_it(studio: Studio) -> None:
    film, sound = studio.folder / "film.mp4", studio.folder / "mix.m4a"
    assert has_sound_of(film, sound)
    wrong = replace(studio.expected(), lines=(), loudness_lufs=-30.0)
    assert {found.gate for found in inspect_film(film, wrong, seen(studio))} == {Gate.LOUDNESS}
    assert inspect_film(film, wrong, seen(studio), sound) == ()

    late = studio.with_frames([frame for frame in range(FRAMES) if not 95 <= frame < 98] + [FRAMES - 1] * 3)
    assert has_sound_of(late, sound)
    findings = inspect_film(late, studio.expected(), seen(studio), sound)
    assert {found.gate for found in findings} >= {Gate.SYNC}


def test_another_soundtrack_than_the_known_one_is_decoded(studio: Studio) -> None:
    quiet = studio.with_sound(lambda samples: samples * 0.5)
    sound = studio.folder / "mix.m4a"
    assert not has_sound_of(quiet, sound)
    assert Gate.LOUDNESS in {found.gate for found in inspect_film(quiet, studio.expected(), seen(studio), sound)}


def test_a_film_of_other_pictures_is_decoded_whole(studio: Studio) -> None:
    parts = seen(studio)
    assert is_joined_of(studio.folder / "film.mp4", parts)
    frozen = studio.with_frames([170 if 170 < frame < 195 else frame for frame in range(FRAMES)])
    assert not is_joined_of(frozen, parts)
    assert Gate.FROZEN in {finding.gate for finding in inspect_film(frozen, studio.expected(), parts)}


def test_a_film_with_a_part_more_or_less_or_in_another_place_is_not_joined_of_them(studio: Studio) -> None:
    parts = seen(studio)
    film = studio.folder / "film.mp4"
    assert not is_joined_of(film, parts[:-1])
    assert not is_joined_of(film, [*parts, parts[0]])
    assert not is_joined_of(film, [parts[2], parts[1], parts[0], *parts[3:]])


def test_a_truncated_film_is_told_as_damaged_all_the_same(studio: Studio) -> None:
    film, parts = studio.folder / "film.mp4", seen(studio)
    content = film.read_bytes()
    film.write_bytes(content[: len(content) * 2 // 3])
    assert Gate.DECODES in {finding.gate for finding in inspect_film(film, studio.expected(), parts)}


def test_a_damaged_segment_is_named(studio: Studio) -> None:
    path = studio.folder / "002.mp4"
    shutil.copy(path, studio.folder / "copy.mp4")
    content = bytearray(path.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 200] = bytes(200)
    path.write_bytes(content)
    with pytest.raises(InvalidInput, match=r"002\.mp4.*damaged"):
        scan_segment(path, studio.folder / "scan.npz", frames_per_second=30)
    assert not (studio.folder / "scan.npz").exists()
