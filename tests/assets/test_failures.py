"""What may work later is tried again, after as long as the provider asked."""

import logging
from dataclasses import dataclass, field

import dagster as dg
import pytest

from videogen_dagster.assets.failures import LONGEST_ASKED_DELAY_S, MOST_RETRIES, failures
from videogen_dagster.core.errors import EngineRefused, EngineUnavailable
from videogen_dagster.core.shared_failures import ScenesFailed


@dataclass
class Step:
    """What `failures` reads of a step's context."""

    retry_number: int = 0
    log: logging.Logger = field(default_factory=lambda: logging.getLogger("step"))


def busy(retry_after_s: float | None) -> EngineUnavailable:
    return EngineUnavailable("HTTP 429", engine="paid", retry_after_s=retry_after_s)


def delay_s(error: Exception, *, retry_number: int = 0) -> float:
    with pytest.raises(dg.RetryRequested) as asked, failures(Step(retry_number)):
        raise error
    return asked.value.seconds_to_wait


def test_an_engine_that_names_no_time_is_asked_again_soon_and_then_later():
    assert 0.5 <= delay_s(busy(None)) <= 1.5
    assert 1.0 <= delay_s(busy(None), retry_number=1) <= 3.0


def test_a_retry_waits_at_least_as_long_as_the_provider_asked():
    assert 7.5 <= delay_s(busy(7.0)) <= 8.5
    assert 7.5 <= delay_s(ScenesFailed("scene_images", {"001": busy(7.0)})) <= 8.5


def test_nobody_waits_for_hours():
    assert LONGEST_ASKED_DELAY_S <= delay_s(busy(86_400.0)) <= LONGEST_ASKED_DELAY_S + 1.5


def test_of_several_scenes_the_longest_wait_counts():
    failed = {"001": busy(3.0), "002": busy(20.0), "003": busy(None), "004": EngineRefused("no", engine="paid")}
    assert ScenesFailed("scene_images", failed).retry_after_s == 20.0
    assert ScenesFailed("scene_images", {"003": busy(None)}).retry_after_s is None
    assert delay_s(ScenesFailed("scene_images", failed)) >= 20.0


@pytest.mark.parametrize("error", [busy(7.0), EngineRefused("no", engine="paid")], ids=["last try", "refused"])
def test_what_will_not_work_or_was_tried_often_enough_fails(error):
    with pytest.raises(dg.Failure) as failed, failures(Step(MOST_RETRIES)):
        raise error
    assert not failed.value.allow_retries
    assert failed.value.metadata["code"].value == error.code
