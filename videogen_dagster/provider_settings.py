"""What the texts of settings say of providers: which one, its key, what it grants. Nothing here reads the environment."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.engines.provider_choice import ProviderChoice
from videogen_dagster.engines.providers.pacing import Limits
from videogen_dagster.engines.providers.proxies import EXCEPTIONS, SETTING, ProviderProxy
from videogen_dagster.engines.providers.secret import Secret

KEY_VARIABLES: Final[Mapping[str, str]] = {
    "openai": "OPENAI_API_KEY",
    "fal": "FAL_KEY",
    "replicate": "REPLICATE_API_TOKEN",
    "sync": "SYNC_API_KEY",
    "pexels": "PEXELS_API_KEY",
}
"""Where the key of an engine's provider is found by its own custom."""

MOST_WAIT_MINUTES: Final = 24 * 60
AT_ONCE: Final = 8
MOST_AT_ONCE: Final = 256
"""Each is a thread and an open file."""


def provider_choice(kind: str, engine: str, variables: Mapping[str, str], shared: Path) -> ProviderChoice:
    """Return which provider stands behind the engine of a kind; what else is wrong with it is told when it is used.

    Args:
        kind: What the engine makes (`image`).
        engine: Its name (`openai`).
        variables: The environment.
        shared: Folder in which this machine's processes share the limits of providers.

    Raises:
        InvalidInput: A number is none, or a key's file cannot be read.
    """
    prefix = f"VIDEOGEN_{kind.upper()}"
    own, usual = f"{prefix}_API_KEY", KEY_VARIABLES.get(engine, "")
    base_url = (variables.get(f"{prefix}_BASE_URL") or "").strip()
    # The key that a provider's own tools use is for that provider: another base URL gets only what is meant for it.
    setting = own if base_url or _is_given(own, variables) or not usual else usual
    return ProviderChoice(
        shared=shared,
        model=(variables.get(f"{prefix}_MODEL") or "").strip(),
        base_url=base_url,
        key=_key(setting, variables),
        key_setting=setting,
        prefix=prefix,
        private_hosts=frozenset(
            host.strip().lower() for host in (variables.get("VIDEOGEN_PRIVATE_HOSTS") or "").split(",") if host.strip()
        ),
        proxy=_proxy(variables),
        limits=_limits(prefix, variables),
        longest_wait_s=_longest_wait_s(f"{prefix}_WAIT_MINUTES", variables),
        options=_options(f"{prefix}_OPTIONS", variables),
        library=_folder(variables.get("VIDEOGEN_LIBRARY")),
    )


def _folder(text: str | None) -> Path | None:
    return Path(text.strip()).expanduser().resolve() if text and text.strip() else None


def _is_given(name: str, variables: Mapping[str, str]) -> bool:
    return bool(variables.get(name) or variables.get(f"{name}_FILE"))


def _key(name: str, variables: Mapping[str, str]) -> Secret | None:
    """Return the key that a variable holds, or the file that `<variable>_FILE` names; as containers are given secrets."""
    text = (variables.get(name) or "").strip()
    file = variables.get(f"{name}_FILE")
    if not text and file:
        try:
            text = Path(file).expanduser().read_text().strip()
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidInput(
                f"the file of the key cannot be read: {error}",
                field=f"{name}_FILE",
                remedy="name a file with the key in it",
            ) from error
    if any(not character.isprintable() or character.isspace() for character in text):
        raise InvalidInput(
            "the key has a space or a control character in it",
            field=name,
            remedy="copy it again, without quotation marks",
        )
    return Secret(text) if text else None


def _proxy(variables: Mapping[str, str]) -> ProviderProxy | None:
    """Return the proxy that all programs of a machine are told of; in lower case, as some write it, it wins."""
    url, direct = ((variables.get(name.lower()) or variables.get(name) or "").strip() for name in (SETTING, EXCEPTIONS))
    entries = tuple(entry.strip() for entry in direct.split(",") if entry.strip())
    return ProviderProxy(Secret(url), entries) if url else None


def _limits(prefix: str, variables: Mapping[str, str]) -> Limits | None:
    at_once = _positive(f"{prefix}_AT_ONCE", variables)
    if at_once is not None and at_once > MOST_AT_ONCE:
        raise InvalidInput(
            f"{at_once:.0f} requests at once are more than a machine sends",
            field=f"{prefix}_AT_ONCE",
            remedy=f"write a number from 1 to {MOST_AT_ONCE}",
        )
    requests = _positive(f"{prefix}_REQUESTS_PER_MINUTE", variables)
    tokens = _positive(f"{prefix}_TOKENS_PER_MINUTE", variables)
    if at_once is requests is tokens is None:
        return None
    return Limits(at_once=int(at_once or AT_ONCE), requests_per_minute=requests, tokens_per_minute=tokens)


def _longest_wait_s(name: str, variables: Mapping[str, str]) -> float | None:
    minutes = _positive(name, variables)
    if minutes is not None and minutes > MOST_WAIT_MINUTES:
        raise InvalidInput(
            f"{minutes:.0f} minutes are longer than a run waits",
            field=name,
            remedy=f"write at most {MOST_WAIT_MINUTES}",
        )
    return None if minutes is None else 60 * minutes


def _positive(name: str, variables: Mapping[str, str]) -> float | None:
    text = (variables.get(name) or "").strip()
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 1 <= number < 1e9:
        raise InvalidInput(f"{text!r} is no number from 1 on", field=name, remedy="write it like 8")
    return number


def _options(name: str, variables: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return what `quality=high, background=opaque` says."""
    options = []
    for part in (variables.get(name) or "").split(","):
        key, equals, value = (text.strip() for text in part.partition("="))
        if part.strip() and not (equals and key.isidentifier() and value):
            raise InvalidInput(
                f"{part.strip()!r} is no option", field=name, remedy="write them like quality=high, user=team"
            )
        if key:
            options.append((key, value))
    return tuple(options)
