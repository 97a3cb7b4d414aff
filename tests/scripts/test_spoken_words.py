"""The words that a script gives to its speakers come out verbatim and in order, whatever its format."""

from xml.sax.saxutils import escape

from hypothesis import given, settings
from hypothesis import strategies as st

from videogen_dagster.core.screenplay import Speech
from videogen_dagster.scripts.final_draft import parse_final_draft
from videogen_dagster.scripts.fountain import parse_fountain
from videogen_dagster.scripts.markdown import parse_markdown
from videogen_dagster.scripts.plain_text import parse_plain_text

LETTERS = st.characters(categories=["Ll", "Lu", "Lo", "Nd"])
TYPICAL = [
    "don't",
    "It's",
    "12:30",
    "R&D",
    "#1",
    "$9.99",
    "50%",
    "f*ck",
    "a_b",
    "well-known",
    "café",
    "“Quoted”",
    "so…",
    "1984.",
    "x/y",
]
WORD = st.one_of(
    st.sampled_from(TYPICAL),
    st.builds(
        "".join,
        st.tuples(LETTERS, st.text(LETTERS, max_size=6), st.sampled_from(["", "", ",", ".", "!", "?", "…", "’s", "—"])),
    ),
)
NOT_NAMES = {
    *(
        "ACT",
        "SCENE",
        "INT",
        "EXT",
        "EST",
        "NOTE",
        "FX",
        "SFX",
        "VFX",
        "SET",
        "CUT",
        "SHOT",
        "NB",
        "DAY",
        "TIP",
        "URL",
        "KEY",
    ),
    *("AT", "IN", "ON", "TO", "BY", "AS", "IF", "IT", "SEE", "SO", "PS", "WHO", "WHY", "BUT", "FOR"),
}
"""Labels and prepositions: nobody is called so."""
NAME = st.from_regex(r"[A-Z][A-Z0-9]{1,6}( [A-Z]{2,5})?", fullmatch=True).filter(
    lambda name: not NOT_NAMES & set(name.split())
)
LINES = st.lists(st.lists(WORD, min_size=1, max_size=6).map(" ".join), min_size=1, max_size=3)
"""A speech as its author wraps it."""
SPEECHES = st.lists(st.tuples(NAME, LINES), min_size=1, max_size=5)
FREE_WORD = st.one_of(
    WORD, st.sampled_from(["(really)", "[sic]", "<b>", "&amp;", "*69", "=", ">", "~", "NOTE:", "He:"])
)
FREE_LINES = st.lists(
    st.tuples(WORD, st.lists(FREE_WORD, max_size=5)).map(lambda found: " ".join([found[0], *found[1]])),
    min_size=1,
    max_size=3,
)


FEW = settings(max_examples=50)
"""A script takes longer to be made up than to be read."""


def expected(speeches):
    return tuple(word for _, lines in speeches for line in lines for word in line.split())


def speakers(script):
    return [element.character for element in script.elements if isinstance(element, Speech)]


@FEW
@given(SPEECHES)
def test_plain_text(speeches):
    text = "SCENE 1: Here\n\n" + "\n\n".join(f"{name}: " + "\n".join(lines) for name, lines in speeches)
    script = parse_plain_text(text)
    assert script.spoken_words() == expected(speeches)
    assert speakers(script) == [name for name, _ in speeches]


@FEW
@given(st.lists(LINES, min_size=1, max_size=4))
def test_prose_of_plain_text_and_markdown(paragraphs):
    told = [("", lines) for lines in paragraphs]
    text = "\n\n".join("So " + "\n".join(lines) + " ends." for lines in paragraphs)
    words = tuple(word for _, lines in told for word in ("So", *" ".join(lines).split(), "ends."))
    assert parse_plain_text(text).spoken_words() == words
    assert parse_markdown(text).spoken_words() == words


@FEW
@given(
    SPEECHES,
    st.sampled_from(["**{}:** ", "**{}**: ", "{}: ", "__{}:__ ", "- **{}:** ", "> {}: "]),
    st.sampled_from(["{}", "*{}*", "**{}**", "***{}***"]),
)
def test_markdown(speeches, cue, emphasis):
    text = "# Film\n\n## Here\n\n" + "\n\n".join(
        cue.format(name) + emphasis.format("so") + " " + "\n".join(lines) for name, lines in speeches
    )
    script = parse_markdown(text)
    assert script.spoken_words() == tuple(word for name, lines in speeches for word in ("so", *" ".join(lines).split()))
    assert speakers(script) == [name for name, _ in speeches]


@FEW
@given(
    st.lists(st.tuples(NAME, FREE_LINES), min_size=1, max_size=5),
    st.sampled_from(["", " (V.O.)", " (CONT'D) (on the radio)", " ^"]),
    st.sampled_from(["", "(softly)\n", "[[a note]]\n", "/* gone */\n"]),
    st.sampled_from([" #tag #other", "", " [[note]]"]),
)
def test_fountain(speeches, extension, before, after):
    text = "Title: Film\n\nINT. HERE - DAY\n\nThey talk.\n\n" + "\n\n".join(
        f"{name}{extension}\n{before}" + "\n".join(lines) + f"\n_the_ **end**{after}" for name, lines in speeches
    )
    script = parse_fountain(text)
    assert script.spoken_words() == tuple(
        word for _, lines in speeches for word in (*" ".join(lines).split(), "the", "end")
    )
    assert speakers(script) == [name for name, _ in speeches]


@FEW
@given(
    st.lists(
        st.tuples(NAME, st.lists(st.lists(FREE_WORD, min_size=1, max_size=6).map(" ".join), min_size=1, max_size=3)),
        min_size=1,
        max_size=5,
    )
)
def test_final_draft(speeches):
    body = "".join(
        f'<Paragraph Type="Character"><Text>{name} (V.O.)</Text></Paragraph>'
        + "".join(
            f'<Paragraph Type="Dialogue"><Text Style="Bold">{escape(line[:3])}</Text><Text>{escape(line[3:])}</Text></Paragraph>'
            for line in lines
        )
        for name, lines in speeches
    )
    script = parse_final_draft(f"<FinalDraft><Content>{body}</Content></FinalDraft>".encode())
    assert script.spoken_words() == expected(speeches)
    assert speakers(script) == [name for name, _ in speeches]
