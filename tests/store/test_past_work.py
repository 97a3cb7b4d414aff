"""What receipts tell of the time and of what was made before."""

import pytest

from videogen_dagster.core import keys
from videogen_dagster.core.fingerprint import fingerprint
from videogen_dagster.core.requests import MusicRequest
from videogen_dagster.store.media_store import MediaStore
from videogen_dagster.store.past_work import PastWork
from videogen_dagster.store.receipts import Receipt, write_receipt


@pytest.fixture
def store(tmp_path):
    return MediaStore.in_folder(tmp_path)


def record(store: MediaStore, request: MusicRequest, *, took_s: float, engine: str = "organ") -> None:
    receipt = Receipt(
        fingerprint=fingerprint(request, engine), engine=engine, request=request.model_dump(), result={}, took_s=took_s
    )
    write_receipt(store, receipt)


def music(samples: int, mood: str = "calm") -> MusicRequest:
    return MusicRequest(mood=mood, samples=samples)


def test_a_call_takes_what_calls_of_its_engine_and_kind_took_on_average(store):
    for samples, took_s in ((1, 3.0), (2, 0.0), (3, 1.0)):
        record(store, music(samples), took_s=took_s)
    record(store, music(1), took_s=100, engine="orchestra")
    past = PastWork.read(store)
    assert past.typical_s("organ", "music") == 2.0, "one receipt does not tell its time"
    assert past.typical_s("organ", "image") is None
    assert past.typical_s("flute", "music") is None


@pytest.mark.parametrize(
    ("least", "most", "may"),
    [
        (music(1), music(9), True),
        (music(1, "tense"), music(9, "tense"), False),
        (music(1, "calm"), music(1, "tense"), False),
        (music(5, "calm"), music(5, "tense"), True),
    ],
)
def test_what_was_made_before_fits_in_all_that_is_known(store, least, most, may):
    record(store, music(5), took_s=1)
    assert PastWork.read(store).may_have(least, most) is may


def test_where_not_all_is_read_anything_may_have_been_made(store):
    for samples in (1, 2, 3):
        record(store, music(samples), took_s=1)
    assert PastWork.read(store, most=2).may_have(music(1, "tense"), music(9, "tense"))
    assert not PastWork.read(store, most=3).may_have(music(1, "tense"), music(9, "tense"))


def test_a_receipt_that_cannot_be_read_tells_nothing(store):
    store.write(keys.receipt("0" * 64), b"{}")
    past = PastWork.read(store)
    assert past.typical_s("organ", "music") is None
    assert not past.may_have(music(1), music(9))
