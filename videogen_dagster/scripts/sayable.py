"""Is there anything in a script that a film could show or say?"""

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.screenplay import Action, Heading, Lyric, Narration, Screenplay, Speech, Spoken


def refuse_empty_script(script: Screenplay, *, source: str | None = None, field: str | None = None) -> None:
    """Refuse a script without a scene: only a title, sections, notes and the like.

    Raises:
        InvalidInput: Nothing in it is to be seen or heard.
    """
    for element in script.elements:
        match element:
            case Heading() | Action() | Narration() | Lyric() if any(map(str.isalnum, element.text)):
                return
            case Speech() if any(isinstance(part, Spoken) for part in element.parts):
                return
            case _:
                pass
    raise InvalidInput(
        "the script has no scene: there is nothing to see or hear",
        source=source,
        field=field,
        remedy="write what happens or what is said, for example 'INT. KITCHEN - DAY' and a line below it",
    )
