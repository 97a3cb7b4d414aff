"""Who has a sheet, what it is made from, and which pictures refer to it."""

from videogen_dagster.core.character_sheets import MOST_SHEETS, SHEET_SIZE, sheet_requests, with_references
from videogen_dagster.core.film_settings import FilmSettings, FrameSize, Style
from videogen_dagster.core.fingerprint import fingerprint
from videogen_dagster.core.media import Media
from videogen_dagster.core.requests import ImageRequest, Likeness
from videogen_dagster.core.storyboard import Character, Line, Scene, Storyboard

WIDE = FrameSize(width=640, height=360)
OWN = Media(sha256="0" * 64, extension="png")


def board(*scenes: Scene, **looks: str) -> Storyboard:
    characters = tuple(Character(id=name, name=name.title(), description=look) for name, look in looks.items())
    return Storyboard(title="T", settings=FilmSettings(style=Style.NOIR), characters=characters, scenes=scenes)


def scene(number: int, *seen: str, **more: object) -> Scene:
    return Scene(id=f"{number:03d}", image_prompt="a hill", duration_s=1, characters=seen, **more)


def test_whoever_is_seen_has_a_sheet_and_whoever_is_only_heard_has_none():
    plan = board(
        scene(1, "ann"),
        scene(2, lines=(Line(character="bob", text="Hi.", on_screen=True), Line(character="narrator", text="So."))),
        scene(3, "cid", image=OWN),
        scene(4, lines=(Line(character="dan", text="Hello?"),)),
        ann="red hair", bob="", cid="", dan="", narrator="",
    )  # fmt: skip
    sheets = sheet_requests(plan, "hills")
    assert list(sheets) == ["ann", "bob"]
    assert sheets["ann"].characters == (Likeness(name="Ann", description="red hair"),)
    assert (sheets["ann"].style, sheets["ann"].size, sheets["ann"].portrait) == (Style.NOIR, SHEET_SIZE, True)
    assert "Ann, red hair." in sheets["ann"].prompt
    assert "Bob, a man." in sheets["bob"].prompt
    assert sheet_requests(board(scene(1)), "hills") == {}


def test_the_seed_of_a_sheet_follows_from_the_project_and_the_name_alone():
    one, other = board(scene(1, "ann"), ann="red hair"), board(scene(1, "ann"), scene(2, "ann"), ann="grey hair")
    seeds = [sheet_requests(plan, "hills")["ann"].seed for plan in (one, other)]
    assert seeds[0] == seeds[1] != sheet_requests(one, "dunes")["ann"].seed


def test_of_many_those_have_sheets_who_are_seen_most():
    names = [f"extra{number}" for number in range(MOST_SHEETS)]
    crowd = [scene(number + 1, name) for number, name in enumerate(names)]
    plan = board(*crowd, scene(8, "lead"), scene(9, "lead"), **dict.fromkeys([*names, "lead"], ""))
    assert list(sheet_requests(plan, "hills")) == [*names[:-1], "lead"]


def test_a_picture_refers_to_the_sheets_of_those_who_are_seen_who_come_first():
    ann, bob, cid = (Likeness(name=name) for name in ("Ann", "Bob", "Cid"))
    sheets = {bob: OWN, cid: OWN.model_copy(update={"sha256": "1" * 64})}
    request = ImageRequest(prompt="a hill", size=WIDE, characters=(ann, bob, cid))
    drawn = with_references(request, sheets)
    assert drawn.characters == (bob, cid, ann)
    assert drawn.references == (sheets[bob], sheets[cid])
    alone = request.model_copy(update={"characters": (ann,)})
    assert with_references(alone, sheets) is alone
    assert with_references(request, {}) is request


def test_pictures_without_references_keep_the_names_that_they_had_before_there_were_sheets():
    request = ImageRequest(prompt="a hill", size=WIDE)
    assert not {"portrait", "references"} & set(request.model_dump(mode="json"))
    assert fingerprint(request, "illustrator/6") == "ef48dcd396d62175d1530c86c0f0ca552efb8ad853d0e0f06930ba1df7926faa"
