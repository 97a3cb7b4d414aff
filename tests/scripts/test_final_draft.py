import pytest

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.screenplay import (
    Action,
    Heading,
    Lyric,
    Manner,
    Narration,
    Section,
    Speech,
    Spoken,
    Synopsis,
    Transition,
)
from videogen_dagster.scripts.final_draft import parse_final_draft

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="no" ?>\n<FinalDraft DocumentType="Script" Template="No" Version="5">'


def document(*paragraphs, title=""):
    page = f"<TitlePage><Content><Paragraph><Text></Text></Paragraph>{title}</Content></TitlePage>" if title else ""
    return f"{HEAD}<Content>{''.join(paragraphs)}</Content>{page}</FinalDraft>".encode()


def paragraph(kind, *runs, attributes=""):
    return f'<Paragraph Type="{kind}" {attributes}>{"".join(f"<Text>{run}</Text>" for run in runs)}</Paragraph>'


def test_each_type_of_paragraph():
    script = parse_final_draft(
        document(
            paragraph("New Act", "ACT ONE"),
            paragraph("Scene Heading", "INT. BAR - NIGHT", attributes='Number="1A"'),
            paragraph("Action", "A man drinks."),
            paragraph("Shot", "CLOSE ON THE GLASS"),
            paragraph("Character", "BOB (V.O.)"),
            paragraph("Parenthetical", "(softly)"),
            paragraph("Dialogue", "Hi ", "<!-- x -->there."),
            paragraph("Lyrics", "La la"),
            paragraph("Transition", "CUT TO:"),
            paragraph("Lyrics", "Oh my"),
            paragraph("Dialogue", "Who speaks?"),
            paragraph("General", "THE END", attributes='Alignment="Center"'),
            paragraph("Action", ""),
        )
    )
    assert script.elements == (
        Section(text="ACT ONE", depth=1),
        Heading(text="INT. BAR - NIGHT", number="1A"),
        Action(text="A man drinks."),
        Action(text="CLOSE ON THE GLASS"),
        Speech(
            character="BOB",
            extensions=("V.O.",),
            parts=(Manner(text="softly"), Spoken(text="Hi there."), Spoken(text="La la", sung=True)),
        ),
        Transition(text="CUT TO:"),
        Lyric(text="Oh my"),
        Narration(text="Who speaks?"),
        Action(text="THE END", centred=True),
    )


def test_dual_dialogue_is_two_speeches_of_which_the_second_is_dual():
    inner = "".join(
        paragraph(kind, text)
        for kind, text in [("Character", "ANNA"), ("Dialogue", "Yes."), ("Character", "BEN"), ("Dialogue", "No.")]
    )
    script = parse_final_draft(document(f"<Paragraph><DualDialogue>{inner}</DualDialogue></Paragraph>"))
    assert script.elements == (
        Speech(character="ANNA", parts=(Spoken(text="Yes."),)),
        Speech(character="BEN", parts=(Spoken(text="No."),), dual=True),
    )
    assert script.spoken_words() == ("Yes.", "No.")


def test_notes_and_summaries_are_not_spoken():
    script = parse_final_draft(
        document(
            '<Paragraph Type="Scene Heading"><SceneProperties><Summary><Paragraph><Text>They meet.</Text></Paragraph>'
            "</Summary></SceneProperties><Text>INT. BAR</Text></Paragraph>",
            paragraph("Character", "BOB"),
            '<Paragraph Type="Dialogue"><Text>Hi.</Text><ScriptNote><Paragraph><Text>Cut?</Text></Paragraph></ScriptNote></Paragraph>',
        )
    )
    assert script.elements[:2] == (Heading(text="INT. BAR"), Synopsis(text="They meet."))
    assert script.spoken_words() == ("Hi.",)


def test_the_title_page_gives_the_title():
    title = '<Paragraph Alignment="Center"><Text Style="Bold">The </Text><Text>Sea</Text></Paragraph><Paragraph><Text>by</Text></Paragraph>'
    assert parse_final_draft(document(paragraph("Action", "x"), title=title)).title == "The Sea"


def test_characters_of_xml_are_what_they_mean():
    script = parse_final_draft(document(paragraph("Character", "BOB"), paragraph("Dialogue", "R&amp;D &lt;3 &#233;")))
    assert script.spoken_words() == ("R&D", "<3", "é")


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE FinalDraft [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><FinalDraft><Content><Paragraph><Text>&j;</Text></Paragraph></Content></FinalDraft>"
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    "<FinalDraft><Content><Paragraph><Text>&x;</Text></Paragraph></Content></FinalDraft>"
)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (BOMB.encode(), "entities"),
        (OUTSIDE.encode(), "entities"),
        (b'<?xml version="1.0"?><!DOCTYPE FinalDraft><FinalDraft><Content/></FinalDraft>', "document type"),
        (document(paragraph("Action", "x"))[:-20], "not well-formed"),
        (b"Just text.", "not well-formed"),
        (b"<html><body>Hi</body></html>", "the XML root is <html>"),
        (b"<FinalDraft/>", "not a <FinalDraft> with <Content>"),
        (b'<?xml version="1.0" encoding="no-such"?><FinalDraft/>', "XML"),
        (b"<FinalDraft>&undeclared;</FinalDraft>", "not well-formed"),
        (b"<a>" * 50_000, "not well-formed"),
    ],
)
def test_what_is_no_final_draft_script_is_refused_in_one_line(data, told):
    with pytest.raises(InvalidInput, match=told) as caught:
        parse_final_draft(data, source="film.fdx")
    assert caught.value.source == "film.fdx"
    assert caught.value.remedy
    assert "\n" not in str(caught.value)
