"""The title page of a Fountain script, which plain text may have too: `Key: value` lines before the first empty line."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from videogen_dagster.scripts.fountain_lines import plain

_KEY: Final = re.compile(r"([^\W\d_][\w .-]{0,40}?)\s*:\s*(.*)")
_USUAL_KEYS: Final = (
    "title, credit, author, authors, source, notes, date, draft date, contact, copyright, revision, font, format, version, "
    "series, episode, written by, based on, style, aspect, resolution, language, dub_language, seed, renditions, "
    "caption_languages, budget_usd"
)
_KNOWN: Final = frozenset(_USUAL_KEYS.split(", "))


@dataclass(frozen=True, slots=True)
class TitlePage:
    """What the title page says, and how many lines it takes."""

    values: dict[str, str]
    lines: int

    @property
    def title(self) -> str | None:
        """The title on one line, or None."""
        title = next((value for key, value in self.values.items() if key.lower() == "title"), "")
        return " ".join(title.split()) or None

    @property
    def settings(self) -> dict[str, object]:
        """The values by lower-case key, for `check_settings`."""
        return {key.lower(): value for key, value in self.values.items()}


def read_title_page(lines: Sequence[str], *, own_keys: bool) -> TitlePage:
    """Return the title page at the start of the raw `lines`; an empty one if the text starts otherwise.

    Every line up to the first empty one must be `Key: value` or an indented line of the value before, and one of the
    keys a usual one with a value: so `FADE IN:` or a first line of dialogue is never swallowed.

    Args:
        lines: Lines of the text from its start.
        own_keys: Whether other than the usual keys may stand beside them, as Fountain allows; in plain text
            `ANNA: Hello` below the title is dialogue.
    """
    values: dict[str, list[str]] = {}
    key = None
    count = 0
    for line in lines:
        if not line.strip():
            break
        match = None if line[0] in " \t" else _KEY.fullmatch(line.strip())
        if match and (own_keys or match[1].lower() in _KNOWN):
            key = match[1].strip()
            values.setdefault(key, []).extend([match[2]] if match[2] else [])
        elif key is not None and line[0] in " \t":
            values[key].append(line.strip())
        else:
            return TitlePage({}, 0)
        count += 1
    if not any(name.lower() in _KNOWN and value for name, value in values.items()):
        return TitlePage({}, 0)
    return TitlePage({name: "\n".join(plain(line) for line in value) for name, value in values.items()}, count)
