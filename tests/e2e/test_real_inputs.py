"""Scripts of other people, where they are at hand: every spoken word reaches the storyboard, verbatim and in order."""

import json
from pathlib import Path

import pytest

from tests.e2e.conftest import EXAMPLES, ROOT
from tests.fakes.workspace import FolderWorkspace
from videogen_dagster.core.brief import Brief, Outline
from videogen_dagster.core.requests import StoryboardRequest
from videogen_dagster.core.screenplay import Screenplay
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.engines.script.rules_engine import RuleScriptEngine
from videogen_dagster.scripts.open_input import read_drafts

INPUTS = ROOT.parent / "shared" / "inputs"
FOUND = [*sorted(EXAMPLES.iterdir()), *(sorted(INPUTS.iterdir()) if INPUTS.is_dir() else [])]
SCRIPTS = [
    path
    for path in FOUND
    if path.suffix in {".fountain", ".json", ".yaml", ".csv", ".md", ".txt"} and path.stem != "README"
]


def spoken(content: object) -> tuple[str, ...] | None:
    """Return the words that must be heard, or None where the plan writes them itself."""
    match content:
        case Screenplay():
            return content.spoken_words()
        case Outline():
            return tuple(word for scene in content.scenes for line in scene.lines for word in line.text.split())
        case _:
            return None


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_every_spoken_word_reaches_the_storyboard_in_order(path: Path, tmp_path):
    workspace = FolderWorkspace(tmp_path)
    for draft in read_drafts([path], limit=5):
        brief = Brief(title=draft.title, content=draft.content)
        (board,) = RuleScriptEngine().generate([StoryboardRequest(brief=brief)], workspace)
        assert isinstance(board, Storyboard)
        wanted = spoken(draft.content)
        if wanted is not None:
            assert board.spoken_words() == wanted
        assert all(0.5 <= scene.duration_s <= 600 for scene in board.scenes)
        assert all(scene.image_prompt.strip() and scene.motion_prompt.strip() for scene in board.scenes)


@pytest.mark.skipif(not (INPUTS / "catalogue.json").exists(), reason="the catalogue is not at hand")
def test_a_catalogue_shows_every_price_and_title_as_they_stand(tmp_path):
    rows = json.loads((INPUTS / "catalogue.json").read_text())
    for row, draft in zip(rows, read_drafts([INPUTS / "catalogue.json"]), strict=True):
        brief = Brief(title=draft.title, content=draft.content)
        (board,) = RuleScriptEngine().generate([StoryboardRequest(brief=brief)], FolderWorkspace(tmp_path))
        cards = [scene.card for scene in board.scenes if scene.card]
        assert cards[0].title == row["title"]
        assert f"{row['price']:.2f}" in cards[-1].price.replace(",", "")
