"""What a request wants, in a few words for people."""

from typing import Final

from videogen_dagster.core.values import Value

TOLD_CHARACTERS: Final = 160


def words_of(request: Value) -> str:
    """Return what a request wants, in a few words for people."""
    about = getattr(request, "brief", request)
    words = next(
        (text for name in ("prompt", "scene_prompt", "text", "title") if (text := getattr(about, name, ""))), ""
    )
    kind = getattr(request, "kind", type(request).__name__)
    plain = " ".join(f"{kind}: {words}".split()) if isinstance(words, str) and words else str(kind)
    return plain[:TOLD_CHARACTERS]
