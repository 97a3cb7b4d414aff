"""What a group of dropped files asks for, as its metadata and the files beside it say."""

import shutil
from pathlib import Path

import pytest

from videogen_dagster.core.brief import Product
from videogen_dagster.core.drops import Delivery, Drop, Member
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.resources.intake import Metadata, read_drop

PHOTO = Path("examples/drops/mug/front.jpg")


def read(folder: Path, brief: dict[str, object], *names: str):
    members = tuple(Member(name=name, size=1, etag="1") for name in (*names, "metadata.json"))
    metadata = Metadata(delivery=Delivery(), settings={}, brief=brief)
    return read_drop(Drop(place="winter-cup/", members=members), folder, metadata)


def test_photos_with_no_more_than_a_title_are_a_product(tmp_path):
    shutil.copy(PHOTO, tmp_path / "a.jpg")
    (draft,) = read(tmp_path, {"title": "Enamel cup"}, "a.jpg")
    assert isinstance(draft.content, Product)
    assert draft.content.title == "Enamel cup"


@pytest.mark.parametrize("brief", [{"prompt": "A cup in the snow"}, {"scenes": [{"image_prompt": "a cup"}]}])
def test_a_brief_without_a_title_has_the_name_of_its_folder(tmp_path, brief):
    (draft,) = read(tmp_path, brief)
    assert draft.title == "Winter Cup"


def test_a_fault_of_the_metadata_is_told_by_the_name_of_the_file_that_was_dropped(tmp_path):
    with pytest.raises(InvalidInput) as caught:
        read(tmp_path, {"prompt": "A cup", "script": "ANN\nTea."})
    assert str(caught.value) == (
        "metadata.json: script: prompt and script are given; give one of prompt, script, product, scenes"
    )
