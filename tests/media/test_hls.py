import re
import subprocess
import wave
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import av
import imageio_ffmpeg
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.media.tones import tone
from videogen_dagster.core.errors import InvalidInput, StorageFailure
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.transition import TransitionKind
from videogen_dagster.media.frames import YuvFrame
from videogen_dagster.media.hls import (
    PACKET_SAMPLES,
    Fragment,
    Header,
    write_fragment,
    write_header,
    write_sound_fragment,
    write_sound_header,
)
from videogen_dagster.media.hls_playlists import (
    Rendition,
    busiest_bits_per_s,
    captions_playlist_text,
    master_text,
    playlist_text,
    write_playlist,
)
from videogen_dagster.media.joining import Part, join_segments
from videogen_dagster.media.new_files import new_file
from videogen_dagster.media.segments import SegmentWriter
from videogen_dagster.media.sound_encoding import encode_sound
from videogen_dagster.media.transitions import Shot, write_transition

SIZE = FrameSize(width=96, height=64)


def segment(path: Path, frames: int, *, level: int, size: FrameSize = SIZE, rate: int = 30) -> Path:
    """A slope that moves by a pixel a frame: each frame is another one."""
    rows, columns = np.mgrid[0 : size.height, 0 : size.width]
    chroma = np.full((size.height // 2, size.width // 2), 100 + level // 4, np.uint8)
    with SegmentWriter(path, size, frames=frames, frames_per_second=rate) as writer:
        for number in range(frames):
            y = (level + 40 * np.sin((rows + columns + number) / 9)).astype(np.uint8)
            writer.write(YuvFrame(y, chroma, chroma))
    return path


def ffmpeg(*arguments: str | Path) -> bytes:
    """Return what FFmpeg says, which must warn of nothing."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "warning", "-xerror", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, check=False, timeout=300)
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout


def pictures(path: Path) -> list[tuple[int, str]]:
    """Return the time in frames and the MD5 of every picture that FFmpeg decodes, beside the sound."""
    kept = ["-map", "0:v", "-map", "0:a?", "-copyts", "-fps_mode", "passthrough"]
    told = ffmpeg("-i", path, *kept, "-f", "framemd5", "-")
    rows = [line.split(",") for line in told.decode().splitlines() if line.startswith("0,")]
    return [(int(row[2]), row[-1].strip()) for row in rows]


def sound(path: Path) -> NDArray[np.int16]:
    """Return the left channel that FFmpeg decodes."""
    played = ffmpeg("-i", path, "-map", "0:a", "-copyts", "-f", "s16le", "-")
    return np.frombuffer(played, np.int16).reshape(-1, 2)[:, 0]


@dataclass(frozen=True)
class Film:
    """What a film is made of, and the folder that it is streamed from."""

    parts: tuple[tuple[Part, int], ...]
    sound: Path
    joined: Path
    folder: Path

    @property
    def frames(self) -> int:
        return sum(frames for _, frames in self.parts)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Film:
    """Three scenes, the last one a single frame, with a crossfade between the first two."""
    folder = tmp_path_factory.mktemp("film")
    first, second = (segment(folder / f"{level}.mp4", 80, level=level) for level in (80, 150))
    cuts = write_transition(
        TransitionKind.CROSSFADE,
        Shot(first, 80),
        Shot(second, 80),
        folder / "t.mp4",
        frames=15,
        size=SIZE,
        frames_per_second=30,
    )
    last = segment(folder / "last.mp4", 1, level=60)
    parts = (
        (Part(first, 0, cuts.leaves_at), cuts.leaves_at),
        (Part(folder / "t.mp4"), cuts.frames),
        (Part(last), 1),
        (Part(second, cuts.enters_at), 80 - cuts.enters_at),
    )
    frames = sum(count for _, count in parts)
    tone(folder / "a.wav", frames * 1600)
    encode_sound(folder / "a.wav", folder / "a.m4a")
    join_segments([part for part, _ in parts], folder / "a.m4a", folder / "film.mp4", title="", language="en")
    return Film(parts, folder / "a.m4a", folder / "film.mp4", folder)


def stream(film: Film, folder: Path, parts: int | None = None) -> tuple[Header, list[Fragment]]:
    """Write the pictures of a film's first parts."""
    folder.mkdir(exist_ok=True)
    header, base, fragments = write_header(film.parts[0][0], folder / "init.mp4"), 0, []
    for number, (part, frames) in enumerate(film.parts[:parts]):
        target = folder / f"{number}.m4s"
        fragments.append(write_fragment(part, target, first_frame=base, frames_per_second=30))
        base += frames
    return header, fragments


def stream_sound(film: Film, folder: Path) -> tuple[Header, list[Fragment]]:
    folder.mkdir(exist_ok=True)
    header, base, fragments = write_sound_header(film.sound, folder / "sound.mp4"), 0, []
    for number, (_, frames) in enumerate(film.parts):
        target = folder / f"s{number}.m4s"
        fragment = write_sound_fragment(
            film.sound, target, first_frame=base, stop_frame=base + frames, frames_per_second=30
        )
        fragments += [fragment] if fragment else []
        base += frames
    return header, fragments


def write_all(film: Film, folder: Path) -> Path:
    """Write everything that a player reads; return the master playlist."""
    header, fragments = stream(film, folder)
    sound_header, sounds = stream_sound(film, folder)
    for name, told in (
        ("pictures.m3u8", playlist_text(fragments, header=header, target_duration_s=3, is_complete=True)),
        ("sound.m3u8", playlist_text(sounds, header=sound_header, target_duration_s=3, is_complete=True)),
        (
            "film.m3u8",
            master_text(
                "pictures.m3u8",
                header,
                size=SIZE,
                frames_per_second=30,
                bits_per_s=busiest_bits_per_s(fragments, 3) + busiest_bits_per_s(sounds, 3),
                sound=(Rendition("sound.m3u8", "en", "English"), sound_header),
            ),
        ),
    ):
        write_playlist(told, folder / name)
    return folder / "film.m3u8"


def test_another_decoder_shows_frame_by_frame_what_the_joined_film_shows(tmp_path: Path, film: Film) -> None:
    wanted = pictures(film.joined)
    assert len(wanted) == film.frames
    assert [number for number, _ in wanted] == list(range(film.frames))
    assert pictures(write_all(film, tmp_path)) == wanted


def test_the_sound_is_that_of_the_soundtrack_and_not_late(tmp_path: Path, film: Film) -> None:
    samples = film.frames * 1600
    write_all(film, tmp_path)
    heard = sound(tmp_path / "sound.m3u8")
    # Fragments cannot say that their last packet is cut short: decoders play its padding, which is silence.
    assert samples <= len(heard) < samples + PACKET_SAMPLES
    assert np.abs(heard[samples + 100 :]).max() < 200
    assert (heard[:samples] == sound(film.joined)).all()
    with wave.open(str(film.sound.with_suffix(".wav"))) as file:
        meant = np.frombuffer(file.readframes(samples), np.int16).reshape(-1, 2)[:, 0].astype(float)
    span = slice(2000, -4000)
    lags = {lag: np.corrcoef(np.roll(heard, -lag)[:samples][span], meant[span])[0, 1] for lag in range(-50, 51)}
    assert max(lags, key=lambda lag: lags[lag]) == 0
    assert lags[0] > 0.999


def test_sound_and_pictures_are_equally_long_to_the_sample(tmp_path: Path, film: Film) -> None:
    _, shown = stream(film, tmp_path)
    _, heard = stream_sound(film, tmp_path)
    length = Fraction(film.frames, 30)
    assert sum(fragment.duration_s for fragment in shown) == length
    assert sum(fragment.duration_s for fragment in heard) == length
    whole = tmp_path / "whole.mp4"
    whole.write_bytes(b"".join((tmp_path / name).read_bytes() for name in ["sound.mp4", *(f.name for f in heard)]))
    with av.open(str(whole)) as container:
        packets = [packet for packet in container.demux(audio=0) if packet.pts is not None]
    assert packets[0].pts == -PACKET_SAMPLES
    assert packets[-1].pts + packets[-1].duration == film.frames * 1600


def test_the_sound_is_copied(tmp_path: Path, film: Film) -> None:
    _, fragments = stream_sound(film, tmp_path)
    whole = tmp_path / "whole.mp4"
    whole.write_bytes(b"".join((tmp_path / name).read_bytes() for name in ["sound.mp4", *(f.name for f in fragments)]))
    assert sound_packets(whole) == sound_packets(film.sound)


def sound_packets(path: Path) -> list[tuple[int, int, bytes]]:
    with av.open(str(path)) as container:
        packets = [packet for packet in container.demux(audio=0) if packet.pts is not None]
        return [(packet.pts, packet.duration, bytes(packet)) for packet in packets]


def test_sound_and_pictures_of_a_stretch_lie_side_by_side(tmp_path: Path, film: Film) -> None:
    _, shown = stream(film, tmp_path)
    _, heard = stream_sound(film, tmp_path)
    off = Fraction(0)
    for pictures_of, sound_of in zip(shown, heard, strict=True):
        off += sound_of.duration_s - pictures_of.duration_s
        assert 0 <= off < Fraction(PACKET_SAMPLES, 48_000)
    assert off == 0


def test_a_stretch_in_which_no_packet_begins_has_no_sound_of_its_own(tmp_path: Path, film: Film) -> None:
    found = [
        write_sound_fragment(
            film.sound, tmp_path / f"{frame}.m4s", first_frame=frame, stop_frame=frame + 1, frames_per_second=60
        )
        for frame in range(film.frames * 2)
    ]
    heard = [fragment for fragment in found if fragment]
    assert len(heard) < len(found)
    assert len(list(tmp_path.iterdir())) == len(heard)
    assert sum(fragment.duration_s for fragment in heard) == Fraction(film.frames, 30)


@pytest.mark.parametrize("rate", [24, 25, 60])
def test_other_frame_rates_are_exact_too(tmp_path: Path, rate: int) -> None:
    parts = [Part(segment(tmp_path / f"{index}.mp4", 31, level=80, rate=rate)) for index in range(2)]
    join_segments(parts, None, tmp_path / "film.mp4", title="", language="en")
    header = write_header(parts[0], tmp_path / "init.mp4")
    fragments = [
        write_fragment(part, tmp_path / f"{index}.m4s", first_frame=31 * index, frames_per_second=rate)
        for index, part in enumerate(parts)
    ]
    told = playlist_text(fragments, header=header, target_duration_s=2, is_complete=True)
    (tmp_path / "film.m3u8").write_text(told)
    assert pictures(tmp_path / "film.m3u8") == pictures(tmp_path / "film.mp4")
    assert sum(fragment.duration_s for fragment in fragments) == Fraction(62, rate)


def check_playlist(text: str, *, is_complete: bool) -> list[Decimal]:
    """Check a playlist against RFC 8216, section 4.3; return the lengths of its fragments."""
    head, *rest = text.split("#EXTINF:")
    tags = head.splitlines()
    assert tags[:2] == ["#EXTM3U", "#EXT-X-VERSION:7"]
    assert [tag for tag in tags if tag.startswith("#EXT-X-MAP:")] == ['#EXT-X-MAP:URI="init.mp4"']
    assert "#EXT-X-PLAYLIST-TYPE:EVENT" in tags
    (target,) = (int(tag.rpartition(":")[2]) for tag in tags if tag.startswith("#EXT-X-TARGETDURATION:"))
    assert text.endswith("#EXT-X-ENDLIST\n") == is_complete
    entries = [re.fullmatch(r"(\d+\.\d{6}),\n(\S+\.m4s)\n(?:#EXT-X-ENDLIST\n)?", entry) for entry in rest]
    lengths = [Decimal(entry.group(1)) for entry in entries if entry]
    assert len(lengths) == len(rest)
    assert all(round(length) <= target for length in lengths)
    return lengths


def test_a_growing_playlist_is_valid_at_every_step_and_only_ever_appended_to(tmp_path: Path, film: Film) -> None:
    header, fragments = stream(film, tmp_path)
    wanted, before, playlist = pictures(film.joined), "", tmp_path / "film.m3u8"
    for there in range(len(fragments) + 1):
        told = playlist_text(fragments[:there], header=header, target_duration_s=3)
        assert told.startswith(before)
        lengths = check_playlist(told, is_complete=False)
        frames = sum(count for _, count in film.parts[:there])
        assert abs(sum(lengths) - Decimal(frames) / 30) < Decimal("0.000001")
        before = told
        if not there:
            continue
        write_playlist(told + "#EXT-X-ENDLIST\n", playlist)
        assert pictures(playlist) == wanted[:frames]
    told = playlist_text(fragments, header=header, target_duration_s=3, is_complete=True)
    assert told == before + "#EXT-X-ENDLIST\n"
    check_playlist(told, is_complete=True)


def test_a_player_starts_at_the_beginning_of_a_film_that_still_grows(tmp_path: Path, film: Film) -> None:
    header, fragments = stream(film, tmp_path)
    playlist = tmp_path / "film.m3u8"
    write_playlist(playlist_text(fragments, header=header, target_duration_s=3), playlist)
    # Left to itself, FFmpeg begins three fragments before the end, as live broadcasts are watched.
    shown = ffmpeg("-prefer_x_start", "1", "-i", playlist, "-frames:v", "40", "-f", "framemd5", "-").decode()
    rows = [line.split(",")[-1].strip() for line in shown.splitlines() if not line.startswith("#")]
    assert rows == [digest for _, digest in pictures(film.joined)[:40]]


def test_lengths_add_up_over_a_long_film() -> None:
    third = Fragment("a.m4s", Fraction(1, 3), 1, "h", "a.mp4")
    told = playlist_text([third] * 3000, header=Header("init.mp4", "h", ""), target_duration_s=1)
    lengths = check_playlist(told, is_complete=False)
    assert sum(lengths) == 1000
    assert {*lengths} == {Decimal("0.333333"), Decimal("0.333334")}


def test_all_segments_of_a_film_have_equal_headers(tmp_path: Path, film: Film) -> None:
    headers = [write_header(part, tmp_path / "init.mp4") for part, _ in film.parts]
    assert len(set(headers)) == 1
    _, fragments = stream(film, tmp_path)
    assert {fragment.header for fragment in fragments} == {headers[0].digest}


def test_equal_inputs_are_equal_fragments(tmp_path: Path, film: Film) -> None:
    write_all(film, tmp_path / "one")
    write_all(film, tmp_path / "two")
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert len(names) == 13
    assert all((tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes() for name in names)


def test_a_segment_that_was_encoded_otherwise_is_named(tmp_path: Path, film: Film) -> None:
    header, fragments = stream(film, tmp_path)
    odd = segment(tmp_path / "odd.mp4", 31, level=80, size=FrameSize(width=64, height=64))
    stranger = write_fragment(Part(odd), tmp_path / "odd.m4s", first_frame=146, frames_per_second=30)
    with pytest.raises(InvalidInput, match=r"odd\.mp4.*not encoded like"):
        playlist_text([*fragments, stranger], header=header, target_duration_s=3)


def test_a_fragment_longer_than_announced_is_refused(tmp_path: Path, film: Film) -> None:
    header, fragments = stream(film, tmp_path)
    with pytest.raises(InvalidInput, match=r"0\.m4s.*2\.167 s.*1 s"):
        playlist_text(fragments, header=header, target_duration_s=1)


@pytest.mark.parametrize(("first", "stop"), [(14, None), (0, 14), (15, 64), (80, None)])
def test_a_segment_is_cut_at_key_frames_only(tmp_path: Path, film: Film, first: int, stop: int | None) -> None:
    whole = film.parts[0][0].path
    with pytest.raises(InvalidInput, match=r"80\.mp4"):
        write_fragment(Part(whole, first, stop), tmp_path / "a.m4s", first_frame=0, frames_per_second=30)
    assert not list(tmp_path.iterdir())


def test_a_segment_of_another_rate_is_named(tmp_path: Path, film: Film) -> None:
    with pytest.raises(InvalidInput, match=r"80\.mp4.*30.*25"):
        write_fragment(film.parts[0][0], tmp_path / "a.m4s", first_frame=0, frames_per_second=25)


def test_what_is_no_segment_is_named(tmp_path: Path, film: Film) -> None:
    (tmp_path / "text.mp4").write_text("no film")
    for wrong in (tmp_path / "text.mp4", film.sound, tmp_path / "missing.mp4"):
        with pytest.raises(InvalidInput, match=wrong.name):
            write_header(Part(wrong), tmp_path / "init.mp4")
        with pytest.raises(InvalidInput, match=wrong.name):
            write_fragment(Part(wrong), tmp_path / "a.m4s", first_frame=0, frames_per_second=30)
    assert [path.name for path in tmp_path.iterdir()] == ["text.mp4"]


def test_what_is_no_soundtrack_of_the_film_is_named(tmp_path: Path, film: Film) -> None:
    wave_file = film.sound.with_suffix(".wav")
    for wrong in (wave_file, film.parts[0][0].path):
        with pytest.raises(InvalidInput, match=rf"{wrong.name}.*no AAC"):
            write_sound_header(wrong, tmp_path / "init.mp4")
    end = film.frames + 1
    with pytest.raises(InvalidInput, match=rf"a\.m4a.*ends before frame {end}"):
        write_sound_fragment(film.sound, tmp_path / "s.m4s", first_frame=0, stop_frame=end, frames_per_second=30)
    assert not list(tmp_path.iterdir())


def test_a_place_that_cannot_be_written_is_an_error(tmp_path: Path, film: Film) -> None:
    part = film.parts[0][0]
    with pytest.raises(StorageFailure, match=r"a\.m4s"):
        write_fragment(part, tmp_path / "missing" / "a.m4s", first_frame=0, frames_per_second=30)
    with pytest.raises(StorageFailure, match=r"film\.m3u8"):
        write_playlist("", tmp_path / "missing" / "film.m3u8")


def test_a_broken_write_leaves_the_playlist_before(tmp_path: Path) -> None:
    playlist = tmp_path / "film.m3u8"
    write_playlist("before\n", playlist)
    with suppress(KeyboardInterrupt), new_file(playlist) as file:
        file.write(b"half")
        raise KeyboardInterrupt
    assert playlist.read_text() == "before\n"
    assert [path.name for path in tmp_path.iterdir()] == ["film.m3u8"]


def test_the_master_playlist_names_all_tracks() -> None:
    pictures_header, sound_header = Header("init.mp4", "p", "avc1.640029"), Header("s.mp4", "s", "mp4a.40.2")
    told = master_text(
        "pictures.m3u8",
        pictures_header,
        size=FrameSize(width=1920, height=1080),
        frames_per_second=30,
        bits_per_s=1_234_567,
        sound=(Rendition("a sound.m3u8", "pt-BR", "Português"), sound_header),
        captions=[Rendition("en.m3u8", "en", 'The "English"\n one')],
    )
    assert told.splitlines() == [
        "#EXTM3U",
        "#EXT-X-VERSION:7",
        "#EXT-X-INDEPENDENT-SEGMENTS",
        (
            '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="Português",LANGUAGE="pt-BR",DEFAULT=YES,AUTOSELECT=YES,'
            'CHANNELS="2",URI="a%20sound.m3u8"'
        ),
        (
            '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="captions",NAME="The \'English\' one",LANGUAGE="en",DEFAULT=NO,'
            'AUTOSELECT=YES,FORCED=NO,URI="en.m3u8"'
        ),
        (
            '#EXT-X-STREAM-INF:BANDWIDTH=1234567,CODECS="avc1.640029,mp4a.40.2",RESOLUTION=1920x1080,FRAME-RATE=30.000,'
            'AUDIO="sound",SUBTITLES="captions"'
        ),
        "pictures.m3u8",
    ]


def test_a_silent_film_has_pictures_only() -> None:
    header = Header("init.mp4", "p", "avc1.640029")
    told = master_text("pictures.m3u8", header, size=SIZE, frames_per_second=24, bits_per_s=1)
    assert told.splitlines()[3:] == [
        '#EXT-X-STREAM-INF:BANDWIDTH=1,CODECS="avc1.640029",RESOLUTION=96x64,FRAME-RATE=24.000',
        "pictures.m3u8",
    ]


def test_codecs_are_those_of_the_files(tmp_path: Path, film: Film) -> None:
    # High profile without constraints at level 4.1, and AAC-LC: what every segment and soundtrack is encoded as.
    assert write_header(film.parts[0][0], tmp_path / "init.mp4").codec == "avc1.640029"
    assert write_sound_header(film.sound, tmp_path / "sound.mp4").codec == "mp4a.40.2"


def test_captions_are_one_file_as_long_as_the_film() -> None:
    assert captions_playlist_text("film.en.vtt", duration_s=Fraction(271, 30)).splitlines() == [
        "#EXTM3U",
        "#EXT-X-VERSION:7",
        "#EXT-X-TARGETDURATION:10",
        "#EXT-X-PLAYLIST-TYPE:VOD",
        "#EXTINF:9.033333,",
        "film.en.vtt",
        "#EXT-X-ENDLIST",
    ]


def test_the_busiest_stretch_is_at_least_half_a_target_duration_long() -> None:
    calm = Fragment("a.m4s", Fraction(4), 1000, "h", "a.mp4")
    burst = replace(calm, duration_s=Fraction(1), size_bytes=9000)
    assert busiest_bits_per_s([calm], 4) == 2000
    assert busiest_bits_per_s([calm, burst, calm], 4) == 16_000, "burst and what follows it: 10000 bytes in 5 s"
    assert busiest_bits_per_s([burst], 4) == 72_000, "there is nothing else yet"
    assert busiest_bits_per_s([], 4) == 0
