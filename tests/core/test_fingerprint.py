import pytest

from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.fingerprint import canonical_json, fingerprint
from videogen_dagster.core.requests import ImageRequest, Likeness
from videogen_dagster.core.storyboard import Card, CardKind

BASE = ImageRequest(prompt="a hill", size=FrameSize(width=640, height=360))

CHANGES = {
    "prompt": "a house",
    "negative_prompt": "rain",
    "style": "noir",
    "size": FrameSize(width=360, height=640),
    "seed": 7,
    "characters": (Likeness(name="Ann"),),
    "room_for_speaker": True,
    "card": Card(kind=CardKind.TITLE, title="T"),
    "photo": {"sha256": "0" * 64, "extension": "png"},
    "take": 2,
}


def test_equal_requests_have_equal_names():
    again = ImageRequest.model_validate_json(BASE.model_dump_json())
    assert fingerprint(again, "engine/1") == fingerprint(BASE, "engine/1")


@pytest.mark.parametrize("field", sorted(CHANGES))
def test_every_field_of_an_image_request_counts(field):
    changed = ImageRequest.model_validate({**BASE.model_dump(), field: CHANGES[field]})
    assert fingerprint(changed, "engine/1") != fingerprint(BASE, "engine/1")


def test_the_table_above_names_every_field():
    assert set(CHANGES) | {"kind"} == set(ImageRequest.model_fields)


def test_another_engine_gives_another_name():
    assert fingerprint(BASE, "engine/2") != fingerprint(BASE, "engine/1")


def test_canonical_json_does_not_depend_on_the_order_of_keys():
    assert canonical_json({"b": 1, "a": "é"}) == canonical_json({"a": "é", "b": 1}) == '{"a":"é","b":1}'.encode()
