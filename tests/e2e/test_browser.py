"""A person in the Dagster UI with a real browser: a scene is found, changed in the Launchpad, and the film follows."""

from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as NotThere

from tests.e2e.conftest import Workplace
from tests.e2e.serving import Ui, serving
from tests.e2e.watching import luma_frames

pytestmark = pytest.mark.slow

SCREEN = {"width": 1440, "height": 900}
BRIEF = """
scenes:
  - {image_prompt: a quiet harbour at dawn, duration_s: 2, lines: [{text: The boats sleep.}]}
  - {image_prompt: a lighthouse on a cliff, duration_s: 1.5}
  - {image_prompt: fishing boats leave the harbour, duration_s: 1.5}
"""
CONFIG = """ops:
  scene__image:
    config:
      seed: 9
"""
PICTURE = "img[src^='data:image/webp']"


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[tuple[Workplace, Ui]]:
    place = Workplace(tmp_path_factory.mktemp("browser"))
    (place.folder / "harbour.yaml").write_text(BRIEF)
    made = place.run("make", "harbour.yaml", "--resolution", "360p")
    assert made.code == 0, made.err
    with serving(place) as ui:
        yield place, ui


@pytest.fixture
def page(browser, tmp_path) -> Iterator[Page]:
    page = browser.new_page(viewport=SCREEN)
    page.set_default_timeout(30_000)
    yield page
    page.screenshot(path=tmp_path / "last.png")
    page.close()


# Pages are slow while other tests keep all cores busy.
expect.set_options(timeout=30_000)


def open_scene(page: Page, ui: Ui, part: str, scene: str) -> None:
    page.goto(f"{ui.address}/assets/scene/{part}?view=partitions&partition=harbour%7C{scene}")
    expect(page.get_by_text(f"harbour|{scene}").first).to_be_visible()


def choose(page: Page, partition: str) -> None:
    """Choose a partition. The list of choices closes when the Launchpad is drawn anew, so it is opened until one is chosen."""
    chooser = page.get_by_placeholder("Partition")
    # By its attribute: the open dialog hides all that is outside it from roles, this list as well.
    choice = page.locator('[role="menuitem"]', has_text=partition)
    for _ in range(10):
        chooser.click()
        chooser.fill("")
        chooser.press_sequentially(partition)
        try:
            choice.first.click(timeout=4_000)
        except NotThere:
            continue
        return
    raise AssertionError(f"{partition} cannot be chosen")


def materialize(page: Page, partition: str, config: str) -> None:
    """Open the Launchpad of the asset that is shown, fill it in and start it."""
    page.get_by_role("button", name="Materialize").first.locator("xpath=following::button[1]").click()
    page.get_by_text("Open launchpad").click()
    choose(page, partition)
    page.locator(".CodeMirror").click()
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(config)
    page.get_by_role("button", name="Materialize").last.click()


def test_every_scene_shows_its_picture_state_parameters_and_history(page, served, tmp_path):
    place, ui = served
    scenes = [scene["id"] for scene in place.status("harbour")["scenes"]]
    assert len(scenes) >= 3
    for scene in scenes:
        open_scene(page, ui, "image", scene)
        picture = page.locator(PICTURE)
        expect(picture).to_be_visible()
        assert picture.evaluate("image => image.naturalWidth") > 60, "drawn by the browser, not broken"
        expect(page.get_by_text("Materialized", exact=True).first).to_be_visible()
        for parameter in ("prompt", "negative_prompt", "seed", "size"):
            expect(page.get_by_text(parameter, exact=True).first).to_be_visible()
    page.screenshot(path=tmp_path / "scene.png")


def test_another_seed_in_the_launchpad_gives_a_film_in_which_exactly_that_scene_differs(page, served, tmp_path):
    place, ui = served
    film = place.home / "films" / "harbour.mp4"
    earlier, scenes, runs = luma_frames(film), frames_of(place), ui.runs()
    open_scene(page, ui, "image", "002")
    materialize(page, "harbour|002", CONFIG)
    retaken = ui.wait_for_next(runs, within_s=90)
    assert retaken.status == "SUCCESS"
    followed = ui.wait_for_next({**runs, retaken.id: retaken}, within_s=90)
    assert followed.status == "SUCCESS"
    assert place.status("harbour")["scenes"][1]["image"]["seed"] == 9
    assert frames_of(place) == scenes
    changed = {scene for scene, frames in scenes.items() if differs(earlier[frames], luma_frames(film)[frames])}
    assert changed == {"002"}
    open_scene(page, ui, "image", "002")
    expect(page.get_by_text("View all historical events (2)")).to_be_visible()
    page.screenshot(path=tmp_path / "retaken.png")


def frames_of(place: Workplace) -> dict[str, slice]:
    """Return where each scene stands in the film."""
    ends = np.cumsum([scene["clip"]["frames"] for scene in place.status("harbour")["scenes"]])
    scenes = place.status("harbour")["scenes"]
    return {
        scene["id"]: slice(end - scene["clip"]["frames"], end)
        for scene, end in zip(scenes, map(int, ends), strict=True)
    }


def differs(one: np.ndarray, other: np.ndarray) -> bool:
    return bool(np.any(one != other))
