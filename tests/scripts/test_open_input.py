import pytest
from PIL import Image

from videogen_dagster.core.brief import Idea, Product
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.screenplay import Screenplay
from videogen_dagster.scripts.open_input import idea_draft, read_drafts

FDX = (
    '<FinalDraft><Content><Paragraph Type="Character"><Text>BOB</Text></Paragraph>'
    '<Paragraph Type="Dialogue"><Text>Hi there.</Text></Paragraph></Content></FinalDraft>'
)


def written(folder, name, text):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("my_film.fountain", "BOB\nHi there."),
        ("my_film.SPMD", "BOB\nHi there."),
        ("my_film.txt", "BOB: Hi there."),
        ("my_film.md", "**BOB:** Hi *there*."),
        ("my_film.markdown", "BOB: Hi there."),
        ("my_film.fdx", FDX),
        ("my_film.yaml", "script: 'BOB: Hi there.'"),
        ("my_film.json", '{"script": "BOB: Hi there."}'),
    ],
)
def test_the_extension_chooses_the_parser(tmp_path, name, text):
    (draft,) = read_drafts([written(tmp_path, name, text)])
    assert isinstance(draft.content, Screenplay)
    assert draft.content.spoken_words() == ("Hi", "there.")
    assert (draft.name, draft.title) == ("my-film", "My Film")


def test_settings_and_title_of_a_script_are_found(tmp_path):
    (draft,) = read_drafts([written(tmp_path, "a.fountain", "Title: The Sea\nStyle: Noir\nLanguage: de\n\nBOB\nHi.")])
    assert (draft.title, dict(draft.settings)) == ("The Sea", {"style": "noir", "language": "de"})


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.fountain", "Title: The Sea\nDub_Language: de\n\nBOB\nHi."),
        ("a.txt", "Title: The Sea\ndub_language: de\n\nBOB: Hi."),
        ("a.md", "---\ntitle: The Sea\ndub_language: de\n---\n\nBOB: Hi."),
        ("a.yaml", "title: The Sea\ndub_language: de\nscript: 'BOB: Hi.'"),
        ("a.json", '{"title": "The Sea", "dub_language": "de", "script": "BOB: Hi."}'),
    ],
)
def test_every_kind_of_script_may_say_in_which_language_it_is_spoken(tmp_path, name, text):
    (draft,) = read_drafts([written(tmp_path, name, text)])
    assert (draft.title, dict(draft.settings)) == ("The Sea", {"dub_language": "de"})
    assert isinstance(draft.content, Screenplay)
    assert draft.content.spoken_words() == ("Hi.",)


@pytest.mark.parametrize("line", ["Style: baroque", "Aspect: 4:3", "Language: klingon", "Dub_Language: klingon"])
def test_a_script_with_an_unknown_setting_is_refused(tmp_path, line):
    with pytest.raises(InvalidInput) as caught:
        read_drafts([written(tmp_path, "a.fountain", f"Title: x\n{line}\n\nBOB\nHi.")])
    assert caught.value.field == f"title page: {line.partition(':')[0].lower()}"
    assert "a.fountain" in str(caught.value)


@pytest.mark.parametrize("name", ["a.docx", "a", "a.fdr", "a.exe", ".fountain"])
def test_an_unknown_extension_is_refused_with_the_known_ones(tmp_path, name):
    with pytest.raises(InvalidInput, match=r"\.fountain .*\.fdx.*\.csv.*\.png"):
        read_drafts([written(tmp_path, name, "BOB: Hi.")])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.fountain", "Title: The Sea\n\n# Act\n\n= Nothing.\n\n[[note]]\n\n/* gone */"),
        ("a.md", "# Only a title\n\n<!-- and a remark -->"),
        ("a.txt", "***\n\n---"),
        ("a.txt", "Note: write something"),
        ("a.fdx", "<FinalDraft><Content/></FinalDraft>"),
        ("a.md", "---\ntitle: x\n---\n"),
    ],
)
def test_a_script_without_a_scene_is_refused(tmp_path, name, text):
    with pytest.raises(InvalidInput, match="no scene"):
        read_drafts([written(tmp_path, name, text)])


def test_photos_make_one_product(tmp_path):
    photos = [tmp_path / "red_mug.png", tmp_path / "b.jpg"]
    for photo in photos:
        Image.new("RGB", (20, 20)).save(photo)
    (draft,) = read_drafts(photos)
    assert (draft.title, draft.photos) == ("Red Mug", tuple(photos))


def test_photos_beside_one_product_are_its_photos(tmp_path):
    photo = tmp_path / "a.png"
    Image.new("RGB", (20, 20)).save(photo)
    (draft,) = read_drafts([photo, written(tmp_path, "mug.json", '{"title": "Mug", "price": 3}')])
    assert (draft.content, draft.photos) == (Product(title="Mug", price="$3.00"), (photo,))


def test_photos_beside_a_script_are_refused(tmp_path):
    photo = tmp_path / "a.png"
    Image.new("RGB", (20, 20)).save(photo)
    with pytest.raises(InvalidInput, match="photos belong to a product"):
        read_drafts([photo, written(tmp_path, "a.txt", "BOB: Hi.")])


def test_files_of_the_same_name_get_distinct_projects(tmp_path):
    drafts = read_drafts([written(tmp_path, "a.txt", "BOB: Hi."), written(tmp_path, "a.md", "BOB: Ho.")])
    assert [draft.name for draft in drafts] == ["a", "a-2"]


def test_no_input_is_refused():
    with pytest.raises(InvalidInput):
        read_drafts([])


def test_an_idea_has_its_first_sentence_as_title():
    draft = idea_draft("  a lighthouse keeper finds a whale. It sings. ")
    assert draft.title == "A lighthouse keeper finds a whale"
    assert draft.content == Idea(text="a lighthouse keeper finds a whale. It sings.")


def test_a_long_idea_has_a_title_cut_at_a_word():
    title = idea_draft("word " * 100).title
    assert len(title) <= 61
    assert title.endswith("word…")


def test_ideas_that_start_alike_have_distinct_names():
    assert idea_draft("A whale. It sings.").name != idea_draft("A whale. It sleeps.").name


@pytest.mark.parametrize("prompt", ["", " \n", "...", "x" * 4001, "a\0b", "a\x1b[31m"])
def test_a_prompt_that_says_nothing_is_refused(prompt):
    with pytest.raises(InvalidInput) as caught:
        idea_draft(prompt)
    assert caught.value.field == "--prompt"
