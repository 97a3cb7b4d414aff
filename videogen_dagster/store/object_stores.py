"""How object stores are opened: how long a server may keep us waiting, and for how long it is asked again."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from obstore.exceptions import GenericError
from obstore.store import ObjectStore, from_url

if TYPE_CHECKING:
    from obstore.store import ClientConfig

CONNECT_S: Final = 5.0
FIRST_PAUSE_S: Final = 0.1
MOST_RETRIES: Final = 10
TIMES: Final = 5

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long one call of a store may take at most: `asked_again_s`, one pause and one request more.

    Attributes:
        request_s: For one request, its body included.
        silence_s: Without a byte of its answer.
        asked_again_s: From its beginning, in which it is repeated on 5xx, on lost connections and on time-outs.
        pause_s: Between two requests.
        is_fixed: Whether times that the person's environment sets are left aside.
    """

    request_s: float
    silence_s: float
    asked_again_s: float
    pause_s: float
    is_fixed: bool = False

    @property
    def longest_s(self) -> float:
        """How long one call takes at most, in seconds; a listing is one call a page."""
        return self.asked_again_s + self.pause_s + self.request_s


PATIENT: Final = Patience(request_s=300, silence_s=60, asked_again_s=180, pause_s=15)
"""Films are large and lines may be slow: twelve parts of 5 MB are on their way at once."""
HURRIED: Final = Patience(request_s=4, silence_s=4, asked_again_s=2, pause_s=0.5, is_fixed=True)
"""For sensors: Dagster gives up a tick after 60 s, and the next one goes on."""


def is_unavailable(error: Exception) -> bool:
    """Return whether an error of obstore says that a server did not answer, so that it may later."""
    return isinstance(error, GenericError) and "LocalFileSystem" not in str(error)


def asked_again(call: Callable[[], T]) -> T:
    """Return what a call returns that may be made twice, asking again where obstore does not: deletions, and bodies that break.

    Raises:
        obstore.exceptions.BaseError: It failed for good, or `TIMES` times.
    """
    for pause_s in (FIRST_PAUSE_S * 2**number for number in range(TIMES - 1)):
        try:
            return call()
        except GenericError as error:
            if not is_unavailable(error):
                raise
        time.sleep(pause_s)
    return call()


def open_bucket(url: str, options: Mapping[str, str], *, patience: Patience = PATIENT) -> ObjectStore:
    """Open the store at a URL.

    Args:
        url: `s3://bucket/prefix`, or any other that obstore knows; who we are, it finds in the environment.
        options: What the environment says of connections, as obstore calls it; with options of our own obstore does not
            look for them itself.
        patience: How long it may take.

    Raises:
        obstore.exceptions.BaseError: The URL names no store.
        ValueError: So.
    """
    times = {
        "connect_timeout": timedelta(seconds=CONNECT_S if not patience.is_fixed else patience.request_s),
        "read_timeout": timedelta(seconds=patience.silence_s),
        "timeout": timedelta(seconds=patience.request_s),
    }
    # Whether a server is spoken to in the clear, the URL of its endpoint says.
    client: dict[str, Any] = {
        "allow_http": True,
        **({**options, **times} if patience.is_fixed else {**times, **options}),
    }
    return from_url(
        url,
        client_options=cast("ClientConfig", client),  # names come from the environment
        retry_config={
            "max_retries": MOST_RETRIES,
            "retry_timeout": timedelta(seconds=patience.asked_again_s),
            "backoff": {
                "init_backoff": timedelta(seconds=FIRST_PAUSE_S),
                "max_backoff": timedelta(seconds=patience.pause_s),
                "base": 2,
            },
        },
    )
