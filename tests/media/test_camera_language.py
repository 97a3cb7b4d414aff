import pytest

from videogen_dagster.media.camera_language import (
    GENTLE_PUSH_IN,
    CameraDirection,
    Degree,
    Move,
    MoveKind,
    read_camera,
)


def _moves(prompt: str) -> list[tuple[str, int]]:
    return [(move.kind.value, move.sign) for move in read_camera(prompt).moves]


@pytest.mark.parametrize(
    ("prompt", "moves"),
    [
        ("pan right", [("pan", 1)]),
        ("slow pan left", [("pan", -1)]),
        ("gentle right-to-left pan", [("pan", -1)]),
        ("pan from left to right", [("pan", 1)]),
        ("pan from the right", [("pan", -1)]),
        ("pan down", [("tilt", -1)]),
        ("tilt up", [("tilt", 1)]),
        ("push in", [("push", 1)]),
        ("slight push-in", [("push", 1)]),
        ("zoom in", [("push", 1)]),
        ("zoom out", [("push", -1)]),
        ("dolly in", [("push", 1)]),
        ("dolly out", [("push", -1)]),
        ("dolly left", [("truck", -1)]),
        ("pull back to reveal the valley", [("push", -1)]),
        ("camera pulls away", [("push", -1)]),
        ("truck right", [("truck", 1)]),
        ("tracking shot to the left", [("truck", -1)]),
        ("crane up", [("pedestal", 1)]),
        ("the camera rises slowly", [("pedestal", 1)]),
        ("orbit clockwise", [("orbit", 1)]),
        ("slow circular dolly counter-clockwise around the chef", [("orbit", -1)]),
        ("camera circles around her", [("orbit", 0)]),
        ("slow push in and tilt up", [("push", 1), ("tilt", 1)]),
        ("static camera with a subtle drift to the left", [("truck", -1)]),
        ("Ken Burns", [("push", 1)]),
        ("drone shot flying over the hills", [("push", 1)]),
    ],
)
def test_terms_of_the_field_become_moves(prompt: str, moves: list[tuple[str, int]]) -> None:
    assert _moves(prompt) == moves


@pytest.mark.parametrize(
    ("prompt", "degree"),
    [
        ("pan right", Degree.NORMAL),
        ("slow pan right", Degree.SLOW),
        ("gentle pan right", Degree.SLOW),
        ("slight pan right", Degree.SLIGHT),
        ("fast pan right", Degree.FAST),
        ("whip pan right", Degree.FAST),
        ("the camera pans right very quickly", Degree.FAST),
    ],
)
def test_degrees_say_how_fast(prompt: str, degree: Degree) -> None:
    assert read_camera(prompt).moves == (Move(MoveKind.PAN, 1, degree),)


@pytest.mark.parametrize(
    "prompt",
    [
        "static",
        "Static shot.",
        "locked-off camera",
        "camera locked down on a tripod",
        "no camera movement",
        "The camera does not zoom, static framing.",
        "Top-down insert shot, 35mm lens, static camera. A hand pulls out a drawer, then pushes in the key.",
        "Eye-level wide shot, 24mm lens, locked-off camera. Mira slides the recorder across the table and rises.",
    ],
)
def test_a_locked_camera_stands_still_whatever_people_do(prompt: str) -> None:
    direction = read_camera(prompt)
    assert direction == CameraDirection()


@pytest.mark.parametrize(
    ("prompt", "moves"),
    [
        ("High-angle wide shot, 24mm lens, gentle right-to-left pan. The chef lifts a pan of broth.", [("pan", -1)]),
        ("Overhead medium shot, 35mm lens, smooth top-down slide to the right. He turns a page.", [("truck", 1)]),
        ("Low-angle medium two-shot, 35mm lens, slow dolly left. Mira nods.", [("truck", -1)]),
        ("Close-up, 50mm lens, slight tilt as Mira raises the evidence bag into view.", [("tilt", 1)]),
    ],
)
def test_moves_are_found_inside_shot_descriptions(prompt: str, moves: list[tuple[str, int]]) -> None:
    assert _moves(prompt) == moves


@pytest.mark.parametrize("prompt", ["", "   ", "a fox runs through the forest", "slow motion", "\u706b\u4e8b"])
def test_a_prompt_without_a_camera_move_gets_a_gentle_push_in(prompt: str) -> None:
    assert read_camera(prompt) == GENTLE_PUSH_IN


@pytest.mark.parametrize(
    ("prompt", "shake"),
    [("handheld", 1.0), ("subtle handheld", 0.6), ("shaky handheld camera", 2.0), ("pan left", 0.0)],
)
def test_a_hand_shakes_more_or_less(prompt: str, shake: float) -> None:
    assert read_camera(prompt).shake == shake


def test_no_handheld_is_no_shake() -> None:
    assert read_camera("static camera, no handheld shake") == CameraDirection()
