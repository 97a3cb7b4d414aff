"""Where a provider is and what it grants: all that an engine must know to ask it."""

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from videogen_dagster.engines.providers.addresses import AddressRules
from videogen_dagster.engines.providers.pacing import Limits
from videogen_dagster.engines.providers.secret import HIDDEN, Secret


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A provider as the deployment uses it.

    Attributes:
        engine: Name of the engine that asks, for messages.
        base_url: What paths are appended to, without a slash at its end; checked by `rules`.
        shared: Folder in which this machine's processes share what they know of providers; see `place`.
        model: The provider's name of the model; its limits are its own.
        key: The key, or None where the provider wants none.
        key_setting: Variable that holds the key, for messages.
        key_header: The header that carries the key.
        scheme: What stands before the key there (`Bearer`, `Key`), or nothing.
        rules: Which addresses may be called.
        limits: What the provider grants this machine.
        timeout_s: How long one request may stay without an answer.
        honours_keys: The provider charges once for requests with the same idempotency key.
        tells_quota: Its answers tell how many requests are left; see `Quota`.
    """

    engine: str
    base_url: str
    shared: Path
    model: str = ""
    key: Secret | None = None
    key_setting: str = ""
    key_header: str = "Authorization"
    scheme: str = "Bearer"
    rules: AddressRules = field(default_factory=AddressRules)
    limits: Limits = field(default_factory=Limits)
    timeout_s: float = 120.0
    honours_keys: bool = False
    tells_quota: bool = False

    @property
    def place(self) -> Path:
        """Folder of the provider: another base URL is another one, which may be up when this one is down."""
        return self.shared / _folder(self.base_url)

    @property
    def paced(self) -> Path:
        """Folder of the model's limits."""
        return self.place / _folder(self.model)

    def headers(self) -> dict[str, str]:
        """Return the header that carries the key; none where the provider wants no key."""
        return {} if self.key is None else {self.key_header: f"{self.scheme} {self.key.reveal()}".strip()}

    def redacted(self, text: str) -> str:
        """Return `text` without the key, and without what follows the path of a URL: it may let anybody read a file."""
        return without_queries(text if self.key is None else self.key.redacted(text))


def without_queries(text: str) -> str:
    """Return a text with the queries of its URLs as stars: those of signed URLs are as good as a key."""
    return _QUERY.sub(lambda found: f"{found[1]}{found[2]}{HIDDEN}", text)


_QUERY: Final = re.compile(r"(https?(?:://|%3A%2F%2F|:\\/\\/)[^\s\"'<>?]*?)(\?|%3F)[^\s\"'<>]+", re.IGNORECASE)
"""As it is, as URLs write it in a query of their own, or as PHP writes it in JSON."""


def _folder(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:16]
