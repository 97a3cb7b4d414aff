"""Which provider a deployment puts behind an engine, and what it grants. Light: no HTTP client is needed to say it."""

from dataclasses import dataclass, field
from pathlib import Path

from videogen_dagster.engines.providers.pacing import Limits
from videogen_dagster.engines.providers.proxies import ProviderProxy
from videogen_dagster.engines.providers.secret import Secret


@dataclass(frozen=True, slots=True)
class ProviderChoice:
    """What a deployment says about the provider of one kind of engine.

    Attributes:
        shared: Folder in which this machine's processes share the limits of providers.
        model: The provider's own name of a model; empty: none was named.
        base_url: Where the provider is; empty: where it is for everybody.
        key: The key, or None if none was given.
        key_setting: Variable that holds the key, for messages.
        prefix: What the names of the other variables begin with, for messages (`VIDEOGEN_IMAGE`).
        private_hosts: Hosts that may have a private address and be called without TLS.
        proxy: Through what public hosts are called; None: directly.
        limits: What the provider grants this machine, or None: the engine's own caution.
        longest_wait_s: How long a job is waited for, or None: the engine's own patience.
        options: What else the provider is told with each request (`quality`), by name.
        library: Folder with photos and clips, for the engine that shows those; None: there is none.
    """

    shared: Path
    model: str = ""
    base_url: str = ""
    key: Secret | None = None
    key_setting: str = ""
    prefix: str = field(default="VIDEOGEN", compare=False)
    private_hosts: frozenset[str] = frozenset()
    proxy: ProviderProxy | None = None
    limits: Limits | None = None
    longest_wait_s: float | None = None
    options: tuple[tuple[str, str], ...] = ()
    library: Path | None = None
