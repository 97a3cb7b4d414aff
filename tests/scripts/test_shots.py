import pytest

from videogen_dagster.scripts.shots import introduced_characters, shot_scene, told_actions


@pytest.mark.parametrize(
    ("prompt", "told"),
    [
        (
            "Eye-level wide shot, 24mm lens, locked-off camera. Mira slides the recorder; Jordan nods. Subtle room tone, neutral palette.",
            ("Mira slides the recorder; Jordan nods.",),
        ),
        ("Steam rises and veils his face, testing identity consistency.", ("Steam rises and veils his face.",)),
        ("Heat ripples the air without changing his identity.", ("Heat ripples the air.",)),
        ("He squeezes a lime (no mess, no splatter), then writes.", ("He squeezes a lime, then writes.",)),
        ("He runs far. She waits there. They meet again.", ("He runs far.", "She waits there.")),
        ("Subtle motion in the background: a kettle steams.", ("A kettle steams.",)),
        ("Slow dolly-in, 35mm.", ()),
        ("Lighting remains soft and even.", ()),
        ("", ()),
    ],
)
def test_only_what_happens_is_told(prompt, told):
    assert told_actions(prompt) == told


def test_a_shot_becomes_a_scene_whose_narrator_tells_what_happens():
    scene = shot_scene("A wide field.", "Wide shot. The dog runs home.")
    assert scene.image_prompt == "A wide field."
    assert scene.motion_prompt == "Wide shot. The dog runs home."
    assert [(line.character, line.text) for line in scene.lines] == [(None, "The dog runs home.")]


def test_people_described_in_parentheses_become_characters_once():
    frames = [
        "Mira Chen (adult woman, 34, black bob, grey blazer) sits.",
        "Mira Chen (the same woman as before here) stands.",
    ]
    (found,) = introduced_characters(frames)
    assert (found.name, found.description) == ("Mira Chen", "adult woman, 34, black bob, grey blazer")
