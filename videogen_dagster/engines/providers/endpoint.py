"""Where a provider is and what it grants: all that an engine must know to ask it."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from videogen_dagster.engines.providers.addresses import AddressRules
from videogen_dagster.engines.providers.pacing import Limits
from videogen_dagster.engines.providers.secret import Secret


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
        scheme: What stands before the key in the header `Authorization` (`Bearer`, `Key`).
        rules: Which addresses may be called.
        limits: What the provider grants this machine.
        timeout_s: How long one request may stay without an answer.
        honours_keys: The provider charges once for requests with the same idempotency key.
    """

    engine: str
    base_url: str
    shared: Path
    model: str = ""
    key: Secret | None = None
    key_setting: str = ""
    scheme: str = "Bearer"
    rules: AddressRules = field(default_factory=AddressRules)
    limits: Limits = field(default_factory=Limits)
    timeout_s: float = 120.0
    honours_keys: bool = False

    @property
    def place(self) -> Path:
        """Folder of the provider: another base URL is another one, which may be up when this one is down."""
        return self.shared / _folder(self.base_url)

    @property
    def paced(self) -> Path:
        """Folder of the model's limits."""
        return self.place / _folder(self.model)

    def redacted(self, text: str) -> str:
        """Return `text` without the key."""
        return text if self.key is None else self.key.redacted(text)


def _folder(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:16]
