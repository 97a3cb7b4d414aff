"""Instructions of language models as the store keeps them: what a scene was written with can always be looked up."""

import hashlib
from collections.abc import Mapping

from videogen_dagster.core.fingerprint import canonical_json
from videogen_dagster.core.media import Media
from videogen_dagster.core.prompt_versions import Instruction
from videogen_dagster.engines.protocols import Workspace


def kept(instruction: Instruction, workspace: Workspace) -> Media:
    """Put an instruction into the store and return its name there; the same one has the same name.

    Raises:
        StorageFailure: The store cannot be written.
    """
    path = workspace.directory / f"instruction-{instruction.content.fingerprint}.json"
    path.write_bytes(canonical_json(instruction.model_dump(mode="json")))
    media = workspace.keep(path)
    path.unlink()
    return media


def texts_digest(texts: Mapping[str, str]) -> str:
    """Return what names the texts that instructions are made of: it changes when one of them does."""
    return hashlib.sha256(canonical_json(dict(texts))).hexdigest()[:16]
