import pytest

from videogen_dagster.core.containers import Container, container_of, disguise_of

HEADS = {
    b"\0\0\0\x20ftypisom": Container.MOV,
    b"\0\0\0\x14ftypqt  ": Container.MOV,
    b"\0\0\0\x08wide\0\0\0\0mdat": Container.MOV,
    b"\x1a\x45\xdf\xa3\x01": Container.MATROSKA,
    b"RIFF\x24\0\0\0AVI LIST": Container.AVI,
    b"RIFF\x24\0\0\0WAVEfmt ": Container.WAV,
    b"RF64\xff\xff\xff\xffWAVEds64": Container.WAV,
    b"fLaC\0\0\0\x22": Container.FLAC,
    b"ID3\x04\0": Container.MP3,
    b"\xff\xfb\x90\0": Container.MP3,
    b"OggS\0\x02": Container.OGG,
}


@pytest.mark.parametrize(("head", "container"), HEADS.items(), ids=str)
def test_a_container_is_known_by_its_first_bytes(head, container):
    assert container_of(head) is container


@pytest.mark.parametrize(
    ("head", "named"),
    [
        (b"#EXTM3U\n#EXTINF:1,\n/etc/passwd\n", "HLS"),
        (b"\xef\xbb\xbf\r\n#extm3u\n", "HLS"),
        (b"ffconcat version 1.0\nfile a.mp4\n", "ffconcat"),
        (b'<?xml version="1.0"?><MPD>', "XML"),
        (b"<MPD xmlns", "DASH"),
        (b"v=0\r\no=- 0 0 IN IP4", "SDP"),
        (b"[playlist]\nFile1=", "pls"),
        (b"<!doctype html>", "HTML"),
        (b"\0\0\0\x18ftypheic", "HEIC"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "WebP"),
        (b"\x89PNG\r\n", "PNG"),
        (b"\xff\xf1\x50\x80", None),  # AAC in ADTS
        (b"", None),
        (b"hello, world", None),
    ],
)
def test_what_only_looks_like_media_by_its_name_is_no_container(head, named):
    assert container_of(head) is None
    told = disguise_of(head)
    assert told is None if named is None else named in str(told)
