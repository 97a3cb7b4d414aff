"""Which addresses may be called: public ones, and those private ones that the deployment names.

A provider says where its results lie and may redirect; without this rule it could make the program read an address inside
the deployment's own network (server-side request forgery, OWASP Top 10 A10:2021).
"""

import ipaddress
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlsplit

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.engines.providers.proxies import ProviderProxy

PORTS: Final = {"http": 80, "https": 443}

Resolve = Callable[[str, int], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Address:
    """Where a request goes: the name in its URL, and the numeric addresses that were looked at, the first one first."""

    host: str
    port: int
    numbers: tuple[str, ...]


def resolve(host: str, port: int) -> tuple[str, ...]:
    """Return the numeric addresses of a host, as the system finds them.

    Raises:
        OSError: It has none, or nobody can be asked.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True)
class AddressRules:
    """What may be called.

    Attributes:
        private: `host` or `host:port` as URLs name them, lower case, that may have a private address and be called without TLS.
        resolve: What finds numeric addresses.
        proxy: Through what public ones are called; None: directly.
    """

    private: frozenset[str] = frozenset()
    resolve: Resolve = resolve
    proxy: ProviderProxy | None = None

    def check_url(self, url: str, *, field: str | None = None) -> SplitResult:
        """Return the parts of a URL that may be called as far as its text tells; nothing is resolved.

        Args:
            url: An absolute URL.
            field: Where it was given, for messages.

        Raises:
            InvalidInput: It is no http(s) URL, has a user or password in it, or goes without TLS to a host that is not
                named as private.
        """
        parts = _split(url, field)
        if parts.username is not None or parts.password is not None:
            raise InvalidInput(
                f"the URL of {parts.hostname} holds a user or a password",
                field=field,
                remedy="give the key in its own variable",
            )
        if parts.scheme == "http" and not self._is_named(parts):
            raise InvalidInput(
                f"{parts.hostname} would be called without encryption",
                field=field,
                remedy=f"write https://, or name it in VIDEOGEN_PRIVATE_HOSTS={_place(parts)}",
            )
        return parts

    def check(self, url: str, *, field: str | None = None) -> Address:
        """Return the address to call for a URL. Who calls must connect to one of its numbers, or the look was for nothing.

        Raises:
            InvalidInput: As `check_url`; or one of the host's addresses is not public and the host is not named as private.
            OSError: The host has no address.
        """
        parts = self.check_url(url, field=field)
        host, port = parts.hostname or "", port_of(parts)
        numbers = self.resolve(host, port)
        if not self._is_named(parts):
            for number in numbers:
                if not _is_public(number):
                    raise InvalidInput(
                        f"{host} is at {number}, which is no public address",
                        field=field,
                        remedy=f"if it is yours, name it in VIDEOGEN_PRIVATE_HOSTS={_place(parts)}",
                    )
        return Address(host=host, port=port, numbers=tuple(numbers))

    def proxy_for(self, url: str) -> ProviderProxy | None:
        """Return through what a URL that may be called is called; None: directly."""
        parts = urlsplit(url)
        if self.proxy is None or self._is_named(parts):
            return None
        return self.proxy if self.proxy.serves(parts.hostname or "", port_of(parts)) else None

    def _is_named(self, parts: SplitResult) -> bool:
        return bool({parts.hostname, f"{parts.hostname}:{port_of(parts)}"} & self.private)


def port_of(parts: SplitResult) -> int:
    """Return the port that a checked URL names or means."""
    return parts.port or PORTS[parts.scheme]


def _is_public(number: str) -> bool:
    address = ipaddress.ip_address(number.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return address.is_global and not address.is_multicast


def _split(url: str, field: str | None) -> SplitResult:
    remedy = "write it as https://host/path"
    if any(ord(character) <= 32 or ord(character) == 127 for character in url):
        raise InvalidInput("a URL holds a space or a control character", field=field, remedy=remedy)
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  # it is parsed here, and may be no number
    except ValueError as error:
        raise InvalidInput(f"it is no URL: {error}", field=field, remedy=remedy) from error
    if parts.scheme not in PORTS or not parts.hostname:  # the rest of it may hold a password: it is not shown
        raise InvalidInput(
            f"{parts.scheme or 'a text without a scheme'!r} is no http(s) URL", field=field, remedy=remedy
        )
    return parts


def _place(parts: SplitResult) -> str:
    return f"{parts.hostname}:{port_of(parts)}"
