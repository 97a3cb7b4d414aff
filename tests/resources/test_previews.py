"""Whether a preview is there: the file that players open names others."""

import pytest

from videogen_dagster.resources.previews import PreviewFolder

FILES = {
    "index.m3u8": '#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,NAME="en",URI="sound.m3u8"\n#EXT-X-STREAM-INF:CODECS="avc1.4d401e"\n'
    "pictures.m3u8\n",
    "pictures.m3u8": '#EXTM3U\n#EXT-X-MAP:URI="pictures.mp4"\n#EXTINF:1.000000,\n000000-aa.m4s\n#EXT-X-ENDLIST\n',
    "sound.m3u8": '#EXTM3U\n#EXT-X-MAP:URI="sound.mp4"\n#EXTINF:1.000000,\n000000-bb.m4s\n#EXT-X-ENDLIST\n',
    **dict.fromkeys(("pictures.mp4", "sound.mp4", "000000-aa.m4s", "000000-bb.m4s"), ""),
    **dict.fromkeys(("contact-sheet.jpg", "poster.png"), ""),
}


@pytest.fixture
def preview(tmp_path) -> PreviewFolder:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    return PreviewFolder(tmp_path)


def test_a_preview_is_there_with_every_file_that_its_playlists_name(preview):
    assert preview.is_of_finished_film()


@pytest.mark.parametrize("name", FILES)
def test_a_preview_of_which_a_file_is_gone_is_not_there(preview, name):
    (preview.path / name).unlink()
    assert not preview.is_of_finished_film()
