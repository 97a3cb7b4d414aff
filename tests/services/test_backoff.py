"""How long a service waits before it is started again."""

from videogen_dagster.services.backoff import CALM_S, LONGEST_S, Backoff


def test_the_wait_doubles_up_to_a_minute():
    backoff = Backoff()
    assert [backoff.died(well_s=0.5) for _ in range(8)] == [1, 2, 4, 8, 16, 32, LONGEST_S, LONGEST_S]
    assert backoff.deaths == 8


def test_a_service_that_was_well_for_a_minute_begins_anew():
    backoff = Backoff()
    for _ in range(5):
        backoff.died(well_s=0)
    assert backoff.died(well_s=CALM_S) == 1
    assert backoff.died(well_s=CALM_S - 1) == 2


def test_a_thousand_deaths_wait_no_longer_than_seven():
    backoff = Backoff(deaths=5000)
    assert backoff.died(well_s=0) == LONGEST_S
