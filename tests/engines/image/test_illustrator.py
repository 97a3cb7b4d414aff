import time
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.fakes.workspace import FolderWorkspace
from videogen_dagster.core.errors import Cancelled, EngineRefused
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.media import Media, Picture
from videogen_dagster.core.requests import ImageRequest
from videogen_dagster.engines.image.drawing_pool import DrawingPool, WorkerDied, end_idle_drawers
from videogen_dagster.engines.image.illustrator import IllustratorImageEngine
from videogen_dagster.media.illustration.layers import at_rest, composite, read_layers

SIZE = FrameSize(width=160, height=90)


def stored_photo(workspace: FolderWorkspace, content: bytes) -> Media:
    path = workspace.directory / "photo.png"
    path.write_bytes(content)
    return workspace.keep(path)


@pytest.mark.slow
def test_a_batch_drawn_by_processes_equals_pictures_drawn_one_by_one(tmp_path: Path) -> None:
    requests = [ImageRequest(prompt=prompt, size=SIZE) for prompt in ("forest", "city at night", "office")]
    together = list(IllustratorImageEngine(workers=2).generate(requests, FolderWorkspace(tmp_path / "a")))
    alone = [
        *(
            picture
            for request in requests
            for picture in IllustratorImageEngine().generate([request], FolderWorkspace(tmp_path / "b"))
        )
    ]
    assert together == alone


@pytest.mark.slow
def test_a_batch_stops_between_pictures(tmp_path: Path) -> None:
    workspace = FolderWorkspace(tmp_path, cancel_after=1)
    large = FrameSize(width=1280, height=720)
    requests = [ImageRequest(prompt="city at night", size=large, seed=seed) for seed in range(6)]
    with pytest.raises(Cancelled):
        list(IllustratorImageEngine(workers=2).generate(requests, workspace))
    assert len(workspace.progress_calls) < len(requests)


def _echo(task: int) -> int:
    if task == 13:
        raise SystemExit
    time.sleep(task / 100)
    return task * 2


@pytest.mark.slow
def test_a_pool_hands_back_every_result_with_its_index() -> None:
    with DrawingPool(_echo, workers=2) as pool:
        results = {found for found in pool.results([30, 1, 2]) if found is not None}
    assert results == {(0, 60), (1, 2), (2, 4)}


@pytest.mark.slow
def test_a_pool_that_is_left_early_leaves_no_process_at_work() -> None:
    with DrawingPool(_echo, workers=2) as pool:
        next(found for found in pool.results([1, 500, 500]) if found is not None)
        processes = pool.processes
    assert sum(process.poll() is None for process in processes) == 1, "the one that has finished waits for the next"


@pytest.mark.slow
def test_processes_that_have_finished_draw_the_next_batch() -> None:
    with DrawingPool(_echo, workers=2) as pool:
        assert len([found for found in pool.results([1, 1]) if found is not None]) == 2
        first = pool.processes
    with DrawingPool(_echo, workers=2) as pool:
        assert {process.pid for process in pool.processes} == {process.pid for process in first}
        assert {found for found in pool.results([2, 3]) if found is not None} == {(0, 4), (1, 6)}
    end_idle_drawers()
    assert all(process.poll() is not None for process in first)


@pytest.mark.slow
def test_a_worker_that_dies_is_told() -> None:
    with DrawingPool(_echo, workers=1) as pool, pytest.raises(WorkerDied):
        list(pool.results([13]))


def test_the_layers_at_rest_are_the_picture(tmp_path: Path) -> None:
    workspace = FolderWorkspace(tmp_path)
    (picture,) = IllustratorImageEngine().generate([ImageRequest(prompt="a beach by day", size=SIZE)], workspace)
    assert isinstance(picture, Picture)
    assert picture.layers is not None
    layered = read_layers(workspace.fetch(picture.layers))
    with Image.open(workspace.fetch(picture.image)) as flat:
        assert np.array_equal(np.array(flat), at_rest(composite(layered.layers), SIZE))


def test_the_layers_are_an_openraster_file(tmp_path: Path) -> None:
    workspace = FolderWorkspace(tmp_path)
    (picture,) = IllustratorImageEngine().generate([ImageRequest(prompt="a beach by day", size=SIZE)], workspace)
    assert isinstance(picture, Picture)
    assert picture.layers is not None
    with zipfile.ZipFile(workspace.fetch(picture.layers)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert archive.read("mimetype") == b"image/openraster"
        assert {"stack.xml", "mergedimage.png", "Thumbnails/thumbnail.png"} <= set(archive.namelist())


def test_a_photo_that_is_none_is_refused_and_the_batch_goes_on(tmp_path: Path) -> None:
    workspace = FolderWorkspace(tmp_path)
    broken = stored_photo(workspace, b"<html>not a photo</html>")
    engine = IllustratorImageEngine(workers=1)
    requests = [
        ImageRequest(prompt="studio backdrop", size=SIZE, photo=broken),
        ImageRequest(prompt="studio backdrop", size=SIZE),
    ]
    refused, drawn = engine.generate(requests, workspace)
    assert isinstance(refused, EngineRefused)
    assert isinstance(drawn, Picture)


def test_the_photo_of_a_product_keeps_its_colours(tmp_path: Path) -> None:
    workspace = FolderWorkspace(tmp_path)
    pixels = np.full((60, 60, 3), 255, np.uint8)
    pixels[10:50, 15:45] = (200, 30, 90)
    path = tmp_path / "product.png"
    Image.fromarray(pixels).save(path)
    photo = stored_photo(workspace, path.read_bytes())
    (picture,) = IllustratorImageEngine().generate(
        [ImageRequest(prompt="dark studio stage", size=SIZE, photo=photo)], workspace
    )
    assert isinstance(picture, Picture)
    with Image.open(workspace.fetch(picture.image)) as flat:
        same = (np.abs(np.array(flat).astype(int) - (200, 30, 90)).max(axis=2) <= 2).sum()
    assert same > 400
