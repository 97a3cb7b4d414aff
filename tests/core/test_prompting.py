from videogen_dagster.core.film_settings import FilmSettings
from videogen_dagster.core.prompting import write_prompts
from videogen_dagster.core.storyboard import Character, Line, Scene, Storyboard

ANN = Character(id="ann", name="Ann", description="red coat")
BOB = Character(id="bob", name="Bob")


def board(*scenes: Scene, seed: int = 0) -> Storyboard:
    return Storyboard(title="T", settings=FilmSettings(seed=seed), characters=(ANN, BOB), scenes=scenes)


def scene(identifier: str, **changes: object) -> Scene:
    return Scene.model_validate({"id": identifier, "image_prompt": "a hill", "duration_s": 3, **changes})


def test_a_speaker_on_screen_is_left_to_lip_sync_if_that_draws_speakers():
    spoken = scene("001", lines=(Line(character="ann", text="Hi", on_screen=True),), characters=("ann", "bob"))
    (prompt,) = write_prompts(board(spoken), speaker_is_drawn_later=True).scenes
    assert prompt.image.room_for_speaker
    assert [who.name for who in prompt.image.characters] == ["Bob"]
    (prompt,) = write_prompts(board(spoken), speaker_is_drawn_later=False).scenes
    assert not prompt.image.room_for_speaker
    assert [who.name for who in prompt.image.characters] == ["Ann", "Bob"]


def test_shots_of_one_place_share_a_seed_and_other_places_have_their_own():
    prompts = write_prompts(
        board(
            scene("001", heading="INT. KITCHEN - DAY"),
            scene("002", heading="Int.  Kitchen - Day"),
            scene("003", heading="EXT. SEA - DAY"),
            scene("004"),
            scene("005"),
            scene("006", seed=7),
        ),
        speaker_is_drawn_later=False,
    ).scenes
    seeds = [prompt.seed for prompt in prompts]
    assert seeds[0] == seeds[1]
    assert len(set(seeds)) == 5
    assert seeds[5] == 7


def test_the_films_seed_changes_the_seeds_of_all_its_scenes():
    first, second = (
        write_prompts(board(scene("001"), seed=seed), speaker_is_drawn_later=False).scenes[0].seed for seed in (1, 2)
    )
    assert first != second
