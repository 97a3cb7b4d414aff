"""Every kind of drop has an example, which is dropped here; the published schema holds what is documented."""

import json
import re
import shutil

import jsonschema
import pytest

from tests.e2e.conftest import EXAMPLES, ROOT
from tests.fakes.graph import Stage
from tests.fakes.instance import Records, instance_in_lists
from tests.security.corpus import CORPUS
from tests.sensors.test_dropped import Dropping
from videogen_dagster.core.brief import Product
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.resources.briefing import load_brief
from videogen_dagster.resources.metadata_schema import metadata_schema, schema_text
from videogen_dagster.scripts.open_input import READERS

DROPS = EXAMPLES / "drops"
GUIDE = (ROOT / "docs" / "how-to" / "drop-files.md").read_text()
KINDS = {
    "harbour.fountain": {"harbour": "screenplay"},
    "ferry.fdx": {"ferry": "screenplay"},
    "garden.md": {"garden": "screenplay"},
    "rain.txt": {"rain": "screenplay"},
    "lighthouse.json": {"lighthouse": "idea"},
    "rounds.yaml": {"rounds": "outline"},
    "spring.csv": {"canvas-shoe": "product", "storm-umbrella": "product"},
    "lamps.json": {"oil-lamp": "product", "tin-lantern": "product"},
    "mug": {"mug": "product"},
    "kettle": {"kettle": "screenplay"},
    "shop": {"clay-cup": "product", "salad-bowl": "product"},
}


@pytest.fixture
def dropping(tmp_path):
    return Dropping(tmp_path / "home", instance_in_lists(tmp_path, Records()))


def drop(dropping: Dropping, name: str) -> None:
    source = DROPS / name
    for file in [source] if source.is_file() else sorted(source.iterdir()):
        dropping.put(str(file.relative_to(DROPS)), file.read_bytes())


@pytest.mark.parametrize("name", KINDS)
def test_an_example_that_is_dropped_is_taken(dropping, tmp_path, name):
    drop(dropping, name)
    studio = Stage(tmp_path / "stage").studio()
    asked = dropping.tick()
    for request in asked:
        dropping.drops.take(studio, request.partition_key, request.run_key)
    briefs = {request.partition_key: load_brief(studio.store, request.partition_key) for request in asked}
    assert {project: brief.content.kind for project, brief in briefs.items()} == KINDS[name]
    assert f"`{name}" in GUIDE or f"examples/drops/{name}" in GUIDE


def test_every_suffix_that_may_be_dropped_has_an_example():
    suffixes = {path.suffix for path in DROPS.iterdir()} | {path.suffix for path in (DROPS / "kettle").iterdir()}
    assert suffixes >= set(READERS) - {".spmd", ".markdown", ".yml"}


def test_products_of_a_group_have_their_own_photos_and_the_group_s_settings(dropping, tmp_path):
    drop(dropping, "shop")
    stage = Stage(tmp_path / "stage")
    for request in dropping.tick():
        dropping.drops.take(stage.studio(), request.partition_key, request.run_key)
        brief = load_brief(stage.store, request.partition_key)
        assert isinstance(brief.content, Product)
        assert (len(brief.content.photos), brief.settings.aspect) == (1, "1:1")
        assert request.tags["dagster/priority"] == "1"
    assert dropping.status("clay-cup")["source"] == "shop/"
    assert dropping.tick() == []


def test_a_photo_that_a_catalogue_of_a_group_names_and_that_is_not_there_is_one_product_s_fault(dropping, tmp_path):
    drop(dropping, "shop")
    (dropping.home / "drop" / "in" / "shop" / "bowl.jpg").unlink()
    studio = Stage(tmp_path / "stage").studio()
    asked = {request.partition_key: request.run_key for request in dropping.tick()}
    dropping.drops.take(studio, "clay-cup", asked["clay-cup"])
    with pytest.raises(InvalidInput, match="no such file"):
        dropping.drops.take(studio, "salad-bowl", asked["salad-bowl"])


def test_the_documented_direction_changes_a_scene(dropping, tmp_path):
    stage = Stage(tmp_path / "stage")
    assert stage.make(only=["brief", "storyboard"]).success
    dropping.put("hills/direction.yaml", (DROPS / "retake" / "direction.yaml").read_bytes())
    (request,) = dropping.tick()
    dropping.drops.take(stage.studio(), "hills", request.run_key)
    assert stage.edits()["001"].narration.text == "Even in winter."
    assert "examples/drops/retake" in GUIDE
    assert (DROPS / "retake" / "direction.yaml").read_text() in GUIDE


def test_the_group_that_the_guide_shows_is_the_one_that_is_dropped():
    assert (DROPS / "mug" / "metadata.json").read_text() in GUIDE
    listed = re.findall(r"^in/mug/(.+)$", GUIDE, re.MULTILINE)
    assert sorted(listed) == sorted(path.name for path in (DROPS / "mug").iterdir())


def test_the_published_schema_is_that_of_the_program():
    published = ROOT / "docs" / "reference" / "metadata.schema.json"
    assert published.read_text() == schema_text(), f"videogen schema metadata > {published.relative_to(ROOT)}"
    jsonschema.Draft202012Validator.check_schema(metadata_schema())


def test_the_schema_takes_every_documented_example():
    blocks = re.findall(r"```json\n(.*?)```", GUIDE, re.DOTALL)
    examples = [json.loads(block) for block in blocks] + [
        json.loads(p.read_text()) for p in DROPS.rglob("metadata.json")
    ]
    examples += [
        json.loads(content.decode("utf-8-sig"))
        for row in CORPUS.values()
        if row.at == "inert"
        for path, content in row.files.items()
        if path.endswith("metadata.json")
    ]
    assert len(examples) > 15
    for example in examples:
        jsonschema.validate(example, metadata_schema(), cls=jsonschema.Draft202012Validator)


@pytest.mark.parametrize(
    "wrong",
    [
        {"tier": "gold"},
        {"priority": 9},
        {"prompt": "x", "style": "cubist"},
        {"prompt": "x", "proirity": 1},
        {"members": [{"name": "a", "sha256": "x"}]},
        {"members": [{"size": 1}]},
        {"scenes": []},
        {"scenes": [{"action": "x", "colour": "red"}]},
        [],
    ],
)
def test_the_schema_refuses_what_the_program_refuses(wrong):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(wrong, metadata_schema(), cls=jsonschema.Draft202012Validator)


def test_the_examples_are_small(tmp_path):
    shutil.copytree(DROPS, tmp_path / "drops")
    assert sum(path.stat().st_size for path in (tmp_path / "drops").rglob("*")) < 100_000
