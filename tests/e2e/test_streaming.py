"""A film that grows, in a real browser: hls.js begins with the first scene and follows to the end."""

import hashlib
import os
import shutil
import sys
from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

from tests.e2e.conftest import open_page
from tests.media.tones import tone
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.media.frames import YuvFrame
from videogen_dagster.media.joining import Part
from videogen_dagster.media.proxies import write_proxy
from videogen_dagster.media.segments import SegmentWriter
from videogen_dagster.media.sound_encoding import encode_sound
from videogen_dagster.media.streams import FilmStream, StreamPlan

pytestmark = pytest.mark.slow

SIZE = FrameSize(width=320, height=180)
LENGTHS = (45, 40, 45)
FRAMES = sum(LENGTHS)
CUTS = (45, 85)
TINTS = {"red": (90, 90, 220), "green": (120, 70, 70), "blue": (60, 220, 110)}
"""Y, Cb and Cr of each scene, in their order."""
OVERLAP = 9
PLAYER = """<!doctype html><title>preview</title>
<video id="film" width="640" muted controls></video><canvas id="still" width="320" height="180" hidden></canvas>
<script src="hls.min.js"></script>
<script>
const film = document.getElementById("film"), still = document.getElementById("still");
const fatal = [], told = [];
const again = { maxNumRetry: 6, retryDelayMs: 500, maxRetryDelayMs: 4000 };
const patient = { maxTimeToFirstByteMs: 120000, maxLoadTimeMs: 120000, timeoutRetry: again, errorRetry: again };
const hls = new Hls({
  manifestLoadPolicy: { default: patient }, playlistLoadPolicy: { default: patient }, fragLoadPolicy: { default: patient },
});
hls.on(Hls.Events.ERROR, (_, error) => { told.push(error.details); if (error.fatal) fatal.push(error.details); });
hls.loadSource("film/index.m3u8");
hls.attachMedia(film);
const shows = (seconds, frame) => frame.mediaTime <= seconds && seconds < frame.mediaTime + 1 / 30;
async function colourAt(seconds) {
  const there = new Promise(done => {
    const look = (_, frame) => shows(seconds, frame) ? done() : film.requestVideoFrameCallback(look);
    film.requestVideoFrameCallback(look);  // a frame from before may still be on its way
  });
  film.currentTime = seconds;
  await there;
  const paper = still.getContext("2d");
  paper.drawImage(film, 0, 0, 320, 180);
  const [red, green, blue] = paper.getImageData(160, 90, 1, 1).data;
  return red > green && red > blue ? "red" : green > blue ? "green" : "blue";
}
</script>
"""


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  # as the base class calls it
        pass


@pytest.fixture(scope="module")
def player() -> Path:
    found = Path(sys.prefix) / "node_modules" / "hls.js" / "dist" / "hls.min.js"
    if not found.is_file():
        assert "CI" not in os.environ, "no hls.js: make browser"
        pytest.skip("no hls.js: make browser")
    return found


@pytest.fixture
def served(tmp_path, player) -> Iterator[str]:
    """The address of a page with a player; the film that it plays is in `film/`."""
    shutil.copyfile(player, tmp_path / "hls.min.js")
    (tmp_path / "player.html").write_text(PLAYER)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(tmp_path))) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/player.html"
        server.shutdown()


@pytest.fixture
def page(browser, tmp_path) -> Iterator[Page]:
    page = open_page(browser, width=720, height=480)
    yield page
    page.screenshot(path=tmp_path / "last.png")
    page.close()


def scene(folder: Path, tint: tuple[int, int, int], shown: int, *, is_last: bool) -> Part:
    """Return the proxy of a scene of one colour; but for the last one it lasts on while the next one is seen."""
    y, u, v = (
        np.full(shape, level, np.uint8) for shape, level in zip(((180, 320), (90, 160), (90, 160)), tint, strict=True)
    )
    frames = shown if is_last else shown + OVERLAP
    with SegmentWriter(folder / "scene.mp4", SIZE, frames=frames) as segment:
        for _ in range(frames):
            segment.write(YuvFrame(y, u, v))
    write_proxy(folder / "scene.mp4", folder / "proxy.mp4", cuts=[shown])
    target = folder / f"{hashlib.sha256((folder / 'proxy.mp4').read_bytes()).hexdigest()}.mp4"
    return Part((folder / "proxy.mp4").rename(target), stop=None if is_last else shown)


def test_a_browser_plays_a_film_that_grows_from_its_first_scene_to_its_end(page, served, tmp_path):
    made = tmp_path / "made"
    made.mkdir()
    first, *later = [
        scene(made, tint, shown, is_last=shown_last)
        for tint, shown, shown_last in zip(TINTS.values(), LENGTHS, (False, False, True), strict=True)
    ]
    tone(made / "a.wav", FRAMES * 1600)
    encode_sound(made / "a.wav", made / "a.m4a")
    plan = StreamPlan(size=SIZE, frames_per_second=30, lengths=LENGTHS, sound=made / "a.m4a")
    stream = FilmStream(tmp_path / "film" / "index.m3u8", plan)

    stream.append([first])
    page.goto(served)
    page.wait_for_function("film.readyState >= 2")
    page.evaluate("film.play()")
    page.wait_for_function("film.currentTime > 1.2")
    assert page.evaluate("hls.levels[hls.currentLevel].details.live"), "more is to come"
    assert not page.evaluate("film.ended")

    for part in later:
        stream.append([part])
    try:
        page.wait_for_function("film.ended")
    except PlaywrightError as error:
        shown = page.evaluate("({at: film.currentTime, of: film.duration, paused: film.paused, told, fatal})")
        raise AssertionError(f"the film stops at {shown}") from error
    page.screenshot(path=tmp_path / "ended.png")
    assert page.evaluate("fatal") == []
    assert not page.evaluate("hls.levels[hls.currentLevel].details.live")
    duration_s = page.evaluate("film.duration")
    assert abs(duration_s - FRAMES / 30) < 1 / 30
    assert abs(page.evaluate("film.currentTime") - FRAMES / 30) < 1 / 30
    halves = [(cut - Fraction(1, 2), cut + Fraction(1, 2)) for cut in CUTS]
    moments = [moment / 30 for pair in halves for moment in pair]
    seen = [page.evaluate("seconds => colourAt(seconds)", float(moment)) for moment in moments]
    assert seen == ["red", "green", "green", "blue"], "scenes change at their frames"
