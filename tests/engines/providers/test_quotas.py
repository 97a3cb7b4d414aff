"""Requests that a provider says are left are shared by all processes of a machine, and no more are sent."""

import time

import pytest

from videogen_dagster.core.errors import EngineRefused, EngineUnavailable
from videogen_dagster.engines.providers.quotas import LONGEST_PERIOD_S, Quota
from videogen_dagster.engines.providers.secret import Secret


def told(left: object, reset_in_s: float) -> dict[str, str]:
    return {"x-ratelimit-remaining": str(left), "x-ratelimit-reset": str(round(time.time() + reset_in_s))}


def test_what_is_left_is_taken_by_whoever_asks_and_then_nobody_asks(tmp_path):
    one, other = (Quota(tmp_path, Secret("k"), "acme") for _ in range(2))
    one.answered(told(2, 3600))
    one.enter()
    other.enter()
    for quota in (one, other):
        with pytest.raises(EngineRefused, match="used up until"):
            quota.enter()
    Quota(tmp_path, Secret("another"), "acme").enter()


def test_a_reset_that_is_near_is_told_as_a_wait(tmp_path):
    quota = Quota(tmp_path, None, "acme")
    quota.answered(told(0, 40))
    with pytest.raises(EngineUnavailable) as soon:
        quota.enter()
    assert 0 < (soon.value.retry_after_s or 0) <= 41


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-ratelimit-remaining": "0"},
        {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "soon"},
        {"x-ratelimit-remaining": "-1", "x-ratelimit-reset": "9" * 12},
        {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "9" * 400},
        told(0, -60),
        told(0, 10 * LONGEST_PERIOD_S),
        told("none", 60),
    ],
    ids=["nothing", "no reset", "words", "below 0", "endless", "over", "in years", "no number"],
)
def test_headers_that_cannot_be_right_stop_nobody(tmp_path, headers):
    quota = Quota(tmp_path, None, "acme")
    quota.answered(headers)
    quota.enter()
    quota.enter()


def test_when_there_are_new_requests_it_goes_on(tmp_path):
    quota = Quota(tmp_path, None, "acme")
    quota.answered(told(0, 2))
    until = time.monotonic() + 120
    while True:
        try:
            quota.enter()
        except EngineUnavailable:
            assert time.monotonic() < until
            time.sleep(0.1)
        else:
            break
