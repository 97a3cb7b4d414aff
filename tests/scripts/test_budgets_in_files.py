"""A file may give its project a budget, wherever it may name a style; one that is none is refused, never left out."""

from decimal import Decimal

import pytest

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.resources.briefing import accept_brief
from videogen_dagster.resources.project_budgets import project_budget
from videogen_dagster.scripts.open_input import read_drafts, read_products
from videogen_dagster.store.media_store import MediaStore

SCRIPT = "INT. KITCHEN - DAY\n\nANN\nThe kettle is on.\n"
FILES = {
    "brief.yaml": "budget_usd: {}\nprompt: a lamp\n",
    "brief.json": '{{"budget_usd": {}, "prompt": "a lamp"}}',
    "shots.yaml": "budget_usd: {}\nscenes: [{{shots: [{{first_frame: A lamp.}}]}}]\n",
    "product.yaml": "budget_usd: {}\ntitle: Lamp\nprice: $9\n",
    "described.yaml": "budget_usd: {}\nproduct: {{title: Lamp}}\n",
    "scripted.yaml": "script: |\n  Title: Lamp\n  Budget_usd: {}\n\n  INT. KITCHEN - DAY\n\n  ANN\n  The kettle is on.\n",
    "products.json": '{{"budget_usd": {}, "products": [{{"title": "Lamp"}}, {{"title": "Mug"}}]}}',
    "script.md": "---\nbudget_usd: {}\n---\n# Lamp\n\n## A kitchen\n\nThe kettle is on.\n",
    "script.fountain": "Title: Lamp\nBudget_usd: {}\n\n" + SCRIPT,
    "script.txt": "Title: Lamp\nbudget_usd: {}\n\n" + SCRIPT,
}


def written(folder, name: str, given: str):
    path = folder / name
    path.write_text(FILES[name].format(given))
    return path


@pytest.mark.parametrize("name", FILES)
def test_a_file_gives_its_project_a_budget(tmp_path, name):
    drafts = read_drafts([written(tmp_path, name, "2.50")])
    assert [draft.budget_usd for draft in drafts] == [Decimal("2.5")] * len(drafts)
    store = MediaStore.in_folder(tmp_path / "store")
    accept_brief(store, "lamp", drafts[0], overrides={})
    assert project_budget(store, "lamp") == Decimal("2.5")


def test_the_budget_of_a_brief_wins_over_that_of_the_script_inside(tmp_path):
    path = written(tmp_path, "scripted.yaml", "2.50")
    path.write_text(f"budget_usd: 4\n{path.read_text()}")
    assert [draft.budget_usd for draft in read_drafts([path])] == [Decimal(4)]


def test_a_list_of_products_gives_each_of_them_the_budget(tmp_path):
    drafts = read_products(written(tmp_path, "products.json", "3"))
    assert [(draft.name, draft.budget_usd) for draft in drafts] == [("lamp", Decimal(3)), ("mug", Decimal(3))]


@pytest.mark.parametrize("given", ["0", "-1", '"five"', '""', "1e400", "1e9", "true", "[5, 6]"])
@pytest.mark.parametrize("name", FILES)
def test_a_budget_that_is_none_is_refused(tmp_path, name, given):
    with pytest.raises(InvalidInput, match="is no budget in US dollars") as refused:
        read_drafts([written(tmp_path, name, given)])
    assert (refused.value.field or "").endswith("budget_usd")
    assert refused.value.source is not None
    assert "2.50" in (refused.value.remedy or "")


@pytest.mark.parametrize("given", ["NaN", ".nan", ".inf", "{usd: 5}"])
@pytest.mark.parametrize("name", ["brief.yaml", "shots.yaml", "product.yaml", "script.md"])
def test_what_yaml_can_say_and_no_amount_is_is_refused(tmp_path, name, given):
    with pytest.raises(InvalidInput, match="is no budget in US dollars"):
        read_drafts([written(tmp_path, name, given)])


def test_a_file_without_one_leaves_the_budget_that_its_project_has(tmp_path):
    store = MediaStore.in_folder(tmp_path / "store")
    (with_one,) = read_drafts([written(tmp_path, "brief.yaml", "4")])
    (without,) = read_drafts([written(tmp_path, "brief.yaml", "null")])
    for draft in (with_one, without):
        accept_brief(store, "lamp", draft, overrides={})
    assert project_budget(store, "lamp") == Decimal(4)
