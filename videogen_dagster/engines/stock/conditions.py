"""What a deployment allows of stock media: photos or clips, under which licences, with or without a match."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.stock_media import FoundMedia, MediaSearch
from videogen_dagster.engines.provider_choice import ProviderChoice

_MEDIA: Final = ("any", "videos", "photos")
_MATCH: Final = ("words", "any")


@dataclass(frozen=True, slots=True)
class Conditions:
    """What may be shown.

    Attributes:
        media: `any`, `videos` or `photos`.
        licences: Names of licences, lower case; empty: all.
        match: `words`: only what answers the words; `any`: whatever is left, too.
    """

    media: str = "any"
    licences: tuple[str, ...] = ()
    match: str = "words"

    def allow(self, media: FoundMedia, search: MediaSearch) -> bool:
        """Return whether something may be shown; a scene that needs a photo may have one, whatever is preferred."""
        is_of_kind = self.media == "any" or media.footage == (self.media == "videos" and search.footage)
        return is_of_kind and (not self.licences or media.licence.casefold() in self.licences)


def conditions_of(choice: ProviderChoice | None, *, known: Collection[str]) -> Conditions:
    """Return what the options of an engine say.

    Args:
        choice: The deployment's choice.
        known: Names of the options that the engine has.

    Raises:
        InvalidInput: An option is not known, or has no such value.
    """
    if choice is None:
        return Conditions()
    field = f"{choice.prefix}_OPTIONS"
    options = dict(choice.options)
    for name in options:
        if name not in known:
            raise InvalidInput(f"there is no option {name!r}", field=field, remedy=f"options: {', '.join(known)}")
    return Conditions(
        media=_one_of("media", options.get("media", _MEDIA[0]), _MEDIA, field),
        licences=tuple(each.strip().casefold() for each in options.get("licences", "").split("|") if each.strip()),
        match=_one_of("match", options.get("match", _MATCH[0]), _MATCH, field),
    )


def _one_of(name: str, value: str, values: tuple[str, ...], field: str) -> str:
    if value not in values:
        raise InvalidInput(f"{name}={value} is not possible", field=field, remedy=f"{name} is {' or '.join(values)}")
    return value
