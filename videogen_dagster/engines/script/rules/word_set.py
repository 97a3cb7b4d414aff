"""Word lists as they are written in tables: words between white space."""


def word_set(words: str) -> frozenset[str]:
    """Return the words of `words`."""
    return frozenset(words.split())
