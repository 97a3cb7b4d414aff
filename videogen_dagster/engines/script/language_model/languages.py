"""Which language a model answers in: not another one than it was asked for, as far as words and scripts tell."""

from collections.abc import Sequence
from typing import Final

from videogen_dagster.engines.script.rules.tongues import is_told_apart, language_told, script_language

_SHARED_SIGNS: Final = frozenset({"ja", "zh", "yue"})
"""A few Chinese characters may be Japanese, too."""


def primary(language: str) -> str:
    """Return the first part of a language tag: `pt` of `pt-BR`."""
    return language.partition("-")[0].lower()


def wrong_language(texts: Sequence[str], language: str) -> str | None:
    """Say that texts are in another language than the one asked for, or None.

    Args:
        texts: What a model answers.
        language: BCP 47 tag of what it was asked for; one that cannot be told from others is taken as it comes.
    """
    wanted = primary(language)
    if not is_told_apart(wanted):
        return None
    found = [] if wanted in _SHARED_SIGNS else [script_language(text) for text in texts]
    told = language_told(" ".join(texts))
    others = [each for each in (*found, told) if each and each != wanted and {each, wanted} != {"zh", "yue"}]
    return f"it is in the language {others[0]!r}, not in {language!r}" if others else None
