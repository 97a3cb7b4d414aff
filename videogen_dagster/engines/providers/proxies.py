"""The proxy between this machine and public providers, where a network lets nobody out but through one."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.engines.providers.secret import Secret

SETTING: Final = "HTTPS_PROXY"
EXCEPTIONS: Final = "NO_PROXY"


@dataclass(frozen=True, slots=True)
class ProviderProxy:
    """A proxy that is told numbers to connect to (`CONNECT`, RFC 9110 section 9.3.6), never names, and sees no request.

    The name of a provider is looked up here and its numbers looked at first: so a proxy changes nothing about which
    addresses may be called. Whoever is named in `VIDEOGEN_PRIVATE_HOSTS` is called without it.

    Attributes:
        url: Where it is, perhaps with a user and a password.
        direct: Who is called without it, as `NO_PROXY` lists them: `example.com` with all that ends so, `example.com:443`, `*`.
    """

    url: Secret
    direct: tuple[str, ...] = ()

    def serves(self, host: str, port: int) -> bool:
        """Return whether a host is called through it."""
        return not any(_names(entry.lower(), host.lower(), port) for entry in self.direct)

    def address(self) -> str:
        """Return its URL as an HTTP client takes it.

        Raises:
            InvalidInput: It is no proxy that can be used; told without what may be a password.
        """
        text = self.url.reveal()
        url = text if "://" in text else f"http://{text}"
        remedy = f"write {SETTING}=http://host:port, or name who is called without it in {EXCEPTIONS}"
        try:
            parts = urlsplit(url)
            is_place = bool(parts.hostname) and parts.port != 0 and url.isprintable()
        except ValueError as error:
            raise InvalidInput("it is no URL of a proxy", field=SETTING, remedy=remedy) from error
        if parts.scheme not in {"http", "https"}:
            raise InvalidInput(f"{parts.scheme} is no proxy that is known here", field=SETTING, remedy=remedy)
        if not is_place:
            raise InvalidInput("it names no proxy", field=SETTING, remedy=remedy)
        return url

    def __str__(self) -> str:
        parts = urlsplit(self.address())
        return f"{parts.scheme}://{parts.hostname}:{parts.port or {'http': 80, 'https': 443}[parts.scheme]}"


def _names(entry: str, host: str, port: int) -> bool:
    if entry == "*":
        return True
    name, _, number = entry.partition(":")
    name = name.removeprefix("*").removeprefix(".")
    return bool(name) and number in {"", str(port)} and (host == name or host.endswith(f".{name}"))
