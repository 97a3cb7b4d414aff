"""Sensors are on from the start and say what they do; runs say where they come from."""

import dagster as dg
import pytest

from tests.fakes.instance import Records, instance_in_lists
from tests.sensors.test_dropped import Dropping
from videogen_dagster.core.drops import DropState
from videogen_dagster.definitions import defs
from videogen_dagster.sensors.dropped import MOST_RUNS

PRODUCTS = 200


@pytest.fixture
def dropping(tmp_path):
    return Dropping(tmp_path / "home", instance_in_lists(tmp_path, Records()))


def test_every_sensor_is_on_from_the_start_and_says_what_it_does():
    sensors = {each.name: each for each in defs.sensors or []}
    assert sensors.keys() >= {
        "dropped_files_become_films",
        "failures_of_drops_are_told",
        "films_follow_their_scenes",
        "lost_runs_are_told",
    }
    for name, each in sensors.items():
        assert each.default_status is dg.DefaultSensorStatus.RUNNING, name
        assert len(each.description or "") > 30, name


def test_a_run_is_tagged_with_project_source_version_tier_and_priority(dropping):
    dropping.put("mug/metadata.json", {"prompt": "A mug", "tier": "premium", "priority": -2})
    dropping.put("kettle.txt", "Ann: The kettle is on.\n")
    mug, kettle = dropping.tick()
    assert dict(mug.tags) == {
        "videogen/project": "mug",
        "videogen/source": "drop",
        "videogen/version": mug.run_key,
        "videogen/tier": "premium",
        "dagster/priority": "8",
    }
    assert (kettle.tags["videogen/tier"], kettle.tags["dagster/priority"]) == ("free", "0")


def test_a_catalogue_of_two_hundred_products_becomes_a_run_each_and_urgent_drops_go_between(dropping):
    rows = "".join(f"Mug {number:03},Holds tea.\n" for number in range(PRODUCTS))
    dropping.put("spring.csv", f"title,description\n{rows}")
    first = dropping.tick()
    assert len(first) == MOST_RUNS
    dropping.put("lamp/metadata.json", {"prompt": "A lamp", "tier": "premium"})
    second = dropping.tick()
    assert (second[0].partition_key, len(second)) == ("lamp", MOST_RUNS)
    asked = [*first, *second, *dropping.tick()]
    assert sorted(request.partition_key for request in asked) == [
        "lamp",
        *(f"mug-{number:03}" for number in range(PRODUCTS)),
    ]
    assert len({request.run_key for request in asked}) == PRODUCTS + 1
    assert dropping.tick() == []
    assert dropping.drops.inbox.counts() == {DropState.REQUESTED: PRODUCTS + 1}
    assert dropping.status("mug-199")["source"] == "spring.csv"
