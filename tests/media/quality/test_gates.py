import av
import numpy as np
import pytest

from tests.media.quality.films import FRAMES, Studio, draw, encode_lossless, mux, uniform
from videogen_dagster.media.quality.findings import GATES, Finding, Gate, Severity
from videogen_dagster.media.quality.gates import inspect_film
from videogen_dagster.media.segments import SegmentWriter
from videogen_dagster.media.sound_encoding import encode_sound

ALL = list(range(FRAMES))


def only(findings: tuple[Finding, ...], gate: Gate) -> Finding:
    """Return the one finding of a gate; it tells scene and second, and keeps the film from being finished."""
    (found,) = [finding for finding in findings if finding.gate is gate]
    assert found.severity is Severity.ERROR
    assert found.scene is not None
    assert found.at_s is not None
    assert found.message.startswith(f"scene {found.scene} at {found.at_s:.2f} s: ")
    return found


def gates(findings: tuple[Finding, ...]) -> set[Gate]:
    return {finding.gate for finding in findings}


def test_a_film_with_night_fades_dips_a_still_scene_and_a_silent_one_passes_and_ffmpegs_log_is_left_as_it_was(
    whole: Studio,
) -> None:
    before = av.logging.get_level(), av.logging.get_skip_repeated()
    assert whole.findings() == ()
    assert (av.logging.get_level(), av.logging.get_skip_repeated()) == before


def test_a_film_that_was_encoded_again_passes(studio: Studio) -> None:
    assert studio.findings(studio.with_frames(ALL)) == ()


def test_every_gate_says_what_it_is_for() -> None:
    assert list(GATES) == list(Gate)
    assert all(sentence.endswith(".") for sentence in GATES.values())


def test_lost_frames_are_found_at_the_next_scene_even_if_the_length_is_right(studio: Studio) -> None:
    film = studio.with_frames([frame for frame in ALL if not 95 <= frame < 98] + [FRAMES - 1] * 3)
    findings = studio.findings(film)
    found = only(findings, Gate.SYNC)
    assert (found.scene, found.at_s) == ("003", 5.0)
    assert "100 ms (3.0 frames) late" in found.message
    assert Gate.LENGTH not in gates(findings)


def test_a_film_that_is_too_short_tells_how_many_frames_it_has(studio: Studio) -> None:
    found = only(studio.findings(studio.with_frames(ALL[:-3])), Gate.LENGTH)
    assert "357 frames instead of 360" in found.message
    assert found.scene == "005"


def test_frames_that_are_missing_between_others_are_found_where_they_are(studio: Studio) -> None:
    film = studio.folder / "film.mp4"
    with av.open(str(film)) as container:
        packets = [packet for packet in container.demux(video=0) if packet.pts is not None]
    keys = [number for number, packet in enumerate(packets) if packet.is_keyframe]
    third, fourth = keys[2:4]
    lossy = mux(film, film, studio.folder / "spoiled.mp4", leave_out=frozenset(range(third, fourth)))
    findings = [finding for finding in studio.findings(lossy) if finding.gate is Gate.LENGTH]
    assert f"{fourth - third} frames are missing" in findings[0].message
    assert findings[0].at_s == pytest.approx(third / 30)
    assert f"{FRAMES - fourth + third} frames instead of 360" in findings[1].message


def test_a_picture_that_freezes_is_found(studio: Studio) -> None:
    findings = studio.findings(studio.with_frames([170 if 170 < frame < 195 else frame for frame in ALL]))
    found = only(findings, Gate.FROZEN)
    assert found.scene == "003"
    assert found.at_s == pytest.approx(170 / 30, abs=0.1)


def test_a_scene_that_stands_still_from_its_start_is_found(studio: Studio) -> None:
    studio.segment("002", lambda scene, _: draw(scene, 0))
    findings = studio.findings(studio.join(studio.folder / "spoiled.mp4"))
    assert only(findings, Gate.FROZEN).scene == "002"
    assert gates(findings) == {Gate.FROZEN}


@pytest.mark.parametrize("times", [2, 3])
def test_pictures_that_are_shown_twice_or_longer_are_found(studio: Studio, times: int) -> None:
    order = [frame // times * times if 92 < frame < 148 else frame for frame in ALL]
    found = only(studio.findings(studio.with_frames(order)), Gate.DUPLICATES)
    assert found.scene == "002"
    assert found.at_s == pytest.approx(93 / 30, abs=0.1)


def test_a_scene_that_shows_the_pictures_of_another_is_found(studio: Studio) -> None:
    studio.segment("003", lambda _, number: draw("001", number))
    found = only(studio.findings(studio.join(studio.folder / "spoiled.mp4")), Gate.DUPLICATES)
    assert (found.scene, found.at_s) == ("003", 5.0)
    assert "scene 001" in found.message


def test_a_still_scene_that_looks_like_another_one_is_a_warning(studio: Studio) -> None:
    studio.segment("001", lambda _, __: draw("005", 0))
    findings = studio.findings(studio.join(studio.folder / "spoiled.mp4"))
    (found,) = [finding for finding in findings if finding.gate is Gate.DUPLICATES]
    assert (found.scene, found.severity) == ("005", Severity.WARNING)


@pytest.mark.parametrize("frames", [2, 60])
def test_black_pictures_are_found(studio: Studio, frames: int) -> None:
    findings = studio.findings(studio.with_frames(ALL, {160 + frame: uniform(16) for frame in range(frames)}))
    found = only(findings, Gate.BLACK)
    assert found.scene == "003"
    assert found.at_s == pytest.approx(160 / 30, abs=0.04)
    assert "black" in found.message


def test_a_black_scene_is_found_between_its_dips(studio: Studio) -> None:
    studio.segment("004", lambda _, __: uniform(16))
    assert only(studio.findings(studio.join(studio.folder / "spoiled.mp4")), Gate.BLACK).scene == "004"


def test_pictures_of_one_colour_are_found(studio: Studio) -> None:
    studio.segment("002", lambda _, __: uniform(130))
    found = only(studio.findings(studio.join(studio.folder / "spoiled.mp4")), Gate.BLACK)
    assert found.scene == "002"
    assert "one plain colour" in found.message


@pytest.mark.parametrize("late_ms", [40, 200, 450, -100])
def test_sound_that_is_late_or_early_is_found(studio: Studio, late_ms: int) -> None:
    film = studio.with_sound(lambda mix: np.roll(mix, late_ms * 48, axis=0))
    found = only(studio.findings(film), Gate.SYNC)
    assert (found.scene, found.at_s) == ("001", 1.0)
    assert f"{abs(late_ms)} ms" in found.message
    assert ("late" if late_ms > 0 else "early") in found.message


def test_a_frame_of_delay_is_allowed(studio: Studio) -> None:
    assert studio.findings(studio.with_sound(lambda mix: np.roll(mix, 1600, axis=0), encode_sound)) == ()


def test_a_line_that_is_not_mixed_in_is_found(studio: Studio) -> None:
    studio.mix([0, 2], studio.folder / "muted.wav")
    encode_lossless(studio.folder / "muted.wav", studio.folder / "muted.m4a")
    film = mux(studio.folder / "film.mp4", studio.folder / "muted.m4a", studio.folder / "spoiled.mp4")
    found = only(studio.findings(film), Gate.SILENCE)
    assert found.scene == "002"
    assert found.at_s == pytest.approx(92 / 30)


def test_a_line_that_is_muted_for_a_moment_is_found(studio: Studio) -> None:
    def muted(mix: np.ndarray) -> np.ndarray:
        mix[8 * 48_000 : 9 * 48_000] = 0
        return mix

    findings = [finding for finding in studio.findings(studio.with_sound(muted)) if finding.gate is Gate.SILENCE]
    assert {finding.scene for finding in findings} == {"004"}
    assert findings[0].at_s == pytest.approx(8.0, abs=0.2)


@pytest.mark.parametrize(("gain_db", "lufs"), [(-6, "-20."), (-1, "-15."), (1.2, "-12.")])
def test_another_loudness_is_found(studio: Studio, gain_db: float, lufs: str) -> None:
    found = only(studio.findings(studio.with_sound(lambda mix: mix * 10 ** (gain_db / 20))), Gate.LOUDNESS)
    assert f"the film has {lufs}" in found.message


def test_a_film_that_is_6_db_too_loud_is_clipped(studio: Studio) -> None:
    findings = studio.findings(studio.with_sound(lambda mix: mix * 2))
    assert "clipped" in only(findings, Gate.CLIPPING).message
    assert Gate.LOUDNESS in gates(findings)


def test_silence_instead_of_the_sound_is_found(studio: Studio) -> None:
    findings = studio.findings(studio.with_sound(np.zeros_like))
    assert {Gate.SILENCE, Gate.LOUDNESS} <= gates(findings)
    assert {finding.scene for finding in findings if "is not heard" in finding.message} == {"001", "002", "004"}


def test_sound_that_ends_early_is_found(studio: Studio) -> None:
    found = only(studio.findings(studio.with_sound(lambda mix: mix[:-1])), Gate.LENGTH)
    assert found.scene == "005"


def test_a_film_without_sound_is_found(studio: Studio) -> None:
    with SegmentWriter(studio.folder / "mute.mp4", studio.expected().size, frames=FRAMES) as writer:
        for frame in range(FRAMES):
            writer.write(draw("001", frame))
    assert "the sound lasts 0.0000 s instead of 12.0000 s" in str(studio.findings(studio.folder / "mute.mp4"))


@pytest.mark.parametrize("share", [0.3, 0.6, 0.97])
def test_a_truncated_film_is_found_where_it_ends(studio: Studio, share: float) -> None:
    film = studio.folder / "film.mp4"
    film_bytes = film.read_bytes()
    spoiled = studio.folder / "spoiled.mp4"
    spoiled.write_bytes(film_bytes[: int(len(film_bytes) * share)])
    findings = inspect_film(spoiled, studio.expected())
    assert {Gate.DECODES, Gate.LENGTH} <= gates(findings)
    damaged = next(finding for finding in findings if finding.gate is Gate.DECODES)
    assert damaged.at_s == pytest.approx(12 * share, abs=1.5)


def test_a_flipped_byte_is_found_in_its_scene(studio: Studio) -> None:
    film = studio.folder / "film.mp4"
    with av.open(str(film)) as container:
        key = next(
            packet
            for packet in container.demux(video=0)
            if packet.is_keyframe and float((packet.pts or 0) * packet.time_base) >= 5
        )
    film_bytes = bytearray(film.read_bytes())
    assert key.pos is not None
    film_bytes[key.pos + key.size * 9 // 10] ^= 0xFF
    spoiled = studio.folder / "spoiled.mp4"
    spoiled.write_bytes(film_bytes)
    damaged = next(finding for finding in studio.findings(spoiled) if finding.gate is Gate.DECODES)
    assert (damaged.scene, damaged.at_s) == ("003", 5.0)


def test_the_same_damage_is_found_in_every_film(studio: Studio) -> None:
    """FFmpeg's messages are told once if they are equal: not here."""
    film_bytes = (studio.folder / "film.mp4").read_bytes()
    spoiled = studio.folder / "spoiled.mp4"
    spoiled.write_bytes(film_bytes[: len(film_bytes) // 2])
    assert studio.findings(spoiled) == studio.findings(spoiled) != ()


def test_a_file_that_is_no_film_is_found(studio: Studio) -> None:
    spoiled = studio.folder / "spoiled.mp4"
    spoiled.write_bytes(b"no film" * 30_000)
    assert Gate.DECODES in gates(studio.findings(spoiled))


def test_pictures_of_another_size_are_found(studio: Studio) -> None:
    expected = studio.expected()
    other = type(expected.size)(width=192, height=108)
    with SegmentWriter(studio.folder / "other.mp4", other, frames=FRAMES) as writer:
        for frame in range(FRAMES):
            small = draw("001", frame)
            planes = (np.pad(plane, [(0, side // 5) for side in plane.shape]) for plane in small.planes())
            writer.write(type(small)(*planes))
    film = mux(studio.folder / "other.mp4", studio.folder / "film.mp4", studio.folder / "spoiled.mp4")
    lengths = [finding for finding in studio.findings(film) if finding.gate is Gate.LENGTH]
    assert [finding.message for finding in lengths] == [
        "scene 001 at 0.00 s: the pictures are 192x108 instead of 160x90; render the film again"
    ]


@pytest.mark.parametrize("change", ["junk", "nothing"])
def test_a_file_of_an_implausible_size_is_found(studio: Studio, change: str) -> None:
    film, spoiled = studio.folder / "film.mp4", studio.folder / "spoiled.mp4"
    spoiled.write_bytes(film.read_bytes() + bytes(2 * film.stat().st_size) if change == "junk" else b"")
    findings = studio.findings(spoiled)
    (found,) = [finding for finding in findings if finding.gate is Gate.SIZE_PLAUSIBLE]
    assert str(spoiled.stat().st_size) in found.message
