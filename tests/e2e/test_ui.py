"""Projects started, watched, changed and stopped through the real webserver and daemon."""

import json
from collections.abc import Iterator

import pytest

from tests.e2e.conftest import Workplace
from tests.e2e.serving import Ui, serving, until

pytestmark = pytest.mark.slow

BEHIND_A_PICTURE = {"scene_animations", "lip_sync", "scene_clips", "transitions", "film", "renditions"}


def brief(place: Workplace, name: str, *, scene_s: float) -> str:
    """Write a brief of two scenes; returns its path."""
    path = place.folder / f"{name}.yaml"
    scenes = [{"image_prompt": f"a {name} by the sea, {light}", "duration_s": scene_s} for light in ("noon", "night")]
    path.write_text(json.dumps({"scenes": scenes}))
    return str(path)


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[tuple[Workplace, Ui]]:
    place = Workplace(tmp_path_factory.mktemp("ui"))
    with serving(place) as ui:
        yield place, ui


@pytest.fixture(scope="module")
def harbour(served) -> tuple[Workplace, Ui]:
    """A film that was made from the Launchpad, with the automation at rest."""
    place, ui = served
    assert ui.wait_for(ui.make("harbour", prompt="A quiet harbour at dawn"), within_s=240).status == "SUCCESS"
    ui.wait_for_ticks()
    return place, ui


def test_a_prompt_in_the_launchpad_becomes_a_film_with_thumbnails(harbour):
    place, ui = harbour
    assert (place.home / "films" / "harbour.mp4").exists()
    (shown,) = ui.history("scene_images", partition="harbour")
    assert "data:image/webp;base64," in shown["scene 001"]["mdStr"]
    assert len(shown["scene 001"]["mdStr"]) < 1000, "longer entries are hidden behind a link"
    assert place.status("harbour")["status"] == "completed"


def test_a_finished_film_starts_nothing_by_itself(harbour):
    _, ui = harbour
    assert len(ui.runs()) == 1


def test_a_film_follows_its_retaken_scene_with_what_depends_on_it_and_nothing_else(harbour):
    place, ui = harbour
    film = place.status("harbour")["film"]
    before = ui.runs()
    retaken = ui.wait_for(ui.retake("image", "harbour", "002", seed=9), within_s=60)
    assert retaken.status == "SUCCESS"
    assert retaken.made == {("scene/image", "harbour|002")}
    followed = ui.wait_for_next({**before, retaken.id: retaken}, within_s=90)
    assert followed.status == "SUCCESS"
    assert {asset for asset, _ in followed.made if not asset.startswith("scene/")} == BEHIND_A_PICTURE
    assert {partition for asset, partition in followed.made if asset.startswith("scene/")} == {"harbour|002"}
    assert place.status("harbour")["film"]["sha256"] != film["sha256"]
    newest, oldest = ui.history("scene", "image", partition="harbour|002")
    assert (newest["seed"]["intValue"], newest["variation"]["intValue"]) == (9, 1)
    assert newest["fingerprint"] != oldest["fingerprint"]
    ui.wait_for_ticks()
    assert len(ui.runs()) == len(before) + 2, "one run follows, not more"


def test_a_scene_that_does_not_exist_fails_clearly_and_is_not_tried_again(harbour):
    place, ui = harbour
    before = place.status("harbour")["film"]
    refused = ui.wait_for(ui.retake("image", "harbour", "077", seed=9), within_s=60)
    assert refused.status == "FAILURE"
    assert refused.made == frozenset()
    count = len(ui.runs())
    ui.wait_for_ticks()
    assert len(ui.runs()) == count
    assert place.status("harbour")["film"] == before


def test_terminating_a_run_in_the_ui_cancels_it_and_leaves_nothing_unfinished(served):
    place, ui = served
    run = ui.make("storm", input=brief(place, "storm", scene_s=20))
    progress = place.home / "store" / "projects" / "storm" / "progress.json"
    until(
        lambda: progress.exists() and progress.read_text(), lambda told: "scene_animations" in str(told), within_s=120
    )
    ui.stop(run)
    assert ui.wait_for(run, within_s=30).status == "CANCELED"
    assert place.status("storm")["status"] == "cancelled"
    until(place.left_behind, lambda files: not files, within_s=10)
    count = len(ui.runs())
    ui.wait_for_ticks()
    assert len(ui.runs()) == count, "what a person stopped is not gone on with by itself"
    assert place.status("storm")["status"] == "cancelled"


def test_retry_from_failure_goes_on_where_the_run_failed_and_makes_nothing_twice(served):
    place, ui = served
    blocked = place.home / "films" / "cliff.mp4"
    blocked.mkdir(parents=True)  # the film cannot be put where it belongs
    failed = ui.wait_for(ui.make("cliff", input=brief(place, "cliff", scene_s=1.5)), within_s=240)
    assert failed.status == "FAILURE"
    assert place.status("cliff")["status"] == "failed"
    made = place.receipts()
    blocked.rmdir()
    again = ui.wait_for(ui.retry_from_failure(failed.id), within_s=120)
    assert again.status == "SUCCESS"
    assert ui.steps(again.id) == {"film": "SUCCESS", "renditions": "SUCCESS"}
    assert made <= place.receipts()
    assert len(place.receipts() - made) <= 1, "nothing but the film"
    assert place.status("cliff")["status"] == "completed"
