"""The one function that names a result before it exists."""

import hashlib
import json
from typing import Final

from videogen_dagster.core.values import Value

SCHEME: Final = 1
"""Raised when the meaning of requests changes without their fields changing: every cached result is then made anew."""


def fingerprint(request: Value, engine: str) -> str:
    """Return the hash that names what `engine` makes of `request`.

    Media inside the request stands there by the hash of its content, so a changed input changes the name.

    Args:
        request: A request of `core.requests`.
        engine: The engine's own fingerprint: version, model, revision and every setting that can change a result.

    Returns:
        64 lower-case hexadecimal digits (SHA-256 of canonical JSON).
    """
    document = {"scheme": SCHEME, "engine": engine, "request": request.model_dump(mode="json")}
    return hashlib.sha256(canonical_json(document)).hexdigest()


def canonical_json(document: object) -> bytes:
    """Return `document` as JSON with sorted keys, without white space, in UTF-8: equal values give equal bytes."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
