"""Tells other programs how a version ended: a signed POST of what `status.json` says, as often as it takes.

Headers and signature are those of Standard Webhooks (standardwebhooks.com), for which receivers have libraries.
"""

import base64
import hashlib
import hmac
import ipaddress
import json
import socket
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException
from typing import Final
from urllib.parse import SplitResult, urlsplit

from videogen_dagster.core.drops import Callback, InboxRow
from videogen_dagster.core.errors import InvalidInput, StorageFailure
from videogen_dagster.resources.inbox import Inbox

FIRST_WAIT_S: Final = 10.0
LONGEST_WAIT_S: Final = 3600.0
MOST_ATTEMPTS: Final = 24
"""The last one is made 15 hours after the first."""
AT_ONCE: Final = 16
LONGEST_LOOK_S: Final = 3.0
"""So long a tick of the sensor waits for answers; those that come later are kept all the same."""
LONGEST_POST_S: Final = 8.0
ANSWER_S: Final = 5.0
_PORTS: Final = {"http": 80, "https": 443}
_SECRET_MARK: Final = "whsec_"  # noqa: S105  # what marks a secret in base64
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class AllowedHost:
    """A host that results may be posted to.

    Attributes:
        scheme: `https`, or `http` where the deployment says so.
        name: The host's name or address.
        port: Its port.
        is_exact: Whether the port was named: then the host may have a private address.
    """

    scheme: str
    name: str
    port: int
    is_exact: bool

    @classmethod
    def named(cls, text: str) -> "AllowedHost":
        """Return what `host`, `host:port` or `http://host:port` names.

        Raises:
            InvalidInput: It names no host.
        """
        try:
            parts = urlsplit(text if "://" in text else f"https://{text}")
            port = parts.port
        except ValueError:
            parts, port = urlsplit(""), None
        if parts.scheme not in _PORTS or not parts.hostname or parts.path.strip("/") or parts.query or parts.username:
            raise InvalidInput(
                f"{text!r} names no host",
                field="VIDEOGEN_CALLBACK_HOSTS",
                remedy="write host, host:port or http://host:port, with commas between",
            )
        return cls(parts.scheme, parts.hostname, port or _PORTS[parts.scheme], port is not None)


class Callbacks:
    """What may be called back, and how.

    Args:
        hosts: `host`, `host:port` or `http://host:port`.
        secret: Signs what is posted.
        answer_s: How long a server may say nothing.
        longest_post_s: How long a post may take, however little the server says at a time.
    """

    def __init__(
        self,
        hosts: Sequence[str],
        secret: str | None,
        *,
        answer_s: float = ANSWER_S,
        longest_post_s: float = LONGEST_POST_S,
    ) -> None:
        self._hosts, self._secret = tuple(hosts), secret
        self._answer_s, self._longest_post_s = answer_s, longest_post_s

    @property
    def are_allowed(self) -> bool:
        """Whether the deployment calls anybody back."""
        return bool(self._hosts and self._secret)

    def check(self, url: str) -> AllowedHost:
        """Return the host that a URL leads to.

        Raises:
            InvalidInput: It is no URL, or not one of a host that the deployment allows.
        """
        parts = _parts(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
        for host in map(AllowedHost.named, self._hosts):
            if (host.scheme, host.name, host.port) == (parts.scheme, parts.hostname, port) and self._secret:
                return host
        raise InvalidInput(
            f"{parts.scheme}://{parts.hostname}:{port} is not called back",
            field="callback",
            remedy="leave it out, or let VIDEOGEN_CALLBACK_HOSTS name the host, and set VIDEOGEN_CALLBACK_SECRET",
        )

    def post(self, url: str, content: bytes, *, message: str, timestamp_s: int) -> None:
        """Post a document.

        Args:
            url: Where.
            content: JSON.
            message: By which the receiver knows one that it had before.
            timestamp_s: When, in seconds since 1970.

        Raises:
            InvalidInput: The URL is not allowed, or its host has no address that is.
            OSError: It cannot be reached, takes too long, or answers anything but 2xx.
        """
        from urllib3.connection import HTTPConnection, HTTPSConnection  # deployments without callbacks do without

        host, parts = self.check(url), _parts(url)
        address = permitted_address(host)
        connection = (
            HTTPSConnection(
                address, host.port, timeout=self._answer_s, server_hostname=host.name, assert_hostname=host.name
            )
            if host.scheme == "https"
            else HTTPConnection(address, host.port, timeout=self._answer_s)
        )
        usual = host.port == _PORTS[host.scheme]
        headers = {
            "Host": host.name if usual else f"{host.name}:{host.port}",
            "Content-Type": "application/json",
            "User-Agent": "videogen-dagster",
            "webhook-id": message,
            "webhook-timestamp": str(timestamp_s),
            "webhook-signature": self.signature(message, timestamp_s, content),
        }
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        _send(connection, target, content, headers, longest_s=self._longest_post_s)

    def signature(self, message: str, timestamp_s: int, content: bytes) -> str:
        """Return what proves that a message is ours: HMAC-SHA256 over its id, time and content."""
        secret = self._secret or ""
        key = (
            base64.b64decode(secret.removeprefix(_SECRET_MARK)) if secret.startswith(_SECRET_MARK) else secret.encode()
        )
        signed = f"{message}.{timestamp_s}.".encode() + content
        return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def permitted_address(host: AllowedHost) -> str:
    """Return an address of a host: a public one, unless the deployment names the host with its port.

    The connection is made to this very address: a name that is looked up again could lead elsewhere.

    Raises:
        InvalidInput: It has none.
        OSError: The name cannot be looked up.
    """
    found = socket.getaddrinfo(host.name, host.port, type=socket.SOCK_STREAM)
    addresses = [str(each[4][0]) for each in found]
    for address in addresses:
        if host.is_exact or _is_public(ipaddress.ip_address(address.partition("%")[0])):
            return address
    raise InvalidInput(
        f"{host.name} has no public address",
        field="callback",
        remedy=f"if that is meant, let VIDEOGEN_CALLBACK_HOSTS name {host.name}:{host.port}",
    )


def call_back(
    callbacks: Callbacks,
    inbox: Inbox,
    content_of: Callable[[InboxRow], object],
    *,
    longest_s: float = LONGEST_LOOK_S,
) -> int:
    """Post what is due, and return how much that is; each attempt is kept before it is made, so that none is lost.

    Args:
        callbacks: What may be called.
        inbox: What is owed.
        content_of: What is posted of a row.
        longest_s: How long to wait for answers. Posts end by themselves a little later.

    Raises:
        StorageFailure: The inbox cannot be used.
    """
    ends, posts = time.monotonic() + longest_s, []
    for row in inbox.owed(AT_ONCE):
        callback = row.callback
        if callback is None:
            continue
        wait_s = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2**callback.attempts)
        is_last = callback.attempts + 1 >= MOST_ATTEMPTS
        tried = callback.model_copy(
            update={"attempts": callback.attempts + 1, "due": inbox.now() + wait_s, "owed": not is_last}
        )
        if inbox.keep_callback(row, tried):
            now = row.model_copy(update={"callback": tried})
            posts.append(threading.Thread(target=_post, args=(callbacks, inbox, now, content_of(row)), daemon=True))
            posts[-1].start()
    for post in posts:
        post.join(max(0.0, ends - time.monotonic()))
    return len(posts)


def _post(callbacks: Callbacks, inbox: Inbox, row: InboxRow, content: object) -> None:
    if row.callback is None:
        return
    document = json.dumps(content, ensure_ascii=False).encode()
    # A failed version may be completed later: another message, which the receiver must not take for the first one.
    message = f"{row.version}.{row.state.value}"
    try:
        callbacks.post(row.callback.url, document, message=message, timestamp_s=int(time.time()))
    except (OSError, HTTPException, ValueError, InvalidInput) as error:
        kept: Callback = row.callback.model_copy(update={"error": " ".join(str(error).split())[:200]})
    else:
        kept = row.callback.model_copy(update={"owed": False, "error": None})
    with suppress(StorageFailure):  # it stays owed, and is posted again under the same name
        inbox.keep_callback(row, kept)


def _send(connection: object, target: str, content: bytes, headers: dict[str, str], *, longest_s: float) -> None:
    from urllib3.connection import HTTPConnection

    if not isinstance(connection, HTTPConnection):
        return

    def give_up() -> None:  # a server that answers a byte a second keeps to any time limit of the socket
        with suppress(OSError, AttributeError):
            connection.sock.shutdown(socket.SHUT_RDWR)  # ty: ignore[missing-union-attribute]

    timer = threading.Timer(longest_s, give_up)
    timer.daemon = True
    timer.start()
    try:
        connection.request("POST", target, body=content, headers=headers, preload_content=False)
        status = connection.getresponse().status  # what else it says is not read; redirects are not followed
    finally:
        timer.cancel()
        connection.close()
    if not 200 <= status < 300:
        raise OSError(f"HTTP {status}")


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        is_url = url.isascii() and url.isprintable() and " " not in url and bool(parts.hostname) and parts.port != 0
    except ValueError:
        parts, is_url = urlsplit(""), False
    if not is_url or parts.scheme not in _PORTS or parts.username is not None or parts.fragment:
        raise InvalidInput(
            "it is no address that can be posted to",  # which may hold a password: it is not repeated
            field="callback",
            remedy="write https://host/path, without a user and a password",
        )
    return parts


def _is_public(address: Address) -> bool:
    """Return whether an address is one of the internet, and none of a private one inside."""
    if not address.is_global or address.is_multicast:
        return False
    if isinstance(address, ipaddress.IPv4Address):
        return True
    if address in _NAT64 or address.sixtofour or address.teredo:
        return False
    return address.ipv4_mapped is None or _is_public(address.ipv4_mapped)
