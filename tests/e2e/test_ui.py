"""Projects started, watched, changed and stopped through the real webserver and daemon, over HTTP and with a browser."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as NotThere

from tests.e2e.conftest import Workplace, open_page
from tests.e2e.holding import Hold
from tests.e2e.serving import Run, Ui, serving, until
from tests.e2e.watching import luma_frames

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]

BEHIND_A_PICTURE = {"scene_animations", "lip_sync", "scene_clips", "transitions", "film", "renditions"}
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
def hold(tmp_path_factory) -> Hold:
    """What slows films down while it lasts; not for longer at a time than a step may take to end."""
    return Hold(tmp_path_factory.mktemp("held"), at_most_s=2)


@pytest.fixture(scope="module")
def served(tmp_path_factory, hold) -> Iterator[tuple[Workplace, Ui]]:
    place = Workplace(tmp_path_factory.mktemp("ui"))
    with serving(place, more=hold.lay()) as ui:
        yield place, ui


@dataclass(frozen=True)
class Harbour:
    """A film that was made from the Launchpad at the second attempt, with the automation at rest."""

    place: Workplace
    ui: Ui
    failed: Run
    status_then: str
    made_then: frozenset[str]
    """The receipts of the first attempt."""
    again: Run
    made: frozenset[str]


@pytest.fixture(scope="module")
def harbour(served) -> Harbour:
    place, ui = served
    (place.folder / "harbour.yaml").write_text(BRIEF)
    blocked = place.home / "films" / "harbour.mp4"
    blocked.mkdir(parents=True)  # the film cannot be put where it belongs
    failed = ui.wait_for(ui.make("harbour", input=str(place.folder / "harbour.yaml")), within_s=400)
    status, made = place.status("harbour")["status"], frozenset(place.receipts())
    blocked.rmdir()
    again = ui.wait_for(ui.retry_from_failure(failed.id), within_s=400)
    ui.wait_for_ticks()
    return Harbour(place, ui, failed, status, made, again, frozenset(place.receipts()))


@dataclass(frozen=True)
class Retaken:
    """What a retake of scene 002 in the Launchpad changed."""

    earlier: np.ndarray
    """The frames of the film before."""
    scenes: Mapping[str, slice]
    """Where each scene stood in it."""
    film: Mapping[str, object]
    before: Mapping[str, Run]
    """All runs before."""
    retake: Run
    followed: Run


@pytest.fixture(scope="module")
def retaken(harbour, browser) -> Retaken:
    place, ui = harbour.place, harbour.ui
    film, scenes, before = place.status("harbour")["film"], frames_of(place), ui.runs()
    earlier = luma_frames(place.home / "films" / "harbour.mp4")
    page = open_page(browser, **SCREEN)
    try:
        open_scene(page, ui, "image", "002")
        materialize(page, "harbour|002", CONFIG)
    finally:
        page.screenshot(path=place.folder / "launchpad.png")
        page.close()
    retake = ui.wait_for_next(before, within_s=300)
    followed = ui.wait_for_next({**before, retake.id: retake}, within_s=300)
    return Retaken(earlier, scenes, film, before, retake, followed)


@pytest.fixture
def page(browser, tmp_path) -> Iterator[Page]:
    page = open_page(browser, **SCREEN)
    yield page
    page.screenshot(path=tmp_path / "last.png")
    page.close()


def open_scene(page: Page, ui: Ui, part: str, scene: str) -> None:
    page.goto(f"{ui.address}/assets/scene/{part}?view=partitions&partition=harbour%7C{scene}")
    expect(page.get_by_text(f"harbour|{scene}").first).to_be_visible()


def choose(page: Page, partition: str) -> None:
    """Choose a partition. The list of choices closes when the Launchpad is drawn anew, so it is opened until one is chosen."""
    chooser = page.get_by_placeholder("Partition")
    # By its attribute: the open dialog hides all that is outside it from roles, this list as well.
    choice = page.locator('[role="menuitem"]', has_text=partition)
    for _ in range(20):
        chooser.click()
        chooser.fill("")
        chooser.press_sequentially(partition)
        try:
            choice.first.click(timeout=6_000)
        except NotThere:
            continue
        return
    raise AssertionError(f"{partition} cannot be chosen")


def write(page: Page, config: str) -> None:
    """Fill the Launchpad's editor, again if it was drawn anew meanwhile."""
    editor = page.locator(".CodeMirror")
    for _ in range(20):
        editor.click()
        page.keyboard.press("Control+A")
        page.keyboard.press("Delete")
        page.keyboard.insert_text(config)
        try:
            expect(editor).to_contain_text(config.split("\n")[-2].strip(), timeout=6_000)
        except AssertionError:
            continue
        return
    raise AssertionError(f"the editor does not take {config}")


def materialize(page: Page, partition: str, config: str) -> None:
    """Open the Launchpad of the asset that is shown, fill it in and start it."""
    page.get_by_role("button", name="Materialize").first.locator("xpath=following::button[1]").click()
    page.get_by_text("Open launchpad").click()
    choose(page, partition)
    write(page, config)
    page.get_by_role("button", name="Materialize").last.click()


def test_retry_from_failure_goes_on_where_the_run_failed_and_makes_nothing_twice(harbour):
    assert (harbour.failed.status, harbour.status_then) == ("FAILURE", "failed")
    assert harbour.again.status == "SUCCESS"
    assert harbour.ui.steps(harbour.again.id) == {"film": "SUCCESS", "renditions": "SUCCESS"}
    assert harbour.made_then <= harbour.made
    assert len(harbour.made - harbour.made_then) <= 1, "nothing but the film"


def test_a_brief_in_the_launchpad_becomes_a_film_with_thumbnails(harbour):
    place, ui = harbour.place, harbour.ui
    assert (place.home / "films" / "harbour.mp4").is_file()
    (shown,) = ui.history("scene_images", partition="harbour")
    assert "data:image/webp;base64," in shown["scene 001"]["mdStr"]
    assert len(shown["scene 001"]["mdStr"]) < 1000, "longer entries are hidden behind a link"
    assert place.status("harbour")["status"] == "completed"


def test_a_finished_film_starts_nothing_by_itself(harbour):
    assert set(harbour.ui.statuses()) == {harbour.failed.id, harbour.again.id}


def test_every_scene_shows_its_picture_state_parameters_and_history(page, harbour, tmp_path):
    scenes = [scene["id"] for scene in harbour.place.status("harbour")["scenes"]]
    assert len(scenes) >= 3
    for scene in scenes:
        open_scene(page, harbour.ui, "image", scene)
        picture = page.locator(PICTURE)
        expect(picture).to_be_visible()
        assert picture.evaluate("image => image.naturalWidth") > 60, "drawn by the browser, not broken"
        expect(page.get_by_text("Materialized", exact=True).first).to_be_visible()
        for parameter in ("prompt", "negative_prompt", "seed", "size"):
            expect(page.get_by_text(parameter, exact=True).first).to_be_visible()
    page.screenshot(path=tmp_path / "scene.png")


def test_a_film_follows_its_retaken_scene_with_what_depends_on_it_and_nothing_else(harbour, retaken):
    place, ui = harbour.place, harbour.ui
    assert retaken.retake.status == "SUCCESS"
    assert retaken.retake.made == {("scene/image", "harbour|002")}
    assert retaken.followed.status == "SUCCESS"
    followed = retaken.followed.made
    assert {asset for asset, _ in followed if not asset.startswith("scene/")} == BEHIND_A_PICTURE
    assert {partition for asset, partition in followed if asset.startswith("scene/")} == {"harbour|002"}
    assert place.status("harbour")["film"]["sha256"] != retaken.film["sha256"]
    newest, oldest = ui.history("scene", "image", partition="harbour|002")
    assert (newest["seed"]["intValue"], newest["variation"]["intValue"]) == (9, 1)
    assert newest["fingerprint"] != oldest["fingerprint"]
    ui.wait_for_ticks()
    assert len(ui.statuses()) == len(retaken.before) + 2, "one run follows, not more"


def test_exactly_the_retaken_scene_differs_and_its_page_shows_both_pictures(page, harbour, retaken, tmp_path):
    place = harbour.place
    assert place.status("harbour")["scenes"][1]["image"]["seed"] == 9
    assert frames_of(place) == retaken.scenes
    now = luma_frames(place.home / "films" / "harbour.mp4")
    changed = {scene for scene, at in retaken.scenes.items() if np.any(retaken.earlier[at] != now[at])}
    assert changed == {"002"}
    open_scene(page, harbour.ui, "image", "002")
    expect(page.get_by_text("View all historical events (2)")).to_be_visible()
    page.screenshot(path=tmp_path / "retaken.png")


def test_a_scene_that_does_not_exist_fails_clearly_and_is_not_tried_again(harbour):
    place, ui = harbour.place, harbour.ui
    before = place.status("harbour")["film"]
    refused = ui.wait_for(ui.retake("image", "harbour", "077", seed=9), within_s=300)
    assert refused.status == "FAILURE"
    assert refused.made == frozenset()
    count = len(ui.statuses())
    ui.wait_for_ticks()
    assert len(ui.statuses()) == count
    assert place.status("harbour")["film"] == before


def test_terminating_a_run_of_a_prompt_in_the_ui_cancels_it_and_leaves_nothing_unfinished(served, hold):
    place, ui = served
    hold.begin()
    run = ui.make("storm", prompt="A storm over a quiet harbour")
    progress = place.home / "store" / "projects" / "storm" / "progress.json"
    until(
        lambda: progress.exists() and progress.read_text(), lambda told: "scene_animations" in str(told), within_s=300
    )
    ui.stop(run)
    assert ui.wait_for(run, within_s=300).status == "CANCELED"
    hold.end()
    assert place.status("storm")["status"] == "cancelled"
    assert len(place.status("storm")["scenes"]) >= 4, "the prompt was planned, and its pictures drawn"
    until(place.left_behind, lambda files: not files, within_s=120)
    count = len(ui.statuses())
    ui.wait_for_ticks()
    assert len(ui.statuses()) == count, "what a person stopped is not gone on with by itself"
    assert place.status("storm")["status"] == "cancelled"


def frames_of(place: Workplace) -> dict[str, slice]:
    """Return where each scene stands in the film."""
    scenes = place.status("harbour")["scenes"]
    ends = np.cumsum([scene["clip"]["frames"] for scene in scenes])
    return {
        scene["id"]: slice(end - scene["clip"]["frames"], end)
        for scene, end in zip(scenes, map(int, ends), strict=True)
    }
