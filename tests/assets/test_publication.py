"""A finished film is handed out where it was dropped."""

import json
from pathlib import Path
from urllib.request import urlopen

import dagster as dg
import pytest

from tests.fakes.graph import Stage
from videogen_dagster.core.drops import Drop, DropState, InboxRow, Member
from videogen_dagster.core.stages import Film
from videogen_dagster.jobs import PUBLICATION, STAGES
from videogen_dagster.resources.stage_values import require_stage


@pytest.fixture(scope="module")
def stage(tmp_path_factory) -> Stage:
    """A film that was dropped, made and handed out."""
    stage = Stage(tmp_path_factory.mktemp("hills"))
    drop = Drop(place="hills.fountain", members=(Member(name="hills.fountain", size=1, etag="e"),))
    stage.drops.inbox.add(drop.version, [InboxRow(version=drop.version, project="hills", drop=drop)])
    assert stage.make(only=[*STAGES, PUBLICATION]).success
    return stage


def test_film_captions_and_poster_are_there_with_the_films_bytes(stage):
    film = require_stage(stage.store, "hills", "film", Film).result
    sizes = stage.drops.folder.handed_out("hills")
    assert set(sizes) == {"hills.mp4", "hills.srt", "hills.vtt", f"poster.{film.poster.extension}", "status.json"}
    handed_out = stage.folder / "drop" / "out" / "hills" / "hills.mp4"
    assert handed_out.read_bytes() == stage.store.fetch(film.video).read_bytes()


def test_the_page_of_the_asset_tells_where_the_files_lie(stage):
    (event,) = stage.instance.fetch_materializations(dg.AssetKey(PUBLICATION), limit=1).records
    made = event.asset_materialization
    folder = Path(made.metadata["folder"].value)
    assert folder == stage.folder / "drop" / "out" / "hills"
    assert all((folder / record.data["file"]).is_file() for record in made.metadata["files"].records)


def test_the_status_tells_the_film_and_the_inbox_that_it_is_done(stage):
    status = json.loads((stage.folder / "drop" / "out" / "hills" / "status.json").read_text())
    film = require_stage(stage.store, "hills", "film", Film).result
    assert status["state"] == "completed"
    assert status["film"]["sha256"] == film.video.sha256
    assert status["film"]["frames"] == film.frames
    with urlopen(status["film"]["url"]) as answer:
        assert answer.read() == stage.store.fetch(film.video).read_bytes()
    assert stage.drops.inbox.newest("hills").state is DropState.COMPLETED
