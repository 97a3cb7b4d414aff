"""The example of scenes that functions compose, through the real command."""

from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np
import pytest
import yaml

from tests.e2e.conftest import EXAMPLES, Workplace
from tests.e2e.watching import complaints

pytestmark = pytest.mark.slow

ACCENT = (255, 183, 77)


@dataclass(frozen=True)
class Composing(Workplace):
    """A deployment that has the example's functions."""

    @property
    def settings(self) -> dict[str, str]:
        return {**super().settings, "VIDEOGEN_COMPOSITES": str(EXAMPLES / "composites" / "report.py")}


def shown_at(path, second: float) -> np.ndarray:
    with av.open(str(path)) as container:
        frames = (frame for frame in container.decode(video=0) if frame.time >= second)
        return next(frames).to_ndarray(format="rgb24", src_colorspace="ITU709").astype(int)


def share_of(picture: np.ndarray, colour: tuple[int, int, int]) -> float:
    return float((np.abs(picture - colour).max(axis=2) < 40).mean())


def in_few_words(brief: str) -> str:
    """Return the example with less to say, so that its scenes are as short as its bars need to grow."""
    example = yaml.safe_load(brief)
    for scene, words in zip(example["scenes"], ("Then.", "Three times as many.", "Tickets."), strict=True):
        scene["narration"] = words
        scene["duration_s"] = {"split_title": 1.5, "bar_chart": 2.5}.get(scene.get("composite"), 1)
    return yaml.safe_dump(example, allow_unicode=True)


def test_the_example_becomes_a_film_whose_bars_grow(tmp_path):
    place = Composing(tmp_path)
    (tmp_path / "harbour.yaml").write_text(in_few_words((EXAMPLES / "composites" / "harbour.yaml").read_text()))
    finished = place.run("make", "harbour.yaml", "--resolution", "360p")
    assert finished.code == 0, finished.err
    assert complaints(finished.film) == ""
    title, chart, last = place.status("harbour")["scenes"]
    begins_s = float(Fraction(title["duration_s"]).limit_denominator(30)) - 0.5
    early, late = shown_at(finished.film, begins_s + 0.8), shown_at(finished.film, begins_s + chart["duration_s"] - 0.9)
    assert share_of(late, ACCENT) > 4 * share_of(early, ACCENT) > 0, "the longest bar is in the accent's colour"
    assert np.median(late) < 90, "the picture behind is dark, so that words can be read"
    panel = shown_at(finished.film, 1.2)
    assert panel[:, :40].mean() < 50 < panel[:, -40:].mean(), "a dark panel stands left, the picture right"
    assert last["animation"]["motion_prompt"] == "slow pull out"


def test_a_name_that_the_deployment_does_not_have_is_refused_before_anything_is_made(tmp_path):
    place = Composing(tmp_path)
    brief = tmp_path / "brief.yaml"
    brief.write_text("scenes:\n  - heading: HILL\n    composite: bar_charts\n")
    refused = place.run("make", brief)
    assert refused.code == 2
    (line,) = refused.err.splitlines()
    assert line.startswith("error[invalid_input]: scenes[0].composite: no composite is called 'bar_charts'")
    assert "did you mean bar_chart? known are bar_chart, split_title" in line
    assert not place.home.exists()
