from videogen_dagster.core.chapters import Chapter, chapters
from videogen_dagster.core.film_settings import FilmSettings
from videogen_dagster.core.storyboard import Scene, Storyboard
from videogen_dagster.core.timeline import lay_out
from videogen_dagster.core.transition import TransitionKind


def found(*headings: str) -> tuple[Chapter, ...]:
    scenes = tuple(
        Scene(
            id=f"{index:03d}",
            heading=heading,
            image_prompt="hill",
            duration_s=2,
            transition=TransitionKind.CROSSFADE,
        )
        for index, heading in enumerate(headings, 1)
    )
    board = Storyboard(title="T", settings=FilmSettings(), scenes=scenes)
    return chapters(board, lay_out(board, {}))


def test_scenes_of_one_place_are_one_chapter_that_begins_with_the_transition_into_it():
    assert found("QUAY", "QUAY", "", "LAMP  ROOM", "QUAY") == (
        Chapter(first_frame=0, title="QUAY"),
        Chapter(first_frame=3 * 45, title="LAMP ROOM"),
        Chapter(first_frame=4 * 45, title="QUAY"),
    )


def test_the_first_chapter_begins_with_the_film():
    assert [chapter.first_frame for chapter in found("", "QUAY", "ROOM")] == [0, 90]


def test_a_film_of_one_place_has_none():
    assert found("QUAY", "QUAY") == found("", "") == ()
