"""What hosted engines say that their providers charge: never less than what is told afterwards."""

from dataclasses import replace
from decimal import Decimal
from typing import get_args

import pytest

from tests.fakes import hosted
from tests.fakes.image_engine import FakeImageEngine
from tests.fakes.workspace import FolderWorkspace
from videogen_dagster.core.brief import Brief, Idea, Outline, OutlineScene
from videogen_dagster.core.charges import Charge
from videogen_dagster.core.errors import EngineFailure
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.requests import ImageRequest, SpeechRequest, StoryboardRequest
from videogen_dagster.engines.image.openai_pictures import OpenAIImageEngine
from videogen_dagster.engines.protocols import Capabilities
from videogen_dagster.engines.purse import ChargesMoney, charges_of
from videogen_dagster.engines.registry import EngineKind, engine_names, load_engine
from videogen_dagster.engines.speech.openai_voices import OpenAISpeechEngine

PICTURE = ImageRequest(prompt="a lighthouse at dusk, waves below", size=FrameSize(width=640, height=360), seed=1)
SHORT = SpeechRequest(text="No.", voice=None, speaker="Ann", language="en")
LINE = SHORT.model_copy(update={"text": "The lamp has been out since Tuesday, and nobody came to see why."})
IDEA = StoryboardRequest(brief=Brief(title="Lamp", content=Idea(text="a lighthouse keeper who is forgotten")))
SCENES = StoryboardRequest(
    brief=Brief(
        title="Lamp", content=Outline(scenes=tuple(OutlineScene(action=f"Ada climbs stair {n}.") for n in range(40)))
    )
)


@pytest.mark.parametrize(
    ("engine", "request_"),
    [
        (hosted.image_engine, PICTURE),
        (hosted.speech_engine, SHORT),
        (hosted.speech_engine, LINE),
        (hosted.script_engine, IDEA),
        (hosted.script_engine, SCENES),
    ],
    ids=["picture", "short line", "line", "idea", "forty scenes"],
)
def test_what_is_told_afterwards_is_no_more_than_what_was_said_before(engine, request_, tmp_path):
    engine, workspace = engine(), FolderWorkspace(tmp_path)
    most = engine.charges(request_)
    (answer,) = engine.generate([request_], workspace)
    assert not isinstance(answer, EngineFailure)
    told = list(workspace.charges.values())
    assert told, "all of them tell"
    for unit in most[0].amounts:
        assert sum(charge.amounts[unit] for charge in told) <= sum(charge.amounts[unit] for charge in most), unit
    assert {(charge.provider, charge.model) for charge in told} <= {(charge.provider, charge.model) for charge in most}
    assert {charge.provider for charge in most} == {"127.0.0.1"}, "another base URL is another provider"


def test_a_picture_tells_its_tokens_and_what_its_price_depends_on(tmp_path):
    engine, workspace = hosted.image_engine(), FolderWorkspace(tmp_path)
    list(engine.generate([PICTURE], workspace))
    (told,) = workspace.charges.values()
    assert (told.amounts["input_tokens"], told.amounts["output_tokens"], told.amounts["images"]) == (10, 1000, 1)
    assert told.of == {"size": "1536x1024"}


def test_a_line_costs_as_long_as_it_sounds(tmp_path):
    engine, workspace = hosted.speech_engine(), FolderWorkspace(tmp_path)
    list(engine.generate([LINE], workspace))
    (told,) = workspace.charges.values()
    assert told.amounts["characters"] == len(LINE.text)
    assert 3 < told.amounts["seconds"] < 10


def test_a_sharper_picture_may_use_more_tokens():
    def most(**options: str) -> Charge:
        choice = hosted.image_engine()._choice
        assert choice is not None
        (charge,) = OpenAIImageEngine(replace(choice, options=tuple(options.items()))).charges(PICTURE)
        return charge

    assert most(quality="low").amounts["output_tokens"] == 400
    assert most(quality="high").amounts["output_tokens"] == 6208
    assert most().amounts["output_tokens"] == 6240, "where the provider decides, the most"
    assert most(quality="low").of == {"quality": "low", "size": "1536x1024"}


def test_word_times_are_a_charge_of_their_own():
    choice = hosted.speech_engine()._choice
    assert choice is not None
    options = (("transcription", "whisper-test"),)
    said, heard = OpenAISpeechEngine(replace(choice, options=options)).charges(LINE)
    assert (said.model, heard.model) == ("tts-test", "whisper-test")
    assert heard.amounts["seconds"] > 0


@pytest.mark.parametrize("kind", get_args(EngineKind))
def test_engines_of_this_machine_charge_nothing_and_all_others_say_what(kind):
    for name in engine_names(kind):
        engine = load_engine(kind, name)
        able = engine.capabilities()
        if able.offline:
            assert charges_of(engine, PICTURE) == ()
        else:
            assert isinstance(engine, ChargesMoney), name


class Unknown(FakeImageEngine):
    """An engine of another package that says nothing of money."""

    def capabilities(self) -> Capabilities:
        return Capabilities(name="acme", offline=False)


def test_a_hosted_engine_that_tells_nothing_is_one_request_of_its_own_name():
    (charge,) = charges_of(Unknown(), PICTURE)
    assert charge == Charge(provider="acme", amounts={"requests": Decimal(1)})
