"""A function in, frames out: exactly as many as the scene has, or an error that names the function and its line."""

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import pytest

from tests.fakes.encoders import breaking_encoder
from tests.fakes.workspace import FolderWorkspace
from videogen_dagster.core.errors import Cancelled, EngineRefused, EngineUnavailable
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.media import Clip, Media
from videogen_dagster.core.requests import CompositeRequest, HeardLine
from videogen_dagster.engines.assembly.composer import SceneComposer
from videogen_dagster.engines.composites import Composites
from videogen_dagster.media.encoders import SOFTWARE, Encoder
from videogen_dagster.media.probing import is_segment

SIZE = FrameSize(width=64, height=36)
PICTURE = Media(sha256="0" * 64, extension="png")
COUNTING = """
import numpy as np

def counting(scene):
    for number in range(scene.frames):
        frame = np.zeros((scene.height, scene.width, 3), np.uint8)
        frame[:, : scene.width // 2] = (10 * number, 0, 0)
        frame[:, scene.width // 2 :] = (0, 0, 200)
        yield frame
"""


@dataclass
class Desk:
    """A file with one function, and a place to run it in."""

    folder: Path
    cancel_after: int | None = None

    def __post_init__(self):
        self.place = FolderWorkspace(self.folder, cancel_after=self.cancel_after)
        self.place.fetch(PICTURE).write_bytes(b"a picture")
        self.file = self.folder / "report.py"

    def write(self, program: str) -> None:
        self.file.write_text(program)

    def make(self, function: str, *, encoder: Encoder = SOFTWARE, **fields: object) -> Clip | Exception:
        composites = Composites([str(self.file)])
        request = CompositeRequest(
            **{
                "function": function,
                "source": composites.find(function).source(),
                "picture": PICTURE,
                "size": SIZE,
                "frames": 12,
                **fields,
            }
        )
        (made,) = SceneComposer(composites, encoder).generate([request], self.place)
        return made

    def frames(self, clip: Clip) -> list[np.ndarray]:
        with av.open(str(self.place.fetch(clip.video))) as container:
            return [frame.to_ndarray(format="rgb24", src_colorspace="ITU709") for frame in container.decode(video=0)]


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


def test_every_frame_that_a_function_yields_is_in_the_clip_in_its_colours(desk):
    desk.write(COUNTING)
    clip = desk.make("counting")
    assert (clip.size, clip.frames, clip.frames_per_second) == (SIZE, 12, 30)
    assert is_segment(desk.place.fetch(clip.video), SIZE, 12, 30)
    frames = desk.frames(clip)
    assert len(frames) == 12
    for number, frame in enumerate(frames):
        left, right = frame[:, 4:28].mean(axis=(0, 1)), frame[:, 36:60].mean(axis=(0, 1))
        assert left == pytest.approx([10 * number, 0, 0], abs=6)
        assert right == pytest.approx([0, 0, 200], abs=6)
    assert list(desk.place.directory.iterdir()) == []


def test_the_same_request_gives_the_same_bytes_and_a_function_that_goes_on_for_ever_is_cut(desk):
    desk.write(COUNTING.replace("range(scene.frames)", "__import__('itertools').cycle([3])"))
    assert desk.make("counting").video == desk.make("counting").video


def test_a_function_is_told_all_that_is_known_of_its_scene(desk):
    desk.write("def tell(scene):\n    raise ValueError(repr(scene))\n")
    line = HeardLine(speaker="Ann", text="Hello.", first_frame=15, frames=6)
    options = {"bars": {"b": 2, "a": 1}}
    told = str(
        desk.make(
            "tell", heading="EXT. HILL", action="Wind.", lines=(line,), seed=7, take=2, frames=30, options=options
        )
    )
    assert "width=64, height=36, frames_per_second=30, frames=30" in told
    desk.write(
        "import json\ndef tell(scene):\n    raise ValueError(json.dumps([scene.heading, scene.action, scene.seed,"
        " scene.duration_s, scene.options, [[l.speaker, l.text, l.start_s, l.duration_s] for l in scene.lines]]))\n"
    )
    told = str(desk.make("tell", heading="EXT. HILL", action="Wind.", lines=(line,), seed=7, take=2, options=options))
    told = json.loads(told[told.index("[") : told.rindex("]") + 1])
    assert told == ["EXT. HILL", "Wind.", 8, 0.4, options, [["Ann", "Hello.", 0.5, 0.2]]]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("1 / 0", r"bar_chart \(report\.py\) raised ZeroDivisionError, line 4: division by zero"),
        ("return _deeper()", r"raised KeyError, line 2: 'bars'"),
        ("import sys; sys.exit(3)", "raised SystemExit, line 4"),
        ("return None", "returns nothing: return a moviepy clip, or yield frames"),
        ("return 'frames'", "returns a str"),
        ("return (np.zeros((36, 64, 3), np.uint8) for _ in range(5))", "gives 5 frames, and the scene has 12"),
        (
            "return [np.zeros((64, 36, 3), np.uint8)] * 12",
            r"frame 0 is uint8\[64, 36, 3\], needed is uint8\[36, 64, 3\]",
        ),
        ("return [np.zeros((36, 64, 3))] * 12", r"frame 0 is float64"),
        ("return [np.zeros((36, 64, 4), np.uint8)] * 12", r"uint8\[36, 64, 4\]"),
        ("from moviepy import ColorClip; return ColorClip((64, 36), (9, 9, 9), duration=0.2)", "clip of 0.20 s"),
        ("from moviepy import ColorClip; return ColorClip((32, 36), (9, 9, 9), duration=1)", r"\[36, 32, 3\]"),
        ("import no_such_package", "raised ModuleNotFoundError, line 4: No module named 'no_such_package'"),
    ],
    ids=lambda value: value[:24],
)
def test_what_is_wrong_is_told_with_function_file_and_line(desk, body, told):
    desk.write(f"def _deeper():\n    return {{}}['bars']\ndef bar_chart(scene):\n    {_with_numpy(body)}\n")
    refused = desk.make("bar_chart")
    assert isinstance(refused, EngineRefused)
    with pytest.raises(EngineRefused, match=told):
        raise refused
    assert "mend the function" in str(refused)
    assert list(desk.place.directory.iterdir()) == []


def _with_numpy(body: str) -> str:
    return f"import numpy as np; {body}" if "np." in body else body


def test_a_function_that_fails_in_the_middle_leaves_nothing_and_the_others_are_made(desk):
    desk.write(COUNTING + "\ndef failing(scene):\n    yield from counting(scene)\n    raise ValueError('late')\n")
    desk.write(desk.file.read_text().replace("yield from counting(scene)", "yield next(counting(scene))"))
    assert "raised ValueError, line 13: late" in str(desk.make("failing"))
    assert isinstance(desk.make("counting"), Clip)


def test_an_encoder_that_fails_is_no_fault_of_the_function_and_costs_one_scene(desk):
    desk.write(COUNTING)
    failed = desk.make("counting", encoder=breaking_encoder(desk.folder))
    assert isinstance(failed, EngineUnavailable)
    assert failed.field == "VIDEOGEN_ENCODER"
    assert list(desk.place.directory.iterdir()) == []


def test_what_a_function_does_to_its_picture_is_not_done_to_the_stores_file(desk):
    desk.write(COUNTING + "        scene.picture.write_bytes(scene.picture.read_bytes()[:1])\n")
    assert isinstance(desk.make("counting"), Clip)
    assert desk.place.fetch(PICTURE).read_bytes() == b"a picture"
    assert list(desk.place.directory.iterdir()) == []


def test_without_moviepy_the_remedy_is_what_installs_it(desk):
    # As Python raises it where moviepy is not installed; here it is, for the other tests.
    desk.write("def f(scene):\n    raise ModuleNotFoundError(\"No module named 'moviepy'\", name='moviepy')\n")
    refused = desk.make("f")
    assert "f needs moviepy, which is not installed" in str(refused)
    assert refused.remedy == 'pip install "videogen-dagster[composites]"'


def test_a_clip_of_moviepy_is_written_at_the_times_of_its_frames(desk):
    desk.write(
        "import numpy as np\n"
        "def ramp(scene):\n"
        "    from moviepy import VideoClip\n"
        "    levels = lambda t: np.full((scene.height, scene.width, 3), 255 * t / scene.duration_s)\n"
        "    return VideoClip(levels, duration=scene.duration_s)\n"
    )
    frames = desk.frames(desk.make("ramp", frames=15))
    assert [frame.mean() for frame in frames] == pytest.approx([17 * number for number in range(15)], abs=3)


def test_a_person_who_asks_to_stop_is_heard_between_frames(tmp_path):
    desk = Desk(tmp_path, cancel_after=3)
    desk.write(COUNTING)
    with pytest.raises(Cancelled):
        desk.make("counting", frames=300)
    assert len(desk.place.progress_calls) == 3
    assert list(desk.place.directory.iterdir()) == []


def test_a_file_that_is_changed_after_the_request_was_written_is_tried_again(desk):
    desk.write(COUNTING)
    failed = desk.make("counting", source="1" * 64)
    assert isinstance(failed, EngineUnavailable)
    assert failed.retryable


def test_moviepy_is_loaded_by_functions_alone():
    program = (
        "import sys\n"
        "from videogen_dagster.engines.assembly import composer, composing\n"
        "from videogen_dagster.engines.composites import Composites\n"
        "Composites().names()\n"
        "print('moviepy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_the_function_of_the_how_to_gives_frames(desk):
    page = Path(__file__).parents[3] / "docs" / "how-to" / "compose-a-scene-with-moviepy.md"
    (program,) = re.findall(r"```python\n(.*?)```", page.read_text(), re.DOTALL)
    desk.write(program)
    options = {"from": [10, 14, 40], "to": [250, 190, 120]}
    frames = desk.frames(desk.make("sunrise", options=options))
    assert frames[0].mean(axis=(0, 1)) == pytest.approx([10, 14, 40], abs=4)
    assert frames[-1].mean(axis=(0, 1)) == pytest.approx([250, 190, 120], abs=4)
