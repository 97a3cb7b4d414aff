"""What a run may spend, by its tags."""

from decimal import Decimal

import dagster as dg
import pytest

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.resources.allowances import allowance_of


def run(**tags: str) -> dg.DagsterRun:
    named = {name.replace("__", "/"): value for name, value in tags.items()}
    return dg.DagsterRun(job_name="make_film", run_id="11111111-2222-4333-8444-555555555555", tags=named)


def test_a_run_that_a_person_launched_is_not_limited():
    allowance = allowance_of(run(user="ann"))
    assert (allowance.started_by, allowance.batch_usd) == ("", None)
    assert allowance_of(None).started_by == ""


@pytest.mark.parametrize(
    ("tags", "started_by"),
    [
        ({"dagster__sensor_name": "films_follow_their_scenes"}, "the sensor films_follow_their_scenes"),
        ({"dagster__schedule_name": "nightly"}, "the schedule nightly"),
        ({"dagster__backfill": "abc"}, "the backfill abc"),
        ({"dagster__from_automation_condition": "true"}, "an automation condition"),
        ({"dagster__auto_materialize": "true"}, "an automation condition"),
    ],
)
def test_a_run_that_nobody_launched_tells_who_did(tags, started_by):
    assert allowance_of(run(**tags)).started_by == started_by


def test_the_runs_of_a_backfill_share_its_budget():
    allowance = allowance_of(run(dagster__backfill="abc", videogen__budget_usd="2.50"))
    assert (allowance.batch, allowance.batch_usd) == ("abc", Decimal("2.5"))


def test_a_run_that_is_started_again_has_the_budget_of_the_first():
    allowance = allowance_of(run(dagster__root_run_id="first", videogen__budget_usd="1"))
    assert allowance.batch == "first"
    assert allowance_of(run(videogen__budget_usd="1")).batch == "11111111-2222-4333-8444-555555555555"


@pytest.mark.parametrize("given", ["0", "-1", "five", ""])
def test_a_tag_that_is_no_budget_is_refused(given):
    with pytest.raises(InvalidInput) as caught:
        allowance_of(run(videogen__budget_usd=given))
    assert caught.value.field == "videogen/budget_usd"
