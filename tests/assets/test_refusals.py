"""What a provider's rules forbid is told with the command that gives the scene something else."""

import pytest

from videogen_dagster.assets.refusals import with_command
from videogen_dagster.core.errors import EngineRefused, EngineUnavailable
from videogen_dagster.core.shared_failures import ScenesFailed
from videogen_dagster.engines.providers.content_rules import OTHER_WORDS, of_content

SAID = [
    '{"error": {"message": "Your request was rejected by the safety system.", "code": "moderation_blocked"}}',
    '{"error": {"message": "no", "code": "content_policy_violation"}}',
    '{"error": {"message": "no", "innererror": {"code": "ResponsibleAIPolicyViolation"}, "code": "content_filter"}}',
    "NSFW content detected",
    "The input or output was flagged as sensitive. Please try again with different inputs. (E005)",
]
OTHERWISE = ["prompt: ensure this value has at most 2000 characters", "out of memory", "the size 7x7 is not supported"]


def refused(said: str = SAID[0]) -> EngineRefused:
    return of_content(EngineRefused("no", engine="paid"), said)


@pytest.mark.parametrize("said", SAID, ids=range(len(SAID)))
def test_a_refusal_of_content_is_known_by_what_providers_say(said):
    assert refused(said).of_content
    assert refused(said).remedy == OTHER_WORDS


@pytest.mark.parametrize("said", OTHERWISE, ids=range(len(OTHERWISE)))
def test_another_refusal_asks_for_no_other_words(said):
    assert not refused(said).of_content
    assert refused(said).remedy is None


@pytest.mark.parametrize(
    ("part", "command"),
    [
        ("image", "videogen retake fox 003 --prompt ..."),
        ("animation", "videogen retake fox 003 --motion ..."),
        ("narration", "videogen retake fox 003 --text ..."),
        ("lip_sync", "videogen retake fox 003 --prompt ..."),
    ],
)
def test_the_command_names_project_scene_and_option(part, command):
    told = with_command(refused(), project="fox", scene="003", part=part)
    assert told.remedy.endswith(command)
    assert command in str(ScenesFailed("a_stage", {"003": told}))


def test_scenes_that_share_a_refusal_are_told_their_own_command():
    shared = refused()
    first, second = (with_command(shared, project="fox", scene=scene, part="image") for scene in ("001", "002"))
    assert ("001" in first.remedy, "002" in second.remedy) == (True, True)
    assert shared.remedy == OTHER_WORDS


@pytest.mark.parametrize(
    "error",
    [EngineUnavailable("busy", engine="paid", remedy="wait"), EngineRefused("no", engine="paid", remedy="set KEY")],
)
def test_another_error_keeps_its_remedy(error):
    assert with_command(error, project="fox", scene="003", part="image") is error


def test_a_character_is_no_scene_to_retake():
    assert with_command(refused(), project="fox", scene="Mara", part="sheet").remedy == OTHER_WORDS
