"""Sheets show one person on a plain ground, the same way every time."""

import numpy as np
import pytest

from tests.fakes.workspace import FolderWorkspace
from videogen_dagster.core.film_settings import FrameSize, Style
from videogen_dagster.core.media import Picture
from videogen_dagster.core.requests import ImageRequest, Likeness
from videogen_dagster.engines.image.illustrator import IllustratorImageEngine
from videogen_dagster.media.illustration.colour import channels
from videogen_dagster.media.illustration.likeness import look_of
from videogen_dagster.media.illustration.portrait import portray

SIZE = FrameSize(width=192, height=192)


def sheet(description: str, style: Style = Style.CINEMATIC) -> ImageRequest:
    who = Likeness(name="Mara", description=description)
    return ImageRequest(prompt="Portrait of Mara", size=SIZE, characters=(who,), style=style, portrait=True)


@pytest.mark.parametrize("description", ["yellow raincoat, grey bun", "an old wizard", "a boy of nine with curls"])
def test_the_ground_is_plain_and_the_whole_head_is_in_the_frame(description):
    pixels = portray(sheet(description))
    assert (pixels.shape, pixels.dtype) == ((192, 192, 3), np.uint8)
    edges = np.concatenate([pixels[:6].reshape(-1, 3), pixels[:90, :6].reshape(-1, 3), pixels[:90, -6:].reshape(-1, 3)])
    assert edges.std(axis=0).max() < 14, "nothing but a soft light"
    assert pixels[-6:, 70:120].std() + abs(pixels[-6:, 96].mean() - edges.mean()) > 14, "the figure goes on below"


def test_somebody_is_drawn_with_their_own_look_and_the_same_way_again():
    request = sheet("a woman in a yellow raincoat")
    pixels = portray(request)
    assert np.array_equal(pixels, portray(request))
    cloth = np.array(channels(look_of(request.characters[0]).cloth))
    assert (np.abs(pixels[150:].astype(int) - cloth).max(axis=2) < 40).mean() > 0.1, "the raincoat is yellow"
    assert not np.array_equal(pixels, portray(sheet("a man in a blue suit")))
    assert not np.array_equal(pixels, portray(sheet("a woman in a yellow raincoat", Style.NOIR)))


def test_the_illustrator_draws_a_sheet_without_layers(tmp_path):
    workspace = FolderWorkspace(tmp_path)
    (picture,) = IllustratorImageEngine().generate([sheet("a tall man")], workspace)
    assert isinstance(picture, Picture)
    assert (picture.size, picture.layers) == (SIZE, None)
